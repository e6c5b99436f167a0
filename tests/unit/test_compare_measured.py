"""The comparison of a real pair, with and without made-up measurements."""

import json
import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from test_compare import Reader, outside_of_code

import measured as made_up
from scaffold import compare
from scaffold.cli import run
from scaffold.compare import data
from scaffold.compare.claims import figure_anchor
from scaffold.compare.complexity import complexity
from scaffold.create import create
from scaffold.create.request import request_of
from scaffold.project import results
from scaffold.project.pair import MEASUREMENTS
from scaffold.system.errors import ScaffoldError


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``scaffold both shop`` makes, as it was made."""
    folder = tmp_path_factory.mktemp("pair")
    create(request_of("both", "shop", folder), tell=lambda _: None)
    return folder / "shop"


@pytest.fixture
def pair(untouched: Path, tmp_path: Path) -> Path:
    """A copy to edit."""
    return Path(shutil.copytree(untouched, tmp_path / "shop"))


def html_of(project: Path) -> str:
    return compare.page(compare.build(project))


def test_the_page_of_the_default_spec_is_small_enough_to_mail(pair: Path) -> None:
    """And its elements are few enough to be shown at once."""
    made_up.put(pair)
    html = html_of(pair)
    assert len(html.encode()) < 1_200_000
    assert len(re.findall(r"<[a-z]", html)) < 20_000


def test_an_unmeasured_page_says_what_to_run(untouched: Path) -> None:
    html = html_of(untouched)
    assert "<b>Not run yet:</b> <code>scaffold check .</code>" in html
    assert "not measured" in html
    assert 'class="rounds"' not in html and "<figure>" not in html


def test_the_contract_s_result_comes_before_any_number(pair: Path) -> None:
    made_up.put(pair)
    html = html_of(pair)
    contract = html.index("1,240 of 1,240 requests answered with the same meaning.")
    assert contract < html.index("416 ms") < html.index("5.2.19")


def test_a_broken_contract_names_what_differs(pair: Path) -> None:
    made_up.put(pair, same=1239)
    html = html_of(pair)
    assert "1,239 of 1,240 requests answered with the same meaning." in html
    assert "<li>The status is 200 in Django and 404 in Flask.</li>" in html
    assert '<mark>  "status": "gone"</mark>' in html


def test_a_header_that_most_answers_carry_is_told_once_and_missed_where_it_is_not(
    pair: Path,
) -> None:
    """Three of four answers have the policy; the fourth has none, and its own type."""
    found = made_up.put(pair)
    assert found.contract
    secured = {**made_up.ANSWER.headers, "x-frame-options": "DENY"}
    usual = replace(made_up.ANSWER, headers=secured)
    odd = replace(usual, headers={"content-type": "text/plain", "x-request-id": "…"})
    first, second = found.contract.exchanges
    exchanges = (
        replace(first, answers={"django": usual, "flask": usual}),
        replace(second, answers={"django": usual, "flask": odd}),
    )
    contract = replace(found.contract, exchanges=exchanges)
    results.save(pair, replace(found, contract=contract))
    html = html_of(pair)
    assert html.count("x-frame-options: DENY") == 1
    assert html.count("x-frame-options: not there") == 1
    assert "<mark>content-type: text/plain\nx-frame-options: not there</mark>" in html


def test_each_round_is_a_dot_and_colour_means_a_sure_difference(pair: Path) -> None:
    made_up.put(pair)
    html = html_of(pair)
    shown = [
        figure
        for group in made_up.groups()
        for figure in group.figures
        if not figure.counted and not figure.is_nought
    ]
    rounds = re.findall(r'class="rounds" d="([^"]*)"', html)
    assert [path.count("h0") for path in rounds] == 2 * len(shown) * [made_up.ROUNDS]
    start_up = html[html.index('id="figure-startup-bare"') :].partition("</tr>")[0]
    memory = html[html.index('id="figure-memory-matched"') :].partition("</tr>")[0]
    assert 'class="dots sure"' in start_up and 'class="ratio flask"' in start_up
    assert 'class="dots"' in memory and 'class="ratio"' in memory
    assert "No request failed." in html


def test_each_figure_has_its_verdict_in_words(pair: Path) -> None:
    """On the page and in the data, the same of all four."""
    made_up.put(pair)
    comparison = compare.build(pair)
    html = compare.page(comparison)
    figures = {each["name"]: each for each in data.as_data(comparison)["figures"]}
    for name, outcome, ahead, words in (
        ("startup.bare", "better", "flask", "Flask better"),
        ("startup.matched", "better", "django", "Django better"),
        ("memory.matched", "equal", None, "equal"),
        ("p99 GET /api/health @8", "too noisy to tell", None, "too noisy to tell"),
    ):
        row = html[html.index(f'id="{figure_anchor(name)}"') :].partition("</tr>")[0]
        assert f">{words}</span>" in row, name
        assert (figures[name]["verdict"], figures[name]["ahead"]) == (outcome, ahead)
        assert set(figures[name]["medians"]) == {"django", "flask"}
    assert set(figures["startup.bare"]["ratio"]) == {"value", "low", "high"}


def test_hard_questions_are_shown_with_what_each_orm_sends_and_its_time(
    pair: Path,
) -> None:
    """The code itself stands there unmeasured too; SQL only where it was seen."""
    before = html_of(pair)
    assert "partition_by" in before and "What it sends" not in before
    assert "Django’s ORM has no recursive query; the package django-cte adds one" in (
        before
    )
    assert "No model of this spec leads to rows of another one" in before
    made_up.put(pair)
    section = html_of(pair).partition('id="questions"')[2].partition("</section>")[0]
    asked = section.split("<h3 ")[1:]
    assert len(asked) == 4
    for name, each in zip(made_up.QUESTIONS, asked, strict=True):
        assert f'id="question-{name}"' in each
        if name != "nested":  # the default spec has no models for it
            assert f"SELECT &#39;django {name}&#39;" in each
            assert f"SELECT &#39;flask {name}&#39;" in each
            assert "Flask ÷ Django" in each and 'class="verdict' in each


def test_what_a_busy_machine_measured_is_shown_without_a_verdict(pair: Path) -> None:
    made_up.put(pair, busy=0.62)
    comparison = compare.build(pair)
    html = compare.page(comparison)
    assert "<b>The machine was busy:</b>" in html and "62 % of" in html
    assert "209 ms" in html and ">Flask better<" not in html.partition("Memory")[0]
    ahead = {
        name for name, found in comparison.found.findings.items() if found.verdict.ahead
    }
    assert "memory.bare" in ahead and "installed.bytes" in ahead
    assert not [
        name for name in ahead if comparison.found.findings[name].figure.is_of_time
    ]
    assert data.as_data(comparison)["measured"]["too_busy"] is True


def test_a_quiet_machine_and_one_of_which_nothing_is_known_are_told_apart(
    pair: Path,
) -> None:
    made_up.put(pair)
    assert "2 % of it taken by other programs just before" in html_of(pair)
    made_up.put(pair, busy=None)
    html = html_of(pair)
    assert "how busy it was is not known" in html and "was busy:" not in html
    assert "Flask better" in html


def test_the_raw_figures_are_json(pair: Path) -> None:
    made_up.put(pair)
    raw = re.search(r'as JSON"><code>(.*?)</code>', html_of(pair), re.DOTALL)
    assert raw
    document = json.loads(unescape(raw[1]))
    assert document["figures"][0]["name"] == "startup.bare"
    assert document["machine"] == "2 cores, Linux"


def test_a_figure_without_rounds_is_left_out(pair: Path) -> None:
    found = made_up.put(pair)
    assert found.measured
    first, *others = found.measured.groups
    empty = replace(first.figures[0], rounds={"django": (), "flask": ()})
    first = replace(first, figures=(empty, *first.figures[1:]))
    results.save(
        pair, replace(found, measured=replace(found.measured, groups=(first, *others)))
    )
    comparison = compare.build(pair)
    assert "startup.bare" not in comparison.found.findings
    start = next(c for c in comparison.claims if c.claim.name == "start-up")
    verdicts = [each.judgement for each in start.evidence]
    assert verdicts == ["not measured", "holds", "reversed"]


@pytest.mark.parametrize("is_measured", [False, True], ids=["unmeasured", "measured"])
def test_no_placeholder_is_left_on_the_page(pair: Path, is_measured: bool) -> None:
    """Names in braces are filled; the one that stays is a part of a route."""
    if is_measured:
        made_up.put(pair)
    shown = outside_of_code(Reader(html_of(pair))).replace("/{id}", "/1")
    assert "gunicorn shop.wsgi" in shown
    assert not re.findall(r"\{[^}]*\}?", shown)


def test_figures_of_other_code_are_not_shown(pair: Path) -> None:
    made_up.put(pair)
    with (pair / "flask/wsgi.py").open("a") as file:
        file.write("# edited\n")
    comparison = compare.build(pair)
    assert comparison.found.is_outdated
    html = compare.page(comparison)
    assert "The code changed since" in html
    assert "1,240 of" not in html and "<figure>" not in html and "✓" not in html


def test_versions_are_read_from_the_lock(untouched: Path) -> None:
    django, flask = compare.build(untouched).projects.values()
    locked = (untouched / "django/requirements.txt").read_text("utf-8")
    assert f"django=={dict(django.versions.direct)['django']} " in locked
    assert {"flask", "sqlalchemy", "pydantic", "gunicorn"} <= dict(
        flask.versions.direct
    ).keys()
    assert flask.versions.pinned > len(flask.versions.direct)
    assert dict(django.versions.tested)["Django"][0] == "5.2"


def test_the_page_and_the_readmes_name_the_versions_that_were_tested(
    untouched: Path,
) -> None:
    """Each starter's pyproject.toml has them; the lock is one of them."""
    html = html_of(untouched)
    for name, project in compare.build(untouched).projects.items():
        readme = (untouched / name / "README.md").read_text("utf-8")
        tested = dict(project.versions.tested)
        for title, found in tested.items():
            assert f"{title} {', '.join(found)}" in html
            assert all(version in readme for version in found)
        if locked := tested.get(project.title):
            assert dict(project.versions.direct)[name].startswith(f"{locked[0]}.")


def test_a_starter_without_a_lock_has_no_versions(pair: Path) -> None:
    (pair / "flask/requirements.txt").unlink()
    (pair / "django/pyproject.toml").write_text("not TOML [")
    django, flask = compare.build(pair).projects.values()
    assert flask.versions.direct == () and flask.versions.pinned == 0
    assert django.versions.direct == () and django.versions.pinned > 10
    assert django.versions.tested == ()
    assert "No locked versions" in html_of(pair)


def test_every_field_of_the_spec_is_marked_in_both_starters(untouched: Path) -> None:
    """Declaration, migration, admin, schema and pages on each side; forms in Flask,
    where Django's ask the model."""
    comparison = compare.build(untouched)
    assert [m.name for m in comparison.fields.models] == ["Product"]
    for place in (
        "django/catalog/models.py",
        "django/catalog/migrations/0001_initial.py",
        "django/catalog/admin.py",
        "django/catalog/forms.py",
        "django/catalog/schemas.py",
        "django/catalog/templates/catalog/product_list.html",
        "flask/shop/catalog/models.py",
        "flask/migrations/versions/0001_initial.py",
        "flask/shop/catalog/admin.py",
        "flask/shop/catalog/forms.py",
        "flask/shop/catalog/schemas.py",
        "flask/shop/templates/catalog/product_list.html",
    ):
        framework, _, path = place.partition("/")
        marks = comparison.fields.marks[framework, path]
        assert "Product.price" in {mark.symbol for mark in marks}, place


def test_hand_edits_are_shown_as_they_are(pair: Path) -> None:
    """An added model, a renamed file, a deleted file, a file that is broken."""
    with (pair / "django/catalog/models.py").open("a") as file:
        file.write("\n\nclass Supplier(models.Model):\n    city = models.CharField()\n")
    (pair / "flask/shop/catalog/queries.py").rename(
        pair / "flask/shop/catalog/questions.py"
    )
    (pair / "django/catalog/summary.py").unlink()
    (pair / "flask/shop/catalog/api.py").write_text("def broken(:\n")
    comparison = compare.build(pair)
    html = compare.page(comparison)
    supplier = next(m for m in comparison.fields.models if m.name == "Supplier")
    assert supplier.fields == ("city",)
    assert 'data-f="Supplier.city"' in html
    sections = {section.name: section for section in comparison.sections}
    yours = [source.path for source in sections["other"].sides["flask"].files]
    assert yours == ["shop/catalog/questions.py"]
    missing = {
        twins.missing for s in comparison.sections for twins in s.twins if twins.missing
    }
    assert missing == {"shop/catalog/queries.py", "catalog/summary.py"}
    assert "catalog/summary.py is missing in Django" in html
    assert "broken" in html


def test_nothing_is_missing_from_what_was_generated(untouched: Path) -> None:
    comparison = compare.build(untouched)
    assert not [t for s in comparison.sections for t in s.twins if t.missing]
    assert "other" not in {section.name for section in comparison.sections}


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ("flask/shop/config.py", "shop/config.py is missing in Flask"),
        ("django/shop/settings.py", "shop/settings.py is missing in Django"),
    ],
)
def test_a_twin_of_another_name_is_missed_too(pair: Path, gone: str, says: str) -> None:
    (pair / gone).unlink()
    assert says in html_of(pair)


def test_where_only_one_side_has_a_file_the_other_says_what_it_does(
    untouched: Path,
) -> None:
    silent = {
        f"{section.name}, {framework}"
        for section in compare.build(untouched).sections
        for twins in section.twins
        for framework, source in twins.sides.items()
        if source is None and not section.sides[framework].instead
    }
    assert not silent


def test_complexity_is_mccabe_s_number_without_the_tests(tmp_path: Path) -> None:
    branched = "def two(x):\n    if x:\n        return 1\n    return 2\n"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_x.py").write_text(branched * 5)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*\n")
    (tmp_path / "a.py").write_text(branched + "\ndef one():\n    return 1\n")
    (tmp_path / "b.py").write_text("def broken(:\n")
    found = complexity(tmp_path)
    assert (found.functions, found.mean, found.most) == (2, 1.5, 2)
    assert (found.most_name, found.most_in) == ("two", "a.py")


def test_code_that_ruff_gives_up_on_is_told_in_its_words(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text(f"x = {'-' * 50_000}1\n")
    with pytest.raises(ScaffoldError, match=f"ruff could not read {tmp_path}: ") as e:
        complexity(tmp_path)
    assert "ruff check" not in e.value.message


def test_a_folder_without_python_has_no_complexity(tmp_path: Path) -> None:
    assert complexity(tmp_path).functions == 0


def test_the_command_prints_data_alone(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_up.put(pair)
    assert run(["compare", str(pair), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads(
        json.dumps(data.as_data(compare.build(pair, is_thorough=True)))
    )
    assert document["contract"]["same"] == 1240
    claim = next(c for c in document["claims"] if c["name"] == "start-up")
    assert [e["verdict"] for e in claim["evidence"]] == ["holds", "holds", "reversed"]
    models = next(s for s in document["concerns"] if s["name"] == "models")
    assert models["sides"]["django"]["kind"] == "built in"
    assert models["sides"]["flask"]["distribution"] == "flask-sqlalchemy"
    assert models["twins"][0]["sides"]["flask"] == "shop/catalog/models.py"
    assert document["models"]["Product"] == ["name", "price", "created_at"]
    assert document["complexity"]["flask"]["functions"] > 100


def test_the_command_opens_the_page_when_asked(
    pair: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert run(["compare", str(pair)]) == 0
    assert opened == []
    assert run(["compare", str(pair), "--open"]) == 0
    assert opened == [(pair / "comparison.html").as_uri()]


def test_a_broken_measurements_file_is_named_in_one_line(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pair / MEASUREMENTS).write_text("{")
    assert run(["compare", str(pair)]) == 1
    assert "measurements.json cannot be read" in capsys.readouterr().err
