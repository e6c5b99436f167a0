from flask_admin import Admin

from ..admin import RecordAdmin
from .forms import AuthorForm, BookForm, LoanForm
from .models import BOOK_BINDING, Author, Book, Loan


class AuthorAdmin(RecordAdmin):
    column_list = ["name", "email", "homepage", "born"]
    column_searchable_list = ["name", "email"]
    column_default_sort = [("name", False), ("id", False)]
    form = AuthorForm


class BookAdmin(RecordAdmin):
    column_list = ["title", "binding", "price", "created_at"]
    column_searchable_list = ["title"]
    column_default_sort = [("created_at", True), ("id", True)]
    column_choices = {"binding": [*BOOK_BINDING.items()]}
    form = BookForm


class LoanAdmin(RecordAdmin):
    column_list = ["book", "receipt", "borrower", "lent_at", "ring_after"]
    column_default_sort = [("id", False)]
    form = LoanForm


def init_app(site: Admin) -> None:
    site.add_view(AuthorAdmin(Author, "authors", "Authors"))
    site.add_view(BookAdmin(Book, "books", "Books"))
    site.add_view(LoanAdmin(Loan, "loans", "Loans"))
