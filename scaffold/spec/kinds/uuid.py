"""``uuid``."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field


def _sample(field: Field, drawing: Drawing) -> str:
    return str(uuid.UUID(int=drawing.random.getrandbits(128), version=4))


UUID = Traits(family="uuid", sample=_sample, is_endless=True)
