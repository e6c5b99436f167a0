"""Broken HTTP: request lines, framing, hosts, headers and methods."""

from __future__ import annotations

from hostile_cases import (
    FORM,
    GONE,
    GUNICORN,
    JSON,
    MULTIPART,
    REFUSED,
    REFUSED_FORM,
    Case,
    Visitor,
    ask,
    raw,
    type_of,
)
from rawhttp import written

HOST = b"Host: localhost\r\nX-Forwarded-Proto: https\r\n"
CLOSE = HOST + b"Connection: close\r\n"
LIVE = b"GET /api/live HTTP/1.1\r\n"

REQUEST_LINES = [
    raw("request line", name, data, status, **more)
    for name, data, status, more in [
        ("nothing but line ends", b"\r\n\r\n\r\n\r\n", 400, {"finish": True}),
        ("no request at all", b"", 0, {"finish": True}),
        ("half a request line", b"GET /api/li", 0, {"finish": True}),
        ("half a header", LIVE + b"Host: loc", 0, {"finish": True}),
        (
            "bytes of TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
            400,
            {},
        ),
        ("no version (HTTP/0.9)", b"GET /api/live\r\n\r\n", 400, {}),
        ("HTTP/9.9", b"GET /api/live HTTP/9.9\r\n" + CLOSE + b"\r\n", 400, {}),
        ("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, {}),
        (
            "a version that is no number",
            b"GET / HTTP/x.y\r\n" + CLOSE + b"\r\n",
            400,
            {},
        ),
        (
            "a lower-case method",
            b"get /api/live HTTP/1.1\r\n" + CLOSE + b"\r\n",
            400,
            {},
        ),
        (
            "a method of two letters",
            b"GE /api/live HTTP/1.1\r\n" + CLOSE + b"\r\n",
            400,
            {},
        ),
        (
            "a method with a bracket",
            b"G(T /api/live HTTP/1.1\r\n" + CLOSE + b"\r\n",
            400,
            {},
        ),
        ("no target", b"GET  HTTP/1.1\r\n" + CLOSE + b"\r\n", 400, {}),
        ("a space in the target", b"GET /a b HTTP/1.1\r\n" + CLOSE + b"\r\n", 400, {}),
        (
            "a tab for the space",
            b"GET\t/api/live\tHTTP/1.1\r\n" + CLOSE + b"\r\n",
            400,
            {},
        ),
        ("NUL in the target", b"GET /a\x00b HTTP/1.1\r\n" + CLOSE + b"\r\n", 400, {}),
        (
            "a line of 64 KiB",
            b"GET /" + b"a" * 65536 + b" HTTP/1.1\r\n" + CLOSE + b"\r\n",
            414,
            {},
        ),
        (
            "bare line feeds",
            b"GET /api/live HTTP/1.1\nHost: localhost\n\n",
            400,
            {"finish": True},
        ),
    ]
]
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


def smuggling(name: str, headers: bytes, body: bytes, status: int, **more) -> Case:
    """A POST whose end two servers in a row might see at two places."""
    data = b"POST /api/token HTTP/1.1\r\n" + CLOSE + headers + b"\r\n" + body
    return raw("framing", name, data, status, method="POST", **more)


FRAMING = [
    smuggling(
        "two lengths that differ",
        b"Content-Length: 2\r\nContent-Length: 44\r\n",
        b"{}" + SMUGGLED,
        400,
    ),
    smuggling(
        "two lengths alike", b"Content-Length: 2\r\nContent-Length: 2\r\n", b"{}", 400
    ),
    smuggling("two lengths in one header", b"Content-Length: 2, 2\r\n", b"{}", 400),
    smuggling(
        "a length and chunks",
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"0\r\n\r\n" + SMUGGLED,
        400,
    ),
    smuggling(
        "chunks and a length",
        b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        b"0\r\n\r\n" + SMUGGLED,
        400,
    ),
    smuggling(
        "chunked twice",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        b"0\r\n\r\n",
        400,
    ),
    smuggling(
        "chunked, then identity",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"0\r\n\r\n",
        400,
    ),
    smuggling(
        "an unknown encoding", b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n", 501
    ),
    smuggling(
        "a vertical tab before chunked",
        b"Transfer-Encoding: \x0bchunked\r\n",
        b"0\r\n\r\n",
        400,
    ),
    smuggling("a negative length", b"Content-Length: -1\r\n", b"{}", 400),
    smuggling("a length with a sign", b"Content-Length: +2\r\n", b"{}", 400),
    smuggling("a length that is no number", b"Content-Length: two\r\n", b"{}", 400),
    smuggling("a length in hexadecimal", b"Content-Length: 0x2\r\n", b"{}", 400),
    smuggling("an empty length", b"Content-Length: \r\n", b"", 400),
    smuggling(
        "a length of 5,000 digits",
        b"Content-Length: " + b"9" * 5000 + b"\r\n",
        b"{}",
        400,
    ),
    smuggling(
        "a length of 20 digits",
        b"Content-Length: " + b"9" * 20 + b"\r\n",
        b"{}",
        (400, 413, 415),
        type=None,
    ),
    smuggling("a length in Arabic digits", b"Content-Length: \xd9\xa2\r\n", b"{}", 400),
    smuggling("a space before the colon", b"Content-Length : 2\r\n", b"{}", 400),
    smuggling("a folded header", b"X-Long: a\r\n b\r\n", b"", 400),
    smuggling("a folded length", b"Content-Length:\r\n 2\r\n", b"{}", 400),
    smuggling("a header without a colon", b"X-Nothing\r\n", b"", 400),
    smuggling("a header without a name", b": x\r\n", b"", 400),
    smuggling("a header with a space in its name", b"X Y: z\r\n", b"", 400),
    smuggling("NUL in a header", b"X-Nul: a\x00b\r\n", b"", 400),
    smuggling("a bare carriage return in a header", b"X-Cr: a\rb\r\n", b"", 400),
    smuggling(
        "a bare line feed in a header", b"X-Lf: a\nContent-Length: 2\r\n", b"{}", 400
    ),
    smuggling(
        "more than a hundred headers",
        b"".join(b"X-%d: a\r\n" % n for n in range(120)),
        b"",
        431,
    ),
    smuggling("a header of 64 KiB", b"X-Long: " + b"a" * 65536 + b"\r\n", b"", 431),
]


def chunked(
    name: str, chunks: bytes, path: str = "/api/token", type_: str = JSON
) -> Case:
    """A body in chunks: read, or refused by the server or by the project."""
    headers = f"Content-Type: {type_}\r\nTransfer-Encoding: chunked\r\n".encode()
    line = f"POST {path} HTTP/1.1\r\n".encode()
    data = line + CLOSE + headers + b"\r\n" + chunks
    return raw(
        "chunks",
        name,
        data,
        (0, *REFUSED),
        method="POST",
        path=path,
        type=None,
        finish=True,
    )


CHUNKS = [
    chunked("good ones", b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"),
    chunked("none", b"0\r\n\r\n"),
    chunked("with an extension", b"2;a=b\r\n{}\r\n0\r\n\r\n"),
    chunked("with a trailer", b"2\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n"),
    chunked("a size that is no number", b"zz\r\n{}\r\n0\r\n\r\n"),
    chunked("a negative size", b"-2\r\n{}\r\n0\r\n\r\n"),
    chunked("a size with 0x", b"0x2\r\n{}\r\n0\r\n\r\n"),
    chunked("a size with an underscore", b"0_2\r\n{}\r\n0\r\n\r\n"),
    chunked("an empty size", b"\r\n{}\r\n0\r\n\r\n"),
    chunked("a size of 5,000 digits", b"f" * 5000 + b"\r\n{}\r\n0\r\n\r\n"),
    chunked("a chunk longer than its size", b"1\r\n{}\r\n0\r\n\r\n"),
    chunked("an end before the last chunk", b"2\r\n{}\r\n"),
    chunked(
        "more than 1 MiB",
        (b"10000\r\n" + b" " * 65536 + b"\r\n") * 17 + b"0\r\n\r\n",
    ),
    *(
        chunked(f"{name}, for a page", chunks, "/accounts/login", type_)
        for name, chunks, type_ in [
            ("a form", b"3\r\na=b\r\n0\r\n\r\n", FORM),
            ("a size that is no number", b"zz\r\na=b\r\n0\r\n\r\n", FORM),
            ("an end within", b"9\r\na=b", FORM),
            ("parts without a size", b"zz\r\n--edge\r\n0\r\n\r\n", MULTIPART),
        ]
    ),
]


def shorter(name: str, target: str, type_: str, body: bytes, who: str) -> Case:
    """A body that ends before its length says so: nothing of it is taken."""

    def send(visitor: Visitor) -> bytes:
        key, value = visitor.csrf
        form_token = f"{key}={value}&".encode() if key else b""
        headers = {
            "Content-Type": type_,
            "Authorization": f"Bearer {visitor.token}" if visitor.token else None,
            "Cookie": visitor.cookies or None,
            "Referer": "https://localhost/",
            "Content-Length": "5000",
        }
        return written("POST", target, headers, form_token + body)

    return Case(
        group="chunks",
        name=name,
        send=send,
        status=(0, *REFUSED),
        method="POST",
        path=target,
        who=who,
        finish=True,
    )


ROW = b'{"name": "cut off", "price": '
CHUNKS += [
    shorter("JSON shorter than its length", "/api/products", JSON, ROW, "token"),
    shorter(
        "a form shorter than its length",
        "/products/new",
        FORM,
        b"name=cut+off&price=1&sta",
        "staff",
    ),
]


def line(name: str, target: bytes, status: int, *headers: bytes, **more) -> Case:
    """A request line that the standard knows and browsers never send."""
    lines = b"".join(header + b"\r\n" for header in headers)
    data = b"GET " + target + b" HTTP/1.1\r\n" + CLOSE + lines + b"\r\n"
    path = more.pop("path", target.decode("latin-1"))
    more.setdefault("type", type_of(path, status))
    return raw("targets", name, data, status, path=path, **more)


TARGETS = [
    line("absolute form", b"http://localhost/api/live", 200, path="/api/live"),
    line(
        "absolute form to another host",
        b"http://evil.example/api/live",
        200,
        path="/api/live",
    ),
    line("absolute form with a broken host", b"http://[/api/live", 400, type=GUNICORN),
    line("authority form", b"localhost:80", 400, type=GUNICORN),
    line("asterisk form", b"*", 400, type=GUNICORN),
    line("no slash in front", b"api/live", 400, type=GUNICORN),
    line("two slashes in front", b"//api/live", (200, 308, 404)),
    line("three slashes in front", b"///evil.example", 404),
    line("a fragment", b"/api/live#part", 200, path="/api/live"),
    line("bytes that are no ASCII", "/é".encode(), 400, type=GUNICORN),
    line("bytes that are no UTF-8", b"/\xff\xfe", 400, type=GUNICORN),
    line("a backslash", b"/api\\live", 404),
    line("a quote and a bracket", b"/<script>\"'", 404),
    line("a question mark alone", b"?", 400, type=GUNICORN),
    line(
        "an expectation without a body",
        b"/api/live",
        200,
        b"Expect: 100-continue",
        path="/api/live",
    ),
    line(
        "an expectation that nobody knows",
        b"/api/live",
        417,
        b"Expect: a-miracle",
        path="/api/live",
        type=GUNICORN,
    ),
    line(
        "an upgrade to a web socket",
        b"/api/live",
        200,
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        path="/api/live",
    ),
    line(
        "an upgrade to HTTP/2",
        b"/api/live",
        200,
        b"Upgrade: h2c",
        b"HTTP2-Settings: AAMAAABkAAQAAP__",
        path="/api/live",
    ),
]


def host(
    name: str, lines: bytes, status: int, path: bytes = b"/api/products?limit=1", **more
) -> Case:
    data = (
        b"GET "
        + path
        + b" HTTP/1.1\r\nConnection: close\r\nX-Forwarded-Proto: https\r\n"
        + lines
        + b"\r\n"
    )
    more.setdefault("type", type_of(path.decode(), status))
    return raw("host", name, data, status, path=path.decode(), **more)


HOSTS = [
    # Then it is the address that the server listens on, which the project allows.
    host("none", b"", 200),
    host("none, of a page", b"", 200, b"/products"),
    host("two", b"Host: localhost\r\nHost: evil.example\r\n", 400, type=GUNICORN),
    host("two alike", b"Host: localhost\r\nHost: localhost\r\n", 400, type=GUNICORN),
    host("two in one", b"Host: localhost, localhost\r\n", 400),
    host("empty", b"Host: \r\n", 400),
    host("another", b"Host: evil.example\r\n", 400),
    host("another, of a page", b"Host: evil.example\r\n", 400, b"/products"),
    host("another, of a probe", b"Host: evil.example\r\n", 400, b"/api/health"),
    host("another, of an unknown path", b"Host: evil.example\r\n", 400, b"/nowhere"),
    host("another, of the admin", b"Host: evil.example\r\n", 400, b"/admin/"),
    host("ours as a name below another", b"Host: localhost.evil.example\r\n", 400),
    host("ours behind an at sign", b"Host: evil.example@localhost\r\n", 400),
    host("ours before an at sign", b"Host: localhost@evil.example\r\n", 400),
    host("with a path", b"Host: localhost/evil\r\n", 400),
    host("with a query", b"Host: localhost?evil\r\n", 400),
    host("with a port", b"Host: localhost:8000\r\n", 200),
    host("with a port that is no number", b"Host: localhost:evil\r\n", 400),
    host("with two ports", b"Host: localhost:80:80\r\n", 400),
    host("with a space", b"Host: local host\r\n", 400),
    host("with a quote", b"Host: localhost\"'>\r\n", 400),
    host("with bytes that are no ASCII", "Host: löcalhost\r\n".encode(), 400),
    host("an open bracket", b"Host: [::1\r\n", 400),
    host("of 8,000 letters", b"Host: " + b"a" * 8000 + b"\r\n", 400),
    host(
        "another that the proxy named",
        b"Host: localhost\r\nX-Forwarded-Host: evil.example\r\n",
        200,
    ),
    host(
        "another in Forwarded",
        b"Host: localhost\r\nForwarded: host=evil.example;proto=http\r\n",
        200,
    ),
]


def headers(
    name: str,
    sent: dict[str, str | bytes | None],
    status: int,
    target: str = "/api/products?limit=1",
    **more,
) -> Case:
    return ask("headers", name, target, status, sent=sent, **more)


HEADERS = [
    headers(
        "plain HTTP at the proxy",
        {"X-Forwarded-Proto": "http"},
        301,
        headers={"Location": "https://localhost/api/products?limit=1"},
    ),
    headers(
        "plain HTTP, of a page with odd letters",
        {"X-Forwarded-Proto": "http"},
        301,
        "/a%20b%0d%0aX:y?a=%0d%0a",
        headers={"Location": "https://localhost/a%20b%0D%0AX:y?a=%0d%0a"},
    ),
    headers("no scheme at all", {"X-Forwarded-Proto": None}, 301),
    headers("a scheme that nobody knows", {"X-Forwarded-Proto": "gopher"}, 301),
    headers("an address of 8,000 letters", {"X-Forwarded-For": "1" * 8000}, 200),
    headers("a prefix", {"X-Forwarded-Prefix": "/evil"}, 200),
    headers("another script name", {"SCRIPT_NAME": "/evil"}, 200),
    headers(
        "another script name, written with a hyphen", {"Script-Name": "/evil"}, 200
    ),
    headers("another path", {"PATH_INFO": "/api/token"}, 200),
    headers("another method", {"X-HTTP-Method-Override": "DELETE"}, 200),
    headers(
        "another remote user",
        {"Remote-User": "admin", "X-Remote-User": "admin"},
        302,
        "/admin/",
    ),
    headers("a range of a list", {"Range": "bytes=0-1"}, 200),
    headers("a broken date", {"If-Modified-Since": "yesterday"}, 200),
    headers("a list that nobody has", {"If-None-Match": '"a", W/"b", *'}, 200),
    headers("a broken language", {"Accept-Language": "../../etc;q=nan"}, 200, "/"),
    headers("a broken media type", {"Accept": "*/*;q=9999999,/,;;"}, 200),
    headers("JSON wanted of a page", {"Accept": JSON}, 404, "/nowhere"),
    headers("HTML wanted of the API", {"Accept": "text/html"}, 404, "/api/nowhere"),
    headers("bytes that are no ASCII", {"X-Odd": b"\xff\xfe\xc3"}, 200),
    headers("Shellshock", {"User-Agent": "() { :; }; echo bad"}, 200),
    headers("a log of its own", {"User-Agent": '{"level": "ERROR"}\\n'}, 200),
    headers("a length without a body", {"Content-Length": "0"}, 200),
]

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
METHODS = [
    ask(
        "methods",
        f"{method} {path}",
        path,
        # Django looks at a form's token before it looks at the method.
        405 if path.startswith("/api") or method in SAFE else (405, *REFUSED_FORM),
        method=method,
        headers={"Allow": allowed} if path.startswith("/api") else {},
    )
    for method, path, allowed in [
        ("TRACE", "/api/products", "GET, POST"),
        ("CONNECT", "/api/products", "GET, POST"),
        ("BREW", "/api/products/1", "DELETE, GET, PATCH, PUT"),
        ("PROPFIND", "/api/products/1", "DELETE, GET, PATCH, PUT"),
        ("DELETE", "/api/products", "GET, POST"),
        ("PUT", "/api/token", "POST"),
        ("GET", "/api/token", "POST"),
        ("POST", "/api/health", "GET"),
        ("POST", "/api/docs", "GET"),
        ("DELETE", "/", "GET"),
        ("TRACE", "/products", "GET"),
        ("POST", "/products/1", "GET"),
        ("DELETE", "/products/1/delete", "GET, POST"),
        ("PUT", "/accounts/login", "GET, POST"),
        ("GET", "/accounts/logout", "POST"),
        ("DELETE", "/accounts/profile", "GET"),
    ]
] + [
    ask("methods", "OPTIONS *", "*", (200, 404), method="OPTIONS", type=None),
    ask("methods", "BREW of an unknown path", "/api/nowhere", 404, method="BREW"),
    ask(
        "methods",
        "POST of an unknown page",
        "/nowhere",
        404,
        method="POST",
        sent={"Content-Length": "0"},
    ),
    ask("methods", "HEAD of a list", "/api/products", (200, 405), method="HEAD"),
    ask("methods", "OPTIONS of a list", "/api/products", (200, 405), method="OPTIONS"),
    ask("methods", "OPTIONS of a page", "/", (200, 204, 405), method="OPTIONS"),
    ask(
        "methods",
        "GET with a body",
        "/api/products?limit=1",
        200,
        body=b'{"a": 1}',
        sent={"Content-Type": JSON},
    ),
    ask(
        "methods",
        "GET with a broken body",
        "/api/products?limit=1",
        200,
        body=b"{",
        sent={"Content-Type": JSON},
    ),
    ask(
        "methods",
        "DELETE with a body",
        f"/api/products/{GONE}",
        404,
        method="DELETE",
        body=b"{",
        sent={"Content-Type": JSON},
        who="token",
    ),
    ask(
        "methods",
        "a method of 5,000 letters",
        "/api/products",
        414,
        method="A" * 5000,
        type=GUNICORN,
    ),
]


CASES = [*REQUEST_LINES, *FRAMING, *CHUNKS, *TARGETS, *HOSTS, *HEADERS, *METHODS]
