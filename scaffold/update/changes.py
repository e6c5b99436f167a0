"""What becomes of a project's tables: renamed, filled; the rest its framework finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from scaffold.generate import context
from scaffold.spec import Model, Spec
from scaffold.spec.fields import Field, Kind
from scaffold.spec.kinds import MANY_TO_MANY, NUMERIC
from scaffold.update.conversions import conversion, is_kept

#: The name of a model, and of one of its fields.
FieldOf = tuple[str, str]

#: Text that is surely within this length tells more of itself than a number.
_ROOM_FOR_A_WORD = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """What rows that are there get in a field that must not be empty.

    ``value``: this one, as JSON writes it. ``now``: the moment, or the day, of the
    migration. ``each``: one of its own, made of its id: text with ``{id}`` in it, how
    far above the id a number is, or "uuid". ``first``: the first row of the target.
    """

    how: Literal["value", "now", "each", "first"]
    value: Any = None
    #: What a row holds that has none: "" where an optional choice becomes required.
    instead_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The body of a function of a text, and what it imports; none where all is lost."""

    body: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A field of another type, and what makes its values of the old ones, and back."""

    model: str
    field: str
    there: Code
    back: Code
    #: SQLite has JSON as text, and cannot say which of the two a column is.
    to_or_from_json: Literal["to", "from", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was asked for, of which the models themselves show only the result.

    ``renamed_models`` has old names to new ones, ``renamed_fields`` the new name of the
    model and the old one of the field to the new one of the field. ``slug`` is what the
    migrations are called.
    """

    slug: str
    old: Spec
    new: Spec
    renamed_models: Mapping[str, str] = field(default_factory=dict)
    renamed_fields: Mapping[FieldOf, str] = field(default_factory=dict)

    def earlier_model(self, name: str) -> str:
        """What the model ``name`` of the new spec was called."""
        models = {new: old for old, new in self.renamed_models.items()}
        return models.get(name, name)

    def earlier_field(self, model: str, name: str) -> str:
        for (owner, old), new in self.renamed_fields.items():
            if (owner, new) == (model, name):
                return old
        return name

    @property
    def kept_models(self) -> Iterator[tuple[Model, Model]]:
        """Each model that was there before, and what it was."""
        for model in self.new.models:
            if was := self.old.by_name.get(self.earlier_model(model.name)):
                yield model, was

    @property
    def fields_of_kept_models(self) -> Iterator[tuple[Model, Field, Field | None]]:
        """Each field of these: its model, it, and what it was.

        What it was refers to other models by their new names.
        """
        for model, before in self.kept_models:
            for each in model.fields:
                was = before.by_name.get(self.earlier_field(model.name, each.name))
                if was and was.target:
                    target = self.renamed_models.get(was.target, was.target)
                    was = replace(was, target=target)
                yield model, each, was

    @property
    def fills(self) -> dict[FieldOf, Fill]:
        """What existing rows get in fields that are new, or were optional, and are required.

        The field's default; else the least that its limits allow: "-" as a text, an address
        of nobody, 0 or the nearest number, no, the first choice, nothing as JSON, midnight.
        Days and moments are those of the migration. What must differ from row to row is
        made of the row's id. A relation leads to the first row of its target.

        Nothing is guessed for ``one``, where each row needs another target, and for what
        must differ and has few values. Such a migration, and one that finds no first row,
        fails where there are rows, and changes nothing; in an empty table it runs.
        """
        found = {}
        for model, each, earlier in self.fields_of_kept_models:
            if _needs_fill(each, earlier) and (fill := _fill(model, each)):
                is_blank = earlier and not earlier.null and is_kept(earlier, each)
                blank = "" if is_blank else None
                found[model.name, each.name] = replace(fill, instead_of=blank)
        return found

    @property
    def converted(self) -> Iterator[Converted]:
        """Fields whose columns do not hold their values as they are in the new type."""
        for model, now, was in self.fields_of_kept_models:
            is_column = was and not {was.kind, now.kind} & MANY_TO_MANY
            if was and is_column and not is_kept(was, now):
                yield Converted(
                    model=model.name,
                    field=now.name,
                    there=_code(was, now),
                    back=_code(now, was),
                    to_or_from_json=_json_end(was, now),
                )

    @property
    def emptied(self) -> Iterator[FieldOf]:
        """Relations to many rows of what now is another model."""
        for model, now, was in self.fields_of_kept_models:
            if was and {was.kind, now.kind} <= MANY_TO_MANY and not is_kept(was, now):
                yield model.name, now.name

    @property
    def undone(self) -> Change:
        """The way back; what a field held that is there again is lost."""
        back = {new: old for old, new in self.renamed_models.items()}
        fields = {
            (back.get(model, model), new): old
            for (model, old), new in self.renamed_fields.items()
        }
        return Change(
            slug=self.slug,
            old=self.new,
            new=self.old,
            renamed_models=back,
            renamed_fields=fields,
        )


def _needs_fill(after: Field, before: Field | None) -> bool:
    """An optional choice holds "", which the CHECK of a required one does not allow.

    What has no value in the new type has none at all.
    """
    if after.null or after.kind in MANY_TO_MANY:
        return False
    if before is None or not is_kept(before, after):
        return True
    is_choice = Kind.CHOICE in (after.kind, before.kind)
    return before.null or (is_choice and before.optional and not after.optional)


def _json_end(was: Field, now: Field) -> Literal["to", "from", ""]:
    if now.kind is Kind.JSON:
        return "to"
    return "from" if was.kind is Kind.JSON else ""


def _code(was: Field, now: Field) -> Code:
    found = conversion(was, now)
    if found is None:
        return Code()
    return Code(body=found.body, imports=tuple(sorted(found.imports)))


def _fill(model: Model, each: Field) -> Fill | None:
    traits = each.kind.traits
    is_alone = each.single_valued or any(each.name in names for names in model.unique)
    if traits.is_one_to_one:
        return None
    if traits.is_relation or traits.is_user:
        return Fill(how="first")
    is_alone = is_alone or each.kind is Kind.UUID
    if is_alone and (distinct := _distinct(each)) is not None:
        return Fill(how="each", value=distinct)
    if each.single_valued:
        return None
    if each.kind in (Kind.DATE, Kind.DATETIME, Kind.CREATED, Kind.UPDATED):
        return Fill(how="now")
    if each.default is not None:
        return Fill(how="value", value=traits.json(each, each.default))
    return Fill(how="value", value=_neutral(each))


def _neutral(each: Field) -> Any:
    traits = each.kind.traits
    if each.kind is Kind.CHOICE:
        return each.choices[0]
    if traits.is_text:
        example = traits.form.example("unknown") if traits.form else "-"
        return "" if each.optional else example
    if each.kind in NUMERIC:
        return traits.json(each, _nearest_to_zero(each))
    return {Kind.BOOLEAN: False, Kind.JSON: {}, Kind.TIME: "00:00"}[each.kind]


def _nearest_to_zero(each: Field) -> Any:
    if each.min is not None and each.min > 0:
        return each.min
    return each.max if each.max is not None and each.max < 0 else 0


def _distinct(each: Field) -> Any:
    """What makes a value of a row's id; None where no value is sure to be free."""
    if each.kind is Kind.UUID:
        return "uuid"
    if each.kind in NUMERIC:
        return max(0, int(each.min or 0) - 1)
    if not each.kind.traits.is_text or each.kind is Kind.CHOICE:
        return None
    if each.kind is Kind.EMAIL:
        return "row-{id}@example.com"
    if each.kind is Kind.URL:
        return "https://example.com/{id}"
    return "row-{id}" if (each.stored_length or 0) >= _ROOM_FOR_A_WORD else "{id}"


def for_django(change: Change) -> dict[str, Any]:
    """``change`` as the script inside a Django project takes it."""
    return {
        "app": change.new.app,
        "slug": change.slug,
        "models": dict(change.renamed_models),
        "fields": [[*key, name] for key, name in change.renamed_fields.items()],
        "fills": [[*key, asdict(fill)] for key, fill in change.fills.items()],
        "converted": [asdict(each) for each in change.converted],
        "emptied": [list(key) for key in change.emptied],
    }


def for_flask(change: Change) -> dict[str, Any]:
    """The same for Flask, where tables and columns are told, not models and fields.

    What fills a column that the way back makes again is told by the new names too: what
    was renamed gets its old name last.
    """
    old, new = flask_tables(change.old), flask_tables(change.new)
    tables: dict[str, str] = {}
    columns: dict[FieldOf, str] = {}
    for key, table in new.items():
        model, field_name = key
        was = change.earlier_model(model), change.earlier_field(model, field_name)
        if before := old.get(was):
            tables[before.name] = table.name
            for name, column in table.columns.items():
                earlier = before.columns.get(change.earlier_field(model, name))
                columns[table.name, earlier or column] = column
    return {
        "slug": change.slug,
        "tables": {old: new for old, new in tables.items() if old != new},
        "columns": [[*key, name] for key, name in columns.items() if key[1] != name],
        "fills": _by_column(change, new, {}, {}),
        "json": _json_columns(change.old, old, tables, columns),
        "converted": [
            asdict(each)
            | {
                "table": new[each.model, ""].name,
                "key": new[each.model, ""].key,
                "column": new[each.model, ""].columns[each.field],
            }
            for each in change.converted
        ],
        "emptied": [new[key].name for key in change.emptied],
        "refills": _by_column(change.undone, old, tables, columns),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    name: str
    key: str
    #: Fields to columns; of a link table its two ends.
    columns: Mapping[str, str]


_USERS = Table(name=context.USERS, key="id", columns={})


def flask_tables(spec: Spec) -> dict[FieldOf, Table]:
    """Flask's tables by model, and by model and field where ``refs`` has one."""
    found = {}
    for model in context.build(spec)["models"]:
        found[model["name"], ""] = Table(
            name=model["table"],
            key=model["key"],
            columns={"": model["key"]}
            | {f["name"]: f["column_name"] for f in model["fields"]},
        )
        for each in model["fields"]:
            if link := each.get("link"):
                ends = {"here": link["here"], "there": link["there"]}
                found[model["name"], each["name"]] = Table(
                    name=link["name"], key="", columns=ends
                )
    return found


def _json_columns(
    spec: Spec,
    tables: Mapping[FieldOf, Table],
    renamed: Mapping[str, str],
    renamed_columns: Mapping[FieldOf, str],
) -> list[FieldOf]:
    """SQLite keeps JSON as text, and so cannot say which columns are JSON's."""
    found = []
    for model in spec.models:
        table = tables[model.name, ""]
        called = renamed.get(table.name, table.name)
        for each in model.fields:
            if each.kind is Kind.JSON:
                column = table.columns[each.name]
                found.append((called, renamed_columns.get((called, column), column)))
    return found


def _by_column(
    change: Change,
    tables: Mapping[FieldOf, Table],
    renamed: Mapping[str, str],
    renamed_columns: Mapping[FieldOf, str],
) -> list[dict[str, Any]]:
    found = []
    for (model, name), fill in change.fills.items():
        table = tables[model, ""]
        called = renamed.get(table.name, table.name)
        column = table.columns[name]
        target = change.new.by_name[model].by_name[name].target
        there = tables[target, ""] if target else _USERS
        found.append(
            {
                "table": called,
                "key": table.key,
                "column": renamed_columns.get((called, column), column),
                **asdict(fill),
                "target": renamed.get(there.name, there.name),
                "target_key": there.key,
            }
        )
    return found
