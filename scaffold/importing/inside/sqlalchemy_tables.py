"""Make the tables of SQLAlchemy's metadata in an empty SQLite file.

Run in the project's environment and folder: ``sqlalchemy_tables.py MODULE:NAME FILE``.
"""

import importlib
import os
import sys


def main() -> None:
    where, file = sys.argv[1:]
    sys.path.insert(0, os.getcwd())
    from sqlalchemy import MetaData, create_engine
    from sqlalchemy.dialects.sqlite.base import SQLiteTypeCompiler

    module, _, name = where.partition(":")
    found = importlib.import_module(module)
    for part in (name or "metadata").split("."):
        found = getattr(found, part)
    metadata = found if isinstance(found, MetaData) else found.metadata

    def as_it_is_called(self, name):
        if not name.startswith("visit_"):
            raise AttributeError(name)
        return lambda type_, **words: name.removeprefix("visit_")

    # What SQLite has no type for is called as its own database calls it.
    SQLiteTypeCompiler.__getattr__ = as_it_is_called
    for table in metadata.tables.values():
        table.schema = None
    engine = create_engine(f"sqlite:///{file}")
    metadata.create_all(engine)
    engine.dispose()


if __name__ == "__main__":
    main()
