"""The JSON that each model takes and gives."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from support.types import (
    BigInteger,
    Date,
    DateText,
    DecimalFigures,
    Email,
    Flag,
    Float,
    FloatFigures,
    Id,
    Ids,
    Input,
    Instant,
    InstantText,
    Integer,
    IntegerFigures,
    Json,
    ListQuery,
    Output,
    Plain,
    Slug,
    Text,
    Time,
    TimeText,
    Url,
    figures_in_places,
    fixed_places,
    partial_of,
)


class AuthorIn(Input):
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    email: Annotated[Email, Field(max_length=254)] = ""
    homepage: Annotated[Url, Field(max_length=200)] = ""
    born: Date | None = None


AuthorPatch = partial_of(AuthorIn, "AuthorPatch")


class AuthorOut(Output):
    id: int
    name: str
    email: str
    homepage: str
    born: DateText | None


class AuthorPage(Output):
    items: list[AuthorOut]
    next_cursor: str | None


class AuthorSummary(Output):
    count: int


# What a list may be sorted by, and what a cursor in that order may hold.
AUTHOR_SORTS: dict[str, Any] = {
    "id": Id,
    "name": Plain,
    "email": Plain,
    "homepage": Plain,
}


class AuthorQuery(ListQuery):
    sort: Literal[
        "id", "-id", "name", "-name", "email", "-email", "homepage", "-homepage"
    ] = "id"


class BookIn(Input):
    title: Annotated[Text, Field(min_length=1, max_length=200)]
    slug: Annotated[Slug, Field(min_length=1, max_length=50)]
    author_ids: Ids = []
    sequel_to_id: Id | None = None
    blurb: Annotated[Text, Field(max_length=100_000)] = ""
    price: Annotated[Decimal, Field(max_digits=8, decimal_places=2, ge=Decimal("0.00"))]
    pages: Annotated[Integer, Field(ge=1, le=9999)]
    copies_sold: BigInteger = 0
    weight: Annotated[Float, Field(ge=0.0)] | None = None
    binding: Literal["hardcover", "paperback", "e-book"] = "paperback"
    in_print: Flag = True
    details: Json | None = None


BookPatch = partial_of(BookIn, "BookPatch")


class BookOut(Output):
    id: int
    title: str
    slug: str
    author_ids: list[int]
    sequel_to_id: int | None
    blurb: str
    price: Annotated[str, fixed_places(2)]
    pages: int
    copies_sold: int
    weight: float | None
    binding: Literal["hardcover", "paperback", "e-book"]
    in_print: bool
    details: Any
    created_at: InstantText
    updated_at: InstantText


class BookPage(Output):
    items: list[BookOut]
    next_cursor: str | None


class BookSummary(Output):
    count: int
    price: Annotated[DecimalFigures, figures_in_places(2)]
    pages: IntegerFigures
    copies_sold: IntegerFigures
    weight: FloatFigures


# What a list may be sorted by, and what a cursor in that order may hold.
BOOK_SORTS: dict[str, Any] = {
    "id": Id,
    "title": Plain,
    "slug": Plain,
    "price": Annotated[Decimal, Field(max_digits=8, decimal_places=2)],
    "pages": Integer,
    "copies_sold": BigInteger,
    "binding": Plain,
    "in_print": Flag,
    "created_at": Instant,
    "updated_at": Instant,
}


class BookQuery(ListQuery):
    sort: Literal[
        "id",
        "-id",
        "title",
        "-title",
        "slug",
        "-slug",
        "price",
        "-price",
        "pages",
        "-pages",
        "copies_sold",
        "-copies_sold",
        "binding",
        "-binding",
        "in_print",
        "-in_print",
        "created_at",
        "-created_at",
        "updated_at",
        "-updated_at",
    ] = "id"


class LoanIn(Input):
    book_id: Id
    receipt: UUID
    borrower_id: Id
    lent_at: Instant
    ring_after: Time | None = None


LoanPatch = partial_of(LoanIn, "LoanPatch")


class LoanOut(Output):
    id: int
    book_id: int
    receipt: UUID
    borrower_id: int
    lent_at: InstantText
    ring_after: TimeText | None


class LoanPage(Output):
    items: list[LoanOut]
    next_cursor: str | None


class LoanSummary(Output):
    count: int


# What a list may be sorted by, and what a cursor in that order may hold.
LOAN_SORTS: dict[str, Any] = {
    "id": Id,
    "receipt": UUID,
    "lent_at": Instant,
}


class LoanQuery(ListQuery):
    sort: Literal["id", "-id", "receipt", "-receipt", "lent_at", "-lent_at"] = "id"


class Summary(Output):
    authors: AuthorSummary
    books: BookSummary
    loans: LoanSummary
