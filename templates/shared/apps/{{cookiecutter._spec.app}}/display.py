{% from "families.j2" import said_by -%}
"""How a value is written on a page."""

import datetime as dt
import json
from decimal import Decimal


def display(value: object) -> str:
    """Return the text of `value` as the lists and the detail pages show it."""
    if value is None or value == "":
        return "—"
    {{- said_by(cookiecutter._spec.every_family, "kinds_shared", "display") }}
    return str(value)
