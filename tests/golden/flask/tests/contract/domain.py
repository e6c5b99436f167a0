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


SITE = "Library"

MODELS = (
    Model(
        name="Author",
        plural="authors",
        title_plural="Authors",
        label=(("", "name"),),
        fields=(
            Field(
                name="name",
                api="name",
                kind="string",
                label="Name",
                required=True,
                unique=True,
                sortable=True,
                length=80,
            ),
            Field(
                name="email",
                api="email",
                kind="email",
                label="Email",
                sortable=True,
                length=254,
            ),
            Field(
                name="homepage",
                api="homepage",
                kind="url",
                label="Homepage",
                sortable=True,
                length=200,
            ),
            Field(
                name="born",
                api="born",
                kind="date",
                label="Born",
                null=True,
                filter="born",
            ),
        ),
        columns=(
            "name",
            "email",
            "homepage",
            "born",
        ),
        search=(
            "name",
            "email",
        ),
        ordering=("name",),
    ),
    Model(
        name="Book",
        plural="books",
        title_plural="Books",
        label=(("", "title"),),
        fields=(
            Field(
                name="title",
                api="title",
                kind="string",
                label="Title",
                required=True,
                sortable=True,
                length=200,
            ),
            Field(
                name="slug",
                api="slug",
                kind="slug",
                label="Slug",
                required=True,
                unique=True,
                sortable=True,
                length=50,
            ),
            Field(
                name="authors",
                api="author_ids",
                kind="refs",
                label="Authors",
                target="Author",
                filter="author_id",
            ),
            Field(
                name="sequel_to",
                api="sequel_to_id",
                kind="ref",
                label="Sequel to",
                null=True,
                target="Book",
                on_delete="set_null",
                filter="sequel_to_id",
            ),
            Field(
                name="blurb",
                api="blurb",
                kind="text",
                label="Blurb",
                length=100000,
            ),
            Field(
                name="price",
                api="price",
                kind="decimal",
                label="Price",
                required=True,
                sortable=True,
                digits=8,
                places=2,
                minimum=0.00,
            ),
            Field(
                name="pages",
                api="pages",
                kind="integer",
                label="Pages",
                required=True,
                sortable=True,
                minimum=1,
                maximum=9999,
            ),
            Field(
                name="copies_sold",
                api="copies_sold",
                kind="bigint",
                label="Copies sold",
                sortable=True,
                default=0,
            ),
            Field(
                name="weight",
                api="weight",
                kind="float",
                label="Weight",
                null=True,
                minimum=0.0,
            ),
            Field(
                name="binding",
                api="binding",
                kind="choice",
                label="Binding",
                sortable=True,
                length=50,
                choices=(
                    "hardcover",
                    "paperback",
                    "e-book",
                ),
                default="paperback",
                filter="binding",
            ),
            Field(
                name="in_print",
                api="in_print",
                kind="boolean",
                label="In print",
                sortable=True,
                default=True,
                filter="in_print",
            ),
            Field(
                name="details",
                api="details",
                kind="json",
                label="Details",
                null=True,
            ),
            Field(
                name="created_at",
                api="created_at",
                kind="created",
                label="Created at",
                sortable=True,
                filter="created_at",
            ),
            Field(
                name="updated_at",
                api="updated_at",
                kind="updated",
                label="Updated at",
                sortable=True,
                filter="updated_at",
            ),
        ),
        columns=(
            "title",
            "binding",
            "price",
            "created_at",
        ),
        search=("title",),
        ordering=("-created_at",),
        unique=(
            (
                "title",
                "binding",
            ),
        ),
    ),
    Model(
        name="Loan",
        plural="loans",
        title_plural="Loans",
        label=(),
        fields=(
            Field(
                name="book",
                api="book_id",
                kind="one",
                label="Book",
                required=True,
                unique=True,
                target="Book",
                on_delete="cascade",
                filter="book_id",
            ),
            Field(
                name="receipt",
                api="receipt",
                kind="uuid",
                label="Receipt",
                required=True,
                unique=True,
                sortable=True,
            ),
            Field(
                name="borrower",
                api="borrower_id",
                kind="ref",
                label="Borrower",
                required=True,
                target="Author",
                on_delete="protect",
                filter="borrower_id",
            ),
            Field(
                name="lent_at",
                api="lent_at",
                kind="datetime",
                label="Lent at",
                required=True,
                sortable=True,
                filter="lent_at",
            ),
            Field(
                name="ring_after",
                api="ring_after",
                kind="time",
                label="Ring after",
                null=True,
            ),
        ),
        columns=(
            "book",
            "receipt",
            "borrower",
            "lent_at",
            "ring_after",
        ),
    ),
)

BY_NAME = {model.name: model for model in MODELS}
