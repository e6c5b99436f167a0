"""Whatever is typed: a project that parses, or one clear line and nothing written."""

import contextlib
import io
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parsing import all_parse
from scaffold import cli
from starters import FRAMEWORKS, Starter, environment_of
from strategies import (
    anything,
    broken,
    invalid_names,
    invalid_specs,
    model_texts,
    texts,
    valid_names,
    valid_specs,
)

#: One in so many accepted projects is also set up and asked for its health.
SAMPLE = 400


@st.composite
def answers(draw: st.DrawFn) -> tuple[str, list[str], bytes | None]:
    """A name, further arguments, and the content of a spec file if there is one."""
    usually = draw(st.integers(0, 9))
    name = draw(valid_names() if usually else invalid_names() | anything())
    options = []
    for option in draw(
        st.sets(st.sampled_from(["--title", "--description", "--author"]))
    ):
        options += [option, draw(texts() | anything())]
    if draw(st.integers(0, 4)) == 0:
        options.append(draw(st.sampled_from(["--dry-run", "--json"])))
    content = None
    match draw(st.sampled_from(["none", "options", "file", "file"])):
        case "options":
            for text in draw(st.lists(model_texts(), min_size=1, max_size=3)):
                options += ["-m", text]
        case "file":
            specs = valid_specs() | broken(valid_specs()) | invalid_specs()
            content = draw(
                specs.map(lambda text: text.encode("utf-8", "surrogatepass"))
                | st.binary(max_size=60)
            )
    return name, options, content


def test_any_answers_give_a_sound_project_or_one_line(
    soak: bool, reached: Callable[[int, str], None], tmp_path: Path
) -> None:
    """No traceback, no write outside the target, and a sample boots."""
    counted: Counter[str] = Counter()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    @settings(
        max_examples=10_000 if soak else 30,
        deadline=None,
        phases=[Phase.generate],
        derandomize=not soak,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(which=st.sampled_from([*FRAMEWORKS, "both"]), typed=answers())
    def ask(which: str, typed: tuple[str, list[str], bytes | None]) -> None:
        name, options, content = typed
        folder = tmp_path / "place"
        # Left by an example that failed, and is now tried again to be told.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if content is not None:
            (folder / "spec.toml").write_bytes(content)
            options = [*options, "--models", str(folder / "spec.toml")]
        before = {path.name for path in folder.iterdir()}
        arguments = [which, "-o", str(folder), *options, "--", name]
        said, complaint = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(elsewhere),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(complaint),
        ):
            status = cli.run(arguments)
        lines = [line for line in complaint.getvalue().splitlines() if line.strip()]
        appeared = {path.name for path in folder.iterdir()} - before
        counted[f"exit {status}"] += 1
        assert not any(os.scandir(elsewhere)), arguments
        if status == 0:
            assert appeared == (set() if "--dry-run" in options else {name})
            if appeared:
                all_parse(folder / name)
                counted["written"] += 1
                if counted["written"] % SAMPLE == 1:
                    boots(folder / name, which, folder)
                    counted["booted"] += 1
        else:
            assert status == 2, (arguments, lines)
            assert not appeared, arguments
            errors = [line for line in lines if line.startswith("Error: ")]
            assert len(errors) == 1 and lines[-1] == errors[0], (arguments, lines)
            assert not re.search(r"[\x00-\x1f\x7f]", errors[0]), errors
            if "--json" in options:
                told = json.loads(said.getvalue())
                assert told["exit_code"] == status, arguments
                assert told["error"] in errors[0], (arguments, told)
            else:
                assert said.getvalue() == "", arguments
        shutil.rmtree(folder)

    ask()
    total = sum(count for what, count in counted.items() if what.startswith("exit"))
    assert counted["written"] > total / 20 and counted["exit 2"] > total / 20
    reached(
        10,
        f"{total:,} answers: {counted['exit 0']:,} accepted, {counted['written']:,} "
        f"projects parse, {counted['booted']} booted; {counted['exit 2']:,} refused in "
        "one line; no traceback, nothing written elsewhere",
    )


def boots(project: Path, which: str, scratch: Path) -> None:
    """Its tables can be made, sample rows too, and it says that it is healthy."""
    for framework in FRAMEWORKS if which == "both" else [which]:
        folder = project / framework if which == "both" else project
        starter = Starter(
            framework=framework,
            spec="random",
            folder=folder,
            environment=environment_of(folder),
        )
        url = f"sqlite:///{scratch / framework}.sqlite3"
        starter.create_tables(DATABASE_URL=url)
        starter.manage("seed", DATABASE_URL=url)
        # Waits for a good answer of /api/health.
        with starter.driven.serving(scratch / f"{framework}.log", DATABASE_URL=url):
            pass
