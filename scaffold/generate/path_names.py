"""Names of files and folders as templates: cookiecutter compiles each anew, we do not."""

from __future__ import annotations

import os
from contextvars import ContextVar

from jinja2 import Environment, Template
from jinja2.ext import Extension

#: Where cookiecutter writes to. It renders what it copies under its whole path, and what
#: the user's own folders are called must never run.
output_folder: ContextVar[str] = ContextVar("output_folder", default="")


class PathNames(Extension):
    """A Jinja2 extension that keeps the compiled names of files and folders too.

    cookiecutter makes a template of each path by ``Environment.from_string``, which
    compiles anew every time: half of what rendering would cost.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.from_string = self._from_string  # type: ignore

    def _from_string(self, source: str, *args: object) -> _PathName:
        """The folders before the first rendered name may be new in every run."""
        output = output_folder.get()
        brace = source.find("{", len(output) if source.startswith(output) else 0)
        if brace < 0:
            return _PathName(source, None)
        start = source.rfind(os.sep, 0, brace) + 1
        head, source = source[:start], source[start:]
        environment = self.environment
        cache = environment.bytecode_cache
        assert cache is not None
        bucket = cache.get_bucket(environment, source, None, source)
        if bucket.code is None:
            bucket.code = environment.compile(source)
            cache.set_bucket(bucket)
        facts = environment.make_globals(None)
        return _PathName(head, Template.from_code(environment, bucket.code, facts))


class _PathName:
    """What cookiecutter takes for a template: plain text, then perhaps a template."""

    def __init__(self, head: str, rest: Template | None) -> None:
        self._head = head
        self._rest = rest

    def render(self, **context: object) -> str:
        return self._head + (self._rest.render(**context) if self._rest else "")
