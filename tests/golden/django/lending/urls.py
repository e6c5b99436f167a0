"""The addresses of the pages: five views serve every model."""

from django.urls import path

from . import forms, views
from .models import Author, Book, Loan

app_name = "lending"


def pages(plural, model, form, columns):
    """Return the addresses of a model's list, its details and its three forms."""
    name = model._meta.model_name
    lists = views.List.as_view(model=model, columns=columns)
    create = views.Create.as_view(model=model, form_class=form)
    detail = views.Detail.as_view(model=model)
    update = views.Update.as_view(model=model, form_class=form)
    delete = views.Delete.as_view(model=model)
    return [
        path(plural, lists, name=f"{name}_list"),
        path(f"{plural}/new", create, name=f"{name}_new"),
        path(f"{plural}/<id:pk>", detail, name=f"{name}_detail"),
        path(f"{plural}/<id:pk>/edit", update, name=f"{name}_edit"),
        path(f"{plural}/<id:pk>/delete", delete, name=f"{name}_delete"),
    ]


urlpatterns = [
    *pages("authors", Author, forms.AuthorForm, ["name", "email", "homepage", "born"]),
    *pages("books", Book, forms.BookForm, ["title", "binding", "price", "created_at"]),
    *pages(
        "loans",
        Loan,
        forms.LoanForm,
        ["book", "receipt", "borrower", "lent_at", "ring_after"],
    ),
]
