"""The rows that a project brought (``seed-rows/``), as its new spec has them.

They are no code, and nothing is merged: keys get their new names, what is gone goes, what
must not be empty gets what the migration gives.
"""

from __future__ import annotations

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


def changes(part: Part, change: Change, now: datetime) -> Iterator[journal.Change]:
    """What becomes of the files of rows; ``now`` is in UTC.

    Raises ScaffoldError and OSError.
    """
    if not part.pristine.rows:
        return
    for model, old in change.kept_models:
        file = part.folder / FOLDER / f"{old.plural_name}{SUFFIX}"
        keys = _keys(change, model)
        if not _is_other(model, old, keys) or not _is_small(file):
            continue
        there = file.read_bytes()
        rows = "".join(_rows(part, change, file, keys, now)).encode()
        path = f"{part.prefix}{FOLDER}/{model.plural_name}{SUFFIX}"
        if model.plural_name != old.plural_name:
            gone = f"{part.prefix}{FOLDER}/{file.name}"
            yield journal.Change(path=gone, old=there, content=None)
            yield journal.Change(path=path, old=None, content=rows)
        else:
            yield journal.Change(path=path, old=there, content=rows)


def notes(part: Part, change: Change) -> Iterator[str]:
    """What is left to do with rows by hand."""
    if not part.pristine.rows:
        return
    for model, old in change.kept_models:
        file = part.folder / FOLDER / f"{old.plural_name}{SUFFIX}"
        keys = _keys(change, model)
        if not file.is_file() or not _is_other(model, old, keys):
            continue
        name = f"{part.prefix}{FOLDER}/{file.name}"
        if not _is_small(file):
            yield f"{name} is too large to be changed here: import its rows again"
        for key in keys:
            if key.was and not is_kept(key.was, key.field):
                what = f"what {name} held of {model.name}.{key.field.name} is gone"
                yield f"{what}, as it was of another type: import its rows again"


def _keys(change: Change, model: Model) -> list[_Key]:
    """But for those that the starters set by themselves, when nothing was there."""
    fills = change.fills
    return [
        _Key(field=now, was=was, fill=fills.get((model.name, now.name)))
        for owner, now, was in change.fields_of_kept_models
        if owner is model and now.kind is not Kind.USER
    ]


def _is_other(model: Model, old: Model, keys: list[_Key]) -> bool:
    """Whether a row has other keys, or must have other values."""
    were = {field.name for field in old.fields if field.kind is not Kind.USER}
    same = all(
        key.was
        and key.was.api == key.field.api
        and is_kept(key.was, key.field)
        and not key.fill
        for key in keys
    )
    return not same or len(were) != len(keys) or model.plural_name != old.plural_name


def _is_small(file: Path) -> bool:
    return file.is_file() and file.stat().st_size <= LARGEST


def _rows(
    part: Part, change: Change, file: Path, keys: list[_Key], now: datetime
) -> Iterator[str]:
    firsts = {
        key.field.target: _first_id(part, change, key.field.target)
        for key in keys
        if key.fill and key.fill.how == "first" and key.field.target
    }
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                made = {"id": row["id"]}
                for key in keys:
                    first = firsts.get(key.field.target or "")
                    if key.was is None or key.was.api in row or key.fill:
                        made[key.field.api] = key.value(row, first, now)
            except (ValueError, KeyError, TypeError) as error:
                raise ScaffoldError(
                    one_line(f"{file}, line {number} is no row: {error}.")
                ) from error
            yield json.dumps(made, ensure_ascii=False) + "\n"


def _first_id(part: Part, change: Change, target: str) -> int | None:
    old = next((old for model, old in change.kept_models if model.name == target), None)
    file = part.folder / FOLDER / f"{old.plural_name}{SUFFIX}" if old else None
    if file is None or not file.is_file():
        return None
    with file.open(encoding="utf-8") as lines:
        line = lines.readline()
    found: int | None = json.loads(line)["id"] if line else None
    return found


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
