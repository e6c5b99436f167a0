"""What a spec must satisfy to become two projects; names are in ``reserved``.

Every rule tells its faults one by one; what is suggested is accepted by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scaffold.spec.faults import Fault
from scaffold.spec.rules.clashes import clashes_in_model, clashes_in_spec
from scaffold.spec.rules.existing import existing_faults
from scaffold.spec.rules.field_names import field_name_faults
from scaffold.spec.rules.fields import field_faults
from scaffold.spec.rules.lists import list_faults
from scaffold.spec.rules.model_names import FreeNames, model_name_faults
from scaffold.spec.rules.project import app_faults
from scaffold.spec.rules.rings import ring_faults
from scaffold.spec.rules.samples import sample_faults
from scaffold.spec.rules.sets import set_faults
from scaffold.spec.rules.shown import shown_faults
from scaffold.spec.rules.sizes import number_of_fields_fault, number_of_models_fault
from scaffold.spec.rules.texts import TEXT_LIMITS, text_faults

if TYPE_CHECKING:
    from scaffold.spec.model import Model, Spec


def faults(spec: Spec) -> Iterator[Fault]:
    """All that keeps ``spec`` from becoming two projects."""
    for word in TEXT_LIMITS:
        yield from text_faults(word, getattr(spec, word))
    yield from app_faults(spec.app)
    if fault := number_of_models_fault(spec):
        yield fault
        return
    names = FreeNames(spec)
    for model in spec.models:
        yield from _model_faults(spec, model, names)
    yield from clashes_in_spec(spec, names)
    yield from existing_faults(spec)
    yield from ring_faults(spec)
    yield from sample_faults(spec)


def _model_faults(spec: Spec, model: Model, names: FreeNames) -> Iterator[Fault]:
    yield from model_name_faults(spec, model, names)
    if fault := number_of_fields_fault(model):
        yield fault
        return
    for field in model.fields:
        yield from field_name_faults(model, field)
        yield from field_faults(spec, model, field)
    yield from clashes_in_model(model)
    yield from list_faults(model)
    yield from set_faults(model)
    yield from shown_faults(spec, model)
