{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set families = [] -%}
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
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_before_validator_function
{{ said_by(spec.families, "kinds_shared", "type_imports", spec.kinds) }}


def _drop_null_defaults(schema: dict[str, Any]) -> None:
    """A field that may be left out says so by not being required."""
    for field in schema.get("properties", {}).values():
        if field.get("default", ...) is None:
            del field["default"]


class Input(BaseModel):
    """What a client sends: a field that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_drop_null_defaults)


class Output(BaseModel):
    """What a client gets, read from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


def partial_of(model: type[Input], name: str) -> type[Input]:
    """Return `model` with no field required: what PATCH takes.

    A field that was not sent is left out by `model_dump(exclude_unset=True)`.
    """
    fields: dict[str, Any] = {
        key: (Annotated[(field.annotation, *field.metadata, Field())], None)
        for key, field in model.model_fields.items()
    }
    return create_model(name, __base__=Input, **fields)


# PostgreSQL stores no NUL in text; lone surrogates are refused by Pydantic itself.
Plain = Annotated[str, StringConstraints(strict=True, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]


def _digits(value: object) -> object:
    """Take plain digits only: int() takes `1_0`, `+1` and spaces too."""
    if isinstance(value, str) and not re.fullmatch("-?[0-9]{1,18}", value):
        raise PydanticCustomError("int_parsing", "Input should be a valid integer")
    return value


class ListQuery(BaseModel):
    """Which rows of a list; for each model schemas.py knows what they sort by."""

    limit: Annotated[int, Field(ge=1, le=100), BeforeValidator(_digits)] = 20
    cursor: str = ""
    sort: str = "id"
    q: Annotated[Plain, Field(max_length=200)] = ""


def one_of(sorts: dict[str, Any]) -> tuple[AfterValidator, WithJsonSchema]:
    """Take the name of a field to sort by, with `-` before it to descend."""
    names = [sign + name for name in sorts for sign in ("", "-")]

    def check(value: str) -> str:
        if value not in names:
            known = ", ".join(sorts)
            raise PydanticCustomError(
                "sort", f"Choose one of: {known} (prefix - allowed)."
            )
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": names})

{{ said_by(spec.families, "kinds_shared", "aliases", spec.kinds) -}}
{{ said_by(spec.families, "kinds_shared", "summaries", spec.kinds) -}}
{% if "written_as" in used %}

def written_as(pattern: str, what: str) -> BeforeValidator:
    """Take only text of this form, where Pydantic would take many others."""
    form = re.compile(pattern, re.ASCII)

    def check(value: object) -> str:
        if isinstance(value, str) and form.fullmatch(value):
            return value
        raise PydanticCustomError("format", f"Input should be {what}")

    return BeforeValidator(check)

{% endif -%}
{% if "described" in used %}
def described(**schema: str) -> WithJsonSchema:
    """Say the same in the OpenAPI document."""
    return WithJsonSchema({"type": "string", **schema})

{% endif -%}
{{ said_by(spec.families, "kinds_shared", "types", spec.kinds) -}}
