{% set slug = cookiecutter.project_slug -%}
"""The admin works for every model, and no address makes it fail."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import errors
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

{{ [
  "from " ~ slug ~ ".accounts import passwords",
  "from " ~ slug ~ ".accounts.models import User",
  "from " ~ slug ~ ".extensions import db",
  "from " ~ slug ~ "." ~ cookiecutter._spec.app ~ ".summary import MODELS",
] | sort | join("\n") }}

from .pages import send

TABLES = {**MODELS, "accounts": User}


def test_the_first_page_leads_to_every_table_and_out(editor_client: FlaskClient) -> None:
    for plural in TABLES:
        main = editor_client.get("/admin/").text.partition("</nav>")[2]
        assert f'href="/admin/{plural}/"' in main
    send(editor_client, "/admin/", {}, to="/accounts/logout")
    assert editor_client.get("/admin/").status_code == 302


@pytest.mark.parametrize("plural", TABLES)
def test_an_editor_lists_searches_adds_and_changes_rows(
    app: Flask, editor_client: FlaskClient, plural: str
) -> None:
    with app.app_context():
        row_id = db.session.scalar(select(func.min(TABLES[plural].id)))
    for path in ("/", "/?search=a", "/?sort=0&desc=1", "/new/", f"/edit/?id={row_id}"):
        assert editor_client.get(f"/admin/{plural}{path}").status_code == 200, path


@pytest.mark.parametrize("plural", TABLES)
@pytest.mark.parametrize(
    "query",
    ["?search=%00", "?page=-1", f"?page={2**70}", "?sort=99", "?sort=-1", "?page_size=0"]
    + ["?search=" + "a+" * 1200, "?search=a&search=b", "?search=&page=&sort=&desc="],
)
def test_no_query_is_an_error_of_the_server(
    editor_client: FlaskClient, plural: str, query: str
) -> None:
    assert editor_client.get(f"/admin/{plural}/{query}").status_code == 200


@pytest.mark.parametrize("plural", TABLES)
@pytest.mark.parametrize("row_id", ["x", "%00", "-1", "9" * 30, "٣", "1,2", "", "1&id=2"])
def test_an_impossible_id_is_no_error_of_the_server(
    editor_client: FlaskClient, plural: str, row_id: str
) -> None:
    path = f"/admin/{plural}"
    assert editor_client.get(f"{path}/edit/?id={row_id}").status_code == 302
    for action in ("delete", "action"):
        values = {"id": row_id, "rowid": row_id, "action": "delete"}
        response = send(editor_client, f"{path}/", values, to=f"{path}/{action}/")
        assert response.status_code == 302


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
