"""Fill empty tables with the sample rows of seed.json; run it as often as you like."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from lending import queries, schemas

SAMPLES = Path(queries.__file__).with_name("seed.json")


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, **options):
        samples = json.loads(SAMPLES.read_text(encoding="utf-8"))
        ids = {}
        for name, model in queries.MODELS.items():
            ids[model] = list(model.objects.order_by("pk").values_list("pk", flat=True))
            if ids[model]:
                self.stdout.write(f"{name}: already there")
                continue
            schema = getattr(schemas, f"{model.__name__}In")
            for sample in samples[name]:
                sample = with_ids(model, sample, ids)
                values = schema.model_validate(sample).model_dump()
                ids[model].append(queries.create(model, values).pk)
            self.stdout.write(f"{name}: {len(samples[name])} rows")


def with_ids(model, sample, ids):
    """Turn row numbers, which count from 1, into the ids that the rows have here.

    A table that had rows before may have fewer of them than the samples know.
    """
    found = dict(sample)
    for key, target in queries.targets(model).items():
        known, value = ids.get(target), sample.get(key)
        if not known or not value:
            continue
        if isinstance(value, list):
            found[key] = [known[(number - 1) % len(known)] for number in value]
        else:
            found[key] = known[(value - 1) % len(known)]
    return found
