from unicodedata import normalize

from django.contrib.auth import models as auth
from django.core.exceptions import ValidationError
from django.db import models


def username_key(username):
    """Return the form in which a name is unique: BOSS is boss."""
    return normalize("NFKC", normalize("NFKC", username).casefold())


class UserManager(auth.UserManager):
    def get_by_natural_key(self, username):
        """Find who logs in, however the name is typed."""
        return self.get(username_key=username_key(username))


class User(auth.AbstractUser):
    # Stored, because SQLite's own LOWER() knows ASCII only.
    username_key = models.CharField(max_length=450, unique=True, editable=False)

    objects = UserManager()

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
