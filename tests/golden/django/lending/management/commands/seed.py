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
            ids[model] = list(model.objects.order_by("pk").values_list("pk", flat=True))
            if ids[model]:
                self.stdout.write(f"{name}: already there")
                continue
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


def with_ids(model, sample, ids):
    """Turn row numbers, which count from 1, into the ids that the rows have here.

    A table that had rows before may have fewer of them than the samples know.
    """
    found = dict(sample)
    for key, target in relations(model).items():
        known, value = ids.get(target), sample.get(key)
        if known and isinstance(value, list):
            found[key] = [known[(number - 1) % len(known)] for number in value]
        elif known and value:
            found[key] = known[(value - 1) % len(known)]
    return found
