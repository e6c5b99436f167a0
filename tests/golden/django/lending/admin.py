from django.contrib import admin

from support.admin import RecordAdmin

from .models import Author, Book, Loan


@admin.register(Author)
class AuthorAdmin(RecordAdmin):
    list_display = ["name", "email", "homepage", "born"]
    list_filter = ["born"]
    search_fields = ["name__holds", "email__holds"]


@admin.register(Book)
class BookAdmin(RecordAdmin):
    list_display = ["title", "binding", "price", "created_at"]
    list_filter = ["binding", "in_print", "created_at", "updated_at"]
    search_fields = ["title__holds"]
    autocomplete_fields = ["authors", "sequel_to"]
    readonly_fields = ["created_at", "updated_at"]


@admin.register(Loan)
class LoanAdmin(RecordAdmin):
    list_display = ["book", "receipt", "borrower", "lent_at", "ring_after"]
    list_select_related = ["book", "borrower"]
    list_filter = ["lent_at"]
    autocomplete_fields = ["book", "borrower"]
