"""Sign-up, login, logout, the profile, and passwords."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from flask_mailman import EmailMessage
from sqlalchemy import func, select

from ..extensions import db
from ..support.writes import commit, render_form
from . import forms, limits, passwords, tokens
from .auth import WRONG_CREDENTIALS, authenticate, local, log_in, log_out
from .models import User

log = logging.getLogger(__name__)

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")


@blueprint.route("/signup", methods=["GET", "POST"])
def signup() -> ResponseReturnValue:
    form = forms.SignupForm()
    if form.validate_on_submit():
        user = User()
        form.populate_obj(user)
        db.session.add(user)
        if commit():
            log_in(user)
            flash(f"Welcome, {user}.", "success")
            return redirect(url_for(".profile"), 302)
        form.username.errors = [forms.TAKEN]
    return render_form("accounts/signup.html", form)


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    form = forms.LoginForm()
    target = next_page()
    if form.validate_on_submit():
        user = authenticate(form.username.data, form.password.data)
        if user:
            if passwords.is_old(user.password_hash):
                user.set_password(form.password.data)
            log_in(user)
            return redirect(target or url_for(".profile"), 302)
        form.form_errors.append(WRONG_CREDENTIALS)
    return render_form("accounts/login.html", form, next=target)


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    log_out()
    return redirect(next_page() or url_for("{{ cookiecutter._spec.app }}.home"), 302)


@blueprint.get("/profile")
@login_required
def profile() -> ResponseReturnValue:
    return render_template("accounts/profile.html")


@blueprint.route("/password_change", methods=["GET", "POST"])
@login_required
def password_change() -> ResponseReturnValue:
    user = db.session.get_one(User, current_user.id)
    form = forms.PasswordChangeForm(user)
    if form.validate_on_submit():
        user.set_password(form.new_password1.data)
        log_in(user)
        flash("Your password was changed. Every other login has ended.", "success")
        return redirect(url_for(".profile"), 302)
    return render_form("accounts/password_change.html", form)


@blueprint.route("/password_reset", methods=["GET", "POST"])
def password_reset() -> ResponseReturnValue:
    form = forms.PasswordResetForm()
    if form.validate_on_submit():
        limits.count_try(f"reset {form.email.data.casefold()}")
        email = func.lower(form.email.data)
        users = select(User).where(func.lower(User.email) == email, User.is_active)
        found = db.session.scalars(users.order_by(User.id).limit(10)).all()
        # Mail takes a while: hold no connection.
        db.session.close()
        for user in found:
            send_link(user)
        # In the same words for an address that nobody has.
        flash("If we know this address, we have sent a link to it.", "success")
        return redirect(url_for(".login"), 302)
    return render_form("accounts/password_reset.html", form)


def send_link(user: User) -> None:
    token = tokens.issue(user, tokens.RESET)
    link = url_for(".new_password", token=token, _external=True)
    text = render_template("accounts/password_reset.txt", user=user, link=link)
    try:
        EmailMessage(f"Your password at {request.host}", text, to=[user.email]).send()
    except OSError:
        # The visitor is told nothing: it would tell who has an account.
        log.exception("A link to a new password could not be sent.")


@blueprint.route("/password_reset/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    user = tokens.user_of(token, tokens.RESET)
    if user is None:
        abort(404, "This link was used already, or is too old. Ask for another one.")
    form = forms.NewPasswordForm(user)
    if form.validate_on_submit():
        user.set_password(form.new_password1.data)
        db.session.commit()
        flash("Your password was changed. Log in with the new one.", "success")
        return redirect(url_for(".login"), 302)
    return render_form("accounts/new_password.html", form)


def next_page() -> str:
    """Return where to go afterwards, if that was told and is a page of this site."""
    return local(request.form.get("next", request.args.get("next", "")))
