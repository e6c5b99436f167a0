"""What people wrote of models and fields that go: it stays, and may work no longer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scaffold.project.living import Part
from scaffold.update.mentions import lines_of, mentions, names_in_code
from scaffold.update.wanted import Wanted


def notes(
    part: Part, there: Mapping[str, bytes], new: Mapping[str, bytes], goal: Wanted
) -> Iterator[str]:
    """Each line of a person that still speaks of what was removed, with its place.

    ``there`` are the files as they will be; ``new`` is what the tool writes now: what
    stands there is no person's.
    """
    gone = dict(_names_gone(part.pristine.files, new, goal))
    for what, names in gone.items():
        for each in mentions(there, names):
            if each.text not in lines_of(new.get(each.path, b"")):
                where = f"{part.prefix}{each.path}, line {each.line}"
                yield f"{where} still speaks of {what}: {each.text}"


def _names_gone(
    old: Mapping[str, bytes], new: Mapping[str, bytes], goal: Wanted
) -> Iterator[tuple[str, set[str]]]:
    for name in goal.said.removed_models:
        model = goal.before.by_name[name]
        # ProductForm, product_list and the like.
        made = re.compile(rf"\b(?:{name}[A-Z]|{model.snake}_)\w*")
        words, left = _words(made, old), _words(made, new)
        yield name, names_in_code(goal.before, (name, None)) | (words - left)
    change = goal.change
    for name, field in goal.said.removed_fields:
        place = change.earlier_model(name), field
        yield f"{name}.{field}", names_in_code(goal.before, place)


def _words(pattern: re.Pattern[str], files: Mapping[str, bytes]) -> set[str]:
    return {
        word
        for data in files.values()
        for word in pattern.findall(data.decode(errors="replace"))
    }
