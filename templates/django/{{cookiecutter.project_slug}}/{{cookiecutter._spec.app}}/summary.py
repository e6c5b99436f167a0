{% set spec = cookiecutter._spec -%}
"""How many rows there are, and figures of their numbers: cached until one is written."""

from hashlib import sha256
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from support.cache import SUMMARY_VERSION
from support.figures import figures

from . import schemas
from .models import ({% for model in spec.models %}{{ model.name }}, {% endfor %})

SECONDS = 60
# During a deployment, two releases with different models share the cache.
SHAPE = sha256(str(schemas.Summary.model_json_schema()).encode()).hexdigest()


def count_all():
    return {
{%- for model in spec.models %}
        "{{ model.plural }}": figures({{ model.name }}{% for field in model.fields if field.numeric %}, "{{ field.name }}"{% endfor %}){{ "," if not loop.last }}
{%- endfor %}
    }


def summary():
    """Return the figures, from the cache if nothing was written since.

    They are cached under a version that ends with every committed write. A reader that
    counts while another writes stores its figures under the version that it started
    from, where nobody looks any more.
    """
    version = cache.get_or_set(SUMMARY_VERSION, lambda: uuid4().hex, None)
    return cache.get_or_set(f"summary:{SHAPE}:{version}", count_all, SECONDS)


@receiver([post_save, post_delete])
def forget(sender, **kwargs):
    """End the version once the write can be seen by others.

    bulk_create() and update() send no signal: call this after them.
    """
    if sender._meta.app_label == "{{ spec.app }}":
        transaction.on_commit(lambda: cache.delete(SUMMARY_VERSION))
