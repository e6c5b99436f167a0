"""Rendering: cookiecutter's errors translated once, text never executed."""

import ast
import os
import pwd
import tomllib
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment
from tiny import SLUG, write_templates

from scaffold import frameworks
from scaffold.frameworks import DJANGO
from scaffold.generate import context, formatting, template_cache
from scaffold.generate.render import render
from scaffold.run.environments import environment
from scaffold.spec import Spec, default_spec
from scaffold.system.errors import RenderError, ScaffoldError
from strategies import HOSTILE


def spec(title: str = "Shop") -> Spec:
    return Spec(models=default_spec().models, title=title, description=title)


@pytest.mark.parametrize("title", HOSTILE)
def test_what_a_person_typed_is_text_and_never_code(
    templates: Path, place: Path, title: str
) -> None:
    render(DJANGO, "shop", context.build(spec(title)), place / "shop")
    tree = ast.parse((place / "shop/models.py").read_text(encoding="utf-8"))
    assert ast.literal_eval(tree.body[0].value) == title  # type: ignore[attr-defined]
    config = tomllib.loads((place / "shop/config.toml").read_text(encoding="utf-8"))
    assert config["title"] == title


def test_html_is_copied_and_not_rendered(templates: Path, place: Path) -> None:
    render(DJANGO, "shop", context.build(spec()), place / "shop")
    assert "{{ left_alone }}" in (place / "shop/page.html").read_text()


def test_nothing_but_the_starter_is_left_in_the_folder(
    templates: Path, place: Path
) -> None:
    render(DJANGO, "shop", context.build(spec()), place / "shop")
    assert [path.name for path in place.iterdir()] == ["shop"]


def test_compiled_templates_never_reach_the_output(
    templates: Path, place: Path
) -> None:
    """pip compiles templates that end in .py when it installs them."""
    cached = templates / "django" / SLUG / "__pycache__"
    cached.mkdir()
    (cached / "models.cpython-311.pyc").write_bytes(b"\x00\x01{{")
    render(DJANGO, "shop", context.build(spec()), place / "shop")
    assert not list(place.rglob("*.pyc")) and not list(place.rglob("__pycache__"))


@pytest.mark.parametrize(
    "text",
    [
        "{{ nothing.there }}",
        "{% if %}",
        "{{ 1 / 0 }}",
        "{{ 'a' + 1 }}",
        "{{ 1 | nope }}",
    ],
)
def test_a_broken_template_is_one_line_that_names_the_starter(
    templates: Path, place: Path, text: str
) -> None:
    write_templates(templates, **{f"{SLUG}/broken.txt": text})
    with pytest.raises(RenderError) as caught:
        render(DJANGO, "shop", context.build(spec()), place / "shop")
    message = caught.value.format_message()
    assert "rendering the Django starter failed" in message
    assert message.isprintable()


def test_python_that_does_not_parse_is_refused(place: Path) -> None:
    (place / "bad.py").write_text("def (:\n")
    with pytest.raises(RenderError, match="formatting failed"):
        formatting.format_python(place)


def test_formatting_ignores_the_reader_s_own_settings(place: Path) -> None:
    """Neither a ruff.toml nor a .gitignore above the target reaches in."""
    (place / "ruff.toml").write_text("line-length = 20\nexclude = ['*.py']\n")
    (place / ".gitignore").write_text("*.py\n")
    file = place / "build" / "a.py"
    file.parent.mkdir()
    file.write_text("x = {'a':1, 'bbbbbbbbbb':2, 'cccccccccccc':3}\n")
    formatting.format_python(place)
    assert file.read_text() == 'x = {"a": 1, "bbbbbbbbbb": 2, "cccccccccccc": 3}\n'


def test_the_second_run_compiles_nothing(
    templates: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another folder: where a project is written is no part of what is kept."""
    from scaffold.generate import render as module

    write_templates(templates, **{f"{SLUG}/{SLUG}/deep/{SLUG}/inner.txt": "inner"})

    file = place / "cache.bin"
    first = template_cache.CompiledTemplates(file)
    monkeypatch.setattr(module, "compiled_templates", lambda: first)
    render(DJANGO, "shop", context.build(spec()), place / "one")
    first.save()
    second = template_cache.CompiledTemplates(file)
    monkeypatch.setattr(module, "compiled_templates", lambda: second)
    monkeypatch.setattr(second, "dump_bytecode", lambda bucket: pytest.fail("compiled"))
    render(DJANGO, "shop", context.build(spec("Other")), place / "two")
    assert "Other" in (place / "two/models.py").read_text()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x00" * 500])
def test_a_damaged_cache_is_as_good_as_none(
    templates: Path, place: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    from scaffold.generate import render as module

    file = place / "cache.bin"
    file.write_bytes(content)
    cache = template_cache.CompiledTemplates(file)
    monkeypatch.setattr(module, "compiled_templates", lambda: cache)
    render(DJANGO, "shop", context.build(spec()), place / "shop")
    cache.save()
    assert template_cache.CompiledTemplates(file)._entries


def test_a_cache_that_cannot_be_written_is_silent(place: Path) -> None:
    blocked = place / "file"
    blocked.write_text("")
    cache = template_cache.CompiledTemplates(blocked / "cache.bin")
    cache._changed = True
    cache.save()
    assert blocked.read_text() == ""


def test_both_templates_ship_where_they_are_looked_for() -> None:
    for framework in frameworks.ALL:
        assert (framework.template / "cookiecutter.json").is_file()


@pytest.mark.parametrize("framework", frameworks.ALL, ids=lambda f: f.name)
def test_copying_what_needs_no_jinja_changes_no_byte(
    place: Path, framework: frameworks.Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real templates, rendered in full and with the short cut."""
    from scaffold.generate import render as module

    facts = context.build(spec())
    render(framework, "shop", facts, place / "short")
    monkeypatch.setattr(module, "plain_paths", lambda folder, copied: [])
    render(framework, "shop", facts, place / "full")

    def contents(folder: Path) -> dict[Path, bytes]:
        return {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }

    assert contents(place / "short") == contents(place / "full")


@pytest.mark.parametrize("home", ["", "relative", "/nowhere/at/all"])
def test_the_cache_is_never_in_the_current_folder(
    home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it make somebody's home: the account knows a better one."""
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/too")
    monkeypatch.setenv("HOME", home)
    account = pwd.getpwuid(os.getuid()).pw_dir
    assert template_cache.user_cache() == Path(account, ".cache", "scaffold")


def test_who_has_no_home_has_no_cache(
    monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    def no_account(user: int) -> None:
        raise KeyError(user)

    monkeypatch.chdir(place)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", no_account)
    assert template_cache.user_cache() is None
    templates = template_cache.CompiledTemplates(template_cache.cache_file())
    Environment(bytecode_cache=templates, loader=DictLoader({"a": "x"})).get_template(
        "a"
    )
    templates.save()
    assert not any(place.iterdir())
    (place / "requirements-dev.txt").touch()
    with pytest.raises(ScaffoldError, match="neither a home folder nor XDG_CACHE_HOME"):
        environment(place, tell=print)
