"""Fill the shop's tables: `python bench_fill.py ROWS`."""

import sys
from decimal import Decimal

from myproject import create_app
from myproject.catalog.models import Category, Product, Tag, product_tags
from myproject.extensions import db
from sqlalchemy import insert, text

rows = int(sys.argv[1])
with create_app().app_context():
    session = db.session
    session.execute(
        insert(Category), [{"name": f"Category {number}"} for number in range(100)]
    )
    session.execute(insert(Tag), [{"name": f"Tag {number}"} for number in range(50)])
    session.execute(
        insert(Product),
        [
            {
                "name": f"Product {number}",
                "price": Decimal(number) / 100,
                "status": ("draft", "live", "retired")[number % 3],
                "category_id": number % 100 + 1,
            }
            for number in range(rows)
        ],
    )
    session.execute(
        insert(product_tags),
        [
            {"product_id": number + 1, "tag_id": (number + step) % 50 + 1}
            for number in range(rows)
            for step in (0, 7)
        ],
    )
    session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("VACUUM ANALYZE"))
