"""measurements.json beside a pair of starters: what was found by running them.

``scaffold check`` writes the contract's part, ``scaffold compare --measure`` both. The
page reads it. A digest of the code says which code it was found of. What was found of
one side is kept under the name of its framework.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from scaffold import frameworks
from scaffold.project import pair, sources
from scaffold.project.sources import Source
from scaffold.system.atomic import replace_file
from scaffold.system.errors import ScaffoldError, one_line, reason

_FORMAT = 3
#: So much of the processors may be taken by others before figures of time say nothing.
TOO_BUSY = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one starter said: the headers that the contract fixes, and the body's start."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request of the contract and the answer of each framework.

    ``normalised`` names what was made equal before comparing ("times", "tokens"),
    ``differences`` says in sentences what was not equal even so. ``times`` is how many
    requests of this kind (method, route, statuses) were sent; this is the first.
    """

    method: str
    path: str
    body: str
    answers: dict[str, Answer]
    normalised: tuple[str, ...]
    differences: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """All requests of the contract, and one exchange of each kind.

    ``at`` is the moment in UTC as RFC 3339.
    """

    at: str
    requests: int
    same: int
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured thing: of each framework a value for every round, in their order.

    ``name`` is its own among all figures, ``title`` among those of its group. ``unit``
    is "s", "bytes", "requests/s", "share" or "" for a number of things; ``better`` is
    "lower" or "higher". What is ``counted`` has one value and no chance in it. Figures
    of a group that name the same ``scale`` are drawn on it. Where ``if_nought`` is
    written, it is said in place of the figure if it was nought in every round.
    """

    name: str
    title: str
    unit: str
    better: str
    counted: bool
    scale: str
    if_nought: str
    rounds: dict[str, tuple[float, ...]]

    @property
    def is_of_time(self) -> bool:
        """Whether other work of the machine changes it."""
        return self.unit in ("s", "requests/s")

    @property
    def is_nought(self) -> bool:
        return not any(value for rounds in self.rounds.values() for value in rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Figures that are read together."""

    title: str
    caption: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run of measuring, with all that somebody needs to repeat it.

    ``client`` is what made the load ("wrk 4.1" or "Python"), ``database`` what held
    the rows ("SQLite 3.45"); ``versions`` are those of each framework's starter, by
    package; ``sent`` are the statements of each hard question, by framework and by the
    question's name. ``busy`` is the share of the processors that others took just before,
    None where that could not be found out.
    """

    at: str
    quick: bool
    rounds: int
    seconds: float
    machine: str
    busy: float | None
    python: str
    client: str
    database: str
    rows: int
    workers: int
    versions: dict[str, dict[str, str]]
    sent: dict[str, dict[str, tuple[str, ...]]]
    groups: tuple[Group, ...]

    @property
    def was_too_busy(self) -> bool:
        return self.busy is not None and self.busy > TOO_BUSY


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """``code`` is the digest of the code that all of this is about."""

    code: str
    contract: Contract | None = None
    measured: Measured | None = None


def fingerprint(project_dir: Path) -> str:
    """A digest of every source file of both starters. Raises ScaffoldError."""
    return digest(
        source
        for framework in frameworks.ALL
        for source in sources.read(framework.name, project_dir / framework.name)
    )


def digest(files: Iterable[Source]) -> str:
    """The same of files that were read before: Django's, then Flask's."""
    found = sha256()
    for source in files:
        for part in (source.framework, source.path, source.text):
            found.update(part.encode("utf-8", "replace") + b"\0")
    return found.hexdigest()


def load(project_dir: Path) -> Measurements | None:
    """What was measured, None when nothing was. Raises ScaffoldError for a broken file."""
    file = project_dir / pair.MEASUREMENTS
    try:
        document = json.loads(file.read_text("utf-8"))
        if document["format"] != _FORMAT:
            return None  # of another version of scaffold: measure anew
        found: Measurements = _read(Measurements, document["measurements"])
        return found
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ScaffoldError(
            one_line(f"{file} cannot be read: {reason(error)}.")
        ) from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise ScaffoldError(
            one_line(
                f"{file} cannot be read ({type(error).__name__}: {error}). "
                "Delete it and measure again."
            )
        ) from error


def save(project_dir: Path, measurements: Measurements) -> None:
    """Write the file in one step. Raises ScaffoldError."""
    file = project_dir / pair.MEASUREMENTS
    document = {"format": _FORMAT, "measurements": asdict(measurements)}
    try:
        replace_file(file, f"{json.dumps(document, indent=1)}\n".encode())
    except OSError as error:
        raise ScaffoldError(
            one_line(f"{file} cannot be written: {reason(error)}.")
        ) from error


def _read(kind: Any, value: Any) -> Any:
    """``value``, as JSON has it, as the ``kind`` that a dataclass declares."""
    if isinstance(kind, UnionType):  # only ever: something or None
        return None if value is None else _read(get_args(kind)[0], value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)]
        if unknown := value.keys() - set(names):
            raise ValueError(f"unknown key {min(unknown)}")
        return kind(**{name: _read(hints[name], value[name]) for name in names})  # type: ignore[operator]
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in value)
    if get_origin(kind) is dict:
        return {str(key): _read(get_args(kind)[1], v) for key, v in value.items()}
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is not of type {kind.__name__}")
    return value
