"""Other names in a person's lines of templates and of sample rows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from scaffold.merge.tables import merged_json
from scaffold.spec import inflection
from scaffold.update.renaming.names import QUOTED, TAG, Names

_LOOP = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+([\w.]+)")
#: A text, or a variable and what is asked of it.
_PART = re.compile(QUOTED.pattern + r"|(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*(?!\w)")
_KEYWORD = re.compile(r"\b(\w+)(?==)")
_SECTION = re.compile(r'  "(\w+)": \[')
_KEY = re.compile(r'(?<=^      ")\w+(?=":)')


def template(
    path: str, text: str, names: Names, variables: Mapping[str, str] | None = None
) -> str:
    """``text`` with new names in its tags; lines stay lines.

    ``variables`` are what the tool's views call otherwise in this template of the tool.
    """
    stem = PurePosixPath(path).name
    rows = {
        name: model
        for model in names.models
        for name in ("object", "form")
        if stem.startswith(f"{inflection.snake(model)}_")
    }
    for loop, over in _LOOP.findall(text):
        if model := _model_of(over.split("."), rows, names):
            rows[loop] = model

    def part(found: re.Match[str]) -> str:
        if quote := found[1]:
            return quote + names.texts.get(found[2], found[2]) + quote
        return _dotted(found[0].split("."), rows, names, variables or {})

    def tag(found: re.Match[str]) -> str:
        after = _PART.sub(part, found[0])
        if any(quoted in names.texts for _, quoted in QUOTED.findall(found[0])):
            after = _KEYWORD.sub(lambda m: names.words.get(m[1], m[1]), after)
        return after

    return TAG.sub(tag, text)


def _dotted(
    parts: list[str],
    rows: Mapping[str, str],
    names: Names,
    variables: Mapping[str, str],
) -> str:
    found = [variables.get(parts[0], parts[0])]
    for place, part in enumerate(parts[1:], 1):
        if parts[0] == "perms":
            found.append(names.words.get(part, part))
            continue
        model = _model_of(parts[:place], rows, names)
        found.append(names.members.get(model or "", {}).get(part, part))
    return ".".join(found)


def _model_of(parts: list[str], rows: Mapping[str, str], names: Names) -> str | None:
    first, *others = parts
    model = rows.get(first) or names.model_called(first)
    for part in others:
        model = names.targets.get(part)
    return model


def sample_rows(old: str, yours: str, new: str, names: Names) -> str | None:
    """A person's rows among the tool's, which may be others under another name.

    All three are texts of the sample rows; None where one is no JSON.
    """
    try:
        sections = dict(zip(json.loads(old), json.loads(new), strict=True))
    except ValueError:
        return None
    before, mine, theirs = (
        tuple(text.rstrip("\n").split("\n"))
        for text in (
            _renamed_rows(old, sections, names),
            _renamed_rows(yours, sections, names),
            new,
        )
    )
    merged = merged_json(before, mine, theirs, "yours")
    end = yours[len(yours.rstrip("\n")) :]
    return None if merged is None else "\n".join(merged) + end


def _renamed_rows(text: str, sections: Mapping[str, str], names: Names) -> str:
    """With the new names of models and of fields."""
    lines = []
    members: Mapping[str, str] = {}
    for line in text.splitlines(keepends=True):
        if section := _SECTION.match(line):
            members = names.members.get(names.model_called(section[1]) or "", {})
            name = sections.get(section[1], section[1])
            line = line[: section.start(1)] + name + line[section.end(1) :]
        key = _KEY.search(line)
        if key and key[0] in members:
            line = line[: key.start()] + members[key[0]] + line[key.end() :]
        lines.append(line)
    return "".join(lines)
