"""The decision's record: this pair's figures in Markdown, and nobody's text as Markdown."""

from __future__ import annotations

import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path

import pytest

import measured as made_up
from scaffold import compare
from scaffold.compare import verdicts
from scaffold.compare.record import plain
from scaffold.create import create
from scaffold.create.request import request_of

ODD = "1. <b>Shop</b> | `a` *b* _c_ [d](e) #"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pair")
    create(request_of("both", "shop", folder, title=ODD), tell=lambda _: None)
    return folder / "shop"


@pytest.fixture
def pair(untouched: Path, tmp_path: Path) -> Path:
    """A copy to measure."""
    return Path(shutil.copytree(untouched, tmp_path / "shop"))


def record(project: Path, today: date | None = None) -> list[str]:
    """The lines that a reader without scripts finds on the page."""
    return unescape(re.sub("<[^>]*>", "", shown(project, today))).splitlines()


def shown(project: Path, today: date | None = None) -> str:
    """The record's element, without its tags."""
    html = compare.page(compare.build(project, today=today))
    _, begin, rest = html.partition('<pre id="record"')
    return rest[rest.index("<code>") : rest.index("</pre>")] if begin else ""


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a plain one, 5.2 and x=y", "a plain one, 5.2 and x=y"),
        ("5.2.19", "5.2.19"),
        ("1. no list", r"1\. no list"),
        ("12) no list", r"12\) no list"),
        ("1.", r"1\."),
        ("- no list", r"\- no list"),
        ("= no heading", r"\= no heading"),
        ("two\nlines,\ttabs\u2028and more", "two lines, tabs and more"),
        ("<script>a|b</script>", r"\<script\>a\|b\</script\>"),
        ("`a` *b* _c_ [d](e) # ~f~ &amp; \\", r"\`a\` \*b\* \_c\_ \[d\](e) \# \~f\~ \&amp; \\"),
    ],
)  # fmt: skip
def test_what_people_wrote_is_no_markdown(text: str, escaped: str) -> None:
    assert plain(text) == escaped


def test_the_record_has_its_parts_in_order(untouched: Path) -> None:
    lines = record(untouched)
    assert lines[0] == f"# Django or Flask for {plain(ODD)}"
    assert [line for line in lines if line.startswith("#")][1:] == [
        f"## {name}"
        for name in ("Context", "Options", "Evidence", "Decision", "Consequences")
    ]
    assert "- Status: proposed" in lines
    assert "(To be written: which of the two, and why.)" in lines


def test_its_tables_are_tables(pair: Path) -> None:
    """Each row has as many cells as its head, and follows it at once."""
    made_up.put(pair)
    lines = record(pair)
    heads = [n for n, line in enumerate(lines) if line.startswith("|--")]
    assert len(heads) == 2
    for head in heads:
        columns = lines[head].count("|")
        rows = lines[head - 1 : lines.index("", head)]
        assert len(rows) > 4
        assert {row.replace(r"\|", "").count("|") for row in rows} == {columns}


def test_what_was_counted_and_measured_is_this_pair_s(pair: Path) -> None:
    made_up.put(pair)
    comparison = compare.build(pair)
    lines = record(pair)
    django, flask = (comparison.lines_owned(name) for name in ("django", "flask"))
    assert (
        f"| Lines of Python code, without tests and migrations "
        f"| {django:,} | {flask:,} |" in lines
    )
    found = comparison.found.findings["startup.bare"]
    assert found.ratio
    assert (
        "| Start-up: One route and nothing else | 209 ms | 114 ms "
        f"| {found.ratio.value:.2f} ({found.ratio.low:.2f} to {found.ratio.high:.2f}) "
        "| holds |" in lines
    )
    assert any(
        line.startswith("1,240 of 1,240 requests were answered the same")
        for line in lines
    )
    assert any(line.startswith("Measured on 22 November 2026, 22:10") for line in lines)
    assert f"{flask - django:,} more than with Django" in "\n".join(lines)


def test_without_measurements_the_record_says_so(untouched: Path) -> None:
    """And has no empty rows for them."""
    lines = record(untouched)
    assert "Nothing was measured: `scaffold compare . --measure` does." in lines
    assert "Whether both answer alike was not checked." in lines
    assert not [line for line in lines if verdicts.Outcome.TOO_NOISY in line]
    assert not [line for line in lines if "not measured" in line]
    assert [line for line in lines if line.startswith("| Built-in admin")]


def test_figures_of_other_code_are_not_in_the_record(pair: Path) -> None:
    made_up.put(pair)
    with (pair / "django/shop/urls.py").open("a") as file:
        file.write("\n# edited\n")
    text = "\n".join(record(pair))
    assert "The code changed since it was measured" in text
    assert "not checked since the code changed." in text
    assert "209 ms" not in text


def test_what_choosing_brings_is_told_of_each(untouched: Path) -> None:
    text = "\n".join(record(untouched, date(2028, 5, 1)))
    django, flask = text[text.index("With Django:") :].split("With Flask:")
    assert "Django 5.2.19 is no longer supported: an upgrade comes first." in django
    assert "flask-login (October 2023)" in flask
    assert "We follow the releases of 10 packages, and lock 22;" in django
    assert "with Django it would be 10 and 22." in flask
    assert "releases" in text
    assert "more than three months old" in text
    before = "\n".join(record(untouched, date(2026, 11, 29)))
    assert "Django 5.2.19 is supported until April 2028: we upgrade before." in before
    assert "more than three months old" not in before


def test_the_record_is_escaped_on_the_page(untouched: Path) -> None:
    html = shown(untouched)
    assert "<b>" not in html
    assert plain(ODD) in unescape(html)
