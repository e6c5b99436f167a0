"""All faults at once, in the order of the file, and none that only follows."""

from pathlib import Path

import pytest

from following import faults_of
from scaffold.cli import run
from scaffold.spec import Model, Spec, default_spec, toml
from scaffold.spec.faults import MOST_TOLD, SpecError
from scaffold.spec.rules import faults

MANY = """\
title = "Blog"
autor = "me"

[models.Post]
fields.title = "strng(200)"
fields.body = "longtext:optionl"
fields.photo = "image"
list = [
  "title",
  "bdy",
]

[models.comment]
fields.post = "ref(Pots)"
fields.class = "text"
"""


def told(text: str, source: str = "") -> list[str]:
    with pytest.raises(SpecError) as caught:
        toml.from_toml(text, source)
    return caught.value.lines


def test_all_faults_are_told_in_the_order_of_the_file_then_their_number() -> None:
    lines = told(MANY, "blog.toml")
    assert [line.partition(": ")[0] for line in lines] == [
        "blog.toml, line 2, autor",
        "blog.toml, line 5, models.Post.fields.title",
        "blog.toml, line 6, models.Post.fields.body",
        "blog.toml, line 6, models.Post.fields.body",
        "blog.toml, line 7, models.Post.fields.photo",
        "blog.toml, line 10, models.Post.list",
        "blog.toml, line 13, models.comment",
        "blog.toml, line 14, models.comment.fields.post",
        "blog.toml, line 15, models.comment.fields.class",
        "9 faults.",
    ]


def test_of_a_hopeless_file_the_first_are_told_and_how_many_there_are() -> None:
    text = "[models.Post]\n" + "".join(f'fields.f{n} = "nothing"\n' for n in range(99))
    lines = told(text)
    assert len(lines) == MOST_TOLD + 1
    assert lines[-1] == f"99 faults; the first {MOST_TOLD} are above."


def test_the_command_line_prints_a_line_for_each_and_ends_in_an_error(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was typed comes before what is in the file."""
    spec = place / "blog.toml"
    spec.write_text(MANY, encoding="utf-8")
    arguments = ["both", "json", "-o", str(place), "--models", str(spec)]
    assert run([*arguments, "--title", "a\x07"]) == 2
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert lines[0].startswith('NAME: "json" is a module')
    assert lines[1].startswith("--title: holds the control character U+0007.")
    assert lines[2].startswith(f"{spec}, line 2, autor: ")
    assert lines[-1] == "Error: 11 faults."
    assert [path.name for path in place.iterdir()] == ["blog.toml"]


def test_of_several_options_each_fault_names_its_own() -> None:
    options = ["Post title:text", "Tag name:strng(3)", "Box post:ref(Pots) a:int"]
    with pytest.raises(SpecError) as caught:
        toml.from_options(options)
    assert [line.partition(": ")[0] for line in caught.value.lines] == [
        "--model 2, Tag.name",
        "--model 3, Box.a",
        "--model 3, Box.post",
        "3 faults.",
    ]


LISTS = (
    'list = ["more"]\nsearch = ["more"]\nordering = ["-more"]\nunique = [["more", "x"]]'
)


@pytest.mark.parametrize(
    "text",
    [
        f'[models.Box]\nfields.x = "date"\nfields.more = "nothing"\n{LISTS}',
        f'[models.Box]\nfields.x = "date"\nfields.More = "string(9)"\n{LISTS}',
        f'[models.Box]\nfields.x = "date"\nfields.more = 3\n{LISTS}',
        f'[models.Box]\nfields.x = "date"\nmore = "string(9)"\n{LISTS}',
        f"[models.Box]\nfields = 3\n{LISTS}",
        f'[models.Box]\nfeilds.x = "date"\nfeilds.more = "string(9)"\n{LISTS}',
        '[models.Box]\nfeilds.x = "date"',
        '[model.Box]\nfields.x = "date"',
        '[Box]\nfields.x = "date"',
        "models = 3",
        '[models]\nBox = 3\n[models.Bus]\nfields.box = "ref(Box)"',
        '[models.box]\nfields.x = "date"\n[models.Bus]\nfields.box = "ref(box)"',
        '[models.box]\nfields.x = "date"\n[models.Bus]\nfields.box = "ref(Box)"',
        '[models.Setting]\nfields.x = "date"\nplural = 3',
        '[models.set-tings]\nfields.x = "date"',
        '[models.Box]\nfields.x = "string(0):default=abc:unique"\nlist = ["x"]',
        '[models.Box]\nfields.x = "decimal(3,5):min=100:max=0.001"',
        '[models.Box]\nfields.x = "nothing:min=1:default=a:on_delete=cascade"',
        '[models.Box]\nfields.x = "integer:max=99999999999:default=99"',
        '[models.Box]\nfields.x = "ref(Bux):on_delete=set_null"\n[models.Bus]\n'
        'fields.y = "date"',
        '[models.Box]\nfields.x = "ref(Bus)"\n[models.Bus]\nfields.x = "rfe(Box)"',
        '[models.Box]\nfields.x = "ref(Box)"\n',
        '[models.Box]\nfields.x = "date"\nfields.x = "time"\n',
        "[models.Box]\nfields.x = date\n",
        "",
    ],
    ids=lambda text: text[-60:],
)
def test_a_fault_that_others_would_follow_from_is_told_alone(text: str) -> None:
    assert len(faults_of(text)) == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('[models.Box]\nfields.x = "string(20):uniqe:optinal:color=red"', 3),
        ('[models.Box]\nfields.class = "nothing"', 2),
        ('[models.box]\nfields.x = "nothing"\nfields.y = "int"\nlist = ["z"]', 4),
        ('[model.box]\nfeilds.x = "nothing"\nlits = ["z"]', 6),
        (
            "fields.x = date\n[models.Box]\nfields.x = date\nfields.y = time\nlist=['z']",
            5,
        ),
        ('app = "json"\ntitle = "\\u0007"\n[models.Box]\nfields.x = "date:min=1"', 3),
    ],
    ids=lambda value: value[-40:] if isinstance(value, str) else "",
)
def test_what_does_not_follow_from_another_fault_is_told_with_it(
    text: str, number: int
) -> None:
    assert len(faults_of(text)) == number


def test_a_spec_is_checked_when_it_is_loaded_not_when_it_is_made() -> None:
    spec = Spec(models=(Model(name="class", fields=()),))
    assert len([*faults(spec)]) == 2
    assert not [*faults(default_spec())]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("fields.x = string(200)", 'fields.x = "string(200)"'),
        ("fields.x = “string(200)”", 'fields.x = "string(200)"'),
        ('fields.x = "string(200)",', 'fields.x = "string(200)"'),
        ('fields.x: "date"', 'fields.x = "date"'),
        ("fields.x: date  # when", 'fields.x = "date"  # when'),
        ("fields.x = 'date", 'fields.x = "date"'),
        ('fields.unit price = "date"', 'fields.unit_price = "date"'),
        ("\u00a0fields.x = 'date'", "fields.x = 'date'"),
        ("// a date", "# a date"),
        ("list = [“x”]", 'list = ["x"]'),
        ('list = ["x"', 'list = ["x"]'),
        (
            'fields.y = {\n  type = "string", # short\n  length = 9,\n}',
            'fields.y = { type = "string", length = 9 }',
        ),
        ("title = 'Bob's'", 'title = "Bob\'s"'),
        ('title = "C:\\dir"', "Write"),
    ],
)
def test_a_line_that_is_no_toml_is_told_with_the_line_that_is(
    wrong: str, right: str
) -> None:
    text = f'[models.Box]\nfields.x1 = "date"\n\n{wrong}\nfields.x2 = "nothing"\n'
    first, *others = faults_of(text)
    assert first.line == 4 and "this is not TOML" in first.problem
    assert right in first.hint
    assert any("nothing" in fault.problem for fault in others)
