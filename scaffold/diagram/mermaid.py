"""The diagram as Mermaid's erDiagram, which GitHub and GitLab show as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.diagram.entities import Link, links, names, title_of
from scaffold.spec import Model, Spec
from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, REFERENCES

#: What might end a text in quotes, or begin something within it.
_UNSAFE = re.compile(r"[^\w .,()/?-]", re.ASCII)
#: Taken for keys where a field has such a name.
_KEYS = frozenset(["fk", "uk"])
_WORDS = re.compile(r"\W+")


def mermaid(spec: Spec, *, with_fields: bool = True) -> str:
    """A line for each entity, field and relation, in the order of the spec.

    Names are in quotes: some, such as Class and One, are words of Mermaid.
    """
    by_name = spec.by_name
    lines = ["erDiagram"]
    for name in names(spec):
        model = by_name.get(name)
        title = title_of(model) if model else ""
        head = f'"{name}"["{_quoted(title)}"]' if title else f'"{name}"'
        fields = list(_fields(model)) if model and with_fields else []
        lines.append(f"    {head} {{" if fields else f"    {head}")
        lines += [f"        {field}" for field in fields]
        lines += ["    }"] if fields else []
    lines += [f"    {_relation(link)}" for link in links(spec)]
    return "\n".join(lines) + "\n"


def _fields(model: Model) -> Iterator[str]:
    for field in model.fields:
        if field.kind not in MANY_TO_MANY:
            name = field.attribute + "_" * (field.attribute in _KEYS)
            yield " ".join(filter(None, (_kind(field), name, _key(field))))


def _kind(field: Field) -> str:
    return _WORDS.sub("_", str(field.kind)).strip("_")


def _key(field: Field) -> str:
    keys = ["FK"] if field.kind in REFERENCES else []
    keys += ["UK"] if field.single_valued else []
    return ", ".join(keys)


def _relation(link: Link) -> str:
    target = "}o" if link.is_many else "|o" if link.is_optional else "||"
    source = "o|" if link.is_one_to_one else "o{"
    return f'"{link.target}" {target}--{source} "{link.source}" : "{link.field.name}"'


def _quoted(text: str) -> str:
    """``text`` with what Mermaid may not read as itself by its number."""
    return _UNSAFE.sub(
        lambda sign: f"#{ord(sign[0])};" if sign[0].isascii() else sign[0], text
    )
