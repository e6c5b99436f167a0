"""A folder that ``scaffold both`` made: where its two starters are."""

from __future__ import annotations

from pathlib import Path

from scaffold import frameworks
from scaffold.frameworks import Framework
from scaffold.system.errors import NotAPair

#: The spec of a pair, beside its two starters.
SPEC = "scaffold.toml"
#: What was found by running it.
MEASUREMENTS = "measurements.json"


def folders(project_dir: Path) -> dict[Framework, Path]:
    """Where the two starters are. Raises NotAPair when this is no pair."""
    found = {framework: project_dir / framework.name for framework in frameworks.ALL}
    for part in (project_dir / SPEC, *found.values()):
        if not part.exists():
            raise NotAPair(project_dir, part.name)
    return found
