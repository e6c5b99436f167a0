"""Fill the shop's tables: `python bench_fill.py ROWS`."""

import os
import sys
from decimal import Decimal

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "myproject.settings"
django.setup()

from catalog.models import Category, Product, Tag  # noqa: E402
from django.db import connection  # noqa: E402

rows = int(sys.argv[1])
categories = Category.objects.bulk_create(
    Category(name=f"Category {number}") for number in range(100)
)
tags = Tag.objects.bulk_create(Tag(name=f"Tag {number}") for number in range(50))
products = Product.objects.bulk_create(
    (
        Product(
            name=f"Product {number}",
            price=Decimal(number) / 100,
            status=("draft", "live", "retired")[number % 3],
            category=categories[number % 100],
        )
        for number in range(rows)
    ),
    batch_size=1000,
)
tagged = Product.tags.through
tagged.objects.bulk_create(
    (
        tagged(product_id=product.pk, tag_id=tags[(number + step) % 50].pk)
        for number, product in enumerate(products)
        for step in (0, 7)
    ),
    batch_size=1000,
)
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
