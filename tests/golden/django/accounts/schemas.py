"""What the token endpoint takes and gives."""

from typing import Annotated

from pydantic import Field

from support.types import Input, Output, Plain


class Credentials(Input):
    username: Annotated[Plain, Field(min_length=1, max_length=150)]
    password: Annotated[Plain, Field(min_length=1, max_length=128)]


class Token(Output):
    token: str
    expires_in: int
