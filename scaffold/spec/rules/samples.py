"""The samples that a spec gives, which obey it as all rows do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scaffold.spec.faults import Fault, remove
from scaffold.spec.given import row_numbers, value_of
from scaffold.spec.kinds import Kind
from scaffold.spec.rules.fields import mended
from scaffold.spec.rules.rings import ring_faults
from scaffold.spec.rules.texts import is_unprintable
from scaffold.spec.toml_text import toml_value
from scaffold.system.errors import did_you_mean

if TYPE_CHECKING:
    from scaffold.spec.fields import Field
    from scaffold.spec.model import Model, Sample, Spec

#: Fewer than a value that must be new is drawn again, so that no list uses that up.
SAMPLE_LIMIT = 100


def sample_faults(spec: Spec) -> Iterator[Fault]:
    if not any(model.samples for model in spec.models):
        return
    is_ring = any(ring_faults(spec))
    order = [] if is_ring else [model.name for model in spec.in_creation_order]
    for model in spec.models:
        earlier = set(order[: order.index(model.name) + 1]) if order else None
        faults = [
            fault
            for name, samples in model.samples
            for fault in _faults(spec, model, name, samples, earlier)
        ]
        yield from faults or _sets(model)


def _faults(
    spec: Spec,
    model: Model,
    name: str,
    samples: tuple[Sample, ...],
    earlier: set[str] | None,
) -> Iterator[Fault]:
    at = ("models", model.name, "samples", name)
    field = model.by_name.get(name)
    why, hint = "", "Leave it out."
    if field is None:
        why = f'there is no field "{name}".'
        hint = did_you_mean(name, model.by_name)
    elif mended(spec, model, field) != field:
        return  # of which more is told first
    elif field.kind is Kind.USER:
        why = "the user of sample rows is always the same."
    elif not field.written:
        why = "no client writes this field, and no sample row has it."
    elif not 1 <= len(samples) <= SAMPLE_LIMIT:
        why = f"a list of samples has 1 to {SAMPLE_LIMIT} values."
        hint = ""
    elif field.target and earlier is not None and field.target not in earlier:
        why = f"rows of {field.target} are made after those of {model.name}."
    if why or field is None:
        yield Fault(problem=why, at=at, hint=hint, suggestion=remove(at))
        return
    target = spec.by_name.get(field.target or "")
    rows = row_numbers(target) if target else {}
    for place, sample in enumerate(samples):
        own_row = place + 1 if target is model else 0
        if why := _why_not(field, sample, rows, own_row) or _again(
            field, samples, place
        ):
            yield Fault(
                problem=f"{toml_value(sample)} {why}.",
                at=(*at, place),
                hint="Write another.",
                suggestion=remove(at),
            )


def _why_not(
    field: Field, sample: Sample, rows: Mapping[str, int], own_row: int
) -> str:
    lines = "\n\t" if field.kind is Kind.TEXT else ""
    texts = sample if isinstance(sample, tuple) else (sample,)
    if any(
        is_unprintable(char) and char not in lines
        for text in texts
        for char in str(text)
    ):
        return "holds a control character"
    try:
        value_of(field, sample, rows, own_row)
    except ValueError as error:
        return str(error)
    return ""


def _again(field: Field, samples: tuple[Sample, ...], place: int) -> str:
    is_there = samples[place] != "" and samples[place] in samples[:place]
    if field.single_valued and is_there:
        return "is there twice, and no two rows may share it"
    return ""


def _sets(model: Model) -> Iterator[Fault]:
    """Rows that would be equal where the spec says that no two are."""
    samples = dict(model.samples)
    at = ("models", model.name, "samples")
    for names in model.unique:
        if not all(name in samples for name in names):
            continue
        rows = [*zip(*(samples[name] for name in names), strict=False)]
        for place, row in enumerate(rows):
            if row in rows[:place] and "" not in row:
                yield Fault(
                    problem=f"row {place + 1} has the {' and '.join(names)} of row "
                    f"{rows.index(row) + 1}, which are unique together.",
                    at=(*at, names[0], place),
                    hint="Change one of them.",
                    suggestion=remove((*at, names[0])),
                )
