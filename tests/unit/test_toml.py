"""scaffold.toml and -m to a Spec and back; every error names file and key."""

from pathlib import Path

import pytest
from hypothesis import given

from scaffold.generate import context
from scaffold.spec import default_spec, toml
from scaffold.spec.faults import SpecError
from strategies import invalid_specs, valid_specs

SPECS = sorted((Path(__file__).parents[1] / "specs").glob("*.toml"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_spec_printed_and_loaded_is_the_same_spec(path: Path) -> None:
    spec = toml.load(path)
    assert toml.from_toml(toml.to_toml(spec)) == spec


@given(text=valid_specs())
def test_any_valid_spec_survives_printing_and_gives_the_same_context(text: str) -> None:
    spec = toml.from_toml(text)
    again = toml.from_toml(toml.to_toml(spec))
    assert again == spec
    assert context.build(again) == context.build(spec)


@given(text=invalid_specs())
def test_any_invalid_spec_is_refused_in_a_line_for_each_fault(text: str) -> None:
    with pytest.raises(SpecError) as caught:
        toml.from_toml(text)
    lines = caught.value.format_message().split("\n")
    assert all(line.isprintable() for line in lines)
    told = len(caught.value.faults)
    assert len(lines) == (told + 1 if told > 1 else 1)


def test_the_option_says_what_the_file_says() -> None:
    """The article's Product typed after -m is the default spec."""
    typed = toml.from_options(
        ["Product name:string(200) price:decimal(10,2) created_at:created"]
    )
    assert context.build(typed)["models"] == context.build(default_spec())["models"]


def test_an_option_may_quote_spaces() -> None:
    spec = toml.from_options(
        ['Shelf label:string(20):default="in stock: yes" n:integer']
    )
    assert spec.models[0].fields[0].default == "in stock: yes"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["Product"], "has no field"),
        ([""], "is empty"),
        (["Product name"], '"name" has no type'),
        (["Product name:strng(2)"], 'Did you mean "string"?'),
        (["Box b:text b:text"], "there twice"),
        (["Box b:text", "Box b:text"], "there twice"),
    ],
)
def test_a_mistake_in_an_option_names_the_option(options: list[str], says: str) -> None:
    with pytest.raises(SpecError, match="--model") as caught:
        toml.from_options(options)
    assert says in caught.value.format_message()


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("titel = 'x'", "line 1, titel", 'Did you mean "title"?'),
        (
            "[models.Box]\nfeilds.b = 'text'",
            "line 2, models.Box.feilds",
            'Did you mean "fields"?',
        ),
        (
            "[models.Box]\nfields.b = 3",
            "line 2, models.Box.fields.b",
            "must be text or a table",
        ),
        (
            "[models.Box]\nfields.b = 'text'\nlist = 'b'",
            "line 3, models.Box.list",
            "a list of texts",
        ),
        (
            "[models.Box]\nfields.b = {}",
            "line 2, models.Box.fields.b",
            "has no type",
        ),
        ("models = 3", "line 1, models", "must be tables"),
        ("\ntitle = [", "line 2", "not TOML"),
        ("title = 'x'", "models", "no model"),
    ],
)
def test_a_mistake_in_a_file_names_file_line_and_key(
    tmp_path: Path, text: str, where: str, says: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        toml.load(path)
    told = [str(fault) for fault in caught.value.faults]
    (line,) = [line for line in told if line.startswith(f"{path}, {where}: ")]
    assert says in line


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"#" * (1024 * 1024 + 1), "over 1 MiB"),
        (b"a = " + b"[" * 100_000, "not TOML"),
        (b"\x00", "not TOML"),
        (b"a = " + b"1" * 5_000, "too many digits"),
        *(
            (
                b'[models.Box]\nfields.a = {type="%b", %b=0x%b}'
                % (kind, key, b"1" * 5000),
                f"{key.decode()} has too many digits",
            )
            for kind, key in ((b"integer", b"min"), (b"string", b"length"))
        ),
    ],
    ids=["encoding", "size", "depth", "nul", "digits", "bound", "length"],
)
def test_an_abusive_file_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(SpecError) as caught:
        toml.load(path)
    assert says in caught.value.format_message()


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SpecError, match="cannot be read"):
            toml.load(path)


PLAIN = 'title = "Größe"\n[models.Box]\nfields.name = "text"\n'


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r\n").encode("utf-8-sig"),
        PLAIN.replace("\n", "\r").encode(),
    ],
    ids=["mark", "mark and CRLF", "CR"],
)
def test_what_editors_add_to_utf_8_does_not_matter(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "scaffold.toml"
    path.write_bytes(data)
    assert toml.load(path) == toml.from_toml(PLAIN)


@pytest.mark.parametrize(
    ("encoding", "says"),
    [
        ("utf-16", "is UTF-16, not UTF-8. Save it as UTF-8."),
        ("utf-16-le", "is UTF-16, not UTF-8. Save it as UTF-8."),
        ("utf-16-be", "is UTF-16, not UTF-8. Save it as UTF-8."),
        ("utf-32", "is UTF-32, not UTF-8. Save it as UTF-8."),
        ("cp1252", "is not UTF-8 in line 2. Save it as UTF-8."),
    ],
)
def test_another_encoding_is_called_what_it_is(
    tmp_path: Path, encoding: str, says: str
) -> None:
    path = tmp_path / "scaffold.toml"
    path.write_bytes(f"# one\n{PLAIN}".encode(encoding))
    with pytest.raises(SpecError) as caught:
        toml.load(path)
    assert caught.value.format_message() == f"{path}: {says}"


def test_numbers_of_thousands_of_digits_are_refused_wherever_they_are() -> None:
    """Python prints none, so no message may try to."""
    long = f"0x{'f' * 5000}"
    for line in (
        f"title = {long}",
        f"list = {long}",
        f"fields.more = {long}",
        f"fields.more = {{ type = {long} }}",
        *(
            f'fields.more = {{ type = "{kind}", {word} = {value} }}'
            for kind in ("string", "choice", "ref", "decimal", "boolean", "nothing")
            for word in ("length", "min", "default", "on_delete", "optional", "colour")
            for value in (long, f"[{long}]", f"{{ a = {long} }}")
        ),
    ):
        with pytest.raises(SpecError):
            toml.from_toml(f"[models.Box]\nfields.name = 'text'\n{line}\n")
