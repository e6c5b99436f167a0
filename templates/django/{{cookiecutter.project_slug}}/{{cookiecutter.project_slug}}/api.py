"""The JSON API: its routers, and its errors as problem+json."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError
from django.http import Http404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic.json_schema import models_json_schema

from support.database import is_collision
from support.parsing import JSONParser
from support.problems import Problem, TooManyRequests, problem


class API(NinjaAPI):
    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__

    def get_openapi_schema(self, **kwargs):
        """Document that every error is a problem: ninja knows one media type, JSON."""
        document = super().get_openapi_schema(**kwargs)
        ref = "#/components/schemas/{model}"
        _, schemas = models_json_schema([(Problem, "serialization")], ref_template=ref)
        document["components"]["schemas"] |= schemas["$defs"]
        content = {"schema": {"$ref": ref.format(model="Problem")}}
        for methods in document["paths"].values():
            for operation in methods.values():
                operation["responses"]["default"] = {
                    "description": "Problem",
                    "content": {"application/problem+json": content},
                }
        return document


api = API(
    title=settings.SITE_TITLE,
    version="1.0.0",
    description=settings.SITE_DESCRIPTION,
    urls_namespace="api",
    parser=JSONParser(),
    docs_decorator=lambda view: csrf_exempt(require_safe(view)),
)
api.add_router("", "{{ cookiecutter.project_slug }}.health.router")
api.add_router("", "accounts.api.router")
api.add_router("", "{{ cookiecutter._spec.app }}.api.router")


@api.exception_handler(HttpError)
def refused(request, error):
    """Of what its parser raised, ninja makes the cause of an error of its own."""
    cause = error.__cause__ if isinstance(error.__cause__, HttpError) else error
    errors = getattr(cause, "errors", ())
    return problem(cause.status_code, str(cause), errors=errors)


@api.exception_handler(ValidationError)
def invalid_input(request, error):
    """Name fields as the client does: ninja puts where it looked in front of them."""
    errors = []
    for found in error.errors:
        source, *place = found["loc"]
        place = place[1:] if source == "body" else place
        field = ".".join(map(str, place)) or "body"
        errors.append({"field": field, "message": found["msg"]})
    return problem(422, errors=errors)


@api.exception_handler(Http404)
def not_found(request, error):
    return problem(404, str(error))


@api.exception_handler(IntegrityError)
def collided(request, error):
    if not is_collision(error):
        raise error
    return problem(409, "Other rows stand against this.")


@api.exception_handler(RequestDataTooBig)
def too_large(request, error):
    return problem(413)


@api.exception_handler(TooManyRequests)
def too_many(request, error):
    return problem(429, headers={"Retry-After": error.seconds})
