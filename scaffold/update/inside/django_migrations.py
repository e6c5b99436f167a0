"""Write the migrations of this Django project: `… FRAMEWORK PACKAGE CHANGE`.

CHANGE is JSON, as `scaffold.update.changes.for_django` makes it. The last line of the
output is a JSON list of the new files.

What was renamed is renamed in the state of the old migrations first: Django itself asks
for fields only, and models, of which nothing else changed, `related_name` among it.
"""

import datetime
import importlib
import inspect
import json
import os
import re
import sys
from pathlib import Path

package, told = sys.argv[2:]
os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.core.checks import Tags, run_checks  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import models  # noqa: E402
from django.db.migrations import (  # noqa: E402
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    AlterModelTable,
    AlterModelTableComment,
    AlterOrderWithRespectTo,
    AlterUniqueTogether,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameIndex,
    RenameModel,
    RunPython,
)
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.questioner import MigrationQuestioner  # noqa: E402
from django.db.migrations.serializer import BaseSerializer  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.db.migrations.utils import resolve_relation  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.text import camel_case_to_spaces  # noqa: E402

CHANGE = json.loads(told)
APP, SLUG = CHANGE["app"], CHANGE["slug"]
FILLS = {(model.lower(), field): fill for model, field, fill in CHANGE["fills"]}
CONVERTED = {(e["model"].lower(), e["field"]): e for e in CHANGE["converted"]}
#: What the rights of groups and users are like from there on.
RIGHTS = [
    ("auth", "0006_require_contenttypes_0002"),
    ("contenttypes", "0002_remove_content_type_name"),
]
EMPTIED = {(model.lower(), field) for model, field in CHANGE["emptied"]}


class Answers(MigrationQuestioner):
    """What Django asks when rows that are there need a value."""

    def ask_not_null_addition(self, field_name, model_name):
        fill = FILLS.get((model_name.lower(), field_name), {"how": None})
        field = apps.get_model(APP, model_name)._meta.get_field(field_name)
        if fill["how"] == "value":
            return field.to_python(fill["value"])
        if fill["how"] == "now":
            is_moment = isinstance(field, models.DateTimeField)
            return timezone.now if is_moment else datetime.date.today
        return models.NOT_PROVIDED

    ask_auto_now_add_addition = ask_not_null_addition

    def ask_not_null_alteration(self, field_name, model_name):
        return models.NOT_PROVIDED  # a step of its own fills it


CHECKED = (
    "# PostgreSQL alters no table with checks that are put off to the end.",
    "schema_editor.connection.check_constraints()",
)


class Named:
    """A function that stands in the migration itself; without text, one of Django's."""

    def __init__(self, name, text="", imports=()):
        self.name, self.text, self.imports = name, text, imports

    def __call__(self, apps, schema_editor):
        """RunPython takes nothing that cannot be called."""


class NamedSerializer(BaseSerializer):
    def serialize(self):
        return self.value.name, set()


MigrationWriter.register_serializer(Named, NamedSerializer)


def main():
    refuse_faults()
    joined = join_branches()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    before = loader.project_state()
    referring = referring_to_renamed(before, loader.graph)
    renaming = renames(before, loader.graph)
    detector = MigrationAutodetector(before, ProjectState.from_apps(apps), Answers())
    ours = {APP, "accounts"}
    found = detector.changes(loader.graph, trim_to_apps=ours, migration_name=SLUG)
    refuse_needed(found, ours)
    found = {label: found[label] for label in ours & found.keys()}
    if renaming and APP not in found:
        alone = {APP: [Migration("renaming", APP)]}
        found |= detector.arrange_for_graph(alone, loader.graph, SLUG)
    if APP in found:
        first = found[APP][0]
        complete(before, renaming, found[APP])
        first.dependencies += [e for e in referring if e not in first.dependencies]
        if any(isinstance(each, RunPython) for each in renaming):
            first.dependencies += RIGHTS
    written = [write(each) for each_app in found.values() for each in each_app]
    touched = [
        part for each in found.values() for one in each for part in parts(one, before)
    ]
    print(json.dumps({"touched": touched}))
    print(json.dumps(sorted([*joined, *written])))


def refuse_needed(found, ours):
    """Migrations of other apps are their team's to write; ours must not wait for them."""
    others = {
        (label, each.name) for label in found.keys() - ours for each in found[label]
    }
    needed = {
        label
        for each_app in ours & found.keys()
        for each in found[each_app]
        for label, name in each.dependencies
        if (label, name) in others
    }
    if needed:
        apps_needed = " ".join(sorted(needed))
        sys.exit(
            f"no migration makes the models of {apps_needed} yet, which others refer to: "
            f"run manage.py makemigrations {apps_needed} first, then this again"
        )


def parts(migration, state):
    """What a migration changes of models, as code calls it, with its file.

    `state` is the one before: of options Django tells all that there are.
    """
    file = file_of(MigrationWriter(migration))
    for each in migration.operations:
        if isinstance(each, (CreateModel, DeleteModel)):
            yield [file, each.name, ""]
            continue
        name = getattr(each, "model_name", None) or getattr(each, "name", "")
        known = apps.all_models[migration.app_label].get(name.lower())
        model = known._meta.object_name if known else name
        if isinstance(each, (AddField, AlterField, RemoveField)):
            yield [file, model, each.name]
        else:
            before = state.models.get((migration.app_label, name.lower()))
            for option in options(each, before.options if before else {}):
                yield [file, model, f"Meta.{option}"]


def options(operation, before):
    """The names of what an operation changes in a model's Meta."""
    match operation:
        case AlterModelOptions():
            now = operation.options
            keys = operation.ALTER_OPTION_KEYS
            yield from (key for key in keys if now.get(key) != before.get(key))
        case AddIndex():
            yield operation.index.name
        case AddConstraint():
            yield operation.constraint.name
        case RemoveIndex() | RemoveConstraint():
            yield operation.name
        case RenameIndex():
            yield operation.new_name
        case AlterUniqueTogether() | AlterOrderWithRespectTo():
            yield operation.option_name
        case AlterModelTable():
            yield "db_table"
        case AlterModelTableComment():
            yield "db_table_comment"


def file_of(writer):
    return Path(writer.path).resolve().relative_to(Path.cwd()).as_posix()


def refuse_faults():
    """End with what would keep the project from starting, at the line that it is of.

    Of its code: folders that history ignores are not in the copy that this is tried in.
    """
    for each in run_checks(tags=[Tags.models, Tags.admin, Tags.urls]):
        if each.is_serious() and not each.is_silenced():
            model = getattr(each.obj, "model", each.obj)
            if isinstance(model, type):
                print(place_of(model, getattr(each.obj, "name", "")))
            hint = f" {each.hint}" if each.hint else ""
            sys.exit(" ".join(f"{each.msg}{hint} ({each.id})".split()))


def place_of(model, name):
    """Where a field of a class is, or the class, as a traceback has it."""
    lines, start = inspect.getsourcelines(model)
    own = re.compile(rf"\s+{re.escape(name)}\s*[:=]" if name else "class ")
    line = next((at for at, text in enumerate(lines, start) if own.match(text)), start)
    return f'  File "{inspect.getsourcefile(model)}", line {line}'


def join_branches():
    """Let Django join what two branches each wrote last; the new files."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    labels = loader.detect_conflicts()
    if not labels:
        return []
    there = set(loader.disk_migrations)
    call_command("makemigrations", merge=True, interactive=False, verbosity=0)
    importlib.invalidate_caches()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    files = []
    for label, name in loader.disk_migrations.keys() - there:
        writer = MigrationWriter(loader.disk_migrations[label, name])
        files.append(file_of(writer))
    return files


def referring_to_renamed(state, graph):
    """The last migrations of other apps that refer to a model by its old name.

    They run before it has another one, as they do where Django itself finds a rename.
    """
    old = {(APP, name.lower()) for name in CHANGE["models"]}
    labels = {
        label
        for (label, name), model in state.models.items()
        for field in model.fields.values()
        if label != APP and field.is_relation
        if resolve_relation(field.remote_field.model, label, name) in old
    }
    return [node for label in sorted(labels) for node in graph.leaf_nodes(label)]


def renames(state, graph):
    """What was asked to be renamed, and has not been yet; `state` as it is after it."""
    operations = []
    for old, new in CHANGE["models"].items():
        if (APP, old.lower()) in state.models:
            label = state.models[APP, old.lower()].options.get("verbose_name")
            rename = RenameModel(old, new)
            operations.append(rename)
            rename.state_forwards(APP, state)
            if {*RIGHTS} <= graph.nodes.keys():
                operations += rights_renamed(rename, label)
    for model, old, new in CHANGE["fields"]:
        if old in state.models[APP, model.lower()].fields:
            operations.append(RenameField(model, old, new))
            operations[-1].state_forwards(APP, state)
    return operations


def rights_renamed(rename, label):
    """Django gives the content type its new name after the model's, and not the rights.

    Else it makes new ones of the new name, which no group and no user has.
    """
    old, new = rename.old_name_lower, rename.new_name_lower
    if old == new:
        return
    was = str(label or camel_case_to_spaces(rename.old_name))
    now = str(apps.get_model(APP, new)._meta.verbose_name_raw)
    there, back = (
        Named(
            f"rename_rights_of_{there}",
            "\n".join(
                [
                    f"def rename_rights_of_{there}(apps, schema_editor):",
                    '    rights = apps.get_model("auth", "Permission").objects.filter(',
                    f'        content_type__app_label="{APP}", content_type__model="{new}"',
                    "    )",
                    '    for action in ("add", "change", "delete", "view"):',
                    f'        codename, name = f"{{action}}_{to}", f"Can {{action}} {label}"',
                    "        if not rights.filter(codename=codename).exists():",
                    f'            old = rights.filter(codename=f"{{action}}_{there}")',
                    "            old.update(codename=codename, name=name)",
                ]
            ),
        )
        for there, to, label in ((old, new, now), (new, old, was))
    )
    yield RunPython(there, back)


def complete(state, renaming, found):
    """Bring the operations into their order, with what fills the rows that are there.

    What has the old name of a field in it goes before the field is renamed, and a CHECK
    before its column has another type for a while. Where Django needs several migrations,
    as in a ring with another app, all of that goes at the beginning of the first.
    """
    operations = [each for migration in found for each in migration.operations]
    gone = [e for e in operations if isinstance(e, (RemoveConstraint, RemoveIndex))]
    for each in found:
        rest = [one for one in each.operations if one not in gone]
        each.operations = [step for one in rest for step in steps(one)]
    is_gone = {(each.model_name_lower, each.name) for each in gone}
    for model, check in checks_of_converted(state):
        if (model, check.name) not in is_gone:
            gone.append(RemoveConstraint(model, check.name))
            found[-1].operations.append(AddConstraint(model, check))
    of_models = [each for each in renaming if not isinstance(each, RenameField)]
    of_fields = [each for each in renaming if isinstance(each, RenameField)]
    found[0].operations[:0] = [*of_models, *gone, *of_fields]


def checks_of_converted(state):
    """Those of the old models that speak of a column that is converted."""
    for model in {model for model, _ in CONVERTED}:
        if (APP, model) not in state.models:
            continue
        for each in state.models[APP, model].options.get("constraints", ()):
            if isinstance(each, models.CheckConstraint):
                names = each.condition.referenced_base_fields
                if any((model, name) in CONVERTED for name in names):
                    yield model, each


def steps(operation):
    """A new column takes one value for all rows by itself; the rest is filled in a step."""
    if not isinstance(operation, (AddField, AlterField)):
        return [operation]
    model, name, field = operation.model_name, operation.name, operation.field
    key = model.lower(), name
    if key in EMPTIED:
        return [RemoveField(model, name), AddField(model, name, field)]
    fill = FILLS.get(key)
    is_new = isinstance(operation, AddField)
    converting = []
    if key in CONVERTED and not is_new:
        column = field.get_attname_column()[1]
        text = models.TextField(null=True, db_column=None if column == name else column)
        steps_there = RunPython(converted(model, name), converted(model, name, "back"))
        converting = [AlterField(model, name, text), steps_there]
    elif not fill or (is_new and fill["how"] in ("value", "now")):
        return [operation]
    if not fill:
        return [*converting, operation]
    filling = RunPython(filled(operation, **fill), Named("migrations.RunPython.noop"))
    if not is_new and not converting:
        return [filling, AlterField(model, name, field)]
    empty = field.clone()
    empty.null = True
    begin = (AlterField if converting else AddField)(model, name, empty)
    return [*converting, begin, filling, AlterField(model, name, field)]


def converted(model, name, way="there"):
    """The function that makes of a column's texts those that the new type takes."""
    code = CONVERTED[model.lower(), name][way]
    label = f"{model.lower()}_{name}"
    function = f"convert_{label}" if way == "there" else f"take_back_{label}"
    called = f"{'new' if way == 'there' else 'old'}_{label}"
    lines = [
        f"def {function}(apps, schema_editor):",
        f'rows = apps.get_model("{APP}", "{model_name(model)}").objects',
    ]
    if code["body"]:
        lines += [
            f'for pk, text in rows.order_by("pk").values_list("pk", "{name}"):',
            f"    value = {called}(text) if text else None",
            f"    rows.filter(pk=pk).update({name}=value)",
        ]
    else:
        lines += [f"rows.update({name}=None)"]
    text = "\n    ".join([*lines, *CHECKED])
    if code["body"]:
        body = "\n    ".join([f"def {called}(text):", *code["body"]])
        text = f"{body}\n\n\n{text}"
    return Named(function, text, set(code["imports"]))


def model_name(model):
    return apps.get_model(APP, model)._meta.object_name


def filled(operation, how, value, instead_of):
    """The function that gives a value to the rows that have none."""
    options, name = apps.get_model(APP, operation.model_name)._meta, operation.name
    model, imports = options.object_name, set()
    # Of JSON, None is a value.
    empty = "__isnull=True" if instead_of is None else f"={instead_of!r}"
    found = f'apps.get_model("{APP}", "{model}").objects.filter({name}{empty})'
    if how == "each":
        own, imports = value_of_each(value)
        lines = [
            # Not by Meta.ordering, whose fields may be yet to come.
            'for row in rows.order_by("pk"):',
            f"    row.{name} = {own}",
            f'    row.save(update_fields=["{name}"])',
        ]
    elif how == "first":
        there = options.get_field(name).related_model._meta
        target = f'apps.get_model("{there.app_label}", "{there.object_name}")'
        lines = [
            f'first = {target}.objects.order_by("pk").first()',
            f"rows.update({name}=first)",
        ]
    else:
        answer = Answers().ask_not_null_addition(name, model)
        text, imports = MigrationWriter.serialize(answer)
        lines = [f"rows.update({name}={text}{'()' if callable(answer) else ''})"]
    function = f"fill_{options.model_name}_{name}"
    text = "\n    ".join(
        [
            f"def {function}(apps, schema_editor):",
            f"rows = {found}",
            *lines,
            *CHECKED,
        ]
    )
    return Named(function, text, imports)


def value_of_each(value):
    if value == "uuid":
        return "uuid.uuid4()", {"import uuid"}
    if isinstance(value, int):
        return f"row.pk + {value}" if value else "row.pk", set()
    return f"f{value.replace('{id}', '{row.pk}')!r}", set()


def write(migration):
    writer = MigrationWriter(migration, include_header=False)
    filling = [
        code
        for each in migration.operations
        if isinstance(each, RunPython)
        for code in (each.code, each.reverse_code)
        if isinstance(code, Named) and code.text
    ]
    imports = {line for each in filling for line in each.imports}
    begin, head, rest = writer.as_string().partition("class Migration(")
    begin = "\n".join([*sorted(imports), begin.rstrip()])
    text = "\n\n\n".join([begin, *(each.text for each in filling), head + rest])
    Path(writer.path).write_text(text, "utf-8")
    return file_of(writer)


main()
