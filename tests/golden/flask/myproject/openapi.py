"""The API's promise to its clients: Pydantic schemas in APIFlask, and the docs page."""

from importlib.resources import files
from typing import Any

from apiflask import APIFlask
from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Blueprint, Request, render_template
from pydantic import BaseModel, TypeAdapter, ValidationError

from .config import SITE_DESCRIPTION
from .problems import Problem, invalid_input, title_and_detail
from .routing import LARGEST_ID

REFERENCE = "#/components/schemas/{model}"
ROW_ID = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
DELETED = {204: {}}
# What an answer of these statuses carries beside its body.
HEADERS = {
    "201": ("Location", "string"),
    "401": ("WWW-Authenticate", "string"),
    "429": ("Retry-After", "integer"),
    "503": ("Retry-After", "integer"),
}

blueprint = Blueprint(
    "docs",
    __name__,
    static_folder=str(files("flask_swagger_ui") / "dist"),
    static_url_path="/static/swagger-ui",
)


class SchemaAdapter(PydanticAdapter):
    """APIFlask's own, but with our errors, and a body of null is not an empty object."""

    def validate_input(self, request: Request, location: str, **_: Any) -> BaseModel:
        data = request.get_json() if location == "json" else request.args.to_dict()
        try:
            return self.model_class.model_validate(data)
        except ValidationError as error:
            raise invalid_input(error) from error

    def get_openapi_schema(self, **_: Any) -> dict[str, Any]:
        return self.model_class.model_json_schema(ref_template=REFERENCE)


registry.register("pydantic", SchemaAdapter)


def problems(*statuses: int) -> dict[int, Any]:
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
        AUTO_TAGS=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        DESCRIPTION=SITE_DESCRIPTION,
    )
    app.spec_processor(complete)
    app.register_blueprint(blueprint)


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Write what APIFlask cannot know: ids' range, headers, and one name per schema."""
    del document["tags"]
    for path in document["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
            for status, response in operation["responses"].items():
                response["description"], _ = title_and_detail(int(status))
                if status == "204":
                    del response["content"]
                if status in HEADERS and operation["tags"] != ["health"]:
                    name, kind = HEADERS[status]
                    header = {"required": True, "schema": {"type": kind}}
                    response["headers"] = {name: header}
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    parameter["schema"] = ROW_ID
    schemas = document["components"]["schemas"]
    problem = TypeAdapter(Problem).json_schema(ref_template=REFERENCE)
    schemas |= problem.pop("$defs") | {"Problem": problem}
    # APIFlask calls what lies inside another schema Outer.Inner, once for each outer.
    for name in [name for name in schemas if "." in name]:
        schemas.setdefault(name.rpartition(".")[2], schemas[name])
        del schemas[name]
    return document


@blueprint.get("/api/docs")
def swagger_ui() -> str:
    return render_template("api_docs.html")
