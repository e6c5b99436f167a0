"""The answer on the first screen: side by side, for either choice, in one picture."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

import measured as made_up
from scaffold import compare
from scaffold.cli import run
from scaffold.compare.answer import answer
from scaffold.compare.comparison import Comparison, Found
from scaffold.compare.forest import forest
from scaffold.compare.growth import Growth, growth
from scaffold.compare.means import BUILT_IN
from scaffold.compare.ratios import Ratio, Ratios, of_counts, of_finding, ratios
from scaffold.compare.verdicts import finding
from scaffold.create import create
from scaffold.create.request import request_of
from scaffold.project.results import Figure
from scaffold.spec import default_spec
from scaffold.spec.rules.sizes import MODEL_LIMIT

NAMES = {"django": "Django", "flask": "Flask"}
GROWN = {
    "django": Growth(new=4, changed=13, lines=200),
    "flask": Growth(new=4, changed=12, lines=250),
}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pair")
    create(request_of("both", "shop", folder), tell=lambda _: None)
    return folder / "shop"


@pytest.fixture(scope="module")
def bare(pair: Path) -> Comparison:
    """Nothing is measured, and nobody asked what a model costs."""
    return compare.build(pair)


def with_figures(
    comparison: Comparison, *figures: Figure, busy: float | None = 0.02
) -> Comparison:
    """``comparison`` as if these figures, and the contract, had been found of it."""
    measured = made_up.measured(busy=busy)
    given = [replace(measured.groups[0], figures=figures)] if figures else []
    measured = replace(measured, groups=tuple(given) or measured.groups)
    found = Found(
        contract=made_up.contract(),
        measured=measured,
        findings={
            figure.name: finding(figure, is_too_busy=measured.was_too_busy)
            for group in measured.groups
            for figure in group.figures
        },
    )
    return replace(comparison, found=found, growth=GROWN)


def svg_of(page: str) -> ElementTree.Element:
    """The picture that the page lets one save."""
    from base64 import b64decode

    found = re.search(r'href="data:image/svg\+xml;base64,([^"]+)" download=', page)
    assert found
    return ElementTree.fromstring(b64decode(found[1]))


def words_of(svg: ElementTree.Element) -> str:
    return " ".join(text.text or "" for text in svg.iter(f"{SVG}text"))


def test_a_larger_spec_costs_what_the_two_templates_write_for_a_model() -> None:
    """A Product more, in files that are there and in one for each of its four pages."""
    found = growth(default_spec().completed("shop"), "shop")
    assert set(found) == {"django", "flask"}
    for each in found.values():
        assert each.new == 4
        assert 8 < each.changed < 16
        assert 150 < each.lines < 350


def test_what_a_model_costs_does_not_depend_on_what_it_is_called() -> None:
    """In a spec that has a Note already, the further one has another name."""
    spec = default_spec().completed("shop")
    note = replace(spec.models[0], name="Note")
    taken = growth(replace(spec, models=(*spec.models, note)), "shop")
    assert taken["django"].new == 4


def test_what_has_no_room_or_no_such_name_has_no_cost() -> None:
    spec = default_spec().completed("shop")
    assert growth(spec, spec.app) == {}
    letters = [chr(65 + n) for n in range(26)]
    names = [f"Thing{one}{other}" for one in letters for other in letters]
    full = tuple(replace(spec.models[0], name=n) for n in names[:MODEL_LIMIT])
    assert growth(replace(spec, models=full), "shop") == {}


def test_nothing_is_said_of_what_nobody_found_out(bare: Comparison) -> None:
    found = answer(bare)
    rows = {row.title: row for row in found.rows}
    assert found.behaviour is None and not found.is_measured
    assert rows["Memory"].run == rows["Start"].run == "scaffold compare . --measure"
    assert rows["One more model"].run == "scaffold compare ."
    assert not rows["Memory"].values and not rows["One more model"].values
    page = compare.page(bare)
    assert "not measured: <code>scaffold compare . --measure</code>" in page
    assert "not counted: <code>scaffold compare .</code>" in page
    assert "Not yet asked" in words_of(svg_of(page))


def test_the_answer_has_all_figures_of_both(bare: Comparison) -> None:
    found = answer(with_figures(bare))
    assert found.behaviour == (1240, 1240)
    rows = {row.title: row for row in found.rows}
    assert list(rows) == [
        *("Lines you own", "HTML + scripts", "Packages", "Jobs built in"),
        *("One more model", "Memory", "Start"),
    ]
    built_in = rows["Jobs built in"]
    assert built_in.ratio is None
    for name, said in built_in.values.items():
        assert said == str(len(bare.of_kind(name, BUILT_IN))) != "0"
    assert rows["One more model"].values == {
        "django": "200 lines, 17 files",
        "flask": "250 lines, 16 files",
    }
    start = rows["Start"].ratio
    assert start and start.ahead == "django" and start.interval
    memory = rows["Memory"].ratio
    assert memory and (memory.ahead, memory.times) == ("", "equal")
    lines = rows["Lines you own"].values
    shown = {
        name: sum(
            number
            for section in bare.sections
            for number in section.sides[name].owned.python.values()
        )
        for name in NAMES
    }
    assert lines == {name: f"{number:,}" for name, number in shown.items()}


def test_a_sentence_for_each_choice_says_only_what_was_found(bare: Comparison) -> None:
    """The made-up figures: Flask ahead when bare and under load, Django when matched."""
    choose = answer(with_figures(bare)).choose
    start = "start faster (416\N{NO-BREAK SPACE}ms against 620\N{NO-BREAK SPACE}ms)"
    assert start in choose["django"]
    assert "write less for each new model (200 against 250 lines)" in choose["django"]
    assert "memory" not in choose["django"], "they are equal"
    assert "begin small (one route and nothing else needs 31" in choose["flask"]
    assert "answer more requests per second (under 4 of 4 loads)" in choose["flask"]
    assert "start faster" not in choose["flask"]
    assert "what it requires take 3.00" in choose["flask"]
    assert "answer hard questions faster (2 of 4)" in choose["django"]


def test_loads_that_speak_for_the_other_are_told_too(bare: Comparison) -> None:
    def load(name: str, django: float, flask: float, noise: float = 0.02) -> Figure:
        unit = "requests/s"
        return made_up.figure(name, unit, django, flask, noise=noise, better="higher")

    loads = load("a", 9, 5), load("b", 9, 5), load("c", 5, 9), load("d", 5, 6, 0.9)
    choose = answer(with_figures(bare, *loads)).choose
    assert (
        "(under 2 of 4 loads, fewer under 1, too close to tell under 1)"
        in (choose["django"])
    )
    assert "requests per second" not in choose["flask"]


def test_a_busy_machine_gives_no_reason_of_time(bare: Comparison) -> None:
    choose = answer(with_figures(bare, busy=0.62)).choose
    assert "start faster" not in choose["django"]
    assert "requests per second" not in choose["flask"]
    assert "begin small" in choose["flask"], "memory can be told all the same"


@pytest.mark.parametrize(
    ("is_measured", "says"),
    [(False, "nothing that was counted here"), (True, "counted or measured here")],
)
def test_who_has_nothing_ahead_is_told_so(
    bare: Comparison, is_measured: bool, says: str
) -> None:
    slow = made_up.figure("startup.matched", "s", 0.4, 0.6)
    comparison = with_figures(bare, slow) if is_measured else bare
    assert says in answer(comparison).choose["flask"]
    assert "speaks for it" not in answer(comparison).choose["django"]


def test_the_picture_to_save_is_svg_with_the_same_words(bare: Comparison) -> None:
    comparison = replace(with_figures(bare), title='<Shop> & "co"')
    svg = svg_of(compare.page(comparison))
    assert svg.tag == f"{SVG}svg"
    words = words_of(svg)
    found = answer(comparison)
    assert '<Shop> & "co"' in words
    assert "1,240 of 1,240 requests answered with the same meaning" in words
    assert "2026-11-22" in words
    for row in found.rows:
        assert row.title in words
        assert set(row.values.values()) <= {t.text for t in svg.iter(f"{SVG}text")}
    for name, why in found.choose.items():
        assert f"Choose {NAMES[name]} if {why}" in words
    bottom = max(float(text.attrib["y"]) for text in svg.iter(f"{SVG}text"))
    assert bottom < float(svg.attrib["height"]) < bottom + 60


def test_above_one_means_that_flask_is_better() -> None:
    """Less time and more requests are the same praise."""
    faster = of_finding("", finding(made_up.figure("x", "s", 2.0, 1.0)))
    more = made_up.figure("y", "requests/s", 1.0, 2.0, better="higher")
    busier = of_finding("", finding(more))
    for ratio in (faster, busier):
        assert ratio and ratio.ahead == "flask"
        assert 1.9 < ratio.low < ratio.value < ratio.high < 2.1
    slower = of_finding("", finding(made_up.figure("x", "s", 1.0, 2.0)))
    assert slower and slower.ahead == "django" and slower.high < 0.6
    assert re.fullmatch(r"(1\.9|2\.0)\d\N{NO-BREAK SPACE}×", slower.times)
    near, far = map(float, slower.interval.split(" to "))
    assert 1.9 < near < far < 2.1


@pytest.mark.parametrize(
    ("django", "flask", "ahead"),
    [(100, 105, ""), (100, 106, "django"), (106, 100, "flask"), (7, 7, "")],
)
def test_counts_within_five_per_cent_are_equal(
    django: int, flask: int, ahead: str
) -> None:
    ratio = of_counts("x", {"django": django, "flask": flask})
    assert ratio and ratio.ahead == ahead
    assert ratio.is_counted and not ratio.interval


def test_nothing_is_divided_by_nought() -> None:
    assert of_counts("x", {"django": 0, "flask": 3}) is None
    for values in ((0.0, 1.0), (1.0, 0.0)):
        assert of_finding("", finding(made_up.figure("x", "s", *values))) is None


def test_what_is_counted_comes_first_and_times_last(bare: Comparison) -> None:
    comparison = with_figures(bare)
    parts = [part.title for part in ratios(comparison)]
    assert parts == [
        "Code, counted",
        "Statements, counted",
        "Dependencies, counted",
        "Memory",
        "Start-up",
        "Complex queries",
        "Hard questions",
        *made_up.ROUTES,
    ]
    tables = re.findall(
        r"<h3>(.*?)</h3>",
        compare.page(comparison).partition('class="all"')[2].partition("</details>")[0],
    )
    assert tables == [title.removesuffix(", counted") for title in parts[1:]]


def test_the_page_says_how_many_ratios_it_holds(bare: Comparison) -> None:
    """2 of code, 4 counted, 11 of start-up, memory and queries, 3 of each of 4 loads."""
    page = compare.page(with_figures(bare))
    assert "29 ratios in one picture. 6 of them are counted" in page
    assert "23 come from rounds" in page
    assert "fewer than one would leave out 1 by chance" in page
    picture = page.partition('<svg class="forest"')[2].partition("</figure>")[0]
    assert len(re.findall(r'<rect x="', picture)) == 29
    assert picture.count(' counted"><rect') == 6


def drawn(*found: Ratio) -> ElementTree.Element:
    part = Ratios(title="Times", ratios=found)
    return ElementTree.fromstring(str(forest([part], NAMES, "One of each.")))


def ratio(value: float, low: float = 0, high: float = 0, ahead: str = "") -> Ratio:
    return Ratio(
        title="a & b",
        value=value,
        low=low or value,
        high=high or value,
        ahead=ahead,
        outcome="better" if ahead else "equal",
    )


def per_cent(text: str) -> float:
    return float(text.removesuffix("%"))


def test_the_axis_is_logarithmic_around_one() -> None:
    """Twice as good is as far from 1 on either side, and so is four times from two."""
    svg = drawn(
        *(ratio(value, value / 1.1, value * 1.1) for value in (0.25, 0.5, 2, 4))
    )
    middle = [
        per_cent(rect.attrib["x"])
        for rect in svg.iter("rect")
        if "class" not in rect.attrib
    ]
    steps = [right - left for left, right in zip(middle, middle[1:], strict=False)]
    assert math.isclose(steps[0], steps[2], abs_tol=0.02)
    assert math.isclose(steps[1], 2 * steps[0], abs_tol=0.02)
    one = next(line for line in svg.iter("line") if line.get("class") == "one")
    assert one.attrib["x1"] == one.attrib["x2"] == "50.00%"


@pytest.mark.parametrize("most", [1.001, 1.2, 1.9, 4.0, 9.0, 40.0, 3e3, 2e7])
@pytest.mark.parametrize(
    "turned", [lambda v: v, lambda v: 1 / v], ids=["over", "under"]
)
def test_everything_is_drawn_between_labelled_ticks(
    most: float, turned: Callable[[float], float]
) -> None:
    low, high = sorted((turned(most), turned(1.0001)))
    svg = drawn(ratio(low, low, high), ratio(1.0))
    ends = [
        per_cent(line.attrib[end])
        for group in svg.iter("g")
        if group.get("class") != "lanes"
        for line in group.iter("line")
        for end in ("x1", "x2")
    ]
    ticks = sorted(
        per_cent(text.attrib["x"])
        for text in svg.iter("text")
        if "number" in text.get("class", "")
    )
    assert ends and ticks[0] <= min(ends) <= max(ends) <= ticks[-1]
    assert ticks[0] >= 0 and ticks[-1] <= 100
    labels = [t.text for t in svg.iter("text") if "number" in t.get("class", "")]
    assert "1" in labels and all(label == "1" or "×" in str(label) for label in labels)


def test_the_picture_has_a_title_and_says_where_its_numbers_are() -> None:
    svg = drawn(ratio(2.0, 1.8, 2.2, "flask"))
    named = svg.attrib["aria-labelledby"].split()
    found = {each.get("id"): each.text for each in svg}
    assert [found[name] for name in named] == [
        "Every ratio of Django and Flask",
        "One of each.",
    ]
    words = "".join(svg.itertext())
    assert "← Django better" in words and "Flask better →" in words
    assert "a & b" in words and "Flask 2.00\N{NO-BREAK SPACE}×" in words


def test_the_page_of_the_default_pair_is_light(bare: Comparison, pair: Path) -> None:
    """As it was made, and after a whole measurement of 3 loads on each of 5 routes."""
    for page in (compare.page(bare), compare.page(with_figures(bare, *made_up.many()))):
        assert len(page.encode()) < 1_200_000
        assert len(re.findall(r"<[a-zA-Z]", page)) < 20_000


def test_the_command_counts_what_a_model_costs(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", str(pair)]) == 0
    page = (pair / "comparison.html").read_text("utf-8")
    assert re.search(r"<td>\d+ lines, \d+ files</td>", page)
    capsys.readouterr()
