from io import BytesIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest


def read_body(environ, most):
    """Read the body into memory, and return whether it is as long as Content-Length.

    Neither Django nor gunicorn checks that. A chunked body has no Content-Length, and
    Django would take it for empty, so it gets one here. A body whose Content-Length is
    above `most` is left unread: LimitsMiddleware and ninja's body reader answer 413.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    in_chunks = not length and environ.get("wsgi.input_terminated")
    if not in_chunks and not (length.isdecimal() and int(length) <= most):
        return True
    body = environ["wsgi.input"].read(int(length or most + 1))
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return len(body) == int(length or len(body))


class UTF8Request(WSGIRequest):
    """Text is UTF-8, whatever charset a client names.

    Django would decode query and form by it, and Python has codecs that give lone
    surrogates, or always fail.
    """

    def __init__(self, environ):
        self.is_whole = read_body(environ, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        super().__init__(environ)

    @property
    def encoding(self):
        return None

    @encoding.setter
    def encoding(self, charset):
        """Django sets what the client named."""
