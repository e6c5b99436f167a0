"""What a page and the headers of an answer mean, whatever they look like."""

from __future__ import annotations

import pytest

from scaffold.replay import pages, policy
from scaffold.replay.excerpts import excerpts
from scaffold.run.http import Header, Response

DJANGO = """
<title>Products</title>
<nav><a href="/">Home</a><a href="/admin/shop/product/3/change/">Admin</a></nav>
<h1>Products</h1>
<div role="status">Saved.</div>
<table class="a"><thead><tr><th>Name</th><th>Price</th><th>Live</th><th>Made</th>
  <th>Kind</th><th>Shop</th></tr></thead>
<tbody><tr><th><a href="/products/1">Tea</a></th><td>1,250.50</td><td>Yes</td>
  <td><time datetime="2024-05-01T10:30:00Z">May 1</time></td>
  <td><a href="/kinds/7">Herbs</a></td><td>—</td></tr></tbody></table>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="d">
  <input name="name" value="Tea" required id="id_name">
  <input name="price" type="number" value="1e-7" step="1e-7" aria-invalid="true">
  <input type="checkbox" name="live" checked>
  <select name="kind"><option value="">--</option><option value="7" selected>Herbs</option>
  </select><button name="go">Save</button></form>
<a href="/products?q=tea&cursor=abc">Next page</a>
"""
FLASK = """
<title>Products</title>
<h1><b>Products</b></h1>
<p class="flash success">It is saved!</p>
<table><tr><th scope="col">Name ▲</th><th>Price</th><th>Live</th><th>Made</th>
  <th>Kind</th><th>Shop</th></tr>
<tr><th><a href="/products/1">Tea</a></th><td>1250.5</td><td>true</td>
  <td>2024-05-01 10:30 UTC</td><td><a href="/kinds/7">the herbs</a></td><td></td></tr></table>
<form method="POST" action=""><input name="csrf_token" type="hidden" value="f">
  <p><label>Name <input id="n" name="name" value="Tea" required="required"></label></p>
  <input name="price" value="0.0000001" aria-invalid="true">
  <input type="checkbox" name="live" value="y" checked="checked">
  <select name="kind"><option value="7" selected="selected">herbs</option>
  <option value="">none</option></select><input type="submit" value="Send"></form>
<ul><li><a href="/products?cursor=xyz&amp;q=tea">More</a></li>
<li><a href="/">Start</a></li><li><a href="/admin/products/edit/?id=3">Admin</a></li></ul>
"""


def told(one: str, other: str) -> list[str]:
    return list(pages.differences(pages.read(one), pages.read(other)))


def test_pages_that_mean_the_same_do_not_differ() -> None:
    assert told(DJANGO, FLASK) == []


def test_what_each_side_makes_up_is_given_in_order() -> None:
    assert pages.read(DJANGO).made_up == ("d", "abc")
    assert pages.read(FLASK).made_up == ("f", "xyz")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<title>Products", "<title>Goods", "page title: “Products” and “Goods”"),
        ("<h1><b>Products", "<h1><b>Goods", "page headings: “Products” and “Goods”"),
        ("1250.5", "1250.6", "page row 1, Price: “1250.5” and “1250.6”"),
        ("<td>true", "<td>no", "page row 1, Live: yes and no"),
        (
            "2024-05-01 10:30",
            "2024-05-01 10:31",
            "page row 1, Made: “2024-05-01 10:30” and “2024-05-01 10:31”",
        ),
        ("/kinds/7", "/kinds/8", "page row 1, Kind: “/kinds/7” and “/kinds/8”"),
        (
            "/products/1",
            "/products/2",
            "page row 1, its link: “/products/1” and “/products/2”",
        ),
        ("Price</th>", "Cost</th>", "page columns: "),
        ("flash success", "flash error", "message of failure: only on Flask"),
        (' value="Tea"', ' value="Pea"', "form field name, value: “Tea” and “Pea”"),
        ('required="required"', "", "form field name, required: yes and no"),
        (' aria-invalid="true"', "", "form field price, invalid: yes and no"),
        (' checked="checked"', "", "form field live, value: yes and no"),
        ('<option value="">none</option>', "", "form field kind, options: "),
        ('<input name="price"', '<input name="cost"', "form field cost: only on Flask"),
        ("POST", "get", "form method: “post” and “get”"),
        ('<li><a href="/">Start</a></li>', "", "link /: only on Django"),
        ("&amp;q=tea", "", "link to the next page of /products?q=tea: only on Django"),
    ],
)
def test_a_difference_in_meaning_is_told(old: str, new: str, said: str) -> None:
    assert FLASK.count(old) == 1
    assert any(line.startswith(said) for line in told(DJANGO, FLASK.replace(old, new)))


def test_details_and_counts_are_compared_by_their_labels() -> None:
    one = (
        "<dl><dt>Price</dt><dd>1.50</dd></dl><ul><li><h3>Tags</h3> 1,200 rows</li></ul>"
    )
    assert (
        told(
            one,
            "<dl><div><dt>Price</dt><dd>1.5</dd></div></dl>"
            "<ul><li><h3>Tags</h3><b>1200</b></li></ul>",
        )
        == []
    )
    assert told(one, one.replace("1.50", "1.60")) == ["page Price: “1.5” and “1.6”"]
    assert told(one, one.replace("1,200", "1")) == ["count Tags: “1200” and “1”"]
    assert told(one, one.replace("Price", "Cost")) == [
        "page Price: only on Django",
        "page Cost: only on Flask",
    ]


@pytest.mark.parametrize("odd", ["2030-02-30T00:00", "2030-01-01 24:00", "1e999999999"])
def test_what_only_looks_like_a_value_is_text(odd: str) -> None:
    one = f'<form><input name="a" value="{odd}"></form>'
    assert told(one, one) == []
    assert told(one, one.replace(odd, "x"))


def test_json_is_compared_by_its_value() -> None:
    def shown(text: str) -> str:
        return f"<dl><dt>Extra</dt><dd><code>{text}</code></dd></dl>"

    same = told(shown('{"a":[1,2.50],"b":null}'), shown('{"b": null, "a": [1, 2.50]}'))
    assert same == []
    assert told(shown('{"a": 1}'), shown('{"a": 2}')) != []
    assert told(shown("[x"), shown("[x")) == []


def test_the_words_of_an_error_are_free() -> None:
    one, other = pages.read("<h1>Not found</h1>"), pages.read("<h1>Gone fishing</h1>")
    assert list(pages.differences(one, other, is_error=True)) == []


def answer(status: int = 200, **headers: str) -> Response:
    return Response(
        status=status,
        headers=tuple(
            Header(name.replace("_", "-"), value) for name, value in headers.items()
        ),
        body=b"something",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            answer(Content_Security_Policy="script-src 'self'"),
            answer(Content_Security_Policy="script-src 'self'; script-src-elem 'self'"),
        ),
        (
            answer(Content_Type="text/html"),
            answer(Content_Type="text/html; charset=utf-8"),
        ),
        (answer(Allow="GET, HEAD, OPTIONS"), answer(Allow="GET")),
        (
            answer(Content_Security_Policy="default-src 'none'; img-src 'self' data:"),
            answer(
                Content_Security_Policy="img-src data: 'self'; default-src 'none'; "
                "script-src 'none'"
            ),
        ),
        (
            answer(Content_Security_Policy="script-src 'nonce-abc'"),
            answer(Content_Security_Policy="script-src 'nonce-xyz'"),
        ),
        (
            answer(Content_Security_Policy="frame-ancestors 'none'"),
            answer(
                Content_Security_Policy="frame-ancestors 'none'", X_Frame_Options="DENY"
            ),
        ),
        (answer(Cache_Control="private"), answer(Cache_Control="no-store, max-age=0")),
        (
            answer(Strict_Transport_Security="max-age=60; includeSubDomains"),
            answer(Strict_Transport_Security="includeSubDomains;max-age=60"),
        ),
        (
            answer(Permissions_Policy="a=(), b=()"),
            answer(Permissions_Policy="b=(),a=()"),
        ),
        (
            answer(401, WWW_Authenticate="Bearer"),
            answer(401, WWW_Authenticate='Bearer realm="api"'),
        ),
    ],
)
def test_headers_that_mean_the_same_do_not_differ(
    one: Response, other: Response
) -> None:
    assert policy.effective(one) == policy.effective(other)


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (
            answer(Content_Type="text/html"),
            answer(Content_Type="text/plain"),
            "media type",
        ),
        (answer(Allow="GET"), answer(Allow="GET, POST"), "Allow"),
        (
            answer(Content_Security_Policy="default-src 'none'"),
            answer(Content_Security_Policy="default-src 'none'; img-src https:"),
            "Content-Security-Policy img-src",
        ),
        (
            answer(Content_Security_Policy="script-src 'self'"),
            answer(
                Content_Security_Policy="script-src 'self'; script-src-elem https://a.b"
            ),
            "Content-Security-Policy script-src-elem",
        ),
        (
            answer(Content_Security_Policy="default-src 'self'"),
            answer(Content_Security_Policy="default-src 'self'; report-uri /csp"),
            "Content-Security-Policy report-uri",
        ),
        (
            answer(),
            answer(Access_Control_Allow_Origin="*"),
            "Access-Control-Allow-Origin",
        ),
        (
            answer(X_Frame_Options="DENY"),
            answer(X_Frame_Options="SAMEORIGIN"),
            "who may frame it",
        ),
        (answer(X_Frame_Options="DENY"), answer(), "who may frame it"),
        (
            answer(Cache_Control="private"),
            answer(Cache_Control="public"),
            policy.SHARED,
        ),
        (answer(Cache_Control="private"), answer(), policy.SHARED),
        (
            answer(Strict_Transport_Security="max-age=60"),
            answer(Strict_Transport_Security="max-age=90"),
            "Strict-Transport-Security",
        ),
        (answer(Referrer_Policy="same-origin"), answer(), "Referrer-Policy"),
        (answer(X_Content_Type_Options="nosniff"), answer(), "X-Content-Type-Options"),
    ],
)
def test_a_policy_that_differs_is_told_by_its_name(
    one: Response, other: Response, what: str
) -> None:
    mine, its = policy.effective(one), policy.effective(other)
    differing = {n for n in mine.keys() | its.keys() if mine.get(n) != its.get(n)}
    assert differing == {what}


@pytest.mark.parametrize("before", [0, 30, 150, 199, 500, 4000])
@pytest.mark.parametrize("after", [0, 30, 1000])
def test_an_excerpt_shows_the_part_that_differs(before: int, after: int) -> None:
    one, other = ("a" * before + middle + "b" * after for middle in ("ONE", "OTHER"))
    mine, its = excerpts(one, other)
    assert "ONE" in mine
    assert "OTHER" in its
    assert max(len(mine), len(its)) <= 202
    if len(other) <= 200:
        assert (mine, its) == (one, other)


def test_an_excerpt_shows_that_one_text_ends_before_the_other() -> None:
    mine, its = excerpts("a" * 1000, "a" * 1000 + "more")
    assert not mine.endswith(("…", "more"))
    assert its.endswith("more")


def test_a_link_leads_on_from_its_page() -> None:
    """And what it asks for without a value, it does not ask for."""
    relative = '<a href="?sort=name">Name</a><form method="post"></form>'
    whole = '<a href="/products?status=&sort=name">Name</a><form method="post" action="/products"></form>'
    place = "/products"
    pair = pages.read(relative, place), pages.read(whole, place)
    assert list(pages.differences(*pair)) == []
    assert pair[0].links == {"/products?sort=name"}
    elsewhere = pages.read(relative, "/tags")
    assert list(pages.differences(pair[0], elsewhere)) != []
