"""Who is asking: logins for pages, tokens for the API, and what editors alone may do."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

from apiflask import HTTPError, HTTPTokenAuth
from flask import abort, current_app, g, session
from flask_login import AnonymousUserMixin, current_user, login_required, login_user, logout_user
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from ..extensions import db, login_manager
from ..support.columns import utcnow
from . import limits, passwords, tokens
from .models import Login, User, key_of

P = ParamSpec("P")
R = TypeVar("R")

WRONG_CREDENTIALS = "Wrong user name or password."
# Of an address to go to after a form.
LONGEST_TARGET = 2048

editor_token = HTTPTokenAuth("Bearer", security_scheme_name="BearerAuth")


class Anonymous(AnonymousUserMixin):
    is_editor = False


login_manager.anonymous_user = Anonymous
login_manager.login_view = "accounts.login"
login_manager.login_message = "Log in to see this page."


def authenticate(username: str, password: str) -> User | None:
    """Return the active user with this name and password.

    A name that nobody has takes the same time as a wrong password. Raises
    RateLimitExceeded after too many failures.
    """
    key = key_of(username)
    g.login_name = key
    limits.count_try()
    user = _verified_user(key, password)
    if user:
        limits.forget_tries()
    return user


def _verified_user(key: str, password: str) -> User | None:
    query = select(User.id, User.password_hash).where(User.username_key == key)
    found = db.session.execute(query).one_or_none()
    # Hashing takes a while: hold no connection.
    db.session.commit()
    if found is None:
        passwords.make_hash(password)
        return None
    if not passwords.verify(found.password_hash, password):
        return None
    password_hash = found.password_hash
    if passwords.needs_rehash(password_hash):
        password_hash = passwords.make_hash(password)
        db.session.execute(
            update(User)
            .where(User.id == found.id, User.password_hash == found.password_hash)
            .values(password_hash=password_hash)
        )
        db.session.commit()
    # Locked until log_in() commits: a new password waits, and then ends that login too.
    user = db.session.get(User, found.id, with_for_update=True)
    if user is None or not user.is_active:
        return None
    if user.password_hash != password_hash:  # changed meanwhile
        return _verified_user(key, password)
    return user


def log_in(user: User) -> None:
    """Begin a session of this browser's own; what it held before is dropped."""
    session.clear()
    session.permanent = True
    db.session.execute(
        delete(Login).where(Login.user_id == user.id, Login.created_at < _oldest())
    )
    login = Login(user=user)
    db.session.add(login)
    db.session.commit()
    user.login_key = login.key
    login_user(user)


def log_out() -> None:
    db.session.execute(delete(Login).where(Login.key == current_user.get_id()))
    db.session.commit()
    logout_user()
    session.clear()


@login_manager.user_loader
def user_of_login(key: str) -> User | None:
    login = db.session.scalar(
        select(Login)
        .where(Login.key == key, Login.created_at >= _oldest())
        .options(joinedload(Login.user))
    )
    if login is None or not login.user.is_active:
        return None
    user: User = login.user
    user.login_key = login.key
    return user


def _oldest() -> dt.datetime:
    return utcnow() - current_app.permanent_session_lifetime


def editor_required(view: Callable[P, R]) -> Callable[P, Any]:
    """Let editors in, send anonymous visitors to the login page, refuse everyone else."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_user.is_editor:
            abort(403, "Only editors may do this.")
        return current_app.ensure_sync(view)(*args, **kwargs)  # type: ignore[no-any-return]

    guard: Callable[P, Any] = login_required(guarded)
    return guard


@editor_token.verify_token
def editor_of_token(token: str) -> User | None:
    user = tokens.user_of(token)
    # The body may take its time: hold no connection.
    db.session.commit()
    if user and not user.is_editor:
        abort(403, "Only editors may do this.")
    return user


@editor_token.error_processor
def refuse(error: HTTPError) -> NoReturn:
    raise Unauthorized(
        "A valid bearer token is needed.", www_authenticate=WWWAuthenticate("bearer")
    )


def local(target: str) -> str:
    """Return the address if it is a page of this site, else nothing."""
    ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    # Browsers drop control characters, and what is left may lead elsewhere.
    usable = len(target) <= LONGEST_TARGET and target.isprintable()
    return target if ours and usable else ""
