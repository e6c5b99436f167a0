"""What the tool wrote, kept in ``.scaffold/`` of each starter before anyone edits it.

A later version merges three ways: this text, the project's own, and what it writes
itself. The text is kept rather than the way to make it again: an engine that changes
would make another one.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold import __version__
from scaffold.frameworks import Framework
from scaffold.spec import Spec, toml
from scaffold.spec.changes import Place
from scaffold.system.folders import put

FOLDER = ".scaffold"
#: The spec that the starter was made from.
SPEC = "scaffold.toml"
#: Which tool made what.
MADE = "made.json"
#: Every file as it was written.
FILES = "pristine.tar.gz"
#: Never kept: it holds a secret.
_SECRET = ".env"  # noqa: S105 - the name of a file
#: What ``read`` raises where it is damaged.
UNREADABLE = (
    *(OSError, EOFError, ValueError, KeyError, TypeError),
    *(tarfile.TarError, zlib.error),
)
#: Of gzip: the fastest, which makes it a fifth larger than the best.
_FASTEST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """A migration that waits until conflicts are settled: its name, and what it is of.

    ``spec`` is the text of the one that the tables are of, ``renamed`` has names in it and
    the new ones.
    """

    slug: str
    spec: str
    renamed: Mapping[Place, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pristine:
    """``files`` are bytes by path, with / between folders; ``executable`` some of them."""

    scaffold: str
    framework: str
    name: str
    spec: str
    files: Mapping[str, bytes] = field(repr=False)
    executable: frozenset[str]
    unwritten: Unwritten | None = None
    rows: bool = False


def write(
    starter: Path, framework: Framework, name: str, spec: Spec, *, rows: bool = False
) -> None:
    """Keep all that ``starter`` holds. Raises OSError, or FileExistsError the second time."""
    kept = files_of(starter, framework, name, spec, rows=rows)
    (starter / FOLDER).mkdir()
    put(starter, kept)


def files_of(
    tree: Path,
    framework: Framework,
    name: str,
    spec: Spec,
    *,
    unwritten: Unwritten | None = None,
    rows: bool = False,
) -> dict[str, bytes]:
    """The files that keep all of ``tree``, by their paths in a starter. Raises OSError."""
    made: dict[str, Any] = {
        "scaffold": __version__,
        "framework": framework.name,
        "name": name,
    }
    if rows:
        made["rows"] = True
    if unwritten:
        renamed = [[*place, new] for place, new in unwritten.renamed.items()]
        made["unwritten"] = {
            "slug": unwritten.slug,
            "spec": unwritten.spec,
            "renamed": renamed,
        }
    return {
        f"{FOLDER}/{MADE}": (json.dumps(made, indent=2) + "\n").encode(),
        f"{FOLDER}/{SPEC}": toml.to_toml(spec).encode(),
        f"{FOLDER}/{FILES}": _packed(tree),
    }


def read(starter: Path) -> Pristine:
    """What ``write`` kept. Raises one of UNREADABLE when it is not there."""
    folder = starter / FOLDER
    made = json.loads((folder / MADE).read_text(encoding="utf-8"))
    files, executable = unpacked((folder / FILES).read_bytes())
    return Pristine(
        scaffold=made["scaffold"],
        framework=made["framework"],
        name=made["name"],
        spec=(folder / SPEC).read_text(encoding="utf-8"),
        files=files,
        executable=executable,
        unwritten=_unwritten(made["unwritten"]) if "unwritten" in made else None,
        rows=made.get("rows", False),
    )


def unpacked(packed: bytes) -> tuple[dict[str, bytes], frozenset[str]]:
    """What FILES holds, and which of it is executable. Raises one of UNREADABLE."""
    files, executable = {}, set()
    # The whole of it first: a checksum at the end says whether it is what was written.
    whole = io.BytesIO(gzip.decompress(packed))
    with tarfile.open(fileobj=whole) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                files[member.name] = content.read()
                executable |= {member.name} if member.mode & 0o100 else set()
    return files, frozenset(executable)


def _unwritten(made: Mapping[str, Any]) -> Unwritten:
    return Unwritten(
        slug=made["slug"],
        spec=made["spec"],
        renamed={(model, name): new for model, name, new in made["renamed"]},
    )


def _packed(starter: Path) -> bytes:
    """The same bytes for the same files, whenever and by whomever they were written."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(
            filename="", mode="wb", compresslevel=_FASTEST, fileobj=packed, mtime=0
        ) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(_paths(starter)):
            content = (starter / path).read_bytes()
            member = tarfile.TarInfo(path)
            member.size = len(content)
            is_executable = (starter / path).stat().st_mode & 0o100
            member.mode = 0o755 if is_executable else 0o644
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _paths(starter: Path) -> Iterator[str]:
    for place, _, names in os.walk(starter):
        for name in names:
            path = os.path.relpath(os.path.join(place, name), starter)
            if path != _SECRET:
                yield path.replace(os.sep, "/")
