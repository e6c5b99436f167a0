"""`make lock` says which versions changed."""

from lock_changes import changes
from scaffold.compare.versions import pins_of

BEFORE = """\
# made by `make lock`
django==5.2.18 \\
    --hash=sha256:12
    # via pyproject.toml
Left_Pad==1.0
psycopg[binary]==3.3.9 ; python_version < "4"
"""


def test_a_version_that_is_another_one_new_or_gone_is_told() -> None:
    after = BEFORE.replace("5.2.18", "5.2.19").replace("Left_Pad", "right-pad")
    assert changes(pins_of(BEFORE), pins_of(after)) == [
        "django 5.2.18 → 5.2.19",
        "left-pad 1.0, removed",
        "right-pad 1.0, added",
    ]


def test_what_is_pinned_as_before_is_not_told() -> None:
    """Whatever its hashes, its comments and the way its name is written."""
    after = BEFORE.replace(":12", ":34").replace("Left_Pad", "left-pad")
    assert changes(pins_of(BEFORE), pins_of(after)) == []
