"""A migration that holds a person's own change too says so, and of the tool's says nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.spec import toml
from scaffold.update import own_changes
from scaffold.update.changes import Change
from scaffold.update.own_changes import Touched

TOOL = """\
class Box(models.Model):
    label = models.CharField(
        max_length=9
    )
    n = models.IntegerField()
    tag = models.ForeignKey("Tag")

    class Meta:
        ordering = ["n"]
        indexes = [models.Index(fields=["n"], name="box_n_idx")]


class Tag(models.Model):
    __table_args__ = (Index("tag_name_idx", "name"),)
    name: Mapped[str] = mapped_column(String(9))
"""
CHANGE = Change(
    slug="change",
    old=toml.from_options(
        ["Box label:string(9) old:string(9):index", "Tag name:string(9)"]
    ),
    new=toml.from_options(
        ["Box label:string(9) n:integer tag:ref(Tag)", "Tag name:string(9)"]
    ),
)


def told(mine: str, *touched: str) -> list[str]:
    found = [
        Touched(migration="0002_x.py", model=name.partition(".")[0], field=field)
        for name in touched
        for field in [name.partition(".")[2]]
    ]
    files = {"catalog/models.py": mine.encode()}, {"catalog/models.py": TOOL.encode()}
    return [*own_changes.notes("django/", found, *files, CHANGE)]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("max_length=9", "max_length=12", "Box.label"),
        ("String(9)", "String(12)", "Tag.name"),
        ("    tag =", "    mine = models.TextField()\n    tag =", "Box.mine"),
        ("class Tag", "class Own(models.Model):\n    pass\n\n\nclass Tag", "Own"),
        ("x", "x", "Box.taken_out_again"),
        ("x", "x", "TakenOutAgain"),
        ('["n"]\n', '["-n"]\n', "Box.Meta.ordering"),
        (
            "        ordering",
            "        permissions = []\n        ordering",
            "Box.Meta.permissions",
        ),
        ("indexes = [", 'indexes = [models.Index("n", name="mine"), ', "Box.Meta.mine"),
        ('models.Index(fields=["n"], name="box_n_idx")', "", "Box.Meta.box_n_idx"),
        ('"name"),)', '"name"), Index("mine", "name"))', "Tag.__table_args__.mine"),
        ("x", "x", "Box.Meta.taken_out_again"),
    ],
)
def test_what_a_person_changed_is_told(old: str, new: str, name: str) -> None:
    mine = TOOL.replace(old, new)
    assert told(mine, "Box.n", name, name) == [
        f"django/0002_x.py also holds your own change of {name}"
    ]


def test_what_the_spec_changed_is_not() -> None:
    mine = TOOL.replace("IntegerField()", "IntegerField(db_comment='n')")
    mine = mine.replace(
        "CharField(\n        max_length=9\n    )", "CharField(max_length=9)"
    )
    assert told(mine, "Box.n", "Box.old", "Box.tag_id", "Box.tag", "Box.label") == []
    assert told(mine, "Box", "Tag") == []
    gone = (
        "Box.Meta.box_old_idx",
        "Box.Meta.verbose_name",
        "Box.__table_args__.box_old_idx",
    )
    assert told(mine, "Box.Meta.ordering", "Box.Meta.box_n_idx", *gone) == []


def test_of_a_persons_model_its_parts_are_not_told_too() -> None:
    mine = f"{TOOL}\n\nclass Own(models.Model):\n    code = models.SlugField()\n"
    assert told(mine, "Own", "Own.code", "Own.Meta.code_idx") == [
        "django/0002_x.py also holds your own change of Own"
    ]


def test_what_a_new_name_of_a_model_takes_along_is_not() -> None:
    """Its indexes and constraints bear the old name."""
    change = replace(CHANGE, new=CHANGE.old, renamed_models={"Crate": "Box"})
    crate = toml.from_options(
        ["Crate label:string(9) old:string(9):index", "Tag name:string(9)"]
    )
    touched = [
        Touched(migration="0002_x.py", model="Box", field=field)
        for field in ("__table_args__.crate_old_idx", "Meta.crate_old_idx", "old")
    ]
    assert [*own_changes.notes("", touched, {}, {}, replace(change, old=crate))] == []
