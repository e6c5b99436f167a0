{%- set big = "bigint" in cookiecutter._spec.kinds -%}
"""The figures of a model's numbers, alike on SQLite and PostgreSQL."""

from decimal import Decimal

from django.db import models

{% if big %}
HALF = 2**32
{% endif %}

def figures(model, **names):
    """Return the count, and by key each field's figures, from one aggregate query."""
    wanted = {"pk__count": models.Count("pk")}
    for name in names.values():
        total = models.Sum(name)
        if isinstance(model._meta.get_field(name), models.DecimalField):
            # As a DecimalField, SQLite's sum would be cut to the digits of one value.
            total = models.Sum(name, output_field=models.Field())
{%- if big %}
        elif isinstance(model._meta.get_field(name), models.BigIntegerField):
            # In two halves: SQLite's sum ends at 64 bits.
            total = models.Sum(models.F(name) / HALF)
            wanted[f"{name}__rest"] = models.Sum(models.F(name) % HALF)
{%- endif %}
        wanted |= {
            f"{name}__min": models.Min(name),
            f"{name}__max": models.Max(name),
            f"{name}__sum": total,
            f"{name}__present": models.Count(name),
        }
    found = model.objects.aggregate(**wanted)
    result = {"count": found["pk__count"]}
    for key, name in names.items():
        field, present = model._meta.get_field(name), found[f"{name}__present"]
        total = found[f"{name}__sum"]
        if isinstance(field, models.DecimalField) and present:
            total = round(Decimal(total), field.decimal_places)
{%- if big %}
        elif isinstance(field, models.BigIntegerField) and present:
            total = int(total) * HALF + int(found[f"{name}__rest"])
{%- endif %}
        result[key] = {
            "min": found[f"{name}__min"],
            "max": found[f"{name}__max"],
            # PostgreSQL's own average of large floats would overflow.
            "average": total / present if present else None,
            "sum": total,
        }
    return result
