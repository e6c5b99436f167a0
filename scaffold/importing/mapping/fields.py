"""The columns of one table to the fields of its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from scaffold.importing.catalogue import (
    Catalogue,
    Column,
    Extents,
    ForeignKey,
    Table,
    TableId,
)
from scaffold.importing.mapping import names, sql
from scaffold.importing.mapping.drafts import Draft
from scaffold.importing.mapping.keys import (
    is_unique,
    key_of,
    own_key,
    references,
    unique_sets,
)
from scaffold.importing.mapping.types import NoType, Typed, type_of
from scaffold.spec.fields import Field
from scaffold.spec.kinds import (
    AUTOMATIC,
    BULKY,
    DEFAULTABLE,
    NEVER_IN_SETS,
    NUMERIC,
    REFERENCES,
    TEXTUAL,
    TRUE_OR_FALSE,
    Kind,
)
from scaffold.spec.kinds.choice import cleaned_choices
from scaffold.spec.kinds.relations import OnDelete
from scaffold.spec.kinds.text import STRING_LIMIT
from scaffold.spec.kinds.traits import Number
from scaffold.spec.model import Model
from scaffold.spec.rules.renaming import in_snake_case

_CREATED = frozenset(
    [
        "created",
        "created_at",
        "created_on",
        "created_time",
        "create_time",
        "create_date",
        "date_created",
        "inserted_at",
        "date_joined",
    ]
)
_UPDATED = frozenset(
    [
        "updated",
        "updated_at",
        "updated_on",
        "updated_time",
        "update_time",
        "date_updated",
        "modified",
        "modified_at",
        "modified_on",
        "date_modified",
        "last_modified",
        "last_update",
    ]
)
_ON_DELETE = {"CASCADE": OnDelete.CASCADE, "SET NULL": OnDelete.SET_NULL}
_LONGEST_NOTE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What one table has to know of the others: its own models, by table, and the users'."""

    catalogue: Catalogue
    extents: Extents
    models: Mapping[TableId, str]
    users: TableId | None
    keep_names: bool


def draft_of(table: Table, others: Others) -> Draft:
    """The model of ``table``: its own columns, and all that it refers to."""
    name = others.models[table.id]
    draft = Draft(table=table, model=Model(name=name, fields=()))
    _Fields(draft, others).add_all()
    return draft


class _Fields:
    """Adds fields to one draft, in the order of the columns."""

    def __init__(self, draft: Draft, others: Others) -> None:
        self.draft = draft
        self.table = draft.table
        self.others = others
        dialect = others.catalogue.dialect
        self.checked = sql.checked(self.table.checks, dialect)
        targets = {*others.models, *([others.users] if others.users else [])}
        self.references = references(self.table, targets)
        self.key = own_key(self.table)
        self.indexed = {
            column
            for names in [*unique_sets(self.table), *self._plain_indexes()]
            for column in names
        }

    def add_all(self) -> None:
        if self.key:
            self.draft.fields[self.key] = "id"
        else:
            self._without_own_key()
        for column in self.table.columns:
            if column.name != self.key:
                self._add(column)
        if not self.draft.model.fields and self.key:
            self._add(self.table.by_name[self.key])
        self._add_sets()
        self._note_rest()
        if self.others.keep_names:
            self._keep_names()

    def _plain_indexes(self) -> list[tuple[str, ...]]:
        return [i.columns for i in self.table.indexes if not (i.unique or i.only_some)]

    def _without_own_key(self) -> None:
        self.draft.note(
            "",
            f"its key ({', '.join(self.table.key)}) is unique beside the new id"
            if self.table.key
            else "it has no key: rows get an id",
        )

    # Columns

    def _add(self, column: Column) -> None:
        alone = next((k for k in self.references if k.columns == (column.name,)), None)
        if alone:
            self._add_reference(alone)
        composite = [
            key
            for key in self.references
            if len(key.columns) > 1 and column.name in key.columns
        ]
        for key in composite:
            if column.name == self._last_of(key):
                self._add_reference(key)
        if not (alone or composite):
            self._add_plain(column)

    def _last_of(self, key: ForeignKey) -> str:
        """The column of ``key`` that stands last in the table, but for the own key."""
        names = (column.name for column in self.table.columns)
        order = [n for n in names if n in key.columns and n != self.key]
        return order[-1]

    def _add_plain(self, column: Column) -> None:
        if column.generated:
            self.draft.left[column.name] = "the database computes it"
            return
        typed = type_of(
            column,
            self.others.catalogue.dialect,
            self.others.extents.get((self.table.id, column.name)),
            is_in_index=column.name in self.indexed,
        )
        if isinstance(typed, NoType):
            self.draft.left[column.name] = typed.why
            return
        self.draft.note(column.name, typed.note)
        facts = self.checked.facts.get(column.name.lower(), sql.Facts())
        optional = (
            column.nullable
            and column.name not in self.table.key
            and not facts.is_required
        )
        field = Field(
            name=self._free_name(column, typed),
            kind=typed.kind,
            optional=optional,
            unique=is_unique(self.table, (column.name,)),
            **typed.facts,
        )
        field = self._limited(column, field, facts)
        field = self._with_default(column, field)
        if field.unique and field.kind in NEVER_IN_SETS and field.kind in AUTOMATIC:
            field = replace(field, kind=Kind.DATETIME)
        field = replace(field, index=self._has_index(column.name, field))
        self.draft.add(field, column.name)
        self.draft.sources[field.name] = column.name

    def _free_name(self, column: Column, typed: Typed) -> str:
        plain = in_snake_case(column.name)
        name = column.name
        if plain == "id":  # the key that every model has
            snake = self.draft.model.snake
            ends = {Kind.UUID: "uuid", Kind.STRING: "code", Kind.TEXT: "code"}
            name = f"{snake}_{ends.get(typed.kind, 'number')}"
        elif not plain:
            name = "column"
        return names.field_name(name, self._is_taken)

    def _is_taken(self, name: str) -> bool:
        return any(name in field.names for field in self.draft.model.fields)

    def _has_index(self, column: str, field: Field) -> bool:
        if field.unique or field.kind in BULKY or field.indexed:
            return False
        return (column,) in self._plain_indexes()

    def _limited(self, column: Column, field: Field, facts: sql.Facts) -> Field:
        """``field`` with the choices and bounds that CHECKs give it."""
        if facts.is_json and field.kind in TEXTUAL:
            field = Field(name=field.name, kind=Kind.JSON, optional=field.optional)
        said = tuple(choice for choice in facts.choices if choice)
        if said and field.kind in (Kind.STRING, Kind.TEXT):
            if [*said] == cleaned_choices(said):
                field = replace(field, kind=Kind.CHOICE, choices=said, length=None)
            else:
                self.draft.note(column.name, "its values cannot be choices")
        is_text = field.kind in (Kind.STRING, Kind.TEXT)
        if is_text and 0 < (facts.longest or 0) < (field.length or STRING_LIMIT):
            field = replace(field, kind=Kind.STRING, length=facts.longest)
        if [*map(int, facts.numbers)] == [0, 1] and field.kind in (
            Kind.INTEGER,
            Kind.BIGINT,
        ):
            return replace(field, kind=Kind.BOOLEAN, min=None, max=None)
        if facts.numbers and field.kind in NUMERIC:
            few = ", ".join(map(str, facts.numbers))
            self.draft.note(column.name, f"that it is one of {few} is kept as bounds")
            facts.lowest, facts.highest = facts.numbers[0], facts.numbers[-1]
        return self._bounded(column, field, facts)

    def _bounded(self, column: Column, field: Field, facts: sql.Facts) -> Field:
        if field.kind not in NUMERIC:
            return field
        step = Decimal(0)
        if field.kind is not Kind.FLOAT:
            step = Decimal(1).scaleb(-(field.places or 0))
        elif facts.above is not None or facts.below is not None:
            self.draft.note(column.name, "a bound that is left out is allowed")
        lowest = [facts.lowest, None if facts.above is None else facts.above + step]
        highest = [facts.highest, None if facts.below is None else facts.below - step]
        bounds: dict[str, Any] = {}
        for word, ends in (("min", lowest), ("max", highest)):
            said = [end for end in ends if end is not None]
            if said:
                bounds[word] = self._number(
                    field, max(said) if word == "min" else min(said)
                )
                if bounds[word] is None:
                    self.draft.note(
                        column.name, f"its {word} is no number that it holds"
                    )
        return replace(field, **bounds)

    def _number(self, field: Field, value: Decimal) -> Number | None:
        number = field.kind.traits.number_of(value.normalize())
        limits = field.range
        is_held = number is not None and limits and limits[0] <= number <= limits[1]
        return number if is_held else None

    def _with_default(self, column: Column, field: Field) -> Field:
        said = None
        if column.default is not None:
            said = sql.default_of(column.default, self.others.catalogue.dialect)
        is_moment = field.kind is Kind.DATETIME and not field.unique
        if is_moment and (kind := _set_by_application(column, said)):
            self.draft.note(column.name, "the application sets it")
            return Field(name=field.name, kind=kind)
        if said is None or column.name in self.table.key:
            return field
        value = None if said.value is None else _default(field, said.value)
        if said.value == "" and field.kind in TEXTUAL:
            return replace(field, optional=True)
        if value is None or field.unique:
            told = " ".join(str(column.default).split())[:_LONGEST_NOTE]
            self.draft.note(column.name, f"its default {told} is not kept")
            return field
        return replace(field, default=value)

    # Relations

    def _add_reference(self, key: ForeignKey) -> None:
        table, columns = self.table, key.columns
        nullable = all(
            table.by_name[c].nullable
            and c not in table.key
            and not self.checked.facts.get(c.lower(), sql.Facts()).is_required
            for c in columns
        )
        is_alone = is_unique(table, columns)
        rule = _ON_DELETE.get(key.on_delete.upper())
        if key.on_delete.upper() == "SET DEFAULT":
            self.draft.note(columns[-1], "on delete set default is kept as protect")
        if rule is OnDelete.SET_NULL and not nullable:
            self.draft.note(
                columns[-1], "on delete set null of a required column is not kept"
            )
            rule = None
        is_user = key.target == self.others.users
        target = None if is_user else self.others.models[key.target]
        kind = Kind.USER if is_user else Kind.ONE if is_alone else Kind.REF
        model = "user" if is_user else Model(name=str(target), fields=()).snake
        wanted = names.relation_name(
            columns, key_of(self.others.catalogue.by_id, key), model
        )
        if is_user and is_alone:
            self.draft.note(columns[-1], "that a user has one row at most is not kept")
        if len(columns) > 1:
            for column in columns:
                self.draft.note(column, f"together a reference to {target or 'users'}")
        bare = Field(name="x", kind=kind)

        def is_taken(name: str) -> bool:
            return any(map(self._is_taken, replace(bare, name=name).names))

        field = Field(
            name=names.field_name(wanted, is_taken),
            kind=kind,
            target=target,
            optional=nullable,
            on_delete=rule,
        )
        self.draft.add(field, *columns)
        self.draft.sources[field.name] = key

    # What spans several

    def _add_sets(self) -> None:
        uniques: dict[frozenset[str], tuple[str, ...]] = {}
        for columns in unique_sets(self.table):
            if len(columns) < 2:
                continue
            if (fields := self._set(columns, "unique", NEVER_IN_SETS)) is None:
                continue
            if len(fields) > 1:
                uniques.setdefault(frozenset(fields), fields)
                continue
            (name,) = fields
            field = self.draft.model.by_name[name]
            if field.kind is Kind.REF:
                self.draft.write(name, replace(field, kind=Kind.ONE))
            elif field.kind not in REFERENCES:
                self.draft.write(name, replace(field, unique=True, index=False))
        indexes: dict[tuple[str, ...], None] = {}
        never = NEVER_IN_SETS - AUTOMATIC
        for columns in self._plain_indexes():
            if len(columns) < 2:
                continue
            fields = self._set(columns, "index", never) or ()
            if len(fields) > 1 and frozenset(fields) not in uniques:
                indexes.setdefault(fields)
        self.draft.model = replace(
            self.draft.model, unique=tuple(uniques.values()), indexes=tuple(indexes)
        )

    def _set(
        self, columns: tuple[str, ...], what: str, never: frozenset[Kind]
    ) -> tuple[str, ...] | None:
        """The fields of ``columns``; None where one of them can be in no set."""
        by_name = self.draft.model.by_name
        found = dict.fromkeys(self.draft.fields.get(column, "") for column in columns)
        if "id" in found and what == "unique":
            return None  # with the key in it, it is unique anyway
        if [*found][-1] == "id":
            del found["id"]  # rows in an index are in the order of their keys anyway
        for name in found:
            field = by_name.get(name)
            if field is not None and field.kind in AUTOMATIC and what == "unique":
                field = replace(field, kind=Kind.DATETIME)
                self.draft.write(name, field)
            if field is None or field.kind in never:
                self.draft.note("", f"{what} ({', '.join(columns)}) is not kept")
                return None
        return tuple(found)

    def _note_rest(self) -> None:
        note = self.draft.note
        for condition in self.checked.kept_out:
            note("", f"CHECK ({condition[:_LONGEST_NOTE]}) is not kept")
        for index in self.table.indexes:
            if index.only_some:
                word = "unique index" if index.unique else "index"
                note(
                    "", f"{word} {index.name}, of some rows or expressions, is not kept"
                )
        known = {key.columns for key in self.references}
        for key in self.table.foreign_keys:
            if key.columns not in known:
                for column in key.columns:
                    note(column, f"the reference to {key.target} is not kept")
        if self.table.parents:
            parents = ", ".join(map(str, self.table.parents))
            note("", f"it inherits from {parents}; its model has all columns")

    def _keep_names(self) -> None:
        draft, table = self.draft, self.table
        draft.model = replace(
            draft.model,
            table=table.id.name,
            key=self.key if self.key and self.key != "id" else None,
        )
        if table.id.schema:
            draft.note("", f"its schema {table.id.schema} is not kept: set search_path")
        if not self.key:
            draft.note("", "to run on this table, give it a column id")
        for field in draft.model.fields:
            columns = draft.columns_of(field.name)
            if len(columns) == 1 and columns[0] != field.column_name:
                draft.write(field.name, replace(field, column=columns[0]))


def _set_by_application(column: Column, said: sql.Default | None) -> Kind | None:
    """``created`` or ``updated``, where name and default say that nobody sends it."""
    if column.nullable and not (said and said.is_now):
        return None
    name = in_snake_case(column.name)
    is_updated = "on update" in str(column.default).lower()
    if is_updated or name in _UPDATED:
        return Kind.UPDATED
    return Kind.CREATED if name in _CREATED else None


def _default(field: Field, text: str) -> Any:
    """``text`` as the default of ``field``, if it can be one."""
    if field.kind not in DEFAULTABLE:
        return None
    if field.kind in TRUE_OR_FALSE:
        known = {"1": True, "t": True, "true": True, "y": True}
        known |= {"0": False, "f": False, "false": False, "n": False}
        return known.get(text.lower())
    if field.kind in NUMERIC:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
        if not number.is_finite():
            return None
        return field.kind.traits.number_of(number)
    if field.choices and text not in field.choices:
        return None
    return text if text == text.strip() and text.isprintable() else None
