"""Sign-up, login and passwords, and what editors may change about a user."""

from typing import Any

from wtforms import BooleanField, EmailField, PasswordField, StringField, validators

from ..support.fields import PostedForm, clean
from . import passwords
from .auth import authenticate
from .models import User, normalize

NAME_RULE = "At most 150 characters: letters, digits and @ . + - _"
TAKEN = "Somebody has this user name already."

NAME_CONTROL = {"autocapitalize": "none", "autocomplete": "username", "autofocus": True}
EMAIL_CONTROL = {"autocomplete": "email"}
OLD_PASSWORD = {"autocomplete": "current-password"}
NEW_PASSWORD = {"autocomplete": "new-password"}


def name_field(*rules: Any, **kwargs: Any) -> Any:
    checks = [validators.DataRequired(), validators.Length(max=150), *rules]
    return StringField("Username", checks, render_kw=NAME_CONTROL, **kwargs)


def email_field(presence: Any) -> Any:
    checks = [presence, validators.Length(max=254), validators.Email()]
    return EmailField("Email", checks, filters=[clean], render_kw=EMAIL_CONTROL)


{% if "users" in cookiecutter._spec.families %}
def display_name() -> Any:
    return StringField(
        "Display name",
        [validators.Optional(), validators.Length(max=150)],
        filters=[clean],
        description="What others see of you.",
    )


{% endif %}
def new_password(label: str, presence: Any) -> Any:
    return PasswordField(
        label,
        [presence, validators.Length(12, 128), strong],
        description="Not only digits, not common, and not like your user name.",
        render_kw=NEW_PASSWORD,
    )


def strong(form: Any, field: Any) -> None:
    """Ask a form of whose password it is."""
    weakness = passwords.weakness(field.data, form.owner)
    if weakness:
        raise validators.ValidationError(weakness)


def repeated(first: str) -> Any:
    same = validators.EqualTo(first, "The two passwords are not the same.")
    checks = [validators.InputRequired(), same]
    return PasswordField("Password confirmation", checks, render_kw=NEW_PASSWORD)


class LoginForm(PostedForm):
    username = name_field(filters=[clean])
    password = PasswordField(
        "Password", [validators.InputRequired()], render_kw=OLD_PASSWORD
    )


class OwnerForm(PostedForm):
    """A form with a user name and a password for it."""

    username = name_field(
        validators.Regexp(r"[\w.@+-]+\Z", message=NAME_RULE),
        filters=[clean, normalize],
        description=NAME_RULE,
    )

    @property
    def owner(self) -> str:
        return self.username.data or ""


class SignupForm(OwnerForm):
    email = email_field(validators.Optional())
    {%- if "users" in cookiecutter._spec.families %}
    display_name = display_name()
    {%- endif %}
    password1 = new_password("Password", validators.InputRequired())
    password2 = repeated("password1")

    def populate_obj(self, obj: User) -> None:
        obj.username, obj.email = self.username.data, self.email.data
        {%- if "users" in cookiecutter._spec.families %}
        obj.display_name = self.display_name.data or ""
        {%- endif %}
        obj.set_password(self.password1.data)


class NewPasswordForm(PostedForm):
    """The password of a user who has shown who it is."""

    new_password1 = new_password("New password", validators.InputRequired())
    new_password2 = repeated("new_password1")

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user, self.owner = user, user.username


class PasswordChangeForm(NewPasswordForm):
    old_password = PasswordField(
        "Old password", [validators.InputRequired()], render_kw=OLD_PASSWORD
    )

    def validate_old_password(self, field: Any) -> None:
        """Guesses count like failed logins."""
        if not authenticate(self.owner, field.data):
            raise validators.ValidationError("This is not your password.")


class PasswordResetForm(PostedForm):
    email = email_field(validators.DataRequired())


class UserForm(OwnerForm):
    """A user in the admin. Without a password here, users ask for one by e-mail."""

    email = email_field(validators.Optional())
    {%- if "users" in cookiecutter._spec.families %}
    display_name = display_name()
    {%- endif %}
    password = new_password("New password", validators.Optional())
    is_editor = BooleanField("Editor", description="May change all data, users too.")
    is_active = BooleanField("Active", default=True, description="May log in.")

    def populate_obj(self, obj: User) -> None:
        obj.username, obj.email = self.username.data, self.email.data
        {%- if "users" in cookiecutter._spec.families %}
        obj.display_name = self.display_name.data or ""
        {%- endif %}
        obj.is_editor, obj.is_active = self.is_editor.data, self.is_active.data
        if self.password.data:
            obj.set_password(self.password.data)
