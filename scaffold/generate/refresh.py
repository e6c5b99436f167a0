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
from scaffold.frameworks.framework import TEMPLATES
from scaffold.generate import context
from scaffold.spec import default_spec

#: HTML, CSS and pictures never need the spec: titles come from the settings.
COPY_WITHOUT_RENDER = ["*.html", "*.css", "*.js", "*.svg", "*.ico", "*.png"]
SHARED = TEMPLATES / "shared"


def refreshed(framework: Framework) -> Iterator[tuple[Path, bytes]]:
    """Each file of this framework's template that is made here, and what it holds."""
    yield framework.template / "cookiecutter.json", cookiecutter_json().encode()
    for part, place in framework.shared.items():
        for file in sorted((SHARED / part).rglob("*")):
            if file.is_file():
                path = framework.template / place / file.relative_to(SHARED / part)
                yield path, file.read_bytes()


def cookiecutter_json() -> str:
    slug = context.DEFAULT_SLUG
    document = {
        "project_slug": slug,
        "_copy_without_render": COPY_WITHOUT_RENDER,
        "_spec": context.build(default_spec().completed(slug)),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


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
