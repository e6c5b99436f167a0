{%- set labels = cookiecutter._spec.models | selectattr("references") | selectattr("label_sought") | list -%}
{%- set related = cookiecutter._spec.kinds | select("in", ["ref", "one", "refs", "user"]) | list -%}
"""Search, and pages that start right behind the last one's end.

Django's Paginator counts all rows and skips those of earlier pages: page 5,000 of a
large table costs many times the first, and without this module so would ours.
"""

{% if related %}
import re
{% endif %}
from functools import reduce
from operator import or_

from django.core.exceptions import BadRequest
from django.db import models
from django.db.backends.signals import connection_created
from django.db.models import functions, lookups
from django.dispatch import receiver

from . import cursors


@receiver(connection_created)
def fold_case(sender, connection, **kwargs):
    """Give SQLite a lower() of all alphabets, as PostgreSQL has: its own knows ASCII.

    Without it, search tells É from é there.
    """
    if connection.vendor == "sqlite":
        connection.connection.create_function("lower", 1, pg_lower, deterministic=True)


def pg_lower(text):
    """Fold each letter alone, as PostgreSQL does: Python's Σ at a word's end is ς."""
    return "".join(map(str.lower, text)) if isinstance(text, str) else text


@models.Field.register_lookup
class Holds(models.Lookup):
    """`name__holds="é"`: the database folds both sides, so that they fold alike.

    icontains leaves that to SQLite's LIKE, which folds ASCII only.
    """

    lookup_name = "holds"
    {%- if labels %}
    # A number is looked up as the text that a label has.
    prepare_rhs = False
    {%- endif %}

    def as_sql(self, compiler, connection):
        {%- if labels %}
        text = functions.Cast(self.lhs, models.TextField())
        sides = functions.Lower(text), functions{% else %}
        sides = functions.Lower(self.lhs), functions{% endif %}.Lower(models.Value(self.rhs))
        return compiler.compile(lookups.Contains(*sides))


@models.IntegerField.register_lookup
class In(lookups.In):
    """`pk__in` without numbers of more than 64 bits, which the databases refuse."""

    def get_prep_lookup(self):
        values = super().get_prep_lookup()
        if not self.rhs_is_direct_value():
            return values
        return [v for v in values if not isinstance(v, int) or abs(v) < 2**63]


{% if "refs" in cookiecutter._spec.kinds %}
class Ids(property):
    """`tag_ids = Ids("tags")`: the ids that JSON has for a many-to-many field."""

    def __init__(self, relation):
        super().__init__(lambda row: sorted(x.pk for x in getattr(row, relation).all()))
        self.relation = relation

{% endif %}

class KeysetQuerySet(models.QuerySet):
    #: By name, what rows may be sorted by, and the type of its values in a cursor.
    sorts = {}
    search_fields = []
{%- if related %}
    #: Where a form looks for rows besides.
    label_fields = []
{%- endif %}

    def search(self, q):
{%- if related %}
        return self._holding(q, self.search_fields)

    def find(self, q):
        """Return the rows that somebody may mean by `q`: each word of it is in them."""
        rows = self
        for word in re.findall(r"\w+", q) or [q]:
            rows = rows._holding(word, [*self.search_fields, *self.label_fields])
        return rows

    def _holding(self, q, fields):
        if not q or not fields:
            return self
        return self.filter(reduce(or_, (models.Q(**{f"{f}__holds": q}) for f in fields)))
{%- else %}
        if not q or not self.search_fields:
            return self
        found = (models.Q(**{f"{name}__holds": q}) for name in self.search_fields)
        return self.filter(reduce(or_, found))
{%- endif %}

    @property
    def default_sort(self):
        """The model's own order as `page` takes it, such as "-created_at"."""
        order = ",".join(self.model._meta.ordering)
        return order.removesuffix(",id").removesuffix(",-id") or "id"

    def page(self, *, sort="", cursor="", limit=20):
        """Return up to `limit` rows and the cursor of the next page, None at the end.

        `sort` names one of `sorts` or is the model's own order; the id makes it total.
        Raises BadRequest when it is neither, or when the cursor is of another list.
        """
        sort = sort or self.default_sort
        if sort != self.default_sort and sort.removeprefix("-") not in self.sorts:
            raise BadRequest("This sort order is not known.")
        sign = "-" if sort.startswith("-") else ""
        names = [name.removeprefix("-") for name in sort.split(",")]
        columns = [*dict.fromkeys([*names, "id"])]
        rows = self.order_by(*(sign + name for name in columns))
        if cursor:
            try:
                types = [self.sorts[name] for name in names]
                values, row_id = cursors.decode(cursor, sort, types)
            except ValueError as error:
                raise BadRequest("This cursor is not valid.") from error
            end = [*values, row_id][-len(columns) :]
            rows = rows.filter(behind(self.model, columns, end, sign))
        found = list(rows[: limit + 1])
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        values = [getattr(last, name) for name in names]
        return found[:limit], cursors.encode(sort, values, last.pk)


def behind(model, columns, end, sign):
    """Return the condition `(a, id) > (x, y)`, or `<` where the order descends.

    Django 5.2 has tuple lookups, but on SQLite they write an OR over the columns, which
    no index answers in one go: deep pages would cost many times the first.
    """
    row = {"template": "(%(expressions)s)", "output_field": models.Field()}
    values = [
        models.Value(value, output_field=model._meta.get_field(name))
        for name, value in zip(columns, end, strict=True)
    ]
    return models.Func(
        models.Func(*map(models.F, columns), **row),
        models.Func(*values, **row),
        template="%(expressions)s",
        arg_joiner=" < " if sign else " > ",
        output_field=models.BooleanField(),
    )
