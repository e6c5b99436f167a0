"""What Schemathesis loads beside its own checks, in the process of its own."""

import re
from typing import Any

import schemathesis

#: What no JSON Schema can say: which rows there are, which cursors were handed out,
#: how many places a number has, what and how much one is that is written as text, and
#: that a JSON column of PostgreSQL holds no NUL.
UNSAYABLE = re.compile(
    r"No .+ has this id\.|This cursor is not valid\.|Decimal input should have .+"
    r"|Input should be a valid decimal"
    r"|Input should be (greater|less) than or equal to .+"
    r"|Input should be text without NUL or lone surrogates"
)
NO_INTEGER = "Input should be a valid integer"
TOO_SHORT = "String should have at least 1 character"


@schemathesis.check
def what_the_document_allows_is_taken(ctx: Any, response: Any, case: Any) -> None:
    """Of 422, which Schemathesis's own check is told to let pass."""
    meta = case.meta
    if response.status_code == 422 and meta and meta.generation.mode.is_positive:
        errors = [
            error
            for error in response.json()["errors"]
            if not UNSAYABLE.fullmatch(error["message"])
            # To JSON Schema 1.0 is an integer; here a client that means 1 says so.
            and not (
                error["message"] == NO_INTEGER and type(sent(case, error)) is float
            )
            # A schema tells the length of what is sent, not of what is left of it.
            and not (error["message"] == TOO_SHORT and sent(case, error).isspace())
        ]
        assert not errors, f"refused, although the document allows it: {errors}"


def sent(case: Any, error: dict[str, str]) -> Any:
    """Return what was sent for the field of this error."""
    value = case.body
    for key in error["field"].split("."):
        value = value[int(key) if isinstance(value, list) else key]
    return value
