"""The rows that a project brought (``seed-rows/``), as its new spec has them.

They are no code, and nothing is merged: keys get their new names, what is gone goes, what
must not be empty gets what the migration gives.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scaffold.project.brought import FOLDER, SUFFIX
from scaffold.project.living import Part
from scaffold.spec import Model
from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, Kind
from scaffold.system import journal
from scaffold.system.errors import ScaffoldError, one_line
from scaffold.update.changes import Change, Fill
from scaffold.update.conversions import is_kept

#: In bytes: a larger file is told, not changed, for an update keeps all that it writes.
LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """A field of the new spec: where its value was, and what it is without one."""

    field: Field
    was: Field | None
    fill: Fill | None

    def value(self, row: dict[str, Any], first: int | None, now: datetime) -> Any:
        old = row.get(self.was.api) if self.was else None
        if self.was and is_kept(self.was, self.field):
            is_blank = self.fill and old == self.fill.instead_of
            if old is not None and not is_blank:
                return old
        if self.fill:
            return _filled(self.field, self.fill, row["id"], first, now)
        if self.field.kind in MANY_TO_MANY:
            return []
        return None if self.field.null else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """The rows of a ``model``, which are other ones now: the file ``was`` is ``called``."""

    model: Model
    was: Path
    called: str
    keys: list[_Key]

    @property
    def is_small(self) -> bool:
        return self.was.stat().st_size <= LARGEST


def changes(part: Part, change: Change, now: datetime) -> Iterator[journal.Change]:
    """What becomes of the files of rows; ``now`` is in UTC.

    Raises ScaffoldError and OSError.
    """
    for file in _files(part, change):
        if not file.is_small:
            continue
        there = file.was.read_bytes()
        rows = "".join(_rows(part, change, file, there, now)).encode()
        old, new = f"{part.prefix}{FOLDER}/{file.was.name}", part.prefix + file.called
        if old == new:
            yield journal.Change(path=new, old=there, content=rows)
        else:
            yield journal.Change(path=old, old=there, content=None)
            yield journal.Change(path=new, old=None, content=rows)


def notes(part: Part, change: Change) -> Iterator[str]:
    """What is left to do with rows by hand."""
    for file in _files(part, change):
        name = f"{part.prefix}{FOLDER}/{file.was.name}"
        if not file.is_small:
            yield f"{name} is too large to be changed here: import its rows again"
        for key in file.keys:
            if key.was and not is_kept(key.was, key.field):
                what = f"what {name} held of {file.model.name}.{key.field.name} is gone"
                yield f"{what}, as it was of another type: import its rows again"


def _files(part: Part, change: Change) -> Iterator[_File]:
    """Those of which a row has other keys, or must have other values."""
    if not part.pristine.rows:
        return
    for model, old in change.kept_models:
        keys = _keys(change, model)
        file = _of(part, old)
        if file.is_file() and _is_other(model, old, keys):
            called = f"{FOLDER}/{model.plural_name}{SUFFIX}"
            yield _File(model=model, was=file, called=called, keys=keys)


def _of(part: Part, model: Model) -> Path:
    return part.folder / FOLDER / f"{model.plural_name}{SUFFIX}"


def _keys(change: Change, model: Model) -> list[_Key]:
    """But for those that the starters set by themselves, when nothing was there."""
    fills = change.fills
    return [
        _Key(field=now, was=was, fill=fills.get((model.name, now.name)))
        for owner, now, was in change.fields_of_kept_models
        if owner is model and now.kind is not Kind.USER
    ]


def _is_other(model: Model, old: Model, keys: list[_Key]) -> bool:
    were = {field.name for field in old.fields if field.kind is not Kind.USER}
    same = all(
        key.was
        and key.was.api == key.field.api
        and is_kept(key.was, key.field)
        and not key.fill
        for key in keys
    )
    return not same or len(were) != len(keys) or model.plural_name != old.plural_name


def _rows(
    part: Part, change: Change, file: _File, content: bytes, now: datetime
) -> Iterator[str]:
    firsts = {
        key.field.target: _first_id(part, change, key.field.target)
        for key in file.keys
        if key.fill and key.fill.how == "first" and key.field.target
    }
    for number, line in enumerate(io.BytesIO(content), 1):
        row = _row(file.was, number, line)
        made = {"id": row["id"]}
        for key in file.keys:
            first = firsts.get(key.field.target or "")
            if key.was is None or key.was.api in row or key.fill:
                made[key.field.api] = key.value(row, first, now)
        yield json.dumps(made, ensure_ascii=False) + "\n"


def _row(file: Path, number: int, line: bytes) -> dict[str, Any]:
    """A row that has an id. Raises ScaffoldError."""
    try:
        row: dict[str, Any] = json.loads(line)
        int(row["id"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ScaffoldError(
            one_line(f"{file}, line {number} is no row: {error}.")
        ) from error
    return row


def _first_id(part: Part, change: Change, target: str) -> int | None:
    old = next((old for model, old in change.kept_models if model.name == target), None)
    if old is None or not (file := _of(part, old)).is_file():
        return None
    with file.open("rb") as lines:
        line = lines.readline()
    return _row(file, 1, line)["id"] if line else None


def _filled(field: Field, fill: Fill, id: int, first: int | None, now: datetime) -> Any:
    match fill.how:
        case "first":
            return first
        case "each" if fill.value == "uuid":
            return str(uuid.UUID(int=id))
        case "each" if isinstance(fill.value, str):
            return fill.value.format(id=id)
        case "each":
            return field.kind.traits.json(field, id + fill.value)
        case "now":
            is_day = field.kind is Kind.DATE
            text = now.date().isoformat() if is_day else now.isoformat()
            return text.replace("+00:00", "Z")
    return fill.value
