"""What is wrong with an answer: with one alone, and beside the same one of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

from hostile_cases import GUNICORN, HTML, PROBLEM, Case
from rawhttp import CLOSED, Answer

from scaffold.replay import answers, pages, policy
from scaffold.run.http import Header, Request, Response

#: What holds for every answer of a project, whatever was asked.
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "who may frame it": "'none'",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age 3600",
}
#: Gunicorn's own pages quote what they could not read.
_TRACEBACK = re.compile(r"Traceback|File &quot;|File \"/|\.py\b")


def wrong(case: Case, answer: Answer) -> list[str]:
    """What the answer to a case has that the contract has not, as phrases."""
    if answer.status not in case.status:
        one_of = " or ".join(map(str, case.status[:9]))
        return [f"status {answer.status} ({answer.ending}), not {one_of}"]
    if not answer.status:
        return [] if answer.ending == CLOSED else [answer.ending]
    return [*_wrong_head(case, answer), *_wrong_body(case, answer)]


def _wrong_head(case: Case, answer: Answer) -> Iterator[str]:
    media = policy.media_type(answer.header("Content-Type"))
    if case.type and media != (HTML if case.type == GUNICORN else case.type):
        yield f"it is {media}, not {case.type}"
    for name, value in case.headers.items():
        found = answer.header(name)
        if _plain(name, found) != _plain(name, value):
            yield f"{name}: {found!r}, not {value!r}"
    if case.type == GUNICORN or (case.type is None and not _is_ours(answer)):
        return
    holds = policy.effective(_response(answer))
    # What leads from http to https is no answer over https, and a body that is too
    # large may be refused before anything else is looked at.
    without = {"Strict-Transport-Security"} if answer.status in (301, 413) else set()
    fixed = FIXED.keys() - without
    for name in sorted(fixed):
        if holds.get(name) != FIXED[name]:
            yield f"{name}: {holds.get(name)!r}, not {FIXED[name]!r}"


def _plain(name: str, value: str | None) -> object:
    """What a header says, however it is spelt."""
    if name == "Allow" and value is not None:
        methods = {method.strip() for method in value.split(",")}
        return methods - {"HEAD", "OPTIONS"}  # frameworks add these, or not
    return unquote(value) if value is not None else None


def _is_ours(answer: Answer) -> bool:
    """Whether the project has said it, and not gunicorn in front of it."""
    return answer.header("X-Content-Type-Options") is not None


def _wrong_body(case: Case, answer: Answer) -> Iterator[str]:
    text = answer.body.decode("utf-8", "replace")
    if answer.status >= 400 and _TRACEBACK.search(text):
        yield "it tells where it failed"
    if case.method == "HEAD":
        return
    if case.type == PROBLEM:
        yield from _wrong_problem(case, answer.status, json.loads(answer.body))
    elif case.type == HTML and case.status == (422,) and case.fields is not None:
        marked = {
            name
            for form in pages.read(text).forms
            for name, control in form.controls.items()
            if control.invalid
        }
        if marked != set(case.fields):
            yield f"marked {sorted(marked)}, not {case.fields}"


def _wrong_problem(
    case: Case, status: int, problem: dict[str, object]
) -> Iterator[str]:
    keys = {"type", "title", "status", "detail"}
    if status == 422:
        keys.add("errors")
    if problem.keys() != keys or problem["status"] != status:
        yield f"no such problem: {problem}"
    elif status == 422 and case.fields:
        named = {error["field"] for error in problem["errors"]}
        if named != set(case.fields):
            yield f"fields {sorted(named)}, not {case.fields}"


def differences(one: Answer, other: Answer) -> tuple[str, ...]:
    """Where two answers differ that should be one, but for what each side makes up."""
    # No path: it would only tell apart the pages that the frameworks bring.
    return answers.compare(
        Request(method="GET", path="/"), _response(one), _response(other)
    ).differences


def _response(answer: Answer) -> Response:
    headers = tuple(Header(*pair) for pair in answer.headers)
    return Response(status=answer.status, headers=headers, body=answer.body)
