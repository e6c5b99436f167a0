"""The same application for an asynchronous server such as uvicorn or hypercorn."""

import os

from django.core.asgi import get_asgi_application

from .request import ASGIUTF8Request

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", "{{ cookiecutter.project_slug }}.settings"
)

application = get_asgi_application()
application.request_class = ASGIUTF8Request
