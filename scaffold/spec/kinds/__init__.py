"""The kinds of fields. A new one is two lines here and a module, or a part of one.

The module's name is the family's, under which the templates have its code.
"""

from __future__ import annotations

from enum import StrEnum

from scaffold.spec.kinds import (
    boolean,
    choice,
    decimal,
    json,
    numbers,
    relations,
    text,
    times,
    users,
    uuid,
)
from scaffold.spec.kinds.traits import Traits


class Kind(StrEnum):
    STRING = "string"
    TEXT = "text"
    EMAIL = "email"
    URL = "url"
    SLUG = "slug"
    UUID = "uuid"
    CHOICE = "choice"
    JSON = "json"
    INTEGER = "integer"
    BIGINT = "bigint"
    FLOAT = "float"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    CREATED = "created"
    UPDATED = "updated"
    REF = "ref"
    ONE = "one"
    REFS = "refs"
    USER = "ref(User)"

    @property
    def traits(self) -> Traits:
        return _TRAITS[self]

    @property
    def wider(self) -> Kind:
        """The kind for what is too much for this one; itself where there is none."""
        return Kind(self.traits.wider or self)


#: By family, in the order that modules of the starters have their code.
_TRAITS = {
    Kind.STRING: text.STRING,
    Kind.TEXT: text.TEXT,
    Kind.EMAIL: text.EMAIL,
    Kind.URL: text.URL,
    Kind.SLUG: text.SLUG,
    Kind.DECIMAL: decimal.DECIMAL,
    Kind.UUID: uuid.UUID,
    Kind.DATE: times.DATE,
    Kind.TIME: times.TIME,
    Kind.DATETIME: times.DATETIME,
    Kind.CREATED: times.CREATED,
    Kind.UPDATED: times.UPDATED,
    Kind.JSON: json.JSON,
    Kind.CHOICE: choice.CHOICE,
    Kind.BOOLEAN: boolean.BOOLEAN,
    Kind.INTEGER: numbers.INTEGER,
    Kind.BIGINT: numbers.BIGINT,
    Kind.FLOAT: numbers.FLOAT,
    Kind.REF: relations.REF,
    Kind.ONE: relations.ONE,
    Kind.REFS: relations.REFS,
    Kind.USER: users.USER,
}
FAMILIES = tuple(dict.fromkeys(traits.family for traits in _TRAITS.values()))

TEXTUAL = frozenset(kind for kind in Kind if kind.traits.is_text)
NUMERIC = frozenset(kind for kind in Kind if kind.traits.is_number)
TRUE_OR_FALSE = frozenset(kind for kind in Kind if kind.traits.is_boolean)
AUTOMATIC = frozenset(kind for kind in Kind if kind.traits.is_automatic)
RELATIONS = frozenset(kind for kind in Kind if kind.traits.is_relation)
MANY_TO_MANY = frozenset(kind for kind in Kind if kind.traits.is_many)
#: One column that points to another table.
FOREIGN_KEYS = RELATIONS - MANY_TO_MANY
#: The same, to a row of any kind.
REFERENCES = FOREIGN_KEYS | {Kind.USER}
BULKY = frozenset(kind for kind in Kind if kind.traits.is_bulky)
UNSORTABLE = BULKY | RELATIONS | {Kind.USER}
#: Without an equality, or with no column of their own.
NEVER_IN_SETS = BULKY | MANY_TO_MANY | AUTOMATIC
DEFAULTABLE = frozenset(
    kind
    for kind in Kind
    if "default" in kind.traits.modifiers and not kind.traits.is_user
)
NAMING = frozenset(kind for kind in Kind if kind.traits.is_a_name)
