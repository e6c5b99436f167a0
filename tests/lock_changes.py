"""What `make lock` changed in the locks of the starters since the last commit."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from scaffold import frameworks
from scaffold.compare.versions import pins_of
from starters import ROOT

#: It pins what requirements.txt pins too.
LOCK = "requirements-dev.txt"


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What to say of each package whose version is another one, is new, or is gone."""
    said = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None:
            said.append(f"{name} {new}, added")
        elif new is None:
            said.append(f"{name} {old}, removed")
        elif old != new:
            said.append(f"{name} {old} → {new}")
    return said


def main() -> None:
    for framework in frameworks.ALL:
        lock = f"templates/{framework.name}/{{{{cookiecutter.project_slug}}}}/{LOCK}"
        before = subprocess.run(
            ["git", "show", f"HEAD:{lock}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        after = (ROOT / lock).read_text("utf-8")
        found = changes(pins_of(before), pins_of(after))
        print(f"{framework.name}: {'; '.join(found) or 'no version changed'}")


if __name__ == "__main__":
    main()
