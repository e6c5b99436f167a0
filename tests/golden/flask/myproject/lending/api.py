"""The JSON API. Everybody may read; writing takes an editor's token."""

from typing import Any

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from ..accounts.auth import editor_token
from ..extensions import db
from ..support.openapi import api_blueprint
from ..support.types import Input
from ..support.writes import create, remove, update
from . import queries, schemas, summary
from .models import Author, Book, Loan

blueprint = api_blueprint("api", __name__)


@blueprint.get("/summary")
@blueprint.output(schemas.Summary)
def read_summary() -> ResponseReturnValue:
    return jsonify(summary.read())


@blueprint.get("/authors")
@blueprint.input(schemas.AuthorQuery, location="query")
@blueprint.output(schemas.AuthorPage)
def list_authors(query_data: schemas.AuthorQuery) -> Any:
    return queries.AUTHORS.asked(query_data)


@blueprint.post("/authors")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.AuthorIn)
@blueprint.output(schemas.AuthorOut, 201)
def create_author(json_data: schemas.AuthorIn) -> ResponseReturnValue:
    row = create(Author, json_data.model_dump())
    return row, {"Location": url_for(".get_author", author_id=row.id)}


@blueprint.get("/authors/<int:author_id>")
@blueprint.output(schemas.AuthorOut)
def get_author(author_id: int) -> Author:
    return db.get_or_404(Author, author_id)


@blueprint.put("/authors/<int:author_id>")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.AuthorIn)
@blueprint.output(schemas.AuthorOut)
def replace_author(author_id: int, json_data: schemas.AuthorIn) -> Author:
    return update(Author, author_id, json_data.model_dump())


@blueprint.patch("/authors/<int:author_id>")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.AuthorPatch)
@blueprint.output(schemas.AuthorOut)
def update_author(author_id: int, json_data: Input) -> Author:
    return update(Author, author_id, json_data.model_dump(exclude_unset=True))


@blueprint.delete("/authors/<int:author_id>")
@blueprint.auth_required(editor_token)
@blueprint.doc(responses=[204])
def delete_author(author_id: int) -> ResponseReturnValue:
    remove(Author, author_id)
    return "", 204


@blueprint.get("/books")
@blueprint.input(schemas.BookQuery, location="query")
@blueprint.output(schemas.BookPage)
def list_books(query_data: schemas.BookQuery) -> Any:
    return queries.BOOKS.asked(
        query_data, selectinload(Book.authors).load_only(Author.id)
    )


@blueprint.post("/books")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.BookIn)
@blueprint.output(schemas.BookOut, 201)
def create_book(json_data: schemas.BookIn) -> ResponseReturnValue:
    row = create(Book, json_data.model_dump())
    return row, {"Location": url_for(".get_book", book_id=row.id)}


@blueprint.get("/books/<int:book_id>")
@blueprint.output(schemas.BookOut)
def get_book(book_id: int) -> Book:
    return db.get_or_404(Book, book_id)


@blueprint.put("/books/<int:book_id>")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.BookIn)
@blueprint.output(schemas.BookOut)
def replace_book(book_id: int, json_data: schemas.BookIn) -> Book:
    return update(Book, book_id, json_data.model_dump())


@blueprint.patch("/books/<int:book_id>")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.BookPatch)
@blueprint.output(schemas.BookOut)
def update_book(book_id: int, json_data: Input) -> Book:
    return update(Book, book_id, json_data.model_dump(exclude_unset=True))


@blueprint.delete("/books/<int:book_id>")
@blueprint.auth_required(editor_token)
@blueprint.doc(responses=[204])
def delete_book(book_id: int) -> ResponseReturnValue:
    remove(Book, book_id)
    return "", 204


@blueprint.get("/loans")
@blueprint.input(schemas.LoanQuery, location="query")
@blueprint.output(schemas.LoanPage)
def list_loans(query_data: schemas.LoanQuery) -> Any:
    return queries.LOANS.asked(query_data)


@blueprint.post("/loans")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.LoanIn)
@blueprint.output(schemas.LoanOut, 201)
def create_loan(json_data: schemas.LoanIn) -> ResponseReturnValue:
    row = create(Loan, json_data.model_dump())
    return row, {"Location": url_for(".get_loan", loan_id=row.id)}


@blueprint.get("/loans/<int:loan_id>")
@blueprint.output(schemas.LoanOut)
def get_loan(loan_id: int) -> Loan:
    return db.get_or_404(Loan, loan_id)


@blueprint.put("/loans/<int:loan_id>")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.LoanIn)
@blueprint.output(schemas.LoanOut)
def replace_loan(loan_id: int, json_data: schemas.LoanIn) -> Loan:
    return update(Loan, loan_id, json_data.model_dump())


@blueprint.patch("/loans/<int:loan_id>")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.LoanPatch)
@blueprint.output(schemas.LoanOut)
def update_loan(loan_id: int, json_data: Input) -> Loan:
    return update(Loan, loan_id, json_data.model_dump(exclude_unset=True))


@blueprint.delete("/loans/<int:loan_id>")
@blueprint.auth_required(editor_token)
@blueprint.doc(responses=[204])
def delete_loan(loan_id: int) -> ResponseReturnValue:
    remove(Loan, loan_id)
    return "", 204
