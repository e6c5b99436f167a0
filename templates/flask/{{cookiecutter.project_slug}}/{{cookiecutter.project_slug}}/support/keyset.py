"""Lists in pages, with search, filters and an order that the visitor chooses.

The next page starts right behind the last row of this one, found by an index: with
OFFSET, as in Flask-SQLAlchemy's paginate(), page 5,000 costs 19 to 49 times page 1, and
rows that come and go shift the pages.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from flask import abort
from sqlalchemy import Boolean, ColumnElement, Date, Enum, Select, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, RelationshipProperty

from ..extensions import Base, db
from .columns import LARGEST_ID, UTCDateTime
from .cursors import decode, encode
from .types import ListQuery

Row = TypeVar("Row", bound=Base)

ROWS_PER_PAGE = 20
LONGEST_SEARCH = 200


class BadCursor(ValueError):
    """The cursor was not made for this list in this order."""


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows of a list; `args` are what a link to another page of it must keep."""

    items: Sequence[Row]
    next_cursor: str | None
    sort: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    # What its filters offer, and the rows that they name, by parameter.
    choices: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    chosen: Mapping[str, Base | None] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.items)


class Listing(Generic[Row]):
    """How the rows of one model are found.

    `order` and each sort name fields, with "-" before them to descend; several, joined
    by commas, have one direction. `sorts` has the type of what a cursor may hold.
    """

    def __init__(
        self,
        model: type[Row],
        *,
        sorts: Mapping[str, Any],
        order: str = "id",
        search: Sequence[InstrumentedAttribute[Any]] = (),
        label: InstrumentedAttribute[str] | None = None,
        filters: Mapping[str, InstrumentedAttribute[Any]] | None = None,
    ) -> None:
        self.model = model
        self.sorts = sorts
        self.order = order
        self.search = search
        self.label = label
        self.filters = filters or {}

    def page(self, args: Mapping[str, str], *options: Any) -> Page[Row]:
        """Return what the query string of a page asks for; what it cannot mean is 400."""
        q = args.get("q", "")
        if len(q) > LONGEST_SEARCH or "\x00" in q:
            abort(400, "This cannot be searched for.")
        sort = args.get("sort") or self.order
        if sort != self.order and sort.removeprefix("-") not in self.sorts:
            abort(400, "This list is not sorted by that.")
        query = self.matching(q).options(*options)
        kept = {name: args[name] for name in ("q", "sort") if args.get(name)}
        chosen = {}
        for name, column in self.filters.items():
            for key, read in _filters(name, column):
                if text := args.get(key):
                    try:
                        query = query.where(read(text))
                    except (KeyError, ValueError):
                        abort(400, f"{key} cannot be that.")
                    kept[key] = text
                    if target := _target(column):
                        chosen[key] = db.session.get(target, int(text))
        try:
            rows, cursor = self.cut(query, sort, args.get("cursor", ""))
        except BadCursor:
            abort(400, "This cursor is not valid.")
        return Page(
            items=rows,
            next_cursor=cursor,
            sort=sort,
            args=kept,
            choices={
                name: list(column.type.python_type)
                for name, column in self.filters.items()
                if isinstance(getattr(column, 'type', None), Enum)
            },
            chosen=chosen,
        )

    def asked(self, query: ListQuery, *options: Any) -> Page[Row]:
        """Return what a client of the JSON API asks for."""
        found = self.matching(query.q).options(*options)
        rows, cursor = self.cut(found, query.sort, query.cursor, query.limit)
        return Page(items=rows, next_cursor=cursor)

    def first(self, *conditions: ColumnElement[bool]) -> Page[Row]:
        """Return the first page of the rows that fulfil the conditions."""
        rows, cursor = self.cut(select(self.model).where(*conditions), self.order)
        return Page(items=rows, next_cursor=cursor)

    def matching(self, q: str) -> Select[Row]:
        """Select the rows that hold `q` in one of the fields that are searched.

        Both sides are folded by the database, and so in the same way.
        """
        return self._with(q, self.search)

    def choices(self, q: str) -> Sequence[Row]:
        """Return the first rows that a form offers for `q`, found by their label if need be."""
        columns = self.search or ([self.label] if self.label is not None else [])
        return self.cut(self._with(q, columns), self.order)[0]

    def _with(
        self, q: str, columns: Sequence[InstrumentedAttribute[Any]]
    ) -> Select[Row]:
        query = select(self.model)
        if q and columns:
            found = (column.icontains(q, autoescape=True) for column in columns)
            query = query.where(or_(*found))
        return query

    def cut(
        self,
        query: Select[Row],
        sort: str,
        cursor: str = "",
        limit: int = ROWS_PER_PAGE,
    ) -> tuple[Sequence[Row], str | None]:
        """Return up to `limit` rows and the cursor of the next page, None at the end.

        The id makes the order total. A comparison of whole rows lets the database start
        right behind the last page's end: the textbook's OR would read all before it.
        """
        names = sort.removeprefix("-").split(",")
        columns = [getattr(self.model, name) for name in dict.fromkeys([*names, "id"])]
        descends = sort.startswith("-")
        if cursor:
            types = [self.sorts[name] for name in names]
            try:
                values, row_id = decode(cursor, sort, types)
            except ValueError as error:
                raise BadCursor from error
            here = tuple_(*columns)
            values = [*values, row_id][-len(columns) :]
            end = tuple_(*values, types=[column.type for column in columns])
            query = query.where(here < end if descends else here > end)
        order = [column.desc() if descends else column for column in columns]
        rows = db.session.scalars(query.order_by(*order).limit(limit + 1)).all()
        if len(rows) <= limit:
            return rows, None
        last = rows[limit - 1]
        values = [getattr(last, name) for name in names]
        return rows[:limit], encode(sort, values, last.id)


Condition = Callable[[str], ColumnElement[bool]]


def _filters(
    name: str, column: InstrumentedAttribute[Any]
) -> Iterator[tuple[str, Condition]]:
    """Yield each parameter of a filter, and how its text becomes a condition.

    That raises KeyError or ValueError for a text that means nothing.
    """
    if isinstance(column.property, RelationshipProperty):
        model = column.property.mapper.class_
        yield name, lambda text: column.any(model.id == _row_id(text))
        return
    kind = column.type
    if isinstance(kind, Date):
        yield f"{name}_from", lambda text: column >= dt.date.fromisoformat(text)
        yield f"{name}_to", lambda text: column <= dt.date.fromisoformat(text)
    elif isinstance(kind, UTCDateTime):
        yield f"{name}_from", lambda text: column >= _at(text, dt.time.min)
        yield f"{name}_to", lambda text: column <= _at(text, dt.time.max)
    elif isinstance(kind, Boolean):
        yield name, lambda text: column == {"true": True, "false": False}[text]
    elif isinstance(kind, Enum):
        yield name, lambda text: column == kind.python_type(text)
    else:
        yield name, lambda text: column == _row_id(text)


def _target(column: InstrumentedAttribute[Any]) -> type[Base] | None:
    """Return the model that a filter's value is the id of, if it is one."""
    if isinstance(column.property, RelationshipProperty):
        return column.property.mapper.class_
    for relation in column.parent.relationships:
        if column.property.columns[0].foreign_keys and relation.local_columns == {
            column.property.columns[0]
        }:
            return relation.mapper.class_
    return None


def _at(day: str, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), time, dt.UTC)


def _row_id(text: str) -> int:
    row_id = int(text)
    if not 0 < row_id <= LARGEST_ID:
        raise ValueError(text)
    return row_id
