"""A column's type, as its database writes it, becomes the kind that holds its values."""

from decimal import Decimal

import pytest

from scaffold.importing.catalogue import Column, Dialect, Extent, Measure
from scaffold.importing.mapping.types import NoType, Typed, measure_of, type_of
from scaffold.spec.kinds import Kind

POSTGRESQL, MYSQL, SQLITE = Dialect.POSTGRESQL, Dialect.MYSQL, Dialect.SQLITE


def typed(text: str, dialect: Dialect = POSTGRESQL, **more: object) -> Typed:
    found = type_of(Column(name="x", type=text), dialect, **more)  # type: ignore[arg-type]
    assert isinstance(found, Typed), found
    return found


@pytest.mark.parametrize(
    ("text", "kind", "facts"),
    [
        ("character varying(40)", Kind.STRING, {"length": 40}),
        ("NVARCHAR(160)", Kind.STRING, {"length": 160}),
        ("varchar(9000)", Kind.STRING, {"length": 9000}),
        ("text", Kind.TEXT, {}),
        ("numeric(10,2)", Kind.DECIMAL, {"digits": 10, "places": 2}),
        ("DECIMAL(5)", Kind.DECIMAL, {"digits": 5, "places": 0}),
        ("money", Kind.DECIMAL, {"digits": 15, "places": 2}),
        ("smallint", Kind.INTEGER, {}),
        ("bigint", Kind.BIGINT, {}),
        ("double precision", Kind.FLOAT, {}),
        ("timestamp(6) without time zone", Kind.DATETIME, {}),
        ("timestamp with time zone", Kind.DATETIME, {}),
        ("time with time zone", Kind.TIME, {}),
        ("jsonb", Kind.JSON, {}),
        ("integer[]", Kind.JSON, {}),
        ("uuid", Kind.UUID, {}),
        ('"public"."citext"', Kind.TEXT, {}),
    ],
)
def test_a_type_has_its_true_width(
    text: str, kind: Kind, facts: dict[str, object]
) -> None:
    found = typed(text)
    assert (found.kind, dict(found.facts)) == (kind, facts)


@pytest.mark.parametrize(
    ("text", "kind", "facts"),
    [
        ("int(10) unsigned", Kind.BIGINT, {"min": 0}),
        ("smallint(5) unsigned", Kind.INTEGER, {"min": 0}),
        ("tinyint(1)", Kind.BOOLEAN, {}),
        ("tinyint(4)", Kind.INTEGER, {}),
        ("tinytext", Kind.STRING, {"length": 255}),
        ("bit(1)", Kind.BOOLEAN, {}),
        ("longtext", Kind.TEXT, {}),
    ],
)
def test_a_type_of_mysql_has_its_true_width(
    text: str, kind: Kind, facts: dict[str, object]
) -> None:
    found = typed(text, MYSQL)
    assert (found.kind, dict(found.facts)) == (kind, facts)


@pytest.mark.parametrize(
    "text", ["bytea", "longblob", "varbinary(16)", "geometry", "bit(8)"]
)
def test_what_has_no_counterpart_says_so(text: str) -> None:
    found = type_of(Column(name="x", type=text), POSTGRESQL)
    assert isinstance(found, NoType)
    assert found.why


def test_what_only_looks_like_a_boolean_is_a_number() -> None:
    column = Column(name="x", type="tinyint(1)")
    assert measure_of(column, MYSQL) is Measure.RANGE
    extent = Extent(lowest=Decimal(0), highest=Decimal(5))
    assert typed("tinyint(1)", MYSQL, extent=extent).kind is Kind.INTEGER


def test_whole_numbers_of_sqlite_are_as_wide_as_their_rows() -> None:
    wide = Extent(lowest=Decimal(0), highest=Decimal(2**31))
    assert typed("INTEGER", SQLITE).kind is Kind.INTEGER
    assert typed("INTEGER", SQLITE, extent=wide).kind is Kind.BIGINT


@pytest.mark.parametrize(
    ("longest", "length"), [(1, 100), (66, 100), (67, 200), (170, 255), (171, None)]
)
def test_text_without_a_length_is_sized_from_its_rows(
    longest: int, length: int | None
) -> None:
    assert measure_of(Column(name="x", type="text"), POSTGRESQL) is Measure.LENGTH
    found = typed("text", extent=Extent(longest=longest))
    assert found.facts.get("length") == length
    assert found.kind is (Kind.TEXT if length is None else Kind.STRING)


def test_text_in_an_index_is_short_enough_for_one() -> None:
    assert typed("text", is_in_index=True).facts == {"length": 200}
    assert typed("varchar(767)", is_in_index=True).facts == {"length": 500}
    longest = Extent(longest=450)
    assert typed("text", is_in_index=True, extent=longest).facts == {"length": 450}
    # What is too long for any index stays whole, and loses the index instead.
    assert typed("text", is_in_index=True, extent=Extent(longest=501)).kind is Kind.TEXT


def test_decimals_of_more_digits_than_are_kept_say_so() -> None:
    extent = Extent(lowest=Decimal(0), highest=Decimal(10) ** 12, places=4)
    found = typed("numeric(30,10)", extent=extent)
    assert found.facts == {"digits": 15, "places": 2}
    assert "30 digits" in found.note
    huge = typed("numeric(30,10)", extent=Extent(highest=Decimal(10) ** 20))
    assert "larger numbers" in huge.note


def test_labels_become_choices_unless_they_cannot_be_some() -> None:
    mood = Column(name="x", type="mood", labels=("sad", "very happy", ""))
    found = type_of(mood, POSTGRESQL)
    assert isinstance(found, Typed)
    assert found.facts == {"choices": ("sad", "very happy")}
    odd = type_of(Column(name="x", type="mood", labels=("a,b", "(c)")), POSTGRESQL)
    assert isinstance(odd, Typed)
    assert (odd.kind, bool(odd.note)) == (Kind.STRING, True)
