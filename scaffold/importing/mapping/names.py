"""Names of tables and columns to names of models and fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from os.path import commonprefix

from scaffold.importing.catalogue import TableId
from scaffold.spec import inflection
from scaffold.spec.rules.renaming import in_camel_case, in_snake_case

_LIMIT = 40
#: Fewer tables that begin alike may do so by their meaning: order_line, order_item.
_FEWEST_WITH_PREFIX = 3
#: Whose singulars are not what their owners mean.
_COLLECTIVE = ("data", "media", "metadata", "news", "series")
#: What ends the name of a column that refers to a row.
_OF_KEYS = re.compile(r"_(id|fk|key|code|no|nr|num|number|uuid|pk)$")


def prefix_of(tables: Iterable[TableId]) -> str:
    """What all names begin with and says nothing: ``wp_``, ``catalog_``, or nothing."""
    names = [in_snake_case(table.name) for table in tables]
    if len(names) < _FEWEST_WITH_PREFIX:
        return ""
    head, cut, _ = commonprefix(names).rpartition("_")
    prefix = head + cut
    rests = [name.removeprefix(prefix) for name in names]
    return prefix if all(rest[:1].isalpha() for rest in rests) else ""


def singular(snake: str) -> str:
    """The singular, where the word is that of a plural."""
    head, cut, last = snake.rpartition("_")
    if last in _COLLECTIVE:
        return snake
    one = inflection.singular(last)
    return head + cut + (one if inflection.plural(one) == last else last)


def model_name(table: TableId, prefix: str, is_taken: Callable[[str], bool]) -> str:
    """``order_details`` to ``OrderDetail``; with its schema where it is taken."""
    plain = in_snake_case(table.name).removeprefix(prefix) or "table"
    names = [plain, f"{in_snake_case(table.schema)}_{plain}" if table.schema else plain]
    names += [f"{plain[:30]}_{number}" for number in range(2, 1000)]
    made = (in_camel_case(singular(name))[:_LIMIT] for name in names)
    return next(name for name in made if name and not is_taken(name))


def field_name(column: str, is_taken: Callable[[str], bool]) -> str:
    """``ShipName`` to ``ship_name``."""
    plain = in_snake_case(column)[:_LIMIT].rstrip("_") or "field"
    return (
        inflection.numbered(plain[: _LIMIT - 4], is_taken) if is_taken(plain) else plain
    )


def relation_name(
    columns: Sequence[str], target_columns: Sequence[str], model: str
) -> str:
    """``album_id`` to ``album``; what is called as the key it refers to, by the model."""
    plain = in_snake_case(columns[-1])
    if len(columns) > 1:
        return model
    named = [in_snake_case(name) for name in target_columns]
    if plain in named:
        return _OF_KEYS.sub("", plain) if _OF_KEYS.sub("", plain) == model else model
    for key in named:
        if plain.endswith(f"_{key}"):
            return plain.removesuffix(f"_{key}")
    return _OF_KEYS.sub("", plain) or model


def links_name(table: TableId, owner: TableId, target: str, prefix: str) -> str:
    """What ``owner`` calls rows of ``target`` that it is linked to by ``table``."""
    plain = in_snake_case(table.name).removeprefix(prefix)
    own = in_snake_case(owner.name).removeprefix(prefix)
    for begin in (own, singular(own)):
        rest = plain.removeprefix(begin).lstrip("_")
        if rest and rest != plain:
            return inflection.plural(singular(rest))[:_LIMIT].rstrip("_")
    return inflection.plural(target)[:_LIMIT].rstrip("_")


def is_named_after(table: TableId, owner: TableId, prefix: str) -> bool:
    """Whether the name of ``table`` begins with that of ``owner``."""
    plain = in_snake_case(table.name).removeprefix(prefix)
    own = in_snake_case(owner.name).removeprefix(prefix)
    return plain.startswith((own, singular(own)))
