"""The entity diagram: every model, field and relation, in three forms, safely quoted."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given

from scaffold import diagram, examples
from scaffold.cli import run
from scaffold.diagram.entities import links, names
from scaffold.diagram.layout import Box, Line, Size, arrange
from scaffold.diagram.svg import svg_in_page
from scaffold.spec import Spec, default_spec, toml
from strategies import valid_specs

ROOT = Path(__file__).parents[2]
SPECS = {
    path.stem: path
    for folder in ("tests/specs", "tests/specs/real", "tests/specs/odd")
    for path in sorted((ROOT / folder).glob("*.toml"))
}
SVG = "{http://www.w3.org/2000/svg}"
#: Words of Mermaid as names, and texts that end quotes or begin something.
ODD = r"""
title = "A <b> & \"q\" `x` %% end\nof 😀"
[models.Class]
fields.fk = "string(20):unique:title=\"Key & 'more' | %%x\""
fields.uk = "choice(a=\"It's a 'x'\",b):default=a"
fields.mark = "string(30):default=\"it's \\\\ \\\"x\\\"\""
title = "Größe #1; 50%% & 😀 'x' [y] | `z`"
[models.End]
fields.title = "string(10)"
fields.style = "ref(Class):optional"
fields.owner = "ref(User)"
fields.others = "refs(End)"
fields.more = "refs(End)"
"""


#: Its reader uses old names of a library that it stands on.
reads_dbml = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def spec_of(name: str) -> Spec:
    return toml.load(SPECS[name]).completed("shop")


def odd() -> Spec:
    return toml.from_toml(ODD)


def texts_of(picture: str) -> list[str]:
    tree = ElementTree.fromstring(picture)
    return [str(text.text) for text in tree.iter(f"{SVG}text")]


def test_mermaid_says_every_entity_field_and_relation() -> None:
    spec = toml.from_options(
        [
            "Tag name:string(40):unique",
            "Product name:text tag:ref(Tag):optional tags:refs(Tag) box:one(Tag)",
        ]
    )
    assert diagram.mermaid(spec) == (
        "erDiagram\n"
        '    "Tag" {\n'
        "        string name UK\n"
        "    }\n"
        '    "Product" {\n'
        "        text name\n"
        "        ref tag_id FK\n"
        "        one box_id FK, UK\n"
        "    }\n"
        '    "Tag" |o--o{ "Product" : "tag"\n'
        '    "Tag" }o--o{ "Product" : "tags"\n'
        '    "Tag" ||--o| "Product" : "box"\n'
    )


def test_mermaid_escapes_what_it_might_read_as_its_own() -> None:
    lines = diagram.mermaid(odd()).splitlines()
    head = next(line for line in lines if line.startswith('    "Class"'))
    title = head.removeprefix('    "Class"["').removesuffix('"] {')
    assert not re.search(r"[\"<>%`\[\]|'&]", title)
    assert "😀" in title and "#37;" in title
    # `fk` and `uk` are keys to Mermaid, in small letters too.
    assert "        string fk_ UK" in lines
    assert '    "User" ||--o{ "End" : "owner"' in lines


def test_mermaid_of_many_models_can_leave_out_fields() -> None:
    text = diagram.mermaid(spec_of("large"), with_fields=False)
    assert "{\n" not in text
    assert len(text.splitlines()) == 1 + 30 + len(links(spec_of("large")))


@reads_dbml
@pytest.mark.parametrize("name", ["everything", "large", "long", "owned", "ring"])
def test_dbml_is_read_by_its_reader(name: str) -> None:
    """With a table for each entity and each relation to several, and all references."""
    pydbml = pytest.importorskip("pydbml")
    spec = spec_of(name)
    read = pydbml.PyDBML(diagram.dbml(spec))
    many = [link for link in links(spec) if link.is_many]
    assert len(read.tables) == len(names(spec)) + len(many)
    assert len(read.refs) == len(links(spec)) + len(many)
    for model in spec.models:
        table = next(table for table in read.tables if table.name == model.name)
        columns = {f.attribute for f in model.fields if f.kind != "refs"}
        assert {column.name for column in table.columns} == {"id", *columns}


@reads_dbml
def test_dbml_keeps_texts_to_the_letter() -> None:
    pydbml = pytest.importorskip("pydbml")
    read = pydbml.PyDBML(diagram.dbml(odd()))
    table = next(table for table in read.tables if table.name == "Class")
    columns = {column.name: column for column in table.columns}
    assert columns["mark"].default == 'it\'s \\ "x"'
    assert columns["fk"].note.text == "Key & 'more' | %%x"
    assert columns["fk"].unique and columns["fk"].not_null
    assert read.project.note.text == 'A <b> & "q" `x` %% end of 😀'


@pytest.mark.parametrize("name", SPECS)
def test_svg_shows_every_field_and_runs_nothing(name: str) -> None:
    spec = spec_of(name)
    shown = texts_of(diagram.svg(spec))
    for model in spec.models:
        assert any(text.startswith(model.name) for text in shown)
        assert {field.name for field in model.fields} <= {*shown}
    assert not re.search(r"<script|\son\w+=|href", diagram.svg(spec))


def test_svg_escapes_and_tells_those_who_cannot_see_it() -> None:
    tree = ElementTree.fromstring(diagram.svg(odd()))
    title, told = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert title is not None and told is not None
    assert title.text == 'The models of A <b> & "q" `x` %% end of 😀'
    assert "End.style refers to perhaps one Class. End.owner refers to one User" in str(
        told.text
    )
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"


def test_svg_in_a_page_brings_no_style_of_its_own() -> None:
    """The page's policy lets in no other than the page's."""
    picture = svg_in_page(odd())
    assert "<style" not in picture and "style=" not in picture
    assert "<style>" in diagram.svg(odd())


@given(text=valid_specs())
def test_any_spec_is_drawn(text: str) -> None:
    spec = toml.from_toml(text).completed("shop")
    ElementTree.fromstring(diagram.svg(spec))
    assert diagram.mermaid(spec).startswith("erDiagram\n")
    assert diagram.dbml(spec).startswith("Project")


@pytest.mark.parametrize("name", [*SPECS, *examples.NAMES])
def test_no_box_lies_on_another(name: str) -> None:
    spec = examples.load(name) if name in examples.NAMES else spec_of(name)
    sizes = {
        model.name: Size(width=200, height=30 + 20 * len(model.fields))
        for model in spec.models
    }
    lines = [
        Line(source=link.source, target=link.target, port=40)
        for link in links(spec)
        if link.target in sizes
    ]
    plan = arrange(sizes, lines)
    assert [*plan.boxes] == [*sizes]
    for one, other in combinations(plan.boxes.values(), 2):
        assert not _overlap(one, other)
    for box in plan.boxes.values():
        assert 0 <= box.x <= box.x + box.width <= plan.width
        assert 0 <= box.y <= box.y + box.height <= plan.height + 0.001
    for line, way in zip(lines, plan.ways, strict=True):
        assert _is_on_edge(plan.boxes[line.source], way[0])
        assert _is_on_edge(plan.boxes[line.target], way[-1])


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _is_on_edge(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return x in (box.x, box.x + box.width) and box.y <= y <= box.y + box.height


def test_what_others_refer_to_stands_left_of_them() -> None:
    size = Size(width=100, height=50)
    lines = [
        Line(source=a, target=b, port=10)
        for a, b in (("c", "b"), ("b", "a"), ("c", "a"))
    ]
    plan = arrange(dict.fromkeys("cba", size), lines)
    assert plan.boxes["a"].x < plan.boxes["b"].x < plan.boxes["c"].x
    # The line from c to a goes past b, not through it.
    way = plan.ways[2]
    b = plan.boxes["b"]
    assert len(way) == 4
    assert not b.y <= way[1][1] <= b.y + b.height


@pytest.mark.parametrize("form", ["svg", "mermaid", "dbml"])
def test_the_command_draws_a_file_and_a_folder_alike(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scaffold.toml"
    file.write_text(toml.to_toml(default_spec()), "utf-8")
    assert run(["diagram", str(file), "--format", form]) == 0
    printed = capsys.readouterr().out
    target = tmp_path / "models"
    assert run(["diagram", str(tmp_path), "--format", form, "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    assert target.read_text("utf-8") == printed
    assert "Product" in printed


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nowhere"], 2, "Give a folder with a scaffold.toml, or such a file."),
        (["."], 2, "Give a folder with a scaffold.toml, or such a file."),
        ([".", "--format", "png"], 2, "is not one of 'svg', 'mermaid', 'dbml'"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_line(
    arguments: list[str],
    code: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spec.toml").write_text(toml.to_toml(default_spec()), "utf-8")
    assert run(["diagram", *arguments]) == code
    error = capsys.readouterr().err
    assert told in error and len(error.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["spec.toml"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "scaffold.toml"
    file.write_text(toml.to_toml(default_spec()), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scaffold", "diagram", file, "-o", "none/models.svg"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Error: none/models.svg: No such file or directory.\n"
