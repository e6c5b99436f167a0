"""The queries of each table; support/keyset.py has pages and search for all."""

from support.keyset import KeysetQuerySet

from . import schemas


class AuthorQuerySet(KeysetQuerySet):
    sorts = schemas.AUTHOR_SORTS
    search_fields = ["name", "email"]


class BookQuerySet(KeysetQuerySet):
    sorts = schemas.BOOK_SORTS
    search_fields = ["title"]

    def with_relations(self):
        return self.select_related("sequel_to").prefetch_related("authors")

    def for_api(self):
        return self.prefetch_related("authors")


class LoanQuerySet(KeysetQuerySet):
    sorts = schemas.LOAN_SORTS

    def with_relations(self):
        return self.select_related("book", "borrower")
