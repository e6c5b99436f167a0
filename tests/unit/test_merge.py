"""Three texts of one file to one: what is decided before any line is looked at."""

import codecs

import pytest

from scaffold.merge import Merged, conflicts, merge

BASE = b"one\ntwo\nthree\nfour\nfive\n"
NEW = b"one\ntwo\nthree\nfour\nFIVE\nsix\n"


def crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def test_an_untouched_file_gets_the_new_text() -> None:
    assert merge("a.txt", BASE, BASE, NEW) == Merged(content=NEW)


def test_what_the_tool_writes_as_before_leaves_the_persons_file_alone() -> None:
    for yours in (b"mine", b"mixed\r\nends\n", b"", codecs.BOM_UTF8 + b"x\r\n"):
        assert merge("a.py", BASE, yours, BASE) == Merged(content=yours)


def test_both_made_the_same_change() -> None:
    assert merge("a.txt", BASE, crlf(NEW), NEW) == Merged(content=crlf(NEW))


def test_a_crlf_checkout_of_an_untouched_file_is_untouched() -> None:
    assert merge("a.txt", BASE, crlf(BASE), NEW) == Merged(content=crlf(NEW))


def test_a_crlf_checkout_stays_crlf_with_changes_of_both() -> None:
    yours = crlf(BASE.replace(b"one", b"ONE"))
    assert merge("a.txt", BASE, yours, NEW) == Merged(
        content=crlf(NEW.replace(b"one", b"ONE"))
    )


def test_in_a_file_of_mixed_ends_each_line_keeps_its_own() -> None:
    yours = b"ONE\ntwo\r\nthree\nfour\r\nfive\r\n"
    expected = b"ONE\ntwo\r\nthree\nfour\r\nFIVE\r\nsix\r\n"
    assert merge("a.txt", BASE, yours, NEW).content == expected


@pytest.mark.parametrize("path", ["a.txt", "a.json"])
def test_a_byte_order_mark_stays(path: str) -> None:
    merged = merge(path, BASE, codecs.BOM_UTF8 + BASE.replace(b"one", b"1"), NEW)
    assert merged.content == codecs.BOM_UTF8 + NEW.replace(b"one", b"1")


def test_a_missing_last_newline_stays_missing_below_the_persons_last_line() -> None:
    new = BASE.replace(b"one", b"ONE")
    assert merge("a.txt", BASE, BASE[:-1], new).content == new[:-1]


def test_a_missing_last_newline_comes_back_below_a_line_of_the_tool() -> None:
    assert merge("a.txt", BASE, BASE[:-1], NEW).content == NEW


def test_only_a_line_feed_ends_a_line() -> None:
    """A form feed or a separator of Unicode is part of one, as Python and git see it."""
    base = "a\x0cb\u2028c\x85d\nx\ny\nz\n".encode()
    yours, new = base.replace(b"z", b"Z"), base.replace(b"x", b"X")
    assert merge("a.txt", base, yours, new).content == new.replace(b"z", b"Z")


def test_a_deleted_file_stays_deleted() -> None:
    assert merge("a.txt", BASE, None, BASE) == Merged(content=None)
    assert merge("a.txt", BASE, None, None) == Merged(content=None)


def test_a_deleted_file_stays_deleted_and_a_newer_text_is_told() -> None:
    merged = merge("a.txt", BASE, None, NEW)
    assert merged.content is None and merged.conflicts == ()
    assert "deleted by you" in merged.note


def test_a_file_that_is_written_no_more_goes_if_untouched() -> None:
    assert merge("a.txt", BASE, crlf(BASE), None).content is None


def test_a_file_that_is_written_no_more_stays_if_changed() -> None:
    merged = merge("a.txt", BASE, b"mine\n", None)
    assert merged.content == b"mine\n" and "kept because you changed" in merged.note


def test_a_new_file_comes_and_a_file_of_the_persons_own_stays() -> None:
    assert merge("a.txt", None, None, NEW) == Merged(content=NEW)
    assert merge("a.txt", None, b"mine", None) == Merged(content=b"mine")
    assert merge("a.txt", None, None, None) == Merged(content=None)


@pytest.mark.parametrize("path", ["a.txt", "a.py", "a.toml", "a.json"])
def test_both_add_the_same_file_and_the_persons_is_kept(path: str) -> None:
    merged = merge(path, None, b"mine = 1\n", b"tools = 2\n")
    assert merged.content == b"mine = 1\n"
    (conflict,) = merged.conflicts
    assert (conflict.line, conflict.yours, conflict.new) == (1, "mine = 1", "tools = 2")
    assert "added by you and by scaffold" in merged.note


def test_a_file_that_the_tool_renames_is_not_lost() -> None:
    """The person's edits stay under the old name, the new one is there too."""
    yours = BASE.replace(b"one", b"ONE")
    assert merge("old.txt", BASE, yours, None).content == yours
    assert merge("new.txt", None, None, BASE).content == BASE


def test_both_add_the_same_file_with_the_same_text() -> None:
    assert merge("a.txt", None, crlf(NEW), NEW) == Merged(content=crlf(NEW))


@pytest.mark.parametrize("odd", [b"\xff\xfe\x00", b"a\0b", b"caf\xe9"])
def test_no_text_is_a_conflict_when_all_three_differ(odd: bytes) -> None:
    merged = merge("a.py", BASE, odd, NEW)
    assert merged.content == odd and merged.marked is None
    assert len(merged.conflicts) == 1 and "no text" in merged.note
    assert merge("a.py", odd, odd, NEW).content == NEW
    assert merge("a.py", BASE, odd, BASE) == Merged(content=odd)
    assert merge("a.py", BASE, odd, odd) == Merged(content=odd)


def test_a_conflict_names_line_and_texts_and_leaves_the_file_as_it_is() -> None:
    yours = b"zero\n" + BASE.replace(b"three", b"mine")
    merged = merge("a.txt", BASE, yours, BASE.replace(b"three", b"tools"))
    assert merged.content == yours
    (conflict,) = merged.conflicts
    assert (conflict.line, conflict.yours, conflict.new) == (4, "mine", "tools")
    assert conflict.before == "three"
    assert merged.marked == (
        b"zero\none\ntwo\n<<<<<<< yours\nmine\n||||||| before\nthree\n=======\ntools\n"
        b">>>>>>> new\nfour\nfive\n"
    )


def test_a_conflict_below_the_last_line_names_that_line() -> None:
    """The lines above it may be the tool's, which the person's file has not."""
    (conflict,) = conflicts.told(("a",), ("a",), ("a", "x", "y"), ("a", "x", "z"))
    assert (conflict.line, conflict.yours, conflict.new) == (1, "y", "z")
    assert conflict.before == ""
    (conflict,) = conflicts.told((), (), (), ("z",))
    assert conflict.line == 1


def test_marks_have_the_line_ends_of_the_file() -> None:
    yours = crlf(BASE.replace(b"three", b"mine"))
    marked = merge("a.txt", BASE, yours, BASE.replace(b"three", b"tools")).marked
    assert marked is not None and marked.count(b"\n") == marked.count(b"\r\n")


def test_an_unchanged_part_is_no_conflict() -> None:
    """Both deleted the same line, or both added it: nothing is marked."""
    yours = BASE.replace(b"three\n", b"").replace(b"five", b"5")
    new = BASE.replace(b"three\n", b"").replace(b"one", b"1")
    assert merge("a.txt", BASE, yours, new) == Merged(content=b"1\ntwo\nfour\n5\n")


def test_a_frequent_line_does_not_confuse_a_long_file() -> None:
    base = b"{\n}\n" * 300
    merged = merge("a.txt", base, b"mine\n" + base, base + b"tools\n")
    assert merged == Merged(content=b"mine\n" + base + b"tools\n")


def test_a_second_run_changes_nothing() -> None:
    yours = BASE.replace(b"one", b"ONE")
    content = merge("a.txt", BASE, yours, NEW).content
    assert merge("a.txt", NEW, content, NEW) == Merged(content=content)
