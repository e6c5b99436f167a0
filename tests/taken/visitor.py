"""A visitor who opens every page, sends every form and uses the API, in process.

For the Python of a starter's own environment: nothing but the standard library.
"""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

SITE = "https://localhost"
#: Pages that differ only in numbers or in the query are one page.
MOST_PAGES = 150


class Visitor:
    """Keeps cookies, and a list of what was asked and with which status it was met."""

    def __init__(self, application, name, password):
        self.application = application
        self.name, self.password = name, password
        self.cookies = {}
        self.token = ""
        self.answers = []
        self.inputs = set()

    def ask(self, method, address, body=b"", kind=""):
        """Return status, headers and text; a redirect is not followed."""
        place = urlsplit(address)
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": place.path,
            "QUERY_STRING": place.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ORIGIN": SITE,
            "HTTP_REFERER": f"{SITE}/",
            "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_COOKIE": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if self.token:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        begun = {}

        def start_response(status, headers, error=None):
            begun.update(status=int(status[:3]), headers=headers)

        chunks = self.application(environ, start_response)
        text = b"".join(chunks).decode("utf-8", "replace")
        if hasattr(chunks, "close"):
            chunks.close()
        for name, value in begun["headers"]:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.answers.append([method, shape(place.path), begun["status"]])
        return begun["status"], dict(begun["headers"]), text

    def json(self, method, address, body=None):
        sent = b"" if body is None else json.dumps(body).encode()
        _, _, text = self.ask(method, address, sent, "application/json")
        return json.loads(text) if text else None

    def page(self, address):
        """Follow redirects to a page, and read it."""
        for _ in range(5):
            status, headers, text = self.ask("GET", address)
            if status not in (301, 302, 303, 307, 308):
                html = status == 200 and "html" in headers.get("Content-Type", "")
                return Page(address, text if html else "")
            address = urljoin(address, headers["Location"]).removeprefix(SITE)
        raise RuntimeError(f"{address} leads in circles")

    def send(self, form):
        body = urlencode(form.values).encode()
        status, headers, text = self.ask(
            "POST", form.action, body, "application/x-www-form-urlencoded"
        )
        return status


class Form:
    """``texts`` are the values of what a person types."""

    def __init__(self, action):
        self.action = action
        self.values = []
        self.kinds = []
        self.texts = {}

    @property
    def names(self):
        return frozenset(name for name, _ in self.values)

    @property
    def is_confirmation(self):
        return set(self.kinds) <= {"hidden"}


class Page(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self, address, text):
        super().__init__()
        self.address = address
        self.links = []
        self.forms = []
        self.form = None
        self.select = None
        self.area = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "a" and at.get("href"):
            link = urljoin(SITE + self.address, at["href"])
            if link.startswith(f"{SITE}/"):
                self.links.append(link.removeprefix(SITE))
        elif tag == "form" and at.get("method", "").lower() == "post":
            place = at.get("action") or self.address
            self.form = Form(urljoin(SITE + self.address, place).removeprefix(SITE))
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and at.get("name"):
            self._input(at)
        elif tag == "select" and at.get("name"):
            self.select = [at["name"], "multiple" in at, []]
            self.form.kinds.append("select")
        elif tag == "option" and self.select:
            self.select[2].append((at.get("value", ""), "selected" in at))
        elif tag == "textarea" and at.get("name"):
            self.area = [at["name"], ""]
            self.form.kinds.append("textarea")

    def _input(self, at):
        kind = at.get("type", "text")
        if kind in ("submit", "button", "image", "file", "reset"):
            return
        self.form.kinds.append(kind)
        if kind in ("checkbox", "radio") and "checked" not in at:
            return
        empty = "on" if kind in ("checkbox", "radio") else ""
        value = at.get("value", empty) or ""
        self.form.values.append((at["name"], value))
        if kind not in ("hidden", "checkbox", "radio"):
            self.form.texts[at["name"]] = value

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select:
            name, many, options = self.select
            chosen = [value for value, selected in options if selected]
            first = [] if many else [options[0][0]] if options else []
            self.form.values += [(name, value) for value in chosen or first]
            self.select = None
        elif tag == "textarea" and self.area:
            # HTML drops one line break at the beginning.
            value = self.area[1].removeprefix("\n")
            self.form.values.append((self.area[0], value))
            self.form.texts[self.area[0]] = value
            self.area = None


def shape(path):
    return re.sub(r"[0-9]+", "N", path)


def visit_everything(visitor):
    """Use all there is, and return what was asked with the statuses of the answers.

    Row 1 is changed and kept: others refer to it.
    """
    log_in(visitor)
    document = visitor.json("GET", "/api/openapi.json")
    use_api(visitor, document)
    seen, waiting, confirmations, filled = set(), ["/", "/admin/"], [], {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        path = urlsplit(address).path
        if shape(path) in seen or "logout" in path or path.startswith("/api/"):
            continue
        seen.add(shape(path))
        page = visitor.page(address)
        waiting += page.links
        for form in page.forms:
            visitor.inputs.add(tuple(sorted({name for name, _ in form.values})))
            if form.action.partition("?")[0] != path:
                continue
            if form.is_confirmation:
                confirmations.append(form)
            else:
                visitor.send(form)
                filled.setdefault(form.names, []).append(form)
    for forms in filled.values():
        copy(visitor, forms)
    for form in confirmations:
        visitor.send(form)
    return visitor.answers


def copy(visitor, forms):
    """Send what a filled form holds from an empty one of the same inputs: a new row."""
    full = max(forms, key=lambda form: len("".join(form.texts.values())))
    for form in forms:
        if form is not full and not any(form.texts.values()):
            form.values = [
                (name, full.texts.get(name, value)) for name, value in form.values
            ]
            visitor.send(form)


def log_in(visitor):
    page = visitor.page("/admin/")
    form = next(form for form in page.forms if "password" in form.kinds)
    hidden = [(key, value) for key, value in form.values if value]
    form.values = [*hidden, ("username", visitor.name), ("password", visitor.password)]
    visitor.send(form)
    pair = {"username": visitor.name, "password": visitor.password}
    visitor.token = visitor.json("POST", "/api/token", pair)["token"]


def use_api(visitor, document):
    """List, read, replace, change, copy and delete a row of each model."""
    schemas = document["components"]["schemas"]
    visitor.json("GET", "/api/summary")
    for path, methods in document["paths"].items():
        if "get" not in methods or "post" not in methods:
            continue
        rows = visitor.json("GET", path)["items"]
        body = methods["post"]["requestBody"]["content"]["application/json"]["schema"]
        keys = schemas[body["$ref"].rpartition("/")[2]]["properties"]
        row = rows[0]
        sent = {key: row[key] for key in keys}
        place = f"{path}/{row['id']}"
        for method in ("PUT", "PATCH"):
            read = visitor.json(method, place, sent)
            if any(read[key] != sent[key] for key in keys):
                visitor.answers.append([method, shape(place), "not what was written"])
        made = visitor.json("POST", path, sent)
        visitor.json("DELETE", f"{path}/{made.get('id', row['id'])}")
