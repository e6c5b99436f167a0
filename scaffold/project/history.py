"""What git says of a project: whether two branches have just become one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Seconds that git gets for an answer.
_LIMIT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two sides and where they began; ``ours`` can be typed.

    ``prefix`` leads from the top of the repository to ``folder``, the project.
    """

    folder: Path
    prefix: str
    ours: str
    other: str
    base: str

    @property
    def name(self) -> str:
        """The other side's commit, as people write it."""
        return self.other[:10]

    def changed_by_other(self) -> Iterator[str]:
        """Files of the project that the other side changed or added, by their paths."""
        options = (
            "--name-only",
            "--relative",
            "--no-renames",
            "--diff-filter=AM",
            "-z",
        )
        said = _git(self.folder, "diff", *options, self.base, self.other, "--", ".")
        for path in (said or b"").split(b"\0"):
            if path:
                yield os.fsdecode(path)

    def read(self, commit: str, path: str) -> bytes | None:
        """A file of the project as it was in ``commit``; None where there was none."""
        return _git(self.folder, "cat-file", "blob", f"{commit}:./{path}")


def merge_of(folder: Path) -> Merge | None:
    """The merge that is being made in ``folder``, or was the last that was committed.

    None without one, without git, and where that does not answer.
    """
    for ours, other in (("HEAD", "MERGE_HEAD"), ("HEAD^", "HEAD^2")):
        if (commit := _commit(folder, other)) is None:
            continue
        base = _git(folder, "merge-base", ours, commit)
        prefix = _git(folder, "rev-parse", "--show-prefix")
        if base is not None and prefix is not None:
            return Merge(
                folder=folder,
                prefix=os.fsdecode(prefix.rstrip(b"\n")),
                ours=ours,
                other=commit,
                base=base.decode().strip(),
            )
    return None


def _commit(folder: Path, name: str) -> str | None:
    said = _git(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return None if said is None else said.decode().strip()


def _git(folder: Path, *words: str) -> bytes | None:
    """What git answers; None where it has nothing to say."""
    git = shutil.which("git")
    if git is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - only asked, nothing is changed
            [git, "-C", str(folder), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_LIMIT,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout
