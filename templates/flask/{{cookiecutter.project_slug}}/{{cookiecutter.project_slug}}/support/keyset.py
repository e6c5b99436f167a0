{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set every = spec.models | map(attribute="fields") | sum(start=[]) -%}
{% set relations = every | selectattr("target") | list -%}
{% set users = "users" in spec.families -%}
{% set by_row = relations or every | selectattr("family", "equalto", "users") | selectattr("filter") | list -%}
{% set labels = spec.models | selectattr("references") | selectattr("label_sought") | list -%}
{% set filters = spec.models | map(attribute="filters") | sum(start=[]) -%}
"""Lists in pages, with search, filters and an order that the visitor chooses.

The next page starts right behind the last row of this one, found by an index: with
OFFSET, as in Flask-SQLAlchemy's paginate(), page 5,000 costs 19 to 49 times page 1, and
rows that come and go shift the pages.
"""

import datetime as dt
{% if relations or users %}
import re
{% endif %}
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from flask import abort
from sqlalchemy import ColumnElement, Select, {{ "Text, cast, " if labels }}or_, select, tuple_
from sqlalchemy.orm import {{ "QueryableAttribute" if "user" in spec.kinds else "InstrumentedAttribute" }}

from ..extensions import Base, db
from .columns import row_id_of
from .cursors import decode, encode
from .problems import Invalid
from .types import ListQuery

Row = TypeVar("Row", bound=Base)
Column = {{ "QueryableAttribute" if "user" in spec.kinds else "InstrumentedAttribute" }}[Any]
{%- if filters %}
# What a filter makes of its text; it raises KeyError or ValueError if that means nothing.
Condition = Callable[[str], ColumnElement[bool]]
{%- endif %}

PER_PAGE = 20
LONGEST_SEARCH = 200


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows of a list; `args` are what a link to another page of it must keep."""

    items: Sequence[Row]
    next_cursor: str | None
    sort: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    {%- if by_row %}

    def chosen(self, name: str, model: type[Base]) -> Base | None:
        """Return the row whose id a filter holds."""
        return db.session.get(model, int(self.args[name])) if name in self.args else None
    {%- endif %}


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[Row]):
    """How the rows of one model are found.

    `order` and each sort name fields, with "-" before them to descend; several, joined
    by commas, have one direction. `sorts` has the type of what a cursor may hold.
    """

    model: type[Row]
    sorts: Mapping[str, Any]
    order: str = "id"
    search: Sequence[Column] = ()
    {%- if labels %}
    # Where forms look for a row besides.
    label: Sequence[Column] = ()
    {%- endif %}
    {%- if "user" in spec.kinds %}
    # Which of the rows forms offer, and what they call one.
    offered: Sequence[ColumnElement[bool]] = ()
    called: Callable[[Any], str] = str
    {%- endif %}
    {%- if filters %}
    filters: Mapping[str, Condition] = field(default_factory=dict)
    {%- endif %}

    def page(self, args: Mapping[str, str], *options: Any) -> Page[Row]:
        """Return what the query string of a page asks for; what it cannot mean is 400."""
        q, sort = args.get("q", ""), args.get("sort") or self.order
        if len(q) > LONGEST_SEARCH or "\x00" in q:
            abort(400, "This cannot be searched for.")
        if sort != self.order and sort.removeprefix("-") not in self.sorts:
            abort(400, "This list is not sorted by that.")
        query = self.matching(select(self.model), q, self.search).options(*options)
        kept = {n: args[n] for n in ["q", "sort"{% if filters %}, *self.filters{% endif %}] if args.get(n)}
        try:
            {%- if filters %}
            for name, condition in self.filters.items():
                if name in kept:
                    query = query.where(condition(kept[name]))
            {%- endif %}
            found = self.cut(query, sort, args.get("cursor", ""))
        except (KeyError, ValueError):
            abort(400, "{{ "This filter or cursor" if filters else "This cursor" }} is not valid.")
        return replace(found, sort=sort, args=kept)

    def asked(self, query: ListQuery, *options: Any) -> Page[Row]:
        """Return what a client of the JSON API asks for."""
        rows = self.matching(select(self.model), query.q, self.search).options(*options)
        try:
            return self.cut(rows, query.sort, query.cursor, query.limit)
        except ValueError as error:
            raise Invalid({"cursor": "This cursor is not valid."}) from error
    {%- if relations %}

    def first(self, *conditions: ColumnElement[bool]) -> Page[Row]:
        """Return the first page of the rows that fulfil the conditions."""
        return self.cut(select(self.model).where(*conditions), self.order)
    {%- endif %}
    {%- if relations or users %}

    def choices(self, q: str) -> Sequence[Row]:
        """Return the first rows that a form offers: each word of `q` is in them."""
        rows = select(self.model){{ ".where(*self.offered)" if "user" in spec.kinds }}
        for word in re.findall(r"\w+", q) or [q]:
            rows = self.matching(rows, word, {% if labels %}[*self.search, *self.label]{% else %}self.search{% endif %})
        return self.cut(rows, self.order).items
    {%- endif %}

    def matching(
        self, rows: Select[Row], q: str, columns: Sequence[Column]
    ) -> Select[Row]:
        """Select the rows that hold `q` in one of the columns.

        Both sides are folded by the database, and so in the same way.
        """
        found = [{% if labels %}cast(column, Text){% else %}column{% endif %}.icontains(q, autoescape=True) for column in columns]
        return rows.where(or_(*found)) if q and found else rows

    def cut(
        self, query: Select[Row], sort: str, cursor: str = "", limit: int = PER_PAGE
    ) -> Page[Row]:
        """Return up to `limit` rows; raises ValueError for a cursor of another list.

        The id makes the order total. A comparison of whole rows lets the database start
        right behind the last page's end: the textbook's OR would read all before it.
        """
        names = sort.removeprefix("-").split(",")
        columns = [getattr(self.model, name) for name in dict.fromkeys([*names, "id"])]
        descends = sort.startswith("-")
        if cursor:
            values, row_id = decode(cursor, sort, [self.sorts[name] for name in names])
            values = [*values, row_id][-len(columns) :]
            here = tuple_(*columns)
            end = tuple_(*values, types=[column.type for column in columns])
            query = query.where(here < end if descends else here > end)
        order = [column.desc() if descends else column for column in columns]
        rows = db.session.scalars(query.order_by(*order).limit(limit + 1)).all()
        if len(rows) <= limit:
            return Page(items=rows, next_cursor=None)
        last = rows[limit - 1]
        values = [getattr(last, name) for name in names]
        return Page(items=rows[:limit], next_cursor=encode(sort, values, last.id))
{{ said_by(spec.families, "kinds", "filter_code", spec) }}
