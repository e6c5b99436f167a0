"""Fill empty tables with the sample rows of seed.json; run it as often as you like."""

import datetime as dt
import json
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from lending import schemas
from lending.models import Author, Book, Loan
from support.records import relations, save

# The day around which seed.json has its dates: they are moved to lie around today.
SAMPLE_DAY = dt.date.fromisoformat("2026-01-05")

# Rows come after those that they refer to.
TABLES = {
    "authors": (Author, schemas.AuthorIn),
    "books": (Book, schemas.BookIn),
    "loans": (Loan, schemas.LoanIn),
}


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, **options):
        file = Path(apps.get_app_config("lending").path, "seed.json")
        samples = json.loads(file.read_text(encoding="utf-8"))
        days = timezone.localdate() - SAMPLE_DAY
        ids = {}
        for name, (model, schema) in TABLES.items():
            found = model.objects.order_by("pk").values_list("pk", flat=True)
            ids[model] = list(found[: len(samples[name])])
            if ids[model]:
                self.stdout.write(f"{name}: already there")
            elif other := table_with_fewer_rows(model, samples[name], ids):
                self.stdout.write(f"{name}: left out, because {other} has other rows")
            else:
                for sample in samples[name]:
                    values = schema.model_validate(with_ids(model, sample, ids))
                    row = save(model(), moved(values.model_dump(), days))
                    ids[model].append(row.pk)
                self.stdout.write(f"{name}: {len(samples[name])} rows")


def moved(values, days):
    return {
        name: value + days if isinstance(value, dt.date) else value
        for name, value in values.items()
    }


def table_with_fewer_rows(model, samples, ids):
    """Return the name of a table that lacks rows which the samples refer to, if any."""
    for name, (other, _) in TABLES.items():
        keys = [key for key, target in relations(model).items() if target is other]
        found = [n for each in samples for key in keys for n in numbers(each.get(key))]
        if other is not model and max(found, default=0) > len(ids.get(other, ())):
            return name
    return None


def numbers(value):
    """Return the row numbers, which count from 1, that a sample has for a relation."""
    return value if isinstance(value, list) else [value] if value else []


def with_ids(model, sample, ids):
    """Turn row numbers into the ids that the rows have here."""
    found = dict(sample)
    for key, target in relations(model).items():
        value = sample.get(key)
        if isinstance(value, list):
            found[key] = [ids[target][number - 1] for number in value]
        elif value:
            found[key] = ids[target][value - 1]
    return found
