"""JSON bodies for ninja, read in the order and by the rules of every endpoint."""

from ninja.params import ParamShortcut
from ninja.params.models import Body, BodyModel

from . import jsonbody
from .problems import NOT_JSON, ProblemError


class _JSONBodyModel(BodyModel):
    @classmethod
    def get_request_data(cls, request, api, path_params):
        """Size before type before syntax; ninja would take an empty body for none."""
        body = request.body
        if request.content_type != "application/json":
            raise ProblemError(415)
        try:
            return {cls.__read_from_single_attr__: jsonbody.load(body)}
        except jsonbody.Malformed as error:
            raise ProblemError(400, NOT_JSON) from error


class _JSONBody(Body):
    _model = _JSONBodyModel

    @classmethod
    def _param_source(cls):
        return "body"


JSONBody = ParamShortcut(lambda: _JSONBody(...))
