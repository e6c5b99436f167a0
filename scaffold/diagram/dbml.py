"""The diagram as DBML, which dbdiagram.io and others read: https://dbml.dbdiagram.io/docs."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.diagram.entities import Link, links, names, on_delete_of, type_of
from scaffold.spec import Model, Spec, inflection
from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, NUMERIC, REFERENCES, Kind
from scaffold.spec.kinds.traits import Default


def dbml(spec: Spec) -> str:
    """Enums, tables with their columns and indexes, and references."""
    blocks = [_project(spec)]
    for name in names(spec):
        model = spec.by_name.get(name)
        if model is None:
            blocks.append(_block(f'Table "{name}"', ["id bigint [pk]"]))
            continue
        blocks += [
            _block(f'Enum "{_enum(model, field)}"', _choices(field))
            for field in model.fields
            if field.kind is Kind.CHOICE
        ]
        blocks.append(_block(f'Table "{name}"', [*_table(model)]))
    for link in links(spec):
        blocks += _join(spec, link) if link.is_many else [_reference(link)]
    return "\n\n".join(blocks) + "\n"


def _block(head: str, lines: list[str]) -> str:
    return "\n".join([f"{head} {{", *(f"  {line}" for line in lines), "}"])


def _project(spec: Spec) -> str:
    return _block(f'Project "{spec.app}"', [f"Note: {_text(spec.title)}"])


def _enum(model: Model, field: Field) -> str:
    return f"{model.name}_{field.name}"


def _choices(field: Field) -> list[str]:
    labels = field.labels or ("",) * len(field.choices)
    return [
        f'"{choice}"' + (f" [note: {_text(label)}]" if label else "")
        for choice, label in zip(field.choices, labels, strict=True)
    ]


def _table(model: Model) -> Iterator[str]:
    yield "id bigint [pk, increment]"
    for field in model.fields:
        if field.kind not in MANY_TO_MANY:
            yield f'"{field.attribute}" {_type(model, field)}{_settings(field)}'
    indexed = [field for field in model.fields if field.indexed]
    if indexed or model.indexes or model.unique:
        yield ""
        yield "indexes {"
        yield from (f'  "{field.attribute}"' for field in indexed)
        yield from (f"  {_together(model, names)}" for names in model.indexes)
        yield from (f"  {_together(model, names)} [unique]" for names in model.unique)
        yield "}"
    if model.title:
        yield ""
        yield f"Note: {_text(model.title)}"


def _together(model: Model, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{model.by_name[name].attribute}"' for name in names)
    return f"({columns})"


def _type(model: Model, field: Field) -> str:
    if field.kind in REFERENCES:
        return "bigint"
    if field.kind is Kind.CHOICE:
        return f'"{_enum(model, field)}"'
    return type_of(field)


def _settings(field: Field) -> str:
    said = [] if field.null else ["not null"]
    said += ["unique"] if field.single_valued else []
    if field.default is not None and not field.mine:
        said.append(f"default: {_default(field, field.default)}")
    notes = [text for text in (field.title, field.help) if text]
    said += [f"note: {_text('. '.join(notes))}"] if notes else []
    return f" [{', '.join(said)}]" if said else ""


def _default(field: Field, default: Default) -> str:
    if isinstance(default, bool):
        return "true" if default else "false"
    if field.kind in NUMERIC:
        return field.kind.traits.digits(field, default)
    return _text(str(default))


def _reference(link: Link) -> str:
    sign = "-" if link.is_one_to_one else ">"
    rule = (
        str(on_delete_of(link.field)).replace("_", " ").replace("protect", "restrict")
    )
    return (
        f'Ref: "{link.source}"."{link.field.attribute}" {sign} "{link.target}".id '
        f"[delete: {rule}]"
    )


def _join(spec: Spec, link: Link) -> list[str]:
    """The table behind a relation to several, which two of them could not share."""
    name = f"{link.source}_{link.field.name}"
    near = f"{spec.by_name[link.source].snake}_id"
    far = f"{inflection.singular(link.field.name)}_id"
    far = f"to_{far}" if far == near else far
    columns = [
        *(f'"{column}" bigint [not null]' for column in (near, far)),
        "",
        *("indexes {", f'  ("{near}", "{far}") [pk]', "}"),
    ]
    return [
        _block(f'Table "{name}"', columns),
        f'Ref: "{name}"."{near}" > "{link.source}".id [delete: cascade]',
        f'Ref: "{name}"."{far}" > "{link.target}".id [delete: cascade]',
    ]


def _text(text: str) -> str:
    """On one line: a line's end would need the quotes of a text of many."""
    plain = " ".join(text.split())
    return "'" + plain.replace("\\", "\\\\").replace("'", "\\'") + "'"
