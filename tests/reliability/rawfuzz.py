"""A fuzzer that speaks to a socket: real requests, bent until no client sends them so.

Every request follows from its number and the seed. Secrets and lengths are filled in
after the bending, so that most requests get past the first check of the server.
"""

from __future__ import annotations

import random
import re
import socket
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from staff import Browser, bearer

from starters import LIMIT

#: At least one header line of these stands in every request as it is sent.
TOKEN, COOKIE, CSRF, LENGTH = b"{TOKEN}", b"{COOKIE}", b"{CSRF}", b"{LENGTH}"
STATUS_LINE = re.compile(rb"HTTP/1\.[0-9] ([1-5][0-9][0-9]) [ -~]*\r\n")

TOKENS = [
    *(b"\x00", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf"),
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\t", b" ", b"\x0b", b"\x7f", b"\x1b[0m"),
    *(
        b"%00",
        b"%",
        b"%zz",
        b"%ff",
        b"%C0%AF",
        b"%ED%A0%80",
        b"%0d%0aX-A: b",
        b"%2e%2e/",
    ),
    *(
        b"../",
        b"/../../etc/passwd",
        b"//",
        b"\\",
        b";",
        b"?",
        b"#",
        b"&",
        b"=",
        b"[]",
        b".",
    ),
    *(b"-1", b"0", b"1e400", b"NaN", b"Infinity", b"-0", b"1_0", b"0x1", b"1.5", b"+1"),
    *(b"9223372036854775807", b"9223372036854775808", b"-9223372036854775809"),
    *(b"2147483648", b"18446744073709551616", b"9" * 400, "٣".encode(), "𝟗".encode()),
    *(b'"', b"'", b"<script>", b"{{7*7}}", b"{% x %}", b"${x}", b"%s%n", b"\\u0000"),
    *(
        b"\\ud800",
        b"null",
        b"true",
        b"[]",
        b"{}",
        b"[" * 500,
        b'{"a":' * 500,
        b"," * 50,
    ),
    *(b"' OR 1=1 --", b"%27", b"_", b"%25", b"*", b"(", b")", b"a" * 300, b"a" * 9000),
    *(
        "ß".encode(),
        "İ".encode(),
        "\u202e".encode(),
        "\ufeff".encode(),
        "👩‍👧".encode(),
    ),
    *(b"id__gt", b"__class__", b"password", b"name__iregex=(", b"cursor=", b"sort=-"),
    *(b"limit=1", b"_selected_action=1", b"action=delete", b"next=//evil.example"),
]
LINES = [
    *(
        b"Content-Length: 5",
        b"Content-Length: -1",
        b"Content-Length: 1e3",
        b"Content-Length:",
    ),
    *(b"Content-Length: 99999999", b"Content-Length: 0", b"Content-Length: +5"),
    *(
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: identity",
        b"Transfer-Encoding: gzip",
    ),
    *(
        b"Transfer-Encoding:\tchunked",
        b"Transfer-Encoding: chunked, chunked",
        b"TE: trailers",
    ),
    *(
        b"Host: evil.example",
        b"Host:",
        b"Host: localhost:99999999",
        b"Host: [::1",
        b"Host: a,b",
    ),
    *(b"Content-Type: application/json; charset=utf-7", b"Content-Type: text/plain"),
    *(
        b"Content-Type: multipart/form-data",
        b"Content-Type: multipart/form-data; boundary=x",
    ),
    *(
        b"Content-Type: application/json;charset=idna",
        b"Content-Type: \xff",
        b"Content-Type:",
    ),
    *(
        b"Content-Encoding: gzip",
        b"Expect: 100-continue",
        b"Expect: x",
        b"Connection: close",
    ),
    *(b"Connection: Upgrade", b"Upgrade: websocket", b"Connection: keep-alive, Host"),
    *(
        b"Authorization: Bearer",
        b"Authorization: Bearer \xff",
        b"Authorization: Basic YTpi",
    ),
    *(b"Authorization: Bearer a:b:c", b"Authorization: bearer", b"Authorization: \x00"),
    *(
        b"Cookie: sessionid=; session=",
        b"Cookie: sessionid=\xff; session=\xff",
        b"Cookie: sessionid=a;sessionid=b;session=a;session=b",
    ),
    *(
        b"Cookie: messages=x; csrftoken=\xc3",
        b"Cookie: ;;;=;",
        b"Cookie: " + b"a=b;" * 500,
    ),
    *(
        b"X-Forwarded-For: 1.2.3.4, \xff",
        b"X-Forwarded-Proto: http",
        b"X-Forwarded-Proto: x",
    ),
    *(
        b"X-Forwarded-For: " + b"a" * 5000,
        b"X-Forwarded-Host: evil",
        b"X_Forwarded_For: a",
    ),
    *(
        b"If-None-Match: *",
        b"If-Modified-Since: x",
        b"Range: bytes=0-",
        b"Range: bytes=9-1",
    ),
    *(
        b"Accept: \xff",
        b"Accept-Language: " + b"a-" * 400,
        b"Accept-Encoding: gzip;q=x",
    ),
    *(
        b"X" * 9000 + b": y",
        b": empty",
        b"No colon",
        b" folded",
        b"Bad Name: x",
        b"\x00: x",
    ),
]
METHODS = [
    *(
        b"GET",
        b"HEAD",
        b"POST",
        b"PUT",
        b"PATCH",
        b"DELETE",
        b"OPTIONS",
        b"TRACE",
        b"CONNECT",
    ),
    *(b"get", b"PROPFIND", b"GE T", b"", b"\xff", b"A" * 40, b"PRI"),
]
CHUNKINGS = [
    b"%x",
    b"%X;name=value",
    b"0%x",
    b"%x ",
    b"-%x",
    b"0x%x",
    b"%xg",
    b"\x00%x",
]


@dataclass(frozen=True, slots=True)
class Failure:
    """What was sent, by which number of which seed, and what came back."""

    seed: int
    number: int
    sent: bytes
    why: str

    def __str__(self) -> str:
        return f"{self.why}\n  seed {self.seed}, number {self.number}: {self.sent!r}"


@dataclass(kw_only=True)
class Fuzzer:
    """Fuzzes the server at ``url``; ``statuses`` counts what it answered."""

    url: str
    seed: int
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    sent: int = 0

    def __post_init__(self) -> None:
        browser = Browser(url=self.url).log_in()
        name, value = next(iter(browser.hidden("/products/new").items()))
        token = bearer(self.url)["Authorization"].partition(" ")[2]
        self._secrets = {
            TOKEN: token.encode(),
            COOKIE: browser.headers["Cookie"].encode(),
            CSRF: f"{name}={value}".encode(),
        }
        self._originals = originals(browser)
        where = urlsplit(self.url)
        self._address = where.hostname, where.port

    def run(self, requests: int, connections: int = 6) -> None:
        """Send this many requests, or some more, over several connections at once."""
        each = -(-requests // connections)
        with ThreadPoolExecutor(connections) as threads:
            for done in threads.map(
                self._many, [range(n, n + each) for n in range(0, requests, each)]
            ):
                sent, statuses, failures = done
                self.sent += sent
                self.statuses += statuses
                self.failures += failures

    def _many(self, numbers: range) -> tuple[int, Counter[int], list[Failure]]:
        """Send the requests of these numbers, and count those that went along."""
        sent, statuses, failures = 0, Counter(), []
        while sent < len(numbers):
            number = numbers[sent]
            random_ = random.Random(f"{self.seed}-{number}")
            requests = [
                self._bent(random_)
                for _ in range(random_.choice((1, 1, 1, 1, 2, 3, 8)))
            ]
            sent += len(requests)
            try:
                answers = self._exchange(b"".join(requests), random_)
                statuses += judged(answers, requests)
            except Exception as error:  # whatever it is, say for which bytes
                why = f"{type(error).__name__}: {error}"
                failures.append(Failure(self.seed, number, b"".join(requests), why))
        return sent, statuses, failures

    def _bent(self, random_: random.Random) -> bytes:
        request = random_.choice(self._originals)
        for _ in range(random_.choice((0, 1, 1, 1, 1, 2, 2, 3))):
            bend = random_.choices(BENDS, WEIGHTS)[0]
            request = bend(request, random_, self._originals)
        for name, value in self._secrets.items():
            request = request.replace(name, value)
        head, _, body = request.partition(b"\r\n\r\n")
        return request.replace(LENGTH, b"%d" % len(body))

    def _exchange(self, sent: bytes, random_: random.Random) -> bytes:
        """Send it, in one piece or several, and read until the server hangs up."""
        with socket.create_connection(self._address, timeout=LIMIT) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers = b""
            try:
                for piece in pieces(sent, random_):
                    connection.sendall(piece)
                # Half closed: nothing more will come, but answers are waited for.
                connection.shutdown(socket.SHUT_WR)
                while received := connection.recv(65536):
                    answers += received
            except (ConnectionResetError, BrokenPipeError):
                # It hung up on what it did not want to read to the end.
                pass
            return answers


def pieces(sent: bytes, random_: random.Random) -> list[bytes]:
    if random_.random() < 0.8:
        return [sent]
    cut = random_.randrange(len(sent) + 1)
    return [sent[:cut], sent[cut:]]


def judged(answers: bytes, requests: Sequence[bytes]) -> Counter[int]:
    """Count the statuses in what came back; AssertionError when one is not allowed."""
    statuses: Counter[int] = Counter()
    assert b"Traceback (most recent call last)" not in answers, "a traceback"
    while answers:
        found = STATUS_LINE.match(answers)
        assert found, f"no status line: {answers[:200]!r}"
        status = int(found[1])
        # 501 is how HTTP wants a transfer coding refused that the server does not know.
        unknown = status == 501 and any(
            b"transfer-encoding" in request.lower() for request in requests
        )
        assert status < 500 or unknown, f"{answers[:300]!r}"
        statuses[status] += 1
        head, complete, rest = answers.partition(b"\r\n\r\n")
        assert complete or not rest, f"headers without an end: {answers[:200]!r}"
        answers = behind_the_body(status, head, rest)
    return statuses


def behind_the_body(status: int, head: bytes, rest: bytes) -> bytes:
    """Return what follows this answer; the last one may be cut off by a reset."""
    if status < 200 or status in (204, 304) or STATUS_LINE.match(rest):
        return rest
    if re.search(rb"(?im)^transfer-encoding: *chunked\r?$", head):
        while size := int(rest.partition(b"\r\n")[0] or b"0", 16):
            rest = rest.partition(b"\r\n")[2][size + 2 :]
        return rest.partition(b"\r\n\r\n")[2]
    length = re.search(rb"(?im)^content-length: *([0-9]+)\r?$", head)
    # The answer to HEAD names a length too, and no other answer follows it here.
    return rest[int(length[1]) :] if length else b""


def originals(browser: Browser) -> list[bytes]:
    """Return what real clients send: to the API, to pages, forms, admin and files."""
    found = dict.fromkeys(
        ["/", "/accounts/signup", "/accounts/profile", "/favicon.ico"]
    )
    for path in ("/", "/products", "/products/1", "/admin/", "/accounts/login"):
        found |= dict.fromkeys(links(browser, path))
    for path in [path for path in found if path.startswith("/admin/")]:
        found |= dict.fromkeys(links(browser, path)[:12])
    pages = [path.encode() for path in found if "logout" not in path][:120]
    product = (
        b'{"name":"P","price":"1.50","status":"live","category_id":1,"tag_ids":[1,2]}'
    )
    bodies = {
        b"/api/products": product,
        b"/api/tags": b'{"name":"T"}',
        b"/api/categories": b'{"name":"C","parent_id":null}',
    }
    requests = [
        request(b"GET", path, auth)
        for path in [
            *(b"/api/health", b"/api/live", b"/api/summary", b"/api/openapi.json"),
            *(b"/api/products?limit=2&sort=-price&q=a", b"/api/docs", b"/api/nowhere"),
            b"/api/products?sort=name&cursor=WyJpZCIsWzFdLDFd",
        ]
        for auth in (b"", b"Authorization: Bearer " + TOKEN)
    ]
    for path, body in bodies.items():
        for method, where in (
            *((b"POST", path), (b"PUT", path + b"/2"), (b"PATCH", path + b"/3")),
            *((b"DELETE", path + b"/4"), (b"GET", path + b"/1"), (b"GET", path)),
        ):
            written = body if method in (b"POST", b"PUT", b"PATCH") else b""
            kind = b"Content-Type: application/json"
            auth = b"Authorization: Bearer " + TOKEN
            requests += [request(method, where, auth, kind, body=written)] * 3
            requests.append(request(method, where, kind, body=written))
    cookie, form = (
        b"Cookie: " + COOKIE,
        b"Content-Type: application/x-www-form-urlencoded",
    )
    origin = b"Origin: https://localhost\r\nReferer: https://localhost/"
    for path in pages:
        requests += [request(b"GET", path, cookie), request(b"GET", path)][
            : 1 + (b"admin" not in path)
        ]
    multipart = (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nT\r\n'
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nT\r\n--x--\r\n'
    )
    for path in [
        *(b"/products/new", b"/products/2/edit", b"/tags/new", b"/tags/3/edit"),
        *(b"/categories/new", b"/categories/2/edit", b"/products/5/delete"),
        *(
            path
            for path in pages
            if re.search(rb"/admin/.*(add|new|change|edit|delete)", path)
        ),
    ]:
        if b"user" not in path:
            fields = (
                CSRF
                + b"&name=N&price=2.50&status=live&category=1&tags=1&tags=2&parent="
            )
            requests.append(request(b"POST", path, cookie, form, origin, body=fields))
            if b"admin" not in path and b"delete" not in path:
                looked_for = fields + b"&_search=category&category_q=lam&tags_q=x"
                requests.append(
                    request(b"POST", path, cookie, form, origin, body=looked_for)
                )
    for path in (b"/accounts/login", b"/accounts/signup", b"/accounts/logout"):
        fields = b"username=somebody&password=something-long&password1=a&password2=b"
        requests.append(request(b"POST", path, form, body=fields))
        requests.append(
            request(b"POST", path, form, origin, cookie, body=CSRF[:0] + fields)
        )
    for path in [path for path in pages if b"admin" in path and b"product" in path][:4]:
        for fields in (
            b"action=delete_selected&_selected_action=999&select_across=0",
            b"action=delete&rowid=999&rowid=x",
        ):
            body = CSRF + b"&" + fields
            requests.append(request(b"POST", path, cookie, form, origin, body=body))
            requests.append(
                request(b"POST", path + b"action/", cookie, form, origin, body=body)
            )
    kind = b"Content-Type: multipart/form-data; boundary=x"
    requests.append(
        request(b"POST", b"/tags/new", cookie, kind, origin, body=multipart)
    )
    credentials = b'{"username":"somebody","password":"something-long"}'
    json = b"Content-Type: application/json"
    requests += [request(b"POST", b"/api/token", json, body=credentials)] * 2
    return requests


def links(browser: Browser, path: str) -> list[str]:
    """Return the addresses of this site that the page names, its files included."""
    text = browser.get(path).text
    named = re.findall(r'(?:href|src|action)="(/[^"#]*|\?[^"#]*)"', text)
    return [unescape(f"{path}{to}" if to[0] == "?" else to) for to in named]


def request(method: bytes, path: bytes, *lines: bytes, body: bytes = b"") -> bytes:
    head = [
        method + b" " + path + b" HTTP/1.1",
        b"Host: localhost",
        b"X-Forwarded-Proto: https",
        *(line for line in lines if line),
        *([b"Content-Length: " + LENGTH] if body else []),
    ]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


Bend = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def flip(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    bent = bytearray(request)
    for _ in range(random_.randint(1, 4)):
        if bent:
            bent[random_.randrange(len(bent))] ^= 1 << random_.randrange(8)
    return bytes(bent)


def insert(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    place = random_.randrange(len(request) + 1)
    return request[:place] + random_.choice(TOKENS) + request[place:]


def drop(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    place = random_.randrange(len(request) + 1)
    return request[:place] + request[place + random_.randint(1, 20) :]


def repeat(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    place = random_.randrange(len(request) + 1)
    span = request[place : place + random_.randint(1, 40)]
    return request[:place] + span * random_.choice((2, 3, 50, 300)) + request[place:]


def truncate(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    return request[: random_.randrange(len(request) + 1)]


def splice(request: bytes, random_: random.Random, others: Sequence[bytes]) -> bytes:
    other = random_.choice(others)
    return (
        request[: random_.randrange(len(request) + 1)]
        + other[random_.randrange(len(other)) :]
    )


def in_the_line(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    """Put something into the address."""
    line, end, rest = request.partition(b" HTTP/1.1")
    first = line.find(b" ") + 1
    place = random_.randrange(first, len(line) + 1) if first <= len(line) else 0
    token = random_.choice(TOKENS)
    if random_.random() < 0.5:
        token = b"".join(b"%%%02X" % byte for byte in token[:60])
    return line[:place] + token + line[place:] + end + rest


def in_the_body(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    """Put something into the body, in the place of a value if there is one."""
    head, end, body = request.partition(b"\r\n\r\n")
    values = [*re.finditer(rb"(?<=[:=,\[])[^:=,&\[\]{}]+", body)]
    if not values:
        return insert(request, random_, ())
    chosen = random_.choice(values)
    token = random_.choice(TOKENS)
    if random_.random() < 0.3:
        token = b'"' + token + b'"'
    return head + end + body[: chosen.start()] + token + body[chosen.end() :]


def number(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    numbers = [*re.finditer(rb"[0-9]+", request)]
    if not numbers:
        return request
    chosen = random_.choice(numbers)
    other = random_.choice(TOKENS[36:56] + [b"1", b"2", b"100", b"00"])
    return request[: chosen.start()] + other + request[chosen.end() :]


def method(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    return random_.choice(METHODS) + request[max(request.find(b" "), 0) :]


def header(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    """Add a line, twice at times, or take one of those there and double or drop it."""
    head, end, body = request.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    place = random_.randrange(1, len(lines) + 1)
    kind = random_.random()
    if kind < 0.6:
        lines[place:place] = [random_.choice(LINES)] * random_.choice((1, 1, 1, 2))
    elif kind < 0.75:
        lines.insert(place, random_.choice(lines))
    elif kind < 0.9 and len(lines) > 1:
        lines.pop(random_.randrange(len(lines)))
    else:
        lines += [b"X-%d: y" % i for i in range(random_.choice((20, 99, 101, 300)))]
    return b"\r\n".join(lines) + end + body


def chunk(request: bytes, random_: random.Random, _: Sequence[bytes]) -> bytes:
    """Send the body in chunks, whose sizes may be lies."""
    head, end, body = request.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n") + [b"Transfer-Encoding: chunked"]
    if random_.random() < 0.7:
        lines = [line for line in lines if not line.startswith(b"Content-Length")]
    form = random_.choice(CHUNKINGS) if random_.random() < 0.4 else b"%x"
    size = random_.choice((1, 7, 1000))
    chunks = []
    for start in range(0, len(body), size):
        part = body[start : start + size]
        lie = random_.choice((-1, 1, 10**6)) if random_.random() < 0.1 else 0
        chunks.append(form % (len(part) + lie) + b"\r\n" + part + b"\r\n")
    trailer = random_.choice((b"", b"", b"X: y\r\n", b"Host: evil\r\n", b"\x00\r\n"))
    return b"\r\n".join(lines) + end + b"".join(chunks) + b"0\r\n" + trailer + b"\r\n"


BENDS: list[Bend] = [
    *(flip, insert, drop, repeat, truncate, splice, in_the_line, in_the_body),
    *(number, method, header, chunk),
]
WEIGHTS = [1, 1, 1, 1, 1, 1, 8, 12, 6, 2, 4, 2]
