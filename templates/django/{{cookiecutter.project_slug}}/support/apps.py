from django.apps import AppConfig
from django.db.backends.signals import connection_created


def fold_case(sender, connection, **kwargs):
    """Give SQLite a lower() of all alphabets, as PostgreSQL has: its own knows ASCII.

    Without it, search tells É from é there.
    """
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "lower", 1, lower_of_postgresql, deterministic=True
        )


def lower_of_postgresql(text):
    """Letter by letter: no letter there knows whether it ends a word, as ς does."""
    return "".join(map(str.lower, text)) if isinstance(text, str) else text


class SupportConfig(AppConfig):
    name = "support"

    def ready(self):
        from . import keyset  # noqa: F401  # registers its lookup

        connection_created.connect(fold_case)
