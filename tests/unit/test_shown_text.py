"""What people read: titles, labels and help, and how rows are called."""

import pytest
from hypothesis import given

from scaffold.generate import context
from scaffold.spec import shown_text, toml
from scaffold.spec.faults import SpecError
from strategies import shown

PERSON = """\
[models.Person]
fields.first_name = "string(80)"
fields.last_name = "string(80)"
fields.company = "ref(Company):related=people"
fields.born = "date:optional"
fields.rank = "choice(low,high=\\"Very high\\"):readonly:default=low"
%s
[models.Company]
fields.name = "string(80)"
fields.people_count = "integer:readonly:optional"
"""


def facts(lines: str = "") -> dict[str, object]:
    models = context.build(toml.from_toml(PERSON % lines))["models"]
    return next(model for model in models if model["name"] == "Person")


@given(shown())
def test_a_text_is_shown_as_it_is_or_refused_and_mended(text: str) -> None:
    for limit in (3, shown_text.TITLE_LIMIT):
        if shown_text.problem_of(text, limit):
            better = shown_text.mended(text, limit)
            assert better is None or not shown_text.problem_of(better, limit)
    better = shown_text.mended_title(text)
    assert better is None or not shown_text.problem_of_title(better)


@pytest.mark.parametrize(
    ("title", "said"),
    [("Due date", "due date"), ("VAT rate", "VAT rate"), ("X", "x"), ("3D", "3D")],
)
def test_a_title_stands_in_a_sentence(title: str, said: str) -> None:
    assert shown_text.in_a_sentence(title) == said


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        ("", [("", "first_name"), (" ", "last_name")]),
        (
            'label = "{last_name}, {rank}."',
            [("", "last_name"), (", ", "rank"), (".", "")],
        ),
        ('label = "No. {last_name}"', [("No. ", "last_name")]),
    ],
)
def test_a_row_is_called_by_its_label_and_a_person_by_both_names(
    lines: str, parts: list[tuple[str, str]]
) -> None:
    found = facts(lines)["label_parts"]
    assert found == [{"text": text, "field": field} for text, field in parts]


def test_what_has_a_name_is_called_by_it() -> None:
    model = facts('fields.name = "string(9)"')
    assert model["label_field"] == "name"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            'label = "{last_nam}"',
            'there is no field "last_nam". Did you mean "last_name"',
        ),
        ('label = "{company}"', "is another row, which each row would ask"),
        ('label = "{born}"', '"born" may be empty'),
        ('label = "nobody"', "names no field"),
        ('label = "last_name"', 'Write "{last_name}"'),
        ('label = "{last_name"', "braces"),
        ('label = "{last_name!r}"', "more than names in its braces"),
        ("label = '\"{last_name}\"'", 'holds "'),
        ('title = "person"', 'begins with a small letter. Write "Person"'),
        ('title = "string(9)"', 'Write fields.title = "string(9)"'),
        ('title_plural = "<b>"', "holds <"),
        ('filters = ["first_name"]', "only choices, booleans, dates"),
        ('filters = ["cmpany"]', 'Did you mean "company"'),
        ('indexes = [["born"]]', "write :index after its type"),
        ('indexes = [["born", "nowhere"]]', 'there is no field "nowhere"'),
        ('fields.x = "integer:readonly"', "readonly needs a default, or optional"),
        ('fields.x = "created:readonly"', "no client writes it anyway"),
        ('fields.x = "integer:related=xs"', "only ref, one and refs"),
        ('fields.x = "ref(Company):related=name"', "Company has that name already"),
        ('fields.x = "ref(Company):related=people"', "Person.company has it already"),
        ('fields.x = "ref(Company):related=save"', "related cannot be"),
        ("fields.x = 'integer:title=\"{{x}}\"'", "title holds {"),
        ("fields.x = 'integer:title=\"A  b\"'", 'Write \'integer:title="A b"'),
        ("fields.x = 'integer:title=\"A\u00a0b\"'", "holds U+00A0"),
        ("fields.x = 'integer:title=\"A\u202eb\"'", "holds U+202E"),
        ("fields.x = 'integer:title=\"\u200b\"'", "holds U+200B"),
        ("fields.x = 'integer:title=\"First NAME\"'", 'title of "first_name" is'),
        ('fields.x = \'choice(a="x",a="y")\'', '"a" is there twice'),
        ("fields.x = 'choice(a=Same,b=Same)'", "two choices have the label"),
        ("fields.x = 'refs(Company):column=x:optional'", 'Write "refs(Company)"'),
        ("fields.x = 'integer:help=\"\"'", "help is blank"),
        ("fields.x = 'choice(a=\"<\")'", 'the label of "a" holds <'),
        ("fields.x = { type = 'choice', choices = { a = 1 } }", "must be texts"),
        ("fields.x = { type = 'text', title = 1 }", "title must be text"),
        ("fields.x = { type = 'text', readonly = 'yes' }", "must be true or false"),
    ],
)
def test_what_cannot_be_said_is_refused_with_what_to_write(
    lines: str, says: str
) -> None:
    with pytest.raises(SpecError) as refusal:
        toml.from_toml(PERSON % lines)
    assert any(says in str(fault) for fault in refusal.value.faults), refusal.value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ref(User):default=x", 'Write "ref(User):default=current"'),
        ("ref( User ):default=current:unique", "a user may have more than one row"),
        ("ref(User):unique", "a user may have more than one row"),
        ("ref(User):readonly", "Add :optional."),
        ("ref(User):default=current:readonly", "no client writes it anyway"),
        ("ref(User):default=current:index", "the database indexes it already"),
        ("ref(User):default=current:related=x", "the login user has no way back"),
        ("ref(User):default=current:on_delete=set_null", "Add :optional."),
        ("one(User):default=current", 'Write "ref(User):default=current"'),
        ("one(User):optional", 'Write "ref(User):optional"'),
        ("refs(User)", 'Write "ref(User)"'),
        ("ref(auth.User):on_delete=cascade", 'Write "ref(User):on_delete=cascade"'),
        ("ForeignKey(auth.User)", 'Write "ref(User)"'),
        ("fk(auth.User, null=True)", 'Write "ref(User):optional"'),
        ("ForeignKey(User, default=null)", 'Write "ref(User):optional"'),
        ("user", 'Write "ref(User)"'),
        ("current_user", 'Write "ref(User):default=current"'),
        ("currentuser", 'Write "ref(User):default=current"'),
    ],
)
def test_a_login_user_is_referred_to_in_no_other_way(text: str, says: str) -> None:
    with pytest.raises(SpecError) as refusal:
        toml.from_toml(PERSON % f'fields.owner = "{text}"')
    assert says in str(refusal.value), refusal.value


@pytest.mark.parametrize("more", ["default=current", "optional", "on_delete=cascade"])
def test_the_login_user_in_the_long_form(more: str) -> None:
    short = toml.from_toml(PERSON % f'fields.owner = "ref( User ):{more}"')
    word, _, value = more.partition("=")
    said = f'{word} = "{value}"' if value else f"{word} = true"
    for type_ in ('type = "ref", model = "User"', 'type = "ref(User)"'):
        assert toml.from_toml(PERSON % f"fields.owner = {{ {type_}, {said} }}") == short
    assert toml.from_toml(toml.to_toml(short)) == short


def test_a_user_is_chosen_or_is_who_is_logged_in() -> None:
    (owner,) = [
        f
        for f in facts('fields.owner = "ref(User):default=current"')["fields"]
        if f["name"] == "owner"
    ]  # type: ignore[attr-defined]
    assert (owner["kind"], owner["api"], owner["written"]) == (
        "owner",
        "owner_id",
        False,
    )
    for more in ("", ":optional", ":optional:readonly"):
        found = facts(f'fields.owner = "ref(User){more}"')["fields"]
        (user,) = [f for f in found if f["name"] == "owner"]  # type: ignore[attr-defined]
        assert (user["kind"], user["api"]) == ("user", "owner_id")
        assert user["written"] == ("readonly" not in more)
        assert user["required"] == (not more)


def test_lists_are_narrowed_by_users_and_admins_are_not() -> None:
    both = 'fields.a = "ref(User)"\nfields.b = "ref(User):default=current"\n'
    for said, wanted in (("", {"a", "b"}), ('filters = ["b"]\n', {"b"})):
        found = facts(said + both)
        assert wanted == {"a", "b"} & set(found["filters"])  # type: ignore[call-overload]
        assert not {"a", "b"} & set(found["admin_filters"])  # type: ignore[call-overload]


def test_the_long_form_gives_labels_in_a_table() -> None:
    short = 'choice(draft,live=\\"On sale\\"):title=\\"State\\":help=\\"Of it\\":readonly:default=draft'
    long = (
        '{ type = "choice", choices = { draft = "", live = "On sale" }, '
        'title = "State", help = "Of it", readonly = true, default = "draft" }'
    )
    one = toml.from_toml(PERSON % f'fields.x = "{short}"')
    assert one == toml.from_toml(PERSON % f"fields.x = {long}")
    assert toml.from_toml(toml.to_toml(one)) == one
