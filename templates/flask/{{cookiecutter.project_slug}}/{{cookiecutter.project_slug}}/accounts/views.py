"""Sign-up, login, logout, the profile, and passwords."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from flask_mailman import EmailMessage
from sqlalchemy import func, select

from ..extensions import db
from ..support.writes import Collision, told
from . import tokens
from .auth import WRONG_CREDENTIALS, authenticate, local, log_in, log_out
from .forms import (
    TAKEN,
    LoginForm,
    NewPasswordForm,
    PasswordChangeForm,
    PasswordResetForm,
    SignupForm,
)
from .models import User

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")


@blueprint.route("/signup", methods=["GET", "POST"])
def signup() -> ResponseReturnValue:
    form = SignupForm()
    if form.validate_on_submit():
        db.session.commit()  # nobody should wait for this one's password to be hashed
        user = User(username=form.username.data, email=form.email.data)
        user.set_password(form.password1.data)
        db.session.add(user)
        try:
            with told():
                db.session.commit()
        except Collision:
            # Somebody else took the name since it was checked.
            form.username.errors = [TAKEN]
        else:
            log_in(user)
            flash(f"Welcome, {user}.", "success")
            return redirect(url_for(".profile"), 302)
    return render_template("accounts/signup.html", form=form), status_of(form)


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    form = LoginForm()
    target = next_page()
    if form.validate_on_submit():
        user = authenticate(form.username.data, form.password.data)
        if user:
            log_in(user)
            return redirect(target or url_for(".profile"), 302)
        form.form_errors.append(WRONG_CREDENTIALS)
    page = render_template("accounts/login.html", form=form, next=target)
    return page, status_of(form)


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    log_out()
    flash("You are logged out.", "success")
    return redirect(next_page() or url_for("{{ cookiecutter._spec.app }}.home"), 302)


@blueprint.get("/profile")
@login_required
def profile() -> ResponseReturnValue:
    return render_template("accounts/profile.html")


@blueprint.route("/password_change", methods=["GET", "POST"])
@login_required
def password_change() -> ResponseReturnValue:
    user = db.session.get_one(User, current_user.id)
    form = PasswordChangeForm(user)
    if form.validate_on_submit():
        user.set_password(form.new_password1.data)
        log_in(user)
        flash("Your password was changed. Every other login has ended.", "success")
        return redirect(url_for(".profile"), 302)
    return render_template("accounts/password_change.html", form=form), status_of(form)


@blueprint.route("/password_reset", methods=["GET", "POST"])
def password_reset() -> ResponseReturnValue:
    form = PasswordResetForm()
    if form.validate_on_submit():
        email = func.lower(form.email.data)
        users = select(User).where(func.lower(User.email) == email, User.is_active)
        for user in db.session.scalars(users.limit(10)):
            send_link(user)
        # The same for an address that nobody has: it is nobody's business who has one.
        flash("If we know this address, we have sent a link to it.", "success")
        return redirect(url_for(".login"), 302)
    return render_template("accounts/password_reset.html", form=form), status_of(form)


def send_link(user: User) -> None:
    link = url_for(".new_password", token=tokens.issue(user, tokens.RESET), _external=True)
    text = render_template("accounts/password_reset.txt", user=user, link=link)
    title = current_app.config["SITE_TITLE"]
    try:
        EmailMessage(f"A new password for {title}", text, to=[user.email]).send()
    except OSError:
        # What can be told here tells who has an account.
        current_app.logger.exception("A link to a new password could not be sent.")


@blueprint.route("/password_reset/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    user = tokens.user_of(token, tokens.RESET)
    if user is None:
        abort(404, "This link was used already, or is too old. Ask for another one.")
    form = NewPasswordForm(user)
    if form.validate_on_submit():
        user.set_password(form.new_password1.data)
        db.session.commit()
        flash("Your password was changed. Log in with the new one.", "success")
        return redirect(url_for(".login"), 302)
    return render_template("accounts/new_password.html", form=form), status_of(form)


def status_of(form: LoginForm | SignupForm | NewPasswordForm | PasswordResetForm) -> int:
    return 422 if form.errors else 200


def next_page() -> str:
    """Return where to go afterwards, if that was told and is a page of this site."""
    return local(request.form.get("next", request.args.get("next", "")))
