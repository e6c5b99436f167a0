{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
"""The JSON API: its routers, its errors and its OpenAPI document."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.models import ProtectedError
from django.http import Http404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, ValidationError
from ninja.renderers import JSONRenderer
from pydantic.json_schema import models_json_schema

{% if relations -%}
from {{ spec.app }}.queries import UnknownRows
{% endif -%}
from .problems import STILL_REFERRED_TO, TITLES_AND_DETAILS, Problem, ProblemError, answer, invalid

PROBLEM = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
}
# What an answer of these statuses carries beside its body.
HEADERS = {
    201: ("Location", "string"),
    401: ("WWW-Authenticate", "string"),
    429: ("Retry-After", "integer"),
    503: ("Retry-After", "integer"),
}


class CompactJSONRenderer(JSONRenderer):
    """Leave out the spaces, a tenth of a list, that only people would read."""

    json_dumps_params = {"separators": (",", ":")}


class API(NinjaAPI):
    def get_content_type(self):
        """JSON has one encoding, so its type names none."""
        return "application/json"

    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__

    def get_openapi_schema(self, **kwargs):
        """Add what ninja does not know: ids' bounds, problems that may occur, headers."""
        document = super().get_openapi_schema(**kwargs)
        del document["servers"]
        _, schemas = models_json_schema(
            [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
        )
        document["components"]["schemas"] |= schemas["$defs"]
        schemas = document["components"]["schemas"]
        for name in [name for name in schemas if name.endswith("Query")]:
            del schemas[name]
        for path, methods in document["paths"].items():
            for operation in methods.values():
                for parameter in operation["parameters"]:
                    if is_integer_in_path(parameter):
                        parameter["schema"] |= {"minimum": 1, "maximum": 2**63 - 1}
                for status in problems_of(path, operation):
                    operation["responses"][status] = {
                        "description": TITLES_AND_DETAILS[status][0],
                        "content": PROBLEM,
                    }
                if operation.get("tags") != ["health"]:
                    document_headers(operation["responses"])
        return document


def is_integer_in_path(parameter):
    return parameter["in"] == "path" and parameter["schema"].get("type") == "integer"


def document_headers(responses):
    for status in responses.keys() & HEADERS.keys():
        name, kind = HEADERS[status]
        header = {"required": True, "schema": {"type": kind}}
        responses[status]["headers"] = {name: header}


def problems_of(path, operation):
    """Return the statuses of the problems that an operation may answer."""
    if operation.get("tags") == ["health"]:
        return set()
    statuses = {503}
    if operation["parameters"]:
        statuses |= {404} if path.endswith("}") else {422}
    if "requestBody" in operation:
        statuses |= {400, 413, 415, 422}
    if "security" in operation:
        statuses |= {401, 403, 409}
    if operation.get("tags") == ["token"]:
        statuses |= {401, 429}
    return sorted(statuses)


api = API(
    title=settings.SITE_TITLE,
    version="1.0.0",
    description=settings.SITE_DESCRIPTION,
    urls_namespace="api",
    renderer=CompactJSONRenderer(),
    docs_decorator=lambda view: csrf_exempt(require_safe(view)),
)
api.add_router("", "{{ cookiecutter.project_slug }}.health.router")
api.add_router("", "accounts.api.router")
api.add_router("", "{{ spec.app }}.api.router")


@api.exception_handler(ProblemError)
def problem(request, error):
    return answer(request, error.status, error.detail, error.errors)


@api.exception_handler(AuthenticationError)
def unauthorized(request, error):
    return answer(request, 401)


@api.exception_handler(AuthorizationError)
def forbidden(request, error):
    return answer(request, 403)


@api.exception_handler(Http404)
def not_found(request, error):
    return answer(request, 404)


@api.exception_handler(ProtectedError)
def still_referred_to(request, error):
    return answer(request, 409, STILL_REFERRED_TO)


@api.exception_handler(RequestDataTooBig)
def too_large(request, error):
    return answer(request, 413)


@api.exception_handler(Exception)
def unexpected(request, error):
    """Leave it to the middleware and to Django, as for the pages."""
    raise error


{% if relations -%}
@api.exception_handler(UnknownRows)
def unknown_rows(request, error):
    return problem(request, invalid(error.errors))


{% endif -%}
@api.exception_handler(ValidationError)
def invalid_input(request, error):
    """Name fields as the client does: ninja puts where it looked in front of them."""
    errors = []
    for found in error.errors:
        source, *place = found["loc"]
        place = place[1:] if source == "body" else place
        field = ".".join(map(str, place)) or "body"
        errors.append({"field": field, "message": found["msg"]})
    return answer(request, 422, errors=errors)
