"""One field grammar, in both forms, that survives printing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.spec import grammar
from scaffold.spec.faults import SpecError
from scaffold.spec.fields import Field, Kind, OnDelete

PLAIN = {kind: {} for kind in Kind} | {
    Kind.STRING: {"length": 200},
    Kind.DECIMAL: {"digits": 10, "places": 2},
    Kind.CHOICE: {"choices": ("draft", "light blue")},
    Kind.REF: {"target": "Category"},
    Kind.ONE: {"target": "Category"},
    Kind.REFS: {"target": "Tag"},
}
WHOLE = st.integers(-(2**31), 2**31)
NUMBERS = {
    Kind.INTEGER: WHOLE,
    Kind.BIGINT: WHOLE,
    Kind.FLOAT: st.floats(allow_nan=False, allow_infinity=False, width=32),
    Kind.DECIMAL: st.decimals(-1000, 1000, places=2),
}


@st.composite
def fields(draw: st.DrawFn) -> Field:
    kind = draw(st.sampled_from(list(Kind)))
    facts = dict(PLAIN[kind])
    facts |= {word: draw(st.booleans()) for word in ("optional", "unique", "index")}
    if kind in NUMBERS:
        for word in ("min", "max", "default"):
            facts[word] = draw(st.none() | NUMBERS[kind])
    elif kind is Kind.BOOLEAN:
        facts["default"] = draw(st.none() | st.booleans())
    elif kind in (Kind.STRING, Kind.TEXT, Kind.CHOICE):
        facts["default"] = draw(
            st.none() | st.text(st.characters(exclude_categories=["Cs"]))
        )
    elif kind in (Kind.REF, Kind.ONE):
        facts["on_delete"] = draw(st.none() | st.sampled_from(list(OnDelete)))
    return Field(name="field", kind=kind, **facts)


@given(field=fields())
def test_a_printed_field_parses_to_the_same_field(field: Field) -> None:
    """Whatever its default holds: quotes, colons, spaces, backslashes, newlines."""
    assert grammar.parse("field", grammar.to_text(field)) == field


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("string(200):unique", {"type": "string", "length": 200, "unique": True}),
        (
            "decimal(10,2):min=0",
            {"type": "decimal", "digits": 10, "places": 2, "min": 0},
        ),
        (
            "decimal( 10 , 2 ) : min=0.50 :optional",
            {
                "type": "decimal",
                "digits": 10,
                "places": 2,
                "min": 0.5,
                "optional": True,
            },
        ),
        ("boolean:default=true", {"type": "boolean", "default": True}),
        ("integer:default=-3", {"type": "integer", "default": -3}),
        (
            "choice(draft,live):default=draft",
            {"type": "choice", "choices": ["draft", "live"], "default": "draft"},
        ),
        (
            "ref(Category):on_delete=set_null",
            {"type": "ref", "model": "Category", "on_delete": "set_null"},
        ),
        (r'text:default="a: \"b\""', {"type": "text", "default": 'a: "b"'}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_long_form_is_equal_to_the_short_one(
    short: str, long: dict[str, object]
) -> None:
    assert grammar.parse("x", short) == grammar.from_table("x", long)


def test_bounds_have_the_type_of_their_column() -> None:
    field = grammar.parse("x", "decimal(5,2):min=1:max=2.50")
    assert (field.min, field.max) == (Decimal("1"), Decimal("2.50"))
    assert grammar.parse("x", "float:min=1").min == 1.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("strng(20)", 'Did you mean "string"?'),
        ("string(20):uniqe", 'Did you mean "unique"?'),
        ("ref(A):on_delete=protct", 'Did you mean "protect"?'),
        ("string", 'Write "string(200)".'),
        ("integer(3)", 'Write "integer".'),
        ("string(20):unique=yes", "takes no value"),
        ("string(20):default", "needs a value"),
        ("string(20):unique:unique", "there twice"),
        ("string(20):min=1", "only numbers have bounds"),
        ("string(20):default=two words", """Write 'string(20):default="two words"'."""),
        ('string(20):default="open', "not closed"),
        ("boolean:default=maybe", "true or false"),
        ("integer:min=1.5", "not a number that integer can hold"),
        ("float:max=NaN", "not a number that float can hold"),
        ("", "there is no type"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(text: str, says: str) -> None:
    with pytest.raises(SpecError) as caught:
        grammar.parse("x", text, at=("models", "Box", "fields", "x"))
    message = caught.value.format_message()
    assert says in message
    assert message.startswith("models.Box.fields.x: ")


@given(text=st.text(max_size=60))
def test_any_text_is_a_field_or_one_line_of_refusal(text: str) -> None:
    try:
        field = grammar.parse("x", text)
    except SpecError as error:
        assert all(str(fault).isprintable() for fault in error.faults)
    else:
        assert grammar.parse("x", grammar.to_text(field)) == field
