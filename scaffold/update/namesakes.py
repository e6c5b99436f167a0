"""What a hand edit of the spec may have meant as another name: to us it is another thing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scaffold.spec import Spec
from scaffold.spec.changes import Changes, Place, with_new_name
from scaffold.spec.fields import Field
from scaffold.spec.kinds import Kind

#: Held while two others are swapped: no name in any spec.
_FREE = ""


def only_renamed(before: Spec, after: Spec, said: Changes) -> dict[Place, str]:
    """What went, to what came and is the same but for its name.

    A field is also one that alone of its model came with the type of one that went alone.
    """
    models = {
        (old, None): new for old in said.removed_models for new in said.added_models
    }
    fields = {
        (model, old): new
        for model, old in said.removed_fields
        for owner, new in said.added_fields
        if owner == model and model in before.by_name
    }
    return dict(_alone(before, after, said)) | {
        place: new
        for place, new in (models | fields).items()
        if _what(with_new_name(before, place, new), _called(place, new))
        == _what(after, _called(place, new))
    }


def _alone(
    before: Spec, after: Spec, said: Changes
) -> Iterator[tuple[tuple[str, str], str]]:
    """Fields that went and those that came, where no other of their model has the type."""
    gone, come = (
        [
            (model, spec.by_name[model].by_name[name])
            for model, name in places
            if model in spec.by_name
        ]
        for spec, places in ((before, said.removed_fields), (after, said.added_fields))
    )
    for model, old in gone:
        olds = [f for m, f in gone if m == model and _type(f) == _type(old)]
        news = [f for m, f in come if m == model and _type(f) == _type(old)]
        if len(olds) == len(news) == 1:
            yield (model, old.name), news[0].name


def _type(field: Field) -> tuple[Kind, str | None]:
    return field.kind, field.target


def swapped(before: Spec, after: Spec) -> Iterator[str]:
    """Models, and fields of one, that each became what the other was, in sentences."""
    for one, two in _pairs(before, after):
        if any(_what(before, each) == _what(after, each) for each in (one, two)):
            continue
        if all(
            _what(_swapped(before, one, two), each) == _what(after, each)
            for each in (one, two)
        ):
            names = " and ".join(".".join(filter(None, each)) for each in (one, two))
            yield (
                f"{names} are each what the other was, and what rows hold stays under "
                "its name; to swap the names, rename one to a third name first"
            )


def _pairs(before: Spec, after: Spec) -> Iterator[tuple[Place, Place]]:
    stay = [model for model in after.models if model.name in before.by_name]
    for one, two in combinations(stay, 2):
        yield (one.name, None), (two.name, None)
    for model in stay:
        known = before.by_name[model.name].by_name
        names = [name for name in model.by_name if name in known]
        for first, second in combinations(names, 2):
            yield (model.name, first), (model.name, second)


def _swapped(spec: Spec, one: Place, two: Place) -> Spec:
    spec = with_new_name(spec, one, _FREE)
    spec = with_new_name(spec, two, one[1] or one[0])
    return with_new_name(spec, _called(one, _FREE), two[1] or two[0])


def _called(place: Place, name: str) -> Place:
    return (name, None) if place[1] is None else (place[0], name)


def _what(spec: Spec, place: Place) -> Field | tuple[Field, ...]:
    model = spec.by_name[place[0]]
    return model.fields if place[1] is None else model.by_name[place[1]]
