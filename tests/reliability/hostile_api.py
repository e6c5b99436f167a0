"""Hostile addresses, and hostile JSON for the API of tests/specs/shop.toml."""

from __future__ import annotations

import gzip
import json

from hostile_cases import (
    BEARER,
    FORM,
    GONE,
    GUNICORN,
    HTML,
    JSON,
    MEBIBYTE,
    MULTIPART,
    PROBLEM,
    REFUSED_FORM,
    Case,
    Status,
    api,
    ask,
    cursor,
    opaque,
)

PATHS = [
    ask("paths", path[:60], path, status)
    for path, status in [
        ("/api", 404),
        ("/api/", 404),
        ("/api//products", (308, 404)),
        ("/api/products/", 404),
        ("/API/products", 404),
        ("/api/./products", 404),
        ("/api/../products", 404),
        ("/api/..%2fproducts", 404),
        ("/api/%2e%2e/products", 404),
        ("/api%2Fproducts?limit=1", 200),
        ("/api/products%2F1", 200),
        ("/api/products%00", 404),
        ("/api/products%0A", 404),
        ("/api/products/1%0A", 404),
        ("/api/products/1%20", 404),
        ("/api/products;a=b", 404),
        ("/api/products/%FF", 404),
        ("/api/products/%ED%A0%80", 404),
        ("/api/products/%C0%B1", 404),
        ("/api/products/%", 404),
        ("/api/products/%zz", 404),
        ("/api/products/0", 404),
        ("/api/products/-1", 404),
        ("/api/products/+1", 404),
        ("/api/products/1.0", 404),
        ("/api/products/1e0", 404),
        ("/api/products/1_0", 404),
        ("/api/products/0x1", 404),
        ("/api/products/null", 404),
        ("/api/products/9223372036854775807", 404),
        ("/api/products/9223372036854775808", 404),
        ("/api/products/" + "9" * 3000, 404),
        ("/api/products/1'%20OR%20'1'='1", 404),
        ("/products/9223372036854775808", 404),
        ("/products/" + "9" * 3000, 404),
        ("/products/1%00", 404),
        ("/products/1/edit/", 404),
        ("/products/new/", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/.env", 404),
        ("/static/../.env", 404),
        ("/static/%2e%2e/%2e%2e/.env", 404),
        ("/static/..%2f..%2f.env", 404),
        ("/static/%2e%2e%5c.env", 404),
        ("/static//etc/passwd", (308, 404)),
        ("/static/%00", 404),
        ("/static/style.css%00.png", 404),
        ("/static/" + "a" * 300, 404),
        ("/static/" + "a/" * 1500, 404),
        ("/static/", 404),
        ("/static", 404),
        ("/static/%FF", 404),
        ("/static/%ED%A0%80", 404),
        ("/" + "%F0%9F%92%A9" * 200, 404),
        ("/" + "/" * 3000, (200, 308, 404)),
        ("/accounts/login/", 404),
        ("/accounts/login%00", 404),
    ]
]

LIST = "/api/products"


def query(name: str, target: str, status: Status, *fields: str, **more) -> Case:
    return ask("query", name, LIST + target, status, fields=fields, **more)


QUERIES = [
    *(
        query(f"limit={value[:20]}", f"?limit={value}", 422, "limit")
        for value in [
            "",
            "0",
            "-1",
            "101",
            "1e1",
            "0x1",
            "NaN",
            "null",
            "[]",
            "%00",
            "%FF",
            "9223372036854775808",
            "9" * 3000,
            "-" + "9" * 3000,
        ]
    ),
    *(
        query(f"sort={value[:20]}", f"?sort={value}", 422, "sort")
        for value in [
            "",
            "-",
            "--id",
            "+id",
            "id,name",
            "ID",
            "pk",
            "tag_ids",
            "category__name",
            "password",
            "__class__",
            "id;drop%20table%20product",
            "id%00",
            "%00",
            "%FF",
            "%D9%A3",
            "a" * 3000,
        ]
    ),
    query("q of 201 letters", "?q=" + "a" * 201, 422, "q"),
    query("q of 200 letters of four bytes", "?q=" + "%F0%9F%98%80" * 200, 200),
    query("q with NUL", "?q=a%00b", 422, "q"),
    query("q that is no UTF-8", "?q=%FF%C0%AF", 200),
    query("q as a lone surrogate", "?q=%ED%A0%80", 200),
    query("q full of wild cards", "?q=%25_%25_%5C%5C%25", 200),
    query("q that would be SQL", "?q='%20OR%201=1%20--", 200),
    query("q with a regular expression", "?q=(a%2B)%2B%24", 200),
    query("q with a letter that grows", "?q=" + "%C4%B0" * 200, 200),
    query("q with bytes that are no ASCII", "?q=é", 400, type=GUNICORN),
    query("limit twice", "?limit=1&limit=0", (200, 422)),
    query("limit as a list", "?limit[]=0&limit=1", 200),
    query("two fields at once", "?limit=0&q=%00", 422, "limit", "q"),
    query("an unknown parameter", "?no=such&a[b][c]=d&__proto__=1", 200),
    query("a thousand parameters", "?" + "a&" * 999, 200),
    query("a thousand and two parameters", "?" + "a&" * 1001, (200, 400)),
    query("a query of separators", "?&&&=&==&;;&%", 200),
    query("the same of pages", "/../../products?q=%00", 404, type=PROBLEM),
    ask("query", "a page's q of 201 letters", "/products?q=" + "a" * 201, 400),
    ask("query", "a page's q with NUL", "/products?q=%00", 400),
    ask(
        "query",
        "a page's q with markup",
        "/products?q=%3Cscript%3E%22%27%3C/script%3E",
        200,
    ),
    ask("query", "a page's q that is no UTF-8", "/products?q=%FF", 200),
    ask(
        "query",
        "a page of a thousand and two parameters",
        "/products?" + "a&" * 1001,
        (200, 400),
    ),
]

WRONG_CURSORS = {
    "one letter": "x",
    "no base64": "%25%25%25",
    "NUL": "%00",
    "Arabic digits": "%D9%A3",
    "no UTF-8": "%FF",
    "bytes that are no JSON": opaque(b"\xff\xff"),
    "3,000 letters": "a" * 3000,
    "null": opaque(b"null"),
    "an object": opaque(b"{}"),
    "an empty list": opaque(b"[]"),
    "deep nesting": opaque(b"[" * 2000),
    "NaN": opaque(b'["id",[NaN],1]'),
    "a number of 2,000 digits": opaque(b'["id",[1],' + b"9" * 2000 + b"]"),
    "UTF-16": opaque('["id",["1"],1]'.encode("utf-16")),
    "an id as text": cursor("id", [1], "1"),
    "an id of zero": cursor("id", [1], 0),
    "a negative id": cursor("id", [1], -1),
    "an id of true": cursor("id", [True], True),
    "an id beyond 64 bits": cursor("id", [2**63], 2**63),
    "an id that is a fraction": cursor("id", [1.5], 1.5),
    "no id": cursor("id", [1], None),
    "no values": cursor("id", [], 1),
    "two values": cursor("id", [1, 1], 1),
    "values that are no list": cursor("id", 1, 1),
    "values as text": cursor("id", "1", 1),
    "a value of null": cursor("id", [None], 1),
    "a list as a value": cursor("id", [[1]], 1),
    "no order": cursor(None, [1], 1),
    "an unknown order": cursor("no_such", [1], 1),
    "another order": cursor("-id", [1], 1),
}
WRONG_VALUES = {
    "price": {
        "text": "x",
        "NaN": "NaN",
        "Infinity": "Infinity",
        "null": None,
        "a list": [1],
        "true": True,
    },
    "created_at": {
        "text": "yesterday",
        "a number": 1,
        "a day": "2030-01-01",
        "no offset": "2030-01-01T00:00:00",
        "the year 0": "0000-01-01T00:00:00+00:00",
        "the year 10000": "10000-01-01T00:00:00+00:00",
        "before all time": "0001-01-01T00:00:00+14:00",
        "after all time": "9999-12-31T23:59:59-14:00",
        "February 30th": "2030-02-30T00:00:00+00:00",
        "Arabic digits": "٢٠٣٠-01-01T00:00:00+00:00",
    },
    "name": {
        "NUL": "a\x00",
        "a lone surrogate": "\ud800",
        "a number": 1,
        "null": None,
    },
}
CURSORS = [
    *(
        ask("cursors", name, f"{LIST}?cursor={value}", 422, fields=("cursor",))
        for name, value in WRONG_CURSORS.items()
    ),
    *(
        ask(
            "cursors",
            f"{sort}: {name}",
            f"{LIST}?sort={sort}&cursor={cursor(sort, [value], 1)}",
            422,
            fields=("cursor",),
        )
        for sort, wrong in WRONG_VALUES.items()
        for name, value in wrong.items()
    ),
    ask(
        "cursors",
        "of a page: another order",
        f"/products?cursor={cursor('id', [1], 1)}",
        400,
    ),
    ask(
        "cursors",
        "of a page: wrong types",
        f"/products?cursor={cursor('-created_at', [1], 1)}",
        400,
    ),
    ask("cursors", "of a page: no cursor", "/products?cursor=x", 400),
    ask(
        "cursors",
        "of a page without order: wrong id",
        f"/tags?cursor={cursor('id', [2**64], 2**64)}",
        400,
    ),
    ask(
        "cursors",
        "behind the last row",
        f"{LIST}?cursor={cursor('id', [GONE], GONE)}",
        200,
    ),
    *(
        ask(
            "cursors",
            f"a price of {name}",
            f"{LIST}?sort=price&cursor={cursor('price', [text], 1)}",
            (200, 422),
        )
        for name, text in {
            "an exponent": "1e400",
            "a tiny exponent": "1e-400",
            "400 digits": "9" * 400,
            "400 places": "0." + "9" * 400,
            "Arabic digits": "٣",
        }.items()
    ),
    ask(
        "cursors",
        "a price of 18 digits",
        f"{LIST}?sort=price&cursor={cursor('price', ['9' * 18], 1)}",
        422,
        fields=("cursor",),
    ),
    ask(
        "cursors",
        "a name of 2,000 letters",
        f"{LIST}?sort=name&cursor={cursor('name', ['z' * 2000], 1)}",
        200,
    ),
    ask(
        "cursors",
        "the first moment",
        f"{LIST}?sort=-created_at&cursor={cursor('-created_at', ['0001-01-01T00:00:00+00:00'], 1)}",
        200,
    ),
]

CREATE = "/api/products"


def token(
    name: str, authorization: str | bytes | None, status: int = 401, **more
) -> Case:
    """A write with this header, and a body that is not looked at."""
    return ask(
        "tokens",
        name,
        CREATE,
        status,
        method="POST",
        sent={"Authorization": authorization, "Content-Type": JSON},
        body=b"{",
        headers=BEARER if status == 401 else {},
        **more,
    )


def signed(*parts: bytes) -> str:
    return "Bearer " + ".".join(opaque(part) for part in parts)


TOKENS = [
    token("none", None),
    token("empty", ""),
    token("a scheme alone", "Bearer"),
    token("a scheme and spaces", "Bearer   "),
    token("another scheme", "Basic YWRtaW46YWRtaW4="),
    token("Negotiate", "Negotiate TlRMTVNTUAABAAAA"),
    token("nonsense", "nonsense"),
    token("one letter", "Bearer x"),
    token("two words", "Bearer x y"),
    token("a colon", "Bearer a:b:c"),
    token("dots alone", "Bearer .."),
    token("many dots", "Bearer " + "." * 5000),
    token("5,000 letters", "Bearer " + "x" * 5000),
    token("JSON without a signature", signed(b'{"user":1}', b"x", b"y")),
    token(
        "a JWT that says none", signed(b'{"alg":"none","typ":"JWT"}', b'{"sub":1}', b"")
    ),
    token("compressed zeroes", "Bearer ." + opaque(b"x\x9c" + b"\x00" * 100) + ".a.b"),
    token("quotes", "Bearer '\"\\"),
    token("bytes that are no ASCII", b"Bearer \xff\xfe\xc3\xa9"),
    token("UTF-8", "Bearer é".encode()),
    token("NUL as an escape", "Bearer %00"),
    token("the session cookie instead", None, who="staff"),
    token("a scheme in lower case", "bearer x"),
]

COOKIES = [
    ask(
        "cookies",
        name,
        "/accounts/profile",
        302,
        sent={"Cookie": value},
        headers={"Location": "/accounts/login?next=/accounts/profile"},
    )
    for name, value in {
        "an empty session": "sessionid=; session=",
        "a made-up session": "sessionid=" + "a" * 32 + "; session=" + "a" * 32,
        "a session of 7,000 letters": "session=" + "a" * 7000,
        "a session of dots": "sessionid=...; session=...",
        "a session like a signed one": "session=eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbb",
        "a compressed session": "session=.eJwAAAAA.aaaaaa.bbbbbbbb",
        "a session with NUL": "sessionid=a%00b; session=a%00b; a=\\000",
        "a session in quotes": 'sessionid="a\\"b"; session="a\\000b"',
        "a session that is no ASCII": b"sessionid=\xff\xfe; session=\xff\xfe",
        "a session that climbs": "sessionid=../../etc/passwd",
        "two sessions": "sessionid=a; sessionid=b; session=a; session=b",
        "no pairs at all": ";;;===;a;b",
        "a thousand cookies": "; ".join(f"c{n}=" for n in range(1000)),
        "names that Python has": "__class__=x; expires=y; path=/; domain=z",
        "a CSRF cookie of 7,000 letters": "csrftoken=" + "a" * 7000,
        "a CSRF cookie that is no ASCII": b"csrftoken=\xc3\xa9",
        "messages that nobody signed": "messages=W1siX19qc29uX21lc3NhZ2UiLDAsMjAsIngiXV0:x:y",
        "a remember-me that nobody signed": "remember_token=1|" + "a" * 128,
    }.items()
]

TYPES = (
    [
        api("types", name, b"{}", 415, type_=type_)
        for name, type_ in {
            "none": None,
            "empty": "",
            "plain text": "text/plain",
            "a form": FORM,
            "a multipart form": MULTIPART,
            "JSON of another kind": "application/problem+json",
            "JSON with a suffix": "application/jsonp",
            "two at once": "application/json, text/plain",
            "a list of parameters alone": "; charset=utf-8",
            "bytes that are no ASCII": b"application/json\xff",
            "8,000 letters": "a" * 8000,
        }.items()
    ]
    + [
        api(
            "types",
            f"{name}, and a list",
            b"[]",
            (400, 415, 422),
            type_=type_,
        )
        for name, type_ in {
            "UTF-16": "application/json; charset=utf-16",
            "UTF-7": "application/json; charset=utf-7",
            "a charset that nobody knows": "application/json; charset=klingon",
            "a charset that is code": "application/json; charset=rot13",
            "a charset in quotes that never end": 'application/json; charset="utf-8',
            "upper case": "APPLICATION/JSON",
            "a charset of 5,000 letters": "application/json; charset=" + "a" * 5000,
        }.items()
    ]
    + [
        api(
            "types",
            "a body that is packed with gzip",
            gzip.compress(b"{}"),
            400,
            sent={"Content-Encoding": "gzip"},
        ),
        api(
            "types",
            "a body that says it is packed",
            b"[]",
            422,
            sent={"Content-Encoding": "gzip, br"},
            fields=("body",),
        ),
        api(
            "types",
            "an upload that expects an answer first",
            b"[]",
            422,
            sent={"Expect": "100-continue"},
            fields=("body",),
        ),
    ]
)

GOOD = {"name": "hostile", "price": "1.00"}
PRODUCT = "/api/products/1"


def broken(name: str, body: bytes, **more) -> Case:
    return api("JSON", name, body, 400, **more)


BODIES = [
    api("JSON", "nothing", b"", (400, 422)),
    api("JSON", "a space", b" ", (400, 422)),
    broken("NUL", b"\x00"),
    broken("an open brace", b"{"),
    broken("single quotes", b"{'name': 'a'}"),
    broken("a comma too many", b'{"name": "a",}'),
    broken("a comment", b'{"name": "a" /* b */}'),
    broken("two values", b"{} {}"),
    broken("NaN", b'{"price": NaN}'),
    broken("Infinity", b'{"price": Infinity}'),
    broken("minus Infinity", b'{"price": -Infinity}'),
    broken("a leading zero", b'{"price": 01}'),
    broken("a plus sign", b'{"price": +1}'),
    broken("a number in hexadecimal", b'{"price": 0x1}'),
    broken("a bare line feed in a text", b'{"name": "a\nb"}'),
    broken("an unknown escape", b'{"name": "\\x41"}'),
    broken("half an escape", b'{"name": "\\u00"}'),
    broken("an integer of 5,000 digits", b'{"price": ' + b"9" * 5000 + b"}"),
    broken("a byte order mark", b"\xef\xbb\xbf{}"),
    broken("UTF-16", '{"name": "a"}'.encode("utf-16")),
    broken("UTF-16 without a mark", '{"name": "a"}'.encode("utf-16-le")),
    broken("UTF-32", '{"name": "a"}'.encode("utf-32")),
    broken("Latin-1", '{"name": "é"}'.encode("latin-1")),
    broken("overlong UTF-8", b'{"name": "\xc0\xaf"}'),
    broken("a surrogate in UTF-8", b'{"name": "\xed\xa0\x80"}'),
    broken("beyond Unicode", b'{"name": "\xf5\x80\x80\x80"}'),
    broken("100,000 open brackets", b"[" * 100_000),
    broken("100,000 open objects", b'{"a":' * 100_000),
    broken("nesting of 5,000, closed", b"[" * 5000 + b"]" * 5000),
    broken("a form", b"name=a&price=1"),
    broken("XML", b"<?xml version='1.0'?><a/>"),
    *(
        api("JSON", f"{text} for an object", text.encode(), 422, fields=("body",))
        for text in ["null", "true", "1", '"a"', "[]", "[{}]", "-0.0", "1e400"]
    ),
    api("JSON", "nesting of 34", b"[" * 34 + b"]" * 34, 422, fields=("body",)),
    api("JSON", "an empty object", b"{}", 422, fields=("name", "price")),
    api(
        "JSON",
        "the same key twice",
        b'{"name": "a", "price": "1", "price": "x"}',
        422,
        fields=("price",),
    ),
    api("JSON", "an unknown field", GOOD | {"no_such": 1}, 422, fields=("no_such",)),
    api("JSON", "an empty key", GOOD | {"": 1}, 422, fields=("body",)),
    api("JSON", "NUL as a key", GOOD | {"\x00": 1}, 422, fields=("\x00",)),
    api("JSON", "a lone surrogate as a key", GOOD | {"\ud800": 1}, 422),
    api("JSON", "a key with markup", GOOD | {"<b>": 1}, 422, fields=("<b>",)),
    api(
        "JSON",
        "__class__ as a key",
        GOOD | {"__class__": 1, "__proto__": {}},
        422,
        fields=("__class__", "__proto__"),
    ),
    api("JSON", "an id of one's own", GOOD | {"id": 1}, 422, fields=("id",)),
    api(
        "JSON",
        "a time of one's own",
        GOOD | {"created_at": "2030-01-01T00:00:00Z"},
        422,
        fields=("created_at",),
    ),
    api("JSON", "5,000 unknown fields", dict.fromkeys(map(str, range(5000)), 1), 422),
    api("JSON", "one byte more than 1 MiB", b" " * (MEBIBYTE - 1) + b"[]", 413),
    api("JSON", "1 MiB exactly", b" " * (MEBIBYTE - 2) + b"[]", 422, fields=("body",)),
    api(
        "JSON",
        "3 MiB of another type",
        b"a" * 3 * MEBIBYTE,
        (413, 415),
        type_="text/plain",
    ),
    api(
        "JSON",
        "a broken body for a row that is missing",
        b"{",
        400,
        method="PUT",
        target=f"/api/products/{GONE}",
    ),
    api(
        "JSON",
        "a body for a page",
        GOOD,
        (405, *REFUSED_FORM),
        target="/products",
        type=HTML,
    ),
    api(
        "JSON",
        "a null for a PATCH",
        b"null",
        422,
        method="PATCH",
        target=PRODUCT,
        fields=("body",),
    ),
    api(
        "JSON",
        "an unknown field for a PATCH",
        {"no_such": 1},
        422,
        method="PATCH",
        target=PRODUCT,
        fields=("no_such",),
    ),
    api(
        "JSON",
        "half a row for a PUT",
        {"name": "a"},
        422,
        method="PUT",
        target=PRODUCT,
        fields=("price",),
    ),
]


def value(key: str, name: str, sent: object, *fields: str) -> list[Case]:
    """One wrong value in a body that is right otherwise: for POST and for PATCH.

    ``sent`` may be JSON text in bytes, for what Python would not write.
    """
    text = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    rest = b"".join(
        b", " + json.dumps(other).encode() + b": " + json.dumps(good).encode()
        for other, good in GOOD.items()
        if other != key
    )
    pair = json.dumps(key).encode() + b": " + text
    return [
        api(
            "values",
            f"{key}: {name}",
            b"{" + pair + rest + b"}",
            422,
            fields=fields or (key,),
        ),
        api(
            "values",
            f"{key}: {name}, by PATCH",
            b"{" + pair + b"}",
            422,
            method="PATCH",
            target=PRODUCT,
            fields=fields or (key,),
        ),
    ]


VALUES = [
    case
    for cases in [
        value("name", "null", None),
        value("name", "a number", 1),
        value("name", "a list", ["a"]),
        value("name", "an object", {"a": 1}),
        value("name", "empty", ""),
        value("name", "white space alone", " \t\n\u3000"),
        value("name", "201 letters", "a" * 201),
        value("name", "201 letters of four bytes", "😀" * 201),
        value("name", "a million letters", "a" * 1_000_000),
        value("name", "NUL", "a\x00b"),
        value("name", "NUL as an escape", b'"\\u0000"'),
        value("name", "a lone high surrogate", b'"\\ud83d"'),
        value("name", "a lone low surrogate", b'"a\\udc00b"'),
        value("name", "surrogates in the wrong order", b'"\\ude00\\ud83d"'),
        value("price", "null", None),
        value("price", "true", True),
        value("price", "text", "x"),
        value("price", "empty", ""),
        value("price", "a list", [1]),
        value("price", "an object", {}),
        value("price", "negative", "-0.01"),
        value("price", "a negative number", -1),
        value("price", "three places", "1.001"),
        value("price", "three places as a number", 1.001),
        value("price", "nine digits before the point", "123456789.00"),
        value("price", "1e400 as a number", b"1e400"),
        value("price", "1e400 as text", "1e400"),
        value("price", "minus 1e400", b"-1e400"),
        value("price", "1E-7 as a number", b"1E-7"),
        value("price", "1E-400 as text", "1E-400"),
        value("price", "1e9 as text", "1e9"),
        value("price", "NaN as text", "NaN"),
        value("price", "sNaN as text", "sNaN"),
        value("price", "Infinity as text", "-Infinity"),
        value("price", "400 digits", "9" * 400),
        value("price", "400 places", "0." + "9" * 400),
        value("price", "an integer of 4,000 digits", b"9" * 4000),
        value("price", "a comma", "1,5"),
        value("price", "NUL", "1\x00"),
        value("status", "unknown", "sold"),
        value("status", "another case", "Draft"),
        value("status", "a space behind", "draft "),
        value("status", "null", None),
        value("status", "a list", ["draft"]),
        value("status", "NUL", "draft\x00"),
        value("category_id", "one that is missing", GONE),
        value("category_id", "zero", 0),
        value("category_id", "negative", -1),
        value("category_id", "beyond 64 bits", 2**63),
        value("category_id", "an integer of 4,000 digits", b"9" * 4000),
        value("category_id", "text", "1"),
        value("category_id", "a fraction", 1.5),
        value("category_id", "a whole float", b"1.0"),
        value("category_id", "true", True),
        value("category_id", "a list", [1]),
        value("category_id", "an object", {"id": 1}),
        value("tag_ids", "null", None),
        value("tag_ids", "a number", 1),
        value("tag_ids", "text", "1"),
        value("tag_ids", "an object", {"0": 1}),
        value("tag_ids", "one that is missing", [1, GONE]),
        value("tag_ids", "null in it", [None], "tag_ids.0"),
        value("tag_ids", "beyond 64 bits", [1, 2**63], "tag_ids.1"),
        value("tag_ids", "text in it", ["1"], "tag_ids.0"),
        value("tag_ids", "a list in it", [[1]], "tag_ids.0"),
        value("tag_ids", "1,001 of them", [1] * 1001),
        value("tag_ids", "100,000 of them", [1] * 100_000),
    ]
    for case in cases
]


CASES = [
    *PATHS,
    *QUERIES,
    *CURSORS,
    *TOKENS,
    *COOKIES,
    *TYPES,
    *BODIES,
    *VALUES,
]
