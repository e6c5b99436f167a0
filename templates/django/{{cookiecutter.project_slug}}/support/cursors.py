"""Cursors for keyset pagination: where the last page ended, as opaque text.

A cursor holds the sort order, the last row's values in it and the last row's id, so
that the next page starts right behind that row: page 5,000 costs what page 1 does.
"""

import base64
import functools
import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from .types import Id

_adapter = functools.cache(TypeAdapter)


def encode(sort: str, values: Sequence[object], row_id: int) -> str:
    """Return the cursor of the row with these `values` in the columns of `sort`."""
    parts = [sort, to_jsonable_python(values), row_id]
    text = json.dumps(parts, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, sort: str, types: Sequence[Any]) -> tuple[list[Any], int]:
    """Return the values, one of each of `types`, and the id that `cursor` holds.

    Raises ValueError when it is not a cursor of this `sort` order, or when it holds a
    value that its column could not: clients can write cursors too.
    """
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        made_for, values, row_id = json.loads(text)
        if made_for != sort:
            raise ValueError("another sort order")
        found = [
            _adapter(type_).validate_python(value)
            for type_, value in zip(types, values, strict=True)
        ]
        return found, _adapter(Id).validate_python(row_id)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError("not a cursor") from error
