"""One window for both: who may frame, what each frame shows, what is the same."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from scaffold import frameworks
from scaffold.cli import run
from scaffold.frameworks import Framework
from scaffold.run.http import Header, Request, Response, send
from scaffold.run.listening import listening
from scaffold.up import framing, servers, window
from scaffold.up.twins import Twins, Verdict
from scaffold.up.visits import Hop, Visit, Visits

WINDOW = "http://pair.localhost:8000"
HTML = Header("Content-Type", "text/html; charset=utf-8")


def asked(path: str, method: str = "GET", **headers: str) -> Request:
    given = {"Host": "django.pair.localhost:8000", "Sec-Fetch-Dest": "iframe"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(
        method=method, path=path, headers=tuple(Header(*e) for e in given.items())
    )


def page(title: str = "Shop", body: str = "", status: int = 200) -> Response:
    text = f"<title>{title}</title>{body}"
    return Response(status=status, headers=(HTML,), body=text.encode())


def to(place: str, status: int = 302) -> Response:
    return Response(status=status, headers=(Header("Location", place),))


def visit(*hops: tuple[Request, Response]) -> Visit:
    return Visit(
        number=1,
        latest=len(hops),
        hops=tuple(Hop(request=r, response=a, seconds=0.25) for r, a in hops),
    )


def headers_of(response: Response, name: str) -> list[str]:
    return [h.value for h in response.headers if h.name.lower() == name.lower()]


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        ("default-src 'none'; frame-ancestors 'none'", "default-src 'none'"),
        ("frame-ancestors 'self';default-src *", "default-src *"),
        ("Frame-Ancestors 'none'", None),
        (
            "default-src a, frame-ancestors 'none'; img-src b",
            "default-src a, img-src b",
        ),
        ("frame-src 'none'", "frame-src 'none'"),
    ],
)
def test_of_a_policy_only_who_may_frame_is_lifted(
    policy: str, kept: str | None
) -> None:
    answer = Response(
        status=200,
        headers=(
            Header("X-Frame-Options", "DENY"),
            Header("content-security-policy", policy),
            Header("Referrer-Policy", "same-origin"),
        ),
    )
    framed = framing.framed(answer, WINDOW, is_shown=False)
    assert headers_of(framed, "X-Frame-Options") == []
    assert headers_of(framed, "Referrer-Policy") == ["same-origin"]
    own = f"frame-ancestors {WINDOW}"
    assert headers_of(framed, "Content-Security-Policy") == [*filter(None, [kept]), own]


def test_who_may_frame_is_said_where_the_starter_says_nothing() -> None:
    framed = framing.framed(page(), WINDOW, is_shown=False)
    assert headers_of(framed, "Content-Security-Policy") == [
        f"frame-ancestors {WINDOW}"
    ]


@pytest.mark.parametrize(
    ("is_shown", "said"), [(True, ["no-store"]), (False, ["max-age=60"])]
)
def test_only_what_a_frame_shows_is_asked_for_each_time(
    is_shown: bool, said: list[str]
) -> None:
    answer = Response(status=200, headers=(Header("Cache-Control", "max-age=60"),))
    framed = framing.framed(answer, WINDOW, is_shown=is_shown)
    assert headers_of(framed, "Cache-Control") == said


def test_the_starter_sees_the_host_that_the_browser_has() -> None:
    """And answers in plain text, which we can read."""
    given = framing.asked(asked("/", Accept_Encoding="gzip", Cookie="a=b"))
    assert given.header("Host") == "django.pair.localhost:8000"
    assert given.header("Cookie") == "a=b"
    assert not given.header("Accept-Encoding")


def test_redirects_belong_to_the_visit_that_they_began_in() -> None:
    visits = Visits()
    steps = [
        (asked("/new"), to("/login?next=/new#top")),
        (asked("/login?next=/new"), page()),
        (asked("/products"), page()),
    ]
    told = []
    for request, response in steps:
        number = visits.begin()
        hop = Hop(request=request, response=response, seconds=0.25)
        visits.end("django", number, hop)
        shown = visits.after(0, 0)[1]["django"]
        told.append((shown.number, shown.first.path, shown.is_over, shown.seconds))
    assert told == [
        (1, "/new", False, 0.25),
        (1, "/new", True, 0.5),
        (3, "/products", True, 0.25),
    ]


def test_a_redirect_to_another_host_ends_the_visit() -> None:
    assert visit((asked("/out"), to("https://example.com/"))).is_over
    assert not visit((asked("/in"), to("http://django.pair.localhost:8000/"))).is_over


def test_an_answer_that_comes_too_late_is_not_what_the_frame_shows() -> None:
    visits = Visits()
    slow, fast = visits.begin(), visits.begin()
    visits.end("django", fast, Hop(request=asked("/b"), response=page(), seconds=0))
    visits.end("django", slow, Hop(request=asked("/a"), response=page(), seconds=9))
    assert visits.after(0, 0)[1]["django"].first.path == "/b"


def test_whoever_waits_hears_of_a_visit_and_of_the_end() -> None:
    visits = Visits()
    for act in (
        lambda: visits.end(
            "flask", 1, Hop(request=asked("/"), response=page(), seconds=0)
        ),
        visits.close,
    ):
        version = visits.after(-1, 0)[0]
        waiting = Thread(target=visits.after, args=(version, 60))
        waiting.start()
        act()
        waiting.join(30)
        assert not waiting.is_alive()


SAME = Verdict(is_same=True)


@pytest.mark.parametrize(
    ("django", "flask", "verdict"),
    [
        ([(asked("/"), page())], [(asked("/"), page())], SAME),
        (
            [(asked("/"), page("A"))],
            [(asked("/"), page("B"))],
            Verdict(is_same=False, differences=("page title: “A” and “B”",)),
        ),
        (
            [(asked("/a"), to("/b")), (asked("/b"), page())],
            [(asked("/a"), to("/c")), (asked("/c"), page())],
            Verdict(is_same=False, differences=("Location: “/b” and “/c”",)),
        ),
        (
            [(asked("/a"), to("/b")), (asked("/b"), page())],
            [(asked("/a"), page(status=403))],
            Verdict(
                is_same=False,
                differences=("status: 302 and 403",),
                aside=("error pages in debug",),
            ),
        ),
        # What debug mode says for itself is free, but not the status.
        (
            [(asked("/a"), page("DoesNotExist at /a", "<table><tr><td>1", 404))],
            [(asked("/a"), page("Not found", "", 404))],
            Verdict(is_same=True, aside=("error pages in debug",)),
        ),
        (
            [(asked("/a"), page("KeyError at /a", "<table><tr><td>1", 500))],
            [(asked("/a"), page("Not found", "", 404))],
            Verdict(
                is_same=False,
                differences=("status: 500 and 404",),
                aside=("error pages in debug",),
            ),
        ),
        # An admin sends strangers to a login of its own.
        (
            [
                (asked("/admin/"), to("/admin/login/")),
                (asked("/admin/login/"), page("A")),
            ],
            [
                (asked("/admin/"), to("/accounts/login")),
                (asked("/accounts/login"), page()),
            ],
            Verdict(is_same=True, aside=("who may not enter the admin",)),
        ),
    ],
)
def test_both_mean_the_same_or_what_differs_is_told(
    django: list[tuple[Request, Response]],
    flask: list[tuple[Request, Response]],
    verdict: Verdict,
) -> None:
    assert (
        Twins().verdict({"django": visit(*django), "flask": visit(*flask)}) == verdict
    )


@pytest.mark.parametrize(
    ("django", "flask", "why"),
    [
        (
            [(asked("/a"), page())],
            [(asked("/b"), page())],
            "asked for different things",
        ),
        ([(asked("/a"), page())], [(asked("/a", "POST"), page())], "different things"),
        ([(asked("/a"), page())], [(asked("/a"), to("/b"))], "not answered yet"),
        ([(asked("/admin/x/"), page())], [(asked("/a"), page())], "within the admin"),
    ],
)
def test_what_is_not_compared_says_why(
    django: list[tuple[Request, Response]],
    flask: list[tuple[Request, Response]],
    why: str,
) -> None:
    found = Twins().verdict({"django": visit(*django), "flask": visit(*flask)})
    assert found.is_same is None
    assert why in found.why


def test_one_frame_follows_the_other_with_a_cursor_of_its_own() -> None:
    twins = Twins()
    pages = {
        name: visit(
            (asked("/p"), page(body=f"<a href='/p?q=x&cursor={name}%3D'>Next</a>"))
        )
        for name in ("django", "flask")
    }
    assert twins.verdict(pages) == Verdict(
        is_same=True, aside=("CSRF tokens and cursors",)
    )
    next_ = visit((asked("/p?q=x&cursor=django%3D"), page()))
    assert twins.address(next_) == "/p?q=x&cursor=flask%3D"
    back = visit((asked("/p?q=x&cursor=flask%3D"), page()))
    assert twins.address(back) == "/p?q=x&cursor=django%3D"
    assert twins.verdict({"django": next_, "flask": back}) == SAME


@pytest.mark.parametrize(
    ("request_", "twin"),
    [
        (asked("/products?q=a%20b&sort=-name"), "/products?q=a%20b&sort=-name"),
        (asked("/products/new", "POST"), None),
        (asked("/admin/"), "/admin/"),
        (asked("/admin/catalog/product/"), None),
    ],
)
def test_forms_and_the_inside_of_an_admin_are_not_followed(
    request_: Request, twin: str | None
) -> None:
    assert Twins().address(visit((request_, page()))) == twin


@dataclass(frozen=True)
class Server:
    """As much of a server as the window needs."""

    framework: Framework
    url: str

    @property
    def side(self) -> "Server":
        return self

    @property
    def title(self) -> str:
        return self.framework.title

    @property
    def address(self) -> str:
        return self.url

    @property
    def framed_host(self) -> str:
        return servers.framed_host(self.framework)


@contextmanager
def looking(respond: Any) -> Iterator[int]:
    with listening(respond) as port:
        both = [Server(f, f"http://127.0.0.1:{port}") for f in frameworks.ALL]
        with window.opened(both, title="<shop>") as own:  # type: ignore[arg-type]
            yield own


def ask(port: int, host: str, path: str, **headers: str) -> Response:
    request = asked(path, Host=f"{host}:{port}", **headers)
    return send(f"127.0.0.1:{port}", request)


def test_each_host_has_its_own_answer_and_others_have_none() -> None:
    with looking(lambda r: page(body=r.header("Host"))) as port:
        for name in ("django", "flask"):
            answer = ask(port, f"{name}.pair.localhost", "/")
            assert f"{name}.pair.localhost:{port}".encode() in answer.body
            (own,) = headers_of(answer, "Content-Security-Policy")
            assert own == f"frame-ancestors http://pair.localhost:{port}"
        for host in ("pair.localhost", "127.0.0.1", "localhost"):
            shown = ask(port, host, "/")
            assert b"&lt;shop&gt;" in shown.body
            assert "frame-ancestors 'none'" in str(
                shown.header("content-security-policy")
            )
            assert ask(port, host, "/elsewhere").status == 404
            assert ask(port, host, window.KNOWN).status == 204
        for host in ("rebound.example", "x.pair.localhost", "pair.localhost:1;x"):
            assert ask(port, host, "/").status == 421
        bare = Request(
            method="GET", path="/", headers=(Header("Host", "pair.localhost"),)
        )
        assert send(f"127.0.0.1:{port}", bare).status == 421


def test_the_window_hears_what_both_frames_show() -> None:
    with looking(lambda r: page(title=r.header("Host").partition(".")[0])) as port:

        def seen(after: str = "") -> Any:
            return json.loads(ask(port, "pair.localhost", f"/seen?after={after}").body)

        before = seen()
        assert before["frames"] == {}
        ask(port, "django.pair.localhost", "/style.css", Sec_Fetch_Dest="style")
        ask(port, "django.pair.localhost", "/tab", Sec_Fetch_Dest="document")
        assert seen() == before, "only what a frame shows is told"
        for name in ("django", "flask"):
            ask(port, f"{name}.pair.localhost", "/products?a=b")
        now = seen(str(before["version"]))
        for told in now["frames"].values():
            assert told["status"] == "200"
            assert told["request"] == "GET /products?a=b"
            assert told["twin"] == told["path"] == "/products?a=b"
            assert told["time"].endswith(" ms")
        assert now["verdict"]["differences"] == ["page title: “django” and “flask”"]


def test_a_server_that_is_silent_is_told_as_502() -> None:
    with listening(lambda _: page()) as port:
        url = f"http://127.0.0.1:{port}"
    both = [Server(f, url) for f in frameworks.ALL]
    with window.opened(both, title="shop") as own:  # type: ignore[arg-type]
        answer = ask(own, "flask.pair.localhost", "/")
        assert answer.status == 502
        assert b"No answer" in answer.body
        told = json.loads(ask(own, "pair.localhost", "/seen").body)["frames"]["flask"]
        assert told["status"] == "no answer"


def test_a_window_that_waits_does_not_hold_up_the_end() -> None:
    with looking(lambda _: page()) as port:
        waiting = Thread(target=ask, args=(port, "pair.localhost", "/seen?after=0"))
        waiting.start()
        time.sleep(0.1)
        assert waiting.is_alive(), "nothing was shown yet"
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_length_that_is_no_number_is_refused() -> None:
    with looking(lambda _: page()) as port:
        assert ask(port, "flask.pair.localhost", "/", Content_Length="x").status == 400


@pytest.mark.parametrize(
    ("is_there", "said"),
    [(True, ""), (False, "No browser was found: open http://127.0.0.1:1/ in one.\n")],
)
def test_the_window_is_opened_on_demand_or_told(
    is_there: bool,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked_for: list[str] = []

    def serve(folder: Path, *, opened: Callable[[str], None] | None, **_: Any) -> None:
        if opened:
            opened(window.entry(1))

    def open_(url: str) -> bool:
        asked_for.append(url)
        return is_there

    monkeypatch.setattr("scaffold.up.up", serve)
    monkeypatch.setattr("webbrowser.open", open_)
    assert run(["up", "shop"]) == 0
    assert asked_for == []
    assert run(["up", "shop", "--open"]) == 0
    assert asked_for == ["http://127.0.0.1:1/"]
    assert capsys.readouterr().err == said
