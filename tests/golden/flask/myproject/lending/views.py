"""The pages: home, and for each model a list, a detail page and the forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import inspect
from sqlalchemy.orm import selectinload

from ..accounts.auth import staff_required
from ..extensions import Base, db
from ..problems import STILL_REFERRED_TO, TITLES_AND_DETAILS
from . import queries, summary
from .display import display
from .fields import RecordForm
from .forms import AuthorForm, BookForm, LoanForm
from .models import BOOK_BINDING, Author, Book, Loan

ROWS_PER_PAGE = 20
LONGEST_SEARCH = 200

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What the pages of one model need to know about it."""

    model: type[Base]
    form: type[RecordForm]
    endpoint: str
    title: str
    title_plural: str
    label: str
    label_plural: str
    columns: Sequence[str]
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def meta(self) -> dict[str, str]:
        return {
            "title": self.title,
            "title_plural": self.title_plural,
            "label": self.label,
            "label_plural": self.label_plural,
        }

    def url(self, page: str, row: Base | None = None) -> str:
        """Return the address of a page: list, new, detail, edit or delete."""
        values = {f"{self.endpoint}_id": row.id} if row else {}
        return url_for(f"pages.{self.endpoint}_{page}", **values)

    def text(self, row: Base, name: str) -> str:
        """Return what a page shows of one field of a row."""
        value = getattr(row, name)
        if name in self.choices:
            value = self.choices[name].get(value, value)
        if name in inspect(self.model).relationships and isinstance(value, list):
            value = ", ".join(map(str, value))
        return display(value)


PAGES = {
    "authors": Pages(
        model=Author,
        form=AuthorForm,
        endpoint="author",
        title="Author",
        title_plural="Authors",
        label="author",
        label_plural="authors",
        columns=["name", "email", "homepage", "born"],
        labels={
            "name": "Name",
            "email": "Email",
            "homepage": "Homepage",
            "born": "Born",
        },
    ),
    "books": Pages(
        model=Book,
        form=BookForm,
        endpoint="book",
        title="Book",
        title_plural="Books",
        label="book",
        label_plural="books",
        columns=["title", "binding", "price", "created_at"],
        labels={
            "title": "Title",
            "slug": "Slug",
            "authors": "Authors",
            "sequel_to": "Sequel to",
            "blurb": "Blurb",
            "price": "Price",
            "pages": "Pages",
            "copies_sold": "Copies sold",
            "weight": "Weight",
            "binding": "Binding",
            "in_print": "In print",
            "details": "Details",
            "created_at": "Created at",
            "updated_at": "Updated at",
        },
        choices={"binding": BOOK_BINDING},
    ),
    "loans": Pages(
        model=Loan,
        form=LoanForm,
        endpoint="loan",
        title="Loan",
        title_plural="Loans",
        label="loan",
        label_plural="loans",
        columns=["book", "receipt", "borrower", "lent_at", "ring_after"],
        labels={
            "book": "Book",
            "receipt": "Receipt",
            "borrower": "Borrower",
            "lent_at": "Lent at",
            "ring_after": "Ring after",
        },
    ),
}


@blueprint.get("/")
def home() -> ResponseReturnValue:
    counts = summary.read()
    models = [
        {
            "title": pages.title_plural,
            "url": pages.url("list"),
            "count": counts[plural]["count"],
        }
        for plural, pages in PAGES.items()
    ]
    return render_template("home.html", models=models)


def list_page(pages: Pages) -> ResponseReturnValue:
    q = request.args.get("q", "")
    if len(q) > LONGEST_SEARCH or "\x00" in q:
        abort(400)
    model = pages.model
    try:
        rows, next_cursor = queries.page(
            model,
            queries.search(model, q).options(*_related(model, pages.columns)),
            sort=queries.ORDER.get(model, "id"),
            cursor=request.args.get("cursor", ""),
            limit=ROWS_PER_PAGE,
        )
    except queries.BadCursor:
        abort(400)
    following = {"q": q, "cursor": next_cursor} if q else {"cursor": next_cursor}
    address = pages.url("list")
    return render_template(
        "records/list.html",
        meta=pages.meta,
        urls={"list": address, "new": pages.url("new")},
        columns=[pages.labels[name] for name in pages.columns],
        rows=[
            {
                "url": pages.url("detail", row),
                "cells": [pages.text(row, name) for name in pages.columns],
            }
            for row in rows
        ],
        q=q,
        searchable=model in queries.SEARCH,
        next_url=f"{address}?{urlencode(following)}" if next_cursor else None,
        may_edit=current_user.is_staff,
    )


def detail_page(pages: Pages, row_id: int) -> ResponseReturnValue:
    row = db.get_or_404(pages.model, row_id)
    return render_template(
        "records/detail.html",
        meta=pages.meta,
        object=str(row),
        details=[
            {"label": label, "value": pages.text(row, name)}
            for name, label in pages.labels.items()
        ],
        urls={page: pages.url(page, row) for page in ("edit", "delete")}
        | {"list": pages.url("list")},
        may_edit=current_user.is_staff,
    )


def form_page(pages: Pages, row_id: int | None = None) -> ResponseReturnValue:
    """Show the form of a new row, or of this one, and save what comes back valid."""
    find = queries.locked if request.method == "POST" else db.get_or_404
    row = find(pages.model, row_id) if row_id else None
    form = pages.form(obj=row)
    name = str(row) if row else None
    if form.validate_on_submit():
        changed = row or pages.model()
        with db.session.no_autoflush:
            form.populate_obj(changed)
        db.session.add(changed)
        try:
            with queries.collision_as(queries.Duplicate):
                db.session.commit()
        except queries.Duplicate:
            # Somebody else was faster with a value since it was checked.
            form.form_errors.append(TITLES_AND_DETAILS[409][1])
        else:
            return redirect(pages.url("detail", changed), 302)
    back = pages.url("detail", row) if row else pages.url("list")
    page = render_template(
        "records/form.html",
        meta=pages.meta,
        form=form,
        object=name,
        urls={"list": pages.url("list"), "cancel": back},
    )
    return page, 422 if form.errors else 200


def delete_page(pages: Pages, row_id: int) -> ResponseReturnValue:
    row = db.get_or_404(pages.model, row_id)
    error = None
    if request.method == "POST":
        try:
            queries.delete(pages.model, row_id)
        except queries.StillReferredTo:
            error = STILL_REFERRED_TO
        else:
            return redirect(pages.url("list"), 302)
    page = render_template(
        "records/confirm_delete.html",
        meta=pages.meta,
        object=str(row),
        urls={"list": pages.url("list"), "cancel": pages.url("detail", row)},
        error=error,
    )
    return page, 409 if error else 200


def _related(model: type[Base], names: Sequence[str]) -> list[Any]:
    """Load what these columns refer to along with the rows themselves."""
    relations = inspect(model).relationships
    return [selectinload(getattr(model, name)) for name in names if name in relations]


@blueprint.get("/authors")
def author_list() -> ResponseReturnValue:
    return list_page(PAGES["authors"])


@blueprint.get("/authors/<id:author_id>")
def author_detail(author_id: int) -> ResponseReturnValue:
    return detail_page(PAGES["authors"], author_id)


@blueprint.route("/authors/new", methods=["GET", "POST"])
@staff_required
def author_new() -> ResponseReturnValue:
    return form_page(PAGES["authors"])


@blueprint.route("/authors/<id:author_id>/edit", methods=["GET", "POST"])
@staff_required
def author_edit(author_id: int) -> ResponseReturnValue:
    return form_page(PAGES["authors"], author_id)


@blueprint.route("/authors/<id:author_id>/delete", methods=["GET", "POST"])
@staff_required
def author_delete(author_id: int) -> ResponseReturnValue:
    return delete_page(PAGES["authors"], author_id)


@blueprint.get("/books")
def book_list() -> ResponseReturnValue:
    return list_page(PAGES["books"])


@blueprint.get("/books/<id:book_id>")
def book_detail(book_id: int) -> ResponseReturnValue:
    return detail_page(PAGES["books"], book_id)


@blueprint.route("/books/new", methods=["GET", "POST"])
@staff_required
def book_new() -> ResponseReturnValue:
    return form_page(PAGES["books"])


@blueprint.route("/books/<id:book_id>/edit", methods=["GET", "POST"])
@staff_required
def book_edit(book_id: int) -> ResponseReturnValue:
    return form_page(PAGES["books"], book_id)


@blueprint.route("/books/<id:book_id>/delete", methods=["GET", "POST"])
@staff_required
def book_delete(book_id: int) -> ResponseReturnValue:
    return delete_page(PAGES["books"], book_id)


@blueprint.get("/loans")
def loan_list() -> ResponseReturnValue:
    return list_page(PAGES["loans"])


@blueprint.get("/loans/<id:loan_id>")
def loan_detail(loan_id: int) -> ResponseReturnValue:
    return detail_page(PAGES["loans"], loan_id)


@blueprint.route("/loans/new", methods=["GET", "POST"])
@staff_required
def loan_new() -> ResponseReturnValue:
    return form_page(PAGES["loans"])


@blueprint.route("/loans/<id:loan_id>/edit", methods=["GET", "POST"])
@staff_required
def loan_edit(loan_id: int) -> ResponseReturnValue:
    return form_page(PAGES["loans"], loan_id)


@blueprint.route("/loans/<id:loan_id>/delete", methods=["GET", "POST"])
@staff_required
def loan_delete(loan_id: int) -> ResponseReturnValue:
    return delete_page(PAGES["loans"], loan_id)
