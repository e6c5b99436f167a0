"""A spec has models and a model has fields, neither of them too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.spec.faults import Fault, write
from scaffold.spec.kinds import REFERENCES

if TYPE_CHECKING:
    from scaffold.spec.model import Model, Spec

MODEL_LIMIT = 500
FIELD_LIMIT = 100
#: SQLite joins no more than 64 tables, and a page shows what a row refers to.
RELATION_LIMIT = 60


def number_of_models_fault(spec: Spec) -> Fault | None:
    at = ("models",)
    if not spec.models:
        return Fault(
            problem="the spec has no model.",
            at=at,
            hint='Add [models.Product], and below it fields.name = "string(200)".',
            suggestion=write((*at, "Product"), {"fields": {"name": "string(200)"}}),
            needs=(at,),
        )
    if len(spec.models) > MODEL_LIMIT:
        return Fault(problem=f"at most {MODEL_LIMIT} models.", at=at)
    return None


def number_of_fields_fault(model: Model) -> Fault | None:
    at = ("models", model.name)
    if not model.fields:
        return Fault(
            problem="has no field.",
            at=at,
            hint='Add one, for example name of the type "string(200)".',
            suggestion=write((*at, "fields", "name"), "string(200)"),
            needs=((*at, "fields"),),
        )
    if len(model.fields) > FIELD_LIMIT:
        return Fault(
            problem=f"has over {FIELD_LIMIT} fields.",
            at=at,
            hint="Move some of them to another model.",
        )
    if sum(field.kind in REFERENCES for field in model.fields) > RELATION_LIMIT:
        return Fault(
            problem=f"refers to over {RELATION_LIMIT} rows: SQLite joins no more tables.",
            at=at,
            hint="Move some of its ref and one fields to another model.",
        )
    return None
