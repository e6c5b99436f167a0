"""Whether generated files are what their names say."""

import ast
import json
import tomllib
from html.parser import HTMLParser
from pathlib import Path


def all_parse(folder: Path) -> None:
    """Fail at the first file of ``folder`` that its own language does not accept."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            parses(path)


def parses(path: Path) -> None:
    match path.suffix:
        case ".py":
            ast.parse(path.read_bytes(), str(path))
        case ".toml":
            tomllib.loads(path.read_text(encoding="utf-8"))
        case ".json":
            json.loads(path.read_text(encoding="utf-8"))
        case ".html" if "templates" not in path.parts:
            parser = HTMLParser()
            parser.feed(path.read_text(encoding="utf-8"))
            parser.close()
