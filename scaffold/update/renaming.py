"""Another name for a model or a field, in code that people have edited.

What the tool writes under the old and under the new name shows which words have changed,
and where. Lines of the tool become the tool's new ones; lines of people get the words that
have changed in all of the code, or in all of the file. A word of Python is not the same
in a text: a field may go on being called "Product" when the model is an Article.
"""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping

from merge3 import Merge3

from scaffold.merge import Merged, merge
from scaffold.project import living
from scaffold.project.living import Part
from scaffold.spec import inflection
from scaffold.spec.changes import Place
from scaffold.system.errors import ScaffoldError, one_line
from scaffold.update import merging
from scaffold.update.merging import Result

_WORD = re.compile(r"\w+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
#: What people write of their own that may name a model or a field.
_CODE = (".py", ".html", ".txt", ".md", ".js")

#: In an f-string, which one token of Python 3.11 is.
_BRACES = re.compile(r"\{[^{}]*\}")

Files = Mapping[str, bytes]
#: Whether it stands in code, and a word as it is spelt.
Word = tuple[bool, str]
Words = Mapping[Word, str]


def renamed(part: Part, new: Files, places: Mapping[Place, str]) -> list[Result]:
    """Every file of a starter whose text or path changes. Raises ScaffoldError."""
    old = {
        path: data
        for path, data in part.pristine.files.items()
        if not merging.is_left_alone(part, path)
    }
    new = {p: data for p, data in new.items() if not merging.is_left_alone(part, p)}
    forms = [*_forms(places)]
    everywhere = _words(forms, _all_words(old), _all_words(new))
    moved = {path: _replaced("", path, everywhere) for path in old.keys() - new.keys()}
    found = [*_of_the_tool(part, old, new, moved, everywhere, forms)]
    done = {each.path for each in found} | old.keys() | new.keys()
    return found + [*_of_people(part, everywhere, done)]


def _of_the_tool(
    part: Part,
    old: Files,
    new: Files,
    moved: Mapping[str, str],
    everywhere: Words,
    forms: Iterable[tuple[str, str]],
) -> Iterator[Result]:
    for path, before in sorted(old.items()):
        to = moved.get(path, path)
        after, yours = new.get(to), merging.yours_of(part.folder, path)
        if yours is None or after is None:
            yield Result(
                path=path, yours=yours, merged=merge(path, before, yours, after)
            )
            continue
        here = _words(forms, _all_words({path: before}), _all_words({to: after}))
        text = _carried(path, before, yours, after, {**here, **everywhere})
        # In the line ends that are there.
        content = merge(path, (_text(yours) or "").encode(), yours, text).content
        if to == path:
            yield Result(path=path, yours=yours, merged=Merged(content=content))
            continue
        there = merging.yours_of(part.folder, to)
        yield Result(path=path, yours=yours, merged=Merged(content=None))
        yield Result(path=to, yours=there, merged=merge(to, None, there, content))
    for path in sorted(new.keys() - old.keys() - {*moved.values()}):
        yours = merging.yours_of(part.folder, path)
        yield Result(path=path, yours=yours, merged=merge(path, None, yours, new[path]))


def _of_people(part: Part, words: Words, done: Iterable[str]) -> Iterator[Result]:
    """Files that people added, but for migrations: these have run under the old name."""
    for path in sorted({*living.paths(part.folder)} - {*done}):
        if not path.endswith(_CODE) or merging.is_left_alone(part, path):
            continue
        yours = (part.folder / path).read_bytes()
        text = _text(yours)
        if text is not None and (changed := _replaced(path, text, words)) != text:
            note = "named what is called otherwise now; look at it"
            content = merge(path, text.encode(), yours, changed.encode()).content
            merged = Merged(content=content, note=note)
            yield Result(path=path, yours=yours, merged=merged)


def _carried(path: str, old: bytes, yours: bytes, new: bytes, words: Words) -> bytes:
    """``yours`` with the tool's lines as they are now, and its own words replaced."""
    before, there, after = _text(old), _text(yours), _text(new)
    if before is None or there is None or after is None:
        if yours in (old, new) or old == new:
            return new if yours == old else yours
        raise ScaffoldError(
            one_line(f"{path} is no text in UTF-8, and no name in it can be changed.")
        )
    base, mine, theirs = (
        _LINE.findall(before),
        _LINE.findall(there),
        _LINE.findall(after),
    )
    called = _LINE.findall(_replaced(path, there, words))
    lines: list[str] = []
    for kind, *at in Merge3(base, mine, theirs).merge_regions():
        if kind == "unchanged":
            lines += base[at[0] : at[1]]
        elif kind == "b":
            lines += theirs[at[0] : at[1]]
        else:  # a person's lines: a conflict tells where in the base first
            start, end = (at[2], at[3]) if kind == "conflict" else (at[0], at[1])
            lines += called[start:end]
    return "".join(lines).encode()


def _forms(places: Mapping[Place, str]) -> Iterator[tuple[str, str]]:
    """How the old and the new name are written in code and in sentences, longest first."""
    for (model, field), name in places.items():
        if field is not None:
            yield field, name
            yield f"{field}_id", f"{name}_id"
            yield f"{field}_ids", f"{name}_ids"
            singular = inflection.singular
            yield f"{singular(field)}_ids", f"{singular(name)}_ids"
            yield inflection.camel(field), inflection.camel(name)
            yield inflection.title(field), inflection.title(name)
            continue
        old, new = inflection.snake(model), inflection.snake(name)
        for before, after in (
            (inflection.plural(old), inflection.plural(new)),
            (old, new),
        ):
            yield inflection.camel(before), inflection.camel(after)
            yield before, after
            yield before.upper(), after.upper()
            yield inflection.title(before), inflection.title(after)
            yield before.replace("_", ""), after.replace("_", "")


def _words(
    forms: Iterable[tuple[str, str]], before: frozenset[Word], after: frozenset[Word]
) -> dict[Word, str]:
    """The words of the old code that the new one has under another name."""
    found = {}
    for is_code, word in before - after:
        for old, new in forms:
            other = _within(word, old, new)
            if other != word and {(is_code, w) for w in _WORD.findall(other)} <= after:
                found[is_code, word] = other
                break
    return found


def _within(word: str, old: str, new: str) -> str:
    """``word`` with ``old`` in it replaced, where that is a word of its own there."""
    if word == old:
        return new
    if not _WORD.fullmatch(new):
        return word
    ends = r"(?=_|[A-Z]|$)" if old[:1].isupper() and not old.isupper() else r"(?=_|$)"
    begins = r"(?<![A-Za-z0-9])" if not old[:1].isupper() or old.isupper() else ""
    return re.sub(begins + re.escape(old) + ends, new, word)


def _replaced(path: str, text: str, words: Words) -> str:
    code = _code_in(path, text)
    return _WORD.sub(
        lambda found: words.get((found.start() in code, found[0]), found[0]), text
    )


def _all_words(files: Files) -> frozenset[Word]:
    """Those of the texts, and of their paths."""
    found = set()
    for path, data in files.items():
        text = _text(data) or ""
        code = _code_in(path, text)
        found |= {(m.start() in code, m[0]) for m in _WORD.finditer(text)}
        found |= {(False, word) for word in _WORD.findall(path)}
    return frozenset(found)


def _code_in(path: str, text: str) -> set[int]:
    """Where a name of Python begins in ``text``; nowhere in what is no Python."""
    found: set[int] = set()
    if not path.endswith(".py"):
        return found
    starts = [0]
    for line in _LINE.findall(text):
        starts.append(starts[-1] + len(line))
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            at = starts[token.start[0] - 1] + token.start[1]
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                found.add(at)
            elif token.type == tokenize.STRING and "f" in token.string[:2].lower():
                for braces in _BRACES.finditer(token.string):
                    inner = _WORD.finditer(token.string, *braces.span())
                    found |= {at + word.start() for word in inner}
    except (tokenize.TokenError, SyntaxError):
        return set()
    return found


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
