"""Specs to begin with, each for a use that the article names, with rows that read true."""

from __future__ import annotations

from pathlib import Path

from scaffold.spec import Spec, toml
from scaffold.spec.faults import Fault, SpecError
from scaffold.system.errors import did_you_mean

#: By name, in the article's order.
NAMES = ("shop", "cms", "social", "corporate", "rest-api", "microservice", "mvp")


def path_of(name: str) -> Path:
    """The file of an example. Raises SpecError where there is none."""
    if name not in NAMES:
        problem = f'there is no example "{name}".'
        raise SpecError(Fault(problem=problem, hint=did_you_mean(name, NAMES)))
    return Path(__file__).parent / f"{name}.toml"


def text_of(name: str) -> str:
    """Its scaffold.toml, with comments and order. Raises SpecError."""
    return toml.read(path_of(name))


def load(name: str) -> Spec:
    """Raises SpecError."""
    return toml.load(path_of(name))


def listed() -> str:
    """Each example: its name, what it is for, and its models."""
    specs = {name: load(name) for name in NAMES}
    width = max(map(len, NAMES))
    indent = " " * (width + 2)
    return "\n".join(
        f"{name:<{width}}  {spec.title}. {spec.description}\n"
        f"{indent}{', '.join(model.name for model in spec.models)}"
        for name, spec in specs.items()
    )
