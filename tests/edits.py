"""Edits of files, as TOML lists them: in `file` the text `old` becomes `new`."""

from collections.abc import Iterable, Mapping
from pathlib import Path


def apply(edits: Iterable[Mapping[str, str]], folder: Path) -> None:
    """Make these edits below a folder; each `old` stands in its file once."""
    for edit in edits:
        file = folder / edit["file"]
        text = file.read_text("utf-8")
        assert text.count(edit["old"]) == 1, (
            f"{edit['file']} has changed: {edit['old']}"
        )
        file.write_text(text.replace(edit["old"], edit["new"]), "utf-8")
