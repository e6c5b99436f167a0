"""Compiled templates, kept between runs: compiling is most of what rendering costs.

One file per Jinja2 and Python version in the user's cache folder. Each entry is
keyed by the template's name and a digest of its source, so that a changed template
is compiled anew. A cache that is missing, damaged, of another owner or cannot be
written costs only time.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from contextvars import ContextVar
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, Template
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.ext import Extension

from scaffold.scratch import replace_file

_DIGEST = 32
#: Entries of templates that changed since pile up; beyond this, start again.
_LIMIT = 2_000


class CompiledTemplates(BytecodeCache):
    """Jinja2's interface to one file that is read once and written once."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._entries = _read(file) if file else {}
        self._changed = False

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self._entries.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._entries[bucket.key + bucket.checksum] = bucket.bytecode_to_string()
        self._changed = True

    def save(self) -> None:
        """Write what was compiled in this run; silent when that cannot be."""
        if not (self._changed and self._file):
            return
        if len(self._entries) > _LIMIT:
            self._entries.clear()
        payload = marshal.dumps(self._entries)
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._file, sha256(payload).digest() + payload)


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


def user_cache() -> Path | None:
    """The folder of this user for what can be made again; None where there is no home."""
    windows = sys.platform == "win32"
    base = os.environ.get("LOCALAPPDATA" if windows else "XDG_CACHE_HOME", "")
    # A relative one, an empty HOME too, would mean the current folder.
    if not os.path.isabs(base):
        base = os.path.join(_home(), ".cache")
    return Path(base, "scaffold") if os.path.isabs(base) else None


def _home() -> str:
    home = os.environ.get("HOME", "")
    if sys.platform == "win32":
        home = os.path.expanduser("~")
    elif not (os.path.isabs(home) and os.path.isdir(home)):
        import pwd

        with contextlib.suppress(KeyError):  # a user without an account
            home = pwd.getpwuid(os.getuid()).pw_dir
    return home


def cache_file() -> Path | None:
    """Where this Jinja2 on this Python keeps compiled templates, if anywhere."""
    name = f"templates-jinja{version('jinja2')}-{sys.implementation.cache_tag}.bin"
    folder = user_cache()
    return folder / name if folder else None


def _read(file: Path) -> dict[str, bytes]:
    """The entries; a damaged file must not reach marshal, which trusts its input."""
    try:
        with file.open("rb") as opened:
            if (
                hasattr(os, "getuid")
                and os.fstat(opened.fileno()).st_uid != os.getuid()
            ):
                return {}
            data = opened.read()
    except OSError:
        return {}
    digest, payload = data[:_DIGEST], data[_DIGEST:]
    if sha256(payload).digest() != digest:
        return {}
    entries: dict[str, bytes] = marshal.loads(payload)  # noqa: S302 - digest checked
    return entries
