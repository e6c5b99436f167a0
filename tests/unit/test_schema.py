"""The JSON Schema accepts what the parser accepts."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given

from scaffold.spec import grammar, toml
from scaffold.spec.fields import Field
from scaffold.spec.schema import json_schema
from strategies import BAD_LINES, GOOD, valid_specs

jsonschema = pytest.importorskip("jsonschema")
SPECS = sorted((Path(__file__).parents[1] / "specs").glob("*.toml"))
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_it_accepts_the_specs_of_the_tests(path: Path) -> None:
    VALIDATOR.validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "field",
    [
        *("ref(User)", "ref(User):default=current", "ref(User):optional:readonly"),
        *({"type": "ref(User)"}, {"type": "ref", "model": "User", "optional": True}),
        {"type": "ref(User)", "default": "current", "on_delete": "cascade"},
    ],
    ids=str,
)
def test_it_accepts_a_login_user(field: object) -> None:
    VALIDATOR.validate({"models": {"A": {"fields": {"b": field}}}})


@given(text=valid_specs())
def test_it_accepts_any_valid_spec_in_both_forms(text: str) -> None:
    VALIDATOR.validate(tomllib.loads(text))
    document = tomllib.loads(text)
    for model in toml.from_toml(text).models:
        document["models"][model.name]["fields"] = {
            field.name: long_form(field) for field in model.fields
        }
    VALIDATOR.validate(document)


def long_form(field: Field) -> dict[str, object]:
    names = grammar.ARGUMENTS.get(field.kind, ())
    table: dict[str, object] = {"type": field.kind.value}
    for name in names:
        value = getattr(field, "target" if name == "model" else name)
        table[name] = list(value) if isinstance(value, tuple) else value
    for word in (*grammar.FLAGS, *grammar.VALUES):
        value = getattr(field, word)
        if value not in (None, False) or (word == "default" and value is False):
            table[word] = value if isinstance(value, bool | str) else float(value)
    return table


@pytest.mark.parametrize(
    "line",
    [
        line
        for line in BAD_LINES
        if "nowhere" not in line
        and "plural" not in line
        and "--name" not in line
        and '["name", "name"]' not in line
    ],
)
def test_it_refuses_a_document_of_the_wrong_shape(line: str) -> None:
    try:
        document = tomllib.loads(f"{GOOD}{line}\n")
    except tomllib.TOMLDecodeError:
        return
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    "text", ["strng(20)", "string", "decimal(2)", "string(20):optionl", "choice()"]
)
def test_it_refuses_a_field_outside_the_grammar(text: str) -> None:
    assert not VALIDATOR.is_valid({"models": {"A": {"fields": {"b": text}}}})
