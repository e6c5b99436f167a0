"""Pydantic schemas in APIFlask, and what its document cannot know by itself.

Its own adapter takes any Content-Type, and a body of null for an empty object; deeply
nested JSON is an error of the server.
"""

import re
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask
from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request, current_app
from pydantic import BaseModel, TypeAdapter, ValidationError
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from . import jsonbody
from .columns import LARGEST_ID
from .problems import Problem, invalid_input

# Bytes of a JSON body; above it the answer is 413.
MAX_JSON = 1024 * 1024

REFERENCE = "#/components/schemas/{model}"
ROW_ID = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
# What an answer of these statuses carries beside its body.
HEADERS = {
    "201": ("Location", "string"),
    "401": ("WWW-Authenticate", "string"),
    "429": ("Retry-After", "integer"),
    "503": ("Retry-After", "integer"),
}


def read_json(request: Request) -> object:
    """Return the body, which must say that it is JSON, and be no more than that."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send application/json.")
    request.max_content_length = MAX_JSON
    try:
        body = request.get_data()
    except HTTPException:
        raise
    except Exception as error:  # the server's own, of chunks that are malformed
        raise BadRequest("The body cannot be read.") from error
    try:
        return jsonbody.load(body)
    except jsonbody.Malformed as error:
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

    def get_openapi_schema(self, **kwargs: Any) -> dict[str, Any]:
        """A field that may be left out need not take the null that stands for that."""
        schema: dict[str, Any] = super().get_openapi_schema(**kwargs)
        for field in schema.get("properties", {}).values():
            if field.get("default", ...) is None:
                del field["default"]
        return schema


registry.register("pydantic", SchemaAdapter)


def problems(*statuses: int) -> Any:
    """Document these errors of an endpoint, and that the database may be down."""
    content = {
        "application/problem+json": {
            "schema": {"$ref": REFERENCE.format(model="Problem")}
        }
    }
    return {status: {"content": content} for status in (*statuses, 503)}


def init_app(app: APIFlask) -> None:
    app.config.update(
        AUTO_200_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_SERVERS=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
    )
    app.spec_processor(complete)  # type: ignore[arg-type]


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add the range of ids, what comes in headers, and the schema of problems."""
    rules = " ".join(rule.rule for rule in current_app.url_map.iter_rules())
    ids = set(re.findall(r"<id:(\w+)>", rules))
    for path in document["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
            for status, response in operation["responses"].items():
                response.setdefault("description", HTTPStatus(int(status)).phrase)
                is_problem = "application/problem+json" in response.get("content", {})
                if status in HEADERS and (status == "201" or is_problem):
                    name, kind = HEADERS[status]
                    header = {"required": True, "schema": {"type": kind}}
                    response.setdefault("headers", {})[name] = header
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and parameter["name"] in ids:
                    parameter["schema"] = ROW_ID
    schemas = document["components"]["schemas"]
    problem = TypeAdapter(Problem).json_schema(ref_template=REFERENCE)
    schemas |= problem.pop("$defs") | {"Problem": problem}
    return document
