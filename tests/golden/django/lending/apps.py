from django.apps import AppConfig


class LendingConfig(AppConfig):
    name = "lending"

    def ready(self):
        from . import summary  # noqa: F401  # its receiver of signals
