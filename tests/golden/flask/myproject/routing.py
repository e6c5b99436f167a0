"""How requests are read: row ids in addresses, query strings, forms and JSON bodies."""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import flask
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import (
    BadRequest,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from werkzeug.formparser import FormDataParser
from werkzeug.routing import BaseConverter
from werkzeug.utils import cached_property

from . import jsonbody
from .config import MAX_BODY
from .problems import ProblemError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LARGEST_ID = 2**63 - 1
MOST_FIELDS = 1000
MOST_FILES = 100
# Of an address to go to after a form.
LONGEST_TARGET = 2048


class IdConverter(BaseConverter):
    """`<id:…>` in a route: a number that a row may have; others are not found."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        row_id = int(value)
        if row_id > LARGEST_ID:
            # Werkzeug's own ValidationError would end as a 405, for other methods fit.
            raise NotFound
        return row_id


def pairs_of(data: bytes) -> list[tuple[str, str]]:
    """Read a query or a form; an escape that is not UTF-8 becomes a replacement."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadRequest("too many fields") from error


class FormParser(FormDataParser):
    """Refuse what is no form; Werkzeug itself would go on with an empty one."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], Any, Any]:
        if mimetype == "application/x-www-form-urlencoded":
            return stream, self.cls(pairs_of(stream.read())), self.cls()
        self.silent = False
        try:
            stream, form, files = super().parse(
                stream, mimetype, content_length, options
            )
        except (ValueError, RequestEntityTooLarge) as error:
            raise BadRequest("a broken form, or too many fields") from error
        if sum(map(len, files.listvalues())) > MOST_FILES:
            raise BadRequest("too many files")
        named = self.cls(pair for pair in form.items(multi=True) if pair[0])
        return stream, named, files


def read_body(environ: WSGIEnvironment, most: int) -> bool:
    """Read the body into memory, and say whether all of it came.

    Nobody else compares it with its length. In chunks it has none, and would be cut off
    at the limit. What is too long by its length is left for others to refuse.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    in_chunks = not length and environ.get("wsgi.input_terminated")
    if not in_chunks and not (length.isdecimal() and int(length) <= most):
        return True
    body = environ["wsgi.input"].read(int(length or most + 1))
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return len(body) == int(length or len(body))


class Request(flask.Request):
    form_data_parser_class = FormParser

    def __init__(self, environ: WSGIEnvironment, *args: Any, **kwargs: Any) -> None:
        self.is_whole = read_body(environ, MAX_BODY)
        super().__init__(environ, *args, **kwargs)

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """The query string; of what comes twice the last stands first, and so counts."""
        sent = MultiDict(pairs_of(self.query_string))
        return ImmutableMultiDict({name: values[::-1] for name, values in sent.lists()})

    def get_json(
        self, force: bool = False, silent: bool = False, cache: bool = True
    ) -> Any:
        """Return the body, which must say that it is JSON, and be no more than that.

        If it is not, and `silent`, return None.
        """
        body = self.get_data()
        if not force and self.mimetype != "application/json":
            if silent:
                return None
            raise UnsupportedMediaType
        try:
            return jsonbody.load(body)
        except jsonbody.Malformed as error:
            if silent:
                return None
            raise ProblemError(400, "The body is not valid JSON.") from error


def local(target: str) -> str:
    """Return the address if it is a page of this site, else nothing."""
    ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    # Browsers drop control characters, and what is left may lead elsewhere.
    usable = len(target) <= LONGEST_TARGET and target.isprintable()
    return target if ours and usable else ""
