"""Dependency health: what the registry said, until when support lasts, what is old."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_compare import PROJECT, put

import releases as registry
from scaffold import compare, frameworks
from scaffold.compare import data
from scaffold.compare.dependencies import (
    RELEASES,
    Dependency,
    dependencies,
    releases,
    supported,
)
from scaffold.compare.versions import Versions
from starters import ROOT

READ = releases().at


def found(name: str, version: str, today: date = READ) -> Dependency:
    """What is said of one dependency at a version."""
    pinned = Versions(direct=((name, version),), pinned=1, tested=())
    return dependencies({"django": pinned}, today).direct["django"][0]


def locked(framework: str) -> str:
    template = ROOT / "templates" / framework / "{{cookiecutter.project_slug}}"
    return (template / "requirements.txt").read_text("utf-8")


@pytest.mark.parametrize("framework", [each.name for each in frameworks.ALL])
def test_of_every_direct_dependency_of_the_starters_the_last_release_is_known(
    framework: str,
) -> None:
    """`make lock` reads it anew; a lock that is edited by hand needs it too."""
    direct = registry.direct(locked(framework))
    assert framework in direct
    assert set(direct) <= set(releases().packages)
    assert all(releases().packages[name].licence for name in direct)


@pytest.mark.parametrize("framework", [each.name for each in frameworks.ALL])
def test_until_when_each_framework_is_supported_is_known(framework: str) -> None:
    pin = re.search(rf"^{framework}==(\S+)", locked(framework), re.MULTILINE)
    assert pin
    assert found(framework, pin[1]).support
    assert found("Python", "3.11").support


def test_each_end_of_support_has_its_source() -> None:
    named = [(support.package, support.series) for support in supported()]
    assert len(set(named)) == len(named)
    assert all(support.source.startswith("https://") for support in supported())


def test_support_ends_after_its_last_day() -> None:
    assert not found("django", "5.2.19", date(2028, 4, 30)).is_ended
    assert found("Django", "5.2.19", date(2028, 5, 1)).is_ended
    assert found("django", "5.20", READ).support is None


def test_support_without_a_day_ends_with_the_next_series(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As far as the registry had it."""
    put_releases(monkeypatch, {"flask": ("3.1.4", "2026-11-01")})
    assert not found("flask", "3.1.3", date(2099, 1, 1)).is_ended
    newer = put_releases(monkeypatch, {"flask": ("3.2.0", "2026-11-01")})
    assert found("flask", "3.1.3", newer).is_ended
    assert not found("flask", "3.2.0", newer).is_ended


def put_releases(
    monkeypatch: pytest.MonkeyPatch, packages: dict[str, tuple[str, str]]
) -> date:
    """Another releases.json, of 29 November 2026."""
    known = compare.dependencies.Releases(
        at=date(2026, 11, 29),
        packages={
            name: compare.dependencies.Release(
                version=version, on=date.fromisoformat(on), licence="MIT"
            )
            for name, (version, on) in packages.items()
        },
    )
    monkeypatch.setattr(compare.dependencies, "releases", lambda: known)
    return known.at


@pytest.mark.parametrize(
    ("on", "is_quiet"), [("2024-11-29", True), ("2024-11-30", False)]
)
def test_two_years_without_a_release_are_seen(
    monkeypatch: pytest.MonkeyPatch, on: str, is_quiet: bool
) -> None:
    put_releases(monkeypatch, {"left-pad": ("1.0", on)})
    assert found("Left_Pad", "1.0").is_quiet is is_quiet


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """With a package that nobody has heard of, and one known by heart."""
    put(tmp_path, PROJECT)
    put(
        tmp_path,
        {
            "django/pyproject.toml": '[project]\nname = "my-shop"\n'
            'dependencies = ["django>=5", "of<the>team"]\n',
            "django/requirements.txt": "django==5.2.19\nof==1.0\n",
        },
    )
    return tmp_path


def told(project: Path, today: date) -> str:
    """The page's section, as text."""
    html = compare.page(compare.build(project, today=today))
    section = html[html.index('<section id="dependencies"') :]
    return re.sub(r"<[^>]*>", " ", section[: section.index("</section>")])


def test_the_page_says_when_it_was_read_and_what_is_not_known(project: Path) -> None:
    text = told(project, READ)
    assert f"What the registry had on  {READ.day} {READ:%B %Y}" in text
    assert "until April 2028" in text
    assert re.search(r"of\s+1\.0(\s+not known){3}", text)
    assert "three months" not in text
    assert "ended" not in text


def test_the_page_says_what_is_older_than_three_months_and_what_ended(
    project: Path,
) -> None:
    """And the same page is written until then."""
    last = READ + timedelta(days=92)
    assert told(project, last) == told(project, READ)
    assert "more than three months old" in told(project, last + timedelta(days=1))
    assert "ended" in told(project, date(2028, 5, 1))


def test_the_data_tell_it_too(project: Path) -> None:
    comparison = compare.build(project, today=READ + timedelta(days=93))
    said = json.loads(data.as_json(comparison))["dependencies"]
    assert said["old"]
    assert said["read"] == READ.isoformat()
    django, unknown = said["direct"]["django"]
    assert django["supported"]["until"] == "2028-04-30"
    assert django["licence"] == "BSD-3-Clause"
    assert unknown["last"] is unknown["licence"] is unknown["supported"] is None


LOCK = """\
# This file was autogenerated by uv via the following command:
alembic==1.20.1 \\
    --hash=sha256:12
    # via flask-migrate
flask==3.1.3 \\
    --hash=sha256:34 \\
    --hash=sha256:56
    # via
    #   apiflask
    #   pyproject.toml
psycopg[binary]==3.3.9 ; python_version < "4" \\
    --hash=sha256:78
    # via pyproject.toml
"""


def test_what_is_direct_is_read_from_the_lock() -> None:
    assert registry.direct(LOCK) == ["flask", "psycopg"]


def said(**info: Any) -> dict[str, Any]:
    """As PyPI's JSON API says it."""
    return {
        "info": {"version": "1.2", "license": None, "classifiers": [], **info},
        "urls": [
            {"upload_time_iso_8601": "2026-03-02T00:30:00.1Z"},
            {"upload_time_iso_8601": "2026-03-01T23:30:00.1Z"},
        ],
    }


def test_a_release_is_dated_by_its_first_file() -> None:
    assert registry.release(said(license_expression="MIT")) == {
        "version": "1.2",
        "on": "2026-03-01",
        "licence": "MIT",
    }
    assert registry.release(said() | {"urls": []}) is None


@pytest.mark.parametrize(
    ("info", "licence"),
    [
        ({"license_expression": "MIT", "license": "other"}, "MIT"),
        ({"classifiers": ["License :: OSI Approved :: BSD License"]}, "BSD License"),
        ({"classifiers": ["License :: OSI Approved"], "license": "Zlib"}, "Zlib"),
        ({"license": "The MIT License (MIT)\n\nCopyright (c) …"}, ""),
        ({}, ""),
    ],
)
def test_a_licence_is_what_its_maker_says_shortly(
    info: dict[str, Any], licence: str
) -> None:
    assert registry.licence(said(**info)["info"]) == licence


def answering(*known: str) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        package = request.url.path.split("/")[-2]
        if package == "broken":
            return httpx.Response(503)
        return httpx.Response(200 if package in known else 404, json=said())

    return httpx.Client(transport=httpx.MockTransport(answer))


def test_the_registry_of_pip_is_asked_for_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What it does not have is left out, and told."""
    assert registry.api("https://a.example/simple/", "x") == (
        "https://a.example/pypi/x/json"
    )
    with answering("flask") as client:
        read = registry.read(client, "https://a.example/simple", ["flask", "gone"])
    assert list(read) == ["flask"]
    assert capsys.readouterr().out == (
        "gone: the registry has no release of it; left out.\n"
    )
    with answering() as client, pytest.raises(httpx.HTTPStatusError):
        registry.read(client, "https://a.example/simple", ["broken"])


def test_a_registry_that_cannot_be_reached_leaves_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = RELEASES.read_bytes()
    client = answering()
    monkeypatch.setattr(registry.httpx, "Client", lambda **_: client)
    monkeypatch.setattr(registry, "direct", lambda lock: ["broken"])
    with pytest.raises(SystemExit, match=r"503.*releases\.json stays as it was\."):
        registry.main()
    assert RELEASES.read_bytes() == before


def test_what_is_written_is_read_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in (registry, compare.dependencies):
        monkeypatch.setattr(module, "RELEASES", tmp_path / "releases.json")
    registry.write({"flask": registry.release(said()) or {}}, date(2026, 5, 4))
    read = compare.dependencies.releases.__wrapped__()
    assert read.at == date(2026, 5, 4)
    assert read.packages["flask"].on == date(2026, 3, 1)
    assert (tmp_path / "releases.json").read_text("utf-8").endswith("}\n")
