"""The spec that a project shall have, and what it changes."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffold.project.living import Project
from scaffold.project.pristine import Unwritten
from scaffold.spec import Spec, toml
from scaffold.spec.changes import Changes, Place, changes
from scaffold.spec.faults import Fault, SpecError
from scaffold.spec.rules.project import check_project
from scaffold.update import namesakes, rows
from scaffold.update.changes import Change

#: Takes the text of a spec and gives the new one.
Edit = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``text`` is the spec's file ``source`` as it shall be, byte for byte."""

    source: Path
    spec: Spec
    text: bytes
    before: Spec
    said: Changes
    renamed: Mapping[Place, str]

    @property
    def unwritten(self) -> Unwritten:
        """The migration of this change, as it waits where conflicts are to be settled."""
        spec = toml.to_toml(self.before)
        return Unwritten(slug=self.said.slug, spec=spec, renamed=self.renamed)

    @property
    def change(self) -> Change:
        """What becomes of the tables."""
        return _change(self.said.slug, self.before, self.spec, self.renamed)

    def change_since(self, waiting: Unwritten) -> Change:
        """The same of tables that were left as they were before ``waiting``."""
        old = toml.from_toml(waiting.spec)
        return _change(waiting.slug, old, self.spec, waiting.renamed)

    @property
    def lost(self) -> tuple[str, ...]:
        """What rows or columns go, in sentences."""
        names = namesakes.only_renamed(self.before, self.spec, self.said)

        def gone(what: str, model: str, field: str | None = None) -> str:
            new = names.get((model, field))
            if new is None:
                return what
            old = f"{model}.{field}" if field else model
            return (
                f"{what} (if {new} is but its new name, take that back in "
                f"{self.source} and run scaffold rename {self.source.parent} {old} {new})"
            )

        models = (gone(f"all rows of {m}", m) for m in self.said.removed_models)
        fields = (
            gone(f"what {m}.{f} holds", m, f) for m, f in self.said.removed_fields
        )
        return (*models, *fields, *rows.lost(self.change))

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of the rows that are there before the migration runs."""
        lost = ", ".join(self.lost)
        found = (
            *([f"lost for good, once the migration has run: {lost}"] if lost else ()),
            *namesakes.swapped(self.before, self.spec),
            *rows.notes(self.change),
        )
        return tuple(f"{each[0].upper()}{each[1:]}." for each in found)


def _change(slug: str, old: Spec, new: Spec, renamed: Mapping[Place, str]) -> Change:
    models = {was: name for (was, field), name in renamed.items() if field is None}
    return Change(
        slug=slug,
        old=old,
        new=new,
        renamed_models=models,
        renamed_fields={
            (models.get(model, model), field): name
            for (model, field), name in renamed.items()
            if field is not None
        },
    )


def wanted(project: Project, edit: Edit | None, renamed: Mapping[Place, str]) -> Wanted:
    """The project's spec, after ``edit`` if there is one. Raises SpecError."""
    file = project.spec_file
    text, before = toml.read(file), project.made_from()
    try:
        new = edit(text) if edit else text
    except SpecError:
        _refuse_renamed_by_hand(project, text, before, renamed)
        raise
    spec = toml.from_toml(new, str(file)).completed(project.name)
    check_project(project.name, spec.app)
    if spec.app != before.app:
        raise SpecError(
            Fault(
                problem="folders and tables of this project are called by it.",
                at=("app",),
                hint=f'Leave it "{before.app}".',
                source=str(file),
            )
        )
    there = file.read_bytes()
    mark = codecs.BOM_UTF8 if there.startswith(codecs.BOM_UTF8) else b""
    return Wanted(
        source=file,
        spec=spec,
        text=there if new == text else mark + new.encode(),
        before=before,
        said=changes(before, spec, renamed),
        renamed=renamed,
    )


def _refuse_renamed_by_hand(
    project: Project, text: str, before: Spec, renamed: Mapping[Place, str]
) -> None:
    """Raise SpecError where what gets another name has lost the old one in the spec."""
    now = toml.from_toml(text, str(project.spec_file))
    for (model, field), name in renamed.items():
        if not _has(before, model, field) or _has(now, model, field):
            continue
        old = f"{model}.{field}" if field else model
        raise SpecError(
            Fault(
                problem="this name is gone from the file, and the code still has it.",
                at=(model, field) if field else (model,),
                hint=(
                    f"Take that edit back, then run scaffold rename {project.folder} "
                    f"{old} {name}."
                ),
                source=str(project.spec_file),
            )
        )


def _has(spec: Spec, model: str, field: str | None) -> bool:
    there = spec.by_name.get(model)
    return there is not None and (field is None or field in there.by_name)
