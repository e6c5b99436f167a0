"""Sign-up, login, and what staff may change about a user."""

import re
from typing import Any

from sqlalchemy import select
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..extensions import db
from ..forms import Form, MaxLength, TextRequired, no_nul, strip
from . import passwords
from .models import User, normalize

INVALID_USERNAME = (
    "Enter a valid username. This value may contain only letters, numbers, and"
    " @/./+/-/_ characters."
)
TAKEN = "A user with that username already exists."
MISMATCH = "The two password fields didn’t match."

NAME_CONTROL = {"autocapitalize": "none", "autocomplete": "username", "autofocus": True}


def normal(username: str | None) -> str | None:
    return normalize(username) if username else username


def valid_username(form: Form, field: StringField) -> None:
    no_nul(form, field)
    if not field.errors and not re.fullmatch(r"[\w.@+-]+", field.data):
        raise ValidationError(INVALID_USERNAME)


class LoginForm(Form):
    username = StringField(
        "Username",
        [TextRequired(), MaxLength(150), no_nul],
        filters=[strip, normal],
        render_kw=NAME_CONTROL,
    )
    password = PasswordField(
        "Password",
        [InputRequired(), MaxLength(passwords.MAX_LENGTH), no_nul],
        render_kw={"autocomplete": "current-password"},
    )


class SignupForm(Form):
    username = StringField(
        "Username",
        [TextRequired(), MaxLength(150), valid_username],
        filters=[strip, normal],
        description="At most 150 characters: letters, digits and @ . + - _",
        render_kw=NAME_CONTROL,
    )
    password1 = PasswordField(
        "Password",
        [InputRequired(), MaxLength(passwords.MAX_LENGTH), no_nul],
        description="At least 12 characters, not only digits, not a common password, "
        "and not like your user name.",
        render_kw={"autocomplete": "new-password"},
    )
    password2 = PasswordField(
        "Password confirmation",
        [InputRequired(), MaxLength(passwords.MAX_LENGTH), no_nul],
        description="The same password again.",
        render_kw={"autocomplete": "new-password"},
    )

    def validate_username(self, field: StringField) -> None:
        if name_is_taken(field.data):
            raise ValidationError(TAKEN)

    def validate_password2(self, field: PasswordField) -> None:
        if self.password1.data and field.data and self.password1.data != field.data:
            raise ValidationError(MISMATCH)
        refuse_weak(field, self.username.data)


class UserForm(Form):
    """A new password is optional, except for a new user."""

    username = StringField(
        "Username",
        [TextRequired(), MaxLength(150), valid_username],
        filters=[strip, normal],
    )
    password = PasswordField(
        "New password", [Optional(), MaxLength(passwords.MAX_LENGTH), no_nul]
    )
    is_staff = BooleanField("Staff", description="May edit everything, users too.")
    is_active = BooleanField("Active", default=True, description="May log in.")

    def __init__(self, *args: Any, obj: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self._obj = obj

    def validate_username(self, field: StringField) -> None:
        if name_is_taken(field.data, besides=self._obj):
            raise ValidationError(TAKEN)

    def validate_password(self, field: PasswordField) -> None:
        if field.data:
            refuse_weak(field, self.username.data)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self._obj is None and not self.password.data:
            self.password.errors = ["This field is required."]
            return False
        return valid

    def populate_obj(self, user: User) -> None:
        user.username = self.username.data
        user.is_staff = self.is_staff.data
        user.is_active = self.is_active.data
        if self.password.data:
            user.set_password(self.password.data)


def name_is_taken(username: str, besides: User | None = None) -> bool:
    query = select(User.id).where(User.username == username)
    if besides:
        query = query.where(User.id != besides.id)
    return "\x00" not in username and db.session.scalar(query) is not None


def refuse_weak(field: PasswordField, username: str | None) -> None:
    """Add all that is wrong with a new password to the field's errors."""
    found = passwords.weaknesses(field.data or "", username or "")
    if found:
        field.errors.extend(found[:-1])
        raise ValidationError(found[-1])
