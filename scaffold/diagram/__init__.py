"""The models of a spec as an entity diagram: Mermaid, DBML, or SVG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scaffold.diagram.dbml import dbml
from scaffold.diagram.mermaid import mermaid
from scaffold.diagram.svg import svg
from scaffold.spec import Spec, toml

__all__ = ["FORMATS", "dbml", "drawn", "mermaid", "svg"]

FORMATS: dict[str, Callable[[Spec], str]] = {
    "svg": svg,
    "mermaid": mermaid,
    "dbml": dbml,
}


def drawn(place: Path, form: str) -> str:
    """The diagram of a spec's file, or of the spec in a folder. Raises SpecError."""
    file = place / "scaffold.toml" if place.is_dir() else place
    folder = file.absolute().parent
    hint = "Give a folder with a scaffold.toml, or such a file."
    return FORMATS[form](toml.load(file, hint).completed(folder.name))
