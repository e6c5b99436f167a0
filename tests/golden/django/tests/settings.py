"""The settings of production, whatever `.env` says, with a database and files to test."""

import os
import secrets

os.environ["DEBUG"] = "false"
os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
# Not the cache that `.env` names: the tests empty theirs.
os.environ.setdefault("CACHE_URL", "")

from myproject.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["localhost", "testserver"]
# The tests of a new app ask as Django's own client does, without https.
SECURE_SSL_REDIRECT = False

# Static files from where they lie: nobody runs collectstatic before a test.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
