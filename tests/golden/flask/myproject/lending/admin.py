"""The admin of each model, for editors."""

from ..support.admin import Loader, RecordView
from . import forms, queries
from .models import Author, Book, BookBinding, Loan


class AuthorView(RecordView):
    form = forms.AuthorForm
    column_list = ["name", "email", "homepage", "born"]
    column_filters = ["born"]
    column_searchable_list = ["name", "email"]
    column_default_sort = [("name", False), ("id", False)]


class BookView(RecordView):
    page_form = forms.BookForm
    column_list = ["title", "binding", "price", "created_at"]
    column_filters = ["binding", "in_print", "created_at", "updated_at"]
    column_choices = {
        "binding": [(c.value, c.label) for c in BookBinding],
    }
    column_searchable_list = ["title"]
    column_default_sort = [("created_at", True), ("id", True)]
    form_columns = ["authors", "sequel_to"]
    form_ajax_refs = {
        "authors": Loader("authors", queries.AUTHORS),
        "sequel_to": Loader("sequel_to", queries.BOOKS),
    }


class LoanView(RecordView):
    page_form = forms.LoanForm
    column_list = ["book", "receipt", "borrower", "lent_at", "ring_after"]
    column_filters = ["lent_at"]
    column_default_sort = [("id", False)]
    form_columns = ["book", "borrower"]
    form_ajax_refs = {
        "book": Loader("book", queries.BOOKS),
        "borrower": Loader("borrower", queries.AUTHORS),
    }


VIEWS = {
    "authors": (AuthorView, Author, "Authors"),
    "books": (BookView, Book, "Books"),
    "loans": (LoanView, Loan, "Loans"),
}
