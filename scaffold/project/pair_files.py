"""What ``both`` writes beside the starters: README.md and scaffold.toml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from scaffold import frameworks
from scaffold.frameworks import Concern
from scaffold.generate import context
from scaffold.project import pair
from scaffold.spec import Spec, toml
from scaffold.spec.faults import SpecError

README = "README.md"


def write(project: Path, spec: Spec, slug: str, typed: str) -> None:
    """Write both files into ``project``, which holds the two starters.

    ``typed`` is the text that a person has of the spec, or "".
    """
    write_spec(project, spec, typed)
    _write(project / README, readme(project, spec, slug))


def write_spec(project: Path, spec: Spec, typed: str) -> None:
    """Write scaffold.toml: the text that was ``typed``, where that says ``spec``."""
    text = typed and _as_typed(spec, typed)
    _write(project / pair.SPEC, text or toml.to_toml(spec))


def _as_typed(spec: Spec, typed: str) -> str:
    """``typed``, with the texts above it that it left to us; "" where more differs."""
    newline = "\r\n" if "\r\n" in typed else "\n"
    said = toml.from_toml(typed)
    missing = [w for w in ("title", "description") if not getattr(said, w)]
    lines = [f"{word} = {toml.toml_text(getattr(spec, word))}" for word in missing]
    text = "".join(f"{line}{newline}" for line in lines) + typed
    filled = replace(said, **{word: getattr(spec, word) for word in missing})
    try:
        return text if filled == spec == toml.from_toml(text) else ""
    except SpecError:  # an empty title is there already
        return ""


def readme(project: Path, spec: Spec, slug: str) -> str:
    """The two starters side by side: commands, then twins by concern."""
    title = context.text_forms(spec.title)["markdown"]
    description = context.text_forms(spec.description)["markdown"]
    django, flask = frameworks.DJANGO, frameworks.FLASK
    commands = [
        (what, f"`{left}`", f"`{right}`")
        for (what, left), (_, right) in zip(
            django.commands, flask.commands, strict=True
        )
    ]
    places = {"project": slug, "app": spec.app}
    twins = [
        (
            left.title,
            _side(left, project / django.name, places),
            _side(right, project / flask.name, places),
        )
        for left, right in _pairs(django.concerns(), flask.concerns())
    ]
    return f"""# {title}

{description}

The same application twice: `django/` and `flask/` are complete projects, each on
its own, that mean the same by one HTTP contract. `comparison.html` shows them concern by
concern; open it in a browser.

## Start

In either folder, on Python 3.11 or later:

```
make setup
make run
```

## Commands

{_table(("to", "in `django/`", "in `flask/`"), commands)}

## Twins

Where the same job is done in each.

{_table(("concern", "Django", "Flask"), twins)}

## Later

`scaffold.toml` is the spec of both. After any number of edits by hand

```
scaffold add . "Review product:ref(Product) stars:integer:min=1:max=5"
scaffold update .
```

bring a new model, or what you changed in that file, into both starters, with migrations;
`scaffold status .` says what was edited since. `.scaffold/` in each, which they need,
belongs into your history. `scaffold compare .` rebuilds `comparison.html` after a change.
"""


def _pairs(
    left: Sequence[Concern], right: Sequence[Concern]
) -> Iterable[tuple[Concern, Concern]]:
    by_name = {concern.name: concern for concern in right}
    return [(c, by_name[c.name]) for c in left if c.name in by_name]


def _side(concern: Concern, starter: Path, places: dict[str, str]) -> str:
    """The files of a concern as this starter has them, and where the job comes from."""
    named = (pattern.format(**places) for pattern in concern.files)
    # Patterns that sweep up the small change are for the comparison page.
    told = [p for p in named if not p.startswith("**") and any(starter.glob(p))]
    files = ", ".join(f"`{file}`" for file in told if file != ".*")
    return f"{files} ({concern.via})" if concern.via else files


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |"
        for line in lines
    )


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")
