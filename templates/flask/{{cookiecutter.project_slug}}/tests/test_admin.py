{% set slug = cookiecutter.project_slug -%}
"""The admin works for every model, and no address makes it fail."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import errors
from flask_admin.model.fields import AjaxSelectField, AjaxSelectMultipleField
from sqlalchemy import JSON, func, inspect, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField

{{ [
  "from " ~ slug ~ ".accounts import passwords",
  "from " ~ slug ~ ".accounts.models import User",
  "from " ~ slug ~ ".extensions import db",
  "from " ~ slug ~ ".support.admin import RecordView",
] | sort | join("\n") }}

from .conftest import MODELS
from .pages import send

TABLES = {**MODELS, "accounts": User}


def test_the_first_page_leads_to_every_table_and_out(editor_client: FlaskClient) -> None:
    for plural in TABLES:
        main = editor_client.get("/admin/").text.partition("</nav>")[2]
        assert f'href="/admin/{plural}/"' in main
    send(editor_client, "/admin/", {}, to="/accounts/logout")
    assert editor_client.get("/admin/").status_code == 302


@pytest.mark.parametrize("plural", TABLES)
def test_an_editor_sees_every_list_search_order_and_form(
    app: Flask, editor_client: FlaskClient, plural: str
) -> None:
    with app.app_context():
        row_id = db.session.scalar(select(func.min(TABLES[plural].id)))
    for path in ("/", "/?search=a", "/?sort=0&desc=1", "/new/", f"/edit/?id={row_id}"):
        assert editor_client.get(f"/admin/{plural}{path}").status_code == 200, path


@pytest.mark.parametrize("plural", TABLES)
@pytest.mark.parametrize(
    "query",
    ["?page=-1", f"?page={2**70}", "?sort=99", "?sort=-1", "?page_size=0"]
    + ["?search=" + "a+" * 100, "?search=a&search=b", "?search=&page=&sort=&desc="],
)
def test_no_query_is_an_error_of_the_server(
    editor_client: FlaskClient, plural: str, query: str
) -> None:
    assert editor_client.get(f"/admin/{plural}/{query}").status_code == 200


@pytest.mark.parametrize("plural", TABLES)
@pytest.mark.parametrize(
    "path",
    ["?search=%00", "?flt0_0=%00", "edit/?id=%00", "ajax/lookup/?name=x&query=%00"]
    + ["?search=" + "a+" * 1200],
)
def test_what_no_database_could_look_for_is_refused(
    editor_client: FlaskClient, plural: str, path: str
) -> None:
    assert editor_client.get(f"/admin/{plural}/{path}").status_code == 400


@pytest.mark.parametrize("plural", TABLES)
@pytest.mark.parametrize("row_id", ["x", "-1", "9" * 30, "٣", "1,2", "", "1&id=2"])
def test_an_impossible_id_is_no_error_of_the_server(
    editor_client: FlaskClient, plural: str, row_id: str
) -> None:
    path = f"/admin/{plural}"
    assert editor_client.get(f"{path}/edit/?id={row_id}").status_code == 302
    for action in ("delete", "action"):
        values = {"id": row_id, "rowid": row_id, "action": "delete"}
        response = send(editor_client, f"{path}/", values, to=f"{path}/{action}/")
        assert response.status_code == 302


@pytest.mark.parametrize("plural", TABLES)
def test_every_filter_takes_any_text(
    editor_client: FlaskClient, plural: str
) -> None:
    """What it cannot mean is told, and no error of the server."""
    views = editor_client.application.view_functions
    view = views[f"admin_{plural}.index_view"].__self__
    with editor_client.application.app_context():
        filters = view.get_filters() or []
    for number in range(len(filters)):
        for text in ("", "x", "1", "2026-01-31", "9" * 30, "live"):
            path = f"/admin/{plural}/?flt0_{number}={text}"
            assert editor_client.get(path).status_code == 200, path


@pytest.mark.parametrize("plural", TABLES)
def test_rows_to_choose_from_are_asked_for_some_at_a_time(
    app: Flask, editor_client: FlaskClient, plural: str
) -> None:
    view = app.view_functions[f"admin_{plural}.index_view"].__self__
    for name in view.form_ajax_refs or ():
        for query in ("", "&query=", "&query=a", "&query=a%"):
            path = f"/admin/{plural}/ajax/lookup/?name={name}{query}"
            for more in ("", "&offset=-1", f"&offset={2**70}&limit={2**70}"):
                response = editor_client.get(path + more)
                assert response.status_code == 200
                assert len(response.json) <= 20


def test_a_team_may_add_any_column_and_the_rows_that_refer_to_one(
    app: Flask, editor_client: FlaskClient
) -> None:
    """Filters, forms and inline rows come from the columns and relations alone."""
    for plural, model in MODELS.items():
        columns = [column.key for column in inspect(model).columns]
        filtered = [name for name in columns if name != "id"]
        {%- if "json" not in cookiecutter._spec.kinds %}
        # Flask-Admin has no filter for JSON.
        types = inspect(model).columns
        filtered = [name for name in filtered if not isinstance(types[name].type, JSON)]
        {%- endif %}
        relations = inspect(model).relationships
        backwards = [r.mapper.class_ for r in relations if "ONETOMANY" in str(r.direction)]

        class TeamView(RecordView):
            column_list = columns
            column_filters = filtered
            inline_models = [m for m in backwards if m is not model][:1]

        view = TeamView(model, db, endpoint=f"team_{plural}")
        with app.test_request_context():
            assert view.get_filters() and view.create_form()


def filled(app: Flask, plural: str, row_id: int) -> dict[str, Any]:
    """What a browser sends of an edit form that nobody touches."""
    view = app.view_functions[f"admin_{plural}.index_view"].__self__
    values: dict[str, Any] = {}
    with app.test_request_context():
        for field in view.edit_form(obj=view.get_one(str(row_id))):
            if isinstance(field, AjaxSelectMultipleField):
                values[field.name] = ",".join(str(row.id) for row in field.data or [])
            elif isinstance(field, AjaxSelectField):
                values[field.name] = str(field.data.id) if field.data else ""
            elif isinstance(field, SelectField):
                chosen = [c.value for c in field.iter_choices() if c.selected]
                values[field.name] = chosen
            elif isinstance(field, BooleanField):
                values |= {field.name: "y"} if field.data else {}
            elif hasattr(field, "_value") and field.name != "csrf_token":
                values[field.name] = field._value()
    return values


def test_a_row_that_is_gone_is_not_taken_for_none(
    app: Flask, editor_client: FlaskClient
) -> None:
    for plural, model in MODELS.items():
        with app.app_context():
            row_id = db.session.scalar(select(func.min(model.id)))
        path = f"/admin/{plural}/edit/?id={row_id}"
        values = filled(app, plural, row_id)
        view = app.view_functions[f"admin_{plural}.index_view"].__self__
        for name in view.form_ajax_refs or ():
            response = send(editor_client, path, values | {name: "9" * 15})
            assert response.status_code == 400


def test_a_form_that_nobody_touched_changes_nothing(
    app: Flask, editor_client: FlaskClient
) -> None:
    """As its form shows it, and nothing of it is lost."""
    for plural, model in MODELS.items():
        with app.app_context():
            row_id = db.session.scalar(select(func.min(model.id)))
        before = editor_client.get(f"/api/{plural}/{row_id}").json
        path = f"/admin/{plural}/edit/?id={row_id}"
        response = send(editor_client, path, filled(app, plural, row_id))
        assert response.status_code == 302, response.text
        after = editor_client.get(f"/api/{plural}/{row_id}").json
        for column in inspect(model).columns:
            if column.onupdate is not None:
                assert after.pop(column.key) > before.pop(column.key)
        assert after == before


def test_of_rows_of_which_one_must_stay_none_is_deleted(
    app: Flask, editor_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        users = [User(username=f"kept-{n}", password_hash="") for n in range(2)]
        db.session.add_all(users)
        db.session.commit()
        ids = [str(user.id) for user in users]
    path = "/admin/accounts/"
    values = {"action": "delete", "rowid": ids}

    def refuse(session: Session) -> None:
        session.flush()
        raise IntegrityError("", {}, errors.ForeignKeyViolation())

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", refuse)
        send(editor_client, path, values, to=f"{path}action/")
    kept = select(func.count()).select_from(User).where(User.username.like("kept-%"))
    with app.app_context():
        assert db.session.scalar(kept) == 2
    told = editor_client.get(path).text
    assert "Nothing was deleted." in told
    assert "Deleted:" not in told
    send(editor_client, path, values, to=f"{path}action/")


def test_the_admin_has_a_policy_of_its_own(editor_client: FlaskClient) -> None:
    policy = editor_client.get("/admin/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "unsafe" not in editor_client.get("/").headers["Content-Security-Policy"]


def test_rows_are_deleted_one_by_one_and_many_at_once(
    app: Flask, editor_client: FlaskClient
) -> None:
    """Users, because every spec has them."""
    with app.app_context():
        users = [User(username=f"temp-{n}", password_hash="") for n in range(3)]
        db.session.add_all(users)
        db.session.commit()
        ids = [str(user.id) for user in users]
    path = "/admin/accounts/"
    send(editor_client, path, {"id": ids[0]}, to=f"{path}delete/")
    values = {"action": "delete", "rowid": ids[1:]}
    send(editor_client, path, values, to=f"{path}action/")
    left = select(func.count()).select_from(User).where(User.username.like("temp-%"))
    with app.app_context():
        assert db.session.scalar(left) == 0


@pytest.mark.parametrize(
    ("error", "refusal", "status"),
    [
        (IntegrityError, errors.UniqueViolation, 200),
        (IntegrityError, errors.CheckViolation, 500),
        (OperationalError, errors.LockNotAvailable, 503),
    ],
)
def test_only_a_collision_brings_the_form_back(
    editor_client: FlaskClient,
    editor: User,
    monkeypatch: pytest.MonkeyPatch,
    error: type[DBAPIError],
    refusal: type[Exception],
    status: int,
) -> None:
    def refuse(session: Session) -> None:
        raise error("", {}, refusal())

    values = {"username": "boss", "is_editor": "y", "is_active": "y"}
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", refuse)
        response = send(editor_client, f"/admin/accounts/edit/?id={editor.id}", values)
    assert response.status_code == status


def test_a_refused_user_can_be_sent_again(
    app: Flask, editor_client: FlaskClient, editor: User
) -> None:
    path = "/admin/accounts/new/"
    values = {"username": "boss", "password": "another-horse-staple", "is_active": "y"}
    assert 'name="password"' in send(editor_client, path, values).text
    send(editor_client, path, values | {"username": "second"})
    with app.app_context():
        made = db.session.scalar(select(User).where(User.username == "second"))
        assert passwords.verify(made.password_hash, values["password"])
        assert not made.is_editor
        db.session.delete(made)
        db.session.commit()


def test_an_editor_changes_a_password_without_seeing_the_old_one(
    app: Flask, editor_client: FlaskClient, editor: User
) -> None:
    path = f"/admin/accounts/edit/?id={editor.id}"
    assert "$argon2" not in editor_client.get(path).text
    values = {"username": "boss", "is_editor": "y", "is_active": "y"}
    for password, accepted in [("short", False), ("another-horse-staple", True)]:
        send(editor_client, path, {**values, "password": password})
        with app.app_context():
            changed = db.session.get(User, editor.id)
            assert passwords.verify(changed.password_hash, password) is accepted
