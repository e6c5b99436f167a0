{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set families = [] -%}
{% set every = spec.models | map(attribute="fields") | sum(start=[]) -%}
{% set said = every | selectattr("title") | list + every | selectattr("help") | list -%}
{% for name in spec.families %}{% import "kinds_shared/" ~ name ~ ".j2" as family %}{% set _ = families.append(family) %}{% endfor -%}
{% set used = families | map(attribute="USES", default=[]) | sum(start=[]) -%}
"""The types of the JSON API: what a client may send, and how it is answered.

Every bound that a database column has is declared here or in schemas.py, so that a
value that one database takes and another refuses never gets that far.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError
{{ said_by(spec.families, "kinds_shared", "type_imports", spec.kinds) }}


class Input(BaseModel):
    """What a client sends: a field that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """What a client gets, read from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


def _drop_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def partial_of(model: type[Input], name: str) -> type[Input]:
    """Return `model` with no field required, validators included: what PATCH takes.

    A field that was not sent is left out by `model_dump(exclude_unset=True)`.
    """
{%- if said %}
    fields: dict[str, Any] = {}
    for key, field in model.model_fields.items():
        undocumented = Field(
            title=field.title,
            description=field.description,
            json_schema_extra=_drop_default,
        )
        fields[key] = Annotated[(field.annotation, *field.metadata, undocumented)], None
{%- else %}
    undocumented = Field(json_schema_extra=_drop_default)
    fields: dict[str, Any] = {
        key: (Annotated[(field.annotation, *field.metadata, undocumented)], None)
        for key, field in model.model_fields.items()
    }
{%- endif %}
    return create_model(name, __base__=model, **fields)


# PostgreSQL stores no NUL in text; lone surrogates are refused by Pydantic itself.
Plain = Annotated[str, StringConstraints(strict=True, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]


class ListQuery(BaseModel):
    """Which rows of a list; for each model schemas.py knows what they sort by."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str = ""
    sort: str = "id"
    q: Annotated[Plain, Field(max_length=200)] = ""


{{ said_by(spec.families, "kinds_shared", "aliases", spec.kinds) -}}
{{ said_by(spec.families, "kinds_shared", "summaries", spec.kinds) -}}
{% if used -%}
def _text(value: object) -> str:
    """Take text only: Pydantic would take a number for the seconds since 1970."""
    if isinstance(value, str):
        return value
    raise PydanticCustomError("text", "Input should be text")

{% endif -%}
{{ said_by(spec.families, "kinds_shared", "types", spec.kinds) -}}
