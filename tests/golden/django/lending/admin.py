"""The admin of each model; rows are referred to by a window to search in.

That is what raw_id_fields are for: a list of all rows of a table would not scale.
"""

from django.contrib import admin
from django.db import models

from myproject.admin import RecordAdmin
from myproject.rows import RowsField

from .models import Author, Book, Loan


@admin.register(Author)
class AuthorAdmin(RecordAdmin):
    list_display = ["name", "email", "homepage", "born"]
    search_fields = ["name", "email"]
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
    }


@admin.register(Book)
class BookAdmin(RecordAdmin):
    list_display = ["title", "binding", "price", "created_at"]
    search_fields = ["title"]
    raw_id_fields = ["authors", "sequel_to"]
    formfield_overrides = {
        models.ManyToManyField: {"form_class": RowsField},
    }


@admin.register(Loan)
class LoanAdmin(RecordAdmin):
    list_display = ["book", "receipt", "borrower", "lent_at", "ring_after"]
    list_select_related = ["book", "borrower"]
    raw_id_fields = ["book", "borrower"]
