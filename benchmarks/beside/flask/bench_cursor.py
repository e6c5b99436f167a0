"""Print the cursor behind one product: SORT ID."""

import sys

from myproject import create_app
from myproject.catalog.models import Product
from myproject.extensions import db
from myproject.support.cursors import encode

sort, row_id = sys.argv[1:]
with create_app().app_context():
    row = db.session.get(Product, int(row_id))
    print(encode(sort, [getattr(row, sort.removeprefix("-"))], row.id))
