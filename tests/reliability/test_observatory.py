"""Every page that visitors see has the grade A+ of Mozilla's Observatory."""

from collections.abc import Iterator

import httpx
import pytest
from observatory import Scan, directives, grade
from visitors import Site, Visitor, open_site

from stacks import Stacks
from starters import EDITOR, FRAMEWORKS, LIMIT

PUBLIC = {
    "/": 200,
    "/products": 200,
    "/products/1": 200,
    "/accounts/login": 200,
    "/accounts/signup": 200,
    "/accounts/password_reset": 200,
    "/accounts/password_change": 302,
    "/accounts/profile": 302,
    "/admin/": 302,
    "/api/docs": 200,
    "/api/products": 200,
    "/nowhere": 404,
    "/products/999999": 404,
    "/api/nowhere": 404,
    "/products/new": 302,
}
OF_EDITORS = (
    "/",
    "/accounts/profile",
    "/products/new",
    "/products/1/edit",
    "/accounts/password_change",
    "/admin/",
)
OF_ADMIN = {
    "django": (
        "/admin/catalog/product/",
        "/admin/catalog/product/add/",
        "/admin/catalog/product/1/change/",
        "/admin/catalog/product/1/delete/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        "/admin/password_change/",
    ),
    "flask": (
        "/admin/products/",
        "/admin/products/new/",
        "/admin/products/edit/?id=1",
        "/admin/accounts/",
        "/admin/accounts/new/",
    ),
}


@pytest.fixture(scope="module", params=FRAMEWORKS)
def site(request: pytest.FixtureRequest, stacks: Stacks) -> Iterator[Site]:
    """In the settings of a site that is there to stay; any database answers alike."""
    with (
        stacks.fresh(f"{request.param}-sqlite") as stack,
        open_site(
            stack, HSTS_SECONDS="31536000", HSTS_SUBDOMAINS="true", HSTS_PRELOAD="true"
        ) as site,
    ):
        yield site


@pytest.fixture(scope="module")
def staff(site: Site) -> Visitor:
    visitor = site.visitor()
    visitor.log_in(*EDITOR)
    return visitor


def scan(visitor: Visitor, path: str) -> Scan:
    page = visitor.get(path, headers={"Origin": "https://evil.example"})
    login = visitor.site.visitor().log_in(*EDITOR) if path == "/" else page
    plain = httpx.get(
        f"{visitor.site.server.url}{path}",
        headers={"Host": "localhost", "X-Forwarded-Proto": "http"},
        follow_redirects=False,
        timeout=LIMIT,
    )
    cookies = (r.headers.get_list("Set-Cookie") for r in (page, login))
    return Scan(
        page=page, plain=plain, cookies=tuple(c for one in cookies for c in one)
    )


@pytest.mark.parametrize("path", PUBLIC)
def test_every_kind_of_public_answer_has_the_best_grade(site: Site, path: str) -> None:
    found = scan(site.visitor(), path)
    assert found.page.status_code == PUBLIC[path]
    if path == "/admin/" and site.framework == "flask":
        return  # which leads away from there, under the policy of the editors' pages
    result = grade(found)
    assert result.grade == "A+", result
    assert not [name for name, (points, _) in result.points.items() if points < 0]


def test_every_page_of_editors_has_the_best_grade(
    site: Site, staff: Visitor, reached
) -> None:
    """But those of Flask-Admin, which have script in their attributes: they are for
    editors only, and take nothing from elsewhere either.
    """
    scores = {}
    for path in (*OF_EDITORS, *OF_ADMIN[site.framework]):
        found = scan(staff, path)
        assert found.page.status_code == 200, path
        policy = directives([found.header("Content-Security-Policy")])
        if site.framework == "flask" and path.startswith("/admin/"):
            assert policy["script-src"] <= {"'self'", "'unsafe-inline'"}, path
            assert policy["default-src"] == policy["frame-ancestors"] == {"'none'"}
            continue
        result = grade(found)
        assert result.grade == "A+", (path, result)
        scores[path] = result.score
        scripts = {source[:7] for source in policy["script-src"]}
        assert scripts <= {"'self'", "'nonce-"}, path
    reached(8, f"A+ on every page, {min(scores.values())} points at least")


def test_the_default_promises_an_hour_of_https_and_nothing_over_http(
    site: Site, stacks: Stacks
) -> None:
    """A promise for a year, or for all subdomains, is for who knows to keep it."""
    with (
        stacks.fresh(f"{site.framework}-sqlite") as stack,
        open_site(stack) as plain,
    ):
        for path in PUBLIC:
            found = scan(plain.visitor(), path)
            assert found.header("Strict-Transport-Security") == "max-age=3600", path
            assert "Strict-Transport-Security" not in found.plain.headers, path


def test_plain_http_leads_to_https_before_anything_else(site: Site) -> None:
    """Also for what does not exist."""
    for path in PUBLIC:
        found = scan(site.visitor(), path)
        assert found.plain.headers["Location"] == f"https://localhost{path}"


WEAKER = {
    "Content-Security-Policy": {
        "": -25,
        "default-src 'self' 'unsafe-inline'": -20,
        "default-src *": -20,
        "default-src 'self'; script-src 'self' data:": -20,
        "default-src 'self'; connect-src http://other.example": -20,
        "default-src 'self'; script-src 'self' 'unsafe-eval'": -10,
        "default-src 'self'; img-src http://other.example": -10,
        "default-src 'self'; style-src 'self' 'unsafe-inline'": 0,
        "default-src 'self'": 5,
        "default-src 'none'": 10,
        "default-src 'none'; script-src 'nonce-abc' 'unsafe-inline'": 10,
    },
    "Strict-Transport-Security": {
        "": -20,
        "max-age": -20,
        "max-age=15767999": -10,
        "max-age=15768000": 0,
    },
    "X-Content-Type-Options": {"": -5, "sniff": -5, "nosniff": 0},
    "Referrer-Policy": {"": 0, "unsafe-url": -5, "x": -5, "no-referrer": 5},
    "Cross-Origin-Resource-Policy": {"": 0, "x": -5, "same-origin": 10},
    "Access-Control-Allow-Credentials": {"": 0},
}


@pytest.mark.parametrize("name", WEAKER)
def test_the_scorer_sees_each_header(site: Site, name: str) -> None:
    """What the published tables say of a header, the scorer says of it too."""
    good = scan(site.visitor(), "/")
    for value, points in WEAKER[name].items():
        weak = without(good, name, value)
        known = {test: p for test, (p, _) in grade(weak).points.items()}
        test = name.lower()
        assert known.get(test, 0) == points, (name, value)
        # One penalty of 10 leaves 90, from where on the bonuses count.
        assert (grade(weak).grade == "A+") == (points > -20), (name, value)


def without(scan: Scan, name: str, value: str) -> Scan:
    headers = httpx.Headers(scan.page.headers)
    headers.pop(name, None)
    headers.pop("Content-Encoding", None)
    if value:
        headers[name] = value
    page = httpx.Response(
        200, headers=headers, content=scan.page.content, request=scan.page.request
    )
    return Scan(page=page, plain=scan.plain, cookies=scan.cookies)


def test_the_scorer_sees_everything_else(site: Site) -> None:
    good = scan(site.visitor(), "/")
    assert grade(good).grade == "A+"
    assert good.cookies
    for cookies, points in (
        (("sessionid=x; HttpOnly; SameSite=Lax",), -10),
        (("sessionid=x; Secure; SameSite=Lax",), -30),
        (("csrftoken=x; Secure; HttpOnly",), -20),
        (("sessionid=x; Secure; HttpOnly; SameSite=Sometimes",), -20),
        (("other=x",), -5),
        (("sessionid=x; Secure; HttpOnly",), 0),
        ((), 0),
    ):
        weak = Scan(page=good.page, plain=good.plain, cookies=cookies)
        assert grade(weak).points["cookies"][0] == points, cookies
        assert (grade(weak).grade == "A+") == (points > -20)
    for plain, points in (
        (httpx.Response(200), -20),
        (httpx.Response(301, headers={"Location": "http://localhost/"}), -20),
        (httpx.Response(301, headers={"Location": "https://other.example/"}), -5),
    ):
        weak = Scan(page=good.page, plain=plain, cookies=good.cookies)
        assert grade(weak).points["redirection"][0] == points
    for script, points in (
        ("<script src='https://cdn.example/a.js'></script>", -5),
        ("<script src='//cdn.example/a.js'></script>", -50),
        ("<script src='http://cdn.example/a.js' integrity='x'></script>", -20),
        ("<script src='/a.js'></script>", 0),
    ):
        page = httpx.Response(
            200,
            headers={"Content-Type": "text/html"},
            text=script,
            request=good.page.request,
        )
        weak = Scan(page=page, plain=good.plain, cookies=())
        assert grade(weak).points["subresource-integrity"][0] == points
    headers = {"Access-Control-Allow-Credentials": "true"}
    headers["Access-Control-Allow-Origin"] = "https://evil.example"
    page = httpx.Response(200, headers=headers, request=good.page.request)
    weak = Scan(page=page, plain=good.plain, cookies=())
    assert grade(weak).points["cross-origin-resource-sharing"][0] == -50
    assert grade(weak).grade == "F"
