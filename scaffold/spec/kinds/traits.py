"""What a kind of field says of itself; each family of kinds fills it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from scaffold.spec.faults import Key

if TYPE_CHECKING:
    from scaffold.spec.fields import Field
    from scaffold.spec.kinds.drawing import Drawing

Number = int | float | Decimal
Default = str | bool | int | float | Decimal
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One of what stands in parentheses after a type.

    ``said`` is what a sentence calls it, ``pattern`` what the short form may have there,
    ``schema`` what the long form may. ``attribute`` is where a field keeps it, as what
    it ``holds``.
    """

    name: str
    said: str
    holds: Literal["text", "number", "texts"]
    pattern: str
    schema: Schema
    attribute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a field, and the ``better`` one without it, if one is near."""

    problem: str
    better: Field | None
    hint: str = ""
    needs: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the text of a kind looks like; ``example`` makes of any text one that fits."""

    matches: Callable[[str], object]
    example: Callable[[str], str]


def _no_range(field: Field) -> None:
    return None


def _no_problems(field: Field) -> Iterator[Problem]:
    yield from ()


def _no_number(number: Decimal) -> Number | None:
    return None


def _plain(field: Field, value: Any) -> str:
    return repr(value)


def _itself(field: Field, value: Any) -> Any:
    return value


def _no_value(field: Field, sample: Any) -> Any:
    raise ValueError(f"rows with a {field.kind} are not given")


def _no_further(field: Field, bound: Any, step: int) -> str:
    raise TypeError(f"{field.kind} has no bounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """All that the tool knows of a kind; the rest is the templates' of its family.

    ``sample`` draws a value as the JSON API takes it, of a relation the numbers of rows.
    """

    #: What the templates of the kind are called.
    family: str
    sample: Callable[[Field, Drawing], Any]
    #: The value that a spec gives, as the JSON API takes it. Raises ValueError.
    given: Callable[[Field, Any], Any] = _no_value

    # As it is written
    arguments: tuple[Argument, ...] = ()
    #: With usual arguments; without, the kind's name is enough.
    example: str = ""
    #: Modifiers that it alone takes, or a few do, with what the long form may have there.
    modifiers: Mapping[str, Schema] = field(default_factory=dict)
    problems: Callable[[Field], Iterator[Problem]] = _no_problems
    #: The kind for what is too much for this one.
    wider: str = ""

    # What it is
    #: Stored as text: an optional one holds "" instead of NULL, as in Django.
    is_text: bool = False
    is_number: bool = False
    is_boolean: bool = False
    #: Written by the application, never by a client.
    is_automatic: bool = False
    is_relation: bool = False
    #: The login user, who is no row of the spec's own models.
    is_user: bool = False
    #: A relation with a table of its own instead of a column.
    is_many: bool = False
    #: No two rows share a value, whether the field says ``unique`` or not.
    is_one_to_one: bool = False
    #: Too long for an index, or without an order and an equality that both databases
    #: share.
    is_bulky: bool = False
    #: Text that can tell people which row it is.
    is_a_name: bool = False
    #: Rows are found by it: it has an index without being told, as Django's has.
    is_looked_up: bool = False
    #: There is always a further value, however many are taken.
    is_endless: bool = False

    # What it holds
    #: Characters of the column; none where the field says how many, or is not text.
    length: int | None = None
    form: Form | None = None
    range: Callable[[Field], tuple[Number, Number] | None] = _no_range
    #: A finite number as the column holds it, if it can.
    number_of: Callable[[Decimal], Number | None] = _no_number

    # How a value is written
    #: Python source, in the type of the column.
    literal: Callable[[Field, Any], str] = _plain
    #: The digits alone, as SQL, JSON Schema and messages write them.
    digits: Callable[[Field, Any], str] = _plain
    #: As the JSON API would send it.
    json: Callable[[Field, Any], Any] = _itself
    #: Python source of the next value above (step 1) or below (-1) a bound.
    beyond: Callable[[Field, Any, int], str] = _no_further
