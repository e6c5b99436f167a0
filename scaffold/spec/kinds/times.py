"""``date``, ``time``, ``datetime``; ``created`` and ``updated``, set by the application."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
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
    return f"{moment.isoformat(timespec='microseconds')}Z"


def _traits(**own: Any) -> Traits:
    return Traits(family="times", **own)


DATE = _traits(sample=_date)
TIME = _traits(sample=_time)
DATETIME = _traits(sample=_datetime)
CREATED = _traits(sample=_datetime, is_automatic=True)
UPDATED = _traits(sample=_datetime, is_automatic=True)
