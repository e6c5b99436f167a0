"""``uuid``."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field


def _sample(field: Field, drawing: Drawing) -> str:
    return str(uuid.UUID(int=drawing.random.getrandbits(128), version=4))


def _given(field: Field, sample: Any) -> str:
    try:
        return str(uuid.UUID(sample))
    except (AttributeError, TypeError, ValueError):
        raise ValueError("is no uuid") from None


UUID = Traits(family="uuid", sample=_sample, given=_given, is_endless=True)
