"""What the OpenAPI document says of each model, for fields that scaffold.toml lacks.

A field that was added by hand is in the document as soon as its schema has it: these
tests send a value for it where one is needed, and expect it where it is answered.
"""

import datetime as dt
import math
import secrets
from typing import Any

from .domain import Model
from .values import SPAN, word

Schema = dict[str, Any]


class Described:
    """The document, read with its references resolved."""

    def __init__(self, document: Schema) -> None:
        self._document = document
        #: The collection behind each name of an id, as in /api/books/{book_id}.
        self._collections = {
            path[path.rindex("{") + 1 : -1]: path[: path.rindex("/")]
            for path in document["paths"]
            if path.endswith("}")
        }

    def resolved(self, schema: Schema) -> Schema:
        """Return what a reference leads to, and of two choices the one that is a value."""
        if "$ref" in schema:
            found = self._document
            for key in schema["$ref"].removeprefix("#/").split("/"):
                found = found[key]
            return self.resolved(found)
        for several in ("anyOf", "oneOf", "allOf"):
            if choices := [
                each for each in schema.get(several, ()) if each != {"type": "null"}
            ]:
                return self.resolved(choices[0])
        return schema

    def body(self, model: Model, method: str = "post") -> Schema:
        """Return the schema of what a client sends to make or change a row."""
        place = model.api if method == "post" else self.row(model)
        content = self._document["paths"][place][method]["requestBody"]["content"]
        return self.resolved(content["application/json"]["schema"])

    def answer(self, model: Model) -> Schema:
        """Return the schema of a row."""
        answers = self._document["paths"][self.row(model)]["get"]["responses"]
        return self.resolved(answers["200"]["content"]["application/json"]["schema"])

    def row(self, model: Model) -> str:
        """Return the path of a row, the name of its id in braces."""
        paths = self._document["paths"]
        return next(path for path in paths if path.rpartition("/{")[0] == model.api)

    def added(self, model: Model) -> dict[str, Schema]:
        """Return the fields that a client must send and scaffold.toml does not know."""
        schema, known = self.body(model), {field.api for field in model.inputs}
        return {
            key: schema["properties"][key]
            for key in schema.get("required", [])
            if key not in known
        }

    def refers_to(self, key: str) -> str:
        """Return the collection that ids under this key are of, or an empty text."""
        return self._collections.get(key, "")

    def value(self, schema: Schema) -> Any:
        """Return a new value that fits."""
        schema = self.resolved(schema)
        if "enum" in schema:
            return schema["enum"][0]
        match schema.get("type"):
            case "boolean":
                return True
            case "integer" | "number":
                return whole_number(schema)
            case "array":
                return []
            case "object":
                return {}
        day = dt.datetime(2000, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            minutes=secrets.randbelow(SPAN)
        )
        match schema.get("format"):
            case "date":
                return f"{day:%Y-%m-%d}"
            case "date-time":
                return f"{day:%Y-%m-%dT%H:%M:%S}.000000Z"
            case "time":
                return f"{day:%H:%M:%S}"
            case "email":
                return f"{word()}@example.com"
            case "uri":
                return f"https://example.com/{word()}"
        return word(max(12, schema.get("minLength", 0)))[: schema.get("maxLength")]


def whole_number(schema: Schema) -> int:
    """Return a whole number within the bounds, above nought where none is told."""
    above = schema.get("exclusiveMinimum", schema.get("minimum", 1) - 1)
    below = schema.get("exclusiveMaximum", schema.get("maximum", above + SPAN) + 1)
    first, last = math.floor(above) + 1, math.ceil(below) - 1
    return first + secrets.randbelow(last - first + 1)
