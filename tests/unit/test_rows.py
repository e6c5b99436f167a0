"""What a change means for rows that are there is told in sentences, and what means nothing is not."""

from __future__ import annotations

import pytest

from scaffold.spec import toml
from scaffold.update import rows
from scaffold.update.changes import Change

OTHERS = (
    "Tag name:string(9)",
    "Label name:string(9)",
)


def change(old: str, new: str) -> Change:
    before, after = (
        toml.from_options([f"Box label:string(9) {fields}", *OTHERS])
        for fields in (old, new)
    )
    return Change(slug="change", old=before, new=after)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("n:integer", "n:integer:min=5", "rows with Box.n below 5 stop"),
        ("n:integer:min=0", "n:integer:min=5", "rows with Box.n below 5 stop"),
        ("n:integer:max=9", "n:integer:max=7", "rows with Box.n above 7 stop"),
        ("n:string(9)", "n:integer:min=5", "rows with Box.n below 5 stop"),
        ("n:decimal(8,2)", "n:decimal(6,2)", "rows with Box.n beyond 9999.99 stop"),
        ("n:string(20)", "n:string(5)", "rows whose Box.n has more than 5 characters"),
        ("n:text", "n:slug", "rows whose Box.n has more than 50 characters stop"),
        ("n:choice(a,b,c)", "n:choice(a)", "rows with Box.n b or c stop"),
        ("n:string(9)", "n:string(9):unique", "rows that share a value of Box.n stop"),
        ("n:ref(Tag)", "n:one(Tag)", "rows that share a value of Box.n stop"),
        ("", "n:one(Tag)", "rows of Box (no value is sure to be free) stop"),
        ("", "n:boolean:unique", "rows of Box (no value is sure to be free) stop"),
        ("n:one(Tag):optional", "n:one(Tag)", "rows without Box.n (no value is sure"),
        ("n:one(Tag)", "n:one(Label)", "rows without Box.n (no value is sure to be"),
        ("", "n:string(9)", 'rows of Box get "-" as n'),
        ("", "n:integer:min=5", "rows of Box get 5 as n"),
        ("", "n:boolean", 'rows of Box get "false" as n'),
        ("", "n:date", "rows of Box get the day of the migration as n"),
        ("", "n:created", "rows of Box get the moment of the migration as n"),
        ("", "n:ref(Tag)", "rows of Box get the first Tag (without one, the migration"),
        ("", "n:ref(User)", "rows of Box get the first user (without one"),
        ("", "n:uuid:unique", "rows of Box get a value of their own as n"),
        ("n:integer:optional", "n:integer", "rows without Box.n get 0"),
        (
            *("", "n:integer:unique:max=9"),
            "rows of Box get a value of their own, made of their id (where another row "
            "has it or it is above 9, the migration stops) as n",
        ),
        ("n:choice(a,b):optional", "n:choice(a,b)", 'rows without Box.n get "a"'),
        ("n:string(9):optional", "n:integer", "rows without Box.n get 0"),
        (
            *("n:integer:optional:unique", "n:integer:unique"),
            "rows without Box.n get a value of their own, made of their id (where",
        ),
    ],
)
def test_what_to_know_before_a_migration_runs_is_told(
    old: str, new: str, sentence: str
) -> None:
    found = list(rows.notes(change(old, new)))
    assert any(each.startswith(sentence) for each in found), found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("n:integer:min=5", "n:integer"),
        ("n:integer:min=5", "n:integer:min=3"),
        ("n:string(5)", "n:string(9)"),
        ("n:string(9):unique", "n:string(9)"),
        ("n:choice(a)", "n:choice(a,b)"),
        ("n:integer", "n:integer:optional"),
        ("n:integer:optional", "n:string(20):optional"),
        ("n:string(9):optional", "n:string(9)"),
        ("", "n:integer:optional"),
        ("", "n:integer:default=3"),
        ("n:integer:optional", "n:integer:default=3"),
        ("n:integer", ""),
    ],
)
def test_what_touches_no_row_is_not_told(old: str, new: str) -> None:
    assert list(rows.notes(change(old, new))) == []


def test_a_new_set_that_no_two_rows_may_share_is_told() -> None:
    text = '[models.Box]\nfields.a = "integer"\nfields.b = "integer"\n'
    old, new = toml.from_toml(text), toml.from_toml(text + 'unique = [["a", "b"]]\n')
    (told,) = rows.notes(Change(slug="", old=old, new=new))
    assert told.startswith("rows of Box that share a and b stop the migration")
    assert not list(rows.notes(Change(slug="", old=new, new=new)))


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (
            "n:string(9)",
            "n:integer",
            ["what Box.n holds and its new type does not take"],
        ),
        ("n:ref(Tag)", "n:ref(Label)", ["what Box.n holds"]),
        ("n:refs(Tag)", "n:refs(Label)", ["what Box.n holds"]),
        ("n:boolean", "n:date", ["what Box.n holds"]),
        ("n:integer", "n:string(20)", []),
        ("n:string(9)", "n:text", []),
        ("n:text", "n:json", []),
    ],
)
def test_what_is_lost_is_told_where_something_may_be(
    old: str, new: str, lost: list[str]
) -> None:
    assert list(rows.lost(change(old, new))) == lost


def test_a_renamed_target_is_the_same_one() -> None:
    old = toml.from_options(["Box n:ref(Tag)", "Tag name:string(9)"])
    new = toml.from_options(["Box n:ref(Label)", "Label name:string(9)"])
    renamed = Change(slug="", old=old, new=new, renamed_models={"Tag": "Label"})
    assert not [*rows.lost(renamed), *rows.notes(renamed), *renamed.converted]
