"""Whether the application is alive, and whether what it needs is there."""

from typing import Literal

from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from .extensions import cache, db
from .support.caching import warn_of_cache
from .support.openapi import api_blueprint

blueprint = api_blueprint("health", __name__)


class Health(BaseModel):
    status: Literal["healthy", "unhealthy"]
    database: Literal["up", "down"]
    cache: Literal["up", "down"]


class Live(BaseModel):
    status: Literal["alive"]


@blueprint.get("/health")
@blueprint.output(Health)
def health() -> ResponseReturnValue:
    found = {"status": "healthy", "database": "up", "cache": "up"}
    try:
        cache.set("health", "up", timeout=5)
    except RedisError:
        # Without the cache everything works, if slower.
        warn_of_cache()
        found["cache"] = "down"
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return found | {"status": "unhealthy", "database": "down"}, 503
    return found, 200


@blueprint.get("/live")
@blueprint.output(Live)
def live() -> ResponseReturnValue:
    return {"status": "alive"}
