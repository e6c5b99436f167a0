"""Probes: whether the process runs, and whether it can do its work."""

from typing import Literal
from uuid import uuid4

from django.core.cache import cache
from django.db import Error, connection
from ninja import Router, Status
from pydantic import BaseModel

router = Router(tags=["health"])


class Health(BaseModel):
    status: Literal["healthy", "unhealthy"]
    database: Literal["up", "down"]
    cache: Literal["up", "down"]


class Live(BaseModel):
    status: Literal["alive"]


@router.get("/health", response={200: Health, 503: Health})
def health(request):
    database, cached = database_answers(), cache_answers()
    return Status(
        200 if database else 503,
        {
            "status": "healthy" if database else "unhealthy",
            "database": "up" if database else "down",
            "cache": "up" if cached else "down",
        },
    )


@router.get("/live", response=Live)
def live(request):
    return {"status": "alive"}


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def cache_answers():
    """The cache hides its errors, so a value must come back."""
    value = uuid4().hex
    cache.set(f"health:{value}", value, 5)
    return cache.get(f"health:{value}") == value
