"""What a spec must satisfy to become two projects; names are in ``reserved``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from scaffold.spec import inflection, reserved
from scaffold.spec.fields import (
    AUTOMATIC,
    CHOICE_LENGTH,
    DEFAULTABLE,
    FOREIGN_KEYS,
    INDEXABLE_LENGTH,
    NUMERIC,
    TEXTUAL,
    Field,
    Kind,
    Number,
    OnDelete,
)
from scaffold.system.errors import SpecError, did_you_mean

if TYPE_CHECKING:
    from scaffold.spec.model import Model, Spec

MODEL_LIMIT = 500
FIELD_LIMIT = 100
CHOICE_LIMIT = 100
STRING_LIMIT = 10_000
DIGITS_LIMIT = 15  # what SQLite's floats keep exactly
INDEX_BYTES = 2_600  # PostgreSQL refuses index rows over about 2,700
TEXT_LIMITS = {"title": 100, "description": 2_000, "author": 200}
#: Classes that the starters make for each model.
CLASS_SUFFIXES = [
    "Admin",
    "Create",
    "Delete",
    "Detail",
    "Edit",
    "Form",
    "In",
    "List",
    "Out",
    "Page",
    "Patch",
    "Query",
    "Summary",
    "Update",
    "View",
]

_CHOICE = re.compile(r"[\w+./-]+( [\w+./-]+)*")
_EMAIL = re.compile(r"[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", re.ASCII)
_URL = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]*)?", re.ASCII)
_SLUG = re.compile(r"[-a-zA-Z0-9_]+", re.ASCII)


def check(spec: Spec) -> None:
    """Raise SpecError at the first rule that ``spec`` breaks."""
    for word, limit in TEXT_LIMITS.items():
        _check_text(getattr(spec, word), limit, key=word)
    _check_app(spec.app)
    if not spec.models:
        raise SpecError(
            "the spec has no model.", key="models", hint="Add [models.Product]."
        )
    if len(spec.models) > MODEL_LIMIT:
        raise SpecError(f"at most {MODEL_LIMIT} models.", key="models")
    for model in spec.models:
        _check_model(spec, model)
    _check_names_between_models(spec.models)
    _check_rings(spec)


def check_project(name: str, app: str) -> None:
    """Raise SpecError when ``name`` cannot be a project that holds ``app``."""
    if not reserved.PROJECT_PATTERN.fullmatch(name):
        raise SpecError(
            f'"{name}" is not a project name.',
            key="NAME",
            hint="Use 2 to 40 of a-z, 0-9 and _, beginning with a letter"
            + (f', for example "{_suggestion(name)}".' if _suggestion(name) else "."),
        )
    reason = reserved.project_reason(name)
    if reason is None and name == app:
        reason = "is also the app that holds the models"
    if reason:
        raise SpecError(
            f'"{name}" {reason}.', key="NAME", hint=f'Try "{name}_site" or "my_{name}".'
        )


def _suggestion(name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", inflection.snake(name)).strip("_0123456789")[:40]
    return words if reserved.PROJECT_PATTERN.fullmatch(words) else ""


def _check_text(text: str, limit: int, *, key: str) -> None:
    if len(text) > limit:
        raise SpecError(f"is longer than {limit} characters.", key=key)
    for char in text:
        if 0xD800 <= ord(char) <= 0xDFFF:
            raise SpecError("is not valid text (a lone surrogate).", key=key)
        if _is_control(char) and char not in "\n\t":
            raise SpecError(
                f"holds the control character U+{ord(char):04X}.",
                key=key,
                hint="Remove it.",
            )


def _is_control(char: str) -> bool:
    return ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0


def _check_app(app: str) -> None:
    if not reserved.PROJECT_PATTERN.fullmatch(app):
        raise SpecError(
            f'"{app}" is not an app name.',
            key="app",
            hint="Use 2 to 40 of a-z, 0-9 and _, beginning with a letter.",
        )
    if reason := reserved.app_reason(app):
        raise SpecError(f'"{app}" {reason}.', key="app", hint='Try "catalog".')


def _check_model(spec: Spec, model: Model) -> None:
    key = f"models.{model.name}"
    if not reserved.MODEL_PATTERN.fullmatch(model.name):
        better = inflection.camel(re.sub(r"\W+", "_", model.name, flags=re.ASCII))
        usable = reserved.MODEL_PATTERN.fullmatch(better)
        raise SpecError(
            f'"{model.name}" is not a model name.',
            key=key,
            hint=f'Write it in CamelCase: "{better}".'
            if usable
            else "Use CamelCase, at most 40 of A-Z, a-z and 0-9.",
        )
    reason = reserved.model_reason(model.name) or reserved.variable_reason(model.snake)
    if reason:
        raise SpecError(
            f'"{model.name}" (in code {model.snake}) {reason}.',
            key=key,
            hint=f'Choose a longer name, for example "{model.name}Record".',
        )
    _check_plural(model, key=key)
    if not model.fields:
        raise SpecError(
            "has no field.", key=key, hint='Add for example name = "string(200)".'
        )
    if len(model.fields) > FIELD_LIMIT:
        raise SpecError(f"has over {FIELD_LIMIT} fields.", key=key)
    for field in model.fields:
        _check_field(spec, model, field, key=f"{key}.fields.{field.name}")
    _check_names_in_model(model, key=key)
    _check_lists(model, key=key)
    _check_unique_sets(model, key=f"{key}.unique")


def _check_plural(model: Model, *, key: str) -> None:
    name = model.plural_name
    at = f"{key}.plural"
    if not reserved.FIELD_PATTERN.fullmatch(name) or "__" in name:
        raise SpecError(
            f'"{name}" is not a plural.', key=at, hint="Use a-z, 0-9 and _."
        )
    reason = reserved.url_reason(name) or reserved.variable_reason(name)
    if reason:
        raise SpecError(
            f'the plural "{name}" {reason}.',
            key=at,
            hint=f'Set another, for example plural = "{name}_list".',
        )


def _check_field(spec: Spec, model: Model, field: Field, *, key: str) -> None:
    name = field.name
    if not reserved.FIELD_PATTERN.fullmatch(name) or "__" in name or name.endswith("_"):
        better = re.sub(r"[^a-z0-9]+", "_", inflection.snake(name)).strip("_")
        fine = reserved.FIELD_PATTERN.fullmatch(better)
        raise SpecError(
            f'"{name}" is not a field name.',
            key=key,
            hint=f'Write it in snake_case: "{better}".'
            if fine
            else "Use snake_case, at most 40 of a-z, 0-9 and single _.",
        )
    if reason := reserved.field_reason(name):
        raise SpecError(
            f'"{name}" {reason}.',
            key=key,
            hint=f'Choose another, for example "{model.snake}_{name}".',
        )
    _check_modifiers(field, key=key)
    match field.kind:
        case Kind.STRING:
            _check_between(field.length, 1, STRING_LIMIT, "the length", key=key)
        case Kind.DECIMAL:
            _check_between(field.digits, 1, DIGITS_LIMIT, "digits", key=key)
            assert field.digits is not None
            _check_between(field.places, 0, field.digits, "places", key=key)
        case Kind.CHOICE:
            _check_choices(field.choices, key=key)
        case Kind.REF | Kind.ONE | Kind.REFS:
            _check_relation(spec, model, field, key=key)
    if field.kind in NUMERIC:
        _check_bounds(field, key=key)
    if isinstance(field.default, str):
        _check_text_default(field, field.default, key=key)


def _check_between(
    value: int | None, low: int, high: int, what: str, *, key: str
) -> None:
    if value is None or not low <= value <= high:
        raise SpecError(f"{what} must be {low} to {high}, not {value}.", key=key)


def _check_choices(choices: Sequence[str], *, key: str) -> None:
    if not 1 <= len(choices) <= CHOICE_LIMIT:
        raise SpecError(f"a choice has 1 to {CHOICE_LIMIT} values.", key=key)
    for choice in choices:
        if not _CHOICE.fullmatch(choice) or len(choice) > CHOICE_LENGTH:
            raise SpecError(
                f'"{choice}" is not a choice.',
                key=key,
                hint=f"Use up to {CHOICE_LENGTH} letters, digits, single spaces "
                "and _ + . / -.",
            )
    _refuse_twice(choices, key=key)


def _check_modifiers(field: Field, *, key: str) -> None:
    """Refuse modifiers that would say nothing, or nothing true."""
    kind = field.kind
    length = field.stored_length or 0
    refusals = (
        (
            kind in AUTOMATIC and field.optional,
            "optional",
            "the application always sets it",
        ),
        (kind is Kind.REFS and field.optional, "optional", "the list may be empty"),
        (
            field.unique and kind in {Kind.TEXT, Kind.JSON, Kind.REFS} | AUTOMATIC,
            "unique",
            f"{kind} has no equality to compare by",
        ),
        (
            field.unique and kind is Kind.REF,
            "unique",
            f'a unique reference is written "one({field.target})"',
        ),
        (
            field.unique and kind is Kind.ONE,
            "unique",
            "one-to-one is unique already",
        ),
        (
            field.index and (field.unique or kind in FOREIGN_KEYS),
            "index",
            "the database indexes it already",
        ),
        (
            field.index and kind in {Kind.TEXT, Kind.JSON, Kind.REFS},
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
            raise SpecError(
                f"{modifier} does not apply here: {why}.",
                key=key,
                hint=f"Remove {modifier}.",
            )


def _check_relation(spec: Spec, model: Model, field: Field, *, key: str) -> None:
    if field.target not in spec.by_name:
        raise SpecError(
            f'there is no model "{field.target}".',
            key=key,
            hint=did_you_mean(str(field.target), spec.by_name),
        )
    if field.on_delete is OnDelete.SET_NULL and not field.optional:
        raise SpecError(
            "on_delete=set_null needs a field that may be empty.",
            key=key,
            hint="Add :optional.",
        )
    if field.kind in FOREIGN_KEYS and field.target == model.name and not field.optional:
        raise SpecError(
            "a required reference to its own model leaves no way to make a first row.",
            key=key,
            hint="Add :optional.",
        )


def _check_bounds(field: Field, *, key: str) -> None:
    assert field.range is not None
    low, high = field.range
    for word in ("min", "max", "default"):
        value: Number | None = getattr(field, word)
        if value is None:
            continue
        if not low <= value <= high:
            raise SpecError(
                f"{word} is outside what {field.kind} holds ({low} to {high}).", key=key
            )
        if isinstance(value, Decimal) and value != round(value, field.places or 0):
            raise SpecError(
                f"{word} has more than {field.places} decimal places.", key=key
            )
    if field.min is not None and field.max is not None and field.min > field.max:
        raise SpecError("min is greater than max.", key=key, hint="Swap them.")
    if isinstance(field.default, int | float | Decimal):
        if field.min is not None and field.default < field.min:
            raise SpecError("default is less than min.", key=key)
        if field.max is not None and field.default > field.max:
            raise SpecError("default is greater than max.", key=key)


def _check_text_default(field: Field, text: str, *, key: str) -> None:
    if not text or text != text.strip():
        raise SpecError(
            "a text default is not blank and has no space around it.",
            key=key,
            hint="Use optional for a text that may be empty.",
        )
    if any(_is_control(char) or 0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise SpecError("a default holds no control characters.", key=key)
    if len(text) > (field.stored_length or 0):
        raise SpecError(
            f"default is longer than {field.stored_length} characters.", key=key
        )
    if field.kind is Kind.CHOICE and text not in field.choices:
        raise SpecError(
            f'default "{text}" is not one of the choices.',
            key=key,
            hint=did_you_mean(text, field.choices),
        )
    patterns = {Kind.EMAIL: _EMAIL, Kind.URL: _URL, Kind.SLUG: _SLUG}
    pattern = patterns.get(field.kind)
    if pattern and not pattern.fullmatch(text):
        raise SpecError(f'default "{text}" is not a valid {field.kind}.', key=key)


def _check_names_in_model(model: Model, *, key: str) -> None:
    """No two fields may meet in the code, the database or the API."""
    owners: dict[str, str] = {}
    for field in model.fields:
        for name in {field.name, field.api, field.column}:
            if name in owners:
                raise SpecError(
                    f'"{field.name}" and "{owners[name]}" would both be called '
                    f'"{name}".',
                    key=f"{key}.fields.{field.name}",
                    hint="Rename one of the two.",
                )
            owners[name] = field.name
            if name != field.name and (reason := reserved.field_reason(name)):
                raise SpecError(
                    f'in the API it is "{name}", which {reason}.',
                    key=f"{key}.fields.{field.name}",
                    hint="Rename it.",
                )


def _check_lists(model: Model, *, key: str) -> None:
    by_name = model.by_name
    for word, names in (
        ("list", model.list),
        ("search", model.search),
        ("ordering", [name.removeprefix("-") for name in model.ordering or ()]),
    ):
        for name in names or ():
            _check_known(name, by_name, key=f"{key}.{word}")
        _refuse_twice(names or (), key=f"{key}.{word}")
    if not model.columns_shown:
        raise SpecError(
            "a list needs a column; many-to-many fields cannot be one.",
            key=f"{key}.list",
            hint="Add a field that is not refs.",
        )
    for name in model.list or ():
        if by_name[name].kind is Kind.REFS:
            raise SpecError(
                f'"{name}" is many-to-many, which no list can show in one column.',
                key=f"{key}.list",
                hint="Remove it.",
            )
    for name in model.search or ():
        if by_name[name].kind not in TEXTUAL:
            raise SpecError(
                f'"{name}" is {by_name[name].kind}; only text can be searched.',
                key=f"{key}.search",
                hint="Remove it.",
            )
    order = [by_name[name.removeprefix("-")] for name in model.order]
    for field in order:
        if not field.sortable:
            raise SpecError(
                f'rows cannot be ordered by "{field.name}": it may be empty, is long, '
                "or has no order.",
                key=f"{key}.ordering",
                hint=f"Known: {', '.join(model.sortable) or 'none'}.",
            )
    if len({name.startswith("-") for name in model.order}) > 1:
        raise SpecError(
            "the fields go in different directions, which one index cannot serve.",
            key=f"{key}.ordering",
            hint='Give all of them a "-", or none.',
        )
    _check_index_width(order, key=f"{key}.ordering")


def _check_unique_sets(model: Model, *, key: str) -> None:
    seen: set[frozenset[str]] = set()
    for names in model.unique:
        if len(names) < 2:
            raise SpecError(
                "a set of unique fields has two or more.",
                key=key,
                hint="For one field write :unique after its type.",
            )
        _refuse_twice(names, key=key)
        for name in names:
            _check_known(name, model.by_name, key=key)
            kind = model.by_name[name].kind
            if kind in {Kind.TEXT, Kind.JSON, Kind.REFS} | AUTOMATIC:
                raise SpecError(
                    f'"{name}" is {kind}, which cannot be part of a unique set.',
                    key=key,
                    hint="Remove it.",
                )
        if frozenset(names) in seen:
            raise SpecError("a set is there twice.", key=key, hint="Keep one.")
        seen.add(frozenset(names))
        _check_index_width([model.by_name[name] for name in names], key=key)


def _check_index_width(fields: Iterable[Field], *, key: str) -> None:
    if sum(4 * (f.stored_length or 4) for f in fields) > INDEX_BYTES:
        raise SpecError(
            "these texts together are too long for one index of PostgreSQL.",
            key=key,
            hint="Shorten them or use fewer.",
        )


def _check_known(name: str, by_name: dict[str, Field], *, key: str) -> None:
    if name not in by_name:
        raise SpecError(
            f'there is no field "{name}".', key=key, hint=did_you_mean(name, by_name)
        )


def _refuse_twice(names: Iterable[str], *, key: str) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise SpecError(f'"{twice[0]}" is there twice.', key=key, hint="Keep one.")


def _check_names_between_models(models: Sequence[Model]) -> None:
    classes: dict[str, str] = {}
    words: dict[str, str] = {}
    for model in models:
        key = f"models.{model.name}"
        made = {model.name.lower(), inflection.camel(model.plural_name).lower()}
        made |= {f"{model.name}{suffix}".lower() for suffix in CLASS_SUFFIXES}
        for name in made:
            _claim(classes, name, model.name, key=key)
        for name in {model.snake, model.plural_name}:
            _claim(words, name, model.name, key=key)
    for model in models:
        for field in model.relations:
            table = f"{model.snake}_{field.name}"
            if field.kind is Kind.REFS and table in words:
                raise SpecError(
                    f'its table "{table}" would meet the model {words[table]}.',
                    key=f"models.{model.name}.fields.{field.name}",
                    hint="Rename one of the two.",
                )


def _claim(owners: dict[str, str], name: str, owner: str, *, key: str) -> None:
    other = owners.setdefault(name, owner)
    if other != owner:
        raise SpecError(
            f'{owner} and {other} would both make something called "{name}".',
            key=key,
            hint="Rename one of the two, or set its plural.",
        )


def _check_rings(spec: Spec) -> None:
    """Refuse models that each need a row of another before their own first."""
    ready: set[str] = set()
    waiting = list(spec.models)
    while waiting:
        free = [model for model in waiting if model.required_targets <= ready]
        if not free:
            names = ", ".join(model.name for model in waiting[:5])
            raise SpecError(
                f"required relations make a ring ({names}), so that no first row "
                "could exist.",
                key="models",
                hint="Make one of them :optional.",
            )
        ready |= {model.name for model in free}
        waiting = [model for model in waiting if model.name not in ready]
