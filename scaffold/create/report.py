"""What a person or a script is told when a project is written."""

from __future__ import annotations

import json
import shlex

from scaffold.create import Created


def as_json(created: Created) -> str:
    """ASCII, so that any terminal or pipe takes it."""
    request = created.request
    return json.dumps(
        {
            "project": request.slug,
            "path": str(request.target.absolute()),
            "frameworks": [framework.name for framework in request.frameworks],
            "written": not request.dry_run,
            "files": list(created.files),
        },
        indent=2,
    )


def as_text(created: Created) -> str:
    return _tree(created) if created.request.dry_run else _summary(created)


def _summary(created: Created) -> str:
    target = created.request.target
    folders = (
        [target / framework.name for framework in created.request.frameworks]
        if created.request.together
        else [target]
    )
    lines = [f"Wrote {len(created.files)} files to {target}.", "", "Next:"]
    lines += [
        f"  cd {shlex.quote(str(folder))} && make setup && make run"
        for folder in folders
    ]
    if created.request.together:
        lines.append(f"Open {target / 'comparison.html'} in a browser.")
    return "\n".join(lines)


def _tree(created: Created) -> str:
    """Folders and files, two spaces for each level."""
    lines = [f"{created.request.target}/"]
    shown: set[tuple[str, ...]] = set()
    for path in sorted(created.files, key=lambda path: path.split("/")):
        *folders, name = path.split("/")
        for depth in range(1, len(folders) + 1):
            if (folder := tuple(folders[:depth])) not in shown:
                shown.add(folder)
                lines.append(f"{'  ' * depth}{folder[-1]}/")
        lines.append(f"{'  ' * (len(folders) + 1)}{name}")
    return "\n".join(lines)
