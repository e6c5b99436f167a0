"""What is asked of both starters: five routes, and one request that demands the most."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from scaffold import samples
from scaffold.spec import Model, Spec
from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, Kind

#: Bodies of one burst where each row must differ: more than a server creates in it.
_IN_A_BURST = 3_000
#: Bodies that are sent one at a time.
_SINGLY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """``name`` is the route as figures name it, ``path`` what is asked for."""

    name: str
    method: str
    path: str
    needs_editor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All that is asked, and what is in the tables then.

    ``rows`` are by plural as a starter's ``seed`` takes them. ``singly`` are bodies that
    create further rows of ``model``, ``bursts`` those of each burst of creates: none
    where the spec's uniqueness leaves too few.
    """

    model: Model
    routes: tuple[Route, ...]
    creates: Route
    demanding: tuple[Route, ...]
    rows: dict[str, list[samples.Row]]
    singly: tuple[bytes, ...]
    bursts: tuple[tuple[bytes, ...], ...]


def work(spec: Spec, rows: int, bursts: int) -> Work:
    """What to ask of the starters of ``spec``, with so many rows in the listed table."""
    spec = _telling_rows_apart(spec)
    model = max(spec.models, key=lambda model: len(model.relations))
    may_repeat = not (model.unique or any(f.single_valued for f in model.fields))
    more = _SINGLY + (0 if may_repeat else bursts * _IN_A_BURST)
    made = samples.rows(
        spec, dict.fromkeys(_paired_with(model, spec) | {model.name}, rows + more)
    )
    plural = model.plural_name
    mine = made[plural]
    # Where uniqueness leaves fewer rows, half of them are enough to list.
    kept = rows if len(mine) >= rows + _SINGLY else len(mine) // 2
    bodies = tuple(json.dumps(_alone(model, row)).encode() for row in mine[kept:])
    singly, further = bodies[:_SINGLY], bodies[_SINGLY:]
    if may_repeat:
        shares: tuple[tuple[bytes, ...], ...] = (singly,) * bursts
    elif len(further) == bursts * _IN_A_BURST:
        starts = range(0, len(further), _IN_A_BURST)
        shares = tuple(further[start : start + _IN_A_BURST] for start in starts)
    else:
        shares = ()
    api = f"/api/{plural}"
    return Work(
        model=model,
        routes=(
            _get("/api/health"),
            _get(api),
            Route(name=f"GET {api}/{{id}}", method="GET", path=f"{api}/1"),
            _get(f"/{plural}"),
        ),
        creates=Route(name=f"POST {api}", method="POST", path=api, needs_editor=True),
        demanding=(
            _get(f"{api}?{urlencode(_most_demanding(model, mine[:kept]))}"),
            _get("/api/summary"),
        ),
        rows=made | {plural: mine[:kept]},
        singly=singly,
        bursts=shares,
    )


def _telling_rows_apart(spec: Spec) -> Spec:
    """``spec`` with one field unique of each set that is unique together.

    Sample rows then differ in it, as many as there are: drawn from a few values each,
    sets would soon repeat.
    """
    models = []
    for model in spec.models:
        chosen = {
            next((n for n in names if _is_endless(model.by_name[n])), "")
            for names in model.unique
            if not any(model.by_name[n].single_valued for n in names)
        }
        fields = tuple(
            replace(field, unique=True, index=False, default=None)
            if field.name in chosen
            else field
            for field in model.fields
        )
        models.append(replace(model, fields=fields))
    return replace(spec, models=tuple(models))


def _is_endless(field: Field) -> bool:
    """There is always a further value to send."""
    return field.written and field.kind.traits.is_endless


def _get(path: str) -> Route:
    return Route(name=f"GET {path}", method="GET", path=path)


def _paired_with(model: Model, spec: Spec) -> set[str]:
    """The models of which each row of ``model`` needs one for itself."""
    found: set[str] = set()
    waiting = [model]
    while waiting:
        for field in waiting.pop().fields:
            target = field.target
            if field.kind.traits.is_one_to_one and target and target not in found:
                found.add(target)
                waiting.append(spec.by_name[target])
    return found - {model.name}


def _most_demanding(model: Model, rows: list[samples.Row]) -> dict[str, Any]:
    """The longest page, out of order, of a search that finds nearly every row."""
    query: dict[str, Any] = {"limit": 100}
    if sorts := model.sortable:
        searched = [name for name in model.searched if name in sorts]
        query["sort"] = f"-{(searched or sorts)[0]}"
    letters = Counter(
        letter
        for row in rows
        for letter in set(
            "".join(str(row.get(n) or "") for n in model.searched).lower()
        )
        if letter.isascii() and letter.isalpha()
    )
    if letters:
        query["q"] = letters.most_common(1)[0][0]
    return query


def _alone(model: Model, row: samples.Row) -> samples.Row:
    """``row`` without the rows of its own table, which may not be there yet.

    Its users, whom samples leave out, are the first: the editor.
    """
    own: samples.Row = {
        f.api: [] if f.kind in MANY_TO_MANY else None
        for f in model.relations
        if f.target == model.name and f.written
    }
    users = {f.api: 1 for f in model.fields if f.kind is Kind.USER and f.written}
    return row | own | users
