"""The settings of production, whatever `.env` says, with a database and files to test."""

import os
import secrets

os.environ["DEBUG"] = "false"
os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)

from {{ cookiecutter.project_slug }}.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["localhost", "testserver"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Static files from where they lie: nobody runs collectstatic before a test.
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
