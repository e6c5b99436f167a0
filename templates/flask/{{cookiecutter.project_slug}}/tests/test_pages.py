{% set slug = cookiecutter.project_slug -%}
{% set app = cookiecutter._spec.app -%}
"""Pages take a fixed number of queries, and an accident gives a page too."""

from http import HTTPStatus

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from psycopg import errors
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

{{ [
  "from " ~ slug ~ ".extensions import db",
  "from " ~ slug ~ "." ~ app ~ ".queries import UPDATED" if "updated" in cookiecutter._spec.kinds,
  "from " ~ slug ~ "." ~ app ~ ".summary import MODELS",
  "from " ~ slug ~ "." ~ app ~ ".views import PAGES",
] | select | sort | join("\n") }}

from .pages import send


def values_of(app: Flask, plural: str) -> tuple[str, MultiDict[str, str]]:
    """Return the edit page of the first row, and what its untouched form would send."""
    model = MODELS[plural]
    with app.test_request_context():
        row = db.session.scalars(select(model).order_by(model.id)).first()
        form = PAGES[plural].form(obj=row, meta={"csrf": False})
        values = MultiDict()
        for field in form:
            if field.widget.__class__.__name__ == "Select":
                chosen = [c.value for c in field.iter_choices() if c.selected]
                values.setlist(field.name, chosen)
            elif field.widget.__class__.__name__ != "CheckboxInput":
                values[field.name] = field._value()
            elif field.data:
                values[field.name] = "y"
        return f"/{plural}/{row.id}/edit", values


def test_an_error_without_words_of_ours_has_those_of_http(client: FlaskClient) -> None:
    response = client.get("/static/style.css", headers={"Range": "bytes=999999-"})
    assert response.status_code == 416
    assert HTTPStatus(416).phrase in response.text


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    response = client.post("/accounts/login", data={"username": "boss"})
    assert response.status_code == 403


def test_of_a_repeated_parameter_the_last_counts_and_none_is_lost(app: Flask) -> None:
    with app.test_request_context("/?a=1&b=2&a=3"):
        assert request.args.to_dict() == {"a": "3", "b": "2"}
        assert request.args.getlist("a") == ["3", "1"]


@pytest.mark.parametrize("mimetype", ["text/plain", "application/json"])
def test_who_asks_silently_for_json_gets_none_without_it(
    app: Flask, mimetype: str
) -> None:
    with app.test_request_context("/", data="{", content_type=mimetype):
        assert request.get_json(silent=True) is None


def test_home_shows_every_model(client: FlaskClient) -> None:
    page = client.get("/").text
    for plural in MODELS:
        assert f'href="/{plural}"' in page


@pytest.mark.parametrize("plural", MODELS)
def test_a_list_fetches_related_rows_along_with_its_own(
    client: FlaskClient, statements: list[str], plural: str
) -> None:
    """One query for the rows, and one for each relation that is a column."""
    relations = inspect(MODELS[plural]).relationships
    assert client.get(f"/{plural}").status_code == 200
    shown = [name for name in PAGES[plural].columns if name in relations]
    assert len(statements) <= 1 + len(shown)


@pytest.mark.parametrize("plural", MODELS)
def test_an_unchanged_form_saves_what_it_showed(
    app: Flask, editor_client: FlaskClient, plural: str
) -> None:
    """Every value survives the way into its control and back."""
    path, values = values_of(app, plural)
    api = f"/api{path.removesuffix('/edit')}"
    before = editor_client.get(api).json
    response = send(editor_client, path, values.to_dict(flat=False))
    assert response.status_code == 302, response.text
    {%- if "updated" in cookiecutter._spec.kinds %}
    after = editor_client.get(api).json
    for name in UPDATED.get(MODELS[plural], []):
        assert after.pop(name) > before.pop(name)
    assert after == before
    {%- else %}
    assert editor_client.get(api).json == before
    {%- endif %}


@pytest.mark.parametrize("plural", MODELS)
def test_a_form_that_loses_a_race_comes_back(
    app: Flask,
    editor_client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    plural: str,
) -> None:
    def too_late(session: Session) -> None:
        raise IntegrityError("", {}, errors.UniqueViolation())

    path, values = values_of(app, plural)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", too_late)
        response = send(editor_client, path, values.to_dict(flat=False))
    assert response.status_code == 422
    assert 'role="alert"' in response.text
