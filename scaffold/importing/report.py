"""What became of each table and column: nothing is lost without being told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from scaffold.importing.catalogue import Column, Table
from scaffold.importing.mapping import Mapped
from scaffold.importing.mapping.drafts import Draft, Links
from scaffold.importing.rows.counts import Rows, Sensitive, TableRows
from scaffold.project.brought import IGNORE
from scaffold.spec import toml
from scaffold.system.errors import one_line


class Outcome(StrEnum):
    MAPPED = "mapped"
    CHANGED = "changed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table or a column: what it ``became``, and what is not as it was."""

    name: str
    outcome: Outcome
    became: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """``rows`` is what became of them, where they were read."""

    part: Part
    columns: tuple[Part, ...]
    rows: TableRows | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every table and column of a catalogue, once; ``other`` is all that has no rows."""

    name: str
    dialect: str
    tables: tuple[TableReport, ...]
    other: tuple[str, ...]
    rows: Rows = Rows()

    @property
    def table_counts(self) -> dict[str, int]:
        return _counts(table.part for table in self.tables)

    @property
    def column_counts(self) -> dict[str, int]:
        return _counts(column for table in self.tables for column in table.columns)


def report_of(mapped: Mapped, rows: Rows | None = None) -> Report:
    """What became of everything, in the order of the catalogue."""
    rows = rows or Rows()
    counted = rows.by_id
    drafts = {draft.table.id: draft for draft in mapped.drafts}
    links = {link.table.id: link for link in mapped.links}
    reasons = {left.table.id: left.why for left in mapped.left_out}
    tables = []
    for table in mapped.catalogue.tables:
        if table.id in drafts:
            tables.append(_of_model(drafts[table.id]))
        elif table.id in links:
            tables.append(_of_links(links[table.id]))
        else:
            tables.append(_of_left_out(table, reasons[table.id]))
        tables[-1] = replace(tables[-1], rows=counted.get(table.id))
    views = [f"view {view.id}" for view in mapped.catalogue.views]
    return Report(
        name=mapped.catalogue.name,
        dialect=mapped.catalogue.dialect.name.lower(),
        tables=tuple(tables),
        other=(*views, *mapped.catalogue.other),
        rows=rows,
    )


def _of_model(draft: Draft) -> TableReport:
    notes = tuple(draft.notes.get("", ()))
    return TableReport(
        part=Part(
            name=str(draft.table.id),
            outcome=Outcome.CHANGED if notes else Outcome.MAPPED,
            became=draft.model.name,
            notes=notes,
        ),
        columns=tuple(_of_column(draft, column) for column in draft.table.columns),
    )


def _of_column(draft: Draft, column: Column) -> Part:
    name = column.name
    if name in draft.left:
        return Part(name=name, outcome=Outcome.LEFT_OUT, notes=(draft.left[name],))
    notes = tuple(draft.notes.get(name, ()))
    return Part(
        name=name,
        outcome=Outcome.CHANGED if notes else Outcome.MAPPED,
        became=f"{draft.model.name}.{draft.fields[name]}",
        notes=notes,
    )


def _of_links(link: Links) -> TableReport:
    became = f"{link.owner.model.name}.{link.owner.links[link.table.id]}"
    columns = []
    for column in link.table.columns:
        is_link = column.name in link.columns
        columns.append(
            Part(
                name=column.name,
                outcome=Outcome.MAPPED if is_link else Outcome.CHANGED,
                became=became,
                notes=() if is_link else ("links have numbers of their own",),
            )
        )
    part = Part(name=str(link.table.id), outcome=Outcome.MAPPED, became=became)
    return TableReport(part=part, columns=tuple(columns))


def _of_left_out(table: Table, why: str) -> TableReport:
    out = Outcome.LEFT_OUT
    return TableReport(
        part=Part(name=str(table.id), outcome=out, notes=(why,)),
        columns=tuple(
            Part(name=column.name, outcome=out, notes=("its table is left out",))
            for column in table.columns
        ),
    )


def _counts(parts: Iterable[Part]) -> dict[str, int]:
    found = Counter(part.outcome for part in parts)
    return {outcome.value: found[outcome] for outcome in Outcome}


# As it is told


def as_text(report: Report, written: str) -> str:
    """A table for the terminal: each table, and below it each column not as it was."""
    rows: list[tuple[str, str, str]] = []
    for table in report.tables:
        rows.append(_row(table.part, ""))
        if table.part.outcome is not Outcome.LEFT_OUT:
            told = (c for c in table.columns if c.outcome is not Outcome.MAPPED)
            rows += [_row(column, "  ") for column in told]
    rows += [(name, "-", "left out") for name in report.other]
    widths = [min(max((len(row[n]) for row in rows), default=0), 40) for n in (0, 1)]
    lines = [
        one_line(f"{name:<{widths[0]}}  {became:<{widths[1]}}  {said}").rstrip()
        for name, became, said in rows
    ]
    lines += [
        "",
        _total(report.table_counts, "tables"),
        _total(report.column_counts, "columns"),
        "",
        *map(one_line, _told_of_rows(report)),
        "",
        one_line(_next(report, written)),
    ]
    return "\n".join(lines)


def _next(report: Report, written: str) -> str:
    rows = report.rows.folder
    said = f"scaffold both NAME --models {written}"
    if not rows:
        return f"The spec is in {written}. Next: {said}"
    return f"The spec is in {written}, its rows in {rows}. Next: {said} --rows {rows}"


def _told_of_rows(report: Report) -> Iterator[str]:
    """Each table with its sum, what was left out of it, and what was masked."""
    rows = report.rows
    if not rows.folder:
        yield f"No rows are written: {rows.why_none}." if rows.why_none else ""
        return
    for table in report.tables:
        if table.rows is not None:
            first, *more = table.rows.lines
            yield f"{table.part.name}: {first}"
            yield from (f"  {line}" for line in more)
    totals = rows.totals
    yield (
        f"{totals['found']:,} rows: {totals['written']:,} written, "
        f"{totals['not_chosen']:,} not chosen, {totals['left_out']:,} left out"
    )
    for word, columns in (("Masked", rows.masked), ("Not masked", rows.unmasked)):
        if columns:
            yield f"{word}: {', '.join(map(str, columns))}"
    if rows.unmasked:
        yield f"{rows.folder}/{IGNORE} keeps them out of the repository."


def _row(part: Part, indent: str) -> tuple[str, str, str]:
    became = part.became.rpartition(".")[2] if indent else part.became
    said = "; ".join(part.notes)
    if part.outcome is Outcome.LEFT_OUT:
        said = f"left out: {said}"
    return f"{indent}{part.name}", became or "-", said


def _total(counts: dict[str, int], what: str) -> str:
    said = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    return f"{sum(counts.values())} {what}: {said}"


def as_json(report: Report, written: str) -> str:
    """ASCII, so that any terminal or pipe takes it."""
    return json.dumps(
        {
            "source": report.name,
            "dialect": report.dialect,
            "written": written,
            "counts": {"tables": report.table_counts, "columns": report.column_counts},
            "tables": [
                _plain(table.part)
                | {"columns": [_plain(c) for c in table.columns]}
                | ({"rows": _plain_rows(table.rows)} if table.rows else {})
                for table in report.tables
            ],
            "other": list(report.other),
            "rows": {
                "folder": report.rows.folder,
                "why_none": report.rows.why_none,
                "counts": report.rows.totals,
                "masked": [*map(_plain_column, report.rows.masked)],
                "unmasked": [*map(_plain_column, report.rows.unmasked)],
            },
        },
        indent=2,
    )


def _plain(part: Part) -> dict[str, object]:
    return {
        "name": part.name,
        "outcome": part.outcome.value,
        "became": part.became,
        "notes": list(part.notes),
    }


def _plain_rows(rows: TableRows) -> dict[str, object]:
    return {
        "found": rows.found,
        "written": rows.written,
        "not_chosen": rows.not_chosen,
        "left_out": rows.left_out,
        "users": rows.users,
        "reasons": [
            {
                "column": reason.column,
                "why": reason.why,
                "fate": reason.fate.value,
                "rows": reason.rows,
                "example": reason.example,
            }
            for reason in rows.reasons.values()
        ],
    }


def _plain_column(column: Sensitive) -> dict[str, str]:
    return {
        "table": str(column.table),
        "column": column.column,
        "what": column.what,
        "why": column.why or "its name says so",
    }


def spec_text(mapped: Mapped, report: Report) -> str:
    """The spec, with comments that say where it is from and what is not as it was."""
    of_model = {t.part.became: t for t in report.tables if "." not in t.part.became}
    lines = [_comment(f"Imported from {report.name}.")]
    for table in report.tables:
        if table.part.outcome is Outcome.LEFT_OUT:
            lines.append(
                _comment(f"{table.part.name}: left out: {table.part.notes[0]}")
            )
    lines += [_comment(f"{name}: left out") for name in report.other]
    for table in report.tables:
        if "." in table.part.became and table.rows is not None:
            for said in table.rows.lines:
                lines.append(_comment(f"{table.part.name}: {said}"))
    if report.rows.masked:
        said = ", ".join(map(str, report.rows.masked))
        lines.append(_comment(f"Masked in the rows: {said}"))
    lines.append("")
    for line in toml.to_toml(mapped.spec).splitlines():
        name = line.removeprefix("[models.").removesuffix("]")
        if line.startswith("[models.") and name in of_model:
            lines += _comments(of_model[name])
        lines.append(line)
    return "\n".join(lines) + "\n"


def _comments(table: TableReport) -> Iterator[str]:
    yield _comment("; ".join((f"From {table.part.name}", *table.part.notes)))
    for column in table.columns:
        if column.outcome is not Outcome.MAPPED:
            _, _, said = _row(column, " ")
            yield _comment(f"{column.name}: {said}")
    if table.rows is not None:
        yield from map(_comment, table.rows.lines)


def _comment(text: str) -> str:
    return f"# {one_line(text)}"
