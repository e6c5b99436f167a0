"""What a person or a script is told when a project is written."""

from __future__ import annotations

import json
import shlex

from scaffold.generate import Result


def as_json(result: Result) -> str:
    """ASCII, so that any terminal or pipe takes it."""
    request = result.request
    return json.dumps(
        {
            "project": request.slug,
            "path": str(request.target.absolute()),
            "frameworks": [framework.name for framework in request.frameworks],
            "written": not request.dry_run,
            "files": list(result.files),
        },
        indent=2,
    )


def as_text(result: Result) -> str:
    return _tree(result) if result.request.dry_run else _summary(result)


def _summary(result: Result) -> str:
    target = result.request.target
    folders = (
        [target / framework.name for framework in result.request.frameworks]
        if result.request.together
        else [target]
    )
    lines = [f"Wrote {len(result.files)} files to {target}.", "", "Next:"]
    lines += [
        f"  cd {shlex.quote(str(folder))} && make setup && make run"
        for folder in folders
    ]
    if result.request.together:
        lines.append(f"Open {target / 'comparison.html'} in a browser.")
    return "\n".join(lines)


def _tree(result: Result) -> str:
    """Folders and files, two spaces for each level."""
    lines = [f"{result.request.target}/"]
    shown: set[tuple[str, ...]] = set()
    for path in sorted(result.files, key=lambda path: path.split("/")):
        *folders, name = path.split("/")
        for depth in range(1, len(folders) + 1):
            if (folder := tuple(folders[:depth])) not in shown:
                shown.add(folder)
                lines.append(f"{'  ' * depth}{folder[-1]}/")
        lines.append(f"{'  ' * (len(folders) + 1)}{name}")
    return "\n".join(lines)
