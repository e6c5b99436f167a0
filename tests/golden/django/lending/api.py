"""The JSON API of the models."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from accounts.api import may
from support.records import create, delete, list_page, update

from . import schemas
from .models import Author, Book, Loan
from .summary import summary

router = Router()


@router.get("/summary", response=schemas.Summary, tags=["summary"])
def read_summary(request):
    return summary()


authors = Router(tags=["authors"])
router.add_router("/authors", authors)


@authors.get("", response=schemas.AuthorPage)
def list_authors(request, query: Query[schemas.AuthorQuery]):
    return list_page(Author.objects.all(), query)


@authors.post("", response={201: schemas.AuthorOut}, auth=may("lending.add_author"))
def create_author(request, response: HttpResponse, data: schemas.AuthorIn):
    row = create(Author.objects.all(), data.model_dump())
    response["Location"] = f"/api/authors/{row.pk}"
    return Status(201, row)


@authors.get("/{int:author_id}", response=schemas.AuthorOut)
def get_author(request, author_id: int):
    return get_object_or_404(Author.objects.all(), pk=author_id)


@authors.put(
    "/{int:author_id}", response=schemas.AuthorOut, auth=may("lending.change_author")
)
def replace_author(request, author_id: int, data: schemas.AuthorIn):
    return update(Author.objects.all(), author_id, data.model_dump())


@authors.patch(
    "/{int:author_id}", response=schemas.AuthorOut, auth=may("lending.change_author")
)
def update_author(request, author_id: int, data: schemas.AuthorPatch):
    return update(Author.objects.all(), author_id, data.model_dump(exclude_unset=True))


@authors.delete(
    "/{int:author_id}", response={204: None}, auth=may("lending.delete_author")
)
def delete_author(request, author_id: int):
    delete(Author.objects.all(), author_id)
    return Status(204, None)


books = Router(tags=["books"])
router.add_router("/books", books)


@books.get("", response=schemas.BookPage)
def list_books(request, query: Query[schemas.BookQuery]):
    return list_page(Book.objects.for_api(), query)


@books.post("", response={201: schemas.BookOut}, auth=may("lending.add_book"))
def create_book(request, response: HttpResponse, data: schemas.BookIn):
    row = create(Book.objects.for_api(), data.model_dump())
    response["Location"] = f"/api/books/{row.pk}"
    return Status(201, row)


@books.get("/{int:book_id}", response=schemas.BookOut)
def get_book(request, book_id: int):
    return get_object_or_404(Book.objects.for_api(), pk=book_id)


@books.put("/{int:book_id}", response=schemas.BookOut, auth=may("lending.change_book"))
def replace_book(request, book_id: int, data: schemas.BookIn):
    return update(Book.objects.for_api(), book_id, data.model_dump())


@books.patch(
    "/{int:book_id}", response=schemas.BookOut, auth=may("lending.change_book")
)
def update_book(request, book_id: int, data: schemas.BookPatch):
    return update(Book.objects.for_api(), book_id, data.model_dump(exclude_unset=True))


@books.delete("/{int:book_id}", response={204: None}, auth=may("lending.delete_book"))
def delete_book(request, book_id: int):
    delete(Book.objects.all(), book_id)
    return Status(204, None)


loans = Router(tags=["loans"])
router.add_router("/loans", loans)


@loans.get("", response=schemas.LoanPage)
def list_loans(request, query: Query[schemas.LoanQuery]):
    return list_page(Loan.objects.all(), query)


@loans.post("", response={201: schemas.LoanOut}, auth=may("lending.add_loan"))
def create_loan(request, response: HttpResponse, data: schemas.LoanIn):
    row = create(Loan.objects.all(), data.model_dump())
    response["Location"] = f"/api/loans/{row.pk}"
    return Status(201, row)


@loans.get("/{int:loan_id}", response=schemas.LoanOut)
def get_loan(request, loan_id: int):
    return get_object_or_404(Loan.objects.all(), pk=loan_id)


@loans.put("/{int:loan_id}", response=schemas.LoanOut, auth=may("lending.change_loan"))
def replace_loan(request, loan_id: int, data: schemas.LoanIn):
    return update(Loan.objects.all(), loan_id, data.model_dump())


@loans.patch(
    "/{int:loan_id}", response=schemas.LoanOut, auth=may("lending.change_loan")
)
def update_loan(request, loan_id: int, data: schemas.LoanPatch):
    return update(Loan.objects.all(), loan_id, data.model_dump(exclude_unset=True))


@loans.delete("/{int:loan_id}", response={204: None}, auth=may("lending.delete_loan"))
def delete_loan(request, loan_id: int):
    delete(Loan.objects.all(), loan_id)
    return Status(204, None)
