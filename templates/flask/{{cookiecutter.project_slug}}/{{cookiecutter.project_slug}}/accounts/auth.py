"""Who is asking: logins for pages, tokens for the API, and what staff alone may do."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from apiflask import HTTPTokenAuth
from flask import abort, current_app, redirect, request, session, url_for
from flask_login import AnonymousUserMixin, current_user, login_user, logout_user
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload
from werkzeug import Response

from ..database import utcnow
from ..extensions import db, login_manager
from . import passwords, throttle, tokens
from .models import Login, User, normalize

P = ParamSpec("P")
R = TypeVar("R")

bearer = HTTPTokenAuth("Bearer", security_scheme_name="BearerAuth")


class Anonymous(AnonymousUserMixin):
    is_staff = False


login_manager.anonymous_user = Anonymous


def authenticate(username: str, password: str) -> User | None:
    """Return the active user with this name and password.

    A name that nobody has takes the same time as a wrong password. Raises
    TooManyRequests after too many failures.
    """
    username = normalize(username)
    throttle.count_attempt(username)
    user = _verified_user(username, password)
    if user:
        throttle.forget_attempts(username)
    return user


def _verified_user(username: str, password: str) -> User | None:
    query = select(User.id, User.password_hash).where(User.username == username)
    found = db.session.execute(query).one_or_none()
    # Hashing takes a while: hold no connection, nor the only write lock of SQLite.
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
        return _verified_user(username, password)
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
    login.user.login_key = login.key
    return login.user


def _oldest() -> dt.datetime:
    return utcnow() - current_app.permanent_session_lifetime


@login_manager.unauthorized_handler
def to_login() -> Response:
    """Send the visitor to the login page, and from there back to this one."""
    query = request.query_string.decode("latin-1")
    here = f"{request.path}?{query}" if query else request.path
    return redirect(f"{url_for('accounts.login')}?next={quote(here)}", 302)


def staff_required(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Let staff in, send anonymous visitors to the login page, refuse everyone else."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if not current_user.is_authenticated:
            return to_login()
        if not current_user.is_staff:
            abort(403)
        return view(*args, **kwargs)

    return guarded


@bearer.verify_token
def staff_of_token(token: str) -> User | None:
    user = tokens.user_of(token)
    # The body may take its time: hold no connection, nor the only write lock of SQLite.
    db.session.commit()
    if user and not user.is_staff:
        abort(403)
    return user


@bearer.error_processor
def refuse(error: Exception) -> None:
    abort(401)
