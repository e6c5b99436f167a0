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
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from scaffold.system.atomic import replace_file
from scaffold.system.caches import user_cache

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
