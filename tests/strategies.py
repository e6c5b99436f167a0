"""Hypothesis strategies: specs and names that are valid, and ones that are not."""

import builtins
import json
import keyword
import re
import sys
import tomllib
from functools import cache

from hypothesis import strategies as st

from scaffold.frameworks.framework import TEMPLATES
from scaffold.spec import inflection, reserved, toml
from scaffold.spec.faults import SpecError
from scaffold.spec.toml import toml_text

#: Names as people give them; the awkward ones come from ``words``.
FIELD_NAMES = [
    *("name", "title", "price", "amount", "number", "status", "note", "size", "due"),
    *("born", "from_date", "index_no", "a", "b2", "x_1", "e_mail", "home_page", "code"),
    *("ratio", "stock", "weight", "level", "place", "street", "active_flag", "kind"),
]
MODEL_NAMES = [
    *("Product", "Category", "Tag", "Order", "Customer", "OrderLine", "Invoice"),
    *("Address", "Person", "Sheep", "Box", "HTTPServer", "X1", "Datum", "Bus", "News"),
    *("Analysis", "VeryLongModelNameForTheTables", "Group", "Team", "Show", "Thing"),
]
CHOICES = [
    *(
        "draft",
        "live",
        "light blue",
        "x-1",
        "ä",
        "a/b",
        "1",
        "offset",
        "no such choice",
    ),
    *("drafts", "select count", "None", "x" * 50),
]
HOSTILE = [
    "{{ 7*7 }}",
    "{% raw %}",
    "{{ cookiecutter.project_slug.__class__ }}",
    '"""',
    "'''",
    "\\",
    "\\N{BELL}",
    '"; import os; os.abort() #',
    "<script>alert(1)</script>",
    "-->",
    "]]>",
    "line one\nline two",
    "tab\there",
    "emoji 🛒 and ünï",
    "مرحبا",
    "\u202eright to left",
    "# heading",
    "* `code` [link](http://evil.example)",
    "$HOME `id`",
    "%s {0} {name}",
    "a\u2028b",
]
PLAIN = st.characters(exclude_categories=("Cs", "Cc"))


def texts() -> st.SearchStrategy[str]:
    """What a person may write as a title: anything visible, attacks included."""
    free = st.text(PLAIN, min_size=1, max_size=40)
    mixed = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=2).map(" ".join)
    return (free | mixed).filter(lambda text: text.strip() == text != "")


#: What a person may read; what the tool takes of it is drawn from these too.
SHOWN = [
    "Date of birth", "R&D", "it's", "50 %", "Größe (cm)", "VAT", "€", "a#b {{x}}",
    "%(name)s", "%s", "Ünï", "مرحبا", "x" * 100, "</b>", "&amp;", "URL: none",
]  # fmt: skip


#: What a database may call a table or a column.
EXISTING = [
    "Order Details", "ORDER", "select", "tbl_x", "CamelCase", "with-dash", "x", "ID",
    "user$", "name", "accounts_user", "pg_x", "ctid", "a.b", "x" * 63, "lateral",
]  # fmt: skip


def shown() -> st.SearchStrategy[str]:
    return st.sampled_from(SHOWN) | texts()


@st.composite
def said_of_fields(draw: st.DrawFn) -> str:
    """Modifiers that any field may have."""
    said = {
        "title": toml_text(draw(shown())),
        "help": toml_text(draw(shown())),
        "related": draw(st.sampled_from(["items", "way_back", "save", "name"])),
        "column": toml_text(draw(st.sampled_from(EXISTING))),
        "table": toml_text(draw(st.sampled_from(EXISTING))),
    }
    words = draw(st.lists(st.sampled_from([*said, "readonly"]), unique=True))
    return "".join(f":{w}={said[w]}" if w in said else f":{w}" for w in words)


@st.composite
def said_of_models(draw: st.DrawFn, names: list[str]) -> str:
    """A line about how a model and its rows are called, or about its lists."""
    word = draw(
        st.sampled_from(
            ["title", "title_plural", "label", "filters", "indexes", "table", "key"]
        )
    )
    chosen = st.lists(st.sampled_from(sorted(names)), min_size=1, max_size=3)
    if word.startswith("title"):
        return f"{word} = {toml_text(draw(shown()))}"
    if word in ("table", "key"):
        return f"{word} = {toml_text(draw(st.sampled_from(EXISTING)))}"
    if word == "filters":
        return f"filters = {draw(chosen)}"
    if word == "indexes":
        return f"indexes = [{draw(chosen)}]"
    between = draw(st.sampled_from([" ", ", ", " & ", " (it's) ", ""]))
    return f"label = {toml_text(between.join(f'{{{name}}}' for name in draw(chosen)))}"


def _flags(draw: st.DrawFn, *possible: str) -> str:
    chosen = draw(st.sampled_from(["", *possible]))
    return f":{chosen}" if chosen else ""


@st.composite
def _string(draw: st.DrawFn, *_: object) -> str:
    length = draw(st.sampled_from([1, 2, 20, 80, 200, 500]))
    return f"string({length}){_flags(draw, 'optional', 'unique', 'index', 'default=x')}"


@st.composite
def _plain(draw: st.DrawFn, *_: object) -> str:
    kind = draw(
        st.sampled_from(["email", "url", "slug", "uuid", "date", "time", "datetime"])
    )
    flags = _flags(draw, "optional", "unique", "index", "optional:unique")
    return f"{kind}{flags}"


@st.composite
def _long(draw: st.DrawFn, *_: object) -> str:
    return draw(st.sampled_from(["text", "json"])) + _flags(draw, "optional")


@st.composite
def _boolean(draw: st.DrawFn, *_: object) -> str:
    return "boolean" + _flags(
        draw, "optional", "default=true", "default=false", "index"
    )


@st.composite
def _choice(draw: st.DrawFn, *_: object) -> str:
    values = draw(
        st.lists(st.sampled_from(CHOICES), min_size=1, max_size=4, unique=True)
    )
    flags = _flags(draw, "optional", f'default="{values[0]}"', "index", "unique")
    labels = draw(st.lists(shown(), max_size=1))
    values += [f"{values.pop()}={toml_text(label)}" for label in labels]
    return f"choice({','.join(values)}){flags}"


@st.composite
def _whole(draw: st.DrawFn, *_: object) -> str:
    kind = draw(st.sampled_from(["integer", "bigint"]))
    edge = 2**31 if kind == "integer" else 2**63
    low = draw(st.integers(-edge, edge - 1))
    high = draw(st.just(low) | st.integers(low, edge - 1))
    flags = _flags(draw, "optional", "unique", "index", f"default={high}")
    bounds = ["", f":min={low}", f":max={high}", f":min={low}:max={high}"]
    return f"{kind}{draw(st.sampled_from(bounds))}{flags}"


@st.composite
def _float(draw: st.DrawFn, *_: object) -> str:
    bounds = ["", ":min=0", ":max=1.5e20", ":min=-0.5:max=0.5", ":min=0.25:max=0.25"]
    flags = _flags(draw, "optional", "index", "default=0.25")
    return f"float{draw(st.sampled_from(bounds))}{flags}"


@st.composite
def _decimal(draw: st.DrawFn, *_: object) -> str:
    digits = draw(st.integers(1, 15))
    places = draw(st.integers(0, digits))
    bounds = draw(st.sampled_from(["", ":min=0", ":max=0", ":min=0:max=0"]))
    flags = _flags(draw, "optional", "default=0", "unique", "index")
    return f"decimal({digits},{places}){bounds}{flags}"


@st.composite
def _relation(draw: st.DrawFn, targets: list[str]) -> str:
    kind = draw(st.sampled_from(["ref", "one", "refs", "user"]))
    if kind == "user":
        rule = draw(st.sampled_from(["", ":on_delete=cascade"]))
        mine = draw(st.sampled_from(["", ":default=current"]))
        return f"ref(User){mine}{_flags(draw, 'optional')}{rule}"
    target = draw(st.sampled_from(targets))
    if kind == "refs":
        return f"refs({target})"
    rule = draw(st.sampled_from(["cascade", "protect", "set_null"]))
    optional = ":optional" if rule == "set_null" else _flags(draw, "optional")
    return f"{kind}({target}){optional}:on_delete={rule}"


_KINDS = {
    "string": _string,
    "plain": _plain,
    "long": _long,
    "boolean": _boolean,
    "choice": _choice,
    "whole": _whole,
    "float": _float,
    "decimal": _decimal,
    "relation": _relation,
    "created": lambda *_: st.sampled_from(["created", "updated"]),
}
#: What may be all that a model has; ``refs`` alone may not.
FIRST = [
    *("string(80)", "string(80):optional", "text:optional", "json:optional", "created"),
    *("boolean:optional", "choice(only)", "integer:min=7:max=7", "uuid:optional"),
]


@cache
def words() -> list[str]:
    """Whatever is a word to SQL, to Python or anywhere in the starters' code."""
    text = (TEMPLATES.parent / "scaffold" / "generate" / "sqlwords.json").read_text(
        "utf-8"
    )
    listed = json.loads(text)
    own = {
        word
        for file in TEMPLATES.rglob("*")
        if file.suffix in {".py", ".j2"}
        for word in re.findall(r"[a-z_][a-z0-9_]*", file.read_text("utf-8").lower())
    }
    return sorted(
        own
        | {*listed["sqlite"], *listed["postgresql"], *keyword.softkwlist}
        | {name.lower() for name in dir(builtins)}
    )


def field_names() -> st.SearchStrategy[str]:
    return (
        st.sampled_from(FIELD_NAMES)
        | st.sampled_from(words())
        | st.from_regex(reserved.FIELD_PATTERN, fullmatch=True)
        | st.sampled_from(["ab", "a_very_long_name"]).map(lambda name: f"{name:_<39}z")
    )


def model_names() -> st.SearchStrategy[str]:
    return (
        st.sampled_from(MODEL_NAMES)
        | st.sampled_from(words()).map(inflection.camel)
        | st.from_regex(reserved.MODEL_PATTERN, fullmatch=True)
        | st.sampled_from(["Ab", "AVeryLong"]).map(lambda name: f"{name:n<39}Z")
    )


@st.composite
def valid_specs(draw: st.DrawFn, most: int = 5) -> str:
    """A scaffold.toml of models that refer to each other in any way that is taken.

    What the tool refuses is left out as it is drawn: names above all.
    """
    head = [
        f"title = {toml_text(draw(texts()))}",
        f"description = {toml_text(draw(texts()))}",
        f'app = "{draw(st.sampled_from(["catalog", "records", "main_app"]))}"',
    ]
    drawn = draw(st.lists(model_names(), min_size=1, max_size=most, unique=True))
    models: dict[str, list[str]] = {}
    for number, name in enumerate(drawn):
        first = f'fields.{draw(field_names())} = "{draw(st.sampled_from(FIRST))}"'
        plural = [f'plural = "rows_{number}"'] if draw(st.booleans()) else []
        if taken(head, models | {name: [*plural, first]}):
            models[name] = [*plural, first]
    models = models or {"Product": ['fields.name = "text"']}
    for name, lines in models.items():
        for _ in range(draw(st.integers(0, 7))):
            kind = draw(st.sampled_from(sorted(_KINDS)))
            text = draw(_KINDS[kind](sorted(models)))
            said = draw(said_of_fields()) if draw(st.booleans()) else ""
            field = draw(field_names())
            for more in (said, ""):
                lines.append(f"fields.{field} = {toml_text(text + more)}")
                if taken(head, models):
                    break
                lines.pop()
        names = tomllib.loads("\n".join(lines))["fields"]
        chosen = st.lists(st.sampled_from(sorted(names)), max_size=3, unique=True)
        minus = draw(st.sampled_from(["", "-"]))
        for more in (
            f"list = {draw(chosen)}",
            f"search = {draw(chosen)}",
            f"ordering = {[minus + name for name in draw(chosen)]}",
            f"unique = [{draw(chosen)}]",
            draw(said_of_models([*names])),
        ):
            lines.append(more)
            if draw(st.booleans()) or not taken(head, models):
                lines.pop()
    return toml_of(head, models)


def toml_of(head: list[str], models: dict[str, list[str]]) -> str:
    tables = (
        "\n".join(("", f"[models.{name}]", *lines)) for name, lines in models.items()
    )
    return "\n".join((*head, *tables)) + "\n"


def taken(head: list[str], models: dict[str, list[str]]) -> bool:
    """Whether the tool takes such a spec."""
    try:
        toml.from_toml(toml_of(head, models))
    except SpecError:
        return False
    return True


GOOD = '[models.Product]\nfields.name = "string(200)"\n'
BAD_FIELDS = [
    "text:unique",
    "json:unique",
    "created:unique",
    "refs(Product):unique",
    "email:default=a..b@example.com",
    "url:default=https://10.0.0.1/",
    "",
    "strng(20)",
    "string",
    "string()",
    "string(0)",
    "string(-1)",
    "string(x)",
    "string(99999999)",
    "string(20",
    "string(20):optionl",
    "string(20):optional:optional",
    "string(20):min=1",
    "string(20):on_delete=cascade",
    'string(3):default="long text"',
    "string(600):unique",
    "text:unique",
    "json:default=1",
    "decimal",
    "decimal(2)",
    "decimal(2,3)",
    "decimal(0,0)",
    "decimal(40,2)",
    "decimal(5,2):min=1.234",
    "integer:min=2:max=1",
    "integer:min=1:default=0",
    "integer:max=99999999999",
    "integer:default=x",
    "integer:min=NaN",
    "float:max=1e400",
    "boolean:default=maybe",
    "choice()",
    "choice(a,a)",
    "choice(a,b):default=c",
    "created:optional",
    "refs(Product):optional",
    "ref(Nowhere)",
    "ref(Product)",
    "ref(Product):optional:on_delete=explode",
    "one(Product)",
    "ref(Product):on_delete=set_null",
    "slug:default=a b",
    "url:default=nonsense",
    "email:default=nobody",
    "\x00",
    "string(20):default={{7*7}",
]
BAD_NAMES = [
    "id", "pk", "Name", "a-b", "1a", "class", "import", "a__b", "_a", "a_", "save",
    "objects", "metadata", "a b", "ü", "model_dump", "x" * 60, "{{x}}", "../x",
]  # fmt: skip
BAD_MODELS = [
    "product", "1Product", "Pro-duct", "User", "None", "Über", "X" * 60,
    "Decimal", "../Evil", "{{Evil}}", "Product Line",
]  # fmt: skip
BAD_LINES = [
    'list = ["nowhere"]',
    'list = ["name", "name"]',
    'list = "name"',
    'search = ["nowhere"]',
    'ordering = ["nowhere"]',
    'ordering = ["--name"]',
    'unique = [["name"]]',
    'unique = [["name", "nowhere"]]',
    'unique = ["name"]',
    'plural = "no plural"',
    'plural = "accounts"',
    'plural = ""',
    'nonsense = "x"',
    'fields = "x"',
    "fields.more = 1",
    'fields.more = { type = "string" }',
    "fields.more = { length = 3 }",
    'fields.more = { type = "string", length = 3, colour = "red" }',
]
BAD_DOCUMENTS = [
    "",
    "models = 1",
    "models = []",
    "[models]",
    "[models.Product]",
    "title = 1\n" + GOOD,
    "titel = 'x'\n" + GOOD,
    "app = 'json'\n" + GOOD,
    "app = '../x'\n" + GOOD,
    "app = 1\n" + GOOD,
    'title = "\\u0007"\n' + GOOD,
    f"title = '{'x' * 1000}'\n" + GOOD,
    "[models.Box]\nfields.b = 'ref(Bus)'\n[models.Bus]\nfields.a = 'ref(Box)'\n",
    GOOD + GOOD,
    GOOD + "[models.Products]\nfields.name = 'string(5)'\n",
]


def invalid_specs() -> st.SearchStrategy[str]:
    """A scaffold.toml with exactly one thing wrong, or no TOML at all."""
    return (
        st.sampled_from(BAD_DOCUMENTS)
        | st.sampled_from(BAD_LINES).map(lambda line: f"{GOOD}{line}\n")
        | st.sampled_from(BAD_FIELDS).map(
            lambda text: f"{GOOD}fields.more = {toml_text(text)}\n"
        )
        | st.sampled_from(BAD_NAMES).map(
            lambda name: f'{GOOD}fields.{toml_text(name)} = "text"\n'
        )
        | st.sampled_from(BAD_MODELS).map(
            lambda name: f'[models.{toml_text(name)}]\nfields.name = "text"\n'
        )
        | st.text(PLAIN, max_size=30).filter(_holds_no_model)
    )


def _holds_no_model(text: str) -> bool:
    try:
        return "models" not in tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return True


def invalid_names() -> st.SearchStrategy[str]:
    """What no project can be called."""
    known = sorted(
        {"json", "django", "flask", "con", "nul", "tests", "accounts", "", ".", ".."}
        | {"../x", "/tmp/x", "a/b", "a\\b", "Shop", "my-shop", "1shop", "shop ", "é"}
        | {"{{7*7}}", "a" * 41, "a", "shop\n", "test", "catalog"}
        | set(keyword.kwlist)
        | {name for name in sys.stdlib_module_names if len(name) > 1}
    )
    free = st.text(PLAIN, max_size=12).filter(
        lambda name: not reserved.PROJECT_PATTERN.fullmatch(name)
    )
    return st.sampled_from(known) | free


def valid_names() -> st.SearchStrategy[str]:
    return st.sampled_from(["shop", "my_shop", "a1", "x" * 40, "zebra_crossing_9"])


#: What breaks programs that did not expect it, wherever it is typed.
NASTY = [
    "", " ", "-", "--", "-x", "--help", "\x00", "\x1b[31m", "\x7f", "\ud800", "\r\n",
    "\u2028", "../../x", "/etc/passwd", "~root", "%00", "$(id)", "`id`", "a\\b", "*",
    "{{7*7}}", "{%", "9" * 5000, "1e999", "ａ", "e\u0301", "\u202e", "a" * 70_000,
    "CON", "shop.", ".shop", "shop/", "nul\x00l",
]  # fmt: skip


def anything() -> st.SearchStrategy[str]:
    """Any text at all, with what is known to hurt more often than by chance."""
    return st.sampled_from(NASTY) | st.text(max_size=30) | texts()


@st.composite
def broken(draw: st.DrawFn, sound: st.SearchStrategy[str]) -> str:
    """A sound text in which something was cut out, doubled, moved or put in."""
    text = draw(sound)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.integers(0, 12)), len(text))
        piece = text[start:end]
        put = draw(
            st.sampled_from(["", piece * 2, '"', "'", "=", "[", "]", "\n", "\\", ":"])
            | st.sampled_from(["(", ")", ",", "\x00", "\ufeff", "#", ".", "é", "🛒"])
        )
        text = text[:start] + put + text[end:]
    return text


def model_texts() -> st.SearchStrategy[str]:
    """What ``-m`` takes, right and wrong."""
    fields = st.sampled_from(
        ["name:string(200)", "price:decimal(10,2):min=0", "made:created", "x:text"]
        + [f"more:{text}" for text in BAD_FIELDS]
        + [f"{name}:text" for name in (*BAD_NAMES, *FIELD_NAMES)]
    )
    names = st.sampled_from([*MODEL_NAMES, *BAD_MODELS])
    whole = st.tuples(names, st.lists(fields, max_size=5)).map(
        lambda parts: " ".join((parts[0], *parts[1]))
    )
    return whole | broken(whole) | anything()
