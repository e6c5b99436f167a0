"""What the small spec gives, as committed: a change of a template is a readable diff.

`make golden` writes it anew.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from scaffold import frameworks
from scaffold.create import create
from scaffold.create.request import request_of
from scaffold.frameworks import Framework
from starters import PROJECT, ROOT

SPEC = ROOT / "tests" / "specs" / "small.toml"
FOLDER = ROOT / "tests" / "golden"


def rendered(framework: Framework, folder: Path) -> dict[str, str]:
    """The files of the starter that are more than copies, by path; ``folder`` is empty."""
    request = request_of(framework.name, PROJECT, folder, file=SPEC)
    made = create(request, tell=lambda _: None)
    copies = {file.read_bytes() for file in files_of(framework.template)}
    found = {}
    for name in made.files:
        content = (request.target / name).read_bytes()
        # The secrets in .env are others each time; .scaffold/ holds all of this once more.
        if (
            content not in copies
            and name != ".env"
            and not name.startswith(".scaffold/")
        ):
            found[name] = content.decode("utf-8")
    return found


def committed(framework: Framework) -> dict[str, str]:
    folder = FOLDER / framework.name
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in files_of(folder)
    }


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def write() -> None:
    for framework in frameworks.ALL:
        shutil.rmtree(FOLDER / framework.name, ignore_errors=True)
        with TemporaryDirectory() as scratch:
            texts = rendered(framework, Path(scratch))
        for name, text in texts.items():
            file = FOLDER / framework.name / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
