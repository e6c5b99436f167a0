"""A database, a SQL file or models that exist to a spec, and a report of what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.importing.catalogue import Catalogue, Dialect, Measure, Table
from scaffold.system.atomic import replace_file
from scaffold.system.errors import ScaffoldError, TargetExists, one_line

if TYPE_CHECKING:
    from scaffold.importing.report import Report

__all__ = ["Imported", "import_spec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """``text`` and ``json`` are the report, for people and for scripts."""

    text: str
    json: str


def import_spec(
    source: str,
    target: Path,
    tell: Callable[[str], None],
    *,
    keep_names: bool = False,
    dialect: str | None = None,
    python: Path | None = None,
    force: bool = False,
) -> Imported:
    """Write the spec of ``source`` to ``target``, or nothing. Raises ScaffoldError."""
    _refuse_existing(target, force)
    from scaffold.importing import mapping, report, sources
    from scaffold.importing.connection import Unreadable
    from scaffold.spec import toml
    from scaffold.spec.faults import SpecError

    def measures(catalogue: Catalogue) -> list[tuple[Table, str, Measure]]:
        tell(f"Reading {len(catalogue.tables)} tables")
        return [*mapping.measures(catalogue)]

    sources.need_packages()
    read = sources.read(
        source,
        measures,
        dialect=None if dialect is None else Dialect(dialect),
        python=python,
    )
    if not read.catalogue.tables:
        raise Unreadable(one_line(f"{read.catalogue.name} has no table."))
    tell("Mapping them to models")
    try:
        mapped = mapping.map_read(read, keep_names=keep_names)
        found = report.report_of(mapped)
        if not mapped.drafts:
            raise Unreadable(_nothing_left(found))
        text = report.spec_text(mapped, found)
        toml.from_toml(text)
    except SpecError as error:
        raise ScaffoldError(
            one_line(
                f"{read.catalogue.name} gives no spec that generates, nothing was "
                f"written: {error.faults[0]} Please report it."
            )
        ) from error
    _refuse_existing(target, force)
    replace_file(target, text.encode())
    return Imported(
        text=report.as_text(found, str(target)),
        json=report.as_json(found, str(target)),
    )


def _nothing_left(found: Report) -> str:
    first = found.tables[0].part
    return one_line(
        f"No table of {found.name} can be a model; {first.name}: {first.notes[0]}."
    )


def _refuse_existing(target: Path, force: bool) -> None:
    if (target.exists() or target.is_symlink()) and not force:
        raise TargetExists(target, "Choose another --output, or say --force.")
    if target.is_dir():
        raise TargetExists(target, "It is a folder: choose another --output.")
