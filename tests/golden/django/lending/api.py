"""The JSON API of the models: thin functions over queries.py."""

import ninja
from django.http import HttpResponse

from accounts.api import staff_token
from myproject.body import JSONBody
from myproject.problems import invalid

from . import queries, schemas
from .models import Author, Book, Loan

router = ninja.Router()
authors = ninja.Router(tags=["authors"])
books = ninja.Router(tags=["books"])
loans = ninja.Router(tags=["loans"])

router.add_router("/authors", authors)
router.add_router("/books", books)
router.add_router("/loans", loans)


def page(model, query):
    try:
        rows, next_cursor = queries.page(
            queries.search(model.objects.all(), query.q),
            sort=query.sort,
            cursor=query.cursor,
            limit=query.limit,
        )
    except queries.BadCursor as error:
        raise invalid({"cursor": str(error)}) from error
    queries.add_ids(model, rows)
    return {"items": rows, "next_cursor": next_cursor}


@router.get("/summary", response=schemas.Summary, tags=["summary"])
def read_summary(request):
    return queries.summary()


@authors.get("", response=schemas.AuthorPage)
def list_authors(request, query: ninja.Query[schemas.AuthorQuery]):
    return page(Author, query)


@authors.post("", response={201: schemas.AuthorOut}, auth=staff_token)
def create_author(request, response: HttpResponse, data: JSONBody[schemas.AuthorIn]):
    row = queries.create(Author, data.model_dump())
    response["Location"] = f"/api/authors/{row.pk}"
    return ninja.Status(201, row)


@authors.get("/{id:author_id}", response=schemas.AuthorOut)
def get_author(request, author_id: int):
    return queries.read(Author, author_id)


@authors.put("/{id:author_id}", response=schemas.AuthorOut, auth=staff_token)
def replace_author(request, author_id: int, data: JSONBody[schemas.AuthorIn]):
    return queries.update(Author, author_id, data.model_dump())


@authors.patch("/{id:author_id}", response=schemas.AuthorOut, auth=staff_token)
def update_author(request, author_id: int, data: JSONBody[schemas.AuthorPatch]):
    return queries.update(Author, author_id, data.model_dump(exclude_unset=True))


@authors.delete("/{id:author_id}", response={204: None}, auth=staff_token)
def delete_author(request, author_id: int):
    queries.delete(Author, author_id)
    return ninja.Status(204, None)


@books.get("", response=schemas.BookPage)
def list_books(request, query: ninja.Query[schemas.BookQuery]):
    return page(Book, query)


@books.post("", response={201: schemas.BookOut}, auth=staff_token)
def create_book(request, response: HttpResponse, data: JSONBody[schemas.BookIn]):
    row = queries.create(Book, data.model_dump())
    response["Location"] = f"/api/books/{row.pk}"
    return ninja.Status(201, row)


@books.get("/{id:book_id}", response=schemas.BookOut)
def get_book(request, book_id: int):
    return queries.read(Book, book_id)


@books.put("/{id:book_id}", response=schemas.BookOut, auth=staff_token)
def replace_book(request, book_id: int, data: JSONBody[schemas.BookIn]):
    return queries.update(Book, book_id, data.model_dump())


@books.patch("/{id:book_id}", response=schemas.BookOut, auth=staff_token)
def update_book(request, book_id: int, data: JSONBody[schemas.BookPatch]):
    return queries.update(Book, book_id, data.model_dump(exclude_unset=True))


@books.delete("/{id:book_id}", response={204: None}, auth=staff_token)
def delete_book(request, book_id: int):
    queries.delete(Book, book_id)
    return ninja.Status(204, None)


@loans.get("", response=schemas.LoanPage)
def list_loans(request, query: ninja.Query[schemas.LoanQuery]):
    return page(Loan, query)


@loans.post("", response={201: schemas.LoanOut}, auth=staff_token)
def create_loan(request, response: HttpResponse, data: JSONBody[schemas.LoanIn]):
    row = queries.create(Loan, data.model_dump())
    response["Location"] = f"/api/loans/{row.pk}"
    return ninja.Status(201, row)


@loans.get("/{id:loan_id}", response=schemas.LoanOut)
def get_loan(request, loan_id: int):
    return queries.read(Loan, loan_id)


@loans.put("/{id:loan_id}", response=schemas.LoanOut, auth=staff_token)
def replace_loan(request, loan_id: int, data: JSONBody[schemas.LoanIn]):
    return queries.update(Loan, loan_id, data.model_dump())


@loans.patch("/{id:loan_id}", response=schemas.LoanOut, auth=staff_token)
def update_loan(request, loan_id: int, data: JSONBody[schemas.LoanPatch]):
    return queries.update(Loan, loan_id, data.model_dump(exclude_unset=True))


@loans.delete("/{id:loan_id}", response={204: None}, auth=staff_token)
def delete_loan(request, loan_id: int):
    queries.delete(Loan, loan_id)
    return ninja.Status(204, None)
