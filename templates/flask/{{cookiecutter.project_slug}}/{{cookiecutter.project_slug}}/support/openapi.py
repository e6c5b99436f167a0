"""Pydantic schemas in APIFlask, and the errors that every endpoint may answer with.

Its own adapter takes any Content-Type, and a body of null for an empty object; deeply
nested JSON is an error of the server.
"""

from typing import Any

from apiflask import APIBlueprint
from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from ..extensions import csrf
from . import jsonbody
from .problems import Problem, invalid_input

# Bytes of a JSON body; above it the answer is 413.
MAX_JSON = 1024 * 1024

PROBLEM = {
    "description": "What is wrong",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}


def read_json(request: Request) -> object:
    """Return the body, which must say that it is JSON, and be no more than that."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send application/json.")
    request.max_content_length = MAX_JSON
    try:
        return jsonbody.load(request.get_data())
    except HTTPException:
        raise
    except Exception as error:  # each server raises its own for malformed chunks
        raise BadRequest("The body is not valid JSON.") from error


class SchemaAdapter(PydanticAdapter):
    def validate_input(self, request: Request, location: str, **_: Any) -> BaseModel:
        if location not in ("json", "query"):
            return super().validate_input(request, location)
        data = read_json(request) if location == "json" else request.args.to_dict()
        try:
            return self.model_class.model_validate(data)
        except ValidationError as error:
            raise invalid_input(error) from error


registry.register("pydantic", SchemaAdapter)


def api_blueprint(name: str, module: str) -> APIBlueprint:
    """Make a blueprint under /api, where nobody comes by a cookie."""
    blueprint = APIBlueprint(name, module, url_prefix="/api")
    csrf.exempt(blueprint)
    return blueprint


def complete(document: dict[str, Any]) -> dict[str, Any]:
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"]["default"] = PROBLEM
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return document
