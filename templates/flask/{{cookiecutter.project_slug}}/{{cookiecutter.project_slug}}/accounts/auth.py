"""Who is asking: logins for pages, tokens for the API, and what editors alone may do."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from apiflask import HTTPTokenAuth
from flask import abort, current_app, session
from flask_login import current_user, login_user, logout_user
from sqlalchemy import delete, select

from ..extensions import db, login_manager
from ..support.columns import utcnow
from . import limits, passwords, tokens
from .models import Login, User, key_of

WRONG_CREDENTIALS = "Wrong user name or password."
FOR_EDITORS = "Only editors may do this."

editor_token = HTTPTokenAuth("Bearer", security_scheme_name="BearerAuth")

login_manager.login_view = "accounts.login"
login_manager.login_message = None


def authenticate(username: str, password: str) -> User | None:
    """Return the active user with this name and password.

    A name that nobody has takes the same time as a wrong password. Raises
    TooManyRequests after too many failures.
    """
    key = key_of(username)
    limits.count_try(key)
    user = _verified_user(key, password)
    if user is None:
        limits.count_failure()
    else:
        limits.forget_tries(key)
    return user


def _verified_user(key: str, password: str) -> User | None:
    query = select(User.password_hash).where(User.username_key == key)
    hashed = db.session.scalar(query)
    # Hashing takes a while: hold no connection.
    db.session.rollback()
    if not hashed:
        passwords.make_hash(password)
        return None
    if not passwords.verify(hashed, password):
        return None
    # Locked until log_in() commits: a new password waits, and then ends that login too.
    same = select(User).filter_by(username_key=key, password_hash=hashed, is_active=True)
    return db.session.scalar(same.with_for_update())


def log_in(user: User) -> None:
    """Begin a session of this browser's own; what it held before is dropped."""
    old = delete(Login).where(Login.user_id == user.id, Login.created_at < oldest())
    db.session.execute(old)
    login = Login(user_id=user.id)
    db.session.add(login)
    db.session.commit()
    session.clear()
    session.permanent = True
    session["login"] = login.key
    login_user(user)


def log_out() -> None:
    if "login" in session:
        db.session.execute(delete(Login).where(Login.key == session["login"]))
        db.session.commit()
    logout_user()
    session.clear()


@login_manager.user_loader
def load_user(user_id: str) -> User | None:
    """Return the user of a session, unless it was ended at the server."""
    return db.session.scalar(
        select(User)
        .join(Login)
        .where(Login.key == session.get("login"), Login.created_at >= oldest())
        .where(User.id == int(user_id), User.is_active)
    )


def oldest() -> dt.datetime:
    return utcnow() - current_app.permanent_session_lifetime


def editor_required(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let editors in, send anonymous visitors to the login page, refuse everyone else."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return login_manager.unauthorized()
        if not current_user.is_editor:
            abort(403, FOR_EDITORS)
        return current_app.ensure_sync(view)(*args, **kwargs)

    return guarded


@editor_token.verify_token
def load_editor(token: str) -> User | None:
    user = tokens.user_of(token)
    # The body may take its time: hold no connection.
    db.session.close()
    if user and not user.is_editor:
        abort(403, FOR_EDITORS)
    return user


@editor_token.error_processor
def refuse(error: Exception) -> NoReturn:
    abort(401, "A valid bearer token is needed.")


def local(target: str) -> str:
    """Return the address if it is a page of this site, else nothing."""
    # Browsers drop control characters, and what is left may lead elsewhere.
    usable = len(target) <= 2048 and target.isprintable() and "\\" not in target
    return target if usable and target[:1] == "/" and target[1:2] != "/" else ""
