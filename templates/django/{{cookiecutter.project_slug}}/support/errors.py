"""Error pages that Django has no template for, beside its own 400.html, 404.html …

Without it a body that is too large is a 400, and a database that is down a 500.
"""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.shortcuts import render
from django.views import defaults

from .database import is_down, is_read_only


def error_page(request, status, headers=None):
    response = render(request, f"{status}.html", status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return error_page(request, 413)
    return defaults.bad_request(request, exception)


def server_error(request):
    """Django calls this while it handles the exception."""
    error = sys.exception()
    if not is_down(error):
        return defaults.server_error(request)
    if is_read_only(error):
        # A new connection leads to the server that takes writes now.
        connection.close()
    return error_page(request, 503, {"Retry-After": 5})
