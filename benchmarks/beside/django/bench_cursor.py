"""Print the cursor behind one product: SORT ID."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "myproject.settings"
django.setup()

from catalog.models import Product  # noqa: E402
from support.cursors import encode  # noqa: E402

sort, row_id = sys.argv[1:]
row = Product.objects.get(pk=row_id)
print(encode(sort, [getattr(row, sort.removeprefix("-"))], row.pk))
