"""The starter's settings with the middleware of a new Django project and WhiteNoise."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "myproject.settings"

from django.conf import settings  # noqa: E402

settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
settings.ROOT_URLCONF = __name__

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

application = get_wsgi_application()


def live(request):
    return JsonResponse({"status": "alive"})


# The second is asked to know that the server is there.
urlpatterns = [path("api/live", live), path("api/health", live)]
