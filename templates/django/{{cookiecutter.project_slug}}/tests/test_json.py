{% if "json" in cookiecutter._spec.kinds -%}
"""A JSON control takes what the JSON API takes, and keeps what was typed."""

import pytest
from django.forms import ValidationError

from {{ cookiecutter._spec.app }}.fields import JSONField

CONTROL = JSONField().formfield()


@pytest.mark.parametrize("text", ["{}", "[]", '""', "0", "false", '{"a": [1.5, null]}'])
def test_any_value_is_taken(text):
    CONTROL.clean(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "null", "{", "NaN", '"\\ud800"', '{"\\u0000": 1}', "9" * 5000, "[" * 5000]
    + ["[" * 40 + "]" * 40],
    ids=ascii,
)
def test_what_the_api_refuses_is_refused_and_shown_again(text):
    with pytest.raises(ValidationError):
        CONTROL.clean(text)
    assert CONTROL.prepare_value(CONTROL.bound_data(text, None)) == text
{% endif -%}
