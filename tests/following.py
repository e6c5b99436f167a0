"""Following the hints of a refused spec, as a person would."""

import copy
import tomllib
from typing import Any

from scaffold.spec import toml
from scaffold.spec.faults import Fault, Key, SpecError, Suggestion
from scaffold.spec.toml_text import toml_key, toml_value


def faults_of(text: str) -> tuple[Fault, ...]:
    try:
        toml.from_toml(text)
    except SpecError as error:
        return error.faults
    return ()


def followed(text: str, *edits: Suggestion) -> str:
    """``text`` after ``edits``, its keys in the same order."""
    lines = text.split("\n")
    for edit in edits:
        if edit.line:
            end = edit.line - 1 + edit.lines
            lines[edit.line - 1 : end] = [edit.value] + [""] * (edit.lines - 1)
    text = "\n".join(lines)
    if all(edit.line for edit in edits):
        return text
    document = copy.deepcopy(tomllib.loads(text))
    moved: dict[Key, Key] = {}
    for edit in edits:
        if not edit.line:
            _follow(document, edit, moved)
    return "".join(
        f"{toml_key(key)} = {toml_value(v)}\n" for key, v in document.items()
    )


def _follow(document: Any, edit: Suggestion, moved: dict[Key, Key]) -> None:
    *way, last = _now(edit.at, moved)
    if edit.value is not None:
        _table(document, way)[last] = edit.value
        return
    table = _table(document, way)
    if last not in table:
        return  # it has gone with another edit
    if not edit.to:
        del table[last]
        return
    *new_way, new = _now(edit.to, moved)
    target = _table(document, new_way)
    if target is table:  # a key keeps its place when it gets another name
        pairs = [(new if key == last else key, v) for key, v in table.items()]
        table.clear()
        table.update(pairs)
    else:
        target[new] = table.pop(last)
    moved[edit.at] = edit.to


def _now(key: Key, moved: dict[Key, Key]) -> Key:
    for end in range(len(key), 0, -1):
        if key[:end] in moved:
            return (*moved[key[:end]], *key[end:])
    return key


def _table(document: Any, way: list[Any]) -> Any:
    for part in way:
        document = document.setdefault(part, {})
    return document


def all_followed(text: str) -> str:
    """``text`` after every suggestion for it."""
    edits = [fault.suggestion for fault in faults_of(text)]
    return followed(text, *(edit for edit in edits if edit))


def end_of(text: str) -> tuple[Fault, ...]:
    """The faults that are left when all suggestions were taken, as long as there are."""
    for _ in range(10):
        faults = faults_of(text)
        if not any(fault.suggestion for fault in faults):
            return faults
        text = all_followed(text)
    raise AssertionError(f"no end of hints: {faults_of(text)[0]}")


def problems_after(text: str) -> list[str]:
    """What is wrong with the hints of ``text``, each followed alone.

    The fault must be gone, and nothing new be wrong with what was suggested.
    """
    wrong: list[str] = []
    before = faults_of(text)
    lines = [f.suggestion for f in before if f.suggestion and f.suggestion.line]
    known = {(fault.problem, fault.at) for fault in before}
    for fault in before:
        edit = fault.suggestion
        if edit is None:
            continue
        after = faults_of(followed(text, *lines, edit))
        there = edit.to or edit.at
        for other in after:
            if edit.line:
                is_new = other.line == edit.line and not other.at
            else:
                # What was wrong below a key that moved is wrong below its new name.
                old = (*edit.at, *other.at[len(there) :])
                is_new = other.at[: len(there)] == there and not (
                    {(other.problem, other.at), (other.problem, old)} & known
                )
            if is_new or (
                not edit.line and (other.problem, other.at) == (fault.problem, fault.at)
            ):
                wrong.append(f"{fault} | {edit} | {other}")
    return wrong
