{% set every = cookiecutter._spec.models | map(attribute="fields") | sum(start=[]) -%}
{% set chosen = every | selectattr("kind", "equalto", "user") | selectattr("written") | list -%}
import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from .browser import Browser, went_to
from .client import InProcess, ThroughProxy, answer, connect
from .described import Described
{% if chosen -%}
from .domain import fields
{% endif -%}
from .rows import Rows
from .values import word

PASSWORD = "correct-horse-battery-staple"

# A line for each request would bury what a failed test has to say.
logging.getLogger("httpx").setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def transport(request: pytest.FixtureRequest) -> Iterator[httpx.BaseTransport]:
    """The application itself, or the live server that CONTRACT_URL names."""
    if url := os.environ.get("CONTRACT_URL"):
        with ThroughProxy(url) as proxy:
            yield proxy
    else:
        yield InProcess(request.getfixturevalue("application"))


@pytest.fixture(scope="session")
def editor(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The name and password of a user who may write."""
    if pair := os.environ.get("CONTRACT_EDITOR"):
        name, _, password = pair.partition(":")
        return name, password
    name = f"editor-{word()}"
    request.getfixturevalue("create_user")(name, PASSWORD, editor=True)
    return name, PASSWORD


@pytest.fixture(scope="session")
def member(new_browser: Callable[[], Browser]) -> tuple[str, str]:
    """The name and password of a user who signed up, and may only read."""
    browser, name = new_browser(), f"member-{word()}"
    form = browser.get("/accounts/signup").form
    reply = browser.post(form, {"username": name, "password1": PASSWORD, "password2": PASSWORD})
    assert went_to(reply) == "/accounts/profile"
    return name, PASSWORD


@pytest.fixture(scope="session")
def anonymous(transport: httpx.BaseTransport) -> httpx.Client:
    """A client without cookies or a token."""
    return connect(transport)


@pytest.fixture(scope="session")
def api(
    transport: httpx.BaseTransport, anonymous: httpx.Client, editor: tuple[str, str]
) -> httpx.Client:
    """A client of the JSON API with the token of an editor."""
    return connect(transport, token(anonymous, *editor))


@pytest.fixture(scope="session")
def member_api(
    transport: httpx.BaseTransport, anonymous: httpx.Client, member: tuple[str, str]
) -> httpx.Client:
    """A client of the JSON API with the token of a member."""
    return connect(transport, token(anonymous, *member))


def token(client: httpx.Client, username: str, password: str) -> str:
    pair = {"username": username, "password": password}
    return answer(client.post("/api/token", json=pair))["token"]


@pytest.fixture(scope="session")
def new_browser(transport: httpx.BaseTransport) -> Callable[[], Browser]:
    """Open a browser that nobody has used."""
    return lambda: Browser(connect(transport))


@pytest.fixture(scope="session")
def editor_browser(
    new_browser: Callable[[], Browser], editor: tuple[str, str]
) -> Browser:
    browser = new_browser()
    assert went_to(browser.log_in(*editor)) == "/accounts/profile"
    return browser


@pytest.fixture(scope="session")
def member_browser(
    new_browser: Callable[[], Browser], member: tuple[str, str]
) -> Browser:
    browser = new_browser()
    assert went_to(browser.log_in(*member)) == "/accounts/profile"
    return browser


@pytest.fixture(scope="session")
def document(anonymous: httpx.Client) -> dict[str, Any]:
    """The OpenAPI document."""
    return answer(anonymous.get("/api/openapi.json"))


@pytest.fixture(scope="session")
def described(document: dict[str, Any]) -> Described:
    return Described(document)


{% if chosen %}
@pytest.fixture(scope="session")
def people(editor_browser: Browser) -> list[int]:
    """The users whom a form offers: the API has no list of them."""
    model, field = next(fields("user"))
    form = editor_browser.get(f"{model.pages}/new").form
    return [int(value) for value in form.options(field.name)]

{% endif %}
@pytest.fixture
def rows(api: httpx.Client, described: Described{% if chosen %}, people: list[int]{% endif %}) -> Iterator[Rows]:
    """Make rows; they are gone again after the test."""
    made = Rows(api, described{% if chosen %}, people{% endif %})
    yield made
    made.clear()
