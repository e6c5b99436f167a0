"""Lines of a person that make rows without a new field are told, and no others."""

from __future__ import annotations

import pytest

from scaffold.spec import toml
from scaffold.update import makers
from scaffold.update.changes import Change

BEFORE = "Visit reason:string(9) animal:ref(Animal)"
OWN = """\
from .models import Animal, Visit, other

def quick(animal):
    Visit.objects.create(animal=animal)
    visit = Visit(
        animal=animal,
    )
    animal.visits.create(reason="ill")
    Visit.objects.get_or_create(animal=animal, defaults={"reason": ""})
    Visit.objects.create(animal=animal, paid=True)
    Visit.objects.get_or_create(animal=animal, defaults={"paid": True})
    Visit(**animal.data)
    Visit()
    Visit.objects.filter(animal=animal)
    Animal(name="")
    other.create(reason="")

@admin.register(Visit)
class VisitAdmin(ModelAdmin):
    fields = ["reason", "animal"]

class VisitForm(ModelForm):
    class Meta:
        model = Visit
        fields = ("reason",)

class AnimalForm(ModelForm):
    class Meta:
        model = Animal
        fields = ("name",)
"""
MAKE = [4, 5, 8, 9, 20, 25]


def lines(
    field: str, path: str, text: str, *, new: str = "", before: str = ""
) -> list[int]:
    animal = "Animal name:string(9)"
    old, spec = (
        toml.from_options([f"{BEFORE} {more}".strip(), animal])
        for more in (before, field)
    )
    change = Change(slug="change", old=old, new=spec)
    files = {path: text.encode()}
    told = [*makers.notes("django/", files, {path: new.encode()}, change)]
    start, rest = f"django/{path}, line ", " makes a Visit without paid, "
    assert all(start in each and rest in each for each in told)
    return [int(each[len(start) :].partition(" ")[0]) for each in told]


def test_each_line_that_makes_a_row_without_it_is_told() -> None:
    assert lines("paid:boolean", "catalog/own.py", OWN) == MAKE
    needed, before = "paid:integer", "paid:integer:optional"
    assert lines(needed, "catalog/own.py", OWN, before=before) == MAKE


@pytest.mark.parametrize(
    "field",
    [
        "paid:boolean:default=false",
        "paid:date:optional",
        "paid:created",
        "paid:refs(Animal)",
    ],
)
def test_what_a_row_has_by_itself_breaks_no_line(field: str) -> None:
    assert lines(field, "catalog/own.py", OWN) == []


def test_lines_of_the_tool_are_no_persons() -> None:
    assert lines("paid:boolean", "catalog/own.py", OWN, new=OWN) == []


def test_a_fixture_is_told_once() -> None:
    row = '  {"model": "catalog.visit", "fields": {}},\n'
    assert lines("paid:boolean", "own/rows.json", f"[\n{row}{row}]") == [2]
    assert lines("paid:boolean", "own/rows.json", row.replace("visit", "animal")) == []
    assert lines("paid:boolean", "own/rows.py", "Visit(") == []
