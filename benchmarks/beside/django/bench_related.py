"""Fill the tables that a product refers to: `python bench_related.py ROWS`."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "myproject.settings"
django.setup()

from catalog.models import Category, Tag  # noqa: E402
from django.db import connection  # noqa: E402

for model in Category, Tag:
    model.objects.bulk_create(
        (model(name=f"{model.__name__} {n}") for n in range(int(sys.argv[1]))),
        batch_size=1000,
    )
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
