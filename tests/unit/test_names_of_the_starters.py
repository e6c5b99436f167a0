"""What both starters define, no spec may define again; and nothing else is refused.

What is taken is seen in starters that are made here, with Python's own view of their
scopes: nothing here uses the package that writes ``taken.json``.
"""

import ast
import builtins
import json
import random
import re
import shutil
import subprocess
import symtable
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from ruff.__main__ import find_ruff_bin

from scaffold import frameworks
from scaffold.create import create
from scaffold.create.request import request_of
from scaffold.generate import context, render
from scaffold.spec import Spec, inflection, reserved, rules, toml
from scaffold.spec.fields import Kind
from scaffold.spec.rules.project import project_faults
from scaffold.system.errors import ScaffoldError


def rich_spec() -> Spec:
    """A model with fields of every kind in many shapes, and one that it refers to."""
    texts = {
        Kind.STRING: "string(40)",
        Kind.DECIMAL: "decimal(9,2):min=0",
        Kind.CHOICE: "choice(a,b)",
        Kind.INTEGER: "integer:max=9",
    }
    targets = {Kind.REF, Kind.ONE, Kind.REFS}
    lines = ["[models.Gadget]", "plural = 'gadget_rows'"]
    lines += ["unique = [['any_string', 'any_date']]"]
    for kind in Kind:
        text = texts.get(kind, f"{kind}(Gizmo)" if kind in targets else kind.value)
        name = kind.name.lower()
        lines.append(f"fields.the_{name} = '{text}'")
        if kind not in {Kind.CREATED, Kind.UPDATED, Kind.REFS}:
            text = text.replace("Gizmo", "Gadget")
            lines.append(f"fields.any_{name} = '{text}:optional'")
        if kind in {Kind.STRING, Kind.EMAIL, Kind.URL, Kind.SLUG, Kind.DATE}:
            lines.append(f"fields.rare_{name} = '{text}:optional:unique'")
    lines += ["fields.the_owner = 'ref(User):default=current'"]
    lines += ["[models.Gizmo]", "plural = 'gizmo_rows'", "fields.size = 'integer'"]
    lines += ["fields.back = 'ref(Gadget):optional'"]
    return toml.from_toml("app = 'depot'\n" + "\n".join(lines)).completed(PROJECT)


PROJECT = "project"
SPEC = rich_spec()
MODELS = tuple(SPEC.by_name)
#: Where models are imported or defined beside the module's own names.
MODULES = {"django": "{app}/*.py", "flask": "project/{app}/*.py"}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names")
    file = folder / "rich.toml"
    file.write_text(toml.to_toml(SPEC), encoding="utf-8")
    asked = request_of("both", PROJECT, folder, file=file)
    create(asked, tell=lambda step: None)
    return asked.target


@pytest.mark.parametrize("framework", MODULES)
def test_no_app_or_project_can_hide_a_module_or_folder(
    pair: Path, framework: str
) -> None:
    """Import finds the first of two that have one name, and never the other."""
    places = {
        folder.parent
        for folder in (pair / framework).rglob("*")
        if folder.is_dir() and folder.name in (PROJECT, SPEC.app)
    }
    assert places
    for place in places:
        inside = {path.name for path in place.iterdir()}
        for path in place.iterdir():
            name = path.stem if path.suffix == ".py" else path.name.lower()
            if name in (PROJECT, SPEC.app) or not usable_project(name):
                continue
            if PROJECT in inside:
                assert reserved.project_reason(name), path
            if SPEC.app in inside:
                assert reserved.app_reason(name), path


@pytest.mark.parametrize("framework", MODULES)
def test_no_model_can_be_called_as_the_starters_own_classes(
    pair: Path, framework: str
) -> None:
    taken = {
        name
        for path in modules(pair, framework)
        if set(names(path)) & set(MODELS)
        for name in names(path)
        if reserved.MODEL_PATTERN.fullmatch(name) and not name.startswith(MODELS)
    }
    assert taken
    assert not {name for name in taken if not reserved.model_reason(name)}


@pytest.mark.parametrize("framework", MODULES)
def test_no_model_can_make_a_class_or_function_that_a_starter_has(
    pair: Path, framework: str
) -> None:
    """Each module is compared with what it makes of one model, such as PersonForm."""
    missed = set()
    for path in modules(pair, framework):
        found = set(names(path))
        own = {name for name in found if not is_made_of_models(name)}
        shapes = {
            name.replace(made, "{}")
            for name in found - own
            if not any(model.plural_name in name for model in SPEC.models)
            for model in MODELS
            for made in (model, inflection.snake(model))
            if made in name
        }
        for shape in shapes:
            for name in own:
                missed |= {
                    stem
                    for stem in stems(shape, name)
                    if usable_model(stem) and not reserved.model_reason(stem)
                }
    assert not missed


@pytest.mark.parametrize("framework", MODULES)
def test_no_field_can_hide_a_name_that_its_class_uses(
    pair: Path, framework: str
) -> None:
    """Names of the module that the body of a model's class reads after a field."""
    missed = set()
    for path in modules(pair, framework):
        known = set(names(path)) | set(dir(builtins))
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name.startswith(MODELS):
                missed |= {
                    name
                    for name in read_after_fields(node) & known
                    if reserved.FIELD_PATTERN.fullmatch(name)
                    and not name.startswith(tuple(map(inflection.snake, MODELS)))
                    and not reserved.field_reason(name)
                }
    assert not missed


def read_after_fields(node: ast.ClassDef) -> set[str]:
    fields = {field.name for model in SPEC.models for field in model.fields}
    found: set[str] = set()
    begun = False
    for line in node.body:
        if isinstance(line, ast.Assign | ast.AnnAssign):
            if begun:
                found |= {n.id for n in ast.walk(line) if isinstance(n, ast.Name)}
            targets = line.targets if isinstance(line, ast.Assign) else [line.target]
            begun |= any(isinstance(t, ast.Name) and t.id in fields for t in targets)
    return found - fields


def modules(pair: Path, framework: str) -> list[Path]:
    return sorted((pair / framework).glob(MODULES[framework].format(app=SPEC.app)))


def names(path: Path) -> Iterator[str]:
    """Names that the module's top level binds."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (t.id for t in targets if isinstance(t, ast.Name))


def is_made_of_models(name: str) -> bool:
    words = [inflection.snake(model) for model in MODELS]
    words += [model.plural_name for model in SPEC.models]
    return name.startswith(MODELS) or any(word in name.lower() for word in words)


def stems(shape: str, name: str) -> Iterator[str]:
    """What of a model would have made ``name``: Record, of RecordForm by {}Form."""
    if shape.count("{}") == 1 and shape != "{}":
        head, tail = shape.split("{}")
        if name.startswith(head) and name.endswith(tail):
            stem = name[len(head) : len(name) - len(tail)]
            if stem[:1].isupper():
                yield stem
            elif inflection.snake(inflection.camel(stem)) == stem:
                yield inflection.camel(stem)


def usable_model(name: str) -> bool:
    return bool(reserved.MODEL_PATTERN.fullmatch(name))


def usable_project(name: str) -> bool:
    return bool(reserved.PROJECT_PATTERN.fullmatch(name))


# What follows shows of names that are refused that they would break, and of names that
# are not that they would not: a starter is made with each, whatever the rules say.


@dataclass(frozen=True)
class Chosen:
    """A name that stands for what it says: ``form`` is a key of ``FORMS``."""

    form: str
    name: str
    kind: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, (self.form, self.name, self.kind)))


def with_model(chosen: Chosen) -> tuple[Spec, str]:
    old, new = "Gadget", chosen.name
    models = tuple(
        replace(
            model,
            name=new if model.name == old else model.name,
            fields=tuple(
                replace(f, target=new if f.target == old else f.target)
                for f in model.fields
            ),
        )
        for model in SPEC.models
    )
    return replace(SPEC, models=models), PROJECT


def with_plural(chosen: Chosen) -> tuple[Spec, str]:
    first, *others = SPEC.models
    models = (replace(first, plural=chosen.name), *others)
    return replace(SPEC, models=models), PROJECT


def with_field(chosen: Chosen) -> tuple[Spec, str]:
    first, *others = SPEC.models
    old = f"the_{chosen.kind or Kind.STRING.value}"
    fields = tuple(
        replace(f, name=chosen.name if f.name == old else f.name) for f in first.fields
    )
    return replace(SPEC, models=(replace(first, fields=fields), *others)), PROJECT


def with_app(chosen: Chosen) -> tuple[Spec, str]:
    return replace(SPEC, app=chosen.name), PROJECT


def with_project(chosen: Chosen) -> tuple[Spec, str]:
    return SPEC, chosen.name


FORMS: dict[str, Callable[[Chosen], tuple[Spec, str]]] = {
    "model": with_model,
    "plural": with_plural,
    "field": with_field,
    "app": with_app,
    "project": with_project,
}
REASONS: dict[str, Callable[[Chosen], str | None]] = {
    "model": lambda chosen: reserved.model_reason(chosen.name),
    "plural": lambda chosen: reserved.plural_reason(chosen.name),
    "field": lambda chosen: reserved.field_reason(chosen.name, chosen.kind or None),
    "app": lambda chosen: reserved.app_reason(chosen.name),
    "project": lambda chosen: reserved.project_reason(chosen.name),
}


def told_apart(chosen: Chosen | None, folder: Path) -> Counter[str]:
    """How many names each file of both starters tells apart.

    A name that is looked for in a scope counts there, for it may be hidden there.
    """
    spec, project = FORMS[chosen.form](chosen) if chosen else (SPEC, PROJECT)
    counts: Counter[str] = Counter()
    for framework in frameworks.ALL:
        starter = folder / framework.name
        render.render(framework, project, context.build(spec), starter)
        for path in starter.rglob("*"):
            place = path.relative_to(starter).as_posix()
            counts[f"folder {len(path.relative_to(starter).parts)}"] += 1
            counts["importable"] += is_importable_once(path)
            if path.suffix == ".py":
                source = path.read_text("utf-8")
                counts[neutral(place, spec, project)] += names_in(source)
    return counts


def neutral(place: str, spec: Spec, project: str) -> str:
    parts = place.split("/")
    return "/".join(
        "APP" if part == spec.app else "PROJECT" if part == project else part
        for part in parts
    )


def is_importable_once(path: Path) -> bool:
    """Whether nothing beside hides it: import prefers a folder, some disks no case."""
    beside = [
        other.stem if other.suffix == ".py" else other.name.lower()
        for other in path.parent.iterdir()
    ]
    name = path.stem if path.suffix == ".py" else path.name.lower()
    return beside.count(name) == 1


@cache
def names_in(source: str) -> int:
    top = symtable.symtable(source, "", "exec")
    tables = [top]
    for table in tables:
        tables += table.get_children()
    looked_for = {
        symbol.get_name()
        for table in tables
        for symbol in table.get_symbols()
        if symbol.is_global()
    }
    scopes = sum(len(table.get_symbols()) for table in tables[1:])
    keys = sum(
        len({key.value for key in node.keys if isinstance(key, ast.Constant)})
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Dict)
    )
    return len(looked_for | set(top.get_identifiers())) + scopes + keys


def merged(chosen: Chosen, usual: Counter[str], folder: Path) -> list[str]:
    """The files that tell fewer names apart than with a name that nobody uses."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        odd = told_apart(chosen, Path(scratch))
    return [place for place, count in usual.items() if odd[place] < count]


def breaks(chosen: Chosen, usual: Counter[str], folder: Path) -> bool:
    try:
        return bool(merged(chosen, usual, folder))
    except (SyntaxError, ScaffoldError):
        return True


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    return told_apart(None, tmp_path_factory.mktemp("usual"))


FORM_OF = {"Model": "model", "model": "model", "lower": "model"}


def refused() -> list[Chosen]:
    """Every name that Python's scopes or the folders of the templates refuse."""
    table = json.loads(reserved.DATA.read_text("utf-8"))["templates"]["refused"]
    found = []
    for form, taken in table.items():
        for name, said in taken.items():
            if name not in reserved.taken().refused[form]:
                continue  # the tool keeps it apart from the name that it would meet
            kinds = said["kinds"].split() if isinstance(said, dict) else [""]
            spelt = name
            if form in ("model", "lower"):
                spelt = inflection.camel(name)
            found.append(Chosen(FORM_OF.get(form, form), spelt, kinds[0]))
    return sorted(set(found), key=str)


def some(things: Sequence[Chosen], count: int) -> list[Chosen]:
    """The same few of each form in every run."""
    chance = random.Random("names")
    by_form = {form: [one for one in things if one.form == form] for form in FORMS}
    return [
        one
        for all_of_it in by_form.values()
        for one in chance.sample(all_of_it, min(count, len(all_of_it)))
    ]


def test_a_name_that_is_refused_would_break_a_starter(
    usual: Counter[str], pair: Path, tmp_path: Path, soak: bool
) -> None:
    every = refused()
    assert len(every) > 100
    without_need = [
        one
        for one in (every if soak else some(every, 6))
        if not breaks(one, usual, tmp_path)
        and not is_left_out(one, pair / "flask", tmp_path)
        and not is_address(one, pair)
    ]
    assert not without_need
    assert all(REASONS[one.form](one) for one in every)


def is_left_out(chosen: Chosen, starter: Path, folder: Path) -> bool:
    """Whether git, Docker or ruff would not see a folder of this name."""
    if chosen.form not in ("app", "project"):
        return False
    place = folder / f"left-out-{chosen}"
    inner = place / chosen.name / "models.py"
    inner.parent.mkdir(parents=True)
    inner.write_text("")
    for name in (".gitignore", ".dockerignore", "pyproject.toml"):
        shutil.copy(starter / name, place)
    seen = run("ruff", "check", "--show-files", cwd=place)
    run("git", "init", "--quiet", cwd=place)
    unknown = run("git", "check-ignore", "--no-index", inner, cwd=place, check=False)
    by_docker = chosen.name in (place / ".dockerignore").read_text().split()
    return "models.py" not in seen or bool(unknown) or by_docker


def run(*command: str | Path, cwd: Path, check: bool = True) -> str:
    if command[0] == "ruff":
        command = (find_ruff_bin(), *command[1:])
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=check)
    return done.stdout


def is_address(chosen: Chosen, pair: Path) -> bool:
    """Whether code of a starter compares addresses with this one."""
    code = "".join(path.read_text("utf-8") for path in pair.rglob("*.py"))
    return chosen.form == "plural" and f'startswith("/{chosen.name}/")' in code


def test_a_name_that_is_not_refused_breaks_nothing(
    usual: Counter[str], pair: Path, tmp_path: Path, soak: bool
) -> None:
    """Every name that the starters use anywhere, in every form that it could take."""
    words = {
        word
        for path in pair.rglob("*.py")
        for word in re.findall(r"[A-Za-z]\w+", path.read_text("utf-8"))
        if not word.startswith(MODELS)
    }
    every = sorted(possible(words), key=str)
    assert len(every) > 1000
    for one in some(every, 150 if soak else 6):
        if is_free(one):
            assert not merged(one, usual, tmp_path), one


def possible(words: Iterable[str]) -> Iterator[Chosen]:
    for word in words:
        snake, camel = inflection.snake(word), inflection.camel(word)
        if reserved.MODEL_PATTERN.fullmatch(camel):
            yield Chosen("model", camel)
        if reserved.FIELD_PATTERN.fullmatch(snake) and "__" not in snake:
            yield Chosen("plural", snake.rstrip("_"))
            yield Chosen("field", snake.rstrip("_"))
        if reserved.PROJECT_PATTERN.fullmatch(snake):
            yield Chosen("app", snake)
            yield Chosen("project", snake)


def is_free(chosen: Chosen) -> bool:
    """By all rules: with the other names of the spec as well."""
    if REASONS[chosen.form](chosen):
        return False
    spec, project = FORMS[chosen.form](chosen)
    found = (*rules.faults(spec), *project_faults(project, spec.app))
    return not found
