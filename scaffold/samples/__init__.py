"""Sample rows: deterministic, realistic by name and type, within every rule.

A row is what the JSON API takes to create it, save that a relation holds the
numbers (from 1) of rows of its target. Rows refer to earlier rows only: a
relation to a model that is created later stays empty.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import count, islice
from random import Random
from typing import Any

from scaffold.samples.words import COMMON, words_for
from scaffold.spec import Model, Spec
from scaffold.spec.fields import FOREIGN_KEYS, Field, Kind, Number

ROWS = 24
#: How often a value that must be new is drawn before the row is given up.
ATTEMPTS = 200

Row = dict[str, Any]


def rows(spec: Spec, counts: Mapping[str, int] | None = None) -> dict[str, list[Row]]:
    """Rows by plural, in creation order; the same for the same spec.

    ``counts`` asks for more than usual of a model, by its name; there are fewer where
    the spec's uniqueness leaves no more.
    """
    counts = counts or {}
    made: dict[str, list[Row]] = {}
    for model in spec.in_creation_order:
        sizes = {name: len(rows) for name, rows in made.items()}
        wanted = counts.get(model.name, ROWS)
        made[model.name] = list(islice(_rows(model, sizes), wanted))
    return {spec.by_name[name].plural_name: rows for name, rows in made.items()}


def _rows(model: Model, sizes: dict[str, int]) -> Iterator[Row]:
    """Rows until the spec's uniqueness leaves no further one."""
    random = Random(f"scaffold {model.name}")  # noqa: S311 - sample data
    columns = {
        f.name: _column(model, f, random, sizes) for f in model.fields if not f.auto
    }
    together = [(name,) for name, field in _uniques(model)] + list(model.unique)
    seen: list[set[tuple[str, ...]]] = [set() for _ in together]
    for number in count(1):
        row = _new_row(model, columns, number, together, seen)
        if row is None:
            return
        yield {model.by_name[name].api: value for name, value in row.items()}


def _new_row(
    model: Model,
    columns: dict[str, Any],
    number: int,
    together: list[tuple[str, ...]],
    seen: list[set[tuple[str, ...]]],
) -> Row | None:
    row = {name: draw(number, 0) for name, draw in columns.items()}
    for attempt in range(1, ATTEMPTS):
        clash = next(
            (
                names
                for names, values in zip(together, seen, strict=True)
                if (value := _values(row, names)) and value in values
            ),
            None,
        )
        if clash is None:
            for names, values in zip(together, seen, strict=True):
                values.add(_values(row, names))
            return row
        for name in clash:
            row[name] = columns[name](number, attempt)
    return None


def _values(row: Row, names: tuple[str, ...]) -> tuple[str, ...]:
    """What a unique rule compares; empty (never equal) when a part is null."""
    values = [row[name] for name in names]
    return () if None in values else tuple(repr(value) for value in values)


def _uniques(model: Model) -> list[tuple[str, Field]]:
    return [(f.name, f) for f in model.fields if f.single_valued]


def _column(model: Model, field: Field, random: Random, sizes: dict[str, int]) -> Any:
    """draw(row number, attempt): a value of ``field``; attempt 0 is the first."""
    if field.kind in FOREIGN_KEYS or field.kind is Kind.REFS:
        return partial(_relation, model, field, random, sizes)
    words = random.sample(pool := words_for(model.name, field), len(pool))

    def draw(number: int, attempt: int) -> Any:
        if field.null and attempt == 0 and number % 5 == 0:
            return None
        if field.kind is Kind.CHOICE:
            return field.choices[(number - 1 + attempt) % len(field.choices)]
        if field.kind in (Kind.EMAIL, Kind.URL, Kind.SLUG, Kind.STRING, Kind.TEXT):
            return _text(field, words, number, attempt, random)
        return _scalar(field, number, attempt, random)

    return draw


def _relation(
    model: Model,
    field: Field,
    random: Random,
    sizes: dict[str, int],
    number: int,
    attempt: int,
) -> Any:
    assert field.target is not None
    choices = number - 1 if field.target == model.name else sizes.get(field.target, 0)
    if field.kind is Kind.REFS:
        return sorted(random.sample(range(1, choices + 1), min(choices, number % 4)))
    if not choices or (field.optional and attempt == 0 and number % 5 == 0):
        return None
    if field.kind is Kind.ONE and not attempt and number <= choices:
        return number
    return random.randint(1, choices)


def _text(
    field: Field, words: list[str], number: int, attempt: int, random: Random
) -> str:
    limit = field.stored_length or 0
    word = words[(number - 1 + attempt) % len(words)]
    round_ = (number - 1) // len(words)
    again = f" {number}" if field.single_valued and (round_ or attempt) else ""
    match field.kind:
        case Kind.EMAIL:
            return f"{_slug(word)}{number}@example.com"[-limit:]
        case Kind.URL:
            return f"https://example.com/{_slug(word)}-{number}"[:limit]
        case Kind.SLUG:
            cut = limit - len(again)
            return f"{_slug(word)[:cut].strip('-')}{again.replace(' ', '-')}"
        case Kind.TEXT:
            return " ".join(random.choice(COMMON.sentences) for _ in range(3))
        case _:
            return _fitted(word, again, limit, number, attempt, random)


def _fitted(
    word: str, again: str, limit: int, number: int, attempt: int, random: Random
) -> str:
    """``word`` within ``limit`` characters, never blank."""
    text = f"{word[: max(limit - len(again), 0)].rstrip()}{again}".strip()
    if len(text) <= limit and text:
        return text
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(
        random.choice(letters) if attempt else letters[(number + i) % len(letters)]
        for i in range(limit)
    )


def _slug(text: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in plain.split("-") if part)[:40].strip("-") or "item"


def _scalar(field: Field, number: int, attempt: int, random: Random) -> Any:
    """A value of a kind that is not text."""
    days = timedelta(days=(number * 13 + attempt * 7) % 700)
    match field.kind:
        case Kind.BOOLEAN:
            return (number + attempt) % 3 != 0
        case Kind.DATE:
            return (_first_day(field.name) + days).isoformat()
        case Kind.TIME:
            minutes = (7 * 60 + number * 35 + attempt * 5) % (24 * 60)
            return time(minutes // 60, minutes % 60).isoformat()
        case Kind.DATETIME:
            moment = datetime(2025, 1, 6, 8) + days
            moment += timedelta(minutes=(number * 25 + attempt) % 600)
            return f"{moment.isoformat(timespec='microseconds')}Z"
        case Kind.UUID:
            return str(uuid.UUID(int=random.getrandbits(128), version=4))
        case Kind.JSON:
            return {
                "colour": random.choice(COMMON.colours),
                "size": random.randint(1, 50),
                "gift": number % 4 == 0,
            }
        case _:
            return _numeral(field, attempt, random)


def _first_day(name: str) -> date:
    born = any(word in name for word in ("birth", "born", "founded"))
    return date(1978, 3, 4) if born else date(2025, 1, 6)


def _numeral(field: Field, attempt: int, random: Random) -> Any:
    """A number in bounds; each row draws from the usual range for its name."""
    low, high = _usual_range(field, attempt)
    if field.kind is Kind.DECIMAL:
        assert field.places is not None
        scale = 10**field.places
        steps = random.randint(int(low * scale), int(high * scale))
        value = Decimal(steps) / scale
        if field.places == 2 and high - low > 10 and random.random() < 0.6:
            nicer = Decimal(steps // scale) + Decimal("0.99")
            value = nicer if low <= nicer <= high else value
        return f"{value:.{field.places}f}"
    if field.kind is Kind.FLOAT:
        return round(random.uniform(float(low), float(high)), 2)
    return random.randint(int(low), int(high))


#: Word in a field's name to the range its values usually have.
_USUAL: tuple[tuple[str, int, int], ...] = (
    ("year", 1990, 2026),
    ("age", 18, 80),
    ("percent", 1, 60),
    ("rating", 1, 5),
    ("stars", 1, 5),
    ("latitude", -60, 60),
    ("longitude", -170, 170),
    ("population", 5_000, 9_000_000),
    ("salary", 28_000, 120_000),
    ("budget", 5_000, 400_000),
    ("capacity", 20, 5_000),
    ("weight", 1, 40),
    ("quantity", 1, 20),
    ("stock", 0, 300),
    ("position", 1, 40),
    ("total", 20, 2_000),
    ("amount", 20, 2_000),
    ("price", 3, 250),
)


def _usual_range(field: Field, attempt: int) -> tuple[Decimal, Decimal]:
    """The usual range of the name, cut to what the field allows.

    It is wider where no number may come twice, much wider once most are used up.
    """
    assert field.range is not None
    low: Number = field.range[0] if field.min is None else field.min
    high: Number = field.range[1] if field.max is None else field.max
    usual = next(((a, b) for word, a, b in _USUAL if word in field.name), (1, 500))
    inner_low = max(Decimal(low), Decimal(usual[0]))
    inner_high = min(Decimal(high), Decimal(usual[1]))
    if field.single_valued:
        spread = 1_000 if attempt <= ATTEMPTS // 2 else 1_000_000
        inner_high = min(Decimal(high), max(inner_high, inner_low + spread))
    if inner_low <= inner_high and not (
        field.kind in (Kind.INTEGER, Kind.BIGINT) and inner_low % 1
    ):
        return inner_low, inner_high
    return _near(Decimal(low), Decimal(high))


def _near(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """A range of modest size inside bounds that the usual range misses."""
    if low > 0:
        return low, min(high, low + 100)
    return max(low, high - 100), high
