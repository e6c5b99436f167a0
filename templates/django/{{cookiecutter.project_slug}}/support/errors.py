"""Errors that Django has no page for; those of its own are 400.html, 404.html …

Without it a body that is too large is a 400, and a database that is down a 500.
"""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from .database import is_down, is_read_only
from .problems import is_api, problem


class TooManyRequests(Exception):
    """Try again after `seconds`."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def error(request, status, headers=None):
    """Return a problem under /api, and a page elsewhere."""
    if is_api(request):
        return problem(status, headers=headers)
    page = render_to_string(f"{status}.html", request=request)
    return HttpResponse(page, status=status, headers=headers)


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return error(request, 413)
    return defaults.bad_request(request, exception)


def server_error(request):
    """Django calls this while it handles the exception."""
    exception = sys.exception()
    if not is_down(exception):
        return defaults.server_error(request)
    if is_read_only(exception):
        # A new connection leads to the server that takes writes now.
        connection.close()
    return error(request, 503, {"Retry-After": 5})
