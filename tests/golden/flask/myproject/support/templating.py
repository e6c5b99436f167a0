"""How JSON is written on pages: Jinja's own tojson is for scripts."""

import json
from typing import Any

from flask import Flask


def init_app(app: Flask) -> None:
    app.add_template_filter(json_text)


def json_text(value: Any) -> str:
    return "–" if value is None else json.dumps(value, ensure_ascii=False)
