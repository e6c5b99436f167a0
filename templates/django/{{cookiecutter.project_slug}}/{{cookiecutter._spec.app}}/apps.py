{% from "families.j2" import said_by -%}
{% set name = cookiecutter._spec.app | replace("_", " ") | title | replace(" ", "") -%}
from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class {{ name }}Config(AppConfig):
    name = "{{ cookiecutter._spec.app }}"

    def ready(self):
        """Every save and delete makes the cached summary old.

        bulk_create() and update() send no signal: call summary.forget() after them.
        """
        from .summary import forget

        for model in self.get_models():
            post_save.connect(forget, sender=model)
            post_delete.connect(forget, sender=model)
