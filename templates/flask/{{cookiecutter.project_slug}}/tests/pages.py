"""How a browser sends a form: with the page's CSRF token, from that page."""

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def send(
    client: FlaskClient, page: str, values: Mapping[str, Any], *, to: str = ""
) -> TestResponse:
    shown = client.get(page).text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', shown)
    assert token, page
    return client.post(
        to or page,
        data={**values, "csrf_token": token[1]},
        headers={"Referer": f"https://localhost{page.partition('?')[0]}"},
    )
