from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """The project's own user: a field can be added later without moving every row."""
