"""Sign-up, login and passwords, and what editors may change about a user."""

import re
from typing import Any

from sqlalchemy import select
from wtforms import BooleanField, EmailField, Field, Form, PasswordField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, ValidationError

from ..extensions import db
from ..support.fields import PageForm, clean
from . import passwords
from .models import User, key_of, normalize

TAKEN = "Somebody has this user name already."
RULES = (
    "At least 12 characters, not only digits, not a common password, and not like your"
    " user name."
)

NAME_CONTROL = {"autocapitalize": "none", "autocomplete": "username", "autofocus": True}
NEW = {"autocomplete": "new-password"}
CURRENT = {"autocomplete": "current-password"}


def typed(password: str | None) -> str:
    """A password is taken as it is, but PostgreSQL holds no NUL and nobody types one."""
    if "\x00" in (password or ""):
        raise ValueError("Null characters are not allowed.")
    return password or ""


class Username:
    """Letters, digits and @ . + - _, in no spelling that somebody else has."""

    def __call__(self, form: Form, field: Field) -> None:
        if not re.fullmatch(r"[\w.@+-]+", field.data or ""):
            raise ValidationError("Letters, digits and @ . + - _ only.")
        query = select(User.id).where(User.username_key == key_of(field.data))
        if user := getattr(form, "_obj", None):
            query = query.where(User.id != user.id)
        if db.session.scalar(query) is not None:
            raise ValidationError(TAKEN)


def name_field() -> Any:
    return StringField(
        "Username",
        [DataRequired(), Length(max=150), Username()],
        filters=[clean, normalize],
        description="At most 150 characters: letters, digits and @ . + - _",
        render_kw=NAME_CONTROL,
    )


def password_field(label: str, **kwargs: Any) -> Any:
    longest = Length(max=passwords.MAX_LENGTH)
    return PasswordField(label, [InputRequired(), longest], filters=[typed], **kwargs)


class LoginForm(PageForm):
    username = StringField(
        "Username",
        [DataRequired(), Length(max=150)],
        filters=[clean],
        render_kw=NAME_CONTROL,
    )
    password = password_field("Password", render_kw=CURRENT)


def check_pair(first: Field, second: Field, username: str) -> None:
    """Raise ValidationError for a new password that is weak, or typed in two ways."""
    if first.data and second.data and first.data != second.data:
        raise ValidationError("The two passwords are not the same.")
    found = passwords.weaknesses(second.data or "", username)
    if found:
        raise ValidationError(" ".join(found))


class SignupForm(PageForm):
    username = name_field()
    email = EmailField(
        "Email",
        [Optional(), Length(max=254), Email()],
        filters=[clean],
        description="For a new password, should you forget yours.",
        render_kw={"autocomplete": "email"},
    )
    password1 = password_field("Password", description=RULES, render_kw=NEW)
    password2 = password_field("Password confirmation", render_kw=NEW)

    def validate_password2(self, field: Field) -> None:
        check_pair(self.password1, field, self.username.data or "")


class NewPasswordForm(PageForm):
    """The password of `user`, who has shown who it is."""

    new_password1 = password_field("New password", description=RULES, render_kw=NEW)
    new_password2 = password_field("New password confirmation", render_kw=NEW)

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user

    def validate_new_password2(self, field: Field) -> None:
        check_pair(self.new_password1, field, self.user.username)


class PasswordChangeForm(NewPasswordForm):
    old_password = password_field("Old password", render_kw={**CURRENT, "autofocus": True})

    def validate_old_password(self, field: Field) -> None:
        if not passwords.verify(self.user.password_hash, field.data or ""):
            raise ValidationError("This is not your password.")


class PasswordResetForm(PageForm):
    email = EmailField(
        "Email",
        [DataRequired(), Length(max=254), Email()],
        filters=[clean],
        render_kw={"autocomplete": "email", "autofocus": True},
    )


class UserForm(PageForm):
    """Of the admin; a new password is optional, except for a new user."""

    username = name_field()
    email = EmailField(
        "Email", [Optional(), Length(max=254), Email()], filters=[clean]
    )
    password = PasswordField(
        "New password",
        [Length(max=passwords.MAX_LENGTH)],
        filters=[typed],
        render_kw=NEW,
    )
    is_editor = BooleanField("Editor", description="May change all data, users too.")
    is_active = BooleanField("Active", default=True, description="May log in.")

    def __init__(self, *args: Any, obj: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self._obj = obj

    def validate_password(self, field: Field) -> None:
        if not field.data and self._obj is None:
            raise ValidationError("This field is required.")
        if field.data:
            check_pair(field, field, self.username.data or "")

    def populate_obj(self, obj: User) -> None:
        if self.password.data:
            obj.set_password(self.password.data)
        for name in ("username", "email", "is_editor", "is_active"):
            setattr(obj, name, self[name].data)
