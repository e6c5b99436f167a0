"""Each key is found in the line where a person would look for it."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.spec import toml
from scaffold.spec.faults import Key, SpecError
from scaffold.spec.positions import layout, positions

#: Texts that look like TOML, as values and in comments.
TRICKS = [
    '"a = [1]"',
    "'[x]'",
    '"\\" # ]"',
    '"""\n[x]\na = 1 # "" \\"\n"""',
    '"""x"""""',
    "'''\n[[y]] \" '' \\\n'''",
    "''",
    '""',
    "1979-05-27 07:32:00",
    "[[], [{ }]]",
    "true",
    "-1.5e3",
]
NAMES = ["k{}", '"k{} ."', "'k{} # ['", '"k{}\\u0041 = "', '"k{}\\""', "k-{}_"]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """TOML in which each whole number is to be that of its line."""
    lines: list[str] = []
    number = 0

    def name() -> str:
        nonlocal number
        number += 1
        return draw(st.sampled_from(NAMES)).format(number)

    def key() -> str:
        dot = draw(st.sampled_from([".", " . ", "\t."]))
        return dot.join(name() for _ in range(draw(st.integers(1, 3))))

    def value() -> str:
        match draw(st.sampled_from(["number", "array", "table", "trick"])):
            case "number":
                return "@"
            case "array":
                comment = draw(st.sampled_from(["", " # ] }", "\n\n"]))
                end = draw(st.sampled_from(["", ",", ",\n"]))
                return f"[{comment}\n @, {value()}, {{ {key()} = @ }}{end}]"
            case "table":
                second = draw(st.sampled_from(["[\n@\n]", "@"]))
                return f"{{ {key()} = @, {key()} = {second} }}"
        return draw(st.sampled_from(TRICKS))

    for _ in range(draw(st.integers(1, 8))):
        match draw(st.sampled_from(["pair", "pair", "table", "list", "comment"])):
            case "pair":
                space = draw(st.sampled_from(["", "  "]))
                lines.append(f"{space}{key()}{space} ={space} {value()}{space}")
            case "table":
                lines.append(f"[{key()}] # [no]\n{name()} = @")
            case "list":
                shared = name()
                lines += [f"[[{shared}]]\n{name()} = @", f"[[ {shared} ]]"]
                lines.append(f"[{shared}.{name()}]\n{name()} = @")
            case "comment":
                lines.append("\n# a = 1 [x] '''")
    text = "\n".join(lines) + "\n"
    return "\n".join(
        line.replace("@", str(n)) for n, line in enumerate(text.split("\n"), 1)
    )


def leaves(value: Any, key: Key = ()) -> list[tuple[Key, Any]]:
    if isinstance(value, dict):
        return [leaf for k, v in value.items() for leaf in leaves(v, (*key, k))]
    if isinstance(value, list):
        return [leaf for n, v in enumerate(value) for leaf in leaves(v, (*key, n))]
    return [(key, value)]


@given(text=documents(), is_dos=st.booleans())
def test_every_key_is_found_in_its_line(text: str, is_dos: bool) -> None:
    if is_dos:
        text = text.replace("\n", "\r\n")
    found = positions(text)
    for key, value in leaves(tomllib.loads(text)):
        assert key in found, key
        if type(value) is int:
            assert text.count("\n", 0, found[key]) + 1 == value, key


@given(text=documents(), is_dos=st.booleans())
def test_every_value_and_name_is_found_to_the_character(
    text: str, is_dos: bool
) -> None:
    if is_dos:
        text = text.replace("\n", "\r\n")
    written = layout(text)
    for key, value in leaves(tomllib.loads(text)):
        start, end = written.values[key]
        assert tomllib.loads(f"x = {text[start:end]}") == {"x": value}
        assert text[start:end].strip() == text[start:end]
    for entry in written.entries:
        names = [k for k in entry.key[len(entry.table) :] if isinstance(k, str)]
        assert len(names) == len(entry.names)
        for name, (start, end) in zip(names, entry.names, strict=True):
            assert tomllib.loads(f"{text[start:end]} = 1") == {name: 1}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "dos"])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[models.Post]\nfields.name = 'text'\nfields.title = '!'", 3),
        ("models.Post.fields.name = 'text'\nmodels.Post.fields.title = '!'", 2),
        ("[models.Post]\nfields.name = 'text'\nfields.title = { type = '!' }", 3),
        ("[models.Post]\nfields = { name = 'text', title = '!' }", 2),
        ("[models]\nPost = { fields = { title = '!' } }", 2),
        ("[models.Post.fields]\nname = 'text'\n\ntitle = '!'", 4),
        ("[models.Post.fields.title]\n# why\nunique = true\ntype = '!'", 4),
        ('[models."Post"]\nfields . "title" = "!"', 2),
        (
            "[models.Post]\nlist = [\n  'name',\n]\nfields.name = 'text'\nsearch = ['!']",
            6,
        ),
        (
            "[models.Post]\nfields.name = 'text'\nlist = [\n  'name',\n  # no\n  '!',\n]",
            6,
        ),
        ('description = """\n[models.Post]\n"""\n[models.Post]\nfields.title = "!"', 5),
    ],
)
def test_a_fault_names_its_line_however_the_spec_is_written(
    text: str, line: int, end: str
) -> None:
    with pytest.raises(SpecError) as caught:
        toml.from_toml(text.replace("\n", end))
    (fault,) = caught.value.faults
    assert "!" in fault.problem
    assert fault.line == line
