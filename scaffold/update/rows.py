"""What a change of the spec means for rows that are there, in sentences without a full stop.

What is lost, what they get where they must have something, and what stops a migration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scaffold.spec import Model
from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, NUMERIC, TEXTUAL, Kind
from scaffold.update.changes import Change, FieldOf, Fill
from scaffold.update.conversions import MOMENTS, conversion, is_kept

Fills = Mapping[FieldOf, Fill]


def lost(change: Change) -> Iterator[str]:
    """What columns hold and their new types do not take."""
    for model, now, was in change.fields_of_kept_models:
        if was is None or is_kept(was, now):
            continue
        found = conversion(was, now)
        held = f"what {model.name}.{now.name} holds"
        if found is None:
            yield held
        elif not found.is_whole:
            yield f"{held} and its new type does not take"


def notes(change: Change) -> Iterator[str]:
    """What to know before the migration runs, but for what is lost."""
    fills = change.fills
    yield from _given(change, fills)
    for model, now, was in change.fields_of_kept_models:
        for risk in _risks(fills, model, now, was):
            yield f"{risk} stop the migration; look first"
    yield from _sets(change)


def _given(change: Change, fills: Fills) -> Iterator[str]:
    """What the tool chose for them; a default of the spec is a person's choice."""
    for model, now, was in change.fields_of_kept_models:
        fill = fills.get((model.name, now.name))
        is_own = now.default is not None and not now.kind.traits.is_user
        if fill is None or (fill.how == "value" and is_own):
            continue
        if fill.value == "":
            continue
        name = f"{model.name}.{now.name}"
        where = f"rows without {name}" if was else f"rows of {model.name}"
        yield f"{where} get {_value(now, fill)}{'' if was else f' as {now.name}'}"


def _value(field: Field, fill: Fill) -> str:
    if fill.how == "first":
        target = field.target or "user"
        return f"the first {target} (without one, the migration stops)"
    if fill.how == "each":
        limit = "" if field.max is None else f" or it is above {field.max}"
        also = f" (where another row has it{limit}, the migration stops)"
        own = "a value of their own"
        return own if fill.value == "uuid" else f"{own}, made of their id{also}"
    if fill.how == "now":
        is_moment = field.kind in MOMENTS
        return f"the {'moment' if is_moment else 'day'} of the migration"
    if isinstance(fill.value, bool):
        return '"true"' if fill.value else '"false"'
    return f'"{fill.value}"' if field.kind in TEXTUAL else str(fill.value)


def _risks(fills: Fills, model: Model, now: Field, was: Field | None) -> Iterator[str]:
    """Rows that the new column does not take, as the subject of a sentence."""
    name = f"{model.name}.{now.name}"
    is_filled = (model.name, now.name) in fills
    is_needed = not now.null and now.kind not in MANY_TO_MANY
    if (
        is_needed
        and not is_filled
        and (was is None or was.null or not is_kept(was, now))
    ):
        without = f"rows of {model.name}" if was is None else f"rows without {name}"
        yield f"{without} (no value is sure to be free)"
    if was is None:
        return
    if now.single_valued and not was.single_valued:
        yield f"rows that share a value of {name}"
    if now.kind in NUMERIC:
        yield from _bounds(name, now, was)
    if now.kind is Kind.CHOICE is was.kind:
        gone = [choice for choice in was.choices if choice not in now.choices]
        if gone:
            yield f"rows with {name} {' or '.join(gone)}"
    is_text = {was.kind, now.kind} <= TEXTUAL and is_kept(was, now)
    limit, before = now.stored_length or 0, was.stored_length or 0
    if is_text and now.kind is not Kind.CHOICE and limit < before:
        yield f"rows whose {name} has more than {limit} characters"


def _bounds(name: str, now: Field, was: Field) -> Iterator[str]:
    is_number = was.kind in NUMERIC
    low = was.min if is_number else None
    high = was.max if is_number else None
    if now.min is not None and (low is None or now.min > low):
        yield f"rows with {name} below {now.min}"
    if now.max is not None and (high is None or now.max < high):
        yield f"rows with {name} above {now.max}"
    both = was.kind is Kind.DECIMAL is now.kind and is_kept(was, now)
    if both and now.range and was.range and now.range[1] < was.range[1]:
        yield f"rows with {name} beyond {now.range[1]}"


def _sets(change: Change) -> Iterator[str]:
    """Sets that no two rows may share, and that were none before."""
    for model, before in change.kept_models:
        now = {change.earlier_field(model.name, n): n for n in model.by_name}
        known = {frozenset(now.get(n, n) for n in names) for names in before.unique}
        for names in model.unique:
            if frozenset(names) not in known:
                listed = " and ".join(names)
                yield (
                    f"rows of {model.name} that share {listed} stop the migration; "
                    "look first"
                )
