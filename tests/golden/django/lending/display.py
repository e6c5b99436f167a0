"""How a value is written on a page."""

import datetime as dt
import json
from decimal import Decimal


def display(value: object) -> str:
    """Return the text of `value` as the lists and the detail pages show it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, Decimal):
        return f"{value:f}"  # str() would write a small one as 1E-7
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)
