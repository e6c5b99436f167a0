from django.contrib.auth.forms import UserCreationForm

from .models import User


class SignupForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ["username", "email"{% if "users" in cookiecutter._spec.families %}, "display_name"{% endif %}]
