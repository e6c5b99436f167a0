{% from "families.j2" import said_by -%}
"""Types of columns that hold the same on SQLite and on PostgreSQL.

Without them SQLite forgets the zone of a time, {% if "json" in cookiecutter._spec.kinds %}rounds large numbers inside of JSON, {% endif %}and
gives the id of a deleted row to the next one.
"""

import datetime as dt
import enum
import json
import re
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

# 64 bits; SQLite numbers rows by itself only in a column of exactly this type.
Id = BigInteger().with_variant(Integer, "sqlite")
LARGEST_ID = 2**63 - 1


def row_id_of(text: str) -> int:
    """Return the id that a text names; raises ValueError when no row could have it."""
    if not re.fullmatch("[0-9]{1,19}", text) or not 0 < int(text) <= LARGEST_ID:
        raise ValueError("There is no such row.")
    return int(text)


# For `__table_args__`: SQLite would use the number of a deleted row again.
NUMBERED = {"sqlite_autoincrement": True}


def utcnow() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def as_utc(value: dt.datetime | None) -> dt.datetime | None:
    """Without a zone it is taken for UTC, which is what SQLite keeps."""
    if value is None or value.tzinfo:
        return value and value.astimezone(dt.UTC)
    return value.replace(tzinfo=dt.UTC)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An aware datetime, in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return as_utc(value)

    process_result_value = process_bind_param


{{ said_by(cookiecutter._spec.families, "kinds", "column_code", cookiecutter._spec.kinds) }}
