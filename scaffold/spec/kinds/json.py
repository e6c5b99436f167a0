"""``json``: any value that JSON can write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field


def _sample(field: Field, drawing: Drawing) -> dict[str, Any]:
    return {
        "colour": drawing.random.choice(drawing.colours),
        "size": drawing.random.randint(1, 50),
        "gift": drawing.number % 4 == 0,
    }


def _given(field: Field, sample: Any) -> Any:
    try:
        return json.loads(sample)
    except (TypeError, ValueError, RecursionError):
        raise ValueError("must be JSON as text") from None


JSON = Traits(family="json", sample=_sample, given=_given, is_bulky=True)
