from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    UserCreationForm,
    UsernameField,
)

from myproject.problems import WRONG_CREDENTIALS

from .models import User

MAX_PASSWORD = 128


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": WRONG_CREDENTIALS,
        "inactive": WRONG_CREDENTIALS,
    }
    # Django's own tells the browser how long a name may be, and does not check it.
    username = UsernameField(
        max_length=150, widget=forms.TextInput(attrs={"autofocus": True})
    )
    password = forms.CharField(
        strip=False,
        max_length=MAX_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SignupForm(UserCreationForm):
    password1 = forms.CharField(
        label="Password",
        strip=False,
        max_length=MAX_PASSWORD,
        help_text="At least 12 characters, not only digits, not a common password, "
        "and not like your user name.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Password confirmation",
        strip=False,
        max_length=MAX_PASSWORD,
        help_text="The same password again.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta(UserCreationForm.Meta):
        model = User
        help_texts = {
            "username": "At most 150 characters: letters, digits and @ . + - _"
        }
