"""The article's health view and the settings without which Django does not start."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"], ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__
)


def health_check(request):
    return JsonResponse({"status": "healthy"})


application = get_wsgi_application()

urlpatterns = [path("api/health", health_check)]
