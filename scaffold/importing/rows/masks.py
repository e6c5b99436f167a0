"""What stands in for a secret or for personal data: values of the samples' generator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from scaffold import samples
from scaffold.importing.rows import sensitive
from scaffold.importing.rows.values import writer
from scaffold.spec.fields import Field
from scaffold.spec.kinds import NUMERIC, TEXTUAL, Kind
from scaffold.spec.kinds.drawing import ATTEMPTS
from scaffold.spec.kinds.traits import Number

#: For the row of a number, the JSON of another value; ``attempt`` asks for others.
Mask = Callable[[int, int], str]

#: By what the values are, the name of a field that the samples know good words for.
_CALLED: Mapping[str, str] = {
    sensitive.SECRET: "secret",
    sensitive.EMAIL: "email",
    sensitive.PHONE: "phone",
    sensitive.NAME: "contact",
    sensitive.FIRST_NAME: "first_name",
    sensitive.LAST_NAME: "last_name",
    sensitive.LOGIN: "nickname",
    sensitive.STREET: "street",
    sensitive.POSTCODE: "postcode",
    sensitive.BIRTH: "birth",
    sensitive.NUMBER: "number",
    sensitive.IP: "address_of_host",
}
#: Numbers that must differ are drawn from a wide range from the first of these on, and
#: counted down from the largest at the last.
_WIDE, _LAST = ATTEMPTS // 2 + 1, ATTEMPTS


def mask(model: str, field: Field, what: str, *, is_single: bool) -> Mask:
    """What draws values of ``field`` as in sample rows; ``is_single``: no two alike."""
    called = replace(
        field, name=_CALLED[what], optional=False, unique=is_single or field.unique
    )
    if what == sensitive.EMAIL and field.kind in (Kind.STRING, Kind.TEXT):
        called = replace(called, kind=Kind.EMAIL, length=None)
    if what == sensitive.BIRTH and field.kind not in NUMERIC:
        called = replace(called, kind=Kind.DATE)
    # Whoever has a secret has a name, which is not what it should look like.
    draw = samples.drawing("" if what == sensitive.SECRET else model, called)
    write = writer(field)
    length = field.stored_length or 0
    is_text = field.kind in TEXTUAL

    def drawn(number: int, attempt: int) -> str:
        if attempt == _LAST:
            return write(_counted_down(field, number))
        value = draw(number, attempt)
        if is_text and len(value) > length:
            value = value[-length:]
        if what == sensitive.IP and is_text:
            value = _address(number + attempt)[-length:]
        return write(value)

    return drawn


def attempts(field: Field, number: int) -> Iterable[int]:
    """Those in which one is found that no other row has."""
    if field.kind not in NUMERIC:
        return range(ATTEMPTS)
    few = range(_WIDE, _WIDE + 3) if number > 2 * ATTEMPTS else range(ATTEMPTS)
    return (*few, _LAST)


def _counted_down(field: Field, number: int) -> Number:
    """Each another, as long as the bounds of ``field`` leave one; the writer asks them."""
    assert field.range is not None
    high = field.range[1] if field.max is None else field.max
    step = Decimal(1).scaleb(-(field.places or 0))
    return Decimal(str(high)) - number * step


def _address(number: int) -> str:
    """One of those that are kept for documentation and for private networks."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
