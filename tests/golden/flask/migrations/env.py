"""What `flask db …` runs: bring the database to the models' shape, or back."""

from typing import Any

import click
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from flask import current_app
from sqlalchemy import Connection, Table, event
from sqlalchemy.types import TypeDecorator

from myproject.support.columns import Json

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, autogenerate: AutogenContext) -> str | bool:
    """Write our own column types into migrations as the SQLAlchemy types they are."""
    if kind == "type" and isinstance(item, Json):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.Text().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


@event.listens_for(Table, "before_create")
def keep_options(copy: Table, *_: object, **__: object) -> None:
    """Give the copy of a table what Alembic does not see in SQLite: AUTOINCREMENT."""
    for table in db.metadata.tables.values():
        # Alembic tells the copy by this name only, and cuts it off there.
        if copy.name == f"_alembic_tmp_{table.name}"[:50]:
            copy.dialect_kwargs.update(table.dialect_kwargs)


def keep_no_empty(run: Any, revision: Any, directives: list[MigrationScript]) -> None:
    """Write no migration when `flask db migrate` finds no change."""
    found, asked = directives[0].upgrade_ops, run.config.cmd_opts
    if getattr(asked, "autogenerate", False) and found and found.is_empty():
        directives.clear()
        click.echo("No changes in the models: no migration was written.")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        process_revision_directives=keep_no_empty,
        # SQLite cannot alter most things; Alembic copies the table instead.
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # Else replacing a table by its changed copy would delete what refers to it. The
        # connection is this run's alone, and does not go back to the others.
        connection.detach()
        connection.connection.execute("PRAGMA foreign_keys = OFF")
    run(connection)
