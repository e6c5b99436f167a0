"""Databases on the PostgreSQL server of DATABASE_URL.

`postgres.py version`, `postgres.py create NAME [TEMPLATE]`, `postgres.py analyze NAME`,
`postgres.py drop NAME…`, `postgres.py list BEGIN…`: names that begin so,
`postgres.py tidy NAME…`: drop those that nobody is connected to.
"""

import os
import sys
from contextlib import suppress

import psycopg
from psycopg import sql
from psycopg.errors import ObjectInUse


def main(action, *names):
    where = {"dbname": names[0]} if action == "analyze" else {}
    with psycopg.connect(
        os.environ["DATABASE_URL"], autocommit=True, connect_timeout=10, **where
    ) as connection:
        if action == "version":
            version = connection.info.server_version
            print(f"{version // 10_000}.{version % 10_000}")
        elif action == "create":
            name, template = (*names, "template1")[:2]
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        elif action == "analyze":
            connection.execute("VACUUM ANALYZE")
        elif action == "list":
            found = connection.execute(
                "SELECT datname FROM pg_database WHERE datname::text ^@ ANY(%s)",
                [list(names)],
            )
            print(*(name for (name,) in found))
        else:
            drop = "DROP DATABASE IF EXISTS {}"
            if action == "drop":
                drop += " WITH (FORCE)"
            for name in names:
                with suppress(*([ObjectInUse] if action == "tidy" else [])):
                    connection.execute(sql.SQL(drop).format(sql.Identifier(name)))


try:
    main(*sys.argv[1:])
except psycopg.Error as error:
    sys.exit(" ".join(str(error).split()))
