"""Changes of a scaffold.toml in its own text: what is not changed stays, to the byte.

Each takes the text and gives the new one, which ``toml.from_toml`` accepts, and raises
SpecError with all that keeps it from that. ``source`` is what to call the text.
"""

from __future__ import annotations

from scaffold.spec.edits.adding import add
from scaffold.spec.edits.removing import remove_field, remove_model
from scaffold.spec.edits.renaming import rename_field, rename_model
from scaffold.spec.edits.typed import Place, place_of

__all__ = [
    "Place",
    "add",
    "place_of",
    "remove_field",
    "remove_model",
    "rename_field",
    "rename_model",
]
