"""What is wrong with an answer: with one alone, and beside the same one of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from hostile_cases import GUNICORN, HTML, PROBLEM, Case
from rawhttp import CLOSED, Answer

from scaffold.replay import answers
from scaffold.run.http import Header, Request, Response

#: On every answer of a project, whatever was asked.
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
#: The error list of a form's field, by its id.
_MARKED = re.compile(r'id="id_(\w+)_error"')
#: Gunicorn's own pages quote what they could not read.
_TRACEBACK = re.compile(r"Traceback|File &quot;|File \"/|\.py\b")


def wrong(case: Case, answer: Answer) -> list[str]:
    """What the answer to a case has that the contract has not, as phrases."""
    if answer.status != case.status:
        return [f"status {answer.status} ({answer.ending}), not {case.status}"]
    if not answer.status:
        return [] if answer.ending == CLOSED else [answer.ending]
    return [*_wrong_head(case, answer), *_wrong_body(case, answer)]


def _wrong_head(case: Case, answer: Answer) -> Iterator[str]:
    expected: dict[str, str | None] = dict(case.headers)
    if case.type:
        expected["Content-Type"] = case.type
    if case.type != GUNICORN:
        expected |= FIXED
    for name, value in expected.items():
        if answer.header(name) != value:
            yield f"{name}: {answer.header(name)!r}, not {value!r}"


def _wrong_body(case: Case, answer: Answer) -> Iterator[str]:
    text = answer.body.decode("utf-8", "replace")
    if answer.status >= 400 and _TRACEBACK.search(text):
        yield "it tells where it failed"
    if case.method == "HEAD":
        return
    if case.type == PROBLEM:
        yield from _wrong_problem(case, json.loads(answer.body))
    elif case.type == HTML and case.status == 422:
        marked = _MARKED.findall(text)
        if sorted(marked) != sorted(case.fields):
            yield f"marked {marked}, not {case.fields}"


def _wrong_problem(case: Case, problem: dict[str, object]) -> Iterator[str]:
    keys = {"type", "title", "status", "detail"}
    if case.status == 422:
        keys.add("errors")
    if problem.keys() != keys or problem["status"] != case.status:
        yield f"no such problem: {problem}"
    elif case.detail and problem["detail"] != case.detail:
        yield f"detail {problem['detail']!r}, not {case.detail!r}"
    elif case.status == 422 and case.fields:
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
