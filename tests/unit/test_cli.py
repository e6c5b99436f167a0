"""The command line: exit codes, one line for each mistake, results for scripts."""

import errno
import json
import os
import pty
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest

from scaffold import compare
from scaffold.cli import cli, run

GENERATING = ("django", "flask", "both")


@pytest.fixture(autouse=True)
def _tiny(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny templates hold too little for the real comparison."""
    monkeypatch.setattr(
        compare,
        "write",
        lambda folder, **_: (folder / "comparison.html").write_text("<p>"),
    )


def files_in(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    )


def test_one_starter_is_written_with_an_environment_of_its_own(place: Path) -> None:
    assert run(["django", "shop", "-o", str(place)]) == 0
    assert files_in(place / "shop") == [
        ".env",
        ".env.example",
        ".scaffold/made.json",
        ".scaffold/pristine.tar.gz",
        ".scaffold/scaffold.toml",
        "README.md",
        "config.toml",
        "models.py",
        "page.html",
    ]
    env = place / "shop/.env"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    values = dict(line.split("=", 1) for line in env.read_text().splitlines())
    assert len(values["SECRET_KEY"]) >= 50
    assert values["DEBUG"] == "true" and values["LOG_LEVEL"] == "INFO"


def test_each_starter_gets_its_own_secret(place: Path) -> None:
    assert run(["both", "shop", "-o", str(place)]) == 0
    secrets = {
        (place / "shop" / name / ".env").read_text() for name in ("django", "flask")
    }
    assert len(secrets) == 2


def test_both_are_written_side_by_side(place: Path) -> None:
    assert run(["both", "shop", "-o", str(place), "--title", "My | Shop"]) == 0
    assert {path.name for path in (place / "shop").iterdir()} == {
        "django",
        "flask",
        "README.md",
        "scaffold.toml",
        "comparison.html",
    }
    readme = (place / "shop/README.md").read_text()
    assert readme.startswith("# My \\| Shop\n")
    assert (
        "| create the tables | `python manage.py migrate` | `flask db upgrade` |"
        in readme
    )
    assert "| Models | `models.py` (ORM) | `models.py` (ORM) |" in readme


def test_the_written_spec_gives_the_same_files_again(place: Path) -> None:
    option = ["-m", 'Box name:string(20):default="a b" size:integer:min=1']
    assert run(["both", "shop", "-o", str(place / "one"), *option]) == 0
    spec = str(place / "one/shop/scaffold.toml")
    assert run(["both", "shop", "-o", str(place / "two"), "--models", spec]) == 0
    assert files_in(place / "one") == files_in(place / "two")
    for name in files_in(place / "one"):
        if not name.endswith("/.env"):
            assert (place / "one" / name).read_bytes() == (
                place / "two" / name
            ).read_bytes(), name


@pytest.mark.parametrize("which", GENERATING)
def test_a_dry_run_prints_the_tree_and_writes_nothing(
    place: Path, which: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([which, "shop", "-o", str(place / "new"), "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{place / 'new' / 'shop'}/\n")
    assert "models.py" in printed
    assert not any(place.iterdir())


def test_an_empty_name_of_a_spec_is_no_spec(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an unset variable of a script gives it."""
    assert run(["both", "shop", "-o", str(place), "--models", ""]) == 2
    assert "Check --models." in capsys.readouterr().err


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["written", "dry"])
def test_a_file_is_no_folder_to_write_into(
    place: Path, dry: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "file").touch()
    folder = place / "file" / "deeper"
    assert run(["both", "shop", "-o", str(folder), *dry]) == 1
    assert f"{place / 'file'} is not a folder." in capsys.readouterr().err
    assert files_in(place) == ["file"]


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["written", "dry"])
def test_json_stands_alone_on_standard_output(
    place: Path, dry: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["both", "shop", "-o", str(place), "--json", *dry]) == 0
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert result["project"] == "shop"
    assert result["path"] == str(place / "shop")
    assert result["frameworks"] == ["django", "flask"]
    assert result["written"] is not bool(dry)
    assert "django/models.py" in result["files"]
    assert "Rendering the Django starter" in err
    if not dry:
        assert result["files"] == files_in(place / "shop")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["djnago", "shop"], 2, 'Did you mean "django"?'),
        (["django", "shop", "--modles", "x"], 2, "--models"),
        (["django", "shop", "extra"], 2, "extra"),
        (["django"], 2, 'Give the project a name, for example "scaffold django shop".'),
        (["django", "json"], 2, "standard library"),
        (["django", "../x"], 2, "not a project name"),
        (["django", "shop", "--models", "none.toml"], 2, "none.toml: cannot be read"),
        (["django", "shop", "-m", "Box b:strng(3)"], 2, '--model, Box.b: "strng"'),
        (
            ["django", "shop", "-m", "Box b:text", "--models", "x"],
            2,
            "give one of --models, -m and --example",
        ),
        (["django", "shop", "--title", "x" * 200], 2, "title: is longer than 100"),
        (["django", "shop", "--title", "a\x07"], 2, "control character U+0007"),
        (["django", "shop", "--title", "a\udcff"], 2, "lone surrogate"),
    ],
)
def test_a_mistake_is_one_line_with_its_exit_code(
    place: Path,
    arguments: list[str],
    code: int,
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(place)
    assert run(arguments) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1 and err.startswith("Error: ")
    assert says in err
    assert not any(place.iterdir())


def test_an_existing_target_is_exit_three(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "shop").mkdir()
    assert run(["flask", "shop", "-o", str(place)]) == 3
    assert "already exists and was not touched" in capsys.readouterr().err


def test_a_failed_render_leaves_nothing(place: Path, templates: Path) -> None:
    """The second starter fails after the first was rendered."""
    broken = templates / "flask" / "{{cookiecutter.project_slug}}" / "broken.py"
    broken.write_text("{{ nothing.there }}")
    assert run(["both", "shop", "-o", str(place / "new")]) == 1
    assert not any(place.iterdir())


def test_a_mistake_of_ours_is_one_line_too(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scaffold.generate.context.build", lambda spec, rows: 1 / 0)
    assert run(["both", "shop", "-o", str(place)]) == 1
    err = capsys.readouterr().err
    assert "a mistake in scaffold" in err and "ZeroDivisionError" in err
    assert not any(place.iterdir())


def test_an_interrupt_is_exit_130(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(spec: object, *, rows: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scaffold.generate.context.build", interrupt)
    assert run(["both", "shop", "-o", str(place)]) == 130
    assert "interrupted, nothing was written" in capsys.readouterr().err
    assert not any(place.iterdir())


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "scaffold.toml"


def test_every_command_and_option_says_what_it_is_for() -> None:
    for command in cli.commands.values():
        assert command.help
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert parameter.help, parameter.name  # type: ignore[attr-defined]


def process(
    *arguments: str, env: dict[str, str] | None = None, **more: object
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "scaffold", *arguments],
        capture_output=True,
        env=os.environ | (env or {}),
        **more,
    )


def test_help_imports_neither_the_engine_nor_the_spec() -> None:
    """It costs what Click costs."""
    code = (
        "import sys; from scaffold.cli import run; run(['--help']); run(['both', '-h']);"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert not loaded & {
        "cookiecutter",
        "jinja2",
        "pluralizer",
        "ruff",
        "tomllib",
        "ctypes",
        "pathlib",
        "importlib.metadata",
    }
    assert {name for name in loaded if name.startswith("scaffold.")} == {
        "scaffold.cli",
        "scaffold.system",
        "scaffold.system.errors",
    }


def test_user_text_in_another_alphabet_survives_an_ascii_locale(place: Path) -> None:
    """Arguments arrive as surrogates there; the file holds what was typed."""
    driver = (
        "import sys; from pathlib import Path; from scaffold import frameworks;"
        "frameworks.framework.TEMPLATES = Path(sys.argv.pop(1));"
        "from scaffold.cli import main; main()"
    )
    from scaffold import frameworks

    title = "Café مرحبا 🛒"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            driver,
            str(frameworks.framework.TEMPLATES),
            "django",
            "shop",
        ]
        + ["-o", str(place / "Ünï"), "--title", title],
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PATH": os.environ["PATH"]},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    text = (place / "Ünï/shop/config.toml").read_text(encoding="utf-8")
    assert text == f'title = "{title}"\n'


def test_an_error_in_an_ascii_locale_is_one_line(place: Path) -> None:
    done = process("django", "shöp", cwd=place, env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr


def test_a_closed_pipe_is_no_traceback() -> None:
    done = subprocess.run(
        f"{sys.executable} -m scaffold schema | true",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""


def test_a_full_standard_output_is_one_line() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scaffold", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    problem = "standard output cannot be written: No space left on device."
    assert done.stderr == f"Error: {problem}\n"


@pytest.mark.parametrize(
    ("options", "done"), [([], "{} is written, but "), (["--dry-run"], "")]
)
def test_what_is_written_is_said_where_the_result_cannot_be_printed(
    place: Path,
    options: list[str],
    done: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(text: str, err: bool = False, **more: object) -> None:
        if not err:
            raise OSError(errno.ENOSPC, "No space left on device")
        print(click.unstyle(text), file=sys.stderr)

    monkeypatch.setattr("scaffold.cli._drop_output", lambda: None)
    with monkeypatch.context() as patched:
        patched.setattr("click.echo", full)
        assert run(["flask", "shop", "-o", str(place), *options]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == (
        f"Error: {done.format(place / 'shop')}standard output cannot be written: "
        "No space left on device."
    )
    assert (place / "shop").exists() is not bool(options)


def test_what_to_do_next_can_be_pasted_into_a_shell(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = place / "my dir's & more"
    assert run(["flask", "shop", "-o", str(folder)]) == 0
    (line,) = (x for x in capsys.readouterr().out.splitlines() if x.startswith("  cd "))
    assert shlex.split(line)[:3] == ["cd", str(folder / "shop"), "&&"]


def on_a_terminal(
    *arguments: str, typed: bytes, cwd: Path, env: dict[str, str] | None = None
) -> tuple[int, str]:
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scaffold", *arguments],
        stdin=side,
        stdout=side,
        stderr=side,
        cwd=cwd,
        env=os.environ | {"TERM": "xterm"} | (env or {}),
        close_fds=True,
    )
    os.close(side)
    os.write(main, typed)
    said = b""
    while True:
        try:
            part = os.read(main, 4096)
        except OSError:
            break
        if not part:
            break
        said += part
    os.close(main)
    return process.wait(), said.decode()


def test_a_missing_name_is_asked_for_on_a_terminal(place: Path) -> None:
    """A refused answer is explained and asked for again."""
    (place / "shop").mkdir()
    code, said = on_a_terminal("flask", typed=b"json\nshop\n", cwd=place)
    assert "Project name [myproject]:" in said
    assert "standard library" in said
    assert code == 3


@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color_is_honoured(place: Path, env: dict[str, str], coloured: bool) -> None:
    (place / "shop").mkdir()
    _, said = on_a_terminal("flask", "shop", typed=b"", cwd=place, env=env)
    assert bool(re.search("\x1b\\[", said)) is coloured


def test_a_failure_of_the_system_is_json_too_where_that_is_asked_for() -> None:
    """And standard output is given up only then: it may be what failed."""
    code = (
        "import sys\n"
        "from scaffold import cli\n"
        "from scaffold.project import living\n"
        "def find(folder):\n"
        "    raise PermissionError(13, 'Permission denied', str(folder))\n"
        "living.find = find\n"
        "sys.exit(cli.run(['status', 'shop', '--json']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "error": "shop: Permission denied.",
        "exit_code": 1,
    }
    assert done.stderr == "Error: shop: Permission denied.\n"
