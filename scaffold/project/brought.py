"""Rows that a project brings: a folder of JSON Lines, as ``scaffold import`` writes it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scaffold.spec import Model, Spec
from scaffold.system.errors import ScaffoldError, did_you_mean, one_line, reason

#: Where a starter has them: no app can be called so.
FOLDER = "seed-rows"
SUFFIX = ".jsonl"
#: Keeps them out of the history where they are not masked.
IGNORE = ".gitignore"
#: The longest line that is looked at, in bytes: a row has few long texts.
_LONGEST = 64 * 1024 * 1024


class BadRows(ScaffoldError):
    """The folder does not hold rows of the spec; exit code 2."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """``files`` are of the spec's models, each one named after a plural."""

    files: tuple[Path, ...]
    ignore: Path | None

    def copy(self, starter: Path) -> None:
        """Put them into a starter. Raises OSError."""
        folder = starter / FOLDER
        folder.mkdir()
        for file in (*self.files, *((self.ignore,) if self.ignore else ())):
            shutil.copyfile(file, folder / file.name)


def rows_in(folder: Path, spec: Spec) -> Rows:
    """The rows in ``folder``; of each file the first line is looked at.

    Raises BadRows where they are not those of ``spec``.
    """
    models = {model.plural_name: model for model in spec.models}
    try:
        files = sorted(f for f in folder.iterdir() if f.suffix == SUFFIX)
        if not files:
            raise BadRows(
                one_line(
                    f"{folder} has no {SUFFIX} file. Give the folder that "
                    "scaffold import wrote."
                )
            )
        for file in files:
            if file.stem not in models:
                hint = did_you_mean(file.stem, models)
                raise BadRows(one_line(f"{file} is of no model of the spec. {hint}"))
            for problem in _problems(file, models[file.stem]):
                raise BadRows(one_line(f"{file}, line 1: {problem}"))
    except OSError as error:
        raise BadRows(
            one_line(f"{error.filename or folder} cannot be read: {reason(error)}.")
        ) from error
    ignore = folder / IGNORE
    return Rows(files=tuple(files), ignore=ignore if ignore.is_file() else None)


def _problems(file: Path, model: Model) -> Iterator[str]:
    """What is wrong with the first row."""
    with file.open("rb") as lines:
        line = lines.readline(_LONGEST)
    if not line:
        return
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        yield 'is not a row. Write {"id": 1, …} in one line.'
        return
    if type(row.get("id")) is not int or row["id"] < 1:
        yield 'has no "id". Give each row a whole number from 1.'
    known = {field.api for field in model.fields}
    for key in row.keys() - known - {"id"}:
        yield f'{model.name} has no "{key}". {did_you_mean(key, known)}'
