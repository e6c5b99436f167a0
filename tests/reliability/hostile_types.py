"""Hostile values for every type that tests/specs/everything.toml has."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hostile_cases import GONE, Case, api, form

TOO_LONG = "a" * 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A field, and what it refuses: as JSON and as text of a form.

    JSON in bytes is written as it is. ``place`` is the plural, ``key`` its key in JSON.
    """

    place: str
    name: str
    values: tuple[object, ...]
    texts: tuple[str, ...]
    key: str = ""


NUMBERS = (None, True, "x", "", [1], {}, b"1e400", b"-1e400", b"9" * 4000, "\x00")
NO_NUMBERS = (
    "x",
    "1e400",
    "NaN",
    "Infinity",
    "9" * 400,
    "9" * 5000,
    "1\x00",
    "1,5",
    "0x1",
)
TEXTS = (1, True, [], {}, "a\x00", b'"\\ud800"')
COLUMNS = (
    Column(
        place="orders",
        name="number",
        values=(*NUMBERS, 0, -1, 2**31, 1.5, "1", b"1E-7", 2**63),
        texts=(*NO_NUMBERS, "0", "-1", str(2**31), "1.5", str(2**64)),
    ),
    Column(
        place="order_lines",
        name="serial",
        values=(*NUMBERS, 2**63, -(2**63) - 1, 1.5, "1"),
        texts=(*NO_NUMBERS, str(2**63), str(-(2**63) - 1), "1.5"),
    ),
    Column(
        place="order_lines",
        name="weight",
        values=(*NUMBERS, -0.1, "1", "NaN", b"1e301", b"-1E-300"),
        texts=("x", "1e400", "NaN", "-Infinity", "9" * 400, "1\x00", "-0.1", "1e301"),
    ),
    Column(
        place="order_lines",
        name="discount",
        values=(*NUMBERS, "-10.51", "100.01", "1.001", "NaN"),
        texts=(
            *NO_NUMBERS,
            "-10.51",
            "100.01",
            "1.001",
            "1E-7",
            "1e-99999999999999999999",
        ),
    ),
    Column(
        place="orders",
        name="paid",
        values=(None, 1, 0, "true", "", [], {}, 1.0, "yes"),
        texts=(),
    ),
    Column(
        place="orders",
        name="where",
        values=(
            None,
            True,
            1,
            1.5,
            "",
            "x",
            [],
            "2030-02-30",
            "2030-13-01",
            "0000-01-01",
            "10000-01-01",
            "2030-1-1",
            "20300101",
            "2030-W01-1",
            "2030-01-01T00:00:01",
            "٢٠٣٠-01-01",
            "2030-01-01\x00",
            " 2030-01-01",
        ),
        texts=(
            "x",
            "2030-02-30",
            "2030-13-01",
            "0000-01-01",
            "10000-01-01",
            "2030-01-01\x00",
            "2030-W01-1",
            "-1",
        ),
    ),
    Column(
        place="orders",
        name="at",
        values=(
            None,
            True,
            1,
            "",
            "x",
            "24:00:00",
            "23:60",
            "23:59:60",
            "-1:00",
            "12",
            "12:00:00Z",
            "12:00:00+01:00",
            "٣:00",
            "12:00\x00",
        ),
        texts=("x", "24:00", "23:60", "12", "12:00\x00", "12:00:00Z", "-1:00"),
    ),
    Column(
        place="orders",
        name="due",
        values=(
            None,
            True,
            1,
            1e20,
            "",
            "x",
            "2030-01-01",
            "2030-01-01T00:00:00",
            "2030-02-30T00:00:00Z",
            "2030-01-01T24:00:01Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "10000-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2030-01-01T00:00:00+99:99",
            "2030-01-01T00:00:00Z\x00",
            "２０３０-01-01T00:00:00Z",
        ),
        texts=(
            "x",
            "2030-02-30T00:00",
            "0000-01-01T00:00",
            "10000-01-01T00:00",
            "2030-01-01T24:00",
        ),
    ),
    Column(
        place="documents",
        name="meta_data",
        values=(
            None,
            "a\x00",
            {"a\x00": 1},
            [["\x00"]],
            b'"\\ud800"',
            b'{"\\udc00": 1}',
            b"1e400",
            {"a": [{"b": "\x00"}]},
        ),
        texts=(
            "{",
            "NaN",
            "1e400",
            "'a'",
            "\x00",
            '"\\u0000"',
            '"\\ud800"',
            "[" * 5000,
            "[" * 50 + "]" * 50,
            "9" * 5000,
            "null",
            '{"a\\u0000": 1}',
        ),
    ),
    Column(
        place="documents",
        name="extra",
        values=("a\x00", {"a": ["\x00"]}, b'"\\ud800"', b"1e400"),
        texts=(
            "{",
            "NaN",
            "1e400",
            "\x00",
            '"\\u0000"',
            '["\\ud800"]',
            "[" * 50 + "]" * 50,
        ),
    ),
    Column(
        place="documents",
        name="kind",
        values=(None, 1, "", "sold", "Draft", ["draft"], "draft\x00"),
        texts=("sold", "Draft", "draft\x00", " draft"),
    ),
    Column(
        place="documents",
        name="body",
        values=(*TEXTS, None, "", " ", "a" * 100_001),
        texts=("a\x00", " \n", "a" * 100_001),
    ),
    Column(
        place="address_book",
        name="homepage",
        values=(
            *TEXTS,
            None,
            "",
            "x",
            "javascript:alert(1)",
            "data:text/html,x",
            "http://",
            "http://[",
            "http://a b",
            "//evil.example",
            "https://exa\u202emple.com:x",
            "http://" + TOO_LONG + ".example",
            "ftp://\x00",
        ),
        texts=(
            "x",
            "javascript:alert(1)",
            "http://[",
            "http://a b",
            "https://a.example:x",
            "http://" + TOO_LONG + ".example",
        ),
    ),
    Column(
        place="address_book",
        name="contact",
        values=(
            *TEXTS,
            "x",
            "a@",
            "@b",
            "a@b@c",
            "a b@c.example",
            "a@b..example",
            "a\n@b.example",
            "a@" + TOO_LONG + ".example",
        ),
        texts=(
            "x",
            "a@",
            "@b",
            "a@b@c",
            "a b@c.example",
            "a@b..example",
            "a\x00@b.example",
            "a@" + TOO_LONG + ".example",
        ),
    ),
    Column(
        place="address_book",
        name="code",
        values=(*TEXTS, "a b", "é", "a/b", "../a", "٣", "a\nb", "a" * 51),
        texts=("a b", "é", "a/b", "../a", "٣", "a\x00", "a" * 51),
    ),
    Column(
        place="address_book",
        name="key",
        values=(
            None,
            1,
            True,
            "",
            "x",
            [],
            "00000000-0000-0000-0000-00000000000g",
            "0" * 31,
            "0" * 33,
            "{" + "0" * 32,
            "٣" * 32,
            "0" * 32 + "\x00",
            "a" * 5000,
        ),
        texts=(
            "x",
            "0" * 31,
            "0" * 33,
            "g" * 32,
            "٣" * 31,
            "0" * 32 + "\x00",
            "a" * 5000,
        ),
    ),
    Column(
        place="address_book",
        name="person",
        key="person_id",
        values=(None, 0, -1, "1", True, [1], {}, GONE, 2**63, b"9" * 4000, 1.5),
        texts=(
            "x",
            "0",
            "-1",
            str(GONE),
            str(2**63),
            "9" * 5000,
            "1\x00",
        ),
    ),
    Column(
        place="order_lines",
        name="tags",
        key="tag_ids",
        values=(None, 1, "1", {}, [GONE]),
        texts=("x", "", "0", "-1", str(GONE), str(2**63), "9" * 5000, "1\x00"),
    ),
)
#: The other fields of a form that was sent empty, and those that may not be.
OPTIONAL = {
    "orders": {"group", "express", "to", "until", "seen"},
    "order_lines": {"volume", "barcode", "tax"},
    "documents": {"extra", "rating", "replaces"},
    "address_book": {
        *("previous", "billing", "delivery", "notes", "token_key"),
        *("nickname", "code", "contact"),
    },
}
REQUIRED = {
    "orders": {"number", "type", "user", "where", "at", "due"},
    "order_lines": {
        *("order", "position", "quantity", "price", "discount"),
        *("weight", "serial", "stock", "ratio"),
    },
    "documents": {"body", "meta_data", "kind"},
    "address_book": {"person", "street", "key", "homepage"},
}


def shortly(value: object) -> str:
    text = ascii(value)
    return text if len(text) < 40 else f"{text[:30]}… ({len(text):,})"


def cases_of(column: Column) -> list[Case]:
    place, name = column.place, column.name
    empty = dict.fromkeys(sorted(OPTIONAL[place] | REQUIRED[place]), "")
    if "express" in empty:
        empty["express"] = "unknown"  # what a browser sends for neither yes nor no
    key = (column.key or name).encode()
    sent = [
        (value, value if isinstance(value, bytes) else json.dumps(value).encode())
        for value in column.values
    ]
    return [
        api(
            "types",
            f"{place} {name}: {shortly(value)} in JSON",
            b'{"' + key + b'": ' + text + b"}",
            422,
            method="PATCH",
            target=f"/api/{place}/1",
            fields=(key.decode(),),
        )
        for value, text in sent
    ] + [
        form(
            "types",
            f"{place} {name}: {shortly(text)} in a form",
            f"/{place}/1/edit",
            (empty | {name: text}).items(),
            422,
            fields=tuple(REQUIRED[place] | {name}),
        )
        for text in column.texts
    ]


CASES = [case for column in COLUMNS for case in cases_of(column)]
