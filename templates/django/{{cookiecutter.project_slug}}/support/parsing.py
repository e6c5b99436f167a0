"""JSON bodies as RFC 8259 has them: ninja's own parser takes any type, NaN, any depth.

What it raises ninja turns into a 400, and keeps as that error's cause.
"""

from ninja.parser import Parser
from ninja.errors import HttpError

from . import jsonbody


class JSONParser(Parser):
    def parse_body(self, request):
        if request.content_type != "application/json":
            raise HttpError(415, "Send application/json.")
        try:
            return jsonbody.load(request.body)
        except jsonbody.Malformed as error:
            raise HttpError(400, "The body is not valid JSON.") from error
