"""A small browser: it reads pages and fills in forms, and runs no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from .client import media_type

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


@dataclass
class Element:
    """An element of a page; `children` are elements and texts in their order."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str, **attributes: str) -> Iterator[Element]:
        """Yield the elements below with one of these tags and all these attributes."""
        for child in self.children:
            if isinstance(child, Element):
                if (not tags or child.tag in tags) and all(
                    child.attributes.get(name.rstrip("_")) == value
                    for name, value in attributes.items()
                ):
                    yield child
                yield from child.all(*tags, **attributes)

    def first(self, *tags: str, **attributes: str) -> Element:
        found = next(self.all(*tags, **attributes), None)
        assert found is not None, f"no {tags} {attributes} in <{self.tag}>"
        return found

    @property
    def text(self) -> str:
        """The text as a reader sees it, white space collapsed."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()
        if self.tag not in {"a", "b", "em", "span", "strong", "time"}:
            yield " "


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        opened = self._open.pop()
        assert opened.tag == tag, f"<{opened.tag}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(text: str) -> Element:
    builder = _Builder()
    builder.feed(text.replace("\r\n", "\n"))
    builder.close()
    return builder.root


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    response: httpx.Response
    dom: Element

    @property
    def path(self) -> str:
        return self.response.request.url.raw_path.decode()

    @property
    def heading(self) -> str:
        return self.dom.first("h1").text

    @property
    def main(self) -> Element:
        return self.dom.first("main")

    @property
    def links(self) -> list[str]:
        return [link.attributes.get("href", "") for link in self.dom.all("a")]

    @property
    def form(self) -> Form:
        """The form that this page is about."""
        return Form(self, self.main.first("form", method="post"))

    @property
    def marked(self) -> list[Element]:
        """The controls that are marked as invalid."""
        controls = self.main.all("input", "select", "textarea")
        return [
            item for item in controls if item.attributes.get("aria-invalid") == "true"
        ]

    @property
    def invalid(self) -> set[str]:
        """Their names."""
        return {control.attributes["name"] for control in self.marked}

    def errors(self, name: str) -> list[str]:
        """The messages of the control called `name`, if it is marked as invalid."""
        ids = {
            described_by
            for control in self.marked
            if control.attributes["name"] == name
            for described_by in control.attributes.get("aria-describedby", "").split()
        }
        texts = (
            item.text for item in self.dom.all() if item.attributes.get("id") in ids
        )
        return [text for text in texts if text]

    @property
    def messages(self) -> list[str]:
        """What the page says has been done."""
        return [
            item.text for told in self.dom.all(role="status") for item in told.all("li")
        ]

    @property
    def alerts(self) -> list[str]:
        """What the page says has failed."""
        return [notice.text for notice in self.main.all(role="alert")]


@dataclass(frozen=True)
class Form:
    page: Page
    element: Element

    @property
    def controls(self) -> dict[str, Element]:
        return {
            control.attributes["name"]: control
            for control in self.element.all("input", "select", "textarea")
            if "name" in control.attributes
        }

    @property
    def visible(self) -> list[Element]:
        return [
            control
            for control in self.controls.values()
            if control.attributes.get("type") != "hidden"
        ]

    def options(self, name: str) -> list[str]:
        """The ids that a form offers for a relation."""
        options = self.controls[name].all("option")
        return [
            value for each in options if (value := each.attributes.get("value", ""))
        ]

    @property
    def action(self) -> str:
        return self.element.attributes.get("action") or self.page.path

    @property
    def values(self) -> dict[str, Any]:
        """What a browser sends when nobody touches the form."""
        values = {name: _value(item) for name, item in self.controls.items()}
        return {name: value for name, value in values.items() if value is not None}

    def filled(self, typed: dict[str, Any]) -> dict[str, Any]:
        """What a browser sends once `typed` is filled in; None leaves a control out."""
        values = self.values
        for name, value in typed.items():
            control = self.controls[name]
            if control.attributes.get("type") == "checkbox":
                value = (
                    control.attributes.get("value", "on") if value == "true" else None
                )
            elif control.tag == "select" and value == "":
                value = _nothing(control) or values.get(name)
            values[name] = value
        return {name: value for name, value in values.items() if value is not None}


def _nothing(select: Element) -> str | None:
    """What is sent for none of the options, if one of them says so."""
    values = [option.attributes.get("value") for option in select.all("option")]
    return next((value for value in values if value in {"", "unknown"}), None)


def _value(control: Element) -> Any:
    attributes = control.attributes
    if control.tag == "textarea":
        text = "".join(map(str, control.children)).replace("\r\n", "\n")
        return text.removeprefix("\n")
    if control.tag == "select":
        options = list(control.all("option"))
        chosen = [
            option.attributes.get("value", option.text)
            for option in options
            if "selected" in option.attributes
        ]
        if "multiple" in attributes:
            return chosen or None
        return (chosen or [options[0].attributes.get("value", options[0].text)])[-1]
    if attributes.get("type") in {"checkbox", "radio"}:
        return attributes.get("value", "on") if "checked" in attributes else None
    if attributes.get("type") in {"submit", "button", "reset"}:
        return None
    return attributes.get("value", "")


class Browser:
    """One person's browser: it keeps cookies and sends what browsers send."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> Page:
        return read(self.client.get(path), status)

    def post(self, form: Form, typed: dict[str, Any] | None = None) -> httpx.Response:
        return self.send(form, form.filled(typed or {}))

    def send(self, form: Form, values: dict[str, Any], to: str = "") -> httpx.Response:
        """Post exactly these values to where `form` goes, or to another path."""
        return self.client.post(
            to or form.action,
            data=values,
            headers={
                "Origin": "https://localhost",
                "Referer": f"https://localhost{form.page.path}",
            },
        )

    def submit(
        self, form: Form, status: int, typed: dict[str, Any] | None = None
    ) -> Page:
        return read(self.post(form, typed), status)

    def submit_values(self, form: Form, values: dict[str, Any], status: int) -> Page:
        """Post exactly these values, and return the page that is answered."""
        return read(self.send(form, values), status)

    def log_in(self, username: str, password: str) -> httpx.Response:
        form = self.get("/accounts/login").form
        return self.post(form, {"username": username, "password": password})


def read(response: httpx.Response, status: int = 200) -> Page:
    """Return the page in `response`, after checking that it is one."""
    assert response.status_code == status, response.text
    assert media_type(response) == "text/html"
    return Page(response, parse(response.text))


def refuses(response: httpx.Response) -> Page:
    """Check that a form was refused that did not come from a page of this site.

    Each framework has a status of its own for that.
    """
    assert response.status_code in {400, 403}, response.text
    return read(response, response.status_code)


def login_for(response: httpx.Response) -> str:
    """Return where a login will lead to, of a redirect to the login page."""
    there = urlsplit(went_to(response))
    assert there.path == "/accounts/login"
    return "".join(parse_qs(there.query)["next"])


def went_to(response: httpx.Response) -> str:
    """Return where a redirect leads, as a path of this site."""
    assert response.status_code == 302, response.text
    return response.headers["Location"].removeprefix("https://localhost")
