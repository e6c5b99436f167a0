"""The JSON API: one endpoint per line of the contract, the work is in queries.py."""

from typing import Any

from apiflask import APIBlueprint
from flask import jsonify, url_for
from flask.typing import ResponseReturnValue

from ..accounts.auth import bearer
from ..extensions import Base
from ..openapi import DELETED, problems
from ..problems import (
    STILL_REFERRED_TO,
    FieldError,
    ProblemError,
    handle_problem,
    invalid,
)
from . import queries, summary
from .models import Author, Book, Loan
from .schemas import (
    AuthorIn,
    AuthorOut,
    AuthorPage,
    AuthorPatch,
    AuthorQuery,
    BookIn,
    BookOut,
    BookPage,
    BookPatch,
    BookQuery,
    LoanIn,
    LoanOut,
    LoanPage,
    LoanPatch,
    LoanQuery,
    Summary,
)
from .types import ListQuery

blueprint = APIBlueprint("api", __name__, url_prefix="/api")

staff = blueprint.auth_required(bearer)

# What may go wrong.
CREATE = (400, 401, 403, 409, 413, 415, 422)
CHANGE = (400, 401, 403, 404, 409, 413, 415, 422)
REMOVE = (401, 403, 404, 409)


def listing(model: type[Base], asked: ListQuery) -> dict[str, Any]:
    query = queries.search(model, asked.q)
    rows, next_cursor = queries.page(
        model, query, sort=asked.sort, cursor=asked.cursor, limit=asked.limit
    )
    queries.add_ids(model, rows)
    return {"items": rows, "next_cursor": next_cursor}


@blueprint.errorhandler(queries.BadCursor)
def bad_cursor(error: queries.BadCursor) -> ResponseReturnValue:
    return handle_problem(invalid("cursor", "This cursor is not valid."))


@blueprint.errorhandler(queries.Duplicate)
def duplicate(error: queries.Duplicate) -> ResponseReturnValue:
    return handle_problem(ProblemError(409))


@blueprint.errorhandler(queries.StillReferredTo)
def still_referred_to(error: queries.StillReferredTo) -> ResponseReturnValue:
    return handle_problem(ProblemError(409, STILL_REFERRED_TO))


@blueprint.errorhandler(queries.UnknownRows)
def unknown_rows(error: queries.UnknownRows) -> ResponseReturnValue:
    errors = [FieldError(field=key, message=text) for key, text in error.errors.items()]
    return handle_problem(ProblemError(422, errors=errors))


@blueprint.get("/summary")
@blueprint.output(Summary)
@blueprint.doc(tags=["summary"], operation_id="read_summary", responses=problems())
def read_summary():
    return jsonify(summary.read())


@blueprint.get("/authors")
@blueprint.input(AuthorQuery, location="query")
@blueprint.output(AuthorPage)
@blueprint.doc(tags=["authors"], operation_id="list_authors", responses=problems(422))
def list_authors(query_data: AuthorQuery):
    return listing(Author, query_data)


@blueprint.post("/authors")
@staff
@blueprint.input(AuthorIn)
@blueprint.output(AuthorOut, 201)
@blueprint.doc(
    tags=["authors"], operation_id="create_author", responses=problems(*CREATE)
)
def create_author(json_data: AuthorIn):
    row = queries.create(Author, json_data.model_dump())
    return row, {"Location": url_for(".get_author", author_id=row.id)}


@blueprint.get("/authors/<id:author_id>")
@blueprint.output(AuthorOut)
@blueprint.doc(tags=["authors"], operation_id="get_author", responses=problems(404))
def get_author(author_id: int):
    return queries.read(Author, author_id)


@blueprint.put("/authors/<id:author_id>")
@staff
@blueprint.input(AuthorIn)
@blueprint.output(AuthorOut)
@blueprint.doc(
    tags=["authors"], operation_id="replace_author", responses=problems(*CHANGE)
)
def replace_author(author_id: int, json_data: AuthorIn):
    return queries.update(Author, author_id, json_data.model_dump())


@blueprint.patch("/authors/<id:author_id>")
@staff
@blueprint.input(AuthorPatch)
@blueprint.output(AuthorOut)
@blueprint.doc(
    tags=["authors"], operation_id="update_author", responses=problems(*CHANGE)
)
def update_author(author_id: int, json_data: AuthorPatch):
    sent = json_data.model_dump(exclude_unset=True)
    return queries.update(Author, author_id, sent)


@blueprint.delete("/authors/<id:author_id>")
@staff
@blueprint.doc(
    tags=["authors"],
    operation_id="delete_author",
    responses=DELETED | problems(*REMOVE),
)
def delete_author(author_id: int):
    queries.delete(Author, author_id)
    return "", 204


@blueprint.get("/books")
@blueprint.input(BookQuery, location="query")
@blueprint.output(BookPage)
@blueprint.doc(tags=["books"], operation_id="list_books", responses=problems(422))
def list_books(query_data: BookQuery):
    return listing(Book, query_data)


@blueprint.post("/books")
@staff
@blueprint.input(BookIn)
@blueprint.output(BookOut, 201)
@blueprint.doc(tags=["books"], operation_id="create_book", responses=problems(*CREATE))
def create_book(json_data: BookIn):
    row = queries.create(Book, json_data.model_dump())
    return row, {"Location": url_for(".get_book", book_id=row.id)}


@blueprint.get("/books/<id:book_id>")
@blueprint.output(BookOut)
@blueprint.doc(tags=["books"], operation_id="get_book", responses=problems(404))
def get_book(book_id: int):
    return queries.read(Book, book_id)


@blueprint.put("/books/<id:book_id>")
@staff
@blueprint.input(BookIn)
@blueprint.output(BookOut)
@blueprint.doc(tags=["books"], operation_id="replace_book", responses=problems(*CHANGE))
def replace_book(book_id: int, json_data: BookIn):
    return queries.update(Book, book_id, json_data.model_dump())


@blueprint.patch("/books/<id:book_id>")
@staff
@blueprint.input(BookPatch)
@blueprint.output(BookOut)
@blueprint.doc(tags=["books"], operation_id="update_book", responses=problems(*CHANGE))
def update_book(book_id: int, json_data: BookPatch):
    sent = json_data.model_dump(exclude_unset=True)
    return queries.update(Book, book_id, sent)


@blueprint.delete("/books/<id:book_id>")
@staff
@blueprint.doc(
    tags=["books"], operation_id="delete_book", responses=DELETED | problems(*REMOVE)
)
def delete_book(book_id: int):
    queries.delete(Book, book_id)
    return "", 204


@blueprint.get("/loans")
@blueprint.input(LoanQuery, location="query")
@blueprint.output(LoanPage)
@blueprint.doc(tags=["loans"], operation_id="list_loans", responses=problems(422))
def list_loans(query_data: LoanQuery):
    return listing(Loan, query_data)


@blueprint.post("/loans")
@staff
@blueprint.input(LoanIn)
@blueprint.output(LoanOut, 201)
@blueprint.doc(tags=["loans"], operation_id="create_loan", responses=problems(*CREATE))
def create_loan(json_data: LoanIn):
    row = queries.create(Loan, json_data.model_dump())
    return row, {"Location": url_for(".get_loan", loan_id=row.id)}


@blueprint.get("/loans/<id:loan_id>")
@blueprint.output(LoanOut)
@blueprint.doc(tags=["loans"], operation_id="get_loan", responses=problems(404))
def get_loan(loan_id: int):
    return queries.read(Loan, loan_id)


@blueprint.put("/loans/<id:loan_id>")
@staff
@blueprint.input(LoanIn)
@blueprint.output(LoanOut)
@blueprint.doc(tags=["loans"], operation_id="replace_loan", responses=problems(*CHANGE))
def replace_loan(loan_id: int, json_data: LoanIn):
    return queries.update(Loan, loan_id, json_data.model_dump())


@blueprint.patch("/loans/<id:loan_id>")
@staff
@blueprint.input(LoanPatch)
@blueprint.output(LoanOut)
@blueprint.doc(tags=["loans"], operation_id="update_loan", responses=problems(*CHANGE))
def update_loan(loan_id: int, json_data: LoanPatch):
    sent = json_data.model_dump(exclude_unset=True)
    return queries.update(Loan, loan_id, sent)


@blueprint.delete("/loans/<id:loan_id>")
@staff
@blueprint.doc(
    tags=["loans"], operation_id="delete_loan", responses=DELETED | problems(*REMOVE)
)
def delete_loan(loan_id: int):
    queries.delete(Loan, loan_id)
    return "", 204
