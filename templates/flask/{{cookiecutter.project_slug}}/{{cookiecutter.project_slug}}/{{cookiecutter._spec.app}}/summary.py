{% set spec = cookiecutter._spec -%}
"""How many rows there are, and the figures of their numbers."""

from hashlib import sha256
from typing import Any

from ..support.figures import Asked, cached, figures
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}
from .schemas import Summary

# What is asked about each table, beside the number of its rows.
TABLES: dict[str, Asked] = {
    {%- for model in spec.models %}
    "{{ model.plural }}": ({{ model.name }}, [{% for name in model.numeric %}{{ model.name }}.{{ name }}{{ ", " if not loop.last }}{% endfor %}]),
    {%- endfor %}
}
# While a deployment rolls, a release with other models shares the cache.
SHAPE = sha256(str(Summary.model_json_schema()).encode()).hexdigest()


def read() -> dict[str, Any]:
    return cached(SHAPE, compute)


def compute() -> dict[str, Any]:
    found = {name: figures(*asked) for name, asked in TABLES.items()}
    return Summary.model_validate(found).model_dump(mode="json")
