"""A person settles a conflict by hand, and the same merge is made again."""

from dataclasses import dataclass

import pytest

from scaffold.merge import Merged, merge


@dataclass(frozen=True, kw_only=True)
class Case:
    """``both`` is what a person makes of the two texts who wants what is new, and theirs."""

    path: str
    base: str
    yours: str
    new: str
    both: str


HEAD = "<dl>\n<dd>{{ p.name }}</dd>\n"
CASES = {
    "a line of a function goes beside one's own": Case(
        path="a.py",
        base="def f():\n    a()\n    b(1)\n    c()\n",
        yours="def f():\n    a()\n    b(1)\n    mine()\n    c()\n",
        new="def f():\n    a()\n    c()\n",
        both="def f():\n    a()\n    mine()\n    c()\n",
    ),
    "lines of a class go beside one's own": Case(
        path="a.py",
        base="class A(M):\n    one = F(1)\n    two = F(2)\n    f(two)\n",
        yours="class A(M):\n    one = F(1)\n    two = F(2, n=1)\n    own = F(3)\n    f(two)\n",
        new="class A(M):\n    one = F(1)\n",
        both="class A(M):\n    one = F(1)\n    own = F(3)\n",
    ),
    "both change a call": Case(
        path="a.py",
        base="p = D(max_digits=10, places=2)\n",
        yours='p = D(max_digits=11, places=2, help="x")\n',
        new="p = D(max_digits=12, places=2)\n",
        both='p = D(max_digits=12, places=2, help="x")\n',
    ),
    "a line of a page goes beside one's own": Case(
        path="a.html",
        base=HEAD + "<dd>{{ p.weight }}</dd>\n</dl>\n",
        yours=HEAD + "<dd>{{ p.weight }}</dd>\n<dd>{{ p.mine }}</dd>\n</dl>\n",
        new=HEAD + "</dl>\n",
        both=HEAD + "<dd>{{ p.mine }}</dd>\n</dl>\n",
    ),
    "both change a line of a page": Case(
        path="a.html",
        base=HEAD + "<dd>{{ p.weight }}</dd>\n</dl>\n",
        yours=HEAD + '<dd class="m">{{ p.weight }}</dd>\n</dl>\n',
        new=HEAD + "<dd>{{ p.weight|floatformat }}</dd>\n</dl>\n",
        both=HEAD + '<dd class="m">{{ p.weight|floatformat }}</dd>\n</dl>\n',
    ),
    "both add a line to a page": Case(
        path="a.html",
        base=HEAD + "</dl>\n",
        yours=HEAD + "<dd>mine</dd>\n</dl>\n",
        new=HEAD + "<dd>{{ p.size }}</dd>\n</dl>\n",
        both=HEAD + "<dd>mine</dd>\n<dd>{{ p.size }}</dd>\n</dl>\n",
    ),
    "a key goes beside one's own": Case(
        path="a.toml",
        base='[a]\nx = 1\ny = "b"\nz = 3\n',
        yours='[a]\nx = 1\ny = "mine"\nown = 4\nz = 3\n',
        new="[a]\nx = 1\nz = 3\n",
        both="[a]\nx = 1\nown = 4\nz = 3\n",
    ),
}


def merged(case: Case, yours: str, base: str = "") -> Merged:
    texts = (text.encode() for text in (base or case.base, yours, case.new))
    return merge(case.path, *texts)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_person_has_settled_is_no_conflict(case: Case) -> None:
    """With the new text, or with both; a person's text alone is what conflicts."""
    assert merged(case, case.yours).conflicts
    for settled in (case.new, case.both):
        again = merged(case, settled)
        assert again.conflicts == (), settled
        assert again.content == settled.encode()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_once_markers_were_written_any_choice_is_settled(case: Case) -> None:
    """What scaffold wrote is then what it writes now."""
    for settled in (case.yours, case.new, case.both):
        again = merged(case, settled, base=case.new)
        assert again.conflicts == () and again.content == settled.encode()


@pytest.mark.parametrize(
    ("yours", "why"),
    [
        ("<dd>{{ p.weight|floatformat }}</dd>", "it is the line that goes, changed"),
        ("<dd>{{ p.weight }}</dd>\n<dd>mine</dd>", "the line that goes is there"),
        ('<dd title="weight">{{ p.name }}</dd>', "it mentions what goes"),
    ],
)
def test_a_line_that_a_person_changed_is_not_taken_for_a_deleted_one(
    yours: str, why: str
) -> None:
    case = CASES["a line of a page goes beside one's own"]
    assert merged(case, f"{HEAD}{yours}\n</dl>\n").conflicts, why


NAV = ["<li>{% alpha %}</li>", "<li>{% beta %}</li>", "<li>{% later %}</li>"]


@pytest.mark.parametrize("place", range(4))
def test_a_line_of_the_tool_that_moved_does_not_stop_anybody(place: int) -> None:
    """One's own line is there, and each of the tool's once; what changed is new."""
    base = [*NAV, "</ul>"]
    new = [NAV[1], NAV[2], NAV[0], "</ul>", "more"]
    yours = [*base[:place], "<li>mine</li>", *base[place:]]
    texts = ("".join(f"{line}\n" for line in lines) for lines in (base, yours, new))
    merged = merge("base.html", *(text.encode() for text in texts))
    assert merged.conflicts == () and merged.content is not None
    assert sorted(merged.content.decode().split("\n")[:-1]) == sorted([*yours, "more"])


def test_a_changed_line_stays_where_it_is_though_the_tool_moved_it() -> None:
    base, new = "a\nb\nc\nend\n", "b\nc\na\nend\nmore\n"
    merged = merge("a.html", base.encode(), b"mine\nb\nc\nend\n", new.encode())
    assert merged.content == b"mine\nb\nc\nend\nmore\n"
