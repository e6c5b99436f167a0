"""The replay: what counts as the same answer, and how one client talks to both."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scaffold.replay import Replay, Request, Response, compare, openapi, proxy
from scaffold.replay.translation import Translation
from scaffold.run.http import Header

GET = Request(method="GET", path="/api/products")
NOW = datetime.now(UTC)


def answer(body: object = None, status: int = 200, **headers: str) -> Response:
    """JSON, unless the body is text already."""
    kind = "text/html; charset=utf-8" if isinstance(body, str) else "application/json"
    written = body if isinstance(body, str) else json.dumps(body)
    all_ = {"Content-Type": kind} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Response(
        status=status,
        headers=tuple(Header(*pair) for pair in all_.items()),
        body=written.encode(),
    )


def cursor(moment: datetime) -> str:
    text = json.dumps(["-created_at", [moment.isoformat()], 7])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (answer(status=201), answer(status=200), "status: 201 and 200"),
        (
            answer(Allow="GET"),
            answer(Allow="GET, PUT"),
            "Allow: “GET” and “GET, PUT”",
        ),
        (answer(Location="/a"), answer(), "Location: “/a” and nothing"),
        (
            answer(Retry_After="60"),
            answer(Retry_After="50"),
            "Retry-After: “60” and “50”",
        ),
        (
            answer(Retry_After="60"),
            answer(Retry_After="later"),
            "Retry-After: “60” and “later”",
        ),
        (
            answer({"price": "1.00"}),
            answer({"price": "1.0"}),
            'JSON price: "1.00" and "1.0"',
        ),
        (
            answer({"items": [{"id": 1}, {"id": 2}]}),
            answer({"items": [{"id": 1}]}),
            "JSON items: 2 and 1 items",
        ),
        (answer({"a": 1}), answer({"a": True}), "JSON a: 1 and true"),
        (answer({"a": 1, "b": 2}), answer({"a": 1}), "JSON b: only on Django"),
        (
            answer(),
            Response(status=0, body=b"No answer: refused"),
            "no answer of Flask",
        ),
    ],
)
def test_a_difference_is_told_in_a_phrase(
    one: Response, other: Response, said: str
) -> None:
    assert compare(GET, one, other).differences == (said,)


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        (
            answer({"token": "abc", "expires_in": 60}),
            answer({"token": "xyz", "expires_in": 60}),
            "tokens",
        ),
        (
            answer({"at": f"{NOW:%Y-%m-%dT%H:%M:%S}.123456Z"}),
            answer({"at": f"{NOW - timedelta(hours=1):%Y-%m-%dT%H:%M:%S}.654321Z"}),
            "times",
        ),
        (
            answer({"items": [], "next_cursor": cursor(NOW)}),
            answer({"items": [], "next_cursor": cursor(NOW - timedelta(seconds=9))}),
            "cursors",
        ),
        (
            answer(f'<a href="?cursor={cursor(NOW)}">Next</a>'),
            answer(f'<a href="?cursor={cursor(NOW - timedelta(seconds=9))}">Next</a>'),
            "CSRF tokens and cursors",
        ),
        (
            answer('<form><input name="csrfmiddlewaretoken" value="1"></form>'),
            answer('<form><input name="csrf_token" value="2"></form>'),
            "CSRF tokens and cursors",
        ),
        (answer(Retry_After="60"), answer(Retry_After="59"), "seconds to wait"),
    ],
)
def test_what_each_side_makes_up_for_itself_is_no_difference(
    one: Response, other: Response, name: str
) -> None:
    """And it is named, so that nobody believes the bytes were equal."""
    found = compare(GET, one, other)
    assert found.differences == ()
    assert found.normalised == (name,)


def test_a_time_of_another_day_is_compared() -> None:
    one, other = ({"at": f"2020-01-01T00:00:0{second}Z"} for second in (1, 2))
    assert compare(GET, answer(one), answer(other)).differences


def test_a_header_that_differs_hides_nothing_else() -> None:
    """Neither the body, nor that two tokens are a pair: all that follows would differ."""
    one = answer({"token": "T", "expires_in": 60}, Allow="GET")
    other = answer({"token": "t", "expires_in": 90})
    found = compare(GET, one, other)
    assert [text.partition(":")[0] for text in found.differences] == [
        "Allow",
        "JSON expires_in",
    ]
    assert found.pairs == (("T", "t"),)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_what_a_framework_answers_by_itself_is_free(method: str) -> None:
    asked = Request(method=method, path="/products")
    found = compare(asked, answer(status=200), answer(status=405, Allow="GET"))
    assert found.differences == ()
    assert found.normalised == (f"automatic {method}",)


@pytest.mark.parametrize("status", [204, 302])
def test_the_type_of_a_body_that_nobody_reads_is_free(status: int) -> None:
    one = Response(status=status, headers=(Header("Content-Type", "text/html"),))
    other = Response(status=status)
    asked = Request(method="DELETE", path="/api/products/1")
    assert compare(asked, one, other).differences == ()


def test_nobody_reads_the_body_of_a_redirect() -> None:
    where = Header("Location", "/products/1")
    one = Response(
        status=302,
        headers=(where, Header("Content-Type", "text/html")),
        body=b"<p>There it is.</p>",
    )
    other = Response(
        status=302, headers=(where, Header("Content-Type", "text/plain")), body=b"There"
    )
    asked = Request(method="POST", path="/products/new")
    assert compare(asked, one, other).differences == ()
    elsewhere = Response(status=302, headers=(Header("Location", "/"),))
    assert compare(asked, one, elsewhere).differences == (
        "Location: “/products/1” and “/”",
    )


def test_a_body_that_is_not_what_its_type_says_is_compared_as_bytes() -> None:
    def odd(body: bytes) -> Response:
        kind = Header("Content-Type", "application/json")
        return Response(status=200, headers=(kind,), body=body)

    assert not compare(GET, odd(b"{oops"), odd(b"{oops")).differences
    assert compare(GET, odd(b"{oops"), odd(b"{}")).differences


def test_what_django_gave_is_sent_to_flask_as_its_own() -> None:
    """Token, cursor, CSRF token and cookies, each in its place."""
    translation = Translation()
    translation.learn([("T", "t"), ("C=", "c"), ("M", "m")])
    login = Request(method="POST", path="/accounts/login")
    translation.learn_cookies(
        login,
        answer(Set_Cookie="sessionid=S; Path=/"),
        answer(Set_Cookie="session=s; Path=/"),
    )
    sent = translation.translated(
        Request(
            method="POST",
            path="/products?cursor=C%3D&q=M",
            headers=(
                Header("Authorization", "Bearer T"),
                Header("Cookie", "sessionid=S"),
                Header("Content-Type", "application/x-www-form-urlencoded"),
                Header("Content-Length", "40"),
            ),
            body=b"csrfmiddlewaretoken=M&name=M",
        )
    )
    assert sent.path == "/products?cursor=c&q=M"
    assert sent.header("authorization") == "Bearer t"
    assert sent.header("cookie") == "session=s"
    assert sent.body == b"csrf_token=m&name=M"
    assert sent.header("content-length") == str(len(sent.body))


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Replay]:
    """A replay whose two servers are functions of the request."""

    def asked(
        django: Callable[[Request], Response],
        flask: Callable[[Request], Response],
        *requests: Request,
    ) -> Replay:
        servers = {"django": django, "flask": flask}
        monkeypatch.setattr(proxy, "send", lambda name, request: servers[name](request))
        replay = Replay("django", "flask")
        for request in requests:
            replay.answer(request)
        replay.close()
        return replay

    return asked


def get(path: str) -> Request:
    return Request(method="GET", path=path)


def test_one_exchange_of_each_kind_is_kept(replay: Callable[..., Replay]) -> None:
    """Of the same method, route and statuses the first; ids make no other route."""

    def serve(request: Request) -> Response:
        return answer(status=404 if request.path.endswith("/9") else 200)

    paths = ("/api/products/1", "/api/products/2?q=a", "/api/products/9", "/products/1")
    found = replay(serve, serve, *map(get, paths))
    assert [(e.path, e.answers["django"].status, e.times) for e in found.exchanges] == [
        ("/api/products/1", 200, 2),
        ("/api/products/9", 404, 1),
        ("/products/1", 200, 1),
    ]
    assert (found.requests, found.same) == (4, 4)


def test_a_difference_is_kept_beside_equal_answers_of_its_kind(
    replay: Callable[..., Replay],
) -> None:
    """With the request, and with both answers."""

    def flask(request: Request) -> Response:
        return answer({"name": "b" if request.path.endswith("2") else "a"})

    paths = ("/api/products/1", "/api/products/2", "/api/products/3")
    found = replay(lambda _: answer({"name": "a"}), flask, *map(get, paths))
    assert (found.requests, found.same) == (3, 2)
    (different,) = found.differences
    assert different.path == "/api/products/2"
    assert different.differences == ('JSON name: "a" and "b"',)
    assert tuple(answer.body for answer in different.answers.values()) == (
        '{"name": "a"}',
        '{"name": "b"}',
    )


def test_of_equal_pages_what_is_their_own_is_kept(
    replay: Callable[..., Replay],
) -> None:
    """Up to a length; of pages that differ all is kept, for that may be anywhere."""
    head, main = f"<title>{900 * 't'}</title>", f"<main><h1>{900 * 'm'}</h1></main>"
    other = main.replace("</h1>", "!</h1>")

    def flask(request: Request) -> Response:
        return answer(head + (other if request.path == "/b" else main))

    found = replay(lambda _: answer(head + main), flask, get("/a"), get("/b"))
    alike, different = found.exchanges
    assert alike.answers["flask"].body == main[:600]
    assert different.answers["django"].body == head + main
    assert different.answers["flask"].body == head + other


def test_rows_that_all_differ_fill_no_report(replay: Callable[..., Replay]) -> None:
    """A few of a route's differences are told apart by their text; all are counted."""
    words = ("ant", "bee", "cow", "dog", "eel", "fox", "gnu", "hen")
    found = replay(
        lambda request: answer([request.path[-3:]]),
        lambda request: answer([request.path[-3:].upper()]),
        *(get(f"/products?q={word}") for word in words),
    )
    assert [e.times for e in found.differences] == [1, 1, 1, 1, 1, 3]
    assert (found.requests, found.same) == (8, 0)


def test_what_lies_within_the_admins_is_not_compared(
    replay: Callable[..., Replay],
) -> None:
    found = replay(
        lambda _: answer("a"), lambda _: answer("b"), get("/admin/x"), get("/static/y")
    )
    assert found.requests == 0


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/products/12", "/api/products/{id}"),
        ("/products/12/edit?next=/3", "/products/{id}/edit"),
        ("/api/v2/products", "/api/v2/products"),
    ],
)
def test_a_route_is_a_path_without_ids(path: str, route: str) -> None:
    assert proxy.route(path) == route


def test_openapi_documents_may_differ_in_order_and_wording_alone() -> None:
    one = {
        "info": {"title": "A", "description": "Of one."},
        "paths": {"/a": {"operationId": "x", "summary": "B", "tags": ["b", "a"]}},
        "properties": {"title": {"type": "string", "title": "A"}},
    }
    other = {
        "properties": {"title": {"title": "B", "type": "string"}},
        "info": {"title": "B", "description": "Of the other."},
        "paths": {"/a": {"operationId": "y", "tags": ["a", "b"]}},
    }
    assert list(openapi.differences(one, other)) == []
    del other["properties"]["title"]
    assert list(openapi.differences(one, other)) == [
        '/properties/title: {"type": "string"} and null'
    ]


def document(name: str, schema: dict[str, object]) -> dict[str, Any]:
    """With one operation that answers this schema, under a name of the library's own."""
    found = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    answer = {"content": {"application/json": found}}
    return {
        "openapi": "3.1.0",
        "paths": {"/api/rows": {"get": {"responses": {"200": answer}}}},
        "components": {
            "schemas": {name: schema},
            "securitySchemes": {"Bearer": {"type": "http"}},
        },
    }


def test_the_names_of_schemas_are_the_documents_own() -> None:
    """What stands under them is not."""
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
    one, other = document("Row", schema), document("RowOut", schema)
    assert list(openapi.differences(one, other)) == []
    changed = {"type": "object", "properties": {"id": {"type": "string"}}}
    (difference,) = openapi.differences(one, document("RowOut", changed))
    assert "/schema/properties/id/type" in difference


def test_a_schema_may_refer_to_itself() -> None:
    def tree(name: str) -> dict[str, object]:
        return document(name, {"items": {"$ref": f"#/components/schemas/{name}"}})

    assert list(openapi.differences(tree("Tree"), tree("Tree"))) == []


def test_a_field_that_may_be_left_out_may_say_that_it_is_nothing_then() -> None:
    said = document("Row", {"properties": {"a": {"type": "string", "default": None}}})
    silent = document("Row", {"properties": {"a": {"type": "string"}}})
    assert list(openapi.differences(said, silent)) == []


def test_what_secures_an_operation_is_compared() -> None:
    one, other = document("Row", {}), document("Row", {})
    other["components"]["securitySchemes"] = {"Bearer": {"type": "apiKey"}}
    (difference,) = openapi.differences(one, other)
    assert "securitySchemes" in difference


def test_errors_may_be_told_one_by_one_or_all_at_once() -> None:
    one, other = document("Row", {}), document("Row", {})
    problem = {"content": {"application/problem+json": {"schema": {}}}}
    one["paths"]["/api/rows"]["get"]["responses"]["default"] = problem
    other["paths"]["/api/rows"]["get"]["responses"] |= {"404": problem, "503": problem}
    assert list(openapi.differences(one, other)) == []


def test_the_default_of_a_field_is_compared() -> None:
    one, other = (
        document("Row", {"properties": {"a": {"default": value}}}) for value in (1, 2)
    )
    (difference,) = openapi.differences(one, other)
    assert "/properties/a/default" in difference
