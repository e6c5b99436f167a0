"""The OpenAPI document tells the truth, and its page needs no other host."""

import re
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from .browser import parse, read
from .described import Described
from .domain import MODELS, Model

OPERATIONS = {
    ("get", "/api/health"),
    ("get", "/api/live"),
    ("post", "/api/token"),
    ("get", "/api/summary"),
}
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["title"]
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_is_described(
    document: dict[str, Any], described: Described
) -> None:
    """And so may be those that were added by hand."""
    found = {
        (method, path)
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert found >= OPERATIONS | {
        (method, path)
        for model in MODELS
        for method, path in [
            ("get", model.api),
            ("post", model.api),
            *(
                (each, described.row(model))
                for each in ("get", "put", "patch", "delete")
            ),
        ]
    }


@each_model
def test_the_operations_of_a_model_say_who_may_and_what_may_go_wrong(
    document: dict[str, Any], described: Described, model: Model
) -> None:
    collection = document["paths"][model.api]
    row = document["paths"][described.row(model)]
    operations = {
        "200": [collection["get"], row["get"], row["put"], row["patch"]],
        "201": [collection["post"]],
        "204": [row["delete"]],
    }
    for success, expected in operations.items():
        for operation in expected:
            responses = dict(operation["responses"])
            responses.pop(success)
            assert responses, "no error is documented"
            for response in responses.values():
                content = response["content"]["application/problem+json"]
                assert set(described.resolved(content["schema"])["properties"]) >= {
                    "type",
                    "title",
                    "status",
                    "detail",
                }
    for method, operation in (*collection.items(), *row.items()):
        if method != "parameters":
            assert takes_token(document, operation) == (method != "get"), method


def takes_token(document: dict[str, Any], operation: dict[str, Any]) -> bool:
    schemes = document["components"]["securitySchemes"]
    named = [name for choice in operation.get("security", []) for name in choice]
    return any(
        (schemes[name]["type"], schemes[name]["scheme"]) == ("http", "bearer")
        for name in named
    )


@each_model
def test_the_document_knows_the_orders_of_a_list(
    document: dict[str, Any], model: Model
) -> None:
    parameters = document["paths"][model.api]["get"]["parameters"]
    sort = next(item["schema"] for item in parameters if item["name"] == "sort")
    fields = ["id", *(field.api for field in model.fields if field.sortable)]
    assert set(sort["enum"]) == {*fields, *(f"-{field}" for field in fields)}


@each_model
def test_the_schemas_of_a_model_have_its_fields(
    described: Described, model: Model
) -> None:
    whole, changed = described.body(model), described.body(model, "patch")
    sent = {field.api for field in model.inputs}
    assert set(whole["properties"]) >= sent
    assert set(changed["properties"]) >= sent
    assert set(described.answer(model)["properties"]) >= {
        "id",
        *(field.api for field in model.fields),
    }
    assert set(whole.get("required", [])) & sent == {
        field.api for field in model.inputs if field.required
    }
    assert not changed.get("required")


def test_the_docs_page_needs_no_other_host(anonymous: httpx.Client) -> None:
    """Everything that it loads is here, as its policy demands."""
    page = read(anonymous.get("/api/docs"))
    loaded = [
        element.attributes.get("src") or element.attributes.get("href", "")
        for element in page.dom.all("script", "link", "img")
    ]
    assert any("swagger-ui" in path for path in loaded)
    for path in filter(None, loaded):
        assert re.match(r"/[^/\\]", path), path
        assert anonymous.get(path).status_code == 200
    for script in page.dom.all("script"):
        if script.attributes.get("type") == "application/json":
            continue  # data, which nothing runs
        assert {"src", "nonce"} & set(script.attributes), "the policy would stop it"
    assert parse(page.response.text).first("title").text
