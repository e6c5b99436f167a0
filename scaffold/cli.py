"""Click: parse, call, echo; decides nothing.

The engine is imported inside the commands, so that ``--help`` and completion cost
no more than Click itself.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, overload

import click

from scaffold import __version__
from scaffold.system.errors import (
    INTERRUPTED,
    Interrupted,
    ScaffoldError,
    did_you_mean,
    first_line,
    one_line,
    reason,
)

if TYPE_CHECKING:
    from pathlib import Path

#: The results of this run that are on standard output.
_printed: list[str] = []
#: Click's context object when the process ends with the command.
ALONE = object()


class Commands(click.Group):
    """A group that suggests the nearest command for a misspelt one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            hint = did_you_mean(args[0], self.commands)
            raise click.UsageError(f'There is no command "{args[0]}". {hint}', ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="scaffold")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """One model spec in, two matching starter projects out: Django and Flask.

    \b
    scaffold django shop
    scaffold both shop -m "Product name:string(200) price:decimal(10,2):min=0"
    scaffold both shop --models scaffold.toml

    Exit codes: 0 done, 1 failed, 2 bad usage or spec, 3 the target exists,
    130 interrupted (Ctrl-C or SIGTERM).
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def _together(*decorators: Decorator) -> Decorator:
    """Arguments and options that several commands share, as one decorator."""

    def decorate_all(command: Callable[..., None]) -> Callable[..., None]:
        for decorate in reversed(decorators):
            command = decorate(command)
        return command

    return decorate_all


_result_as_json = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the result as JSON, alone on standard output.",
)

#: What the three generating commands share.
_generating = _together(
    click.argument("name", required=False),
    click.option(
        "-m",
        "--model",
        "models",
        multiple=True,
        metavar="TEXT",
        help='A model, "Product name:string(200) price:decimal(10,2)"; '
        "may be repeated.",
    ),
    click.option(
        "--models",
        "file",
        type=click.Path(readable=False),
        metavar="FILE",
        help="A scaffold.toml.",
    ),
    click.option(
        "--example",
        metavar="NAME",
        help="One of the specs that `scaffold examples` lists.",
    ),
    click.option(
        "--rows",
        type=click.Path(readable=False),
        metavar="DIR",
        help="Rows that `seed` loads in place of samples, as `scaffold import` writes them.",
    ),
    click.option(
        "-o",
        "--output-dir",
        type=click.Path(readable=False),
        default=".",
        metavar="DIR",
        help="Where to make the project's folder; here, if not given.",
    ),
    click.option("--title", help="The project's name on its pages."),
    click.option("--description", help="What the project is about."),
    click.option("--author", help="Who makes it."),
    click.option(
        "--dry-run",
        is_flag=True,
        help="Print the tree that would be written, write nothing.",
    ),
    _result_as_json,
)


_folder = click.argument("folder", metavar="DIR", type=click.Path(readable=False))


def _postgresql(
    ctx: click.Context, param: click.Parameter, url: str | None
) -> str | None:
    from scaffold.run.databases import is_postgresql

    if url and not is_postgresql(url):
        raise click.BadParameter("write postgresql://USER:PASSWORD@HOST:PORT/DATABASE.")
    return url


_database_url = click.option(
    "--database-url",
    metavar="URL",
    callback=_postgresql,
    help="On this PostgreSQL server, in databases made for it; on SQLite, if not given.",
)


@cli.command()
@_generating
def django(**options: Any) -> None:
    """Generate one Django starter in ./NAME."""
    _generate("django", **options)


@cli.command()
@_generating
def flask(**options: Any) -> None:
    """Generate one Flask starter in ./NAME."""
    _generate("flask", **options)


@cli.command()
@_generating
def both(**options: Any) -> None:
    """Generate both starters in ./NAME, with a page that compares them."""
    _generate("both", **options)


@cli.command()
@_folder
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the comparison as JSON, alone on standard output.",
)
@click.option("--open", "is_to_open", is_flag=True, help="Open the page in a browser.")
@click.option("--measure", is_flag=True, help="Measure both starters first.")
@click.option(
    "--quick",
    is_flag=True,
    help="Measure for about a minute only: 6 short rounds, loads of 8 connections.",
)
@click.option("--again", is_flag=True, help="Measure though it was done before.")
@_database_url
def compare(
    folder: str,
    as_json: bool,
    is_to_open: bool,
    measure: bool,
    quick: bool,
    again: bool,
    database_url: str | None,
) -> None:
    """Rebuild DIR/comparison.html from the code as it stands now."""
    from pathlib import Path

    from scaffold.compare import PAGE, data, write

    page = Path(folder, PAGE)
    if measure:
        _measure(Path(folder), quick, again, database_url)
    elif quick or again or database_url:
        raise click.UsageError("--quick, --again and --database-url need --measure.")
    with _interruptible(f"{page} is the old one or the whole new one"):
        from scaffold.project import living

        comparison = write(Path(folder), is_thorough=True)
        if newer := living.spec_of_code(Path(folder))[1]:
            _tell(newer)
    _print(data.as_json(comparison) if as_json else str(page), f"{page} is written")
    if is_to_open:
        import webbrowser

        webbrowser.open(page.absolute().as_uri())


def _measure(folder: Path, quick: bool, again: bool, database_url: str | None) -> None:
    from scaffold.check import ask_contract
    from scaffold.measure import keep

    with _interruptible("every process that it started has ended"):
        keep(
            folder,
            quick=quick,
            again=again,
            database_url=database_url,
            tell=_tell,
            contract=lambda: ask_contract(folder, _tell),
        )


@cli.command()
@_folder
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print what was found as JSON, alone on standard output.",
)
@_database_url
@click.pass_context
def check(
    ctx: click.Context, folder: str, as_json: bool, database_url: str | None
) -> None:
    """Prove that both starters still match: each one's tests, then the contract."""
    from pathlib import Path

    from scaffold.check import check, keep, report

    with _interruptible("every process that it started has ended"):
        found = check(Path(folder), tell=_tell, database_url=database_url)
    text = report.as_json(found) if as_json else report.as_text(found)
    try:
        keep(Path(folder), found)
    finally:  # minutes of work are told, even where they cannot be kept
        _print(text, f"what was found is kept in {folder}")
    if not found.ok:
        ctx.exit(1)


@cli.command()
@_folder
@click.option(
    "--open", "is_to_open", is_flag=True, help="Open the window in a browser."
)
def up(folder: str, is_to_open: bool) -> None:
    """Serve both starters side by side, with sample data, until Ctrl-C."""
    from pathlib import Path

    from scaffold.up import up

    def opened(url: str) -> None:
        import webbrowser

        if not webbrowser.open(url):
            _say(f"No browser was found: open {url} in one.")

    try:
        with _interruptible("both servers and their databases are gone"):
            up(
                Path(folder),
                say=click.echo,
                log=_say,
                tell=_tell,
                opened=opened if is_to_open else None,
            )
    except Interrupted:  # which is how it ends
        _say("Both servers and their databases are gone")


@cli.command()
@_folder
@click.option("--diff", "with_diff", is_flag=True, help="Show what was edited, too.")
@_result_as_json
def status(folder: str, with_diff: bool, as_json: bool) -> None:
    """Say what was edited in DIR since scaffold wrote it."""
    from pathlib import Path

    from scaffold.project import living
    from scaffold.system import journal
    from scaffold.update import report

    with _interruptible("nothing was changed"):
        journal.finish(Path(folder))
        project = living.find(Path(folder))
    text = (
        report.status_json(project)
        if as_json
        else report.status_text(project, with_diff=with_diff)
    )
    _print(text)


#: What all commands share that change a project.
_updating = _together(
    click.option(
        "--dry-run",
        is_flag=True,
        help="Print the patch that would be applied, write nothing.",
    ),
    click.option(
        "--conflicts",
        type=click.Choice(["stop", "markers"]),
        default="stop",
        help="Where you and scaffold changed the same: change nothing and say "
        "where (stop), or write both texts into the files (markers).",
    ),
    _result_as_json,
)


_yes = click.option("--yes", is_flag=True, help="Lose the rows without being asked.")


@cli.command()
@_folder
@click.argument("what", nargs=-1, required=True, metavar="TEXT...")
@_updating
def add(folder: str, what: tuple[str, ...], **options: Any) -> None:
    """Add models or fields to the project in DIR, after hand edits too.

    \b
    scaffold add shop "Review product:ref(Product) stars:integer:min=1:max=5"
    scaffold add shop "Product.weight:decimal(8,3):optional"
    """
    from scaffold.spec import edits

    typed = [_as_typed(word) for word in what]
    source = _spec_in(folder)
    _update(folder, edit=lambda text: edits.add(text, typed, source), **options)


@cli.command()
@_folder
@_yes
@_updating
def update(folder: str, **options: Any) -> None:
    """Bring an edited scaffold.toml, and a newer scaffold, into the code of DIR."""
    _update(folder, **options)


@cli.command()
@_folder
@click.argument("what", metavar="WHAT")
@click.argument("name", metavar="NAME")
@_updating
def rename(folder: str, what: str, name: str, **options: Any) -> None:
    """Call a model or a field otherwise in DIR: spec, code, templates and tables.

    \b
    scaffold rename shop Product.price unit_price
    scaffold rename shop Product Article
    """
    from scaffold.spec import edits

    model, field = edits.place_of(_as_typed(what))
    new = _as_typed(name)
    source = _spec_in(folder)

    def edit(text: str) -> str:
        if field is None:
            return edits.rename_model(text, model, new, source)
        return edits.rename_field(text, model, field, new, source)

    _update(folder, edit=edit, renamed={(model, field): new}, **options)


@cli.command()
@_folder
@click.argument("what", metavar="WHAT")
@_yes
@_updating
def remove(folder: str, what: str, **options: Any) -> None:
    """Remove a model or a field from DIR, with what its rows hold.

    \b
    scaffold remove shop Product.weight
    scaffold remove shop Review
    """
    from scaffold.spec import edits

    model, field = edits.place_of(_as_typed(what))
    source = _spec_in(folder)

    def edit(text: str) -> str:
        if field is None:
            return edits.remove_model(text, model, source)
        return edits.remove_field(text, model, field, source)

    _update(folder, edit=edit, **options)


def _spec_in(folder: str) -> str:
    from scaffold.project import pair

    return os.path.join(folder, pair.SPEC)


def _update(
    folder: str,
    *,
    dry_run: bool,
    conflicts: str,
    as_json: bool,
    yes: bool = False,
    **how: Any,
) -> None:
    from pathlib import Path

    from scaffold.update import report, update

    def confirm(lost: Sequence[str]) -> None:
        if not (yes or dry_run):
            _confirm_loss(lost)

    with _interruptible("nothing was changed"):
        updated = update(
            Path(folder),
            tell=_tell,
            confirm=confirm,
            dry_run=dry_run,
            markers=conflicts == "markers",
            **how,
        )
    text = (
        report.as_json(updated) if as_json else report.as_text(updated, patch=dry_run)
    )
    _print(text, "" if dry_run else f"{folder} is changed")
    if updated.conflicts and not dry_run:
        click.get_current_context().exit(1)


def _confirm_loss(lost: Sequence[str]) -> None:
    """Ask on a terminal; elsewhere nothing is lost without --yes."""
    told = one_line(f"Lost for good, once the migration has run: {', '.join(lost)}.")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ScaffoldError(f"{told} Nothing was changed. Say --yes if that is meant.")
    _say(told)
    if not click.confirm("Go on?", err=True):
        raise ScaffoldError("Nothing was changed.")


@cli.command()
@click.argument("place", metavar="DIR_OR_SPEC", type=click.Path(readable=False))
@click.option(
    "--format",
    "form",
    type=click.Choice(["svg", "mermaid", "dbml"]),
    default="svg",
    help="svg (if not given), mermaid or dbml.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False),
    metavar="FILE",
    help="Where to write it; standard output, if not given.",
)
def diagram(place: str, form: str, output: str | None) -> None:
    """Draw the models of a project, or of a scaffold.toml, as an entity diagram."""
    from pathlib import Path

    from scaffold.diagram import drawn
    from scaffold.system.atomic import replace_file

    text = drawn(Path(place), form)
    if output is None:
        _print(text.rstrip("\n"))
        return
    with _interruptible(f"{output} is as it was"):
        replace_file(Path(output), text.encode())
    _print(output, f"{output} is written")


@cli.command()
@click.argument("name", required=False)
def examples(name: str | None) -> None:
    """List the example specs, or print the one called NAME."""
    from scaffold.examples import listed, text_of

    _print(listed() if name is None else text_of(_as_typed(name)).rstrip("\n"))


@cli.command("import")
@click.argument("source", metavar="SOURCE")
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False),
    default="scaffold.toml",
    metavar="FILE",
    help="Where to write the spec; scaffold.toml, if not given.",
)
@click.option("--force", is_flag=True, help="Write over a FILE that exists.")
@click.option(
    "--rows",
    "limit",
    default="1000",
    metavar="all|N|none",
    callback=lambda ctx, parameter, value: _number_of_rows(value),
    help="How many rows of each table to write beside FILE; 1000, if not given, and "
    "those that they refer to.",
)
@click.option(
    "--unmasked",
    is_flag=True,
    help="Keep the values of rows that look secret or personal.",
)
@click.option(
    "--keep-names",
    is_flag=True,
    help="Let the starters call tables and columns as SOURCE does.",
)
@click.option(
    "--dialect",
    type=click.Choice(["sqlite", "postgres", "mysql", "tsql", "oracle"]),
    help="What a SQL file is written in; guessed, if not given.",
)
@click.option(
    "--python",
    type=click.Path(readable=False),
    metavar="FILE",
    help="The interpreter that can load the models of SOURCE; the one of its .venv, if "
    "not given.",
)
@_result_as_json
def import_(
    source: str,
    output: str,
    force: bool,
    limit: int | None,
    unmasked: bool,
    keep_names: bool,
    dialect: str | None,
    python: str | None,
    as_json: bool,
) -> None:
    """Write the spec and rows of a database that exists; SOURCE is only read.

    SOURCE is a URL (postgresql://, mysql://, sqlite://), a SQLite file, a SQL file, a
    Django project's manage.py, or module:metadata of SQLAlchemy.

    \b
    scaffold import postgresql://me:secret@localhost/shop
    scaffold import schema.sql -o shop.toml --dialect mysql
    """
    from pathlib import Path

    from scaffold.importing import Wanted, import_spec

    ask = (lambda columns: False) if unmasked else _confirm_masking
    with _interruptible("nothing was written"):
        imported = import_spec(
            _as_typed(source),
            Path(output),
            _tell,
            keep_names=keep_names,
            dialect=dialect,
            python=None if python is None else Path(python),
            force=force,
            wanted=Wanted(limit=limit, ask=ask),
        )
    _print(imported.json if as_json else imported.text, f"{output} is written")


def _number_of_rows(text: str) -> int | None:
    """None for all, 0 for none."""
    words = {"all": None, "none": 0}
    if text in words:
        return words[text]
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 2**63):
        raise click.BadParameter("write a number of rows, all or none.")
    return int(text)


def _confirm_masking(columns: Sequence[str]) -> bool:
    """Ask on a terminal; elsewhere what looks secret or personal is masked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    _say(one_line(f"These columns look secret or personal: {', '.join(columns)}."))
    return click.confirm("Mask their values in the rows?", default=True, err=True)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of scaffold.toml."""
    import json

    from scaffold.spec.schema import json_schema

    _print(json.dumps(json_schema(), indent=2))


def _generate(
    which: str,
    name: str | None,
    models: tuple[str, ...],
    file: str | None,
    example: str | None,
    rows: str | None,
    output_dir: str,
    title: str | None,
    description: str | None,
    author: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    with _interruptible("nothing was written"):
        import gc
        from pathlib import Path

        if click.get_current_context().obj is ALONE:
            gc.disable()  # hardly anything becomes garbage before the end
        from scaffold.create import create, report
        from scaffold.create.request import request_of

        created = create(
            request_of(
                which,
                _as_typed(name) or _asked_name(which),
                Path(output_dir),
                models=[_as_typed(text) for text in models],
                file=None if file is None else Path(file),
                example=_as_typed(example),
                rows=None if rows is None else Path(rows),
                title=_as_typed(title),
                description=_as_typed(description),
                author=_as_typed(author),
                dry_run=dry_run,
            ),
            tell=_tell,
        )
    text = report.as_json(created) if as_json else report.as_text(created)
    _print(text, "" if dry_run else f"{created.request.target} is written")


@contextlib.contextmanager
def _interruptible(then: str) -> Iterator[None]:
    """Ctrl-C or SIGTERM ends the body, which undoes its work; ``then`` says so."""
    from scaffold.system import interrupts

    alone = click.get_current_context().obj is ALONE
    try:
        with interrupts.interruptible(to_the_end=alone):
            yield
    except (KeyboardInterrupt, click.Abort):
        raise Interrupted(then) from None


def _print(text: str, done: str = "") -> None:
    """Print a result; where that fails, say what was ``done`` all the same.

    A reader who has read enough, as ``head`` has, need not be told if nothing was.
    """
    _printed.append(text)
    try:
        click.echo(text)
        sys.stdout.flush()
    except OSError as error:
        if isinstance(error, BrokenPipeError) and not done:
            raise
        _drop_output()
        but = f"{done}, but " if done else ""
        raise ScaffoldError(
            one_line(f"{but}standard output cannot be written: {error.strerror}.")
        ) from error


def _asked_name(which: str) -> str:
    """The project's name, asked for on a terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(
            f'Give the project a name, for example "scaffold {which} shop".'
        )
    from scaffold.create.request import DEFAULT_NAME, usable_name

    def usable(answer: str) -> str:
        try:
            return usable_name(_as_typed(answer))
        except ScaffoldError as error:  # Click asks again after a UsageError only
            raise click.UsageError(error.format_message()) from None

    name: str = click.prompt(
        "Project name", default=DEFAULT_NAME, value_proc=usable, err=True
    )
    return name


@overload
def _as_typed(text: str) -> str: ...
@overload
def _as_typed(text: None) -> None: ...
def _as_typed(text: str | None) -> str | None:
    """An argument as UTF-8 even where the locale made Python decode it as ASCII."""
    if text is None:
        return None
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        return text


def _tell(text: str) -> None:
    from scaffold.system import interrupts

    interrupts.checkpoint()
    _say(click.style(text, dim=True))


def _say(text: str) -> None:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    click.echo(text, err=True, color=False if plain else None)


def _fail(text: str) -> None:
    _say(click.style("Error:", fg="red") + f" {one_line(text)}")


def run(arguments: list[str] | None = None, *, process: object = None) -> int:
    """The exit code of one command line; every error becomes one line.

    Who asks for JSON gets it of an error too.
    """
    _printed.clear()
    try:
        code = cli.main(
            arguments, prog_name="scaffold", standalone_mode=False, obj=process
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        _drop_output()
        return 1
    except (Exception, KeyboardInterrupt) as error:
        words = sys.argv[1:] if arguments is None else arguments
        return _failed(error, as_json="--json" in words)


def _failed(error: BaseException, *, as_json: bool) -> int:
    """Tell of ``error``, and give its exit code."""
    code, lines, data = _told(error)
    if as_json:
        _print_failure(code, lines[-1], data)
    if isinstance(error, OSError):  # standard output may be what failed
        _drop_output()
    for line in lines[:-1]:
        _say(line)
    _fail(lines[-1])
    return code


def _told(error: BaseException) -> tuple[int, list[str], dict[str, Any]]:
    """The exit code of an error, what people are told of it, and programs besides."""
    match error:
        case ScaffoldError():
            return error.exit_code, error.lines, error.data
        case click.ClickException():
            return error.exit_code, [error.format_message()], {}
        case KeyboardInterrupt() | click.Abort():
            return INTERRUPTED, ["interrupted."], {}
        case OSError():
            what = f"{error.filename}: " if error.filename else ""
            return 1, [f"{what}{reason(error)}."], {}
        case MemoryError():
            return 1, ["there is not enough memory."], {}
    if os.environ.get("SCAFFOLD_DEBUG"):
        raise error
    said = (
        f"this is a mistake in scaffold, not in your spec "
        f"({type(error).__name__}: {first_line(str(error))}). Please report it; "
        "SCAFFOLD_DEBUG=1 shows where."
    )
    return 1, [said], {}


def _print_failure(code: int, message: str, data: dict[str, Any]) -> None:
    """An error as JSON; what was found before it is the result, and stays alone."""
    import json

    if _printed:
        return
    failure = {"error": one_line(message), "exit_code": code, **data}
    try:
        click.echo(json.dumps(failure, indent=2, ensure_ascii=False))
        sys.stdout.flush()
    except OSError:
        _drop_output()


def _drop_output() -> None:
    """Nobody reads standard output any more: keep Python from flushing into it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> None:
    """Give streams that are closed somewhere to go to.

    Python has None for them, and the next file that is opened would get their number.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            mode = "w" if number else "r"
            stream = os.fdopen(number, mode, encoding="utf-8", closefd=False)
            setattr(sys, name, stream)


def main() -> NoReturn:
    """Run as a process of its own, which ends here.

    What was written is on disk and what was said is flushed, so Python need not take
    everything apart first: that would be a tenth of ``scaffold both``.
    """
    _open_streams()
    code = run(process=ALONE)
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)
