"""Write both templates' ``cookiecutter.json`` from the default spec.

Run ``make refresh`` after a change to the context, the samples or
the default spec; a unit test fails while the files differ from what it writes.
"""

from __future__ import annotations

import json

from scaffold import frameworks
from scaffold.generate import context
from scaffold.spec import default_spec

#: HTML, CSS and pictures never need the spec: titles come from the settings.
COPY_WITHOUT_RENDER = ["*.html", "*.css", "*.js", "*.svg", "*.ico", "*.png"]


def cookiecutter_json() -> str:
    slug = context.DEFAULT_SLUG
    document = {
        "project_slug": slug,
        "_copy_without_render": COPY_WITHOUT_RENDER,
        "_spec": context.build(default_spec().completed(slug)),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    for framework in frameworks.ALL:
        file = framework.template / "cookiecutter.json"
        file.write_text(cookiecutter_json(), encoding="utf-8", newline="\n")
        print(file)


if __name__ == "__main__":
    main()
