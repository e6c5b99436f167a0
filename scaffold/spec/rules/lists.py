"""The fields that ``list``, ``search``, ``ordering`` and ``filters`` name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from scaffold.spec.faults import Fault, first, remove, write
from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, TEXTUAL
from scaffold.spec.rules.indexes import width_faults
from scaffold.spec.rules.renaming import names_like
from scaffold.system.errors import did_you_mean, nearest

if TYPE_CHECKING:
    from scaffold.spec.model import Model


def list_faults(model: Model) -> Iterator[Fault]:
    for word, names in (
        ("list", model.list),
        ("search", model.search),
        ("ordering", model.ordering),
        ("filters", model.filters),
    ):
        if names is not None:
            yield from _check_listed(model, word, names)
    at = ("models", model.name)
    if not model.columns_shown:
        is_said = any(field.kind not in MANY_TO_MANY for field in model.fields)
        yield Fault(
            problem="a list needs a column; many-to-many fields cannot be one.",
            at=(*at, "list") if is_said else at,
            hint="Leave it out."
            if is_said
            else 'Add a field that is not refs, for example of the type "string(200)".',
            suggestion=remove((*at, "list"))
            if is_said
            else write((*at, "fields", _new_name(model)), "string(200)"),
            needs=((*at, "fields"), (*at, "list")),
        )
    order = [model.by_name.get(name.removeprefix("-")) for name in model.order]
    yield from width_faults(order, at=(*at, "ordering"), further=1)


def _new_name(model: Model) -> str:
    """A name for one more field."""
    names = {name for f in model.fields for name in (f.name, f.api, f.attribute)}
    return first(names_like("name", "title"), lambda name: name not in names)


def _check_listed(model: Model, word: str, names: Sequence[str]) -> Iterator[Fault]:
    """The fields that one of these lists names."""
    at = ("models", model.name, word)
    right = _right_names(model, word, names)
    edit = write(at, right) if right or word != "list" else remove(at)
    seen: set[str] = set()
    for number, name in enumerate(names):
        bare = name.removeprefix("-") if word == "ordering" else name
        field = model.by_name.get(bare)
        problem = hint = ""
        if field is None:
            problem = f'there is no field "{bare}".'
            hint = did_you_mean(_bare(bare), model.by_name)
        elif bare in seen:
            problem, hint = f'"{bare}" is there twice.', "Keep one."
        elif why := _not_listed(field, word) or _means_two(model, field, word):
            problem, hint = why, "Remove it."
            if word == "ordering":
                hint = f"Known: {', '.join(model.sortable) or 'none'}."
        seen.add(bare)
        if problem:
            yield Fault(
                problem=problem,
                at=(*at, number),
                hint=hint,
                suggestion=edit,
                needs=() if field else (("models", model.name, "fields", bare),),
            )
    known = [name for name in names if name.removeprefix("-") in model.by_name]
    if word == "ordering" and len({name.startswith("-") for name in known}) > 1:
        yield Fault(
            problem="the fields go in different directions, which one index cannot "
            "serve.",
            at=at,
            hint='Give all of them a "-", or none.',
            suggestion=edit,
        )


def _not_listed(field: Field, word: str) -> str:
    """Why a field cannot be in one of these lists."""
    name = field.name
    if word == "list" and field.kind in MANY_TO_MANY:
        return f'"{name}" is many-to-many, which no list can show in one column.'
    if word == "search" and field.kind not in TEXTUAL:
        return f'"{name}" is {field.kind}; only text can be searched.'
    if word == "ordering" and not field.sortable:
        return (
            f'rows cannot be ordered by "{name}": it may be empty, is long, or has no '
            "order."
        )
    if word == "filters" and not field.filterable:
        return (
            f'"{name}" is {field.kind}; only choices, booleans, dates, moments, '
            "relations and users narrow a list."
        )
    return ""


def _means_two(model: Model, field: Field, word: str) -> str:
    if word != "filters" or field.name in model.filtered:
        return ""
    said = " and ".join(f'"{name}"' for name in sorted(field.filtered_by))
    return f"{said} would mean two things in the query of a list."


_DIRECTION = re.compile(r"[\s:]+(asc|desc)(ending)?$", re.IGNORECASE)


def _bare(name: str) -> str:
    """The field in ``-name``, ``+name``, ``name desc``."""
    return _DIRECTION.sub("", name.strip(" +-"))


def _is_descending(name: str) -> bool:
    said = _DIRECTION.search(name.strip())
    return name.strip().startswith("-") or bool(said and said[1].lower() == "desc")


def _right_names(model: Model, word: str, names: Iterable[str]) -> list[str]:
    """Those of ``names`` that can be there, misspelt ones put right."""
    right: dict[str, None] = {}
    signs: list[str] = []
    for name in names:
        known = nearest(_bare(name), model.by_name)
        field = model.by_name.get(known)
        if field and not (_not_listed(field, word) or _means_two(model, field, word)):
            right.setdefault(field.name)
            signs.append("-" if _is_descending(name) else "")
    sign = signs[0] if signs and word == "ordering" else ""
    return [f"{sign}{name}" for name in right]
