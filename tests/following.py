"""Following the hints of a refused spec, as a person would, one after the other."""

import copy
import tomllib
from typing import Any

from scaffold.spec import toml
from scaffold.spec.faults import Fault, Suggestion
from scaffold.spec.toml_text import toml, toml_key
from scaffold.system.errors import SpecError


def faults_of(text: str) -> tuple[Fault, ...]:
    try:
        toml.from_toml(text)
    except SpecError as error:
        return error.faults
    return ()


def as_toml(text: str) -> str:
    """``text`` after all that is suggested to make it TOML."""
    for fault in faults_of(text):
        if fault.suggestion and fault.suggestion.line:
            text = followed(text, fault.suggestion)
    return text


def followed(text: str, edit: Suggestion) -> str:
    """``text`` after one edit; it has the same keys, in the form that is at hand."""
    if edit.line:
        lines = text.split("\n")
        end = edit.line - 1 + edit.lines
        lines[edit.line - 1 : end] = [edit.value] + [""] * (edit.lines - 1)
        return "\n".join(lines)
    text = as_toml(text)
    document = copy.deepcopy(tomllib.loads(text))
    if edit.to:
        order = _inside(document, edit.at[:-1])
        value = order[edit.at[-1]]
        place = [*order].index(edit.at[-1])
        del order[edit.at[-1]]
        target = _inside(document, edit.to[:-1], make=True)
        if target is order:  # a key keeps its place when it is renamed
            entries = [*order.items()]
            entries.insert(place, (edit.to[-1], value))
            order.clear()
            order.update(entries)
        else:
            target[edit.to[-1]] = value
    elif edit.value is None:
        del _inside(document, edit.at[:-1])[edit.at[-1]]
    else:
        _inside(document, edit.at[:-1], make=True)[edit.at[-1]] = edit.value
    return "".join(f"{toml_key(key)} = {toml(v)}\n" for key, v in document.items())


def _inside(document: Any, key: Any, make: bool = False) -> Any:
    for part in key:
        if make and part not in document:
            document[part] = {}
        document = document[part]
    return document


def problems_after(text: str) -> list[str]:
    """What is wrong with the hints of ``text``: followed one by one, then all of them."""
    wrong: list[str] = []
    before = faults_of(text)
    known = {(fault.problem, fault.at) for fault in before}
    for fault in before:
        edit = fault.suggestion
        if edit is None:
            continue
        after = faults_of(followed(text, edit))
        there = edit.to or edit.at
        if edit.line:
            assert edit.line not in {other.line for other in after if not other.at}
            continue
        wrong += [
            f"{fault} | {edit} | {other}"
            for other in after
            if (other.problem, other.at) == (fault.problem, fault.at)
            or (
                there
                and other.at[: len(there)] == there
                and (other.problem, other.at) not in known
                and (other.problem, (*edit.at, *other.at[len(there) :])) not in known
            )
        ]
    return wrong


def end_of(text: str) -> tuple[Fault, ...]:
    """The faults that are left when every suggestion was taken that there was."""
    for _ in range(60):
        faults = faults_of(text)
        edit = next((f.suggestion for f in faults if f.suggestion), None)
        if edit is None:
            return faults
        text = followed(text, edit)
    raise AssertionError(f"no end of hints: {faults_of(text)[0]}")
