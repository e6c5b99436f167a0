"""What a merge of two branches left out of what the other side had written by hand.

``git merge -X ours`` drops it without a word where both sides changed the same lines.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping

from scaffold.project import history, living, pair, pristine
from scaffold.project.history import Merge
from scaffold.project.living import Part, Project
from scaffold.spec import grammar, toml
from scaffold.spec.changes import changes
from scaffold.spec.faults import SpecError
from scaffold.spec.fields import Field
from scaffold.update.merging import Result, is_left_alone
from scaffold.update.wanted import Wanted

#: Of the lines of one file, so many are told.
_TOLD = 3


def notes(
    project: Project, goal: Wanted, merged: Mapping[str, Iterable[Result]]
) -> Iterator[str]:
    """Each file that lacks something of the other side now, with the commit that has it.

    ``merged`` are the files of each starter by its prefix, as they shall be.
    """
    merge = history.merge_of(project.folder)
    if merge is None:
        return
    if left_out := [*_left_out(project, goal, merge)]:
        names = ", ".join(name for name, _ in left_out)
        texts = " ".join(shlex.quote(text) for _, text in left_out)
        yield (
            f"{pair.SPEC}: the other side has {names}, and you have not: run scaffold add "
            f"{project.folder} {texts} (what shall go is removed after that; "
            f"{_seen(merge, pair.SPEC)} shows all)"
        )
    for part in project.parts:
        shall_be = {
            each.path: each.merged.content or b"" for each in merged[part.prefix]
        }
        for path, lost in _lost(part, merge, shall_be):
            seen = _seen(merge, part.prefix + path)
            yield f"{part.prefix}{path}: {_told(lost)} ({seen})"


def _seen(merge: Merge, path: str) -> str:
    return f"git show {merge.name}:{merge.prefix}{path}"


def _left_out(
    project: Project, goal: Wanted, merge: Merge
) -> Iterator[tuple[str, str]]:
    """Models and fields that the other side added, and that the spec does not have.

    Each with the words that add it: the migrations of the other side are there, and
    whoever adds it has the code that belongs to them.
    """
    try:
        theirs, before = (
            toml.from_toml((merge.read(commit, pair.SPEC) or b"").decode("utf-8-sig"))
            for commit in (merge.other, merge.base)
        )
        # What this very update renames or removes is there; what it adds, then.
        specs = toml.load(project.spec_file), goal.spec
    except (SpecError, ValueError):
        return
    said = changes(before, theirs)
    for name in said.added_models:
        if not any(name in spec.by_name for spec in specs):
            texts = (_text(each) for each in theirs.by_name[name].fields)
            yield name, " ".join([name, *texts])
    for name, field in said.added_fields:
        models = [spec.by_name[name] for spec in specs if name in spec.by_name]
        if models and not any(field in model.by_name for model in models):
            added = theirs.by_name[name].by_name[field]
            yield f"{name}.{field}", f"{name}.{_text(added)}"


def _text(field: Field) -> str:
    return f"{field.name}:{grammar.to_text(field)}"


def _lost(
    part: Part, merge: Merge, shall_be: Mapping[str, bytes]
) -> Iterator[tuple[str, list[str]]]:
    """Files of ``part``, and lines of the other side's hand that they have no more."""
    written = _written(part, merge)
    for path in merge.changed_by_other():
        own = path.removeprefix(part.prefix)
        if not path.startswith(part.prefix) or _is_of_the_tool(part, own):
            continue
        known = {*_lines(merge.read(merge.base, path)), *_lines(written.get(own))}
        known |= {*_lines(_there(part, own)), *_lines(shall_be.get(own))}
        theirs = dict.fromkeys(_lines(merge.read(merge.other, path)))
        if lost := [line for line in theirs if line not in known]:
            yield own, lost


def _told(lost: list[str]) -> str:
    more = len(lost) - _TOLD
    lines = ", ".join(f"`{line}`" for line in lost[:_TOLD])
    return f"the merge left out what the other side wrote by hand: {lines}" + (
        f" and {more} more line{'s' * (more > 1)}" if more > 0 else ""
    )


def _is_of_the_tool(part: Part, path: str) -> bool:
    """What people do not write in: a copy of the spec, a record, a migration."""
    is_kept = path == pair.SPEC or path.startswith(f"{pristine.FOLDER}/")
    return is_kept or is_left_alone(part, path)


def _written(part: Part, merge: Merge) -> dict[str, bytes]:
    """What the tool had written on the other side."""
    kept = f"{part.prefix}{pristine.FOLDER}/{pristine.FILES}"
    packed = merge.read(merge.other, kept)
    try:
        return pristine.unpacked(packed)[0] if packed else {}
    except pristine.UNREADABLE:
        return {}


def _there(part: Part, path: str) -> bytes:
    """The file as it is; where it is no more, all there is: it may be called otherwise."""
    file = part.folder / path
    if file.is_file():
        return file.read_bytes()
    return b"\n".join(living.read_all(part.folder).values())


def _lines(content: bytes | None) -> Iterator[str]:
    """Lines that say something, without the blanks around them."""
    try:
        text = (content or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    for line in text.splitlines():
        if any(letter.isalpha() for letter in line):
            yield line.strip()
