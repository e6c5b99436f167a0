"""Wrong paths, methods, tokens and bodies: an answer that says so, wherever they go."""

import httpx
import pytest

from .browser import Browser, read
from .client import answer, problem, refused, send
from .domain import MODELS
from .rows import Rows
from .values import word

MODEL = MODELS[0]
MISSING = 2**63 - 1

READ_ONLY = {"GET"}
API = {
    "/api/health": READ_ONLY,
    "/api/live": READ_ONLY,
    "/api/summary": READ_ONLY,
    "/api/openapi.json": READ_ONLY,
    "/api/docs": READ_ONLY,
    "/api/token": {"POST"},
} | {
    path: allowed
    for model in MODELS
    for path, allowed in {
        model.api: {"GET", "POST"},
        f"{model.api}/1": {"DELETE", "GET", "PATCH", "PUT"},
    }.items()
}


@pytest.mark.parametrize("path", API)
def test_a_method_that_is_not_allowed_is_told_which_are(
    anonymous: httpx.Client, path: str
) -> None:
    """Whether HEAD and OPTIONS answer by themselves is the framework's own."""
    response = anonymous.request("BREW", path)
    problem(response, 405)
    assert allowed_by(response) == API[path]


PAGES = ["/", "/accounts/profile", MODEL.pages, f"{MODEL.pages}/1"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_only_read_takes_no_form(
    editor_browser: Browser, path: str
) -> None:
    form = editor_browser.get(f"{MODEL.pages}/new").form
    response = editor_browser.send(form, form.values, to=path)
    read(response, 405)
    assert allowed_by(response) == READ_ONLY


def allowed_by(response: httpx.Response) -> set[str]:
    methods = {method.strip() for method in response.headers["Allow"].split(",")}
    return methods - {"HEAD", "OPTIONS"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/api/health", "/api/summary", "/api/openapi.json"])
def test_a_write_to_what_is_only_read_is_not_allowed(
    anonymous: httpx.Client, method: str, path: str
) -> None:
    response = anonymous.request(method, path)
    problem(response, 405)
    assert allowed_by(response) == READ_ONLY


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", MODEL.api), ("DELETE", MODEL.api), ("POST", f"{MODEL.api}/1")],
)
def test_a_wrong_method_is_told_before_a_missing_token(
    anonymous: httpx.Client, method: str, path: str
) -> None:
    problem(anonymous.request(method, path, content=b"{"), 405)


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/nowhere",
        f"{MODEL.api}/",
        f"{MODEL.api}/1/more",
        "/api/%00",
        "/api/%D9%A3",
        "/api/../api/nowhere",
        "/api/" + "a" * 2000,
    ],
)
def test_an_unknown_path_of_the_api_is_a_problem_document(
    anonymous: httpx.Client, path: str
) -> None:
    problem(anonymous.get(path), 404)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/apis",
        f"{MODEL.pages}/",
        f"{MODEL.pages}/1/more",
        "/%00",
        "/%D9%A3",
    ],
)
def test_an_unknown_page_says_what_to_do(anonymous: httpx.Client, path: str) -> None:
    page = read(anonymous.get(path), 404)
    assert "/" in page.links


@pytest.mark.parametrize(
    "row_id", ["0", "-1", "+1", "1.5", "1e3", "a", "%00", 2**63, 10**40]
)
@pytest.mark.parametrize("place", [MODEL.api, MODEL.pages], ids=["api", "pages"])
def test_what_is_no_id_is_not_found(
    anonymous: httpx.Client, place: str, row_id: object
) -> None:
    assert anonymous.get(f"{place}/{row_id}").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_what_is_no_id_is_not_found_to_be_changed(
    api: httpx.Client, rows: Rows, method: str
) -> None:
    body = None if method == "DELETE" else rows.least(MODEL)
    problem(api.request(method, f"{MODEL.api}/{2**63}", json=body), 404)


WRITES = [
    ("POST", MODEL.api),
    ("PUT", f"{MODEL.api}/{MISSING}"),
    ("PATCH", f"{MODEL.api}/{MISSING}"),
    ("DELETE", f"{MODEL.api}/{MISSING}"),
]


@pytest.mark.parametrize(("method", "path"), WRITES, ids=[item[0] for item in WRITES])
class TestAWrite:
    @pytest.mark.parametrize(
        "authorization",
        [
            None,
            "Bearer",
            "Bearer nonsense",
            "Bearer a.b.c",
            f"Bearer {'x' * 5000}",
            "Basic c3RhZmY6c3RhZmY=",
            "nonsense",
        ],
    )
    def test_needs_a_token(
        self,
        anonymous: httpx.Client,
        method: str,
        path: str,
        authorization: str | None,
    ) -> None:
        """And says so before it looks at the body."""
        headers = {"Authorization": authorization} if authorization else {}
        problem(anonymous.request(method, path, content=b"{", headers=headers), 401)

    def test_needs_a_token_that_nobody_changed(
        self, api: httpx.Client, anonymous: httpx.Client, method: str, path: str
    ) -> None:
        genuine = api.headers["Authorization"]
        middle = len(genuine) // 2
        other = "a" if genuine[middle] != "a" else "b"
        forged = genuine[:middle] + other + genuine[middle + 1 :]
        headers = {"Authorization": forged}
        problem(anonymous.request(method, path, headers=headers), 401)

    def test_is_for_editors(
        self, member_api: httpx.Client, method: str, path: str
    ) -> None:
        problem(member_api.request(method, path, content=b"{"), 403)

    def test_does_not_read_the_session_cookie(
        self, editor_browser: Browser, method: str, path: str
    ) -> None:
        """That is why the API needs no CSRF token."""
        problem(editor_browser.client.request(method, path), 401)


BODIES = WRITES[:3]


@pytest.mark.parametrize(("method", "path"), BODIES, ids=[item[0] for item in BODIES])
class TestABody:
    @pytest.mark.parametrize(
        "content_type", ["text/plain", "application/x-www-form-urlencoded", "", None]
    )
    def test_is_json_by_its_type(
        self, api: httpx.Client, method: str, path: str, content_type: str | None
    ) -> None:
        headers = {} if content_type is None else {"Content-Type": content_type}
        problem(api.request(method, path, content=b"{}", headers=headers), 415)

    def test_may_name_its_charset(
        self, api: httpx.Client, method: str, path: str
    ) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        response = api.request(method, path, content=b"[]", headers=headers)
        assert refused(response) == ["body"]

    def test_has_at_most_one_mebibyte(
        self, api: httpx.Client, method: str, path: str
    ) -> None:
        headers = {"Content-Type": "application/json"}
        largest = b"[]".ljust(1024 * 1024)
        response = api.request(method, path, content=largest, headers=headers)
        assert refused(response) == ["body"]
        response = api.request(method, path, content=largest + b" ", headers=headers)
        problem(response, 413)

    @pytest.mark.parametrize(
        "content",
        [
            b" ",
            b"{",
            b"{'a': 1}",
            b'{"a": NaN}',
            b'{"a": Infinity}',
            b'{"a": -Infinity}',
            b'{"a": 1} {}',
            b'{"a": "\xff"}',
            b"\xff\xfe{\x00}\x00",
            b'{"a": 01}',
            b"\x00",
            b'{"a": ' + b"9" * 5000 + b"}",
        ],
        ids=lambda content: repr(content[:16]),
    )
    def test_is_strict_json(
        self, api: httpx.Client, method: str, path: str, content: bytes
    ) -> None:
        headers = {"Content-Type": "application/json"}
        response = api.request(method, path, content=content, headers=headers)
        problem(response, 400)

    def test_is_not_nested_deeply(
        self, api: httpx.Client, method: str, path: str
    ) -> None:
        headers = {"Content-Type": "application/json"}
        content = b"[" * 100_000
        problem(api.request(method, path, content=content, headers=headers), 400)

    @pytest.mark.parametrize("content", [b"null", b"[]", b'"a"', b"1", b"true"])
    def test_is_an_object(
        self, api: httpx.Client, method: str, path: str, content: bytes
    ) -> None:
        headers = {"Content-Type": "application/json"}
        response = api.request(method, path, content=content, headers=headers)
        assert refused(response) == ["body"]

    @pytest.mark.parametrize(
        "key", ["no_such_field", "id", "", "a.b", "\ud800", "\x00"]
    )
    def test_has_no_unknown_field(
        self, api: httpx.Client, rows: Rows, method: str, path: str, key: str
    ) -> None:
        response = send(api, method, path, rows.least(MODEL) | {key: 1})
        assert len(refused(response)) == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_body_is_checked_before_the_row_is_looked_for(
    api: httpx.Client, rows: Rows, method: str
) -> None:
    path = f"{MODEL.api}/{MISSING}"
    refused(api.request(method, path, json={"no_such_field": 1}))
    problem(api.request(method, path, json=rows.least(MODEL)), 404)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_row_that_does_not_exist_is_not_found(api: httpx.Client, method: str) -> None:
    problem(api.request(method, f"{MODEL.api}/{MISSING}"), 404)


def test_unknown_query_parameters_are_ignored(anonymous: httpx.Client) -> None:
    answer(anonymous.get(MODEL.api, params={word(): word(), "limit": 1}))
