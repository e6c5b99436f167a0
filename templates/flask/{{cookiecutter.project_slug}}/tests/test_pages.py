{% set slug = cookiecutter.project_slug -%}
{% set app = cookiecutter._spec.app -%}
{% set relations = cookiecutter._spec.models | map(attribute="fields") | sum(start=[]) | selectattr("chosen") | list -%}
"""What pages cost, what a view may say itself, and what becomes of accidents."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Blueprint, Flask, abort, flash, render_template_string, request
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from psycopg import errors
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

{{ [
  "from " ~ slug ~ " import create_app",
  "from " ~ slug ~ ".accounts.auth import editor_required",
  "from " ~ slug ~ ".accounts.models import User",
  "from " ~ slug ~ ".extensions import csrf, db",
  "from " ~ slug ~ "." ~ app ~ " import forms",
] | sort | join("\n") }}

from .conftest import MODELS, client_of
from .pages import send


def values_of(app: Flask, plural: str) -> tuple[str, MultiDict[str, str]]:
    """Return the edit page of the first row, and what its untouched form would send."""
    model = MODELS[plural]
    with app.test_request_context():
        row = db.session.scalars(select(model).order_by(model.id)).first()
        form = getattr(forms, f"{model.__name__}Form")(obj=row, meta={"csrf": False})
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


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    response = client.post("/accounts/login", data={"username": "boss"})
    assert response.status_code == 400


@pytest.mark.parametrize("plural", MODELS)
def test_a_list_fetches_related_rows_along_with_its_own(
    client: FlaskClient, statements: list[str], plural: str
) -> None:
    """One query for the rows, and one for each many-to-many relation."""
    several = sum("ids" in found.info for found in inspect(MODELS[plural]).relationships)
    assert client.get(f"/{plural}").status_code == 200
    assert len(statements) <= 1 + several

{% if relations %}
@pytest.mark.parametrize("plural", MODELS)
def test_a_form_asks_for_some_rows_and_never_for_all(
    editor_client: FlaskClient, statements: list[str], plural: str
) -> None:
    """Whatever the tables hold that it refers to."""
    assert editor_client.get(f"/{plural}/new").status_code == 200
    for statement in statements:
        assert "LIMIT" in statement or "accounts_login" in statement, statement

{% endif %}
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
    after = editor_client.get(api).json
    for column in inspect(MODELS[plural]).columns:
        if column.onupdate is not None:
            assert after.pop(column.key) > before.pop(column.key)
    assert after == before
    assert 'class="messages"' in editor_client.get(response.location).text


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


class UploadForm(FlaskForm):
    file = FileField()


@pytest.fixture(scope="module")
def team(app: Flask, settings: dict[str, object]) -> Iterator[Flask]:
    """Another on the same database, with what a team may add, as Flask's documents do."""
    app = create_app(settings)
    views = Blueprint("tried", __name__)

    @views.get("/team/cached")
    def cached() -> tuple[str, dict[str, str]]:
        policy = "default-src 'self'"
        return "", {"Cache-Control": "public", "Content-Security-Policy": policy}

    @views.get("/team/gone")
    def gone() -> None:
        abort(404, description="It has moved to the moon.")

    @views.get("/api/team/gone")
    def api_gone() -> None:
        abort(404, description="It has moved to the moon.")

    @views.get("/team/nonce")
    def nonce() -> str:
        return render_template_string("<script nonce='{% raw %}{{ csp_nonce() }}{% endraw %}'></script>")

    @views.route("/team/upload", methods=["POST"])
    @csrf.exempt
    def upload() -> str:
        form = UploadForm(meta={"csrf": False})
        assert form.validate_on_submit()
        size = len(form.file.data.read())
        form.file.data.close()
        return str(size)

    @views.get("/team/values")
    def values() -> list[str]:
        return request.args.getlist("a")

    @views.get("/team/async")
    @editor_required
    async def asynchronous() -> str:
        return "awaited"

    @views.get("/team/flash")
    def told() -> str:
        flash("<b>told</b>", "success")
        return ""

    app.register_blueprint(views)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def team_client(team: Flask) -> FlaskClient:
    return team.test_client()


def test_what_a_view_says_itself_stands(team_client: FlaskClient) -> None:
    response = team_client.get("/team/cached")
    assert response.headers["Cache-Control"] == "public"
    assert response.headers["Content-Security-Policy"] == "default-src 'self'"
    assert "moved to the moon" in team_client.get("/team/gone").text
    problem = team_client.get("/api/team/gone")
    assert problem.json["detail"] == "It has moved to the moon."
    assert problem.content_type == "application/problem+json"


def test_a_script_with_the_nonce_of_its_page_may_run(team_client: FlaskClient) -> None:
    response = team_client.get("/team/nonce")
    nonce = response.text.partition("nonce='")[2].partition("'")[0]
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]
    assert "nonce" not in team_client.get("/").headers["Content-Security-Policy"]



def test_a_form_takes_a_file_of_two_megabytes(team_client: FlaskClient) -> None:
    size = 2 * 1024 * 1024
    part = 'Content-Disposition: form-data; name="file"; filename="photo.jpg"'
    body = f"--edge\r\n{part}\r\n\r\n{'x' * size}\r\n--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    response = team_client.post("/team/upload", data=body, content_type=kind)
    assert response.text == str(size)


def test_requests_are_read_as_werkzeug_reads_them(team_client: FlaskClient) -> None:
    assert team_client.get("/team/values?a=1&a=2").json == ["1", "2"]
    assert team_client.options("/team/values").status_code == 200


def test_an_asynchronous_view_may_be_for_editors(
    team: Flask, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `flask[async]` would do is done here by asyncio."""

    def run(view: Callable[..., Any]) -> Callable[..., Any]:
        return lambda **values: asyncio.run(view(**values))

    monkeypatch.setattr(team, "async_to_sync", run)
    assert client_of(team, editor).get("/team/async").text == "awaited"


def test_a_message_is_text(team_client: FlaskClient) -> None:
    team_client.get("/team/flash")
    assert "&lt;b&gt;told" in team_client.get("/").text


@pytest.mark.parametrize("path", ["/", "/api/live"])
def test_a_host_that_is_not_ours_is_refused(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Host": "evil.example"})
    assert response.status_code == 400
    is_problem = response.content_type == "application/problem+json"
    assert is_problem is path.startswith("/api")


def test_hsts_is_for_an_hour_and_over_https_only(client: FlaskClient) -> None:
    secure = client.get("/", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=3600"
    plain = client.get("/", base_url="http://localhost")
    assert plain.status_code == 301
    assert "Strict-Transport-Security" not in plain.headers
