"""A starter generated alone is complete."""

import re
from pathlib import Path

from scaffold.spec import toml
from starters import FRAMEWORKS, PROJECT, SPECS, scaffold

SHOP = SPECS["shop"]
BINARY = {".gz", ".ico", ".png", ".woff2"}


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not ignored(path)
    }


def ignored(path: Path) -> bool:
    """Caches, and .env, which has a random key of its own each time."""
    return bool({"__pycache__", ".ruff_cache", ".env"} & set(path.parts))


def test_nothing_in_a_starter_points_to_a_sibling(
    framework: str, tmp_path: Path
) -> None:
    """No path leads out of the project, and no file names the other starter's folder."""
    scaffold(framework, PROJECT, "--models", SHOP, "--output-dir", tmp_path)
    other = next(name for name in FRAMEWORKS if name != framework)
    sibling = re.compile(
        rf"\.\./{other}|(?<![\w.-]){other}/|comparison\.html", re.IGNORECASE
    )
    project = tmp_path / PROJECT
    assert not [path for path in project.rglob("*") if path.is_symlink()]
    for name, content in files(project).items():
        if Path(name).suffix in BINARY:
            continue
        found = [
            line
            for line in content.decode().splitlines()
            if sibling.search(line) and "tests/contract" not in name
        ]
        assert not found, f"{name}: {found}"


def test_a_starter_is_the_same_alone_and_beside_the_other(tmp_path: Path) -> None:
    """But that alone it has the spec as its person wrote it; a pair has that once."""
    scaffold("both", PROJECT, "--models", SHOP, "--output-dir", tmp_path / "both")
    for framework in FRAMEWORKS:
        folder = tmp_path / framework
        scaffold(framework, PROJECT, "--models", SHOP, "--output-dir", folder)
        beside = tmp_path / "both" / PROJECT / framework
        alone, together = files(folder / PROJECT), files(beside)
        assert alone.keys() == together.keys()
        own = {path for path in alone if alone[path] != together[path]}
        assert own == {"scaffold.toml", ".scaffold/pristine.tar.gz"}
        specs = [toml.load(p / "scaffold.toml") for p in (folder / PROJECT, beside)]
        assert specs[0] == specs[1]
        assert alone["scaffold.toml"] == SHOP.read_bytes()
