"""comparison.html: what the page promises, on two small hand-written starters."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from scaffold import compare, frameworks
from scaffold.compare.comparison import ORDER
from scaffold.compare.highlight import highlight
from scaffold.system.errors import ScaffoldError

CONCERNS = {
    "django": """
[[concern]]
name = "tests"
title = "Tests"
modules = ["pytest"]
via = "pytest-django"
files = ["tests/**"]
notice = "Plain pytest."

[[concern]]
name = "layout"
title = "Layout"
files = ["manage.py", "pyproject.toml", "{project}/*.py"]
commands = [["python manage.py check", "a list of mistakes"]]
notice = "`manage.py` is <the> entry."

[[concern]]
name = "forms"
title = "Forms"
files = ["{app}/models.py"]
notice = "Made from the model."

[[concern]]
name = "models"
title = "Models"
files = ["{app}/models.py", "{app}/types.py"]
notice = "Fields are columns."
""",
    "flask": """
[[concern]]
name = "layout"
title = "Layout"
files = ["wsgi.py", "pyproject.toml", "{project}/**"]
notice = "You choose."

[[concern]]
name = "models"
title = "Models"
via = "Flask-SQLAlchemy"
files = ["{project}/{app}/models.py", "{project}/{app}/types.py"]
notice = "Typed mappings."

[[concern]]
name = "tests"
title = "Tests"
files = ["tests/**"]
notice = "Plain pytest."
""",
}
PROJECT = {
    "scaffold.toml": 'title = "Shop"\napp = "catalog"\n'
    '[models.Product]\nfields.name = "string(200)"\n',
    "django/pyproject.toml": '[project]\nname = "my-shop"\n',
    "django/manage.py": "import os  # entry\n\n# only a comment\nos.getcwd()\n",
    "django/my_shop/__init__.py": "",
    "django/catalog/models.py": 'NAME = "</code></pre><script>alert(2)</script>"\n',
    "django/catalog/types.py": "SAME = 1\n",
    "django/tests/contract/test_a.py": "def test_a():\n    assert 1\n",
    "django/notes/todo list.md": "Buy *milk*\n",
    "flask/pyproject.toml": '[project]\nname = "my-shop"\n',
    "flask/wsgi.py": "from my_shop import app\n",
    "flask/my_shop/__init__.py": "app = 1\n",
    "flask/my_shop/catalog/models.py": "class Product: ...\n",
    "flask/my_shop/catalog/types.py": "SAME = 1\n",
    "flask/tests/contract/test_a.py": "def test_a():\n    assert 1\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in CONCERNS.items():
        put(tmp_path / "templates", {f"{name}/concerns.toml": text})
    monkeypatch.setattr(frameworks.framework, "TEMPLATES", tmp_path / "templates")
    put(tmp_path / "shop", PROJECT)
    return tmp_path / "shop"


def put(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def section(project: Path, name: str) -> compare.Section:
    return next(s for s in compare.build(project).sections if s.name == name)


class Reader(HTMLParser):
    """The elements, ids and texts of a page; an unclosed element fails the test."""

    VOID = frozenset({"meta", "link", "br", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.code: list[str] = []
        self.text = self.prose = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "pre":
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if not {"pre", "style", "script"} & set(self.open):
            self.prose += data
        if "pre" in self.open:
            self.code[-1] += data

    def values(self, attribute: str) -> list[str]:
        return [a[attribute] or "" for _, a in self.elements if attribute in a]


def outside_of_code(page: Reader) -> str:
    """All that a reader sees or hears but code, style and script."""
    attributes = ("title", "aria-label", "value", "placeholder", "href", "id")
    values = (value for name in attributes for value in page.values(name))
    return "\n".join((page.prose, *values))


def read_page(project: Path) -> Reader:
    return Reader(compare.page(compare.build(project)))


def test_the_same_code_gives_the_same_bytes(project: Path) -> None:
    compare.write(project)
    first = (project / "comparison.html").read_bytes()
    compare.write(project)
    assert (project / "comparison.html").read_bytes() == first
    assert sorted(p.name for p in project.iterdir()) == [
        "comparison.html",
        "django",
        "flask",
        "scaffold.toml",
    ]


def test_the_folder_s_name_is_not_on_the_page(project: Path) -> None:
    """The page is made in a staging folder, and the reader may rename theirs."""
    before = compare.page(compare.build(project))
    assert compare.page(compare.build(project.rename(project.parent / "x"))) == before


def test_the_disk_s_order_of_files_does_not_matter(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compare.page(compare.build(project))

    def backwards(top: Path, **options: Any) -> Iterator[tuple[str, Any, Any]]:
        for folder, folders, files in walk(top, **options):
            folders.reverse()
            yield folder, folders, files[::-1]

    walk = os.walk
    monkeypatch.setattr(os, "walk", backwards)
    assert compare.page(compare.build(project)) == before


def test_every_file_is_shown_once(project: Path) -> None:
    ids = Counter(map(unquote, read_page(project).values("id")))
    assert max(ids.values()) == 1
    on_disk = {path for path in PROJECT if path != "scaffold.toml"}
    assert {path for path in ids if "/" in path and ":" not in path} == on_disk


def test_all_code_is_on_the_page_to_the_letter(project: Path) -> None:
    """Files that are the same in both are shown once for the two; and the spec, and what
    is asked of the database; and last of all the record of the decision."""
    expected = {text for text in PROJECT.values() if text}
    for question in compare.build(project).questions:
        expected |= set(question.code.values())
    *shown, record = read_page(project).code
    assert sorted(shown) == sorted(expected)
    assert record.startswith("# Django or Flask for Shop\n")


def test_each_definition_has_an_address_by_its_name(project: Path) -> None:
    """Of two with one name the first has it; what stands inside of another has none."""
    text = (
        "@a\nclass Product:\n    def price(self): ...\n\n\n"
        'async def load():\n    """\nclass No:\n    """\n\n\n'
        "def load(): ...\n"
    )
    put(project, {"flask/my_shop/catalog/models.py": text})
    ids = read_page(project).values("id")
    place = "flask/my_shop/catalog/models.py:"
    assert [name for name in ids if place in name] == [
        f"{place}Product",
        f"{place}load",
    ]


def test_line_numbers_are_no_text_and_cost_no_element(project: Path) -> None:
    """Those of a listing go as far as its last line, or beyond, where they are cut."""
    html = compare.page(compare.build(project))
    columns = dict(re.findall(r'\.(n\d+)::before { --n: "1(.*?)"; }', html))
    for tag, attributes in Reader(html).elements:
        if tag == "pre" and attributes.get("class"):
            assert f"{attributes['class']}" in columns
    assert columns["n16"].endswith(r"\a 15\a 16")


def test_every_link_leads_to_a_place_on_the_page(project: Path) -> None:
    page = read_page(project)
    targets = {f"#{name}" for name in page.values("id")}
    links = [link for link in page.values("href") if not link.startswith("data:")]
    assert set(links) <= targets


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "</style></title><img src=x onerror=alert(1)>",
        "{{ 7*7 }}{% raw %}",
        "\"' & \N{RIGHT-TO-LEFT OVERRIDE}\N{SNAKE}",
    ],
    ids=["script", "break out", "template", "quotes"],
)
def test_user_text_comes_out_as_text(project: Path, hostile: str) -> None:
    quoted = json.dumps(hostile, ensure_ascii=False)
    toml = PROJECT["scaffold.toml"].replace('"Shop"', quoted)
    put(project, {"scaffold.toml": f"description = {quoted}\n{toml}"})
    page = read_page(project)
    outside = page.text.count(hostile) - sum(c.count(hostile) for c in page.code)
    # Title, h1, description; the diagram, which has no control characters. The spec and
    # the record are code.
    assert outside in (3, 4)
    tags = Counter(tag for tag, _ in page.elements)
    assert (tags["script"], tags["img"]) == (1, 0)


def test_the_page_asks_nothing_of_anybody(project: Path) -> None:
    page = read_page(project)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "iframe", "object", "embed", "base"}
    assert not page.values("src") + page.values("action")
    links = [attrs["href"] for tag, attrs in page.elements if tag == "link"]
    assert links == ["data:,"]
    folder = Path(compare.__file__).parent / "html"
    assert not re.search(r"@import|url\(", (folder / "page.css").read_text("utf-8"))
    script = (folder / "page.js").read_text("utf-8")
    assert not re.search(r"fetch|XMLHttp|Socket|import|sendBeacon|\.src\b", script)


def test_the_policy_allows_its_own_style_and_script_and_nothing_else(
    project: Path,
) -> None:
    html = compare.page(compare.build(project))
    policies = [
        attrs["content"]
        for tag, attrs in Reader(html).elements
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    style, script = (
        base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        for tag in ("style", "script")
        if (found := re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL))
    )
    assert policies == [
        f"default-src 'none'; style-src 'sha256-{style}'; "
        f"script-src 'sha256-{script}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    ]
    inline = re.compile(r"on\w+|style")
    attributes = {a for _, attrs in Reader(html).elements for a in attrs}
    assert not [name for name in attributes if inline.fullmatch(name)]


def test_concerns_come_in_the_order_of_the_design(project: Path) -> None:
    names = [section.name for section in compare.build(project).sections]
    assert names == ["layout", "models", "forms", "tests", "other"]
    assert [name for name in ORDER if name in names] == names[:-1]


def test_twins_stand_side_by_side_and_equal_ones_last(project: Path) -> None:
    twins = section(project, "models").twins
    assert [[source.path for source in pair.either] for pair in twins] == [
        ["catalog/models.py", "my_shop/catalog/models.py"],
        ["catalog/types.py", "my_shop/catalog/types.py"],
    ]
    assert [pair.are_identical for pair in twins] == [False, True]


def test_first_files_that_only_differ_in_name_are_twins(project: Path) -> None:
    """manage.py and wsgi.py here, settings.py and config.py in the starters."""
    pairs = [[s.path for s in t.either] for t in section(project, "layout").twins]
    assert ["manage.py", "wsgi.py"] in pairs
    put(project, {"flask/my_shop/one_more.py": "X = 1\n"})
    pairs = [[s.path for s in t.either] for t in section(project, "layout").twins]
    assert ["manage.py", "wsgi.py"] in pairs
    assert ["my_shop/one_more.py"] in pairs


def test_two_files_that_no_template_names_are_no_twins(project: Path) -> None:
    put(project, {"django/tests/settings.py": "A = 1\n", "flask/tests/x.py": "B = 1\n"})
    alone = [t for t in section(project, "tests").twins if len(t.either) == 1]
    assert [twins.either[0].path for twins in alone] == [
        "tests/settings.py",
        "tests/x.py",
    ]


def test_a_tab_has_the_name_of_its_file_and_the_path_where_that_is_not_enough(
    project: Path,
) -> None:
    for name in ("tests/test_a.py", "tests/other/test_b.py"):
        put(project, {f"django/{name}": "A = 1\n", f"flask/{name}": "B = 1\n"})
    names = [name for name, _ in section(project, "tests").tabs]
    assert names == ["test_b.py", "tests/test_a.py", "tests/contract/test_a.py"]
    names = [name for name, _ in section(project, "layout").tabs]
    assert "manage.py / wsgi.py" in names


def test_a_deleted_twin_is_missing(project: Path) -> None:
    (project / "flask/my_shop/catalog/models.py").unlink()
    pair = section(project, "models").twins[0]
    assert pair.sides["django"] and pair.sides["flask"] is None
    assert pair.missing == "my_shop/catalog/models.py"
    assert "my_shop/catalog/models.py is missing in Flask" in read_page(project).text


def test_a_renamed_file_is_yours_and_missing_where_it_was(project: Path) -> None:
    old = project / "flask/my_shop/catalog/models.py"
    (project / "flask/tables").mkdir()
    old.rename(project / "flask/tables/models.py")
    flask = section(project, "other").sides["flask"]
    assert [source.path for source in flask.files] == ["tables/models.py"]
    assert section(project, "models").twins[0].missing == "my_shop/catalog/models.py"
    assert "written by you, or renamed" in read_page(project).text


def test_what_one_template_never_had_is_not_missing(project: Path) -> None:
    """An empty side says what the framework does instead, if anybody wrote it down."""
    toml = CONCERNS["flask"].replace(
        'notice = "You choose."', 'notice = "You choose."\ninstead = "No `entry` here."'
    )
    put(frameworks.framework.TEMPLATES, {"flask/concerns.toml": toml})
    put(project, {"django/my_shop/asgi.py": "X = 1\n", "flask/my_shop/x.py": "Y = 1\n"})
    alone = [t for t in section(project, "layout").twins if len(t.either) == 1]
    assert len(alone) > 1
    assert not any(twins.missing for twins in alone)
    html = compare.page(compare.build(project))
    assert "<p>No <code>entry</code> here.</p>" in html
    assert "No such file in Django." in html


def test_a_command_says_what_it_makes(project: Path) -> None:
    html = compare.page(compare.build(project))
    assert "<code>python manage.py check</code>" in html
    assert "a list of mistakes" in html


def test_every_text_of_a_concern_may_name_the_project_and_its_app(
    project: Path,
) -> None:
    """Whatever an author of templates writes a name into, the reader sees the name."""
    named = "{project} and {app}"
    toml = f"""
[[concern]]
name = "layout"
title = "Layout"
via = "via {named}"
files = ["wsgi.py"]
commands = [["run {named}", "makes {named}"]]
notice = "notice of {named}"
instead = "instead of {named}"
"""
    put(frameworks.framework.TEMPLATES, {"flask/concerns.toml": toml})
    (project / "flask/wsgi.py").unlink()
    page = read_page(project)
    for text in ("via", "run", "makes", "notice of", "instead of"):
        assert f"{text} my_shop and catalog" in page.text
    assert "{" not in outside_of_code(page)


def test_a_file_of_two_concerns_is_linked_from_the_second(project: Path) -> None:
    django, flask = section(project, "forms").sides.values()
    assert [e.source.path for e in django.elsewhere] == ["catalog/models.py"]
    assert [e.concern for e in django.elsewhere] == ["models"]
    assert not django.files and not flask.files


def test_a_name_is_stronger_than_a_glob(project: Path) -> None:
    """Flask's layout catches the whole package; models names its file."""
    flask = section(project, "models").sides["flask"]
    assert "my_shop/catalog/models.py" in [source.path for source in flask.files]


def test_one_star_stays_inside_its_folder(project: Path) -> None:
    put(project, {"django/my_shop/deep/x.py": "X = 1\n"})
    django = section(project, "layout").sides["django"]
    assert [source.path for source in django.files] == [
        "manage.py",
        "pyproject.toml",
        "my_shop/__init__.py",
    ]


def test_a_file_that_no_concern_knows_is_among_the_others(project: Path) -> None:
    django = section(project, "other").sides["django"]
    assert [source.path for source in django.files] == ["notes/todo list.md"]


def test_lines_of_code_leave_out_blanks_and_comments(project: Path) -> None:
    manage = section(project, "layout").sides["django"].files[0]
    assert (manage.lines, manage.code_lines) == (4, 2)


def test_the_notice_is_text_with_code_in_it(project: Path) -> None:
    html = compare.page(compare.build(project))
    assert "<p><code>manage.py</code> is &lt;the&gt; entry.</p>" in html


def test_secrets_and_leftovers_stay_off_the_page(project: Path) -> None:
    leftovers = (".env", "db.sqlite3", ".venv/x.py", "a/__pycache__/b.pyc", ".git/HEAD")
    put(project, {f"django/{path}": "SECRET_KEY=hunter2\n" for path in leftovers})
    put(project, {"django/.env.example": "SECRET_KEY=\n"})
    html = compare.page(compare.build(project))
    assert "hunter2" not in html
    assert "django/.env.example" in html


def test_of_a_long_test_that_is_the_same_in_both_the_start_is_shown(
    project: Path,
) -> None:
    """There is nothing to compare; where they differ both are shown whole."""
    long = "".join(f"x{number} = {number}\n" for number in range(300))
    names = ("tests/test_same.py", "tests/test_other.py", "same.py")
    for framework in ("django", "flask"):
        put(project, {f"{framework}/{name}": long for name in names})
    put(project, {"flask/tests/test_other.py": long + "y = 1\n"})
    page = read_page(project)
    assert page.text.count("The first 100 of 300 lines; the rest is the same") == 1
    assert [len(code.splitlines()) for code in page.code if "x99 = 99\n" in code] == [
        *(300, 301, 100, 300),
    ]


def test_odd_files_do_not_stop_the_page(project: Path) -> None:
    (project / "django/logo.png").write_bytes(b"\x89PNG\xff\0")
    put(project, {"django/requirements.txt": "package==1 --hash=x\n" * 5000})
    put(project, {"django/odd.py": "\x1b[31m\r\nX = '''unclosed"})
    os.mkfifo(project / "flask/pipe")  # who reads it waits for ever
    page = read_page(project)
    assert "A binary file." in page.text
    assert "The first 100 of 5,000 lines." in page.text
    assert not re.search("[\r\x1b]", page.text)


@pytest.mark.parametrize("part", ["scaffold.toml", "django", "flask"])
def test_another_folder_is_refused_in_one_line(project: Path, part: str) -> None:
    (project / part).rename(project / "moved")
    with pytest.raises(ScaffoldError, match=f"it has no {part}") as refusal:
        compare.write(project)
    assert "\n" not in refusal.value.message
    assert not list(project.glob("*comparison*"))


@pytest.mark.parametrize(
    ("name", "text", "coloured"),
    [
        ("a.py", "x = 'it\\'s'  # no", [("i", "'it\\'s'"), ("em", "# no")]),
        ("a.py", 'f"""a\n"b" # c"""', [("i", 'f"""a\n"b" # c"""')]),
        ("a.py", "@app.get\nasync def f(): ...", None),
        ("a.html", '<a href="x">{{ y }}', None),
        ("a.toml", '[a]\nb = "#c" # d', None),
        ("a.unknown", "def # 'x' <b>", []),
    ],
    ids=["string and comment", "triple quotes", "decorator", "html", "toml", "other"],
)
def test_highlighting_never_changes_a_letter(
    name: str, text: str, coloured: list[tuple[str, str]] | None
) -> None:
    html = highlight(text, name)
    assert unescape(re.sub(r"</?(?:b|i|u|em|var)>", "", html)) == text
    found = re.findall(r"<(\w+)>(.*?)</\1>", html, re.DOTALL)
    if coloured is not None:
        assert [(kind, unescape(word)) for kind, word in found] == coloured
    else:
        assert found
