"""Sign-up, login, logout and the profile page."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from sqlalchemy.exc import IntegrityError

from ..database import is_collision
from ..extensions import db
from ..problems import WRONG_CREDENTIALS
from ..routing import local
from .auth import authenticate, log_in, log_out
from .forms import TAKEN, LoginForm, SignupForm
from .models import User

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")


@blueprint.route("/signup", methods=["GET", "POST"])
def signup() -> ResponseReturnValue:
    form = SignupForm()
    if form.validate_on_submit():
        db.session.commit()  # nobody should wait for this one's password to be hashed
        user = User(username=form.username.data)
        user.set_password(form.password1.data)
        db.session.add(user)
        try:
            db.session.commit()
        except IntegrityError as error:
            db.session.rollback()
            if not is_collision(error):
                raise
            # Somebody else took the name since it was checked.
            form.username.errors = [TAKEN]
        else:
            log_in(user)
            return redirect(url_for(".profile"), 302)
    return show("accounts/signup.html", form)


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
    return show("accounts/login.html", form, next=target)


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    log_out()
    return redirect(next_page() or url_for("pages.home"), 302)


@blueprint.get("/profile")
@login_required
def profile() -> ResponseReturnValue:
    return render_template("accounts/profile.html")


def show(
    template: str, form: LoginForm | SignupForm, **context: str
) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    return render_template(template, form=form, **context), status


def next_page() -> str:
    """Return where to go afterwards, if that was told and is a page of this site."""
    return local(request.form.get("next", request.args.get("next", "")))
