"""A database, a SQL file or models that exist to a spec, and a report of what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.importing import publishing
from scaffold.importing.catalogue import Catalogue, Dialect, Measure, Table
from scaffold.system import temporary
from scaffold.system.atomic import replace_file
from scaffold.system.errors import ScaffoldError, one_line, reason

if TYPE_CHECKING:
    from scaffold.importing.mapping import Mapped
    from scaffold.importing.report import Report
    from scaffold.importing.rows import Rows
    from scaffold.importing.sources import Source

__all__ = ["ROWS", "Imported", "Wanted", "import_spec"]

#: The folder of the rows, beside the spec.
ROWS = "rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """``text`` and ``json`` are the report, for people and for scripts."""

    text: str
    json: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows: so many of each table, 0 for none, all where it is None.

    ``ask`` is whether to mask the columns that it is told of; without it they are.
    """

    limit: int | None = 0
    ask: Callable[[Sequence[str]], bool] | None = None


def import_spec(
    source: str,
    target: Path,
    tell: Callable[[str], None],
    *,
    keep_names: bool = False,
    dialect: str | None = None,
    python: Path | None = None,
    force: bool = False,
    wanted: Wanted | None = None,
) -> Imported:
    """Write the spec of ``source`` to ``target`` and its rows beside it, or nothing.

    Raises ScaffoldError.
    """
    publishing.refuse_existing(target, force=force)
    from scaffold.importing import mapping, sources

    def measures(catalogue: Catalogue) -> list[tuple[Table, str, Measure]]:
        tell(f"Reading {len(catalogue.tables)} tables")
        return [*mapping.measures(catalogue)]

    sources.need_packages()
    with sources.reading(
        source,
        measures,
        dialect=None if dialect is None else Dialect(dialect),
        python=python,
    ) as found:
        tell("Mapping them to models")
        mapped = _mapped(found, keep_names=keep_names)
        publishing.refuse_existing(target, force=force)
        return _write(found, mapped, target, tell, wanted or Wanted(), force=force)


def _mapped(source: Source, *, keep_names: bool) -> Mapped:
    """The spec of what was read, which loads. Raises ScaffoldError."""
    from scaffold.importing import mapping, report
    from scaffold.importing.connection import Unreadable
    from scaffold.spec import toml
    from scaffold.spec.faults import SpecError

    name = source.read.catalogue.name
    if not source.read.catalogue.tables:
        raise Unreadable(one_line(f"{name} has no table."))
    try:
        mapped = mapping.map_read(source.read, keep_names=keep_names)
        found = report.report_of(mapped)
        if not mapped.drafts:
            raise Unreadable(_nothing_left(found))
        toml.from_toml(report.spec_text(mapped, found))
    except SpecError as error:
        raise ScaffoldError(
            one_line(
                f"{name} gives no spec that generates, nothing was "
                f"written: {error.faults[0]} Please report it."
            )
        ) from error
    return mapped


def _write(
    source: Source,
    mapped: Mapped,
    target: Path,
    tell: Callable[[str], None],
    wanted: Wanted,
    *,
    force: bool,
) -> Imported:
    from scaffold.importing import rows

    if wanted.limit == 0 or source.rows is None:
        why = "none were asked for" if wanted.limit == 0 else source.no_rows
        return _write_spec(mapped, target, rows.Rows(why_none=why))
    folder = target.parent / ROWS
    publishing.refuse_existing_rows(folder, force=force)
    columns = rows.sensitive_columns(source.rows, mapped)
    is_masked = True
    if columns and wanted.ask:
        is_masked = wanted.ask([*map(str, columns)])
    masked, unmasked = (columns, []) if is_masked else ([], columns)
    with rows.staged(
        source.rows,
        mapped,
        tell,
        limit=wanted.limit,
        masked=masked,
        unread=source.unread,
    ) as ready:
        if not any(table.found for table in ready.tables):
            return _write_spec(mapped, target, rows.Rows(why_none="there are none"))
        found = rows.Rows(
            folder=str(folder),
            tables=ready.tables,
            masked=tuple(masked),
            unmasked=tuple(unmasked),
        )
        text, imported = _told(mapped, target, found)
        tell(f"Writing {found.totals['written']:,} rows")
        try:
            with temporary.folder(ROWS, target.parent) as place:
                made = place / ROWS
                made.mkdir()
                ready.write(made, keep_out=bool(unmasked))
                publishing.refuse_existing(target, force=force)
                publishing.refuse_existing_rows(folder, force=force)
                publishing.publish(target, text, made, folder)
        except OSError as error:
            raise ScaffoldError(
                one_line(
                    f"Writing {target} and {folder} failed, nothing was written: "
                    f"{reason(error)}."
                )
            ) from error
    return imported


def _write_spec(mapped: Mapped, target: Path, rows: Rows) -> Imported:
    text, imported = _told(mapped, target, rows)
    replace_file(target, text.encode())
    return imported


def _told(mapped: Mapped, target: Path, rows: Rows) -> tuple[str, Imported]:
    """The text of the spec, and the report."""
    from scaffold.importing import report

    found = report.report_of(mapped, rows)
    imported = Imported(
        text=report.as_text(found, str(target)),
        json=report.as_json(found, str(target)),
    )
    return report.spec_text(mapped, found), imported


def _nothing_left(found: Report) -> str:
    first = found.tables[0].part
    return one_line(
        f"No table of {found.name} can be a model; {first.name}: {first.notes[0]}."
    )
