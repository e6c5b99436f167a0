{% from "families.j2" import said_by -%}
"""Types of columns that hold the same on SQLite and on PostgreSQL.

Without them SQLite forgets the zone of a time, rounds large numbers inside of JSON, and
gives the id of a deleted row to the next one.
"""

import datetime as dt
import enum
import json
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

# 64 bits; SQLite numbers rows by itself only in a column of exactly this type.
Id = BigInteger().with_variant(Integer, "sqlite")
LARGEST_ID = 2**63 - 1

# For `__table_args__`: SQLite would use the number of a deleted row again.
NUMBERED = {"sqlite_autoincrement": True}


def utcnow() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An aware datetime, in UTC on every database; without a zone it is taken for UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dt.UTC)
        return value.astimezone(dt.UTC)

{{ said_by(cookiecutter._spec.families, "kinds", "column_code", cookiecutter._spec.kinds) }}
