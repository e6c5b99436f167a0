"""Drafts to a spec that the rules accept: what they suggest is done, and noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scaffold.importing.mapping.drafts import Draft
from scaffold.spec import Spec, grammar, rules
from scaffold.spec.faults import Fault, SpecError
from scaffold.spec.fields import Field
from scaffold.spec.kinds import REFERENCES, Kind
from scaffold.spec.rules.sizes import FIELD_LIMIT, MODEL_LIMIT, RELATION_LIMIT

#: Names are mended one after the other where one depends on another.
_MOST_ROUNDS = 100


class Settling:
    """Takes suggestions until there is none left; what cannot be mended is left out."""

    def __init__(self, drafts: Sequence[Draft], title: str) -> None:
        self.drafts = list(drafts)
        self.title = title
        #: Models that could not be kept, each with the reason.
        self.left: list[tuple[Draft, str]] = []

    def settle(self) -> Spec:
        """The spec. Raises SpecError if the rules do not come to an end."""
        self._cut()
        found: list[Fault] = []
        for number in range(_MOST_ROUNDS):
            spec = self._spec()
            found = [*rules.faults(spec)] if self.drafts else []
            if not found:
                return spec
            self._mend(found, is_late=number > _MOST_ROUNDS // 2)
        raise SpecError(*found)

    def _spec(self) -> Spec:
        return Spec(models=tuple(d.model for d in self.drafts), title=self.title)

    def _cut(self) -> None:
        """What is too much at all: models, fields, references."""
        for draft in self.drafts[MODEL_LIMIT:]:
            self._leave_out(draft, f"a spec has at most {MODEL_LIMIT} models")
        for draft in self.drafts:
            references = [f for f in draft.model.fields if f.kind in REFERENCES]
            for field in references[RELATION_LIMIT:]:
                draft.drop(
                    field.name, f"at most {RELATION_LIMIT} references of a model"
                )
            for field in draft.model.fields[FIELD_LIMIT:]:
                draft.drop(field.name, f"a model has at most {FIELD_LIMIT} fields")
        for draft in [*self.drafts]:
            if not any(field.kind is not Kind.REFS for field in draft.model.fields):
                self._leave_out(draft, "no column of it can be a field")

    def _mend(self, found: Sequence[Fault], *, is_late: bool) -> None:
        """Take one suggestion for each place: the others may be about what it was."""
        touched: set[tuple[str | int, ...]] = set()
        for fault in found:
            place = fault.at[:4] if fault.at[2:3] == ("fields",) else fault.at[:2]
            whole = fault.at[:2]
            if place in touched or whole in touched:
                continue
            touched.add(place)
            if self._take(fault, is_late=is_late):
                touched.add(whole)

    def _take(self, fault: Fault, *, is_late: bool) -> bool:
        """Mend one fault; whether others of its model are to be looked at again."""
        if fault.at[:1] != ("models",):
            if fault.at == ("title",):
                self.title = ""
                return True
            raise SpecError(fault)
        draft = self._draft(str(fault.at[1]))
        if draft is None:
            return False
        match fault.at[2:]:
            case ("fields", str(name), *_) if name in draft.model.by_name:
                self._take_of_field(draft, name, fault, is_late=is_late)
                return False
            case () | ("fields", *_):
                self._take_of_model(draft, fault, is_late=is_late)
            case (str(word), *_):
                self._take_of_word(draft, word, fault)
        return True

    def _draft(self, name: str) -> Draft | None:
        return next((d for d in self.drafts if d.model.name == name), None)

    def _take_of_field(
        self, draft: Draft, name: str, fault: Fault, *, is_late: bool
    ) -> None:
        edit = fault.suggestion
        field = draft.model.by_name[name]
        columns = draft.columns_of(name) or [""]
        if is_late or edit is None or (not edit.to and edit.value is None):
            draft.drop(name, _plain(fault))
        elif edit.to:
            self._note(draft, columns, f"{_plain(fault)}: renamed")
            draft.write(name, replace(field, name=str(edit.to[-1])))
        else:
            better = self._read(name, str(edit.value))
            if better is None:
                draft.drop(name, _plain(fault))
            else:
                self._note(draft, columns, _plain(fault))
                draft.write(name, better)

    def _read(self, name: str, text: str) -> Field | None:
        models = [draft.model.name for draft in self.drafts]
        try:
            return grammar.parse(name, text, models=models)
        except SpecError:
            return None

    @staticmethod
    def _note(draft: Draft, columns: Sequence[str], text: str) -> None:
        for column in columns:
            draft.note(column, text)

    def _take_of_model(self, draft: Draft, fault: Fault, *, is_late: bool) -> None:
        edit = fault.suggestion
        if is_late or edit is None or not edit.to:
            self._leave_out(draft, _plain(fault))
            return
        old, new = draft.model.name, str(edit.to[-1])
        draft.note("", f"{_plain(fault)}: renamed")
        draft.model = replace(draft.model, name=new)
        for other in self.drafts:
            for field in other.model.relations:
                if field.target == old:
                    other.write(field.name, replace(field, target=new))

    def _take_of_word(self, draft: Draft, word: str, fault: Fault) -> None:
        value = fault.suggestion.value if fault.suggestion else None
        draft.note("", f"{word}: {_plain(fault)}")
        match word:
            case "unique":
                draft.model = replace(draft.model, unique=_sets(value))
            case "indexes":
                draft.model = replace(draft.model, indexes=_sets(value))
            case "plural":
                text = None if value is None else str(value)
                draft.model = replace(draft.model, plural=text)
            case "table":
                draft.model = replace(draft.model, table=None)
            case "key":
                draft.model = replace(draft.model, key=None)
            case _:
                self._leave_out(draft, _plain(fault))

    def _leave_out(self, draft: Draft, why: str) -> None:
        """The model goes, and every reference to it."""
        self.drafts.remove(draft)
        self.left.append((draft, why))
        for other in self.drafts:
            for field in other.model.relations:
                if field.target == draft.model.name:
                    other.drop(field.name, f"it refers to {draft.table.id}: {why}")


def _sets(value: Iterable[Iterable[str]] | None) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, value or ()))


def _plain(fault: Fault) -> str:
    return fault.problem.removesuffix(".")
