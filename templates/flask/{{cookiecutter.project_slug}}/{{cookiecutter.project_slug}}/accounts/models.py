"""Users, and the browsers in which they are logged in."""

import datetime as dt
import secrets
import unicodedata

from flask_login import UserMixin
{% if "user" in cookiecutter._spec.kinds -%}
from sqlalchemy import ColumnElement, ForeignKey, String, case, cast, delete
from sqlalchemy.ext.hybrid import hybrid_property
{% else -%}
from sqlalchemy import ForeignKey, String, delete
{% endif -%}
from sqlalchemy.orm import Mapped, mapped_column, object_session, validates

from ..extensions import db
from ..support.columns import NUMBERED, Id, UTCDateTime, utcnow
from . import passwords


def normalize(username: str) -> str:
    """Write one way what looks the same; some letters become many."""
    return unicodedata.normalize("NFKC", username)


def key_of(username: str) -> str:
    """Return what all spellings of a name have in common, upper and lower case too.

    SQLite itself folds ASCII only, so the key is stored.
    """
    return normalize(username).casefold()


class User(UserMixin, db.Model):
    __tablename__ = "accounts_user"
    __table_args__ = NUMBERED

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(150))
    username_key: Mapped[str] = mapped_column(String(450), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    password_hash: Mapped[str] = mapped_column(String(128), default="")
    is_editor: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
{%- if "users" in cookiecutter._spec.families %}
    display_name: Mapped[str] = mapped_column(String(150), default="")

    @{{ "hybrid_" if "user" in cookiecutter._spec.kinds }}property
    def public_name(self) -> str:
        """What pages show of a user: never the name to log in with."""
        return self.display_name or f"User {self.id}"
{%- if "user" in cookiecutter._spec.kinds %}

    @public_name.inplace.expression
    @classmethod
    def _public_name(cls) -> ColumnElement[str]:
        """The same for the database, to search in."""
        unnamed = "User " + cast(cls.id, String)
        return case((cls.display_name == "", unnamed), else_=cls.display_name)
{%- endif %}
{%- endif %}

    @validates("username")
    def keep_key(self, name: str, username: str) -> str:
        self.username_key = key_of(username)
        return normalize(username)

    def set_password(self, password: str) -> None:
        """Change the password, and so end every login and every token."""
        self.password_hash = passwords.make_hash(password)
        if session := object_session(self):
            # The new hash locks the row: no login by the old one comes after the delete.
            session.flush()
            session.execute(delete(Login).where(Login.user_id == self.id))

    def __str__(self) -> str:
        return self.username


class Login(db.Model):
    """One browser that is logged in.

    Its session names this row: when it is gone, by a logout or by a new password, a copy
    of the cookie is worth nothing.
    """

    __tablename__ = "accounts_login"

    key: Mapped[str] = mapped_column(
        String(43), primary_key=True, default=lambda: secrets.token_urlsafe(32)
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_user.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
