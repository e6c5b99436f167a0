"""How the values of a field become those of its new type, as code for a migration.

Both databases write any column as text, and read it back: between the two, a function in
the migration makes of each text one that the new type takes, or None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, NUMERIC, REFERENCES, TEXTUAL, Kind

MOMENTS = frozenset([Kind.DATETIME, Kind.CREATED, Kind.UPDATED])
#: What cannot be read raises one of these.
_UNREADABLE = "(ArithmeticError, TypeError, ValueError)"
_TRUE = '("1", "t", "true")'
_WORDS = '{"true": "1", "yes": "1", "1": "1", "false": "0", "no": "0", "0": "0"}'
#: Kinds to the most characters that their values have as text.
_LONGEST = {
    Kind.INTEGER: 11,
    Kind.BIGINT: 20,
    Kind.BOOLEAN: 5,
    Kind.DATE: 10,
    Kind.TIME: 15,
    Kind.UUID: 36,
} | dict.fromkeys(MOMENTS, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """The ``body`` of a function of ``text``, which is never None nor empty.

    ``is_whole`` says that every value of the old type has one of the new.
    """

    body: tuple[str, ...]
    imports: frozenset[str] = frozenset()
    is_whole: bool = False


def is_kept(was: Field, now: Field) -> bool:
    """Whether a column holds its values in its new type as it holds them in its old."""
    if was.kind in MANY_TO_MANY or now.kind in MANY_TO_MANY:
        return (was.kind, was.target) == (now.kind, now.target)
    if was.kind in REFERENCES or now.kind in REFERENCES:
        is_user = Kind.USER in (was.kind, now.kind)
        both = was.kind in REFERENCES and now.kind in REFERENCES
        return both and (was.kind is now.kind if is_user else was.target == now.target)
    if was.kind is Kind.DECIMAL is now.kind:
        return (was.places or 0) <= (now.places or 0)
    if was.kind is now.kind or {was.kind, now.kind} <= MOMENTS:
        return True
    if was.kind in TEXTUAL and now.kind in TEXTUAL:
        return now.kind is not Kind.CHOICE
    return (was.kind, now.kind) == (Kind.INTEGER, Kind.BIGINT)


def conversion(was: Field, now: Field) -> Conversion | None:
    """How values of ``was`` become values of ``now``; None where they cannot."""
    if was.kind in REFERENCES | MANY_TO_MANY or now.kind in REFERENCES | MANY_TO_MANY:
        return None
    result = _result(was, now)
    if result is None:
        return None
    body = [*_read(was), *result]
    code = "\n".join(body)
    if "(" in code or "[" in code:
        body = ["try:", *(f"    {line}" for line in body)]
        body += [f"except {_UNREADABLE}:", "    return None"]
    modules = {
        "dt.": "import datetime as dt",
        "json.": "import json",
        "uuid.": "import uuid",
        "Decimal(": "from decimal import Decimal",
    }
    return Conversion(
        body=tuple(body),
        imports=frozenset(line for word, line in modules.items() if word in code),
        is_whole=_is_whole(was, now),
    )


def _read(was: Field) -> Iterator[str]:
    """Lines that make of what databases write the text that people would."""
    if was.kind is Kind.BOOLEAN:
        yield f'text = "true" if text in {_TRUE} else "false"'
    elif was.kind is Kind.DECIMAL:
        yield f'text = f"{{Decimal(text):.{was.places}f}}"'
    elif was.kind is Kind.UUID:
        yield "text = str(uuid.UUID(text))"
    elif was.kind in MOMENTS:
        yield 'text = f"{text[:10]}T{text[11:19]}Z"'
    elif was.kind is Kind.TIME:
        yield "text = str(dt.time.fromisoformat(text))"
    elif was.kind is Kind.JSON:
        yield "value = json.loads(text)"
        yield "text = value if isinstance(value, str) else text"


def _result(was: Field, now: Field) -> list[str] | None:
    """Lines that return what the new type takes, of such a text."""
    is_free = was.kind in TEXTUAL or was.kind is Kind.JSON
    if now.kind is Kind.JSON:
        return _json(was)
    if now.kind is Kind.CHOICE:
        return [f"return text if text in {_listed(now.choices)} else None"]
    if now.kind in TEXTUAL:
        return [f"return text if len(text) <= {now.stored_length} else None"]
    if now.kind in NUMERIC and was.kind is Kind.BOOLEAN:
        return ['return "1" if text == "true" else "0"']
    if now.kind in NUMERIC and (is_free or was.kind in NUMERIC):
        return _number(now)
    if now.kind is Kind.BOOLEAN and was.kind in NUMERIC:
        return ['return "1" if Decimal(text) else "0"']
    if now.kind is Kind.BOOLEAN and is_free:
        return [f"return {_WORDS}.get(text.lower())"]
    if now.kind is Kind.UUID and is_free:
        return ["return uuid.UUID(text).hex"]
    if now.kind is Kind.DATE and (is_free or was.kind in MOMENTS):
        return ["return str(dt.datetime.fromisoformat(text).date())"]
    if now.kind is Kind.TIME and was.kind in MOMENTS:
        return ["return text[11:19]"]
    if now.kind is Kind.TIME and is_free:
        return ["return str(dt.time.fromisoformat(text).replace(tzinfo=None))"]
    if now.kind in MOMENTS and (is_free or was.kind is Kind.DATE):
        return [
            "moment = dt.datetime.fromisoformat(text)",
            "if moment.tzinfo:",
            "    moment = moment.astimezone(dt.UTC).replace(tzinfo=None)",
            'return f"{moment:%Y-%m-%d %H:%M:%S.%f}"',
        ]
    return None


def _json(was: Field) -> list[str]:
    if was.kind is Kind.BOOLEAN or was.kind in NUMERIC:
        return ["return text"]
    if was.kind not in TEXTUAL:
        return ["return json.dumps(text)"]
    # A text that is a list or an object has been JSON all the time.
    return [
        'if text[0] in "[{":',
        "    try:",
        "        return json.dumps(json.loads(text))",
        "    except ValueError:",
        "        pass",
        "return json.dumps(text)",
    ]


def _number(now: Field) -> list[str]:
    assert now.range is not None
    low, high = now.range
    value = {
        Kind.FLOAT: "float(text)",
        Kind.DECIMAL: f"round(Decimal(text), {now.places})",
    }.get(now.kind, "round(Decimal(text))")
    return [
        f"value = {value}",
        f"return str(value) if {low} <= value <= {high} else None",
    ]


def _listed(texts: tuple[str, ...]) -> str:
    return "{" + ", ".join(map(repr, texts)) + "}"


def _is_whole(was: Field, now: Field) -> bool:
    if now.kind is Kind.JSON:
        return True
    if now.kind in TEXTUAL and now.kind is not Kind.CHOICE:
        longest = _LONGEST.get(was.kind)
        if was.kind is Kind.DECIMAL:
            longest = (was.digits or 0) + 3
        return now.kind is Kind.TEXT or (longest or 10**9) <= (now.stored_length or 0)
    if now.kind in NUMERIC and (was.kind is Kind.BOOLEAN or was.range):
        low, high = (0, 1) if was.kind is Kind.BOOLEAN else was.range or (0, 0)
        least, most = now.range or (0, 0)
        is_exact = was.kind in (Kind.BOOLEAN, Kind.INTEGER) or (
            was.kind is Kind.DECIMAL and now.kind in (Kind.FLOAT, Kind.DECIMAL)
        )
        is_rounded = was.kind is Kind.DECIMAL is now.kind and (
            (was.places or 0) > (now.places or 0)
        )
        return is_exact and not is_rounded and least <= low and high <= most
    return was.kind is Kind.DATE and now.kind in MOMENTS
