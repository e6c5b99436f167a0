"""Fill the tables that a product refers to: `python bench_related.py ROWS`."""

import sys

from myproject import create_app
from myproject.catalog.models import Category, Tag
from myproject.extensions import db
from sqlalchemy import insert, text

with create_app().app_context():
    for model in Category, Tag:
        names = [{"name": f"{model.__name__} {n}"} for n in range(int(sys.argv[1]))]
        db.session.execute(insert(model), names)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("VACUUM ANALYZE"))
