"""A scaffold.toml opened to be cut, and closed again once the rules accept what is left."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from scaffold.spec import toml
from scaffold.spec.faults import Fault, Key, SpecError
from scaffold.spec.model import Model, Spec
from scaffold.spec.positions import Layout, Span, layout
from scaffold.system.errors import did_you_mean

#: What stands at a place is replaced by a text, which may be empty.
Cut = tuple[Span, str]

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """``text`` without the byte order ``mark``, and what it says."""

    text: str
    mark: str
    source: str
    spec: Spec
    layout: Layout

    def model(self, name: str) -> Model:
        """Raises SpecError."""
        if name in self.spec.by_name:
            return self.spec.by_name[name]
        raise SpecError(unknown_model(name, (name,), self.spec.by_name))

    def has_field(self, model: Model, name: str) -> None:
        """Raises SpecError if it has not."""
        if name not in model.by_name:
            raise SpecError(
                Fault(
                    problem=f'{model.name} has no field "{name}".',
                    at=(model.name, name),
                    hint=did_you_mean(name, model.by_name),
                )
            )

    def closed(self, cuts: Iterable[Cut], typed: Collection[Key]) -> str:
        """The text after ``cuts``. Raises SpecError if the rules refuse it."""
        text = spliced(self.text, cuts)
        if faults := faults_of(text, typed, self.source):
            raise SpecError(*faults)
        return self.mark + text


def opened(text: str, source: str) -> Opened:
    """Raises SpecError if it has faults before anything is changed."""
    mark = _MARK if text.startswith(_MARK) else ""
    text = text.removeprefix(_MARK)
    spec = toml.from_toml(text, source)
    return Opened(text=text, mark=mark, source=source, spec=spec, layout=layout(text))


def unknown_model(name: str, at: Key, known: Collection[str]) -> Fault:
    problem = f'there is no model "{name}".'
    return Fault(problem=problem, at=at, hint=did_you_mean(name, known))


def spliced(text: str, cuts: Iterable[Cut]) -> str:
    """``text`` after all ``cuts``; what two of them take is taken once."""
    parts: list[str] = []
    done = 0
    for (start, end), put in sorted(cuts):
        parts += [text[done:start], put]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def faults_of(text: str, typed: Collection[Key], source: str) -> list[Fault]:
    """What is wrong with ``text``, at the words that a person typed where they may be.

    It is no file yet, so that its lines are not told.
    """
    _, faults = toml.from_document(tomllib.loads(text))
    return [as_typed(fault, typed, source) for fault in faults]


def as_typed(fault: Fault, typed: Collection[Key], source: str = "") -> Fault:
    """``fault`` at ``Product.weight``, not at ``models.Product.fields.weight``."""
    if not any(fault.at[: len(key)] == key for key in typed):
        return replace(fault, source=source)
    model, *names = fault.at[1:]
    if names and names[0] == "fields":
        names = names[1:]
    return replace(fault, at=(model, *names))


def named_first(
    close: Callable[[], str], at: Key, hint: Callable[[Fault], Fault]
) -> str:
    """What ``close`` gives; if it refuses the name ``at``, only that is told."""
    try:
        return close()
    except SpecError as error:
        named = [hint(fault) for fault in error.faults if fault.at == at]
        raise SpecError(*(named or error.faults)) from None


def newline_of(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def next_line(text: str, at: int) -> int:
    """Where the line after that of ``at`` begins, or the end."""
    return (text.find("\n", at) + 1) or len(text)


def line_end(text: str, at: int) -> int:
    """Where the line of ``at`` ends, before what ends it."""
    end = next_line(text, at)
    return end - len(text[at:end]) + len(text[at:end].rstrip("\r\n"))
