{% set name = cookiecutter._spec.app | replace("_", " ") | title | replace(" ", "") -%}
from django.apps import AppConfig


class {{ name }}Config(AppConfig):
    name = "{{ cookiecutter._spec.app }}"

    def ready(self):
        from . import summary  # noqa: F401  # its receiver of signals
