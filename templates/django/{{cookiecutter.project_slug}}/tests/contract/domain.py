{% macro field_of(field) -%}
Field(name="{{ field.name }}", api="{{ field.api }}", kind="{{ field.kind }}", label="{{ field.label }}",
{%- if field.readonly %} readonly=True,{% endif %}
{%- if field.required %} required=True,{% endif %}
{%- if field.null %} null=True,{% endif %}
{%- if field.unique %} unique=True,{% endif %}
{%- if field.sortable %} sortable=True,{% endif %}
{%- if field.length is not none %} length={{ field.length }},{% endif %}
{%- if field.digits is not none %} digits={{ field.digits }}, places={{ field.places }},{% endif %}
{%- if field.choices %} choices=({% for choice in field.choices %}{{ choice.python }}, {% endfor %}),{% endif %}
{%- if field.min is not none %} minimum={{ field.min }},{% endif %}
{%- if field.max is not none %} maximum={{ field.max }},{% endif %}
{%- if field.default is not none %} default={{ "%r" % field.default_json }},{% endif %}
{%- if field.target %} target="{{ field.target }}",{% endif %}
{%- if field.on_delete %} on_delete="{{ field.on_delete }}",{% endif %}
{%- if field.filter %} filter="{{ field.filter }}",{% endif %})
{%- endmacro -%}
"""The domain that these tests hold the project to, as scaffold.toml states it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NUMBERS = {"integer", "bigint", "float", "decimal"}
TEXTS = {"string", "text", "email", "url", "slug", "choice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: `api` is its key in JSON, `name` in a form, `filter` in a list's query."""

    name: str
    api: str
    kind: str
    label: str
    readonly: bool = False
    required: bool = False
    null: bool = False
    unique: bool = False
    sortable: bool = False
    length: int = 0
    digits: int = 0
    places: int = 0
    choices: tuple[str, ...] = ()
    minimum: Any = None
    maximum: Any = None
    default: Any = None
    target: str = ""
    on_delete: str = ""
    filter: str = ""

    @property
    def auto(self) -> bool:
        """The application writes it; a client may not."""
        return self.kind in {"created", "updated"}

    @property
    def written(self) -> bool:
        """A client sends it."""
        return not (self.auto or self.readonly or self.kind == "owner")

    @property
    def refers(self) -> bool:
        """It holds the id of a row or of a user, or several."""
        return bool(self.target) or self.kind in {"user", "owner"}

    @property
    def unsent(self) -> Any:
        """What is stored when a request leaves the field out."""
        if self.default is not None and self.kind == "decimal":
            return f"{Decimal(str(self.default)):.{self.places}f}"
        if self.default is not None:
            return self.default
        if self.kind == "refs":
            return []
        return None if self.null else ""

    @property
    def figures(self) -> str:
        """The key in the summary, where `count` is the number of rows."""
        return "count_" if self.name == "count" else self.api

    @property
    def step(self) -> Decimal:
        """The distance between two neighbouring numbers."""
        return Decimal(1).scaleb(-self.places)

    @property
    def lowest(self) -> Decimal:
        return max(-self._widest, _number(self.minimum, -self._widest))

    @property
    def highest(self) -> Decimal:
        edge = self._widest if self.kind in {"float", "decimal"} else self._widest - 1
        return min(edge, _number(self.maximum, edge))

    @property
    def _widest(self) -> Decimal:
        if self.kind == "decimal":
            return Decimal(10) ** (self.digits - self.places) - self.step
        return {
            "integer": Decimal(2**31),
            "bigint": Decimal(2**63),
            "float": Decimal("1e300"),
        }[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model: `plural` is its place in URLs.

    `label` is how a row is called: texts, and the field that follows each.
    """

    name: str
    plural: str
    title_plural: str
    label: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    search: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()

    @property
    def api(self) -> str:
        return f"/api/{self.plural}"

    @property
    def pages(self) -> str:
        return f"/{self.plural}"

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The fields that a client may send."""
        return tuple(field for field in self.fields if field.written)

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


def _number(value: Any, otherwise: Decimal) -> Decimal:
    return otherwise if value is None else Decimal(str(value))


def fields(*kinds: str) -> Iterator[tuple[Model, Field]]:
    """Every field of these kinds with its model; without kinds, every input."""
    for model in MODELS:
        for field in model.inputs:
            if not kinds or field.kind in kinds:
                yield model, field


SITE = {{ cookiecutter._spec.title.python }}

MODELS = (
{%- for model in cookiecutter._spec.models %}
    Model(
        name="{{ model.name }}",
        plural="{{ model.plural }}",
        title_plural="{{ model.title_plural }}",
        label=({% for part in model.label_parts %}({{ part.text | tojson }}, "{{ part.field }}"), {% endfor %}),
        fields=(
{%- for field in model.fields %}
            {{ field_of(field) }},
{%- endfor %}
        ),
        columns=({% for name in model.list %}"{{ name }}", {% endfor %}),
{%- if model.search %}
        search=({% for name in model.search %}"{{ name }}", {% endfor %}),
{%- endif %}
{%- if model.ordering %}
        ordering=({% for item in model.ordering %}"{{ '-' if item.descending }}{{ item.name }}", {% endfor %}),
{%- endif %}
{%- if model.unique %}
        unique=(
{%- for rule in model.unique %}
            ({% for name in rule.fields %}"{{ name }}", {% endfor %}),
{%- endfor %}
        ),
{%- endif %}
    ),
{%- endfor %}
)

BY_NAME = {model.name: model for model in MODELS}
