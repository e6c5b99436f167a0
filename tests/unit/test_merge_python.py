"""Three Python files to one, by definition."""

import ast
import subprocess
import sys

import pytest

from scaffold.merge import Merged, merge

BASE = '''\
"""Models."""

from django.db import models


class Product(models.Model):
    """What is sold."""

    name = models.CharField(max_length=80)
    price = models.DecimalField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Tag(models.Model):
    name = models.CharField(max_length=20)


SEEN = ["Product", "Tag"]
'''
OWN = """

class Own(models.Model):
    title = models.TextField()  # mine
"""
TOOLS = """

class Order(models.Model):
    number = models.IntegerField()
"""


def of(base: str, yours: str, new: str) -> Merged:
    return merge("models.py", base.encode(), yours.encode(), new.encode())


def merged(base: str, yours: str, new: str) -> str:
    """Without a conflict; it parses, and ``ruff format`` leaves it as it is."""
    found = of(base, yours, new)
    assert found.conflicts == () and found.content is not None, found.marked
    text = found.content.decode()
    ast.parse(text)
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "-"]
    formatted = subprocess.run(command, input=text, capture_output=True, text=True)
    assert formatted.stdout == text
    assert of(new, text, new) == Merged(content=text.encode())
    return text


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_both_add_a_class_at_the_end() -> None:
    base = BASE.partition("\n\nSEEN")[0]
    assert merged(base, base + OWN, base + TOOLS) == base + TOOLS + OWN


def test_a_class_is_placed_below_the_one_that_it_follows() -> None:
    yours = changed(BASE, ("\n\nSEEN", OWN + "\n\nSEEN"), ("80", "81"))
    new = changed(BASE, ("\n\nSEEN", TOOLS + "\n\nSEEN"))
    expected = changed(BASE, ("\n\nSEEN", TOOLS + OWN + "\n\nSEEN"), ("80", "81"))
    assert merged(BASE, yours, new) == expected


def test_imports_of_both_are_all_there() -> None:
    line = "from django.db import models\n"
    yours = changed(
        BASE, (line, "import os\n\nfrom django.db import models, transaction\n")
    )
    new = changed(
        BASE,
        (
            line,
            "from decimal import Decimal\n\nfrom django.db import IntegrityError, models\n",
        ),
    )
    text = merged(BASE, yours, new)
    assert "from django.db import IntegrityError, models, transaction\n" in text
    assert "import os\n" in text and "from decimal import Decimal\n" in text


def test_an_import_that_the_tool_drops_goes_without_taking_the_persons() -> None:
    base = "from a import one, two\n"
    assert merged(base, "from a import one, own, two\n", "from a import two\n") == (
        "from a import own, two\n"
    )


def test_an_import_that_the_persons_code_uses_stays() -> None:
    base = "from a import one, two\nimport b\n\nX = one(two, b)\n"
    yours = base + "\n\ndef own():\n    return two(b)\n"
    text = merged(base, yours, "from a import one\n\nX = one()\n")
    assert "import b\n" in text and "two" in text.partition("X =")[0]


def test_comments_in_an_import_of_the_person_stay() -> None:
    base = "from a import (\n    one,\n    two,\n)\n"
    yours = "from a import (\n    one,\n    # for the report\n    own,\n    two,\n)\n"
    text = merged(base, yours, "from a import (\n    one,\n    three,\n    two,\n)\n")
    assert text == (
        "from a import (\n    one,\n    three,\n    # for the report\n    own,\n    two,\n)\n"
    )


def test_a_comment_behind_an_import_stays() -> None:
    yours = "from a import one, own  # noqa: F401\n"
    found = of("from a import one\n", yours, "from a import one, three\n")
    text = (found.content or b"").decode()
    assert "# noqa: F401" in text and (found.conflicts or "own, three" in text)


def test_a_comment_behind_an_import_of_the_person_alone_is_no_conflict() -> None:
    yours = changed(BASE, ("from django", "from a import own  # for Own\nfrom django"))
    text = merged(BASE, yours + OWN, BASE + TOOLS)
    assert "from a import own  # for Own\n" in text
    assert OWN in text and TOOLS in text


def test_a_long_import_gets_brackets() -> None:
    base = "from package.module import aaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbb\n"
    text = merged(base, base[:-1] + ", own\n", base[:-1] + ", zzzzzzzzzzzzz\n")
    assert text.startswith("from package.module import (\n    aaaa")


def test_the_future_stays_first() -> None:
    base = '"""Doc."""\n\nX = 1\n'
    yours = '"""Doc."""\n\nfrom __future__ import annotations\n\nX = 1\n'
    new = '"""Doc."""\n\nimport os\n\nX = os.name\n'
    assert merged(base, yours, new) == (
        '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n\nX = os.name\n'
    )


def test_a_method_of_the_person_and_a_field_of_the_tool() -> None:
    own = "\n    def own(self):\n        return 1\n"
    yours = changed(
        BASE, ("        return self.name\n", f"        return self.name\n{own}")
    )
    field = "    stock = models.IntegerField()\n"
    new = changed(BASE, ("DecimalField()\n", f"DecimalField()\n{field}"))
    text = merged(BASE, yours, new)
    assert own in text and field in text


def test_fields_of_both_at_the_same_place() -> None:
    at = "    price = models.DecimalField()\n"
    text = merged(
        BASE,
        changed(BASE, (at, f"{at}    own = models.F()\n")),
        changed(BASE, (at, f"{at}    tools = models.F()\n")),
    )
    assert f"{at}    tools = models.F()\n    own = models.F()\n" in text


def test_the_inner_class_is_merged_by_its_members() -> None:
    at = '        ordering = ["name"]\n'
    text = merged(
        BASE,
        changed(BASE, (at, f'{at}        verbose_name = "thing"\n')),
        changed(BASE, (at, '        ordering = ["id"]\n        indexes = []\n')),
    )
    assert (
        'ordering = ["id"]\n        indexes = []\n        verbose_name = "thing"'
        in text
    )


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        ('["a"]', '["a", "own"]', '["a", "b"]', '["a", "b", "own"]'),
        ('("a",)', '("own", "a")', '("a", "b")', '("own", "a", "b")'),
        ("[]", '["own"]', '["b"]', '["own", "b"]'),
        ('("a", "b")', '("b",)', '("a", "b", "c")', '("b", "c")'),
        ('("a", "b")', '("a", "own", "b")', '("a",)', '("a", "own")'),
        ('{"a": 1}', '{"a": 1, "own": 2}', '{"a": 3}', '{"a": 3, "own": 2}'),
        ('{"a"}', '{"a", "own"}', '{"a", "b"}', '{"a", "b", "own"}'),
        ('("a", "b")', '("b", "own")', '("a",)', '("own",)'),
        ('["a"]', '["a", "own"]', '["b"]', '["b", "own"]'),
        ('T["a", "b"]', 'T["a", "own", "b"]', 'T["a", "c", "b"]', None),
    ],
)
def test_elements_of_both_are_all_there(
    base: str, yours: str, new: str, expected: str | None
) -> None:
    text = merged(*(f"class A:\n    list_display = {v}\n" for v in (base, yours, new)))
    value = expected or 'T["a", "c", "own", "b"]'
    if base == "[]":
        assert '"own"' in text and '"b"' in text
    else:
        assert text == f"class A:\n    list_display = {value}\n"


def test_a_list_with_a_line_for_each_element_keeps_its_comments() -> None:
    base = 'APPS = [\n    "a",\n    "b",\n]\n'
    yours = 'APPS = [\n    "a",\n    "b",\n    # mine\n    "own",  # really\n]\n'
    text = merged(base, yours, 'APPS = [\n    "a",\n    "b",\n    "c",\n]\n')
    assert text == (
        'APPS = [\n    "a",\n    "b",\n    "c",\n    # mine\n    "own",  # really\n]\n'
    )


def test_a_list_that_grows_too_long_gets_a_line_for_each_element() -> None:
    base, yours, new = (
        f"fields = [{', '.join(f'{name!r}' for name in names)}]\n".replace("'", '"')
        for names in (["a" * 60], ["a" * 60, "own"], ["a" * 60, "b" * 20])
    )
    text = merged(base, yours, new)
    assert text.count("\n") == 5 and '    "own",\n' in text


def test_a_comment_of_the_tool_beside_a_list_is_not_lost() -> None:
    base = "def f():\n    x = [1]\n    return x\n"
    yours = changed(base, ("[1]", "[1, 10]"))
    new = changed(base, ("[1]", "[1, 2]"), ("    return", "    # why\n    return"))
    assert of(base, yours, new).conflicts
    assert merged(base, yours, changed(base, ("[1]", "[1, 2]"))) == (
        "def f():\n    x = [1, 2, 10]\n    return x\n"
    )


def test_a_comment_of_the_tool_above_an_import_comes_too() -> None:
    base = "from a import one\n"
    text = merged(base, "from a import one, own\n", "# why\nfrom a import one, two\n")
    assert text == "# why\nfrom a import one, own, two\n"


def test_one_element_that_both_replaced_is_a_conflict() -> None:
    assert of('X = ["a"]\n', 'X = ["own"]\n', 'X = ["b"]\n').conflicts


def test_what_python_would_warn_of_is_merged_without_a_word() -> None:
    found = of('X = ["\\d"]\n', 'X = ["\\d", "own"]\n', 'X = ["\\d", "b"]\n')
    assert found.content == b'X = ["\\d", "b", "own"]\n'


def test_a_string_in_braces_is_left_alone() -> None:
    texts = (f'X = f"{{[{v}]}}"\n' for v in ("'a'", "'a', 'own'", "'a', 'b'"))
    assert of(*texts).conflicts


def test_a_definition_that_the_tool_moved() -> None:
    base = "def a():\n    return 1\n\n\ndef b():\n    return 2\n"
    parts = base.split("\n\n\n")
    yours = changed(base, ("return 1", "return 10"))
    new = f"{parts[1]}\n\n{parts[0]}\n"
    text = merged(base, yours, new)
    assert text == new.replace("return 1", "return 10")


def test_a_definition_that_the_person_moved() -> None:
    base = "def a():\n    return 1\n\n\ndef b():\n    return 2\n"
    parts = base.split("\n\n\n")
    new = changed(base, ("return 1", "return 10"))
    yours = f"{parts[1]}\n\n{parts[0]}\n"
    assert merged(base, yours, new) == yours.replace("return 1", "return 10")


def test_a_definition_that_the_person_removed_stays_removed() -> None:
    tag = "class Tag(models.Model):\n    name = models.CharField(max_length=20)\n\n\n"
    text = merged(BASE, changed(BASE, (tag, "")) + OWN, BASE + TOOLS)
    assert "class Tag" not in text and "class Own" in text and "class Order" in text


def test_a_definition_that_you_removed_and_the_tool_changed_is_a_conflict() -> None:
    tag = "class Tag(models.Model):\n    name = models.CharField(max_length=20)\n\n\n"
    found = of(BASE, changed(BASE, (tag, "")), changed(BASE, ("=20", "=30")))
    assert found.conflicts and all("Tag" not in c.yours for c in found.conflicts)
    assert found.marked is not None and b"class Tag" in found.marked


def test_a_definition_that_the_tool_removed_and_you_changed_is_a_conflict() -> None:
    tag = "class Tag(models.Model):\n    name = models.CharField(max_length=20)\n\n\n"
    yours = changed(BASE, ("=20", "=30"))
    found = of(BASE, yours, changed(BASE, (tag, "")))
    assert found.content == yours.encode() and found.conflicts


def test_one_line_that_both_changed_is_the_only_conflict() -> None:
    yours = changed(BASE, ("max_length=80", "max_length=90")) + OWN
    new = changed(BASE, ("max_length=80", "max_length=70")) + TOOLS
    found = of(BASE, yours, new)
    (conflict,) = found.conflicts
    assert conflict.line == 9
    assert "90" in conflict.yours and "70" in conflict.new
    assert found.marked is not None and b"class Order" in found.marked


def test_what_both_define_at_different_places_is_not_defined_twice() -> None:
    own = "def total():\n    return 1\n\n\n"
    yours = changed(BASE, ("class Product", f"{own}class Product"))
    new = changed(BASE, ("SEEN", f"{own.replace('1', '2')}SEEN"))
    assert of(BASE, yours, new).conflicts
    assert of(BASE, yours, new.replace("return 2", "return 1")).conflicts == ()


def test_statements_without_a_name_that_both_changed_are_a_conflict() -> None:
    assert of("run(1)\n", "run(2)\n", "run(3)\n").conflicts


def test_what_is_for_type_checkers_is_merged_by_its_imports() -> None:
    base = (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from a import one\n"
    )
    text = merged(base, base[:-1] + ", own\n", base[:-1] + ", tools\n")
    assert "    from a import one, own, tools\n" in text


def test_what_runs_as_a_program_stays_last() -> None:
    main = '\n\nif __name__ == "__main__":\n    run()\n'
    base = "import os\n\n\ndef run():\n    return os\n"
    text = merged(base, base + OWN + main, base + TOOLS)
    assert text == base + TOOLS + OWN + main


def test_decorators_belong_to_what_they_decorate() -> None:
    base = "@app.get\ndef a():\n    return 1\n"
    text = merged(
        base,
        base + "\n\n@app.post\n@login\nasync def own():\n    return 2\n",
        base + "\n\n@app.put\ndef tools():\n    return 3\n",
    )
    assert "@app.post\n@login\nasync def own" in text and "@app.put\ndef tools" in text


def test_a_field_in_a_comment_stays_in_its_class() -> None:
    yours = changed(BASE, ("max_length=20)\n", "max_length=20)\n    # color = None\n"))
    new = changed(BASE, ("\n\nSEEN", TOOLS + "\n\nSEEN"))
    text = merged(BASE, yours + OWN, new + TOOLS.replace("Order", "Line"))
    assert "max_length=20)\n    # color = None\n\n\nclass Order" in text


def test_text_with_quotes_of_three_keeps_its_lines() -> None:
    own = 'TEXT = """\n\n# no comment\n\n\n  x\n"""\n'
    text = merged("A = 1\n", f"A = 1\n{own}", "A = 1\nB = 2\n")
    assert text == f"A = 1\nB = 2\n{own}"


def test_a_shebang_and_a_licence_stay_on_top() -> None:
    top = "#!/usr/bin/env python\n# Mine.\n\n"
    base, new = '"""Doc."""\n\nX = 1\n', '"""Docs."""\n\nY = 1\nX = 1\n'
    assert merged(base, top + base + "Z = 1\n", new + "W = 1\n").startswith(
        f'{top}"""Docs."""\n'
    )


def test_a_shebang_stays_above_what_the_tool_puts_on_top() -> None:
    yours, new = "#!/usr/bin/env python\nimport os\n", "import abc\nimport os\n"
    assert merged("import os\n", yours, new) == (
        "#!/usr/bin/env python\nimport abc\nimport os\n"
    )


def test_definitions_that_both_put_on_top_stand_apart() -> None:
    base = "def a():\n    return 1\n"
    own, tools = base.replace("a()", "own()"), base.replace("a()", "tools()")
    text = merged(base, f"{own}\n\n{base}", f"{tools}\n\n{base}")
    assert text == f"{own}\n\n{tools}\n\n{base}"


def test_a_class_that_would_be_empty_is_a_conflict() -> None:
    base = "class A:\n    x = 1\n    y = 2\n"
    yours = changed(base, ("    x = 1\n", ""))
    found = of(base, yours, changed(base, ("    y = 2\n", "")))
    assert found.content == yours.encode() and found.conflicts


def test_a_carriage_return_of_its_own_stays_with_lines() -> None:
    yours = "A = 1\n# one\rB = 2\nC = 3\n"
    assert of("A = 1\n", yours, "A = 1\nD = 1\n").conflicts
    found = of("A = 1\n\n\nB = 1\n", f"A = 1\n\n\nB = 1\n{yours}", "A = 2\n\n\nB = 1\n")
    assert found.content == f"A = 2\n\n\nB = 1\n{yours}".encode()


def test_what_is_not_python_stays_with_lines() -> None:
    yours = changed(BASE, ('"""What is sold."""', "what's sold"))
    found = of(BASE, yours, changed(BASE, ("max_length=20", "max_length=30")))
    assert found.content == yours.replace("max_length=20", "max_length=30").encode()
    assert of(BASE, f"{yours}1\n", f"{BASE}2\n").conflicts


@pytest.mark.parametrize("own", ["x = 1; y = 2\n", "class A: x = 1\n", "if x: y = 2\n"])
def test_several_statements_in_a_line_are_never_lost(own: str) -> None:
    found = of("x = 1\n", "x = 1\n" + own, "x = 1\nclass A:\n    z = 2\n")
    assert found.conflicts or own in (found.content or b"").decode()


def test_a_crlf_file_is_merged_by_definition_too() -> None:
    yours, new = BASE + OWN, BASE + TOOLS
    plain = of(BASE, yours, new).content
    found = merge(
        "m.py", BASE.encode(), yours.replace("\n", "\r\n").encode(), new.encode()
    )
    assert found.content == (plain or b"").replace(b"\n", b"\r\n")


def test_one_change_touches_only_what_it_is_about() -> None:
    """What both left alone is there byte for byte, formatted by hand or not."""
    odd = "ODD = {  'a':1,\n   'b' : 2 }\n"
    base, own = BASE + odd, "\n\n\n\nclass Own( object ):\n  x=1\n"
    found = of(base, base + own, base + TOOLS)
    assert odd in (found.content or b"").decode()
    assert own.lstrip() in (found.content or b"").decode()
