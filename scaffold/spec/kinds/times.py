"""``date``, ``time``, ``datetime``; ``created`` and ``updated``, set by the application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field


#: Sample dates lie around this day; who loads them moves them to around the day of doing so.
SAMPLE_DAY = date(2026, 1, 5)
#: In days, on both sides of it.
_AROUND = 365


def _days(drawing: Drawing) -> timedelta:
    spread = (drawing.number * 13 + drawing.attempt * 7) % (2 * _AROUND + 1)
    return timedelta(days=spread - _AROUND)


def _date(field: Field, drawing: Drawing) -> str:
    is_birth = any(word in field.name for word in ("birth", "born", "founded"))
    middle = date(1979, 3, 4) if is_birth else SAMPLE_DAY
    return (middle + _days(drawing)).isoformat()


def _time(field: Field, drawing: Drawing) -> str:
    minutes = (7 * 60 + drawing.number * 35 + drawing.attempt * 5) % (24 * 60)
    return time(minutes // 60, minutes % 60).isoformat()


def _datetime(field: Field, drawing: Drawing) -> str:
    moment = datetime.combine(SAMPLE_DAY, time(8)) + _days(drawing)
    moment += timedelta(minutes=(drawing.number * 25 + drawing.attempt) % 600)
    return _instant(moment)


def _instant(moment: datetime) -> str:
    return f"{moment.isoformat(timespec='microseconds')}Z"


def _given(read: Callable[[str], str], example: str) -> Callable[[Field, Any], str]:
    def given(field: Field, sample: Any) -> str:
        try:
            return read(sample)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"is no {field.kind}, as {example} is") from None

    return given


def _date_of(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _time_of(text: str) -> str:
    moment = time.fromisoformat(text)
    if moment.tzinfo:
        raise ValueError
    return moment.isoformat()


def _datetime_of(text: str) -> str:
    """In UTC, which is meant where the text does not say."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return _instant(moment)


def _traits(**own: Any) -> Traits:
    return Traits(family="times", **own)


DATE = _traits(sample=_date, given=_given(_date_of, "2026-01-05"))
TIME = _traits(sample=_time, given=_given(_time_of, "08:30:00"))
DATETIME = _traits(sample=_datetime, given=_given(_datetime_of, "2026-01-05T08:30:00Z"))
CREATED = _traits(sample=_datetime, is_automatic=True)
UPDATED = _traits(sample=_datetime, is_automatic=True)
