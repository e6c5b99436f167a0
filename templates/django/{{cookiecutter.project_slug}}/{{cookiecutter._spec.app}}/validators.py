{% if cookiecutter._spec.kinds | select("in", ["email", "url"]) | list -%}
{% set kinds = cookiecutter._spec.kinds -%}
{% set types = {"email": "Email", "url": "Url"} -%}
{% set messages = {"email": "Enter a valid email address.", "url": "Enter a valid URL."} -%}
"""Rules of the JSON API for forms and admin: what one takes, the others take."""

from django.core.exceptions import ValidationError
from pydantic import TypeAdapter

from .types import {% for kind in types if kind in kinds %}{{ types[kind] }}{{ ", " if not loop.last else "" }}{% endfor %}

{% for kind in types if kind in kinds %}
def {{ kind }}(value):
    try:
        TypeAdapter({{ types[kind] }}).validate_python(value)
    except ValueError as error:
        raise ValidationError("{{ messages[kind] }}", code="invalid") from error

{% endfor %}{% endif -%}
