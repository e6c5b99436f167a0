"""Sample rows: deterministic, realistic by name and type, within every rule.

Where the spec gives samples, the rows have those.

A row is what the JSON API takes to create it, save that a relation holds the
numbers (from 1) of rows of its target. Rows refer to earlier rows only: a
relation to a model that is created later stays empty. Users are left out: those of
sample rows are all the same, and ``seed`` knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, islice
from random import Random
from typing import Any

from scaffold.samples.words import COMMON, words_for
from scaffold.spec import Model, Spec
from scaffold.spec import given as given_samples
from scaffold.spec.fields import Field
from scaffold.spec.kinds import Kind
from scaffold.spec.kinds.drawing import ATTEMPTS, Drawing

ROWS = 24

Row = dict[str, Any]


def rows(spec: Spec, counts: Mapping[str, int] | None = None) -> dict[str, list[Row]]:
    """Rows by plural, in the order of the code; the same for the same spec.

    There are as many as the spec gives of a model, or a usual number. ``counts`` asks
    for others, by its name; there are fewer where the spec's uniqueness leaves no more.
    """
    counts = counts or {}
    made: dict[str, list[Row]] = {}
    for model in spec.in_creation_order:
        sizes = {name: len(rows) for name, rows in made.items()}
        usual = given_samples.number_of_rows(model) or ROWS
        wanted = counts.get(model.name, usual)
        made[model.name] = list(islice(_rows(spec, model, sizes), wanted))
    return {model.plural_name: made[model.name] for model in spec.in_code_order}


def _rows(spec: Spec, model: Model, sizes: dict[str, int]) -> Iterator[Row]:
    """Rows until the spec's uniqueness leaves no further one."""
    columns = {
        f.name: _column(model, f, sizes, given_samples.values_of(spec, model, f.name))
        for f in model.fields
        if is_drawn(f)
    }
    together = [*_unique_sets(model)]
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
                if (value := _values(row, names)) is not None and value in values
            ),
            None,
        )
        if clash is None:
            for names, values in zip(together, seen, strict=True):
                if (value := _values(row, names)) is not None:
                    values.add(value)
            return row
        for name in clash:
            row[name] = columns[name](number, attempt)
    return None


def is_drawn(field: Field) -> bool:
    """Sample rows have a value for it."""
    return field.written and field.kind is not Kind.USER


def _values(row: Row, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """What a unique rule compares; None (never equal) when a part is null."""
    values = [row[name] for name in names]
    return None if None in values else tuple(repr(value) for value in values)


def _unique_sets(model: Model) -> Iterator[tuple[str, ...]]:
    """What must differ among the fields that rows are drawn for.

    The others have the same value in every row, or none, which is never equal: users are
    the same in all.
    """
    sets = [(f.name,) for f in model.fields if f.single_valued]
    for names in [*sets, *model.unique]:
        fields = [model.by_name[name] for name in names]
        is_nothing = [
            f.null and not f.written and f.kind is not Kind.USER for f in fields
        ]
        if not any(is_nothing):
            yield tuple(field.name for field in fields if is_drawn(field))


def drawing(model: str, field: Field) -> Callable[[int, int], Any]:
    """draw(row number, attempt) of ``field`` alone, for rows that are made elsewhere."""
    return _column(Model(name=model, fields=(field,)), field, {}, ())


def _column(
    model: Model, field: Field, sizes: dict[str, int], given: Sequence[Any]
) -> Callable[[int, int], Any]:
    """draw(row number, attempt): a value of ``field``; attempt 0 is the first.

    Rows take the ``given`` values in turn: each its own, the others any that still fits.
    What is drawn for one field does not depend on the others: they come and go.
    """
    random = Random(f"scaffold {model.name}.{field.name}")  # noqa: S311 - sample data
    words: list[str] = []
    if field.target is None:
        words = random.sample(pool := words_for(model.name, field), len(pool))

    def draw(number: int, attempt: int) -> Any:
        if number <= len(given):
            return given[number - 1]
        if attempt < len(given) and not field.single_valued:
            return given[(number - 1 + attempt) % len(given)]
        if field.null and attempt == 0 and number % 5 == 0:
            return None
        own = number - 1 if field.target == model.name else 0
        drawing = Drawing(
            number=number,
            attempt=attempt,
            random=random,
            words=words,
            sentences=COMMON.sentences,
            colours=COMMON.colours,
            targets=own or sizes.get(field.target or "", 0),
        )
        return field.kind.traits.sample(field, drawing)

    return draw
