"""The OpenAPI document tells the truth, and its page needs no other host."""

import re
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from .browser import parse, read
from .client import answer
from .domain import MODELS, SITE, Model

OPERATIONS = {
    ("get", "/api/health"): "health",
    ("get", "/api/live"): "live",
    ("post", "/api/token"): "create_token",
    ("get", "/api/summary"): "read_summary",
}
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


def row_path(model: Model) -> str:
    return model.api + "/{" + model.id_name + "}"


@pytest.fixture(scope="module")
def document(anonymous: httpx.Client) -> dict[str, Any]:
    return answer(anonymous.get("/api/openapi.json"))


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["title"] == SITE
    assert document["info"]["version"] == "1.0.0"
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    described = {
        (method, path)
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters"
    }
    rows = {(model.api, row_path(model)) for model in MODELS}
    assert described == set(OPERATIONS) | {
        (method, path)
        for collection, row in rows
        for method, path in [
            ("get", collection),
            ("post", collection),
            *((method, row) for method in ("get", "put", "patch", "delete")),
        ]
    }


@each_model
def test_the_operations_of_a_model_say_who_may_and_what_may_go_wrong(
    document: dict[str, Any], model: Model
) -> None:
    collection = document["paths"][model.api]
    row = document["paths"][row_path(model)]
    errors = {
        "get": (collection["get"], {"200", "422"}),
        "post": (collection["post"], {"201", "400", "401", "403", "409", "413", "415"}),
        "read": (row["get"], {"200", "404"}),
        "put": (row["put"], {"200", "400", "401", "403", "404", "409", "415", "422"}),
        "patch": (row["patch"], {"200", "401", "403", "404", "409", "415", "422"}),
        "delete": (row["delete"], {"204", "401", "403", "404", "409"}),
    }
    for name, (operation, expected) in errors.items():
        assert operation["tags"] == [model.plural]
        assert expected <= set(operation["responses"]), name
        written = name in {"post", "put", "patch", "delete"}
        assert operation.get("security", []) == (
            [{"BearerAuth": []}] if written else []
        )
        for status, response in operation["responses"].items():
            if status >= "400":
                content = response["content"]["application/problem+json"]
                assert content["schema"]["$ref"].endswith("/Problem")


@each_model
def test_the_document_knows_the_orders_of_a_list(
    document: dict[str, Any], model: Model
) -> None:
    parameters = document["paths"][model.api]["get"]["parameters"]
    sort = next(item["schema"] for item in parameters if item["name"] == "sort")
    fields = ["id", *(field.api for field in model.fields if field.sortable)]
    assert set(sort["enum"]) == {*fields, *(f"-{field}" for field in fields)}


@each_model
def test_the_document_knows_the_headers(document: dict[str, Any], model: Model) -> None:
    responses = document["paths"][model.api]["post"]["responses"]
    assert set(responses["201"]["headers"]) == {"Location"}
    assert set(responses["401"]["headers"]) == {"WWW-Authenticate"}
    assert set(responses["503"]["headers"]) == {"Retry-After"}


@each_model
def test_the_schemas_of_a_model_have_its_fields(
    document: dict[str, Any], model: Model
) -> None:
    schemas = document["components"]["schemas"]
    sent = {field.api for field in model.inputs}
    name = model.name
    assert set(schemas[f"{name}In"]["properties"]) == sent
    assert set(schemas[f"{name}Patch"]["properties"]) == sent
    assert set(schemas[f"{name}Out"]["properties"]) == {
        "id",
        *(field.api for field in model.fields),
    }
    assert set(schemas[f"{name}In"].get("required", [])) == {
        field.api for field in model.inputs if field.required
    }
    assert not schemas[f"{name}Patch"].get("required")


def test_tokens_are_a_bearer_scheme(document: dict[str, Any]) -> None:
    scheme = document["components"]["securitySchemes"]["BearerAuth"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_the_docs_page_needs_no_other_host(anonymous: httpx.Client) -> None:
    """Everything that it loads is here, as its policy demands."""
    page = read(anonymous.get("/api/docs"))
    loaded = [
        element.attributes.get("src") or element.attributes.get("href", "")
        for element in page.dom.all("script", "link", "img")
    ]
    assert any("swagger-ui" in path for path in loaded)
    for path in loaded:
        assert re.match(r"/[^/\\]", path), path
        assert anonymous.get(path).status_code == 200
    for script in page.dom.all("script"):
        assert script.attributes.get("src"), "an inline script"
    assert parse(page.response.text).first("title").text
