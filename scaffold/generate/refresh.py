"""Write into both templates what they share: plain cookiecutter needs it in each.

``make refresh`` copies ``templates/shared/`` to where each framework has such files, and
writes ``cookiecutter.json`` from the default spec. Run it after a change to a shared
file, the context, the samples or the default spec; a unit test fails while the templates
differ from what it writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from scaffold import frameworks
from scaffold.frameworks import Framework
from scaffold.frameworks.framework import PROJECT, TEMPLATES
from scaffold.generate import context
from scaffold.spec import default_spec

#: Files of these kinds never need the spec, and HTML only where it names models.
COPY_WITHOUT_RENDER = ("*.css", "*.js", "*.svg", "*.ico", "*.png")
SHARED = TEMPLATES / "shared"


def refreshed(framework: Framework) -> Iterator[tuple[Path, bytes]]:
    """Each file of this framework's template that is made here, and what it holds."""
    yield (
        framework.template / "cookiecutter.json",
        cookiecutter_json(framework).encode(),
    )
    for part, place in framework.shared.items():
        for file in sorted((SHARED / part).rglob("*")):
            if file.is_file():
                path = framework.template / place / file.relative_to(SHARED / part)
                yield path, file.read_bytes()


def cookiecutter_json(framework: Framework) -> str:
    slug = context.DEFAULT_SLUG
    spec = context.build(default_spec().completed(slug))
    document = {
        "project_slug": slug,
        "_copy_without_render": [*COPY_WITHOUT_RENDER, *plain_pages(framework)],
        "_support": framework.support,
        "_spec": spec,
        "_model": spec["models"][0],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def plain_pages(framework: Framework) -> list[str]:
    """The HTML in which everything is for the framework's own template language."""
    project = framework.template / PROJECT
    return sorted(
        file.relative_to(project).as_posix()
        for file in project.rglob("*.html")
        if "cookiecutter." not in file.read_text(encoding="utf-8")
    )


def main() -> None:
    """Write what differs, and name it."""
    for framework in frameworks.ALL:
        for file, data in refreshed(framework):
            if not file.is_file() or file.read_bytes() != data:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
                print(file.relative_to(TEMPLATES.parent))


if __name__ == "__main__":
    main()
