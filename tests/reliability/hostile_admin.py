"""Hostile requests of staff to both admins, each with addresses of its own."""

from __future__ import annotations

from hostile_cases import (
    GONE,
    JSON,
    MULTIPART,
    REFUSED_FORM,
    Case,
    Pairs,
    Status,
    form,
    in_admin,
)
from hostile_pages import END, FILLED, TOKEN_PART, WRONG, part

ACTION = "{products}action/"


def flask(name: str, target: str, status: Status, **more) -> Case:
    return in_admin("admin", f"Flask: {name}", target, status, only="flask", **more)


def asked(name: str, target: str, status: Status) -> Case:
    """An address of Flask's admin, which refuses a NUL wherever it stands in a query."""
    return flask(name, target, 400 if NUL in target else status)


def django(name: str, target: str, status: Status, **more) -> Case:
    return in_admin("admin", f"Django: {name}", target, status, only="django", **more)


def flask_form(name: str, target: str, pairs: Pairs, status: Status, **more) -> Case:
    return form(
        "admin", f"Flask: {name}", target, pairs, status, only="flask", own=True, **more
    )


def django_form(name: str, target: str, pairs: Pairs, status: Status, **more) -> Case:
    return form(
        "admin",
        f"Django: {name}",
        target,
        pairs,
        status,
        only="django",
        own=True,
        **more,
    )


#: How an admin answers an address that it cannot read: by what is left, by its list
#: without it, or with an error. Where that leads: see test_account_attacks.py.
READ_OR_NOT = (200, 302, 400)
#: Flask-Admin would hand a NUL, or a search however long, to the database.
NUL = "%00"
DIGITS = "9" * 3000
WORDS = "a+" * 1200
WRONG_IDS = [
    "0",
    "-1",
    "x",
    "1.5",
    "%00",
    "%D9%A3",
    "1_0",
    "9223372036854775807",
    "9223372036854775808",
    DIGITS,
    "1'",
    "1,2",
    "%FF",
]
ADMINS = [
    in_admin("admin", "a stranger's list", "{products}", 302, who="stranger"),
    in_admin("admin", "a member's list", "{products}", (302, 403), who="member"),
    in_admin("admin", "a member's users", "{users}", (302, 403), who="member"),
    in_admin("admin", "a page that is missing", "/admin/nowhere/", 404),
    in_admin("admin", "a path that climbs", "/admin/%2e%2e/%2e%2e/etc/passwd", 404),
    in_admin("admin", "a path with NUL", "/admin/%00", 404),
    *(
        asked(f"page={text[:20]}", f"{{products}}?page={text}", 200)
        for text in ["-1", "x", "%00", "1e9", "9223372036854775808", DIGITS, "%D9%A3"]
    ),
    *(
        flask(f"page_size={text[:20]}", f"{{products}}?page_size={text}", 200)
        for text in ["0", "-1", "x", "1000000000", "9223372036854775808", DIGITS]
    ),
    *(
        asked(f"sort={text[:20]}", f"{{products}}?sort={text}", 200)
        for text in ["-1", "99", "x", "%00", "9223372036854775808", DIGITS, "1&desc=x"]
    ),
    *(
        asked(f"search={text[:20]}", f"{{products}}?search={text}", 200)
        for text in ["%00", "%25", "%FF", "'", "a" * 200, "%3D1", "%5E%00", "^"]
    ),
    flask("a search of 1,200 words", f"{{products}}?search={WORDS}", 400),
    flask("a search of 3,000 letters", f"{{products}}?search={'a' * 3000}", 400),
    flask("two searches", "{products}?search=a&search=b", 200),
    flask("nothing of anything", "{products}?search=&page=&sort=&desc=&flt0_0=", 200),
    asked("a look-up of NUL", "{products}ajax/lookup/?name=tags&query=a%00", 200),
    *(
        asked(f"a filter {text[:20]}", f"{{products}}?{text}", 200)
        for text in [
            "flt0_0=x",
            "flt1_99=%00",
            "flt0=x",
            "flt=x",
            "fltx_y=z",
            f"flt{DIGITS}_1=a",
            "flt0_-1=1",
        ]
    ),
    *(
        asked(f"edit id={text[:20]}", f"{{products}}edit/?id={text}", 302)
        for text in WRONG_IDS
    ),
    flask("edit without an id", "{products}edit/", 302),
    flask("edit with two ids", "{products}edit/?id=1&id=2", 302),
    flask(
        "edit with a return to another site",
        "{products}edit/?id=1&url=//evil.example",
        READ_OR_NOT,
    ),
    flask(
        "new with a return that is script",
        "{products}new/?url=javascript:alert(1)",
        READ_OR_NOT,
    ),
    flask("details that nobody offers", "{products}details/?id=x", 302),
    flask("an export that nobody offers", "{products}export/csv/", 302),
    flask("an export of an unknown kind", "{products}export/%00/", 302),
    flask("a look-up of nothing", "{products}ajax/lookup/", 404),
    flask("a look-up of no field", "{products}ajax/lookup/?name=nosuch&query=a", 404),
    *(
        flask(
            f"a look-up of {name}",
            f"{{products}}ajax/lookup/?name={field}&query={query}",
            200,
            type=JSON,
        )
        for name, field, query in [
            ("odd numbers", "category", "a&offset=x&limit=-1"),
            ("odd numbers, of many", "tags", "a&offset=-1&limit=x"),
            ("wild cards", "category", "%25_%25%5C"),
            ("10,000 letters", "category", "a" * 3500),
            ("a quote", "tags", "'"),
            ("what is far behind", "tags", "a&offset=9223372036854775808"),
            ("what is further behind", "tags", f"a&offset={DIGITS}"),
        ]
    ),
    *(
        flask(f"a filter {text[:60]}", f"{{products}}?{text}", (200, 302, 400))
        for name in ("status_equals", "created_at_between", "created_at_greater_than")
        for text in [
            f"flt0_{name}={value}"
            for value in ["x", "%00", "sold", "99999-01-01", "a+to+b", DIGITS, ""]
        ]
    ),
    *(
        asked(
            f"filter {number}: {text[:20]}", f"{{products}}?flt0_{number}={text}", 200
        )
        for number in range(12)
        for text in ["x", "%00", "9999-12-31+23:59:59+to+0001-01-01+00:00:00"]
    ),
    flask("a delete by GET", "{products}delete/?id=1", 405),
    flask_form("a delete of what is no row", "{products}delete/", [("id", "x")], 302),
    flask_form("a delete of NUL", "{products}delete/", [("id", "\x00")], 302),
    flask_form(
        "a delete beyond 64 bits", "{products}delete/", [("id", str(2**63))], 302
    ),
    flask_form(
        "a delete of two ids", "{products}delete/", [("id", "x"), ("id", "1")], 302
    ),
    flask_form("a delete without an id", "{products}delete/", [], 302),
    flask_form(
        "a delete without a token",
        "{products}delete/",
        [("id", "1")],
        REFUSED_FORM,
        csrf=False,
    ),
    flask_form("an action on nothing", ACTION, [("action", "delete")], 302),
    flask_form(
        "an action on what is no row",
        ACTION,
        [
            ("action", "delete"),
            ("rowid", "x"),
            ("rowid", "\x00"),
            ("rowid", str(2**63)),
            ("rowid", "9" * 5000),
        ],
        302,
    ),
    flask_form(
        "an unknown action", ACTION, [("action", "__init__"), ("rowid", "1")], 302
    ),
    flask_form("no action", ACTION, [("rowid", "1")], 302),
    flask_form(
        "an action without a token",
        ACTION,
        [("action", "delete"), ("rowid", "1")],
        REFUSED_FORM,
        csrf=False,
    ),
    flask_form(
        "a return to another site",
        ACTION,
        [("action", "none"), ("url", "//evil.example")],
        READ_OR_NOT,
    ),
    flask_form(
        "a change in the list",
        "{products}ajax/update/",
        [("list_form_pk", "x"), ("name", "a")],
        404,
    ),
    flask_form("a new row of nothing", "{products}new/", [], 200),
    flask_form(
        "a new row with NUL",
        "{products}new/",
        [("name", "a\x00"), ("price", "1"), ("status", "draft")],
        200,
    ),
    flask_form(
        "a new row of 400 digits",
        "{products}new/",
        [("name", "a"), ("price", "9" * 400), ("status", "draft")],
        200,
    ),
    flask_form(
        "a new row of NaN",
        "{products}new/",
        [("name", "a"), ("price", "NaN"), ("status", "draft")],
        200,
    ),
    flask_form(
        "a new row in a category that is missing",
        "{products}new/",
        [("name", "a"), ("price", "x"), ("status", "draft"), ("category", str(GONE))],
        400,
    ),
    flask_form(
        "a new row with wrong tags",
        "{products}new/",
        [
            ("name", "a"),
            ("price", "x"),
            ("status", "draft"),
            ("tags", "x"),
            ("tags", "9" * 5000),
        ],
        400,
    ),
    flask_form(
        "a new row without a token", "{products}new/", FILLED, REFUSED_FORM, csrf=False
    ),
    flask_form(
        "a new row as a file",
        "{products}new/",
        TOKEN_PART + part("name", b"a", b'; filename="a"') + END,
        200,
        type_=MULTIPART,
    ),
    flask_form(
        "a change of a row that is missing", f"{{products}}edit/?id={GONE}", FILLED, 302
    ),
    flask_form(
        "a new user with NUL",
        "{users}new/",
        [("username", "a\x00"), ("password", "a\x00" * 10)],
        200,
    ),
    flask_form(
        "a new user of 151 letters",
        "{users}new/",
        [("username", "a" * 151), ("password", WRONG)],
        200,
    ),
    flask_form(
        "a new user whose name is taken",
        "{users}new/",
        [("username", "admin"), ("password", WRONG)],
        200,
    ),
    *(
        django(f"p={text[:20]}", f"{{products}}?p={text}", READ_OR_NOT)
        for text in ["-1", "0", "x", "%00", "99", "9223372036854775808", DIGITS]
    ),
    *(
        django(f"o={text[:20]}", f"{{products}}?o={text}", 200)
        for text in ["x", "-1", "99", "1.x", "--1", "999999999999999999"]
    ),
    *(
        django(f"q={text[:20]}", f"{{products}}?q={text}", 200)
        for text in ["%25", "%FF", "'", '"', "a" * 3000, "a" + "%20a" * 500]
    ),
    django("q=%00", "{products}?q=%00", 200),
    django("a search of 1,200 words", f"{{products}}?q={WORDS}", 200),
    django("two searches", "{products}?q=a&q=b", 200),
    django("nothing of anything", "{products}?q=&p=&o=&e=&all=", 200),
    django("groups by 1,200 words", f"/admin/auth/group/?q={WORDS}", 200),
    django("groups by an expression", "/admin/auth/group/?name__regex=(", READ_OR_NOT),
    *(
        django(f"a filter {text[:28]}", f"{{products}}?{text}", READ_OR_NOT)
        for text in [
            "price=x",
            "price=1e400",
            "price=NaN",
            "price__gt=sNaN",
            "price__in=1,x",
            "id=9223372036854775808",
            "id__gt=9223372036854775808",
            f"id={DIGITS}",
            "id__in=1,9223372036854775808",
            "id=%00",
            "name=%00",
            "name__regex=(",
            "name__iregex=(a%2B)%2B",
            "created_at=x",
            "created_at__year=99999",
            "created_at__gt=%D9%A3",
            "category__parent__name=x",
            "tags__id__exact=x",
            "password=x",
            "nosuch=x",
            "name__nosuch=x",
            "name__contains=x",
            "pk__regex=(",
            "price__range=1",
            "category=1&category=x",
            "id=",
            "e=1",
            "all=x",
            "_to_field=nosuch",
            "_to_field=id",
            "_popup=1&_to_field=%00",
        ]
    ),
    django("users by their passwords", "{users}?password__startswith=argon2", 400),
    django(
        "products by a way to passwords",
        "{products}?logentry__user__password__startswith=a",
        (302, 400),
    ),
    *(
        django(f"change of {text[:20]}", f"{{products}}{text}/change/", 302)
        for text in [
            "0",
            "x",
            "1.5",
            "9223372036854775807",
            "9223372036854775808",
            "1'",
            "%FF",
            "_5F",
        ]
    ),
    django("change of 3,000 digits", f"{{products}}{DIGITS}/change/", 302),
    django("change of NUL", "{products}%00/change/", 302),
    django("history of what is missing", "{products}x/history/", 302),
    django("delete of what is missing", "{products}x/delete/", 302),
    django(
        "a new row that is filled in from the address",
        "{products}add/?name=x&price=x&category=x&tags=x,y&created_at=%FF",
        200,
    ),
    django("a new row's wrong field", "{products}add/?_to_field=password", 400),
    django("a look-up without parameters", "/admin/autocomplete/", 403),
    django(
        "a look-up of passwords",
        "/admin/autocomplete/?app_label=accounts&model_name=user&field_name=password&term=a",
        403,
    ),
    django(
        "a look-up by 1,200 words",
        f"/admin/autocomplete/?app_label=accounts&model_name=user&field_name=groups&term={WORDS}",
        200,
        type=JSON,
    ),
    django(
        "a look-up from the other end",
        "/admin/autocomplete/?app_label=auth&model_name=group&field_name=user&term=a",
        403,
    ),
    django("a way to an object of an unknown kind", "/admin/r/99/x/", 404),
    django("a way to an object beyond 64 bits", "/admin/r/9223372036854775808/1/", 404),
    django("a password of nobody", "{users}x/password/", 404),
    django_form(
        "an action on what is no row",
        "{products}",
        [("action", "delete_selected"), ("_selected_action", "x")],
        READ_OR_NOT,
    ),
    django_form(
        "an action beyond 64 bits",
        "{products}",
        [("action", "delete_selected"), ("_selected_action", str(2**63))],
        READ_OR_NOT,
    ),
    django_form(
        "an action on NUL",
        "{products}",
        [("action", "delete_selected"), ("_selected_action", "\x00")],
        READ_OR_NOT,
    ),
    django_form(
        "an action on 1,001 rows", "{products}", [("_selected_action", "1")] * 1001, 400
    ),
    django_form(
        "an unknown action",
        "{products}",
        [("action", "__init__"), ("_selected_action", "1")],
        302,
    ),
    django_form(
        "an action of a wrong number",
        "{products}",
        [
            ("action", "delete_selected"),
            ("index", "x"),
            ("_selected_action", str(GONE)),
        ],
        200,
    ),
    django_form(
        "an action without a token",
        "{products}",
        [("action", "delete_selected"), ("_selected_action", "1"), ("post", "yes")],
        REFUSED_FORM,
        csrf=False,
    ),
    django_form("a new row of nothing", "{products}add/", [], 200),
    django_form(
        "a new row with NUL",
        "{products}add/",
        [("name", "a\x00"), ("price", "1"), ("status", "draft")],
        200,
    ),
    django_form(
        "a new row of 400 digits",
        "{products}add/",
        [("name", "a"), ("price", "9" * 400), ("status", "draft")],
        200,
    ),
    django_form(
        "a new row of NaN",
        "{products}add/",
        [("name", "a"), ("price", "NaN"), ("status", "draft")],
        200,
    ),
    django_form(
        "a new row in a category that is missing",
        "{products}add/",
        [*FILLED, ("category", str(GONE))],
        200,
    ),
    django_form(
        "a new row in a category beyond 64 bits",
        "{products}add/",
        [*FILLED, ("category", str(2**63))],
        200,
    ),
    django_form(
        "a new row in a category of 5,000 digits",
        "{products}add/",
        [*FILLED, ("category", "9" * 5000)],
        200,
    ),
    django_form(
        "a new row in a category of NUL",
        "{products}add/",
        [*FILLED, ("category", "\x00")],
        200,
    ),
    django_form(
        "a new row with wrong tags", "{products}add/", [*FILLED, ("tags", "x,y")], 200
    ),
    django_form(
        "a new row with tags beyond 64 bits",
        "{products}add/",
        [*FILLED, ("tags", f"1,{2**63}")],
        200,
    ),
    django_form(
        "a new row with tags of 5,000 digits",
        "{products}add/",
        [*FILLED, ("tags", "9" * 5000)],
        200,
    ),
    django_form(
        "a new row with tags of NUL",
        "{products}add/",
        [*FILLED, ("tags", "1,\x00")],
        200,
    ),
    django_form(
        "a new row without a token", "{products}add/", FILLED, REFUSED_FORM, csrf=False
    ),
    django_form(
        "a new row as a file",
        "{products}add/",
        TOKEN_PART + part("name", b"a", b'; filename="a"') + END,
        200,
        type_=MULTIPART,
    ),
    django_form(
        "a row of a wrong form field", "{products}add/?_to_field=nosuch", FILLED, 400
    ),
    django_form(
        "a new user with NUL",
        "{users}add/",
        [
            ("username", "a\x00"),
            ("password1", "a\x00" * 10),
            ("password2", "a\x00" * 10),
        ],
        200,
    ),
    django_form(
        "a new user of 151 letters",
        "{users}add/",
        [("username", "a" * 151), ("password1", WRONG), ("password2", WRONG)],
        200,
    ),
    django_form(
        "a user in groups that are missing",
        "{users}1/change/",
        [("username", "admin"), ("groups", "x"), ("user_permissions", str(2**63))],
        200,
    ),
    django_form(
        "a password that is too long",
        "{users}1/password/",
        [("password1", "a b" * 50), ("password2", "a b" * 50)],
        200,
    ),
]


CASES = ADMINS
