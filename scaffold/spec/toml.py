"""scaffold.toml and ``-m`` text to a Spec, and a Spec back to scaffold.toml."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scaffold.spec import grammar
from scaffold.spec.fields import Field
from scaffold.spec.model import DEFAULT_APP, Model, Spec
from scaffold.system.errors import SpecError, did_you_mean

FILE_LIMIT = 1024 * 1024
SPEC_KEYS = ("title", "description", "author", "app", "models")
MODEL_KEYS = ("fields", "list", "search", "ordering", "unique", "plural")


def load(path: Path) -> Spec:
    """The spec in the TOML file ``path``; every error names the file."""
    try:
        return from_toml(_read(path))
    except SpecError as error:
        raise error.found_in(str(path)) from None


def from_toml(text: str) -> Spec:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SpecError(f"this is not TOML: {error}.") from None
    except ValueError:  # Python reads no number of thousands of digits
        raise SpecError("it has a number of too many digits.") from None
    _refuse_unknown(document, SPEC_KEYS, key="")
    models = document.get("models", {})
    if not isinstance(models, dict):
        raise SpecError("must be tables.", key="models", hint="Write [models.Product].")
    texts = {
        key: _text(document[key], key=key)
        for key in ("title", "description", "author")
        if key in document
    }
    return Spec(
        models=tuple(_model(name, table) for name, table in models.items()),
        app=_text(document.get("app", DEFAULT_APP), key="app"),
        **texts,
    )


def from_options(models: Sequence[str]) -> Spec:
    """The spec of repeated ``-m "Product name:string(200) price:decimal(10,2)"``."""
    try:
        parsed = [_option_model(text) for text in models]
        names = [model.name for model in parsed]
        for name in names:
            if names.count(name) > 1:
                raise SpecError(f'"{name}" is there twice.', hint="Merge the two.")
        return Spec(models=tuple(parsed))
    except SpecError as error:
        raise error.found_in("--model") from None


def to_toml(spec: Spec) -> str:
    """The whole spec; loading it gives an equal one."""
    lines = [
        f"{key} = {toml_text(value)}"
        for key, value in (
            ("title", spec.title),
            ("description", spec.description),
            ("author", spec.author),
            ("app", spec.app),
        )
        if value
    ]
    for model in spec.models:
        lines += ["", f"[models.{model.name}]"]
        width = max(len(field.name) for field in model.fields)
        lines += [
            f"fields.{field.name:<{width}} = {toml_text(grammar.to_text(field))}"
            for field in model.fields
        ]
        for key in ("list", "search", "ordering"):
            names = getattr(model, key)
            if names is not None:
                lines.append(f"{key} = {_toml_list(names)}")
        if model.unique:
            sets = ", ".join(_toml_list(names) for names in model.unique)
            lines.append(f"unique = [{sets}]")
        if model.plural is not None:
            lines.append(f"plural = {toml_text(model.plural)}")
    return "\n".join(lines).lstrip("\n") + "\n"


def toml_text(text: str) -> str:
    """A TOML basic string: JSON's escapes, and DEL, which only TOML escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml_list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(toml_text(text) for text in texts) + "]"


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise SpecError(f"cannot be read: {reason}.", hint="Check --models.") from None
    if len(data) > FILE_LIMIT:
        raise SpecError("is over 1 MiB.", hint="A spec is a few kilobytes.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(
            f"is not UTF-8 at byte {error.start}.", hint="Save it as UTF-8."
        ) from None


def _model(name: str, table: object) -> Model:
    key = f"models.{name}"
    if not isinstance(table, dict):
        raise SpecError("must be a table.", key=key, hint=f"Write [{key}].")
    _refuse_unknown(table, MODEL_KEYS, key=key)
    fields = table.get("fields", {})
    if not isinstance(fields, dict):
        raise SpecError(
            "must be a table.", key=f"{key}.fields", hint='Write fields.name = "…".'
        )
    lists = {
        word: _texts(table[word], key=f"{key}.{word}")
        for word in ("list", "search", "ordering")
        if word in table
    }
    sets = table.get("unique", [])
    if not isinstance(sets, list):
        raise SpecError(
            "must be a list of lists of fields.",
            key=f"{key}.unique",
            hint='Write unique = [["name", "category"]].',
        )
    return Model(
        name=name,
        fields=tuple(
            _field(name, value, key=f"{key}.fields.{name}")
            for name, value in fields.items()
        ),
        unique=tuple(_texts(names, key=f"{key}.unique") for names in sets),
        plural=_text(table["plural"], key=f"{key}.plural")
        if "plural" in table
        else None,
        **lists,
    )


def _field(name: str, value: object, *, key: str) -> Field:
    if isinstance(value, str):
        return grammar.parse(name, value, key=key)
    if isinstance(value, dict):
        return grammar.from_table(name, value, key=key)
    raise SpecError(
        "must be text or a table.", key=key, hint='Write for example "string(200)".'
    )


def _option_model(text: str) -> Model:
    name, *words = [w for w in grammar.split(text, " \t\n", key="") if w] or [""]
    if not name:
        raise SpecError("is empty.", hint='Write "Product name:string(200)".')
    fields: list[Field] = []
    for word in words:
        field, colon, rest = word.partition(":")
        if not colon:
            raise SpecError(
                f'"{word}" has no type.',
                key=name,
                hint=f'Write "{word}:string(200)".',
            )
        if any(field == other.name for other in fields):
            raise SpecError(f'"{field}" is there twice.', key=name, hint="Keep one.")
        fields.append(grammar.parse(field, rest, key=f"{name}.{field}"))
    return Model(name=name, fields=tuple(fields))


def _refuse_unknown(table: dict[str, Any], known: Sequence[str], *, key: str) -> None:
    for word in table:
        if word not in known:
            raise SpecError(
                f'"{word}" is not a key here.', key=key, hint=did_you_mean(word, known)
            )


def _text(value: object, *, key: str) -> str:
    if not isinstance(value, str):
        raise SpecError("must be text.", key=key, hint="Put it in quotes.")
    return value


def _texts(value: object, *, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise SpecError("must be a list of texts.", key=key, hint='Write ["name"].')
    return tuple(value)
