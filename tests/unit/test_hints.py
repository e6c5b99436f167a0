"""A hint that is followed leads to a spec that is accepted."""

import keyword
import sys
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings

from following import all_followed, end_of, faults_of, problems_after
from scaffold.spec import toml
from scaffold.spec.faults import Fault, SpecError
from scaffold.spec.field_words import FLAGS, VALUES
from scaffold.spec.fields import Kind
from scaffold.spec.hints import dialects
from scaffold.spec.rules.project import project_faults
from scaffold.spec.toml import toml_text
from scaffold.system.errors import nearest
from strategies import (
    BAD_DOCUMENTS,
    BAD_FIELDS,
    BAD_LINES,
    BAD_MODELS,
    BAD_NAMES,
    GOOD,
    broken,
    invalid_specs,
    valid_specs,
)

BLOG = """
[models.Author]
fields.name = "string(80)"
[models.Tag]
fields.name = "string(40)"
[models.Post]
fields.title = "string(200)"
"""


def fault_of(text: str) -> Fault:
    (fault,) = faults_of(text)
    return fault


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("int", "integer"),
        ("int(11)", "integer"),
        ("Integer", "integer"),
        ("str", "string(200)"),
        ("varchar(80)", "string(80)"),
        ("VARCHAR(80) NOT NULL UNIQUE", "string(80):unique"),
        ("varchar(max)", "text"),
        ("varchar(99999)", "text"),
        ("char(2):nullable", "string(2):optional"),
        ("ForeignKey(Author, on_delete=CASCADE)", "ref(Author):on_delete=cascade"),
        (
            "ForeignKey(Author, on_delete=models.CASCADE, null=True)",
            "ref(Author):optional:on_delete=cascade",
        ),
        ("CharField(choices=[('a', 'A'), ('b', 'B')])", "choice(a,b)"),
        ("string(20) not null", "string(20)"),
        ("string(20):default='abc'", "string(20):default=abc"),
        ("integer:min=0x10", "integer:min=16"),
        ("text:max=500", "string(500)"),
        ("string(200):max_length=3", "string(3)"),
        ("DecimalField(max_digits=8, decimal_places=3)", "decimal(8,3)"),
        ("TextField(null=True)", "text:optional"),
        ("integer:references=Author", "ref(Author)"),
        ("models.CharField(max_length=30, null=True)", "string(30):optional"),
        ("CharField:max_length=30:blank", "string(30):optional"),
        ("string:max_length=30", "string(30)"),
        ("bool", "boolean"),
        ("tinyint(1)", "boolean"),
        ("number", "decimal(10,2)"),
        ("numeric(8,3)", "decimal(8,3)"),
        ("decimal{8,3}", "decimal(8,3)"),
        ("money", "decimal(12,2)"),
        ("currency:min=0", "decimal(12,2):min=0"),
        ("double precision", "float"),
        ("real", "float"),
        ("image", "url"),
        ("file:null", "url:optional"),
        ("phone", "string(30)"),
        ("ip", "string(45)"),
        ("password", "string(128)"),
        ("timestamp", "datetime"),
        ("datetime:auto_now_add", "created"),
        ("datetime:auto_now", "updated"),
        ("datetime:default=now()", "created"),
        ("jsonb:index", "json"),
        ("string[]", "json"),
        ("enum('draft', 'live')", "choice(draft,live)"),
        ("enum", "choice(draft,live)"),
        ("fk", "ref(Author)"),
        ("ForeignKey(Tag)", "ref(Tag)"),
        ("belongs_to:on_delete=restrict", "ref(Author):on_delete=protect"),
        ("references:on_delete=set null", "ref(Author):optional:on_delete=set_null"),
        ("ref", "ref(Author)"),
        ("ref(author)", "ref(Author)"),
        ("many2many(tags)", "refs(Tag)"),
        ("m2m", "refs(Author)"),
        ("one_to_one(Tag)", "one(Tag)"),
        ("has_many(Tag)", None),
        ("serial", None),
        ("string(20):required", "string(20)"),
        ("string(20):required=false", "string(20):optional"),
        ("string(20):pk", "string(20):unique"),
        ("string(20):unique=true", "string(20):unique"),
        ("string(20):min_length=3", "string(20)"),
        ("integer:unsigned", "integer:min=0"),
        ("integer:default=null", "integer:optional"),
        ("boolean:default=yes", "boolean:default=true"),
        ("string(20):default=two words", 'string(20):default="two words"'),
        ("string(20:unique", "string(20):unique"),
        ("string(20),", "string(20)"),
        ("text:unique", "text"),
        ("string(0)", "string(200)"),
        ("decimal(20,30)", "decimal(15,15)"),
        ("integer:max=3000000000", "bigint:max=3000000000"),
        ("ref(Author):unique", "one(Author)"),
        ("ref(Post)", "ref(Post):optional"),
    ],
)
def test_a_word_of_another_tool_is_answered_with_ours(
    theirs: str, ours: str | None
) -> None:
    """The field is called author; without a word of ours it is better left out."""
    text = f"{BLOG}fields.author = {toml_text(theirs)}\n"
    edits = {
        str(fault.suggestion and fault.suggestion.value) for fault in faults_of(text)
    }
    assert edits == {str(ours)}
    assert not end_of(text)


def test_what_has_no_word_says_why() -> None:
    for theirs, says in [
        ("image", "files are not stored, only their address"),
        ("money", "money is an exact number"),
        ("has_many(Tag)", "the other model has this relation"),
        ("serial", 'every model has its "id" already'),
    ]:
        told = str(fault_of(f'{BLOG}fields.author = "{theirs}"\n'))
        assert says in told


def fields_of(texts: Iterable[str]) -> str:
    return BLOG + "".join(
        f"fields.f{number} = {toml_text(text)}\n" for number, text in enumerate(texts)
    )


def slices(texts: list[str], size: int = 60) -> list[list[str]]:
    return [texts[start : start + size] for start in range(0, len(texts), size)]


TYPES = slices([*dialects.TYPES, *(f"{word}(20):null" for word in dialects.TYPES)])
MODIFIERS = slices(
    [
        f"{kind}:{word}{value}"
        for word in dialects.MODIFIERS
        for kind, value in [
            ("string(20)", ""),
            ("decimal(10,2)", "=3"),
            ("ref(Author)", "=false"),
        ]
    ]
)


@pytest.mark.parametrize("texts", [*TYPES, *MODIFIERS], ids=lambda texts: texts[0])
def test_every_word_that_we_know_of_leads_to_an_accepted_field(
    texts: list[str],
) -> None:
    text = fields_of(texts)
    faulty = {fault.at[:4] for fault in faults_of(text)}
    assert len(faulty) == len(texts)
    # Which model a relation called f4 is to, no hint can know, nor a title for each.
    left = faults_of(all_followed(text))
    unsaid = ("there is no model", "the title of")
    unknown = {f.at for f in left if any(word in f.problem for word in unsaid)}
    assert [fault for fault in left if fault.at not in unknown] == []


@pytest.mark.parametrize("form", ["", ' = "x"'])
def test_every_word_in_the_long_form_does_too(form: str) -> None:
    for words in slices([*dialects.MODIFIERS]):
        text = BLOG + "".join(
            f'fields.f{n} = {{ type = "string", length = 9, {word} = "x" }}\n'
            for n, word in enumerate(words)
            if word not in VALUES
        )
        assert not end_of(text)


@pytest.mark.parametrize(
    "value",
    ["true", '"name"', '["name"]', '[["name"]]', '"string(9)"', '{ a = "int" }'],
)
def test_every_key_that_we_know_of_leads_to_an_accepted_model(value: str) -> None:
    for word in dialects.MODEL_KEYS:
        text = f"{GOOD}{word} = {value}\n"
        assert faults_of(text), word
        assert not problems_after(text), word
        assert not end_of(text), word
    for word in dialects.SPEC_KEYS:
        text = f"{word} = {value}\n{GOOD}"
        assert faults_of(text), word
        assert not problems_after(text), word
        assert not end_of(text), word


@pytest.mark.parametrize("rule", dialects.RULES)
def test_every_rule_that_we_know_of_is_one_of_ours(rule: str) -> None:
    text = f'{BLOG}fields.author = "ref(Author):on_delete={rule}"\n'
    assert not faults_of(all_followed(text))


ALL_BAD = [
    f'{GOOD}ordering = ["description", "nowhere"]\n',
    f'{GOOD}nick = "varchar(20):unique:default=a"\n',
    f'{GOOD}nick = "text:unique"\n',
    '[models.Post]\nfields = ["name:CharField", "text:text:unique"]\n',
    '[models.Post.fields]\nb = "ref(Page):unique"\n'
    '[models.Page.fields]\na = "ref(Post):unique"\n',
    *BAD_DOCUMENTS,
    *(f"{GOOD}{line}\n" for line in BAD_LINES),
    *(f"{GOOD}fields.more = {toml_text(text)}\n" for text in BAD_FIELDS),
    *(f'{GOOD}fields.{toml_text(name)} = "text"\n' for name in BAD_NAMES),
    *(f'[models.{toml_text(name)}]\nfields.name = "text"\n' for name in BAD_MODELS),
]


@pytest.mark.parametrize("text", ALL_BAD, ids=lambda text: text[-50:])
def test_a_hint_that_is_followed_brings_no_new_fault(text: str) -> None:
    assert not problems_after(text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=broken(valid_specs()) | invalid_specs())
def test_so_it_is_whatever_is_wrong(text: str) -> None:
    """A spec that is cut, doubled or mixed up anywhere; all hints one after the other."""
    assert not problems_after(text)
    end_of(text)


NAMES = sorted(
    {*keyword.kwlist, *keyword.softkwlist, *vars(object), *dir(str), *FLAGS, *VALUES}
    | {"id", "pk", "self", "cls", "objects", "save", "metadata", "query", "json"}
    | {"from_", "class_", "__init__", "_x", "x_", "Name", "NAME", "first-name"}
    | {"first name", "1st", "größe", "x" * 60, "get_x", "model_x", "validate_x"}
)


def test_the_example_for_a_field_name_is_accepted() -> None:
    for some in slices(NAMES, 80):
        text = "[models.Box]\n" + "".join(
            f'fields.{toml_text(n)} = "text"\n' for n in some
        )
        refused = faults_of(text)
        assert all(fault.suggestion for fault in refused)
        assert not end_of(text)


def test_the_example_for_a_model_is_accepted() -> None:
    """Also where that is taken, for the longest names, and for what has no plural."""
    names = [name.title().replace("_", "") for name in NAMES]
    names += [
        "User",
        "Record",
        "Form",
        "Model",
        "Field",
        "ClassRecord",
        "Class",
        "class",
    ]
    names += ["Settings", "Setting", "A", "I", "X" * 40, "XyZ" * 13, "XYZ" * 13 + "X"]
    text = "".join(
        f'[models.{toml_text(name)}]\nfields.name = "text"\n'
        for name in dict.fromkeys(names)
    )
    refused = faults_of(text)
    assert len(refused) > 20
    assert all(fault.suggestion for fault in refused)
    assert not end_of(text)


def test_the_example_for_a_project_or_an_app_is_accepted() -> None:
    names = {*keyword.kwlist, *sys.stdlib_module_names, "django", "My-Shop", "x" * 60}
    names |= {
        "größe",
        "con",
        "catalog",
        "tests",
        "1shop",
        "json" * 10,
        "a" * 40,
        "admin",
    }
    for name in sorted(names):
        for fault in project_faults(name, "catalog"):
            assert fault.suggestion, name
            better = fault.suggestion.value
            assert f'"{better}"' in str(fault)
            assert not [*project_faults(better, "catalog")]
        text = f"app = {toml_text(name)}\n{GOOD}"
        for fault in faults_of(text):
            assert fault.suggestion and f'"{fault.suggestion.value}"' in str(fault)
            assert not faults_of(all_followed(text))


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("money", Kind),
        ("image", Kind),
        ("int", Kind),
        ("file", Kind),
        ("from", ["form_of", "name"]),
        ("x", ["y", "z"]),
    ],
)
def test_a_guess_that_nobody_means_is_not_made(word: str, known: list[str]) -> None:
    assert nearest(word, known) == ""


def test_the_words_of_a_hint_are_the_suggestion() -> None:
    for text, says in [
        (f'{BLOG}body = "string(9)"\n', 'Write fields.body = "string(9)".'),
        (f'{BLOG}title = "string(9)"\n', "fields.title is there already"),
        (f'{BLOG}unique = ["title", "title"]\n', 'Write [["title", "title"]].'),
        (
            f'{BLOG}fields.class = "text"\nlist = ["class"]\n',
            '"post_class", and change it in list too',
        ),
        (f"{BLOG}fields.from_ = 'text'\n", '"from" is a Python keyword'),
    ]:
        assert any(says in str(fault) for fault in faults_of(text)), text


def test_a_ring_names_its_own_models_and_what_to_make_optional() -> None:
    ring = """
    [models.Box]
    fields.bus = "ref(Bus)"
    [models.Bus]
    fields.car = "ref(Car)"
    [models.Car]
    fields.bus = "one(Bus)"
    [models.Dog]
    fields.box = "ref(Box)"
    """
    fault = fault_of(ring)
    assert "(Bus, Car)" in fault.problem
    assert 'Car.bus as "one(Bus):optional"' in fault.hint
    assert not faults_of(all_followed(ring))


def test_of_several_rings_all_are_told() -> None:
    text = "".join(
        f'[models.{one}]\nfields.x = "ref({other})"\n'
        for one, other in [
            ("Box", "Bus"),
            ("Bus", "Box"),
            ("Car", "Dog"),
            ("Dog", "Car"),
        ]
    )
    assert len(faults_of(text)) == 2
    assert not faults_of(all_followed(text))


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("Post title:varchar(80) not null", 'Write "string(80)".'),
        ("Post title:string(80) unique", 'stands alone. Write "string(80):unique".'),
        ("Post title:text unique", 'Write "text".'),
        ("Post title", 'Write "title:string(200)".'),
        ("Post", 'name of the type "string(200)"'),
        ("title:text", 'Write "Product title:text".'),
        ("post title:text", 'Write it in CamelCase: "Post".'),
        ("Post class:text", '"post_class"'),
        ("Account name:text", 'call the model "AccountRecord"'),
        ("Post title:string(20", "a parenthesis is not closed"),
    ],
)
def test_a_hint_for_an_option_is_in_the_words_of_an_option(
    option: str, says: str
) -> None:
    with pytest.raises(SpecError) as caught:
        toml.from_options([option])
    assert any(says in str(fault) for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[models.Book.fields]\nauthor = "references"\n',
            'there is no model "Author". Add one, and write "ref(Author)".',
        ),
        (
            f'{GOOD}fields.owner = "ForeignKey(User, on_delete=CASCADE)"\n',
            'Write "ref(User):on_delete=cascade".',
        ),
        (f'{GOOD}[model.Tag.fields]\nname = "text"\n', "Write [models.Tag]."),
        (f'{GOOD}fields.id = "integer"\n', "every model has already. Leave it out."),
    ],
)
def test_nothing_that_was_meant_is_lost(text: str, says: str) -> None:
    """No other model is put in the place of one that is missing."""
    assert any(says in str(fault) for fault in faults_of(text))


def test_a_colon_that_is_missing_is_put_in() -> None:
    with pytest.raises(SpecError) as caught:
        toml.from_options(["Book title string(80) views int"])
    assert [fault.suggestion.value for fault in caught.value.faults] == [
        "string(80)",
        "integer",
    ]
