{% set kinds = cookiecutter._spec.kinds -%}
"""How times{% if "json" in kinds %} and JSON{% endif %} are written on pages: Jinja has no words for them."""

import datetime as dt
import json
from typing import Any

from flask import Flask
from markupsafe import Markup

NOTHING = "–"


def init_app(app: Flask) -> None:
    app.add_template_filter(moment)
    {%- if "json" in kinds %}
    app.add_template_filter(json_text)
    {%- endif %}


def moment(value: dt.date | dt.time | None) -> str:
    """Write a date, a time of day or both, for people and for machines."""
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        text = f"{value.isoformat(' ', 'minutes').removesuffix('+00:00')} UTC"
    else:
        text = str(value)
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), text)

{% if "json" in kinds %}
def json_text(value: Any) -> str:
    return NOTHING if value is None else json.dumps(value, ensure_ascii=False)
{% endif %}
