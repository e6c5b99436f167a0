{%- set chosen = "user" in cookiecutter._spec.kinds -%}
from unicodedata import normalize

from django.contrib.auth import models as auth
from django.core.exceptions import ValidationError
from django.db import models
{%- if chosen %}
from django.db.models.functions import Cast, Concat

from support.keyset import KeysetQuerySet
{%- endif %}


def username_key(username):
    """Return the form in which a name is unique: BOSS is boss."""
    return normalize("NFKC", normalize("NFKC", username).casefold())


{% if chosen %}
class UserQuerySet(KeysetQuerySet):
    label_fields = ["public_name"]

    def find(self, q):
        """Return the active users whom pages show by a name with each word of `q`."""
        unnamed = Concat(models.Value("User "), Cast("pk", models.CharField()))
        public_name = models.Case(
            models.When(display_name="", then=unnamed), default="display_name"
        )
        active = self.filter(is_active=True).alias(public_name=public_name)
        return super(UserQuerySet, active.order_by("pk")).find(q)


{% endif %}
class UserManager(auth.UserManager{% if chosen %}.from_queryset(UserQuerySet){% endif %}):
    def get_by_natural_key(self, username):
        """Find who logs in, however the name is typed."""
        return self.get(username_key=username_key(username))


class User(auth.AbstractUser):
    # Stored, because SQLite's own LOWER() knows ASCII only.
    username_key = models.CharField(max_length=450, unique=True, editable=False)
{%- if "users" in cookiecutter._spec.families %}
    display_name = models.CharField(
        max_length=150, blank=True, help_text="What others see of you."
    )
{%- endif %}

    objects = UserManager()
{%- if "users" in cookiecutter._spec.families %}

    @property
    def public_name(self):
        """What pages show of a user: never the name to log in with."""
        return self.display_name or f"User {self.pk}"
{%- endif %}

    def clean(self):
        super().clean()
        same = User.objects.filter(username_key=username_key(self.username or ""))
        if same.exclude(pk=self.pk).exists():
            taken = self.unique_error_message(User, ["username"])
            raise ValidationError({"username": taken})

    def save(self, **kwargs):
        self.username_key = username_key(self.username)
        if "username" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {"username_key", *kwargs["update_fields"]}
        super().save(**kwargs)
