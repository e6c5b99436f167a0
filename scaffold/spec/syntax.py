"""What is no TOML: each line that is wrong, and how it would be right.

tomllib stops at the first. Where that line can be mended by itself, the mended text is
read on, so that all of them are told at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

from scaffold.spec.faults import Fault, Suggestion
from scaffold.spec.toml_text import toml_text
from scaffold.system.errors import first_line

_MOST = 100
#: Of a file that is searched for a quote that is not closed.
_MOST_LINES = 400
_POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate")
_PAIR = re.compile(
    r"(?P<key>\s*[^=\s][^=]*?\s*=\s*)(?P<value>[^\s#].*?)(?P<end>\s*(?:\s#.*)?)"
)
_WORDS = {"true": "true", "yes": "true", "false": "false", "no": "false"}


def mended(text: str) -> tuple[str, list[Fault], bool]:
    """``text`` with its lines mended, their faults, and whether it is TOML now."""
    faults: list[Fault] = []
    lines = text.split("\n")
    while len(faults) < _MOST:
        try:
            tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            fault = _fault(lines, str(error))
            if any(fault.line == other.line for other in faults):
                break
            faults.append(fault)
            if fault.suggestion is None:
                break
            _replace(lines, fault.suggestion)
        except RecursionError:
            return (
                text,
                [*faults, Fault(problem="this is not TOML: it is nested too deeply.")],
                False,
            )
        except ValueError:  # Python reads no number of thousands of digits
            problem = "it has a number of too many digits."
            return text, [*faults, Fault(problem=problem)], False
        else:
            return "\n".join(lines), faults, True
    return text, faults, False


def _fault(lines: list[str], message: str) -> Fault:
    """What is wrong with the line that tomllib stopped at, and the right line."""
    found = _POSITION.search(message)
    number = int(found[1]) if found and found[1] else _open_line(lines)
    problem = _POSITION.sub("", first_line(message))
    if not problem.startswith(_TWICE) and _is_toml(lines[number - 1]):
        number = _open_line(lines[:number])  # what an earlier line has begun
    line = lines[number - 1].rstrip("\r")
    if problem.startswith(_TWICE):
        name = line.partition("=")[0].strip().strip("[]").strip()
        is_alone = "=" in line and _is_toml(line)
        return Fault(
            problem=f'"{name}" is there already.',
            hint="Keep one of the two.",
            suggestion=Suggestion(line=number, value="") if is_alone else None,
            line=number,
        )
    right, count = None, 1
    if line.count("{") > line.count("}"):
        right, count = _on_one_line(lines[number - 1 :])
    if right:
        problem = "a table in braces stands on one line"
    else:
        right = _mended(line)
    return Fault(
        problem=f"this is not TOML: {problem[:1].lower()}{problem[1:]}.",
        hint="" if right is None else f"Write {right.strip()}",
        suggestion=None
        if right is None
        else Suggestion(line=number, lines=count, value=right),
        line=number,
    )


def _replace(lines: list[str], edit: Suggestion) -> None:
    """Put the new line there; the others go on having their numbers."""
    below = [""] * (edit.lines - 1)
    lines[edit.line - 1 : edit.line - 1 + edit.lines] = [edit.value, *below]


def _on_one_line(lines: list[str]) -> tuple[str | None, int]:
    """The table in braces that begins in the first line, and how many it takes."""
    for count in range(2, min(len(lines), _MOST) + 1):
        parts = (re.sub(r"\s#.*", "", line).strip() for line in lines[:count])
        joined = re.sub(r",\s*}", " }", " ".join(filter(None, parts)))
        if joined.count("{") == joined.count("}"):
            return (joined if _is_toml(joined) else _mended(joined)), count
    return None, 1


def _open_line(lines: list[str]) -> int:
    """The line where something begins that is never closed; the last, if that is far."""
    last = max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)
    if last > _MOST_LINES:
        return last
    ends = (end for end in range(last, 0, -1) if _is_toml("\n".join(lines[:end])))
    sound = next(ends, 0)
    return next((n for n in range(sound + 1, last) if lines[n - 1].strip()), last)


def _mended(line: str) -> str | None:
    """``line`` as TOML, if it is one that is often got wrong."""
    right = line
    for mend in _MENDS:
        right = mend(right)
        if right != line and _is_toml(right):
            return right
    return None


def _is_toml(line: str) -> bool:
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _straight(line: str) -> str:
    """Quotes and spaces that word processors and web pages put there."""
    line = re.sub("[“”„«»″]", '"', re.sub("[‘’‚′]", "'", line))
    return re.sub("[\u00a0\u2000-\u200b\u202f\u3000\ufeff]", " ", line)


def _hash(line: str) -> str:
    return re.sub(r"^(\s*)(?://|--|;)", r"\1#", line)


def _equals(line: str) -> str:
    return re.sub(r"""^(\s*[\w."'-]+\s*)(?::=|==|=>|:)(?!:)\s*""", r"\1 = ", line)


def _end(line: str) -> str:
    return re.sub(r"\s*[,;]\s*(#.*)?$", r" \1", line).rstrip()


def _bracket(line: str) -> str:
    header = re.match(r"\s*(\[[^\]=]+?)[\]:\s]*$", line)
    return f"{header[1]}]" if header else line


def _closed(line: str) -> str:
    for opening, closing in ("[]", "{}"):
        if re.search(rf"=\s*\{opening}", line):
            line += closing * (line.count(opening) - line.count(closing))
    return line


def _key(line: str) -> str:
    return _in_pair(line, lambda key: re.sub(r"(?<=\w) +(?=\w)", "_", key), str)


def _value(line: str) -> str:
    def quoted(value: str) -> str:
        if value.lower() in _WORDS:
            return _WORDS[value.lower()]
        for quote in ("'", '"'):
            if value.startswith(quote):
                return toml_text(value[1:].removesuffix(quote))
        return toml_text(value) if value[0].isalpha() else value

    return _in_pair(line, str, quoted)


def _in_pair(line: str, key: Callable[[str], str], value: Callable[[str], str]) -> str:
    found = _PAIR.fullmatch(line)
    if not found:
        return line
    return f"{key(found['key'])}{value(found['value'])}{found['end']}"


_MENDS = (_straight, _hash, _equals, _end, _bracket, _closed, _key, _value)
