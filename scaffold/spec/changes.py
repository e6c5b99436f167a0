"""What an edited spec changed: in plain words, and as the name of a migration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from scaffold.spec.fields import Field
from scaffold.spec.grammar import to_text
from scaffold.spec.inflection import snake
from scaffold.spec.model import (
    LIST_KEYS,
    NAME_KEYS,
    SET_KEYS,
    TEXT_KEYS,
    Model,
    Spec,
)

#: A model, and a field of it or None for the model itself.
Place = tuple[str, str | None]

#: A migration of changes that a database does not have.
USUAL_SLUG = "scaffold_update"
SLUG_LIMIT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """``sentences`` have no full stop; what is removed has its old name, all else its new."""

    sentences: tuple[str, ...]
    slug: str
    added_models: tuple[str, ...]
    removed_models: tuple[str, ...]
    #: (model, field), of models that were there before and still are.
    added_fields: tuple[tuple[str, str], ...]
    removed_fields: tuple[tuple[str, str], ...]
    changed_fields: tuple[tuple[str, str], ...]


def changes(
    old: Spec, new: Spec, renamed: Mapping[Place, str] | None = None
) -> Changes:
    """What makes ``new`` of ``old``; ``renamed`` are names of ``old`` and the new ones.

    A name that is not in ``renamed`` is taken for a new thing, and the old one for gone.
    """
    said: list[tuple[str, str]] = []
    for (model, field), name in (renamed or {}).items():
        what = f"field {model}.{field}" if field else f"model {model}"
        slug = "_".join(map(snake, filter(None, ("rename", model, field, name))))
        said.append((f"{what} is now called {name}", slug))
    # Fields first: they are named with the model's old name.
    for place, name in sorted((renamed or {}).items(), key=lambda r: r[0][1] is None):
        old = with_new_name(old, place, name)
    before, after = old.by_name, new.by_name
    added = tuple(name for name in after if name not in before)
    removed = tuple(name for name in before if name not in after)
    stay = [(before[name], after[name]) for name in after if name in before]
    new_fields = _fields(stay, lambda was, field: field.name not in was.by_name)
    gone = _fields([(b, a) for a, b in stay], lambda to, f: f.name not in to.by_name)
    changed = _fields(stay, lambda was, f: was.by_name.get(f.name, f) != f)
    said += [(f"model {name} is new", snake(name)) for name in added]
    said += [(f"field {m}.{f} is new", f"{snake(m)}_{f}") for m, f in new_fields]
    said += [(f"model {name} is gone", f"remove_{snake(name)}") for name in removed]
    said += [(f"field {m}.{f} is gone", f"remove_{snake(m)}_{f}") for m, f in gone]
    for model, field in changed:
        was, is_now = before[model].by_name[field], after[model].by_name[field]
        sentence = f"field {model}.{field} was {to_text(was)} and is {to_text(is_now)}"
        said.append((sentence, f"change_{snake(model)}_{field}"))
    said += [pair for was, is_now in stay for pair in _of_keys(was, is_now)]
    texts = [k for k in (*TEXT_KEYS, "app") if getattr(old, k) != getattr(new, k)]
    said += [(f"{key} has changed", "") for key in texts]
    return Changes(
        sentences=tuple(sentence for sentence, _ in said),
        slug=_slug(list(dict.fromkeys(slug for _, slug in said if slug))),
        added_models=added,
        removed_models=removed,
        added_fields=new_fields,
        removed_fields=gone,
        changed_fields=changed,
    )


def _slug(slugs: list[str]) -> str:
    """All of them, or as many as fit, one at least, and how many there are more."""
    for kept in range(len(slugs), 0, -1):
        more = f"_and_{len(slugs) - kept}_more" if kept < len(slugs) else ""
        slug, room = "_".join(slugs[:kept]), SLUG_LIMIT - len(more)
        if len(slug) <= room:
            return slug + more
        if kept == 1:
            return slug[: room + 1].rpartition("_")[0] + more
    return USUAL_SLUG


def with_new_name(spec: Spec, place: Place, name: str) -> Spec:
    """``spec`` with a model or a field called ``name``, wherever it is mentioned."""
    owner, old = place
    if old is None:
        return replace(spec, models=tuple(_refer(m, owner, name) for m in spec.models))
    models = (
        _call_field(model, old, name) if model.name == owner else model
        for model in spec.models
    )
    return replace(spec, models=tuple(models))


def _refer(model: Model, old: str, name: str) -> Model:
    fields = tuple(
        replace(field, target=name) if field.target == old else field
        for field in model.fields
    )
    is_it = model.name == old
    return replace(model, name=name if is_it else model.name, fields=fields)


def _call_field(model: Model, old: str, name: str) -> Model:
    names = {old: name, f"-{old}": f"-{name}"}
    said: dict[str, object] = {}
    for key in LIST_KEYS:
        if (listed := getattr(model, key)) is not None:
            said[key] = tuple(names.get(n, n) for n in listed)
    for key in SET_KEYS:
        sets = getattr(model, key)
        said[key] = tuple(tuple(names.get(n, n) for n in one) for one in sets)
    said["samples"] = tuple((names.get(n, n), texts) for n, texts in model.samples)
    if model.label is not None:
        said["label"] = model.label.replace(f"{{{old}}}", f"{{{name}}}")
    fields = tuple(
        replace(field, name=name) if field.name == old else field
        for field in model.fields
    )
    return replace(model, fields=fields, **said)  # type: ignore[arg-type]


def _fields(
    models: list[tuple[Model, Model]], is_one: Callable[[Model, Field], bool]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (model.name, field.name)
        for other, model in models
        for field in model.fields
        if is_one(other, field)
    )


def _of_keys(old: Model, new: Model) -> Iterator[tuple[str, str]]:
    """The keys beside the fields; a migration is called by what a database has."""
    for key in (*LIST_KEYS, *SET_KEYS, *NAME_KEYS, "samples"):
        if getattr(old, key) != getattr(new, key):
            is_stored = key in (*SET_KEYS, "table", "key")
            slug = f"change_{snake(new.name)}_{key}" if is_stored else ""
            yield f"{key} of {new.name} has changed", slug
