{%- if "json" in cookiecutter._spec.kinds -%}
"""A template filter that writes JSON: without it, pages show Python's True and None."""

import json

from django import template

register = template.Library()


@register.filter
def compact_json(value):
    """Write a JSON value as JSON; Django itself has only a filter for scripts."""
    if value is None:
        return "–"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
{% endif -%}
