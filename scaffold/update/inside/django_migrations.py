"""Write the migrations of this Django project: `… FRAMEWORK PACKAGE CHANGE`.

CHANGE is JSON, as `scaffold.update.changes.for_django` makes it. The last line of the
output is a JSON list of the new files.

What was renamed is renamed in the state of the old migrations first: Django itself asks
for fields only, and models, of which nothing else changed, `related_name` among it.
"""

import datetime
import json
import os
import sys
from pathlib import Path

package, told = sys.argv[2:]
os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.db import models  # noqa: E402
from django.db.migrations import (  # noqa: E402
    AddField,
    AlterField,
    Migration,
    RemoveConstraint,
    RemoveIndex,
    RenameField,
    RenameModel,
    RunPython,
)
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.questioner import MigrationQuestioner  # noqa: E402
from django.db.migrations.serializer import BaseSerializer  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402
from django.utils import timezone  # noqa: E402

CHANGE = json.loads(told)
APP, SLUG = CHANGE["app"], CHANGE["slug"]
FILLS = {(model.lower(), field): fill for model, field, fill in CHANGE["fills"]}


class Answers(MigrationQuestioner):
    """What Django asks when rows that are there need a value."""

    def answer(self, field_name, model_name):
        fill = FILLS.get((model_name.lower(), field_name), {"how": None})
        field = apps.get_model(APP, model_name)._meta.get_field(field_name)
        if fill["how"] == "value":
            return field.to_python(fill["value"])
        if fill["how"] == "now":
            is_moment = isinstance(field, models.DateTimeField)
            return timezone.now if is_moment else datetime.date.today
        return models.NOT_PROVIDED

    ask_not_null_addition = answer
    ask_not_null_alteration = answer
    ask_auto_now_add_addition = answer


class Named:
    """A function that stands in the migration itself; without text, one of Django's."""

    def __init__(self, name, text=""):
        self.name, self.text = name, text

    def __call__(self, apps, schema_editor):
        """RunPython takes nothing that cannot be called."""


class NamedSerializer(BaseSerializer):
    def serialize(self):
        return self.value.name, set()


MigrationWriter.register_serializer(Named, NamedSerializer)


def main():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for label, names in loader.detect_conflicts().items():
        sys.exit(
            f"{label} has several last migrations ({', '.join(sorted(names))}): "
            "run python manage.py makemigrations --merge first."
        )
    before = loader.project_state()
    renaming = renames(before)
    detector = MigrationAutodetector(before, ProjectState.from_apps(apps), Answers())
    ours = {APP, "accounts"}
    found = detector.changes(loader.graph, trim_to_apps=ours, migration_name=SLUG)
    found = {label: found[label] for label in ours & found.keys()}
    if renaming and APP not in found:
        alone = {APP: [Migration("renaming", APP)]}
        found |= detector.arrange_for_graph(alone, loader.graph, SLUG)
    if APP in found:
        first = found[APP][0]
        first.operations = complete(renaming, first.operations)
    written = [write(each) for each_app in found.values() for each in each_app]
    print(json.dumps(sorted(written)))


def renames(state):
    """What was asked to be renamed, and has not been yet; `state` as it is after it."""
    operations = []
    for old, new in CHANGE["models"].items():
        if (APP, old.lower()) in state.models:
            operations.append(RenameModel(old, new))
            operations[-1].state_forwards(APP, state)
    for model, old, new in CHANGE["fields"]:
        if old in state.models[APP, model.lower()].fields:
            operations.append(RenameField(model, old, new))
            operations[-1].state_forwards(APP, state)
    return operations


def complete(renaming, found):
    """The operations in their order, and with what fills the rows that are there.

    What has the old name of a field in it goes before the field is renamed.
    """
    gone = [each for each in found if isinstance(each, (RemoveConstraint, RemoveIndex))]
    of_models = [each for each in renaming if isinstance(each, RenameModel)]
    of_fields = [each for each in renaming if isinstance(each, RenameField)]
    rest = [step for each in found if each not in gone for step in steps(each)]
    return [*of_models, *gone, *of_fields, *rest]


def steps(operation):
    """A default is one value for all rows: another takes a step of its own."""
    if not isinstance(operation, (AddField, AlterField)):
        return [operation]
    model, name, field = operation.model_name, operation.name, operation.field
    fill = FILLS.get((model.lower(), name))
    if not fill or (fill["how"] in ("value", "now") and fill["instead_of"] is None):
        return [operation]
    filling = RunPython(filled(operation, **fill), Named("migrations.RunPython.noop"))
    if isinstance(operation, AlterField):
        return [filling, operation]
    empty = field.clone()
    empty.null = True
    return [AddField(model, name, empty), filling, AlterField(model, name, field)]


def filled(operation, how, value, instead_of):
    """The function that gives a value to the rows that have none."""
    options = apps.get_model(APP, operation.model_name)._meta
    model, name = options.object_name, operation.name
    rows = f'apps.get_model("{APP}", "{model}").objects.filter({name}={instead_of!r})'
    if how == "each":
        own = {"uuid": "uuid.uuid4()"}.get(value)
        if isinstance(value, int):
            own = f"row.pk + {value}" if value else "row.pk"
        own = own or f"f{value.replace('{id}', '{row.pk}')!r}"
        lines = [
            f"for row in {rows}:",
            f"    row.{name} = {own}",
            f'    row.save(update_fields=["{name}"])',
        ]
    elif how == "first":
        there = options.get_field(name).related_model._meta
        target = f'apps.get_model("{there.app_label}", "{there.object_name}")'
        lines = [
            f'first = {target}.objects.order_by("pk").first()',
            f"{rows}.update({name}=first)",
        ]
    else:
        lines = [f"{rows}.update({name}={value!r})"]
    function = f"fill_{model.lower()}_{name}"
    head = f"def {function}(apps, schema_editor):"
    return Named(function, "\n    ".join([head, *lines]))


def write(migration):
    writer = MigrationWriter(migration, include_header=False)
    text = writer.as_string()
    functions = [
        each.code.text for each in migration.operations if isinstance(each, RunPython)
    ]
    if any("uuid.uuid4()" in each for each in functions):
        text = f"import uuid\n{text}"
    begin, head, rest = text.partition("class Migration(")
    text = "\n\n\n".join([begin.rstrip(), *functions, head + rest])
    file = Path(writer.path).resolve()
    file.write_text(text, "utf-8")
    return file.relative_to(Path.cwd()).as_posix()


main()
