"""Values of one type as those of another: the code that migrations bear, and what it tells."""

from __future__ import annotations

from typing import Any

import pytest

from scaffold.spec import toml
from scaffold.spec.fields import Field
from scaffold.update.conversions import conversion, is_kept


def field(kind: str) -> Field:
    told = [f"Box it:{kind}", "Tag name:string(9)", "Maker name:string(9)"]
    return toml.from_options(told).models[0].by_name["it"]


def converted(old: str, new: str, text: str) -> str | None:
    found = conversion(field(old), field(new))
    assert found
    names: dict[str, Any] = {}
    body = "\n".join(f"    {line}" for line in found.body)
    exec("\n".join([*found.imports, f"def new(text):\n{body}"]), names)  # noqa: S102
    value: str | None = names["new"](text)
    return value


@pytest.mark.parametrize(
    ("old", "new", "text", "value"),
    [
        ("string(9)", "integer", "12", "12"),
        ("string(9)", "integer", "twelve", None),
        ("string(30)", "integer", "5000000000", None),
        ("string(30)", "bigint", "5000000000", "5000000000"),
        ("string(9)", "float", "nan", None),
        ("string(9)", "decimal(5,2)", "1.005", "1.00"),
        ("string(9)", "decimal(5,2)", "1000", None),
        ("string(9)", "boolean", "Yes", "1"),
        ("string(9)", "boolean", "perhaps", None),
        ("text", "date", "2026-01-31", "2026-01-31"),
        ("text", "date", "31.1.2026", None),
        ("text", "datetime", "2026-01-31T10:00:00+02:00", "2026-01-31 08:00:00.000000"),
        ("text", "time", "10:30", "10:30:00"),
        ("text", "json", "a word", '"a word"'),
        ("text", "json", '{"a": 1}', '{"a": 1}'),
        ("text", "json", "[not JSON", '"[not JSON"'),
        ("string(9)", "choice(a,b)", "a", "a"),
        ("string(9)", "choice(a,b)", "c", None),
        ("string(40)", "uuid", "no uuid", None),
        ("decimal(8,2)", "integer", "9.99", "10"),
        ("decimal(8,2)", "string(20)", "5", "5.00"),
        ("decimal(8,2)", "decimal(8,1)", "1.25", "1.2"),
        ("decimal(8,2)", "boolean", "0.00", "0"),
        ("boolean", "string(9)", "t", "true"),
        ("boolean", "integer", "0", "0"),
        ("boolean", "json", "1", "true"),
        ("datetime", "date", "2026-01-31 10:00:00+00", "2026-01-31"),
        ("datetime", "string(30)", "2026-01-31 10:00:00.5", "2026-01-31T10:00:00Z"),
        ("date", "datetime", "2026-01-31", "2026-01-31 00:00:00.000000"),
        ("integer", "string(3)", "12345", None),
        ("integer", "json", "12", "12"),
        ("date", "json", "2026-01-31", '"2026-01-31"'),
        ("json", "string(9)", '"word"', "word"),
        ("json", "integer", "3", "3"),
        ("json", "integer", '{"a": 1}', None),
        ("json", "boolean", "true", "1"),
        (
            *("uuid", "string(36)", "00000000000000000000000000000001"),
            "00000000-0000-0000-0000-000000000001",
        ),
    ],
)
def test_a_value_is_converted_where_the_new_type_takes_it(
    old: str, new: str, text: str, value: str | None
) -> None:
    assert converted(old, new, text) == value


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("string(9)", "ref(Tag)"),
        ("ref(Tag)", "integer"),
        ("ref(Tag)", "ref(Maker)"),
        ("boolean", "date"),
        ("time", "integer"),
        ("uuid", "float"),
    ],
)
def test_what_means_nothing_in_the_new_type_is_lost(old: str, new: str) -> None:
    assert conversion(field(old), field(new)) is None
    assert not is_kept(field(old), field(new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("string(9)", "text"),
        ("text", "email"),
        ("choice(a,b)", "string(9)"),
        ("integer", "bigint"),
        ("decimal(8,2)", "decimal(10,3)"),
        ("created", "datetime"),
        ("ref(Tag)", "one(Tag)"),
    ],
)
def test_what_a_column_holds_as_it_is_needs_no_conversion(old: str, new: str) -> None:
    assert is_kept(field(old), field(new))


@pytest.mark.parametrize(
    ("old", "new", "is_whole"),
    [
        ("integer", "string(11)", True),
        ("integer", "string(10)", False),
        ("integer", "decimal(12,2)", True),
        ("integer", "decimal(10,2)", False),
        ("integer", "float", True),
        ("bigint", "float", False),
        ("boolean", "integer", True),
        ("text", "json", True),
        ("date", "datetime", True),
        ("datetime", "date", False),
        ("decimal(8,2)", "decimal(9,1)", False),
        ("float", "integer", False),
    ],
)
def test_whether_every_value_has_one_in_the_new_type(
    old: str, new: str, is_whole: bool
) -> None:
    found = conversion(field(old), field(new))
    assert found
    assert found.is_whole is is_whole
