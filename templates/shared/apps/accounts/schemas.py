"""What the token endpoint takes and gives."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid")

    username: Annotated[
        str, Field(strict=True, min_length=1, max_length=150, pattern=r"^[^\x00]*$")
    ]
    password: Annotated[
        str, Field(strict=True, min_length=1, max_length=128, pattern=r"^[^\x00]*$")
    ]


class Token(BaseModel):
    token: str
    expires_in: int
