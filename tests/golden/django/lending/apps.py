from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_save


def fold_case(sender, connection, **kwargs):
    """SQLite's own lower() knows only ASCII; search should find É by é there too."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "lower", 1, lambda text: text and text.lower(), deterministic=True
        )


class LendingConfig(AppConfig):
    name = "lending"

    def ready(self):
        """Every save and delete makes the cached summary old.

        bulk_create() and update() send no signal: call forget_summary() after them.
        """
        from .queries import forget_summary

        connection_created.connect(fold_case)
        for model in self.get_models():
            post_save.connect(forget_summary, sender=model)
            post_delete.connect(forget_summary, sender=model)
