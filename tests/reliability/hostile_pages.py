"""Hostile forms for the pages of tests/specs/shop.toml."""

from __future__ import annotations

import gzip
from urllib.parse import quote

from hostile_cases import (
    BEARER,
    FORM,
    GONE,
    JSON,
    MEBIBYTE,
    MULTIPART,
    REFUSED,
    REFUSED_FORM,
    Case,
    Status,
    api,
    ask,
    form,
)

SIGNUP, LOGIN = "/accounts/signup", "/accounts/login"
NEW, EDIT, DELETE = "/products/new", "/products/1/edit", "/products/1/delete"
FILLED = [("name", "hostile"), ("price", "1.00"), ("status", "draft")]


def typed(title: str, *fields: str, **values: str) -> Case:
    """The form of a new product, filled in well but for these."""
    pairs = (dict(FILLED) | values).items()
    return form("forms", title, NEW, pairs, 422, fields=fields)


def token_and(body: bytes) -> bytes:
    return b"CSRFKEY=CSRFVALUE&" + body


FORMS = [
    form(
        "forms",
        "nothing but the token",
        NEW,
        [],
        422,
        fields=("name", "price", "status"),
    ),
    typed("a name of 201 letters", "name", name="a" * 201),
    typed("a name with NUL", "name", name="a\x00b"),
    typed("a name of white space", "name", name=" \t\u3000"),
    typed("a name of 100,000 letters", "name", name="a" * 100_000),
    typed("a price of text", "price", price="x"),
    typed("a price of 1e400", "price", price="1e400"),
    typed("a price of NaN", "price", price="NaN"),
    typed("a price of sNaN", "price", price="sNaN123"),
    typed("a price of Infinity", "price", price="-Infinity"),
    typed("a price of 400 digits", "price", price="9" * 400),
    typed("a price of 5,000 digits", "price", price="9" * 5000),
    typed("a price of 400 places", "price", price="0." + "9" * 400),
    typed("a price with an exponent of 20 digits", "price", price="1e" + "9" * 20),
    typed("a price with a tiny exponent", "price", price="1e-" + "9" * 20),
    typed("a price with NUL", "price", price="1\x00"),
    typed("a price below zero", "price", price="-0.01"),
    typed("a status that is unknown", "status", status="sold"),
    typed("a status with NUL", "status", status="draft\x00"),
    typed("a status with markup", "status", status="<b>\"'"),
    typed("a category that is missing", "category", category=str(GONE)),
    typed("a category of zero", "category", category="0"),
    typed("a category below zero", "category", category="-1"),
    typed("a category of text", "category", category="x"),
    typed("a category beyond 64 bits", "category", category=str(2**63)),
    typed("a category of 5,000 digits", "category", category="9" * 5000),
    typed("a category with NUL", "category", category="1\x00"),
    typed("a category as a fraction", "category", category="1.0"),
    typed("a tag that is missing", "tags", tags=str(GONE)),
    typed("a tag of text", "tags", tags="x"),
    typed("an empty tag", "tags", tags=""),
    typed("a tag below zero", "tags", tags="-1"),
    typed("a tag beyond 64 bits", "tags", tags=str(2**63)),
    typed("a tag of 5,000 digits", "tags", tags="9" * 5000),
    typed("a tag with NUL", "tags", tags="1\x00"),
    typed("a tag as a superscript", "tags", tags="²"),
    form(
        "forms",
        "a good and a bad tag",
        NEW,
        [*FILLED, ("tags", "1"), ("tags", "x")],
        422,
        fields=("tags",),
    ),
    form(
        "forms",
        "999 tags",
        NEW,
        [("tags", "1")] * 990,
        422,
        fields=("name", "price", "status"),
    ),
    form(
        "forms",
        "a thousand and some fields",
        NEW,
        [(f"f{n}", "") for n in range(1200)],
        (400, 413, 422),
    ),
    form(
        "forms",
        "60,000 fields",
        NEW,
        b"&".join([b"CSRFKEY=CSRFVALUE"] + [b"a=b"] * 60_000),
        (400, 413, 422),
    ),
    form("forms", "1 MiB of text", NEW, [("x", "a" * MEBIBYTE)], (413, 422)),
    form("forms", "3 MiB of text", NEW, [("x", "a" * 3 * MEBIBYTE)], (413, 422)),
    form("forms", "11 MiB of text", NEW, [("x", "a" * 11 * MEBIBYTE)], 413),
    form(
        "forms",
        "3 MiB of text from a stranger",
        NEW,
        [("x", "a" * 3 * MEBIBYTE)],
        (302, 413),
        who="stranger",
    ),
    form("forms", "no token", NEW, FILLED, REFUSED_FORM, csrf=False),
    form(
        "forms",
        "a wrong token",
        NEW,
        b"CSRFKEY=" + b"x" * 64 + b"&name=a",
        REFUSED_FORM,
    ),
    form(
        "forms",
        "a token of 50,000 letters",
        NEW,
        b"CSRFKEY=" + b"x" * 50_000,
        REFUSED_FORM,
    ),
    form(
        "forms", "a token that is no ASCII", NEW, b"CSRFKEY=%C3%A9%FF%00", REFUSED_FORM
    ),
    form("forms", "a token with NUL", NEW, b"CSRFKEY=CSRFVALUE%00", REFUSED_FORM),
    form(
        "forms",
        "another origin",
        NEW,
        FILLED,
        REFUSED_FORM,
        sent={"Origin": "https://evil.example", "Referer": "https://evil.example/"},
    ),
    form(
        "forms",
        "an origin of null",
        NEW,
        FILLED,
        REFUSED_FORM,
        sent={"Origin": "null", "Referer": None},
    ),
    form(
        "forms",
        "a broken referrer",
        NEW,
        FILLED,
        REFUSED_FORM,
        sent={"Origin": None, "Referer": "https://[/"},
    ),
    form(
        "forms",
        "a referrer that is no ASCII",
        NEW,
        FILLED,
        REFUSED_FORM,
        sent={"Origin": None, "Referer": b"https://\xff\xfe/"},
    ),
    form(
        "forms",
        "a stranger's",
        NEW,
        FILLED,
        302,
        who="stranger",
        headers={"Location": f"{LOGIN}?next={NEW}"},
    ),
    form("forms", "a member's", NEW, FILLED, 403, who="member"),
    form("forms", "a row that is missing", f"/products/{GONE}/edit", FILLED, 404),
    form("forms", "a delete of what is missing", f"/products/{GONE}/delete", [], 404),
    form("forms", "a delete without a token", DELETE, [], REFUSED_FORM, csrf=False),
    form(
        "forms",
        "a change of nothing",
        EDIT,
        [],
        422,
        fields=None,
    ),
    form(
        "forms",
        "bad percent escapes",
        NEW,
        token_and(b"name=%zz%&price=%&status=%E"),
        422,
        fields=("price", "status"),
    ),
    form(
        "forms",
        "escapes that are no UTF-8",
        NEW,
        token_and(b"name=%FF%FE&price=%FF&status=draft"),
        (400, 422),
    ),
    form(
        "forms",
        "a surrogate in an escape",
        NEW,
        token_and(b"name=%ED%A0%80&price=x&status=draft"),
        (400, 422),
    ),
    form(
        "forms",
        "overlong UTF-8",
        NEW,
        token_and(b"name=%C0%AF&price=%C0%B1&status=draft"),
        (400, 422),
    ),
    form(
        "forms",
        "bytes that are no UTF-8",
        NEW,
        token_and(b"name=\xff\xfe&price=\xff&status=draft"),
        (400, 422),
    ),
    form(
        "forms",
        "separators alone",
        NEW,
        token_and(b"&&&=&==&;;&"),
        422,
        fields=("name", "price", "status"),
    ),
    form(
        "forms",
        "UTF-16 by its type",
        NEW,
        token_and(b"name=a&price=x&status=draft"),
        (400, 403, 415, 422),
        type_=f"{FORM}; charset=utf-16",
    ),
    form(
        "forms",
        "UTF-7 by its type",
        NEW,
        token_and(b"name=a&price=x&status=draft"),
        (400, 403, 415, 422),
        type_=f"{FORM}; charset=utf-7",
    ),
    form(
        "forms",
        "a charset that nobody knows",
        NEW,
        token_and(b"name=a&price=x&status=draft"),
        (400, 403, 415, 422),
        type_=f"{FORM}; charset=klingon",
    ),
    form("forms", "JSON for a form", NEW, b'{"name": "a"}', REFUSED_FORM, type_=JSON),
    form(
        "forms",
        "JSON with the token in a header",
        NEW,
        b"[1]",
        (400, 415, 422),
        type_=JSON,
        header=True,
    ),
    form(
        "forms",
        "JSON of wrong types with the token in a header",
        NEW,
        b'{"name": {"a": 1}, "price": []}',
        (400, 415, 422),
        type_=JSON,
        header=True,
    ),
    form(
        "forms",
        "broken JSON with the token in a header",
        NEW,
        b"{",
        (400, 415, 422),
        type_=JSON,
        header=True,
    ),
    form(
        "forms",
        "text for a form",
        NEW,
        b"CSRFKEY=CSRFVALUE&name=a",
        REFUSED_FORM,
        type_="text/plain",
    ),
    form(
        "forms",
        "no type",
        NEW,
        b"CSRFKEY=CSRFVALUE&name=a",
        REFUSED_FORM,
        sent={"Content-Type": None},
    ),
    form(
        "forms",
        "a body that is packed with gzip",
        NEW,
        gzip.compress(b"a=b"),
        REFUSED_FORM,
        sent={"Content-Encoding": "gzip"},
    ),
]


def part(name: str, content: bytes, more: bytes = b"") -> bytes:
    head = b'--edge\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n'
    return head % (name.encode(), more) + content + b"\r\n"


TOKEN_PART = part("CSRFKEY", b"CSRFVALUE")
END = b"--edge--\r\n"
PRICE_X = part("name", b"a") + part("price", b"x") + part("status", b"draft")


def parts(
    name: str, body: bytes, status: Status, *fields: str, type_: str = MULTIPART, **more
) -> Case:
    return form(
        "multipart", name, NEW, body, status, type_=type_, fields=fields, **more
    )


MULTIPARTS = [
    parts("a good one", TOKEN_PART + PRICE_X + END, 422, "price"),
    parts("nothing", b"", REFUSED),
    parts("its end alone", END, REFUSED),
    parts("no boundary", TOKEN_PART + END, REFUSED, type_="multipart/form-data"),
    parts(
        "an empty boundary",
        TOKEN_PART + END,
        REFUSED,
        type_="multipart/form-data; boundary=",
    ),
    parts(
        "a boundary of 5,000 letters",
        TOKEN_PART + END,
        REFUSED,
        type_="multipart/form-data; boundary=" + "a" * 5000,
    ),
    parts(
        "a boundary that is no ASCII",
        TOKEN_PART + END,
        REFUSED,
        type_="multipart/form-data; boundary=é",
    ),
    parts(
        "another boundary",
        TOKEN_PART + END,
        REFUSED,
        type_="multipart/form-data; boundary=other",
    ),
    parts("no end", TOKEN_PART + PRICE_X, REFUSED),
    parts("an end within a head", TOKEN_PART + b"--edge\r\nContent-Disp", REFUSED),
    parts(
        "a part without a name",
        b"--edge\r\nContent-Disposition: form-data\r\n\r\na\r\n" + END,
        REFUSED,
    ),
    parts(
        "a name with NUL",
        TOKEN_PART + part("na\x00me", b"a") + PRICE_X + END,
        422,
        "price",
    ),
    parts(
        "a value with NUL",
        TOKEN_PART
        + part("name", b"a\x00")
        + part("price", b"1")
        + part("status", b"draft")
        + END,
        422,
        "name",
    ),
    parts(
        "a value that is no UTF-8",
        TOKEN_PART
        + part("name", b"\xff\xfe")
        + part("price", b"\xff")
        + part("status", b"draft")
        + END,
        (400, 422),
    ),
    parts(
        "a value in UTF-16",
        TOKEN_PART
        + part("price", b"1\x00", b"\r\nContent-Type: text/plain; charset=utf-16")
        + END,
        (400, 422),
    ),
    parts(
        "a value in base64",
        TOKEN_PART
        + part("price", b"eA==", b"\r\nContent-Transfer-Encoding: base64")
        + END,
        (400, 422),
    ),
    parts(
        "broken base64",
        TOKEN_PART
        + part("price", b"!", b"\r\nContent-Transfer-Encoding: base64")
        + END,
        (400, 422),
    ),
    parts(
        "a file where a text belongs",
        TOKEN_PART
        + part("price", b"1", b'; filename="a"')
        + part("status", b"draft")
        + END,
        422,
        "name",
        "price",
    ),
    parts(
        "a file that nobody wants",
        TOKEN_PART
        + part("upload", b"a" * 1000, b'; filename="../../a.sh"')
        + PRICE_X
        + END,
        422,
        "price",
    ),
    parts(
        "a file for the token",
        part("CSRFKEY", b"CSRFVALUE", b'; filename="a"') + END,
        REFUSED,
    ),
    parts(
        "a hundred and one files",
        TOKEN_PART
        + b"".join(part(f"f{n}", b"a", b'; filename="a"') for n in range(101))
        + END,
        REFUSED,
    ),
    parts(
        "a thousand and some parts",
        TOKEN_PART + b"".join(part(f"f{n}", b"") for n in range(1200)) + END,
        REFUSED,
    ),
    parts(
        "a part of 600 KiB",
        TOKEN_PART + part("x", b"a" * 600 * 1024) + PRICE_X + END,
        422,
        "price",
    ),
    parts(
        "a file of 2 MiB that nobody wants",
        TOKEN_PART + part("x", b"a" * 2 * MEBIBYTE, b'; filename="a"') + PRICE_X + END,
        422,
        "price",
    ),
    parts(
        "a file of 11 MiB",
        TOKEN_PART + part("x", b"a" * 11 * MEBIBYTE, b'; filename="a"') + END,
        413,
    ),
    parts(
        "mixed within mixed",
        TOKEN_PART
        + part("x", b"a", b"\r\nContent-Type: multipart/mixed; boundary=inner")
        + PRICE_X
        + END,
        422,
        "price",
    ),
]

WRONG = "wrong-but-long-enough"


def login(
    name: str,
    status: Status,
    fields: tuple[str, ...] | None = None,
    username: str = "",
    password: str = WRONG,
    **more,
) -> Case:
    pairs = [("username", username or f"nobody-{name}"), ("password", password)]
    return form(
        "accounts",
        f"login: {name}",
        LOGIN,
        pairs,
        status,
        who="stranger",
        fields=fields,
        **more,
    )


def signup(
    name: str,
    *fields: str,
    username: str = "hostile",
    password: str = WRONG,
    again: str | None = None,
    **more,
) -> Case:
    pairs = [
        ("username", username),
        ("password1", password),
        ("password2", password if again is None else again),
    ]
    return form(
        "accounts",
        f"signup: {name}",
        SIGNUP,
        pairs,
        422,
        who="stranger",
        fields=fields or None,
        **more,
    )


ACCOUNTS = [
    login("a wrong name", 422),
    login("a name of 151 letters", 422, username="a" * 151),
    login("a name of 100,000 letters", 422, username="a" * 100_000),
    login("a name with NUL", 422, username="a\x00b"),
    login("a name of white space", 422, username=" \u3000 "),
    login("a name that grows", 422, username="\ufdfa" * 100),
    login("a name of combining marks", 422, username="a" + "\u0301" * 140),
    login("a password of 129 letters", 422, password="a" * 129),
    login("a password of 100,000 letters", 422, password="a" * 100_000),
    login("a password with NUL", 422, password="a\x00"),
    login("no password", 422, password=""),
    login("SQL for a name", 422, username="' OR 1=1 --"),
    form(
        "accounts",
        "login: bytes that are no UTF-8",
        LOGIN,
        token_and(b"username=%FF%FE&password=%FF"),
        (400, 422),
        who="stranger",
    ),
    form(
        "accounts",
        "login: nothing",
        LOGIN,
        [],
        422,
        who="stranger",
        fields=("username", "password"),
    ),
    form(
        "accounts",
        "login: no token",
        LOGIN,
        [("username", "a")],
        REFUSED_FORM,
        who="stranger",
        csrf=False,
    ),
    form(
        "accounts",
        "login: a file for a name",
        LOGIN,
        TOKEN_PART + part("username", b"a", b'; filename="a"') + END,
        422,
        who="stranger",
        type_=MULTIPART,
        fields=None,
    ),
    signup("a name with NUL", "username", username="a\x00b"),
    signup("a name of 151 letters", "username", username="a" * 151),
    signup("a name that is taken", "username", username="admin"),
    signup("a name that is taken, written wider", "username", username="ａｄｍｉｎ"),
    signup("a name that grows", "username", username="\ufdfa" * 100),
    signup("a name with a line feed", "username", username="a\nb"),
    signup("a name with markup", "username", username="<b>a</b>"),
    signup("a name with a direction mark", "username", username="a\u202eb"),
    signup("a password of 129 letters", password="a b" * 43),
    signup(
        "a password of 100,000 letters",
        password="a b" * 33_333,
    ),
    signup("two passwords that differ", "password2", again="another-long-enough"),
    signup("a password in Arabic digits", password="٣" * 14),
    form(
        "accounts",
        "signup: nothing",
        SIGNUP,
        [],
        422,
        who="stranger",
        fields=("username", "password1", "password2"),
    ),
    form(
        "accounts",
        "signup: an editor by the way",
        SIGNUP,
        [("is_staff", "on"), ("is_editor", "on"), ("username", "a b")],
        422,
        who="stranger",
        fields=("username", "password1", "password2"),
    ),
    form(
        "accounts", "logout: no token", "/accounts/logout", [], REFUSED_FORM, csrf=False
    ),
    form(
        "accounts",
        "logout: a stranger's",
        "/accounts/logout",
        [],
        302,
        who="stranger",
        headers={"Location": "/"},
    ),
    *(
        api(
            "accounts",
            f"token: {name}",
            body,
            422,
            target="/api/token",
            who="stranger",
            fields=fields,
        )
        for name, body, fields in [
            ("NUL in the name", {"username": "a\x00", "password": "b"}, ("username",)),
            (
                "NUL in the password",
                {"username": "a", "password": "b\x00"},
                ("password",),
            ),
            (
                "a name of 151 letters",
                {"username": "a" * 151, "password": "b"},
                ("username",),
            ),
            (
                "a password of 129 letters",
                {"username": "a", "password": "b" * 129},
                ("password",),
            ),
            ("a number for a name", {"username": 1, "password": "b"}, ("username",)),
            (
                "a list for a password",
                {"username": "a", "password": ["b"]},
                ("password",),
            ),
            (
                "one field more",
                {"username": "a", "password": "b", "is_editor": True},
                ("is_editor",),
            ),
        ]
    ),
    api(
        "accounts",
        "token: a lone surrogate",
        b'{"username": "\\ud800", "password": "b"}',
        422,
        target="/api/token",
        who="stranger",
        fields=("username",),
    ),
    api(
        "accounts",
        "token: a name that is written wider",
        {"username": "ｎｏｂｏｄｙ", "password": "b"},
        401,
        target="/api/token",
        who="stranger",
        headers=BEARER,
    ),
]

NEXTS = [
    ask(
        "next",
        ascii(target)[:60],
        f"{LOGIN}?next={quote(target, safe='')}",
        200,
        headers={"Location": None},
    )
    for target in [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http://evil.example",
        "https:evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/a\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\x00",
        "/\u2028/evil.example",
        "/%0d%0aSet-Cookie: a=b",
        "/" + "a" * 3000,
        "é",
        "/\u202e",
        "//[",
        "/[",
        "https://[::1",
        "/?next=//evil.example",
        "'\"><script>",
    ]
] + [
    ask("next", "no UTF-8", f"{LOGIN}?next=/%FF", 200),
    ask("next", "twice", f"{LOGIN}?next=/&next=//evil.example", 200),
    ask("next", "a list", f"{LOGIN}?next[]=//evil.example", 200),
]


#: What somebody types to look for rows to choose from.
TERMS = {
    "nothing": "",
    "NUL": "\x00",
    "NUL in a word": "a\x00b",
    "10,000 letters": "a" * 10_000,
    "10,000 letters of four bytes": "😀" * 10_000,
    "a wild card": "%",
    "wild cards": "%_%\\%_",
    "a backslash": "\\",
    "a quote": "'",
    "SQL": "' OR 1=1 --",
    "a regular expression": "(a+)+$",
    "letters that grow": "\u0130\ufb03\u1e9e" * 60,
    "combining marks": "a" + "\u0301" * 190,
    "markup": "</option><script>\"'",
    "a template": "{{ 7*7 }}{% x %}",
    "a line feed": "a\r\nb",
}


def searching(name: str, *pairs: tuple[str, str], status: Status = 200, **more) -> Case:
    """A press of a Search button: the form is shown again, and nothing is marked."""
    return form("search", name, more.pop("target", NEW), pairs, status, **more)


BUTTON = ("_search", "category")
SEARCHES = [
    *(
        searching(name, *FILLED, BUTTON, ("category_q", term))
        for name, term in TERMS.items()
    ),
    *(
        searching(
            f"{name}, while editing",
            *FILLED,
            BUTTON,
            ("category_q", term),
            target=EDIT,
        )
        for name, term in TERMS.items()
    ),
    *(
        searching(f"{name}, of many", *FILLED, ("_search", "tags"), ("tags_q", term))
        for name, term in TERMS.items()
    ),
    *(
        searching(f"a button of {name}", *FILLED, ("_search", button))
        for name, button in {
            "nothing": "",
            "no field": "nosuch",
            "NUL": "\x00",
            "a field without rows": "price",
            "10,000 letters": "a" * 10_000,
            "a way to somewhere": "category__parent",
            "a name of Python's": "__class__",
        }.items()
    ),
    *(
        searching(f"{name} chosen", *FILLED, BUTTON, ("category", row), ("tags", row))
        for name, row in {
            "what is missing": str(GONE),
            "text": "x",
            "NUL": "\x00",
            "5,000 digits": "9" * 5000,
            "a number beyond 64 bits": str(2**63),
            "a number below zero": "-1",
        }.items()
    ),
    searching(
        "wrong values elsewhere",
        BUTTON,
        ("name", "a\x00" * 300),
        ("price", "1e400"),
        ("status", "sold"),
    ),
    searching("900 rows chosen", BUTTON, *[("tags", "1")] * 900),
    searching("two buttons", *FILLED, BUTTON, ("_search", "tags")),
    searching("by a member", *FILLED, BUTTON, who="member", status=403),
    searching("by a stranger", *FILLED, BUTTON, who="stranger", status=302),
    searching("without a token", BUTTON, csrf=False, status=REFUSED_FORM),
    searching(
        "of a row that is missing", BUTTON, target=f"/products/{GONE}/edit", status=404
    ),
    searching(
        "of a form without relations",
        ("name", "a" * 300),
        BUTTON,
        target="/tags/new",
        status=(200, 422),
    ),
]


def filtered(name: str, query: str, status: Status = 400) -> Case:
    return ask("filters", name, f"/products?{query}", status)


FILTERS = [
    *(
        filtered(f"status={text[:20]}", f"status={text}")
        for text in ["sold", "Draft", "%00", "draft%00", "%FF", "a" * 3000, "%25", "'"]
    ),
    *(
        filtered(f"{name}={text[:20]}", f"{name}={text}")
        for name in ("category_id", "tag_id")
        for text in [
            *("x", "0", "-1", "1.5", "%00", "1%00", "%FF", "1'", "1,2", "null"),
            *("9223372036854775808", "9" * 3000, "1e400", "NaN", "__class__"),
        ]
    ),
    *(
        filtered(f"created_at_{end}={text[:20]}", f"created_at_{end}={text}")
        for end in ("from", "to")
        for text in [
            *("x", "%00", "2026-02-30", "2026-13-01", "0000-01-01", "10000-01-01"),
            *("99999-01-01", "2026-01-31T00:00", "-1", "1e400", "2026-01-31%00"),
            *("now", "%FF", "9" * 3000, "2026-01"),
        ]
    ),
    filtered("nothing of anything", "status=&category_id=&created_at_from=&q=", 200),
    filtered("a category that is missing", f"category_id={GONE}", (200, 400)),
    filtered("the first day", "created_at_from=0001-01-01", 200),
    filtered("until the first day", "created_at_to=0001-01-01", 200),
    filtered("from the last day", "created_at_from=9999-12-31", 200),
    filtered("the last day", "created_at_to=9999-12-31", 200),
    filtered(
        "an end before its begin",
        "created_at_from=2026-01-31&created_at_to=2026-01-01",
        200,
    ),
    filtered("one of them twice", "status=draft&status=sold", (200, 400)),
    filtered("lookups of Django's", "name__regex=(&price__gt=x&id__in=1,x", 200),
    filtered("what is no filter", "price=x&id=x&is_editor=1&password=x", 200),
    filtered("a filter of another list", "parent_id=x&email=x", 200),
    filtered("an order that is none", "sort=tags&status=draft"),
    filtered("a filter and a forged cursor", "status=draft&cursor=x"),
]


CASES = [*FORMS, *MULTIPARTS, *ACCOUNTS, *NEXTS, *SEARCHES, *FILTERS]
