"""What a spec must satisfy to become two projects; names are in ``reserved``.

Every rule tells its faults one by one; what is suggested is accepted by the same rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from scaffold.spec import inflection, reserved
from scaffold.spec.faults import (
    Fault,
    Key,
    SpecError,
    Suggestion,
    first,
    move,
    remove,
    write,
)
from scaffold.spec.fields import INDEXABLE_LENGTH, Field
from scaffold.spec.grammar import to_text
from scaffold.spec.kinds import (
    AUTOMATIC,
    BULKY,
    DEFAULTABLE,
    FOREIGN_KEYS,
    MANY_TO_MANY,
    NEVER_IN_SETS,
    NUMERIC,
    RELATIONS,
    TEXTUAL,
    Kind,
)
from scaffold.spec.kinds.relations import OnDelete
from scaffold.spec.kinds.traits import Number, Problem
from scaffold.spec.toml_text import toml_value
from scaffold.system.errors import did_you_mean, nearest

if TYPE_CHECKING:
    from scaffold.spec.model import Model, Spec

MODEL_LIMIT = 500
FIELD_LIMIT = 100
INDEX_BYTES = 2_600  # PostgreSQL refuses index rows over about 2,700
TEXT_LIMITS = {"title": 100, "description": 2_000, "author": 200}


def faults(spec: Spec) -> Iterator[Fault]:
    """All that keeps ``spec`` from becoming two projects."""
    for word in TEXT_LIMITS:
        yield from text_faults(word, getattr(spec, word))
    yield from _check_app(spec.app)
    if not spec.models:
        at = ("models",)
        yield Fault(
            problem="the spec has no model.",
            at=at,
            hint='Add [models.Product], and below it fields.name = "string(200)".',
            suggestion=write((*at, "Product"), {"fields": {"name": "string(200)"}}),
            needs=(at,),
        )
    elif len(spec.models) > MODEL_LIMIT:
        yield Fault(problem=f"at most {MODEL_LIMIT} models.", at=("models",))
    else:
        names = _Names(spec)
        for model in spec.models:
            yield from _check_model(spec, model, names)
        yield from _check_names_together(spec, names)
        yield from _check_rings(spec)


def project_faults(name: str, app: str) -> Iterator[Fault]:
    """What keeps a project from being called ``name`` when it holds ``app``."""

    def is_fine(name: str) -> bool:
        fits = reserved.PROJECT_PATTERN.fullmatch(name)
        return bool(fits) and name != app and not reserved.project_reason(name)

    better = first(_variants(_snake(name) or "project", "{}_site", "my_{}"), is_fine)
    source, suggestion = "NAME", write((), better)
    if not reserved.PROJECT_PATTERN.fullmatch(name):
        yield Fault(
            problem=f'"{name}" is not a project name.',
            hint="Use 2 to 40 of a-z, 0-9 and _, beginning with a letter"
            + (f', for example "{better}".' if better else "."),
            suggestion=suggestion if better else None,
            source=source,
        )
    elif not is_fine(name):
        reason = (
            reserved.project_reason(name) or "is also the app that holds the models"
        )
        yield Fault(
            problem=f'"{name}" {reason}.',
            hint=f'Choose another, for example "{better}".',
            suggestion=suggestion,
            source=source,
        )


def check_project(name: str, app: str) -> None:
    """Raise SpecError when ``name`` cannot be a project that holds ``app``."""
    if found := [*project_faults(name, app)]:
        raise SpecError(*found)


def text_faults(word: str, text: str, *, source: str = "") -> Iterator[Fault]:
    """What is wrong with the ``text`` of a title, a description or an author."""
    limit = TEXT_LIMITS[word]
    at = () if source else (word,)
    sound = "".join(
        char for char in text if char in "\n\t" or not _is_unprintable(char)
    )
    edit = write(at, sound[:limit].strip())
    if len(text) > limit:
        yield Fault(
            problem=f"is longer than {limit} characters.",
            at=at,
            hint="Shorten it.",
            suggestion=edit,
            source=source,
        )
    for char in text:
        if char in "\n\t" or not _is_unprintable(char):
            continue
        problem = f"holds the control character U+{ord(char):04X}."
        if _is_surrogate(char):
            problem = "is not valid text (a lone surrogate)."
        yield Fault(
            problem=problem, at=at, hint="Remove it.", suggestion=edit, source=source
        )
        break


def _is_unprintable(char: str) -> bool:
    return ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or _is_surrogate(char)


def _is_surrogate(char: str) -> bool:
    return 0xD800 <= ord(char) <= 0xDFFF


def _snake(text: str) -> str:
    """``text`` in the letters of a name, as near as possible; perhaps nothing."""
    words = re.sub(r"[^a-z0-9]+", "_", inflection.snake(_folded(text)))
    return words.strip("_").lstrip("0123456789_")


def _camel(text: str) -> str:
    """``text`` in the letters of a model's name."""
    name = inflection.camel(re.sub(r"[^A-Za-z0-9]+", "_", _folded(text)))
    return inflection.camel(name.lstrip("0123456789"))


def _folded(text: str) -> str:
    from unicodedata import normalize

    return normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()


def _variants(name: str, *patterns: str) -> Iterator[str]:
    """``name``, then others that hold as much of it as 40 characters do."""
    yield name[:40].rstrip("_")
    for pattern in (*patterns, *(f"{{}}_{n}" for n in range(2, 100))):
        room = 40 - len(pattern) + 2
        yield pattern.format(name[:room].rstrip("_"))


def _check_app(app: str) -> Iterator[Fault]:
    at = ("app",)

    def is_fine(app: str) -> bool:
        return bool(
            reserved.PROJECT_PATTERN.fullmatch(app) and not reserved.app_reason(app)
        )

    if is_fine(app):
        return
    better = first(
        (*_variants(_snake(app) or "records", "{}_app", "my_{}"), "catalog"), is_fine
    )
    if not reserved.PROJECT_PATTERN.fullmatch(app):
        yield Fault(
            problem=f'"{app}" is not an app name.',
            at=at,
            hint="Use 2 to 40 of a-z, 0-9 and _, beginning with a letter, "
            f'for example "{better}".',
            suggestion=write(at, better),
        )
    else:
        yield Fault(
            problem=f'"{app}" {reserved.app_reason(app)}.',
            at=at,
            hint=f'Choose another, for example "{better}".',
            suggestion=write(at, better),
        )


def _check_model(spec: Spec, model: Model, names: _Names) -> Iterator[Fault]:
    at = ("models", model.name)
    problem, case = "", ""
    if not reserved.MODEL_PATTERN.fullmatch(model.name):
        problem, case = f'"{model.name}" is not a model name.', "CamelCase"
    elif reason := reserved.model_reason(model.name):
        problem = f'"{model.name}" (in code {model.snake}) {reason}.'
    if problem:
        better = names.free_for(model)
        named = {f"{m.name}.{f.name}" for m, f in _referring(spec, model)}
        plain = _camel(model.name)
        yield Fault(
            problem=problem,
            at=at,
            hint=_rename(better, named, case if better == plain else "")
            if better
            else "Use CamelCase, at most 40 of A-Z, a-z and 0-9.",
            suggestion=move(at, ("models", better)) if better else None,
        )
    else:
        yield from _check_plural(model, names)
    if not model.fields:
        yield Fault(
            problem="has no field.",
            at=at,
            hint='Add one, for example name of the type "string(200)".',
            suggestion=write((*at, "fields", "name"), "string(200)"),
            needs=((*at, "fields"),),
        )
        return
    if len(model.fields) > FIELD_LIMIT:
        yield Fault(
            problem=f"has over {FIELD_LIMIT} fields.",
            at=at,
            hint="Move some of them to another model.",
        )
        return
    for field in model.fields:
        yield from _check_field(spec, model, field)
    yield from _check_names_in_model(model)
    yield from _check_lists(model)
    yield from _check_unique_sets(model)


def _referring(spec: Spec, model: Model) -> Iterator[tuple[Model, Field]]:
    for other in spec.models:
        for field in other.relations:
            if field.target == model.name:
                yield other, field


def _rename(better: str, named: Collection[str], case: str = "") -> str:
    """A hint; who follows it must not forget where else the old name is written."""
    where = f", and change it in {', '.join(sorted(named)[:5])} too" if named else ""
    how = f"Write it in {case}:" if case else "Choose another, for example"
    return f'{how} "{better}"{where}.'


def _check_plural(model: Model, names: _Names) -> Iterator[Fault]:
    name = model.plural_name
    at = ("models", model.name, "plural")
    problem = ""
    if not _is_plural(name):
        problem = f'"{name}" is not a plural: it has up to 40 of a-z, 0-9 and _.'
    elif reason := _plural_reason(name):
        problem = f'the plural "{name}" {reason}.'
    if not problem:
        return
    others = names.words_of_others(model)
    better = first(
        (
            *_variants(_snake(model.plural or model.snake), "{}_list"),
            *_variants(f"{_snake(model.snake)[:35]}_list", "{}", "all_{}"),
        ),
        lambda name: (
            _is_plural(name) and not _plural_reason(name) and name not in others
        ),
    )
    hint = f'Choose another, for example "{better}".'
    if model.plural is None:
        longer = names.free_for(model)
        hint = f'Set another in a file, plural = "{better}"'
        hint += f', or call the model "{longer}".' if longer else "."
    yield Fault(
        problem=problem,
        at=at,
        hint=hint,
        suggestion=write(at, better),
        needs=() if model.plural else (at,),
    )


def _is_plural(name: str) -> bool:
    return bool(reserved.FIELD_PATTERN.fullmatch(name)) and "__" not in name


def _plural_reason(name: str) -> str | None:
    return reserved.plural_reason(name)


def _is_field_name(name: str) -> bool:
    return (
        bool(reserved.FIELD_PATTERN.fullmatch(name))
        and "__" not in name
        and not name.endswith("_")
    )


def _renamed(
    model: Model, field: Field, is_free: Callable[[Field], bool] = lambda field: True
) -> Suggestion | None:
    """Another name for ``field`` that is accepted, and as near as possible."""
    taken: set[str] = set()
    for other in model.fields:
        if other is not field:
            taken |= {other.name, other.api, other.column}

    def is_fine(name: str) -> bool:
        if not _is_field_name(name) or name == field.name:
            return False
        renamed = replace(field, name=name)
        made = {renamed.name, renamed.api, renamed.column}
        return (
            not made & taken
            and not reserved.field_reason(name, field.kind)
            and is_free(renamed)
        )

    plain = _snake(field.name) or "field"
    better = first(
        (
            *_variants(plain, f"{_snake(model.snake)}_{{}}", "{}_value", "own_{}"),
            *_variants(plain.partition("_")[2]),
        ),
        is_fine,
    )
    fields = ("models", model.name, "fields")
    return move((*fields, field.name), (*fields, better)) if better else None


def _check_field(spec: Spec, model: Model, field: Field) -> Iterator[Fault]:
    name = field.name
    at = ("models", model.name, "fields", name)
    problem, case = "", ""
    if not _is_field_name(name):
        problem = f'"{name}" is not a field name.'
        plain = _snake(name)
        reason = reserved.field_reason(plain, field.kind)
        if _is_field_name(plain) and reason:
            problem = f'"{name}" is not a field name, and "{plain}" {reason}.'
        else:
            case = "snake_case"
    elif reason := reserved.field_reason(name, field.kind):
        problem = f'"{name}" {reason}.'
    if problem:
        edit = _renamed(model, field)
        yield Fault(
            problem=problem,
            at=at,
            hint=_rename(str(edit.to[-1]), _listing(model, name), case)
            if edit
            else "Use snake_case, at most 40 of a-z, 0-9 and single _.",
            suggestion=edit,
        )
    problems = [*_problems(spec, model, field)]
    if not problems:
        return
    better = mended(spec, model, field)
    for found in problems:
        yield Fault(
            problem=found.problem,
            at=at,
            hint=found.hint,
            suggestion=write(at, to_text(better)) if better else None,
            needs=found.needs,
        )


def _listing(model: Model, name: str) -> set[str]:
    """The keys of ``model`` that name this field."""
    lists = {
        "list": model.list or (),
        "search": model.search or (),
        "ordering": [name.removeprefix("-") for name in model.ordering or ()],
        "unique": [name for names in model.unique for name in names],
    }
    return {word for word, names in lists.items() if name in names}


def mended(spec: Spec, model: Model, field: Field) -> Field | None:
    """``field`` without all its problems: taking a suggestion must bring no new one."""
    better: Field | None = field
    for _ in range(20):
        found = next(_problems(spec, model, better), None) if better else None
        if found is None:
            return better
        better = found.better
    return None


def _problems(spec: Spec, model: Model, field: Field) -> Iterator[Problem]:
    """All but the name; what depends on an argument that is wrong is not looked at."""
    arguments = [*field.kind.traits.problems(field)]
    yield from arguments
    if arguments:
        return
    refused: list[Problem] = []
    for problem in _modifier_problems(field):
        refused.append(problem)
        yield problem
    if field.kind in RELATIONS:
        yield from _relation_problems(spec, model, field)
    if field.kind in NUMERIC:
        yield from _bound_problems(field)
    if isinstance(field.default, str) and field.kind in DEFAULTABLE:
        yield from _text_default_problems(field, field.default)


def _modifier_problems(field: Field) -> Iterator[Problem]:
    """Refuse modifiers that would say nothing, or nothing true."""
    kind = field.kind
    length = field.stored_length or 0
    refusals = (
        (
            kind in AUTOMATIC and field.optional,
            "optional",
            "the application always sets it",
        ),
        (kind in MANY_TO_MANY and field.optional, "optional", "the list may be empty"),
        (
            field.unique and kind in NEVER_IN_SETS,
            "unique",
            f"{kind} has no equality to compare by",
        ),
        (
            field.unique and kind is Kind.REF,
            "unique",
            f'a unique reference is written "one({field.target})"',
        ),
        (
            field.unique and kind.traits.is_one_to_one,
            "unique",
            "one-to-one is unique already",
        ),
        (
            field.index and (field.unique or kind in FOREIGN_KEYS),
            "index",
            "the database indexes it already",
        ),
        (
            field.index and kind in BULKY | MANY_TO_MANY,
            "index",
            f"{kind} cannot be indexed usefully",
        ),
        (
            (field.unique or field.index) and length > INDEXABLE_LENGTH,
            "unique" if field.unique else "index",
            f"PostgreSQL indexes text of at most {INDEXABLE_LENGTH} characters",
        ),
        (
            field.default is not None and kind not in DEFAULTABLE,
            "default",
            "only text, choices, numbers and booleans have one; optional may do",
        ),
        (
            field.default is not None and field.unique,
            "default",
            "the second row that takes it would not be unique",
        ),
        (
            field.on_delete is not None and kind not in FOREIGN_KEYS,
            "on_delete",
            "only ref and one have it",
        ),
    )
    for refused, modifier, why in refusals:
        if refused:
            yield Problem(
                problem=f"{modifier} does not apply here: {why}.",
                better=_without(field, modifier),
            )


_NOW = re.compile(
    r".*now.*|current_?(timestamp|date)|today|sysdate|getdate", re.IGNORECASE
)


def _without(field: Field, modifier: str) -> Field:
    """``field`` without ``modifier``, or with what it is likely to mean."""
    if modifier == "unique" and field.kind is Kind.REF:
        return replace(field, kind=Kind.ONE, unique=False, index=False)
    if modifier == "default":
        if field.kind is Kind.DATETIME and _NOW.match(str(field.default)):
            return Field(name=field.name, kind=Kind.CREATED)
        is_wanted = field.kind not in AUTOMATIC | MANY_TO_MANY | DEFAULTABLE
        return replace(field, default=None, optional=field.optional or is_wanted)
    empty: dict[str, Any] = {modifier: None if modifier == "on_delete" else False}
    return replace(field, **empty)


def _relation_problems(spec: Spec, model: Model, field: Field) -> Iterator[Problem]:
    if field.target not in spec.by_name:
        target = str(field.target)
        near = nearest(target, spec.by_name)
        needs = (("models", target),)
        problem = f'there is no model "{target}".'
        if target == "User" and not near:
            yield Problem(
                problem="the login user cannot be referred to yet.",
                better=replace(
                    field, kind=Kind.STRING, length=200, target=None, on_delete=None
                ),
                hint="Add a model of your own, Person for example, or keep a name: "
                '"string(200)".',
                needs=needs,
            )
            return
        yield Problem(
            problem=problem,
            better=replace(field, target=near) if near else None,
            hint=did_you_mean(target, spec.by_name),
            needs=needs,
        )
        return
    is_required = field.kind in FOREIGN_KEYS and not field.optional
    if field.on_delete is OnDelete.SET_NULL and not field.optional:
        yield Problem(
            problem="on_delete=set_null needs a field that may be empty.",
            better=replace(field, optional=True),
            hint="Add :optional.",
        )
    if is_required and field.target == model.name:
        yield Problem(
            problem="a required reference to its own model leaves no way to make a "
            "first row.",
            better=replace(field, optional=True),
            hint="Add :optional.",
        )


def _bound_problems(field: Field) -> Iterator[Problem]:
    assert field.range is not None
    low, high = field.range
    outside = False
    for word in ("min", "max", "default"):
        value: Number | None = getattr(field, word)
        if value is None:
            continue
        if not low <= value <= high:
            outside = True
            yield Problem(
                problem=f"{word} is outside what {field.kind} holds ({low} to {high}).",
                better=_wider(field, word, value),
            )
        elif isinstance(value, Decimal) and value != round(value, field.places or 0):
            outside = True
            step = Decimal(1).scaleb(-(field.places or 0))
            rounded = value.quantize(step, rounding=ROUND_HALF_EVEN)
            yield Problem(
                problem=f"{word} has more than {field.places} decimal places.",
                better=replace(field, **{word: min(max(rounded, low), high)}),  # type: ignore[arg-type]
            )
    if outside:
        return
    if field.min is not None and field.max is not None and field.min > field.max:
        yield Problem(
            problem="min is greater than max.",
            better=replace(field, min=field.max, max=field.min),
        )
    elif isinstance(field.default, int | float | Decimal):
        if field.min is not None and field.default < field.min:
            yield Problem(
                problem="default is less than min.",
                better=replace(field, default=field.min),
            )
        if field.max is not None and field.default > field.max:
            yield Problem(
                problem="default is greater than max.",
                better=replace(field, default=field.max),
            )


def _wider(field: Field, word: str, value: Number) -> Field:
    """A type that holds ``value``, or the field without it."""
    bigger = replace(field, kind=field.kind.wider)
    assert bigger.range is not None
    low, high = bigger.range
    if low <= value <= high:
        return bigger
    return replace(field, **{word: None})  # type: ignore[arg-type]


def _text_default_problems(field: Field, text: str) -> Iterator[Problem]:
    bare = replace(field, default=None)
    sound = "".join(char for char in text if not _is_unprintable(char)).strip()
    if not text or text != text.strip():
        yield Problem(
            problem="a text default is not blank and has no space around it.",
            better=replace(field, default=sound)
            if sound
            else replace(bare, optional=True),
        )
    elif sound != text:
        yield Problem(
            problem="a default holds no control characters.",
            better=replace(field, default=sound),
        )
    elif field.choices:
        if text not in field.choices:
            near = nearest(text, field.choices)
            yield Problem(
                problem=f'default "{text}" is not one of the choices.',
                better=replace(field, default=near or field.choices[0]),
                hint=did_you_mean(text, field.choices),
            )
    elif len(text) > (field.stored_length or 0):
        longer = replace(field, length=len(text))
        can_grow = field.length is not None and not [
            *field.kind.traits.problems(longer)
        ]
        yield Problem(
            problem=f"default is longer than {field.stored_length} characters.",
            better=longer if can_grow else bare,
        )
    elif (form := field.kind.traits.form) and not form.matches(text):
        name = _snake(text)[:40].replace("_", "-") or "example"
        yield Problem(
            problem=f'default "{text}" is not a valid {field.kind}.',
            better=replace(field, default=form.example(name)),
        )


def _check_names_in_model(model: Model) -> Iterator[Fault]:
    """No two fields may meet in the code, the database or the API."""
    owners: dict[str, str] = {}
    for field in model.fields:
        at = ("models", model.name, "fields", field.name)
        for name in sorted({field.name, field.api, field.column}):
            if name in owners:
                edit = _renamed(model, field)
                yield Fault(
                    problem=f'"{field.name}" and "{owners[name]}" would both be called '
                    f'"{name}".',
                    at=at,
                    hint="Rename one of the two"
                    + (f', this for example to "{edit.to[-1]}".' if edit else "."),
                    suggestion=edit,
                )
                break
            owners[name] = field.name


def _check_lists(model: Model) -> Iterator[Fault]:
    for word, names in (
        ("list", model.list),
        ("search", model.search),
        ("ordering", model.ordering),
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
    yield from _check_index_width(order, at=(*at, "ordering"))


def _new_name(model: Model) -> str:
    """A name for one more field."""
    names = {name for f in model.fields for name in (f.name, f.api, f.column)}
    return first(_variants("name", "title"), lambda name: name not in names)


def _check_listed(model: Model, word: str, names: Sequence[str]) -> Iterator[Fault]:
    """The fields that ``list``, ``search`` or ``ordering`` names."""
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
        elif why := _not_listed(field, word):
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
    """Why a field cannot be in ``list``, ``search`` or ``ordering``."""
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
    return ""


def _bare(name: str) -> str:
    """The field in ``-name``, ``+name``, ``name desc``."""
    return re.sub(r"[\s:]+(asc|desc)(ending)?$", "", name.strip(" +-"), flags=re.I)


def _right_names(model: Model, word: str, names: Iterable[str]) -> list[str]:
    """Those of ``names`` that can be there, misspelt ones put right."""
    right: dict[str, None] = {}
    signs: list[str] = []
    for name in names:
        known = nearest(_bare(name), model.by_name)
        if known and not _not_listed(model.by_name[known], word):
            right.setdefault(known)
            signs.append("-" if re.match(r"\s*-|.*\bdesc", name) else "")
    sign = signs[0] if signs and word == "ordering" else ""
    return [f"{sign}{name}" for name in right]


def _check_unique_sets(model: Model) -> Iterator[Fault]:
    at = ("models", model.name, "unique")
    right = _right_sets(model)
    edit = write(at, right) if right else remove(at)
    seen: set[frozenset[str]] = set()
    for place, names in enumerate(model.unique):
        here = (*at, place)
        if len(names) < 2:
            yield Fault(
                problem="a set of unique fields has two or more.",
                at=here,
                hint="Leave it out; for one field write :unique after its type.",
                suggestion=edit,
            )
        for number, name in enumerate(names):
            field = model.by_name.get(name)
            problem = hint = ""
            if field is None:
                problem = f'there is no field "{name}".'
                hint = did_you_mean(name, model.by_name)
            elif field.kind in NEVER_IN_SETS:
                problem = (
                    f'"{name}" is {field.kind}, which cannot be part of a unique set.'
                )
                hint = "Remove it."
            if problem:
                yield Fault(
                    problem=problem,
                    at=(*here, number),
                    hint=hint,
                    suggestion=edit,
                    needs=() if field else (("models", model.name, "fields", name),),
                )
        for name in _twice(names):
            yield Fault(
                problem=f'"{name}" is there twice.',
                at=here,
                hint="Keep one.",
                suggestion=edit,
            )
        if frozenset(names) in seen:
            yield Fault(
                problem="a set is there twice.",
                at=here,
                hint="Keep one.",
                suggestion=edit,
            )
        seen.add(frozenset(names))
        fields = [model.by_name.get(name) for name in names]
        yield from _check_index_width(fields, at=here, suggestion=edit)


def _right_sets(model: Model) -> list[list[str]]:
    """The unique sets without what cannot be in one."""
    right: dict[frozenset[str], list[str]] = {}
    for names in model.unique:
        known = dict.fromkeys(nearest(name, model.by_name) for name in names)
        fit = [n for n in known if n and model.by_name[n].kind not in NEVER_IN_SETS]
        if len(fit) > 1 and not _is_too_wide([model.by_name[name] for name in fit]):
            right.setdefault(frozenset(fit), fit)
    return [*right.values()]


def _is_too_wide(fields: Iterable[Field | None]) -> bool:
    lengths = (field.stored_length or 4 for field in fields if field)
    return sum(4 * length for length in lengths) > INDEX_BYTES


def _check_index_width(
    fields: Iterable[Field | None],
    *,
    at: Key,
    suggestion: Suggestion | None = None,
) -> Iterator[Fault]:
    if _is_too_wide(fields):
        most = INDEX_BYTES // 4
        yield Fault(
            problem="these texts together are too long for one index of PostgreSQL.",
            at=at,
            hint=f"Shorten them to {most} characters together, or use fewer.",
            suggestion=suggestion or remove(at),
        )


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


class _Names:
    """Finds a name that is free beside all others of a spec."""

    def __init__(self, spec: Spec) -> None:
        self._app = spec.app
        self._models = spec.models

    def words_of_others(self, model: Model) -> set[str]:
        return {
            word
            for other in self._models
            if other is not model
            for word in (other.snake, other.plural_name)
        }

    def free_for(self, model: Model) -> str:
        """A name for ``model`` that is accepted, and as near as possible."""
        names = _variants(
            _camel(model.name) or "Thing", "{}Record", "{}Item", "{}Entry", "My{}"
        )
        others = self.words_of_others(model)

        def is_free(name: str) -> bool:
            named = replace(model, name=name)
            return (
                bool(reserved.MODEL_PATTERN.fullmatch(name))
                and name != model.name
                and not reserved.model_reason(name)
                and _is_plural(named.plural_name)
                and not _plural_reason(named.plural_name)
                and not {named.snake, named.plural_name} & others
                and not self._clashes(model, named)
            )

        return first((name.replace("_", "") for name in names), is_free)

    def is_free_field(self, model: Model, field: Field) -> Callable[[Field], bool]:
        def is_free(renamed: Field) -> bool:
            fields = tuple(renamed if f is field else f for f in model.fields)
            return not self._clashes(model, replace(model, fields=fields))

        return is_free

    def _clashes(self, model: Model, changed: Model) -> bool:
        """Whether ``changed`` clashes with others more than they do without it."""
        others = _spelt_well([m for m in self._models if m is not model])
        before = sum(1 for _ in reserved.clashes(self._app, others))
        return sum(1 for _ in reserved.clashes(self._app, [*others, changed])) > before


def _check_names_together(spec: Spec, names: _Names) -> Iterator[Fault]:
    """Refuse names of which each alone would do; of each name once."""
    told: set[tuple[str, str | None]] = set()
    for clash in reserved.clashes(spec.app, _spelt_well(spec.models)):
        if (clash.model, clash.field) in told:
            continue
        told.add((clash.model, clash.field))
        model = spec.by_name[clash.model]
        at: Key = ("models", model.name)
        edit: Suggestion | None
        if clash.field:
            field = model.by_name[clash.field]
            at = (*at, "fields", field.name)
            edit = _renamed(model, field, names.is_free_field(model, field))
        else:
            better = names.free_for(model)
            edit = move(at, ("models", better)) if better else None
        yield Fault(
            problem=clash.problem,
            at=at,
            hint="Rename one of the two"
            + (f', this for example to "{edit.to[-1]}".' if edit else "."),
            suggestion=edit,
            needs=((*at, "plural"),),
        )


def _spelt_well(models: Sequence[Model]) -> list[Model]:
    return [m for m in models if reserved.MODEL_PATTERN.fullmatch(m.name)]


def _check_rings(spec: Spec) -> Iterator[Fault]:
    """Refuse models that each need a row of another before their own first."""
    needed = {
        model.name: [
            field
            for field in model.relations
            if field.kind in FOREIGN_KEYS
            and not field.optional
            and field.target in spec.by_name
            and field.target != model.name
        ]
        for model in spec.models
    }
    while needed:
        ready = [
            n for n, fields in needed.items() if not _targets(fields) & set(needed)
        ]
        for name in ready:
            del needed[name]
        if needed and not ready:
            ring = _ring(needed)
            name, field = ring[-1]
            needed[name].remove(field)
            at = ("models", name, "fields", field.name)
            better = to_text(replace(field, optional=True))
            yield Fault(
                problem="required relations make a ring "
                f"({', '.join(name for name, _ in ring)}), so that no first row could "
                "exist.",
                at=at,
                hint=f"Make one of them optional, for example {name}.{field.name} as "
                f"{toml_value(better)}.",
                suggestion=write(at, better),
            )


def _targets(fields: Iterable[Field]) -> set[str | None]:
    return {field.target for field in fields}


def _ring(needed: dict[str, list[Field]]) -> list[tuple[str, Field]]:
    """Models of which each needs the next, with the fields that say so."""
    way: list[tuple[str, Field]] = []
    name = next(iter(needed))
    while name not in (passed := [at for at, _ in way]):
        field = next(field for field in needed[name] if field.target in needed)
        way.append((name, field))
        name = str(field.target)
    return way[passed.index(name) :]
