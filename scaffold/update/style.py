"""The style of a project that has settings of its own: lines of 120, say.

What the tool wrote and what it writes now are brought into that style before they are
merged with what is there; else every reformatted line would be a change of a person's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path

from scaffold.generate.formatting import restyle
from scaffold.project import living
from scaffold.system import temporary
from scaffold.system.errors import RenderError
from scaffold.system.folders import put

_SETTINGS = ("pyproject.toml", "ruff.toml", ".ruff.toml")

Files = Mapping[str, bytes]


def in_style_of(starter: Path, old: Files, new: Files) -> tuple[Files, Files]:
    """``old`` and ``new``, each file in the style that is nearer to what is there."""
    settings = _settings(starter)
    if _ruff_of(settings) == _ruff_of(old):
        return old, new
    both = [_restyled(starter, files, settings) for files in (old, new)]
    changed = {path for path in both[0] if both[0][path] != old[path]}
    keep = {
        path for path in changed if _is_nearer(starter / path, old[path], both[0][path])
    }
    was, will = (
        {path: data for path, data in files.items() if path not in keep}
        for files in both
    )
    return {**old, **was}, {**new, **will}


def tidied(starter: Path, merged: Files) -> Files:
    """``merged``, each file as tidy as what is there: with imports used, sorted, or not."""
    settings = _settings(starter)
    there = {
        path: (starter / path).read_bytes() for path in merged if path.endswith(".py")
    }
    found = dict(merged)
    for rules in ("I,F401", "I", ""):
        before = _restyled(starter, there, settings, rules)
        tidy = {path for path, data in there.items() if before.get(path) == data}
        mine = {path: merged[path] for path in tidy}
        found |= _restyled(starter, mine, settings, rules)
        there = {path: data for path, data in there.items() if path not in tidy}
    return found


def _restyled(
    starter: Path, files: Files, settings: Files, rules: str = "I,F401"
) -> dict[str, bytes]:
    """The Python among ``files`` as the settings want it; none where ruff refuses them.

    The starter's modules are there, empty: ruff sorts imports of its own apart, and
    knows them by the whole of their names.
    """
    python = {path: data for path, data in files.items() if path.endswith(".py")}
    if not python:
        return {}
    modules = {path: b"" for path in living.paths(starter) if path.endswith(".py")}
    with temporary.folder("style") as folder:
        put(folder, {**modules, **python, **settings})
        try:
            restyle(folder, rules)
        except RenderError:
            return {}
        return {path: (folder / path).read_bytes() for path in python}


def _settings(starter: Path) -> dict[str, bytes]:
    found = {name: starter / name for name in _SETTINGS}
    return {name: file.read_bytes() for name, file in found.items() if file.is_file()}


def _ruff_of(files: Files) -> object:
    """The settings of ruff in ``files``; None where they cannot be read."""
    try:
        project = tomllib.loads(files.get("pyproject.toml", b"").decode())
    except ValueError:
        return None
    more = [files[name] for name in _SETTINGS[1:] if name in files]
    return project.get("tool", {}).get("ruff"), more


def _is_nearer(file: Path, one: bytes, other: bytes) -> bool:
    """Whether what is there has more lines of ``one``."""
    if not file.is_file():
        return False
    there = file.read_bytes().splitlines()

    def alike(text: bytes) -> float:
        return SequenceMatcher(None, there, text.splitlines(), autojunk=False).ratio()

    return alike(one) > alike(other)
