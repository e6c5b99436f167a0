"""Three TOML or JSON files to one, by key."""

import json
import tomllib
from typing import Any

from scaffold.merge import merge

TOML = """\
# Mine to read.
[project]
name = "shop"
dependencies = [
    "django>=5.2",
    "ninja>=1",
]

[tool.ruff]
line-length = 88  # as everywhere
"""
ROWS = [{"name": f"n{i}", "price": i, "size": "ä"} for i in range(4)]


def merged(path: str, base: str, yours: str, new: str) -> str:
    found = merge(path, base.encode(), yours.encode(), new.encode())
    assert found.conflicts == () and found.content is not None
    return found.content.decode()


def text(value: Any, indent: int = 2) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False) + "\n"


def rows(base: Any, yours: Any, new: Any) -> Any:
    texts = (text({"products": part}) for part in (base, yours, new))
    return json.loads(merged("seed.json", *texts))["products"]


def test_dependencies_that_both_added_are_all_there() -> None:
    last = '    "ninja>=1",\n'
    yours = TOML.replace(last, last + '    "mine",  # why\n')
    result = merged("p.toml", TOML, yours, TOML.replace(last, last + '    "tools",\n'))
    found = tomllib.loads(result)["project"]["dependencies"]
    assert found == ["django>=5.2", "ninja>=1", "tools", "mine"]
    assert '    "mine",  # why\n' in result and "# Mine to read." in result


def test_dependencies_in_one_line_are_merged_too() -> None:
    base = 'dependencies = ["a"]\n'
    result = merged(
        "p.toml", base, 'dependencies = ["a", "b"] # b\n', 'dependencies = ["c", "a"]\n'
    )
    assert result == 'dependencies = ["c", "a", "b"] # b\n'


def test_comments_and_order_of_a_toml_file_stay() -> None:
    yours = TOML.replace("88  #", "100  #") + "# last\n"
    new = (
        TOML.replace("88  # as everywhere\n", '88\nsrc = ["a"]\n')
        + "\n[tool.x]\na = 1\n"
    )
    result = merged("p.toml", TOML, yours, new)
    ruff = tomllib.loads(result)["tool"]["ruff"]
    assert ruff == {"line-length": 100, "src": ["a"]}
    assert "100  # as everywhere" in result and "# last" in result


def test_a_table_of_the_tool_is_written_as_the_tool_writes_it() -> None:
    own, tools = '\n[own]\na.b = "c"\n', '\n[tools]\na.b = "c"  # why\n'
    text = merged("p.toml", TOML, TOML + own, TOML + tools)
    assert own in text and tools in text


def test_one_key_that_both_set_apart_is_a_conflict() -> None:
    yours, new = TOML.replace("88", "100"), TOML.replace("88", "79")
    found = merge("p.toml", TOML.encode(), yours.encode(), new.encode())
    assert found.content == yours.encode()
    assert [(c.line, "100" in c.yours, "79" in c.new) for c in found.conflicts] == [
        (10, True, True)
    ]


def test_a_dependency_that_both_pinned_apart_is_a_conflict() -> None:
    yours, new = TOML.replace(">=5.2", "==5.2.1"), TOML.replace(">=5.2", ">=6")
    assert merge("p.toml", TOML.encode(), yours.encode(), new.encode()).conflicts


def test_a_key_that_lines_would_set_twice_is_merged_by_key() -> None:
    base = "[a]\nx = 1\n\n[b]\ny = 1\n"
    yours, new = (
        base.replace("[a]\n", "[a]\nz = 3\n"),
        base.replace("x = 1\n", "x = 1\nz = 3\n"),
    )
    assert merged("p.toml", base, yours, new) == yours


def test_broken_toml_stays_with_lines() -> None:
    yours, new = TOML.replace("[project]", "[project"), TOML.replace("88", "89")
    assert merged("p.toml", TOML, yours, new) == yours.replace("88", "89")


def test_rows_get_a_new_field_and_the_persons_rows_stay() -> None:
    more = [row | {"stock": 0} for row in ROWS]
    own = {"name": "own", "price": 9, "size": "xl"}
    yours = [ROWS[0], ROWS[1] | {"price": 77}, *ROWS[3:], own]
    assert rows(ROWS, yours, more) == [
        more[0],
        {"name": "n1", "price": 77, "size": "ä", "stock": 0},
        more[3],
        own,
    ]


def test_rows_of_the_tool_come_behind_those_of_the_person() -> None:
    own, another = {"name": "own"}, {"name": "tools"}
    assert rows(ROWS, [*ROWS, own], [*ROWS, another]) == [*ROWS, own, another]


def test_rows_that_the_person_removed_stay_removed() -> None:
    more = [row | {"stock": 0} for row in ROWS]
    assert rows(ROWS, ROWS[2:], more) == more[2:]


def test_one_value_that_both_changed_is_a_conflict() -> None:
    yours = text({"rows": [ROWS[0] | {"price": 5}, *ROWS[1:]]})
    new = text({"rows": [ROWS[0] | {"price": 6}, *ROWS[1:]]})
    found = merge("a.json", text({"rows": ROWS}).encode(), yours.encode(), new.encode())
    assert found.content == yours.encode()
    (conflict,) = found.conflicts
    assert (conflict.line, conflict.yours.strip()) == (5, '"price": 5,')


def test_json_keeps_its_indentation_and_its_letters() -> None:
    result = merged(
        "a.json", text({"a": 1}), text({"a": 1, "ä": 2}, 4), text({"a": 1, "b": 3})
    )
    assert result == text({"a": 1, "b": 3, "ä": 2}, 4)


def test_true_is_not_one() -> None:
    base, yours, new = (
        '{"a": 1, "b": 1}\n',
        '{"a": 1, "b": 2}\n',
        '{"a": true, "b": 1}\n',
    )
    assert merged("a.json", base, yours, new) == '{"a": true, "b": 2}\n'


def test_a_key_twice_stays_with_lines() -> None:
    base, new = '{"a": 1, "b": 1}\n', '{"a": 1, "b": 2}\n'
    yours = '{"a": 1, "a": 2, "b": 1}\n'
    found = merge("a.json", base.encode(), yours.encode(), new.encode())
    assert found.content == yours.encode() and found.conflicts


def test_a_number_that_cannot_be_written_again_is_a_conflict() -> None:
    base, yours, new = '{"b": 1}\n', '{"a": 1e400, "b": 1}\n', '{"b": 2}\n'
    found = merge("a.json", base.encode(), yours.encode(), new.encode())
    assert found.content == yours.encode() and found.conflicts


def test_deep_nesting_is_no_traceback() -> None:
    deep = "[" * 5000 + "]" * 5000
    found = merge("a.json", b'{"a": 1}\n', f'{{"a": {deep}}}\n'.encode(), b'{"a": 2}\n')
    assert found.conflicts
