"""The forms of the pages: their bounds are the models' own."""

from django import forms

from support.filters import ChoiceFilter, DayFilter, FilterForm, RowFilter, YesNoFilter
from support.forms import DateInput, DateTimeInput, RecordForm, TimeInput

from .models import Author, Book, Loan


class AuthorForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Author
        fields = ["name", "email", "homepage", "born"]
        widgets = {
            "born": DateInput(),
        }


class AuthorFilters(FilterForm):
    born_from = DayFilter("born__gte")
    born_to = DayFilter("born__lte")


class BookForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Book
        fields = [
            "title",
            "slug",
            "authors",
            "sequel_to",
            "blurb",
            "price",
            "pages",
            "copies_sold",
            "weight",
            "binding",
            "in_print",
            "details",
        ]
        widgets = {
            "price": forms.NumberInput({"min": "0.00"}),
            "pages": forms.NumberInput({"min": "1", "max": "9999"}),
            "weight": forms.NumberInput({"min": "0.0"}),
        }


class BookFilters(FilterForm):
    author_id = RowFilter("authors", Author.objects.all(), label="Authors")
    sequel_to_id = RowFilter("sequel_to", Book.objects.all(), label="Sequel to")
    binding = ChoiceFilter("binding", Book.Binding)
    in_print = YesNoFilter("in_print")
    created_at_from = DayFilter("created_at__date__gte")
    created_at_to = DayFilter("created_at__date__lte")
    updated_at_from = DayFilter("updated_at__date__gte")
    updated_at_to = DayFilter("updated_at__date__lte")


class LoanForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Loan
        fields = ["book", "receipt", "borrower", "lent_at", "ring_after"]
        widgets = {
            "lent_at": DateTimeInput(),
            "ring_after": TimeInput(),
        }


class LoanFilters(FilterForm):
    book_id = RowFilter("book", Book.objects.all(), label="Book")
    borrower_id = RowFilter("borrower", Author.objects.all(), label="Borrower")
    lent_at_from = DayFilter("lent_at__date__gte")
    lent_at_to = DayFilter("lent_at__date__lte")
