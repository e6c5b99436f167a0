"""The figures of a model's numbers, alike on SQLite and PostgreSQL.

Without it, the databases round sums in their own ways, and large ones overflow.
"""

from decimal import Decimal

from django.db import models

HALF = 2**32


def figures(model, *names):
    """Return the count, and by name each field's figures, from one aggregate query."""
    wanted = {"pk__count": models.Count("pk")}
    for name in names:
        wanted |= {
            f"{name}__min": models.Min(name),
            f"{name}__max": models.Max(name),
            f"{name}__count": models.Count(name),
            # As a DecimalField, SQLite's sum would be cut to the digits of one value.
            f"{name}__sum": models.Sum(name, output_field=models.Field()),
        }
        if isinstance(model._meta.get_field(name), models.BigIntegerField):
            # In two halves: SQLite's sum ends at 64 bits.
            wanted[f"{name}__sum"] = models.Sum(models.F(name) / HALF)
            wanted[f"{name}__rest"] = models.Sum(models.F(name) % HALF)
    found = model.objects.aggregate(**wanted)
    result = {"count": found["pk__count"]}
    for name in names:
        count, total = found[f"{name}__count"], found[f"{name}__sum"]
        field = model._meta.get_field(name)
        if isinstance(field, models.DecimalField) and count:
            total = round(Decimal(total), field.decimal_places)
        elif isinstance(field, models.BigIntegerField) and count:
            total = int(total) * HALF + int(found[f"{name}__rest"])
        result[name] = {
            "min": found[f"{name}__min"],
            "max": found[f"{name}__max"],
            # PostgreSQL's own average of large floats would overflow.
            "average": total / count if count else None,
            "sum": total,
        }
    return result
