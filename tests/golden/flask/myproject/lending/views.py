"""The pages: home, and for each model a list, a detail page and the forms."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from ..accounts.auth import editor_required
from ..extensions import db
from ..support.writes import STILL_REFERRED_TO, commit, render_form, save
from . import forms, queries, summary
from .models import Author, Book, BookBinding, Loan

blueprint = Blueprint("lending", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return render_template("home.html", counts=summary.read())


@blueprint.get("/authors")
def author_list() -> ResponseReturnValue:
    page = queries.AUTHORS.page(request.args)
    return render_template("lending/author_list.html", page=page)


@blueprint.get("/authors/<int:author_id>")
def author_detail(author_id: int) -> ResponseReturnValue:
    author = db.get_or_404(Author, author_id)
    return render_template(
        "lending/author_detail.html",
        author=author,
        books=queries.BOOKS.first(Book.authors.contains(author)),
        loans=queries.LOANS.first(Loan.borrower == author),
    )


@blueprint.route("/authors/new", methods=["GET", "POST"])
@editor_required
def author_new() -> ResponseReturnValue:
    form, author = forms.AuthorForm(), Author()
    if form.validate_on_submit() and save(author, form):
        flash(f"{author} was added.", "success")
        return redirect(url_for(".author_detail", author_id=author.id), 302)
    return render_form("lending/author_form.html", form)


@blueprint.route("/authors/<int:author_id>/edit", methods=["GET", "POST"])
@editor_required
def author_edit(author_id: int) -> ResponseReturnValue:
    posted = request.method == "POST"
    author = db.get_or_404(Author, author_id, with_for_update=posted)
    form = forms.AuthorForm(obj=author)
    if form.validate_on_submit() and save(author, form):
        flash(f"{author} was changed.", "success")
        return redirect(url_for(".author_detail", author_id=author_id), 302)
    return render_form("lending/author_form.html", form, author=author)


@blueprint.route("/authors/<int:author_id>/delete", methods=["GET", "POST"])
@editor_required
def author_delete(author_id: int) -> ResponseReturnValue:
    posted = request.method == "POST"
    author = db.get_or_404(Author, author_id, with_for_update=posted)
    if posted:
        db.session.delete(author)
        if commit():
            flash("The author was deleted.", "success")
            return redirect(url_for(".author_list"), 302)
    error = STILL_REFERRED_TO if posted else ""
    page = render_template("lending/author_delete.html", author=author, error=error)
    return page, 409 if posted else 200


@blueprint.get("/books")
def book_list() -> ResponseReturnValue:
    page = queries.BOOKS.page(request.args)
    return render_template(
        "lending/book_list.html",
        page=page,
        BookBinding=BookBinding,
        authors=page.chosen("author_id", Author),
        sequel_to=page.chosen("sequel_to_id", Book),
    )


@blueprint.get("/books/<int:book_id>")
def book_detail(book_id: int) -> ResponseReturnValue:
    book = db.get_or_404(Book, book_id)
    return render_template(
        "lending/book_detail.html",
        book=book,
        books=queries.BOOKS.first(Book.sequel_to == book),
        loan=queries.LOANS.first(Loan.book == book),
    )


@blueprint.route("/books/new", methods=["GET", "POST"])
@editor_required
def book_new() -> ResponseReturnValue:
    form, book = forms.BookForm(), Book()
    if form.validate_on_submit() and save(book, form):
        flash(f"{book} was added.", "success")
        return redirect(url_for(".book_detail", book_id=book.id), 302)
    return render_form("lending/book_form.html", form)


@blueprint.route("/books/<int:book_id>/edit", methods=["GET", "POST"])
@editor_required
def book_edit(book_id: int) -> ResponseReturnValue:
    posted = request.method == "POST"
    book = db.get_or_404(Book, book_id, with_for_update=posted)
    form = forms.BookForm(obj=book)
    if form.validate_on_submit() and save(book, form):
        flash(f"{book} was changed.", "success")
        return redirect(url_for(".book_detail", book_id=book_id), 302)
    return render_form("lending/book_form.html", form, book=book)


@blueprint.route("/books/<int:book_id>/delete", methods=["GET", "POST"])
@editor_required
def book_delete(book_id: int) -> ResponseReturnValue:
    posted = request.method == "POST"
    book = db.get_or_404(Book, book_id, with_for_update=posted)
    if posted:
        db.session.delete(book)
        if commit():
            flash("The book was deleted.", "success")
            return redirect(url_for(".book_list"), 302)
    error = STILL_REFERRED_TO if posted else ""
    page = render_template("lending/book_delete.html", book=book, error=error)
    return page, 409 if posted else 200


@blueprint.get("/loans")
def loan_list() -> ResponseReturnValue:
    page = queries.LOANS.page(
        request.args, joinedload(Loan.book), joinedload(Loan.borrower)
    )
    return render_template(
        "lending/loan_list.html",
        page=page,
        book=page.chosen("book_id", Book),
        borrower=page.chosen("borrower_id", Author),
    )


@blueprint.get("/loans/<int:loan_id>")
def loan_detail(loan_id: int) -> ResponseReturnValue:
    loan = db.get_or_404(Loan, loan_id)
    return render_template("lending/loan_detail.html", loan=loan)


@blueprint.route("/loans/new", methods=["GET", "POST"])
@editor_required
def loan_new() -> ResponseReturnValue:
    form, loan = forms.LoanForm(), Loan()
    if form.validate_on_submit() and save(loan, form):
        flash(f"{loan} was added.", "success")
        return redirect(url_for(".loan_detail", loan_id=loan.id), 302)
    return render_form("lending/loan_form.html", form)


@blueprint.route("/loans/<int:loan_id>/edit", methods=["GET", "POST"])
@editor_required
def loan_edit(loan_id: int) -> ResponseReturnValue:
    posted = request.method == "POST"
    loan = db.get_or_404(Loan, loan_id, with_for_update=posted)
    form = forms.LoanForm(obj=loan)
    if form.validate_on_submit() and save(loan, form):
        flash(f"{loan} was changed.", "success")
        return redirect(url_for(".loan_detail", loan_id=loan_id), 302)
    return render_form("lending/loan_form.html", form, loan=loan)


@blueprint.route("/loans/<int:loan_id>/delete", methods=["GET", "POST"])
@editor_required
def loan_delete(loan_id: int) -> ResponseReturnValue:
    posted = request.method == "POST"
    loan = db.get_or_404(Loan, loan_id, with_for_update=posted)
    if posted:
        db.session.delete(loan)
        if commit():
            flash("The loan was deleted.", "success")
            return redirect(url_for(".loan_list"), 302)
    error = STILL_REFERRED_TO if posted else ""
    page = render_template("lending/loan_delete.html", loan=loan, error=error)
    return page, 409 if posted else 200
