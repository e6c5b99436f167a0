"""The settings of production, whatever `.env` says, with a database and files to test."""

import os
import secrets

os.environ["DEBUG"] = "false"
os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
# What is set to nothing has its default.
os.environ |= dict.fromkeys(["EMAIL_URL", "LOG_LEVEL", "MAX_UPLOAD_MB"], "")
os.environ |= dict.fromkeys(["HSTS_SECONDS", "HSTS_SUBDOMAINS", "HSTS_PRELOAD"], "")
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
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
