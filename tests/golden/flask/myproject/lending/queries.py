"""How the rows of each model are found: their order, where `q` looks, what narrows a list.

Pages, JSON API and forms all ask here.
"""

from ..support import keyset
from . import schemas
from .models import Author, Book, Loan

AUTHORS = keyset.Listing(
    model=Author,
    sorts=schemas.AUTHOR_SORTS,
    order="name",
    search=[Author.name, Author.email],
    filters={
        "born_from": keyset.from_date(Author.born),
        "born_to": keyset.to_date(Author.born),
    },
)

BOOKS = keyset.Listing(
    model=Book,
    sorts=schemas.BOOK_SORTS,
    order="-created_at",
    search=[Book.title],
    filters={
        "author_id": keyset.has_row(Book.authors),
        "sequel_to_id": keyset.is_row(Book.sequel_to_id),
        "binding": keyset.is_choice(Book.binding),
        "in_print": keyset.is_true(Book.in_print),
        "created_at_from": keyset.from_day(Book.created_at),
        "created_at_to": keyset.to_day(Book.created_at),
        "updated_at_from": keyset.from_day(Book.updated_at),
        "updated_at_to": keyset.to_day(Book.updated_at),
    },
)

LOANS = keyset.Listing(
    model=Loan,
    sorts=schemas.LOAN_SORTS,
    filters={
        "book_id": keyset.is_row(Loan.book_id),
        "borrower_id": keyset.is_row(Loan.borrower_id),
        "lent_at_from": keyset.from_day(Loan.lent_at),
        "lent_at_to": keyset.to_day(Loan.lent_at),
    },
)
