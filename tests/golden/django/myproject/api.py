"""The JSON API: its routers, and its errors as problem+json."""

from django.http import Http404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from support import jsonbody
from support.errors import Problem, problem


class JSONParser(Parser):
    """Read bodies strictly: ninja's own takes any content type, NaN and any depth."""

    def parse_body(self, request):
        if request.content_type != "application/json":
            raise HttpError(415, "Send application/json.")
        return jsonbody.load(request.body)


class API(NinjaAPI):
    def get_openapi_schema(self, **kwargs):
        """Document that every error is a problem: ninja knows one media type, JSON."""
        document = super().get_openapi_schema(**kwargs)
        del document["servers"]
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
        content = {"application/problem+json": schema}
        for methods in document["paths"].values():
            for operation in methods.values():
                default = {"description": "Problem", "content": content}
                operation["responses"]["default"] = default
        return document


api = API(
    title="Library",
    version="1.0.0",
    description="Small enough to read whole: its starters lie in tests/golden.",
    urls_namespace="api",
    parser=JSONParser(),
    docs_decorator=lambda view: csrf_exempt(require_safe(view)),
)
api.add_router("", "myproject.health.router")
api.add_router("", "accounts.api.router")
api.add_router("", "lending.api.router")


@api.exception_handler(Exception)
def unexpected(request, error):
    """Let Django answer: in debug, ninja would with a traceback as plain text."""
    raise error


@api.exception_handler(Http404)
def not_found(request, error):
    return problem(404, str(error))


@api.exception_handler(HttpError)
def refused(request, error):
    """Answer with the 415 of JSONParser, from which ninja makes a 400."""
    cause = error.__cause__ if isinstance(error.__cause__, HttpError) else error
    return problem(cause.status_code, str(cause))


@api.exception_handler(ValidationError)
def invalid_input(request, error):
    """Name fields as the client does, without the "body" and "data" of ninja."""
    errors = []
    for found in error.errors:
        source, *place = found["loc"]
        place = place[1:] if source == "body" else place
        field = ".".join(map(str, place)) or "body"
        errors.append({"field": field, "message": found["msg"]})
    return problem(422, errors=errors)
