"""Sign-up, login and passwords, and what editors may change about a user."""

from typing import Any

from wtforms import BooleanField, EmailField, Field, PasswordField, StringField
from wtforms.validators import (
    DataRequired,
    Email,
    EqualTo,
    InputRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)

from ..support.fields import PageForm, clean
from . import passwords
from .models import User, normalize

TAKEN = "Somebody has this user name already."

NAME_CONTROL = {"autocapitalize": "none", "autocomplete": "username", "autofocus": True}
EMAIL_CONTROL = {"autocomplete": "email"}
OLD_PASSWORD = {"autocomplete": "current-password"}
NEW_PASSWORD = {"autocomplete": "new-password"}


def name_field() -> Any:
    rule = "At most 150 characters: letters, digits and @ . + - _"
    return StringField(
        "Username",
        [DataRequired(), Length(max=150), Regexp(r"[\w.@+-]+\Z", message=rule)],
        filters=[clean, normalize],
        description=rule,
        render_kw=NAME_CONTROL,
    )


def email_field(*presence: Any) -> Any:
    validators = [*presence, Length(max=254), Email()]
    return EmailField("Email", validators, filters=[clean], render_kw=EMAIL_CONTROL)


def new_password(label: str, *presence: Any) -> Any:
    return PasswordField(
        label,
        [*presence, Length(12, 128), strong],
        description="Not only digits, not common, and not like your user name.",
        render_kw=NEW_PASSWORD,
    )


def strong(form: Any, field: Field) -> None:
    """Ask a form of whose password it is."""
    weakness = passwords.weakness(field.data, form.owner)
    if weakness:
        raise ValidationError(weakness)


def repeated(first: str) -> Any:
    same = EqualTo(first, "The two passwords are not the same.")
    return PasswordField(
        "Password confirmation", [InputRequired(), same], render_kw=NEW_PASSWORD
    )


class LoginForm(PageForm):
    username = StringField(
        "Username",
        [DataRequired(), Length(max=150)],
        filters=[clean],
        render_kw=NAME_CONTROL,
    )
    password = PasswordField(
        "Password", [InputRequired(), Length(max=128)], render_kw=OLD_PASSWORD
    )


class OwnerForm(PageForm):
    """A form with a user name and a password for it."""

    username = name_field()

    @property
    def owner(self) -> str:
        return self.username.data or ""


class SignupForm(OwnerForm):
    email = email_field(Optional())
    password1 = new_password("Password", InputRequired())
    password2 = repeated("password1")

    def populate_obj(self, obj: User) -> None:
        obj.username, obj.email = self.username.data, self.email.data
        obj.set_password(self.password1.data)


class NewPasswordForm(PageForm):
    """The password of a user who has shown who it is."""

    new_password1 = new_password("New password", InputRequired())
    new_password2 = repeated("new_password1")

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user, self.owner = user, user.username


class PasswordChangeForm(NewPasswordForm):
    old_password = PasswordField(
        "Old password", [InputRequired(), Length(max=128)], render_kw=OLD_PASSWORD
    )

    def validate_old_password(self, field: Field) -> None:
        if not passwords.verify(self.user.password_hash, field.data):
            raise ValidationError("This is not your password.")


class PasswordResetForm(PageForm):
    email = email_field(DataRequired())


class UserForm(OwnerForm):
    """Of the admin; a new password is optional, except for a new user."""

    email = email_field(Optional())
    password = new_password("New password", Optional())
    is_editor = BooleanField("Editor", description="May change all data, users too.")
    is_active = BooleanField("Active", default=True, description="May log in.")

    def __init__(self, *args: Any, obj: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        if obj is None:
            self.password.validators = [InputRequired(), *self.password.validators[1:]]

    def populate_obj(self, obj: User) -> None:
        password = self.password.data
        del self.password
        super().populate_obj(obj)
        if password:
            obj.set_password(password)
