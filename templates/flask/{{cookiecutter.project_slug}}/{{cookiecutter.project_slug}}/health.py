"""Whether the application is alive, and whether what it needs is there."""

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from .extensions import cache, db
from .support.caching import warn_of_cache
from .support.openapi import REFERENCE

blueprint = APIBlueprint("health", __name__, url_prefix="/api")


class Health(BaseModel):
    status: Literal["healthy", "unhealthy"]
    database: Literal["up", "down"]
    cache: Literal["up", "down"]


class Live(BaseModel):
    status: Literal["alive"]


UNHEALTHY: Any = {
    503: {
        "content": {
            "application/json": {"schema": {"$ref": REFERENCE.format(model="Health")}}
        }
    }
}


@blueprint.get("/health")
@blueprint.output(Health)
@blueprint.doc(tags=["health"], operation_id="health", responses=UNHEALTHY)
def health() -> ResponseReturnValue:
    # Without the cache everything works, if slower.
    database = database_is_up()
    return {
        "status": "healthy" if database else "unhealthy",
        "database": "up" if database else "down",
        "cache": "up" if cache_is_up() else "down",
    }, 200 if database else 503


@blueprint.get("/live")
@blueprint.output(Live)
@blueprint.doc(tags=["health"], operation_id="live")
def live() -> ResponseReturnValue:
    return jsonify(status="alive")


def database_is_up() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def cache_is_up() -> bool:
    try:
        cache.set("health", "up", timeout=5)
        return bool(cache.get("health") == "up")
    except RedisError:
        warn_of_cache()
        return False
