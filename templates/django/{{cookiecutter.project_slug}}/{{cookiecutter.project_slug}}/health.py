"""Probes: whether the process runs, and whether it can do its work."""

from typing import Literal

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
    database, cached = database_state(), cache_state()
    code, status = (200, "healthy") if database == "up" else (503, "unhealthy")
    return Status(code, {"status": status, "database": database, "cache": cached})


@router.get("/live", response=Live)
def live(request):
    return {"status": "alive"}


def database_state():
    try:
        connection.cursor().execute("SELECT 1")
    except Error:
        return "down"
    return "up"


def cache_state():
    """The cache hides its errors: it is up when a value comes back."""
    seen = cache.get("health") or cache.set("health", True, 5) or cache.get("health")
    return "up" if seen else "down"
