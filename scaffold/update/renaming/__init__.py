"""Another name for a model or a field, in code that people have edited.

What the tool writes under the old and under the new name shows what is called otherwise.
Lines of the tool become the tool's new ones. In lines of people a name is changed where it
is sure what it names; where it is not, the line is told.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from scaffold.merge import Merged, definitions, merge
from scaffold.project import living
from scaffold.project.living import Part
from scaffold.system.errors import ScaffoldError, one_line
from scaffold.update import mentions, merging, style
from scaffold.update.merging import Result
from scaffold.update.renaming import lines, pages, words
from scaffold.update.renaming.names import Names, names_of
from scaffold.update.renaming.python import called_otherwise
from scaffold.update.wanted import Wanted

#: What people write of their own that may name a model or a field.
_CODE = (".py", ".html")

Files = Mapping[str, bytes]


def renamed(part: Part, new: Files, wanted: Wanted) -> list[Result]:
    """Every file of a starter whose text or path changes. Raises ScaffoldError."""
    before, after = style.in_style_of(
        part.folder, _merged_ones(part, part.pristine.files), _merged_ones(part, new)
    )
    names = names_of(
        wanted.before, wanted.spec, wanted.renamed, _texts(before), _texts(after)
    )
    gone = [mentions.names_in_code(wanted.before, place) for place in wanted.renamed]
    starter = _Starter(part, before, after, names, set().union(*gone))
    results = merging.tidied(part.folder, [*starter.results()], new)
    # Lines are told as they are when all is in order.
    return [starter.noted(each) for each in results]


class _Starter:
    def __init__(
        self,
        part: Part,
        old: Files,
        new: Files,
        names: Names,
        gone: Collection[str],
    ) -> None:
        """``gone`` should stand nowhere any more, where it names what has another name."""
        self._part, self._old, self._new, self._names = part, old, new, names
        self._modules = frozenset(_modules(old))
        self._gone = gone
        #: What a person had, and what the tool writes, of the files that differ.
        self._own: dict[str, tuple[bytes, bytes]] = {}
        # The app may be called as the model is: of its path only the file is another.
        paths = frozenset(old), frozenset(new)
        self._moved = words.renamed(*paths, names.forms)

    def results(self) -> Iterator[Result]:
        done = {*self._old, *self._new}
        for path, before in sorted(self._old.items()):
            yield from self._of_the_tool(path, before)
        for path in sorted(
            self._new.keys() - self._old.keys() - {*self._moved.values()}
        ):
            yours = merging.yours_of(self._part.folder, path)
            yield Result(
                path=path, yours=yours, merged=merge(path, None, yours, self._new[path])
            )
        folder = self._part.folder
        # A link is another name for a file that is changed under its own, or not ours.
        ours = {os.path.realpath(folder / path) for path in done}
        for path in sorted({*living.paths(folder)} - done):
            is_link = (folder / path).is_symlink()
            if not is_link and os.path.realpath(folder / path) not in ours:
                yield from self._of_people(path)

    def noted(self, result: Result) -> Result:
        """``result`` with the lines of a person that it changes, or may have to."""
        if result.path not in self._own or result.merged.content is None:
            return result
        yours, tool = self._own[result.path]
        note = self._note(result.path, yours, result.merged.content, tool)
        note = "; ".join(filter(None, (result.merged.note, note)))
        return replace(result, merged=replace(result.merged, note=note))

    def _of_the_tool(self, path: str, before: bytes) -> Iterator[Result]:
        folder = self._part.folder
        to = self._moved.get(path, path)
        after, yours = self._new.get(to), merging.yours_of(folder, path)
        if yours is None or after is None:
            merged = merge(path, before, yours, after)
            yield Result(path=path, yours=yours, merged=merged)
            return
        content = self._carried(path, before, yours, after)
        self._refuse_taken(path, yours, content, after)
        if content != after:
            self._own[to] = yours, after
        if to == path:
            yield Result(path=path, yours=yours, merged=Merged(content=content))
            return
        there = merging.yours_of(folder, to)
        yield Result(path=path, yours=yours, merged=Merged(content=None))
        yield Result(path=to, yours=there, merged=merge(to, None, there, content))

    def _refuse_taken(
        self, path: str, yours: bytes, content: bytes, new: bytes
    ) -> None:
        """Raise ScaffoldError where a person has something of the new name already."""
        if not path.endswith(".py"):
            return
        twice, mine, tool = map(
            definitions.twice, map(_lines_of, (content, yours, new))
        )
        for name in sorted(twice - mine - tool):
            own = name.rpartition(".")[2]
            raise ScaffoldError(
                one_line(
                    f"{self._part.folder / path} has a {own} of its own already. Nothing "
                    "was changed. Choose another name, or give yours another one first."
                )
            )

    def _carried(self, path: str, old: bytes, yours: bytes, new: bytes) -> bytes:
        """``yours`` with the tool's lines as they are now."""
        before, there, after = _text(old), _text(yours), _text(new)
        if before is None or there is None or after is None:
            if yours in (old, new) or old == new:
                return new if yours == old else yours
            raise ScaffoldError(
                one_line(
                    f"{self._part.folder / path} is no text in UTF-8, and no name in it "
                    "can be changed. Nothing was changed. Save it as UTF-8 first."
                )
            )
        called = after
        is_rows = PurePosixPath(path).name == "seed.json"
        rows = pages.sample_rows(before, there, after, self._names) if is_rows else None
        if before != there and rows is not None:
            called = rows
        elif before != there:
            mine = self._called(path, there, before, after)
            base, yours_now, mine_now, new_now = (
                _lines(text) for text in (before, there, mine, after)
            )
            forms = self._names.forms
            carried = lines.carried(base, yours_now, new_now, mine_now, forms)
            called = "\n".join(carried)
        return _typed_as(yours, path, there, called)

    def _called(self, path: str, text: str, old: str = "", new: str = "") -> str:
        if path.endswith(".py"):
            return called_otherwise(
                text, self._names, ours=self._modules, old=old, new=new
            )
        if path.endswith(".html"):
            variables = words.renamed(
                words.words_of([old]), words.words_of([new]), self._names.forms
            )
            return pages.template(path, text, self._names, variables)
        return text

    def _of_people(self, path: str) -> Iterator[Result]:
        """Files that people added, but for migrations: these have run under the old name."""
        if merging.is_left_alone(self._part, path):
            return
        yours = (self._part.folder / path).read_bytes()
        text = _text(yours)
        if text is None:
            return
        content = yours
        if path.endswith(_CODE) and (called := self._called(path, text)) != text:
            content = _typed_as(yours, path, text, called)
        self._own[path] = yours, b""
        if self._note(path, yours, content, b""):
            yield Result(path=path, yours=yours, merged=Merged(content=content))

    def _note(self, path: str, yours: bytes, content: bytes, tool: bytes) -> str:
        """Which of a person's lines were changed, and which still say an old name."""
        were, are = _lines(_text(yours) or ""), _lines(_text(content) or "")
        own = {*are} - {*_lines(_text(tool) or "")}
        texts = {line.strip() for line in own}
        left = [
            each.line
            for each in mentions.mentions({path: content}, self._gone)
            if each.text in texts
        ]
        own -= {*were}
        changed = [at for at, line in enumerate(are, 1) if line in own]
        said = []
        if changed:
            said.append(f"{_at(changed)} with the new name, look at it")
        if left:
            said.append(f"{_at(left)} may still mean the old one")
        return "; ".join(said)


def _merged_ones(part: Part, files: Files) -> dict[str, bytes]:
    return {
        path: data
        for path, data in files.items()
        if not merging.is_left_alone(part, path)
    }


def _modules(files: Iterable[str]) -> Iterator[str]:
    """Modules and packages, each by the last part of its name."""
    for path in map(PurePosixPath, files):
        if path.suffix == ".py":
            yield path.stem
            yield from path.parent.parts


def _at(numbers: list[int]) -> str:
    found = sorted({*numbers})
    return f"line{'s' * (len(found) > 1)} {', '.join(map(str, found))}"


def _typed_as(yours: bytes, path: str, text: str, changed: str) -> bytes:
    """``changed``, of what ``yours`` has as ``text``, with the line ends of ``yours``."""
    return merge(path, text.encode(), yours, changed.encode()).content or b""


def _texts(files: Files) -> dict[str, str]:
    texts = ((path, _text(data)) for path, data in files.items())
    return {path: text for path, text in texts if text is not None}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


def _lines_of(data: bytes) -> tuple[str, ...]:
    return _lines(_text(data) or "")


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
