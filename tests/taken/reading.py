"""Read the taken names from rendered starters, and from starters at work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scaffold.frameworks import Framework
from taken import code, markers, tree
from taken.table import Table, place, readable
from taken.trial import Candidate

Route = list[list[str]]


def read_files(table: Table, framework: Framework, starter: Path) -> None:
    """What the code and the folders of a rendered starter tell."""
    for path in sorted(starter.rglob("*.py")):
        name = str(path.relative_to(starter))
        module = code.read(path.read_text("utf-8"))
        where = place(name, framework.title)
        _read_module(table, module, where)
        if not name.startswith("tests/"):
            _read_addresses(table, module, where)
    _read_tree(table, framework, starter)


def _read_module(table: Table, module: code.Module, where: str) -> None:
    made = {name for name in module.names if markers.pattern(name)}
    others = {name for name in module.names if markers.is_of_others(name)}
    for clash in code.clashes(module, made=made):
        if clash.taken not in made | others:
            table.clash(clash.made, clash.taken, f"{readable(clash.how)} in {where}")
    for group in code.groups(module, made=made | others):
        table.meet(group, f"a name in {where}")
    table.named(code.identifiers(module), where)


def _read_addresses(table: Table, module: code.Module, where: str) -> None:
    for address in code.compared_addresses(module):
        first = address.split("/")[1]
        if re.fullmatch(markers.WORD, first):
            why = f'begins the address "/{first}", which {where} tells from others'
            table.refuse("plural", first, why)


def _read_tree(table: Table, framework: Framework, starter: Path) -> None:
    folders: dict[str, list[tree.Entry]] = {}
    for entry in tree.entries(starter):
        folders.setdefault(entry.folder, []).append(entry)
    for folder, inside in folders.items():
        where = place(folder, framework.title)
        made = [entry for entry in inside if markers.pattern(entry.name)]
        for one in made:
            for entry in inside:
                if not markers.pattern(entry.name):
                    table.clash(one.name, entry.name, f"{entry.how} of {where}")
            table.in_folder(one.name)
        table.meet([entry.name for entry in inside], f"a file or folder of {where}")
    for hole in ("project", "app"):
        for name, why in tree.ignored(starter).items():
            table.refuse(hole, name, why)


def read_at_work(
    table: Table, framework: Framework, starter: Path, found: dict[str, Any]
) -> None:
    """What a starter told of itself while it was used."""
    where = f"of the {framework.title} starter"
    for hole, name, route in taken_addresses(found["routes"]):
        table.refuse(hole, name, f'takes the address "{route}" {where}')
    for what, every in found["names"].items():
        names = [name for name in every if not _is_by_a_database(name)]
        for one in names:
            for name in names if markers.pattern(one) else ():
                if not markers.pattern(name) and not markers.is_of_others(name):
                    table.clash(one, name, f"{what} {where}")
        table.meet(names, f"{what} {where}")
    for one, names in found["variables"].items():
        for name in names:
            table.clash(one, name, f"a variable of the pages {where}")
    for call in found["arguments"]:
        for one in call["made"]:
            for name in call["names"]:
                how = f"an argument of {readable(call['function'])}, which takes"
                table.clash(one, name, f"{how} what is made from it by name")
    for names in found["inputs"]:
        for one in filter(markers.pattern, names):
            for name in names:
                if not markers.pattern(name) and not markers.is_of_others(name):
                    table.clash(one, name, f"an input of a form {where}")
        table.meet(names, f"an input of a form {where}")
    for facts in found["classes"].values():
        table.meet(facts["made"], f"an attribute of a class {where}")
    for hole in tree.importable_holes(starter):
        table.packages[hole] |= set(found["packages"])


def hidden_attributes(
    framework: Framework, found: dict[str, Any]
) -> Iterator[tuple[Candidate, str]]:
    """Names with which a field would hide an attribute, and what has that."""
    for facts in found["classes"].values():
        for one in filter(None, map(markers.pattern, facts["made"])):
            for name, origin in facts["inherited"].items():
                if len(one.holes) == 1 and not markers.is_of_others(name):
                    for hole, value in next(one.filled_by(name), {}).items():
                        if hole in ("field", "plural"):
                            owner = _owner(framework, origin)
                            yield Candidate(hole, value, one.kind), owner


def _owner(framework: Framework, origin: str) -> str:
    """A class of a framework by its full name; of the starter's own the file."""
    module, _, name = origin.rpartition(".")
    if markers.PROJECT not in module and markers.APP not in module:
        return origin
    file = place(module.replace(".", "/") + ".py", framework.title)
    return (
        f"each model's class in {file}"
        if markers.pattern(name)
        else f"{name} in {file}"
    )


def _is_by_a_database(name: str) -> bool:
    """SQLite keeps a prefix for its own; Django ends names in a digest of the whole."""
    return name.startswith("sqlite_") or bool(re.search(r"_[0-9a-f]{8}(_|$)", name))


def taken_addresses(routes: list[Route]) -> Iterator[tuple[str, str, str]]:
    """What a hole in one address must not hold, for another would be the same."""
    routes = [route for one in routes for route in _alternatives(one)]
    fixed = [r for r in routes if not any("zq" in word.lower() for word, _ in r)]
    for route in routes:
        holes = [n for n, (word, _) in enumerate(route) if markers.pattern(word)]
        for other in fixed if len(holes) == 1 else ():
            value = _filling(route, holes[0], other)
            pattern = markers.pattern(route[holes[0]][0])
            if value and pattern:
                for held in pattern.filled_by(value):
                    for hole, name in held.items():
                        yield hole, name, _written(other)


def _alternatives(route: Route) -> Iterator[Route]:
    """Django's admin has ``(accounts|catalog)`` as one part of an address."""
    for number, (word, regex) in enumerate(route):
        if not word and re.fullmatch(r"\w+(\|\w+)*", regex):
            for choice in regex.split("|"):
                yield [*route[:number], [choice, ""], *route[number + 1 :]]
            return
    yield route


def _filling(route: Route, hole: int, other: Route) -> str:
    """What at ``hole`` would let both stand for one address; nothing if nothing would."""
    for number, (word, regex) in enumerate(route):
        if number >= len(other):
            return ""
        there, there_regex = other[number]
        if there_regex == ".*" and number > hole:
            return other[hole][0]
        if number == hole:
            if not there:
                return ""
        elif not _overlap(word, regex, there, there_regex):
            return ""
    return other[hole][0] if len(route) == len(other) else ""


def _overlap(word: str, regex: str, there: str, there_regex: str) -> bool:
    if word and there:
        return word == there
    if word or there:
        return bool(re.fullmatch(regex or there_regex, word or there))
    return True


def _written(route: Route) -> str:
    return "/" + "/".join(word or "…" for word, _ in route)
