"""``date``, ``time``, ``datetime``; ``created`` and ``updated``, set by the application."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field


def _days(drawing: Drawing) -> timedelta:
    return timedelta(days=(drawing.number * 13 + drawing.attempt * 7) % 700)


def _date(field: Field, drawing: Drawing) -> str:
    is_birth = any(word in field.name for word in ("birth", "born", "founded"))
    first = date(1978, 3, 4) if is_birth else date(2025, 1, 6)
    return (first + _days(drawing)).isoformat()


def _time(field: Field, drawing: Drawing) -> str:
    minutes = (7 * 60 + drawing.number * 35 + drawing.attempt * 5) % (24 * 60)
    return time(minutes // 60, minutes % 60).isoformat()


def _datetime(field: Field, drawing: Drawing) -> str:
    moment = datetime(2025, 1, 6, 8) + _days(drawing)
    moment += timedelta(minutes=(drawing.number * 25 + drawing.attempt) % 600)
    return f"{moment.isoformat(timespec='microseconds')}Z"


def _traits(**own: Any) -> Traits:
    return Traits(family="times", **own)


DATE = _traits(sample=_date)
TIME = _traits(sample=_time)
DATETIME = _traits(sample=_datetime)
CREATED = _traits(sample=_datetime, is_automatic=True)
UPDATED = _traits(sample=_datetime, is_automatic=True)
