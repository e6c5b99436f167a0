"""Random edits of a person and of the tool: nothing of the person's is lost unseen."""

from __future__ import annotations

import ast
import json
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scaffold.merge import Merged, merge

#: Few words, so that lines meet again, with what confuses a reader of lines.
LINES = st.sampled_from(
    ["a", "b", "c", "", "}", "  a", "# b", "x = 1", "def a():", "é"]
)
TEXTS = st.lists(LINES, max_size=8)
ENDS = st.sampled_from(["\n", "\r\n"])
PATHS = st.sampled_from(["a.txt", "a.py", "a.toml", "a.json"])


@st.composite
def edits(
    draw: st.DrawFn, lines: list[str], words: st.SearchStrategy[str]
) -> list[str]:
    """``lines`` with a few of them inserted, deleted and changed."""
    edited = list(lines)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(edited)))
        what = draw(st.sampled_from(["insert", "delete", "change"]))
        stop = place + (what != "insert")
        edited[place:stop] = [] if what == "delete" else [draw(words)]
    return edited


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str, str]:
    base = draw(TEXTS)
    yours = draw(edits(base, LINES | st.sampled_from(["own", "mine = 2"])))
    new = draw(edits(base, LINES | st.sampled_from(["tools", "theirs = 3"])))
    ends = draw(st.lists(ENDS, min_size=len(yours), max_size=len(yours)))
    mine = "".join(line + end for line, end in zip(yours, ends, strict=True))
    if draw(st.booleans()):
        mine = mine.removesuffix("\n").removesuffix("\r")
    return "".join(f"{x}\n" for x in base), mine, "".join(f"{x}\n" for x in new)


CLASS = """
class {name}({base}):
    \"\"\"{doc}\"\"\"

    # about {field}
    {field} = models.F({size})
    fields = [{listed}]

    def __str__(self):
        return self.{field}
"""
NAMES = st.sampled_from(["A", "B", "C", "D"])
FIELDS = st.sampled_from(["name", "size", "price"])


@st.composite
def units(draw: st.DrawFn, own: str) -> str:
    """One statement; ``own`` is in it where it is not one that all may have."""
    name = draw(NAMES)
    field = draw(FIELDS)
    return draw(
        st.sampled_from(
            [
                f"\ndef {name}():\n    return '{own}'\n",
                f"{name} = ['a', '{own}']\n",
                f"from m import {name}, {own}\n",
                f"import {name}.{own}\n",
                f"# {own}\nrun({name})\n",
                f"if {name}:\n    {field} = {own}\n",
                CLASS.format(
                    name=name, base="M", doc=own, field=field, size=1, listed=f"'{own}'"
                ),
            ]
        )
    )


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, str, str]:
    base = draw(st.lists(units("base"), max_size=5))
    inner = st.sampled_from(["# {0}", "{0} = 1", "from m import {0}"])
    found = []
    for who in ("own", "tools"):
        blocks = draw(edits(base, units(who)))
        lines = "".join(blocks).split("\n")
        if draw(st.booleans()):
            place = draw(st.integers(0, len(lines)))
            above = lines[place - 1] if place else ""
            indent = above[: len(above) - len(above.lstrip())]
            lines.insert(place, indent + draw(inner).format(f"{who}2"))
        found.append("\n".join(lines))
    return "".join(base), found[0], found[1]


def run(path: str, base: str, yours: str, new: str) -> Merged:
    return merge(path, base.encode(), yours.encode(), new.encode())


def split(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.split("\n")]


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def assert_holds(path: str, base: str, yours: str, new: str) -> None:
    """What holds of every merge; with a conflict the person's file is as it was."""
    found = run(path, base, yours, new)
    assert found.content is not None
    if found.conflicts:
        assert found.content == yours.encode() and found.marked is not None
        lines = range(1, max(len(split(yours)), 1) + 1)
        assert all(conflict.line in lines for conflict in found.conflicts)
        return
    assert found.marked is None
    # The next time it writes the same, and there is nothing to do.
    assert merge(path, new.encode(), found.content, new.encode()) == Merged(
        content=found.content
    )


@given(PATHS, texts())
def test_no_line_of_the_person_is_lost(path: str, three: tuple[str, str, str]) -> None:
    """Nor one of the tool, where neither side knows more than lines."""
    base, yours, new = three
    assert_holds(path, base, yours, new)
    found = run(path, base, yours, new)
    if not found.conflicts and path.endswith(".txt"):
        after = Counter(split((found.content or b"").decode()))
        added = Counter(split(yours)) - Counter(split(base))
        assert {line for line in added if line} <= after.keys()


@given(PATHS, TEXTS, st.data())
def test_what_one_side_leaves_alone_is_as_the_other_has_it(
    path: str, base: list[str], data: st.DataObject
) -> None:
    other = "\n".join(data.draw(edits(base, LINES)))
    before = "\n".join(base)
    for three in ((before, other, before), (before, before, other)):
        assert run(path, *three) == Merged(content=other.encode())


@given(programs())
def test_python_of_the_person_is_never_lost(three: tuple[str, str, str]) -> None:
    base, yours, new = three
    assert_holds("a.py", base, yours, new)
    found = run("a.py", base, yours, new)
    if not found.conflicts and parses(yours) and parses(new) and parses(base):
        text = (found.content or b"").decode()
        ast.parse(text)
        for word in ("own", "own2", "tools", "tools2"):
            assert (word in yours or word in new) <= (word in text)
        before, mine, after = (Counter(split(t)) for t in (base, yours, text))
        plain = [x for x in mine - before if "import" not in x and "[" not in x]
        assert {line for line in plain if line} <= after.keys()


ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["n", "m", "ä"]), "size": st.integers(0, 2)}
    ),
    max_size=4,
)
TABLES = st.dictionaries(
    st.sampled_from(["a", "b", "c d"]),
    st.integers(0, 2)
    | st.lists(st.sampled_from(["x", "y", "z"]), max_size=3, unique=True)
    | ROWS
    | st.dictionaries(st.sampled_from(["p", "q"]), st.booleans(), max_size=2),
    max_size=3,
)


@given(TABLES, TABLES, TABLES)
def test_values_of_the_person_are_never_lost(base: Any, yours: Any, new: Any) -> None:
    texts = [
        json.dumps(part, indent=2, ensure_ascii=False) for part in (base, yours, new)
    ]
    assert_holds("a.json", *texts)
    found = run("a.json", *texts)
    result = (found.content or b"").decode()
    if not found.conflicts:
        assert yours.keys() - base.keys() <= json.loads(result).keys()
        # A comma says what comes next; a key that was renamed takes changes of its value.
        before, mine, after = (
            {line.strip(" ,[]{}") for line in split(text)}
            for text in (*texts[:2], result)
        )
        assert mine - before <= after


@given(TABLES, TABLES, TABLES)
def test_toml_of_the_person_is_never_lost(base: Any, yours: Any, new: Any) -> None:
    import tomlkit

    texts = [tomlkit.dumps(part) for part in (base, yours, new)]
    assert_holds("a.toml", *texts)
