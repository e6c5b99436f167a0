"""Defaults and CHECKs: small pieces of SQL to what they say of a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from scaffold.importing.catalogue import Dialect

if TYPE_CHECKING:
    from sqlglot import exp

_ON_UPDATE = re.compile(r"\bon update\b", re.IGNORECASE)
_LONGEST_SQL = 20_000


@dataclass(slots=True)
class Facts:
    """What CHECKs say of one column; bounds are what is still allowed, or just not."""

    choices: tuple[str, ...] = ()
    numbers: tuple[Decimal, ...] = ()
    lowest: Decimal | None = None
    above: Decimal | None = None
    highest: Decimal | None = None
    below: Decimal | None = None
    longest: int | None = None
    is_json: bool = False
    is_required: bool = False


@dataclass(slots=True)
class Checked:
    """``facts`` by column in small letters; ``kept_out`` are CHECKs that say something else."""

    facts: dict[str, Facts] = field(default_factory=dict)
    kept_out: list[str] = field(default_factory=list)

    def of(self, column: str) -> Facts:
        return self.facts.setdefault(column.lower(), Facts())


@dataclass(frozen=True, slots=True)
class Default:
    """``value`` is text as it is written, "" for empty text; None where it is no literal."""

    value: str | None
    is_now: bool = False


def default_of(text: str, dialect: Dialect) -> Default | None:
    """What stands after DEFAULT; None where that is NULL, or a number of the key."""
    from sqlglot import exp

    node = _parsed(_ON_UPDATE.split(text)[0], dialect)
    if node is None:
        return Default(None)
    node = _bare(node)
    if isinstance(node, exp.Null):
        return None
    is_sequence = "nextval" in text.lower() or "next value for" in text.lower()
    if is_sequence:
        return None
    if isinstance(
        node, exp.CurrentTimestamp | exp.CurrentDate | exp.CurrentTime
    ) or node.sql().lower().startswith(("now(", "getdate(", "localtimestamp")):
        return Default(None, is_now=True)
    return Default(_literal(node))


def checked(checks: Iterable[str], dialect: Dialect) -> Checked:
    """All that ``checks`` say, as far as a spec can say it."""
    found = Checked()
    for text in checks:
        node = _parsed(text, dialect)
        parts = [*_conjuncts(node)] if node is not None else []
        for part in parts:
            if not _fact(part, found):
                said = " ".join(part.sql(dialect=dialect).split())
                found.kept_out.append(said)
        if not parts:
            found.kept_out.append(" ".join(text.split()))
    return found


def _parsed(text: str, dialect: Dialect) -> exp.Expr | None:
    import sqlglot
    from sqlglot.errors import SqlglotError

    if not text.strip() or len(text) > _LONGEST_SQL:
        return None
    try:
        return sqlglot.parse_one(text, dialect=dialect)
    except (SqlglotError, RecursionError, ValueError):
        return None


def _bare(node: exp.Expr) -> exp.Expr:
    """Without parentheses and casts, which change nothing here."""
    from sqlglot import exp

    while isinstance(node, exp.Paren | exp.Cast | exp.TryCast) and node.this:
        node = node.this
    return node


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    from sqlglot import exp

    node = _bare(node)
    if isinstance(node, exp.And):
        yield from _conjuncts(node.left)
        yield from _conjuncts(node.right)
    else:
        yield node


def _fact(node: exp.Expr, found: Checked) -> bool:
    """Whether what the condition says could be kept."""
    from sqlglot import exp

    node = _or_null(node)
    if isinstance(node, exp.Between):
        low, high = _number(node.args["low"]), _number(node.args["high"])
        column = _column(node.this)
        if not column or low is None or high is None:
            return False
        facts = found.of(column)
        facts.lowest, facts.highest = low, high
        return True
    if isinstance(node, exp.In) and node.expressions:
        return _one_of(node.this, node.expressions, found)
    if isinstance(node, exp.EQ):
        return _equal(node, found)
    if isinstance(node, exp.GT | exp.GTE | exp.LT | exp.LTE):
        return _bound(node, found)
    if isinstance(node, exp.Not) and isinstance(inner := _bare(node.this), exp.Is):
        column = _column(inner.this)
        if column and isinstance(inner.expression, exp.Null):
            found.of(column).is_required = True
            return True
    if node.sql().upper().startswith("JSON_VALID("):
        (column,) = {c.name for c in node.find_all(exp.Column)} or {""}
        found.of(column).is_json = True
        return True
    return False


def _or_null(node: exp.Expr) -> exp.Expr:
    """``x`` of ``x IS NULL OR …``: whether it may be empty is the column's to say."""
    from sqlglot import exp

    node = _bare(node)
    if isinstance(node, exp.Or):
        sides = [_bare(node.left), _bare(node.right)]
        kept = [
            side
            for side in sides
            if not (isinstance(side, exp.Is) and isinstance(side.expression, exp.Null))
        ]
        if len(kept) == 1:
            return _or_null(kept[0])
        return _as_in(node) or node
    return node


def _as_in(node: exp.Expr) -> exp.Expr | None:
    """``x = 'a' OR x = 'b'`` as ``x IN ('a', 'b')``."""
    from sqlglot import exp

    values: list[exp.Expr] = []
    columns: set[str] = set()
    todo = [node]
    while todo:
        part = _bare(todo.pop())
        if isinstance(part, exp.Or):
            todo += [part.right, part.left]
        elif isinstance(part, exp.EQ) and (column := _column(part.this)):
            columns.add(column)
            values.append(part.expression)
        else:
            return None
    if len(columns) != 1:
        return None
    return exp.In(this=exp.column(columns.pop(), quoted=True), expressions=values)


def _equal(node: exp.Expr, found: Checked) -> bool:
    """PostgreSQL writes IN as ``= ANY (ARRAY[…])``."""
    from sqlglot import exp

    right = _bare(node.expression)
    if isinstance(right, exp.Any):
        array = _bare(right.this)
        if isinstance(array, exp.Array):
            return _one_of(node.this, array.expressions, found)
    elif not isinstance(right, exp.Column):
        return _one_of(node.this, [right], found)
    return False


def _one_of(left: exp.Expr, values: list[exp.Expr], found: Checked) -> bool:
    column = _column(left)
    bare = [_bare(value) for value in values]
    if not column or not bare:
        return False
    numbers = [_number(value) for value in bare]
    if not any(n is None for n in numbers) and not all(
        value.is_string for value in bare
    ):
        found.of(column).numbers = tuple(sorted(n for n in numbers if n is not None))
        return True
    if all(value.is_string for value in bare):
        texts = dict.fromkeys(value.name for value in bare)
        found.of(column).choices = tuple(texts)
        return True
    return False


def _bound(node: exp.Expr, found: Checked) -> bool:
    from sqlglot import exp

    left, right = _bare(node.this), _bare(node.expression)
    kind: type[exp.Expr] = type(node)
    if _number(left) is not None:
        turned: dict[type[exp.Expr], type[exp.Expr]] = {
            exp.GT: exp.LT,
            exp.LT: exp.GT,
            exp.GTE: exp.LTE,
            exp.LTE: exp.GTE,
        }
        left, right, kind = right, left, turned[kind]
    number = _number(right)
    if number is None:
        return False
    if isinstance(left, exp.Length):
        return _length(left, kind is exp.LT, kind in (exp.LT, exp.LTE), number, found)
    column = _column(left)
    if not column:
        return False
    facts = found.of(column)
    if kind is exp.GTE:
        facts.lowest = number
    elif kind is exp.GT:
        facts.above = number
    elif kind is exp.LTE:
        facts.highest = number
    else:
        facts.below = number
    return True


def _length(
    node: exp.Expr, is_below: bool, is_most: bool, number: Decimal, found: Checked
) -> bool:
    """``length(x) <= n``; that text is not empty is what *required* says."""
    column = _column(node.this)
    if not column:
        return False
    if is_most and number >= 1:
        found.of(column).longest = int(number) - (1 if is_below else 0)
        return True
    return not is_most and number <= 1


def _column(node: exp.Expr) -> str:
    from sqlglot import exp

    node = _bare(node)
    return node.name if isinstance(node, exp.Column | exp.Identifier) else ""


def _literal(node: exp.Expr) -> str | None:
    """A literal as text; a number with its sign."""
    from sqlglot import exp

    node = _bare(node)
    if isinstance(node, exp.Literal):
        return str(node.this)
    if isinstance(node, exp.National):
        return str(node.name)
    if isinstance(node, exp.Boolean):
        return "true" if node.this else "false"
    if isinstance(node, exp.BitString):
        return str(int(str(node.this) or "0", 2))
    if isinstance(node, exp.Neg) and (inner := _literal(node.this)) is not None:
        return f"-{inner}"
    # SQLite takes "text" and bare words for text.
    if isinstance(node, exp.Column) and not node.table:
        return str(node.name) if node.this.args.get("quoted") else None
    return None


def _number(node: exp.Expr) -> Decimal | None:
    from sqlglot import exp

    if isinstance(_bare(node), exp.Boolean):
        return None
    text = _literal(node)
    try:
        number = Decimal(text) if text is not None else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
