"""What differs behind the answers is told by its cause, and never costs the report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from scaffold import frameworks
from scaffold.check import causes, probes
from scaffold.spec import default_spec
from scaffold.system.errors import ScaffoldError

FACTS = {
    "admin": {"Tag": {"is there": True, "list": ["name"], "search": ["name"]}},
    "database": {"Tag": {"name": {"type": "text(40)", "null": False}, "unique": []}},
}


def sides(*said: object) -> list[Any]:
    """Sides whose scripts say this; an error is raised."""

    def run_script(answer: object, *_: object, **__: object) -> str:
        if isinstance(answer, ScaffoldError):
            raise answer
        return f"a warning\n{json.dumps(answer)}\n"

    return [
        SimpleNamespace(
            framework=framework,
            variables={},
            starter=SimpleNamespace(
                run_script=lambda *a, answer=answer, **k: run_script(answer, *a, **k)
            ),
        )
        for framework, answer in zip(frameworks.ALL, said, strict=True)
    ]


def changed(area: str, **tag: object) -> dict[str, Any]:
    return FACTS | {area: {"Tag": FACTS[area]["Tag"] | tag}}


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (FACTS, ()),
        (changed("admin", search=[]), ("admin: Tag.search: only Django has name",)),
        (
            # That nothing else of it is there either needs no line.
            FACTS | {"admin": {"Tag": {"is there": False}}},
            ("admin: Tag.is there: yes and no",),
        ),
        (
            changed("database", name={"type": "text(60)", "null": True}),
            (
                "database: Tag.name.null: no and yes",
                "database: Tag.name.type: text(40) and text(60)",
            ),
        ),
        (
            changed("database", unique=[["name", "shop"]]),
            ("database: Tag.unique: only Flask has name, shop",),
        ),
        (changed("database", shop={}), ("database: Tag.shop: only in Flask",)),
        (ScaffoldError("it cannot be read"), ("it cannot be read",)),
    ],
)
def test_a_difference_in_the_code_is_one_line(
    other: object, told: tuple[str, ...]
) -> None:
    assert causes.of_code(sides(FACTS, other), default_spec()) == told


def test_of_users_only_what_both_frameworks_have_is_compared() -> None:
    """Django's have groups, Flask's do not; both have what makes an editor."""
    one = {
        "is there": True,
        "list": ["username", "email"],
        "filters": ["groups"],
        "form of a change": ["groups", "is_active", "is_staff", "username"],
    }
    other = one | {
        "list": ["username"],
        "filters": [],
        "form of a change": ["is_active", "is_editor", "username"],
    }
    without = other | {"form of a change": ["is_editor", "username"]}

    def of(user: dict[str, Any]) -> dict[str, Any]:
        return FACTS | {"admin": FACTS["admin"] | {"User": user}}

    assert causes.of_code(sides(of(one), of(other)), default_spec()) == ()
    assert causes.of_code(sides(of(one), of(without)), default_spec()) == (
        "admin: User.form of a change: only Django has is_active",
    )


def test_accounts_that_cannot_be_tried_are_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    servers = {framework: SimpleNamespace(url="") for framework in frameworks.ALL}
    found = iter([{"token: expires_in": 3600}, {"token: expires_in": 60}])
    monkeypatch.setattr(probes, "found", lambda *_: next(found))
    later = ("", lambda seconds: None)
    monkeypatch.setattr(causes, "serving_later", lambda side: nullcontext(later))
    monkeypatch.setattr(
        causes, "serving_without_database", lambda side: nullcontext("")
    )
    both = sides(FACTS, FACTS)
    assert causes.of_accounts(both, servers, default_spec()) == (
        "token: expires_in: 3600 and 60",
    )

    def fails(*_: object) -> probes.Found:
        raise ScaffoldError("no such user")

    monkeypatch.setattr(probes, "found", fails)
    assert causes.of_accounts(both, servers, default_spec()) == ("no such user",)


def test_an_answer_that_nobody_expects_hides_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> Iterator[tuple[str, object]]:
        yield "session: answer to a sign-up", 302
        raise ValueError("no date")

    def fine(*_: object) -> Iterator[tuple[str, object]]:
        yield "password: fewest characters", 12

    for name in ("tokens", "after_changes", "later_on", "limits", "window", "left"):
        monkeypatch.setattr(probes, name, fine)
    monkeypatch.setattr(probes, "sessions", broken)
    monkeypatch.setattr(probes, "passwords", fine)
    served = probes.Served(
        url="", later="", put_ahead=lambda _: None, without_database=""
    )
    found = probes.found(served, "products", lambda _: None)
    assert found["session: answer to a sign-up"] == 302
    assert found["sessions, tried to the end"] == "no, ValueError: no date"
    assert found["passwords, tried to the end"] == "yes"
    assert found["password: fewest characters"] == 12
