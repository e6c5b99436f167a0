"""The recipes of a starter's README, read from it and followed as a person would.

A recipe is a section below "## Recipes". Its steps are the items of its list:

- `FILE`, WHERE: `CODE` (`IMPORT`), or with a block: `FILE`, WHERE (`IMPORT`); WHERE is
  one of `_WHERE`
- run `COMMAND`, `COMMAND`, or a block of what is typed and asked in a terminal
- find …, and write `NEW` for `OLD`: `COMMAND` that finds the files
"""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from starters import LIMIT, Failed, Starter

MIGRATION = "the new migration"
_STEP = re.compile(
    rf"- (?:`(?P<file>[^`]+)`|{MIGRATION}), (?P<where>.+?)(?: \((?P<first>`[^)]+`)\))?:"
    r"(?: `(?P<code>[^`]+)`(?: \((?P<imports>`[^)]+`)\))?)?"
)
_FIND = re.compile(r"- find .*, and (?P<pairs>write .*): `(?P<command>[^`]+)`")
_ANSWER = re.compile(r".*?(?:: |>>> |\] )(?P<answer>.+)")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """What is written where in a file."""

    file: str
    where: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A command, and what is answered where it asks."""

    command: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Words that become others in all files that a command finds."""

    command: str
    words: Mapping[str, str]


Step = Write | Run | Replace


def recipes(readme: str) -> dict[str, str]:
    """Return the text of each recipe by its title."""
    section = readme.partition("\n## Recipes\n")[2].partition("\n## ")[0]
    parts = (part.partition("\n") for part in section.split("\n### ")[1:])
    return {title: text for title, _, text in parts}


def steps(recipe: str) -> list[Step]:
    return [step for lines in _items(recipe) for step in _steps(lines)]


def files(recipe: str) -> set[str]:
    """Return what is written by hand, but for the migration, tests and sample rows."""
    written = {step.file for step in steps(recipe) if isinstance(step, Write)}
    return {
        file
        for file in written
        if file != MIGRATION and "test" not in file and not file.endswith("seed.json")
    }


def _items(recipe: str) -> Iterator[list[str]]:
    """Yield each item of the lists with the block that belongs to it."""
    lines = recipe.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("- "):
            item = [line]
            for following in lines[number + 1 :]:
                if following and not following.startswith("  "):
                    break
                item.append(following)
            yield item


def _steps(item: list[str]) -> Iterator[Step]:
    first, *block = item
    text = textwrap.dedent("\n".join(block)).strip()
    code = text.partition("\n")[2].removesuffix("```") if text else ""
    if first.startswith("- run"):
        yield from _session(code) if code else map(_command, _CODE.findall(first))
    elif found := _FIND.fullmatch(first):
        pairs = _CODE.findall(found["pairs"])
        words = dict(zip(pairs[1::2], pairs[::2], strict=True))
        words |= {old.capitalize(): new.capitalize() for old, new in words.items()}
        yield Replace(command=found["command"], words=words)
    else:
        found = _STEP.fullmatch(first)
        assert found, f"This step cannot be followed: {first}"
        imports = "\n".join(_CODE.findall(found["first"] or found["imports"] or ""))
        body = found["code"] or code
        yield Write(
            file=found["file"] or MIGRATION,
            where=found["where"],
            code=f"{imports}\n\n{body}" if imports else body,
        )


def _command(text: str) -> Run:
    return Run(command=text)


def _session(text: str) -> Iterator[Run]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *asked = part.strip().splitlines()
        matches = (_ANSWER.fullmatch(line) for line in asked)
        yield Run(command=command, answers=tuple(m["answer"] for m in matches if m))


def follow(recipe: str, starter: Starter, **variables: str) -> str:
    """Take every step in the folder of a starter; return what the commands said."""
    said = ""
    for step in steps(recipe):
        match step:
            case Run(command=command, answers=answers):
                said += run(starter, command, answers, **variables)
            case Replace(command=command, words=words):
                for name in run(starter, command, **variables).split():
                    path = starter.folder / name
                    text = path.read_text("utf-8")
                    for old, new in words.items():
                        text = re.sub(rf"\b{old}\b", new, text)
                    path.write_text(text, "utf-8")
            case Write():
                write(step, starter.folder)
    return said


def run(
    starter: Starter, command: str, answers: tuple[str, ...] = (), **variables: str
) -> str:
    done = subprocess.run(
        shlex.split(command),
        cwd=starter.folder,
        env=starter.settings(**variables),
        input="".join(f"{answer}\n" for answer in answers),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    if done.returncode:
        raise Failed([command], done.stdout + done.stderr)
    return done.stdout


def write(step: Write, folder: Path) -> None:
    if step.file == MIGRATION:
        written = (folder / "migrations" / "versions").glob("*.py")
        path = max(written, key=lambda file: file.stat().st_mtime_ns)
    else:
        path = folder / step.file
    if step.where == "new":
        assert not path.exists(), step.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.code.rstrip("\n") + "\n", "utf-8")
        return
    for pattern, change in _WHERE.items():
        if found := re.fullmatch(pattern, step.where):
            text, code = path.read_text("utf-8"), step.code.strip("\n")
            if path.suffix == ".py":
                imports, code = _parted(code)
                text = _importing(imports, text)
            path.write_text(change(text, code, *found.groups()), "utf-8")
            return
    raise AssertionError(f"{step.file}: where is that? {step.where}")


def _parted(code: str) -> tuple[str, str]:
    """Return the imports that a snippet begins with, and the rest."""
    lines = code.split("\n")
    count = 0
    while count < len(lines) and re.match(r"(import|from) |$", lines[count]):
        count += 1
    return "\n".join(lines[:count]).strip(), "\n".join(lines[count:])


def _importing(imports: str, text: str) -> str:
    """Put imports behind the last one of a module, or on its top."""
    found = [
        node.end_lineno or 0
        for node in ast.parse(text).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    lines = text.split("\n")
    at = max(found, default=0)
    return "\n".join([*lines[:at], *filter(None, [imports]), *lines[at:]])


def _at_the_end(text: str, code: str) -> str:
    return f"{text.rstrip()}\n{code}\n"


def _above(text: str, code: str, last: str | None, anchor: str) -> str:
    lines = text.split("\n")
    places = [n for n, line in enumerate(lines) if line.strip() == anchor]
    assert places, f"no line {anchor}"
    at = places[-1 if last else 0]
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    return "\n".join([*lines[:at], textwrap.indent(code, indent), *lines[at:]])


def _instead(text: str, code: str, old: str) -> str:
    assert old in text, f"no {old}"
    first = next(line for line in text.split("\n") if old in line)
    indent = first[: len(first) - len(first.lstrip())]
    return text.replace(old, textwrap.indent(code, indent).lstrip())


def _in_each(text: str, code: str, plural: str) -> str:
    rows = json.loads(text)
    rows[plural] = [row | json.loads(f"{{{code}}}") for row in rows[plural]]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _inside(text: str, code: str, name: str, owner: str | None = None) -> str:
    """Write into a class, a function, or the list or table of a name."""
    tree = ast.parse(text)
    if owner:
        (tree,) = (n for n in ast.walk(tree) if getattr(n, "name", "") == owner)
    name = name.removesuffix("()")
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == name:
            return _in_class(text, code, node)
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return _in_function(text, code, node)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            lines = text.split("\n")
            last = (node.value.end_lineno or 0) - 1
            column = len(lines[last].encode()[: node.value.end_col_offset].decode()) - 1
            head, tail = lines[last][:column].rstrip(), lines[last][column:]
            behind = "\n".join([*lines[:last], head]).rstrip()
            comma = "" if behind[-1] in ",[{(" else ", "
            return "\n".join([f"{behind}{comma}{code}{tail}", *lines[last + 1 :]])
    raise AssertionError(f"no {name}")


def _in_class(text: str, code: str, node: ast.ClassDef) -> str:
    """Behind the first lines of the kind that the snippet ends with."""
    kind = type(ast.parse(code).body[-1])
    of_kind = [each for each in node.body if isinstance(each, kind)] or node.body[-1:]
    at = of_kind[0].end_lineno or 0
    for each in of_kind[1:]:
        if each.lineno != at + 1:
            break
        at = each.end_lineno or 0
    return _inserted(text, code, node, at)


def _in_function(text: str, code: str, node: ast.FunctionDef) -> str:
    only = node.body[0]
    if isinstance(only, ast.Pass):
        lines = text.split("\n")
        text = "\n".join([*lines[: only.lineno - 1], *lines[only.lineno :]])
        return _inserted(text, code, node, only.lineno - 1)
    return _inserted(text, code, node, node.end_lineno or 0)


def _inserted(text: str, code: str, node: ast.AST, at: int) -> str:
    lines = text.split("\n")
    indent = " " * (getattr(node, "col_offset", 0) + 4)
    return "\n".join([*lines[:at], textwrap.indent(code, indent), *lines[at:]])


_WHERE: dict[str, Callable[..., str]] = {
    "at the end": _at_the_end,
    r"above (the last )?`([^`]+)`": _above,
    r"instead of `([^`]+)`": _instead,
    r"in each of `([^`]+)`": _in_each,
    r"in `([^`]+)`(?: of `([^`]+)`)?": _inside,
}


def table(recipe: str) -> list[list[str]]:
    """Return the code in each row of a recipe's table, without the first column."""
    rows = re.findall(r"^\|(.*`.*)\|$", recipe, re.MULTILINE)
    _, *rest = (re.split(r"(?<!\\)\|", row) for row in rows)
    return [[cell.strip(" `").replace("\\|", "|") for cell in row[1:]] for row in rest]


def imports_of(recipe: str) -> dict[str, str]:
    """Return what a recipe says to import, by the module that needs it."""
    found = re.findall(r"Imports of `(\w+\.py)`: (`[^`]+`(?:, `[^`]+`)*)", recipe)
    return {module: "\n".join(_CODE.findall(listed)) for module, listed in found}


def copy_model(recipe: str, folder: Path, old: str, new: str) -> None:
    """Copy the blocks and lines of a model in all files of a recipe's numbered list."""
    words = {change(old): change(new) for change in (str, str.lower, str.upper)}

    def renamed(text: str) -> str:
        for word, other in words.items():
            text = text.replace(word, other)
        return text

    for item in re.findall(r"^\d\. (.*)$", recipe, re.MULTILINE):
        found = [path for path in _CODE.findall(item) if "<" not in path]
        for name in found:
            # Names are told in the folder of the first, or of the one before them.
            first, before = Path(found[0]), Path(found[max(found.index(name) - 1, 0)])
            places = [folder, folder / first.parent, folder / before.parent]
            path = next(place / name for place in places if (place / name).exists())
            if path.is_dir():
                for page in sorted(path.glob(f"{old.lower()}_*.html")):
                    target = page.with_name(renamed(page.name))
                    target.write_text(renamed(page.read_text("utf-8")), "utf-8")
                continue
            text = path.read_text("utf-8")
            match path.suffix:
                case ".py":
                    text = _twice(text, renamed)
                case ".json":
                    rows = json.loads(text)
                    rows |= json.loads(renamed(text))
                    text = json.dumps(rows, ensure_ascii=False, indent=2)
                case ".html":
                    entries = r" *<li>(?:(?!</li>).)*</li>\n"
                    text = re.sub(
                        entries,
                        lambda li: (
                            li[0] + (renamed(li[0]) if old.lower() in li[0] else "")
                        ),
                        text,
                        flags=re.DOTALL,
                    )
            path.write_text(text, "utf-8")


def _twice(text: str, renamed: Callable[[str], str]) -> str:
    """Copy what bears a name that changes, and in all else the lines that do."""
    added: list[tuple[int, str]] = []
    for node in ast.parse(text).body:
        source = _source(text, node)
        if renamed(source) == source:
            continue
        if isinstance(node, ast.ImportFrom):
            names = [n.name for n in node.names if renamed(n.name) != n.name]
            line = (
                f"from {'.' * node.level}{node.module or ''} import {', '.join(names)}"
            )
            added.append((_end(text, node), f"\n{renamed(line)}"))
        elif isinstance(node, ast.Expr) or renamed(name := _name(node)) != name:
            added.append((_end(text, node), f"\n\n{renamed(source)}"))
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if renamed(part := _source(text, line)) != part:
                    added.append((_end(text, line), f"\n    {renamed(part)}"))
        else:
            for first, last in _elements(node):
                part = text[_start(text, first) : _end(text, last)]
                if renamed(part) != part:
                    added.append((_end(text, last), f", {renamed(part)}"))
    for at, more in sorted(added, reverse=True):
        text = text[:at] + more + text[at:]
    return text


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.target)
    return getattr(node, "name", "")


def _elements(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield the beginning and the end of each element of the first list or table."""
    for child in ast.walk(node):
        if isinstance(child, ast.Dict):
            yield from (
                (k, v) for k, v in zip(child.keys, child.values, strict=True) if k
            )
            return
        if isinstance(child, ast.List | ast.Tuple):
            yield from ((each, each) for each in child.elts)
            return


def _source(text: str, node: ast.stmt) -> str:
    first = min([node, *getattr(node, "decorator_list", [])], key=lambda n: n.lineno)
    start = _start(text, first) - (first is not node)
    return text[start : _end(text, node)]


def _start(text: str, node: ast.AST) -> int:
    return _offset(text, node.lineno, node.col_offset)


def _end(text: str, node: ast.AST) -> int:
    return _offset(text, node.end_lineno or 0, node.end_col_offset or 0)


def _offset(text: str, line: int, column: int) -> int:
    lines = text.splitlines(keepends=True)
    within = lines[line - 1].encode()[:column].decode()
    return sum(map(len, lines[: line - 1])) + len(within)
