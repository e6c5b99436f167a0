"""Commands of our own: `flask seed` and `flask create-admin`."""

import click
from flask import Flask
from flask.cli import with_appcontext
from werkzeug.datastructures import MultiDict

from .accounts.forms import SignupForm
from .accounts.models import User
from .extensions import db
from .lending import seed


def init_app(app: Flask) -> None:
    app.cli.add_command(fill_tables)
    app.cli.add_command(create_admin)


@click.command("seed")
@with_appcontext
def fill_tables() -> None:
    """Fill empty tables with sample rows; safe to run again."""
    for line in seed.run():
        click.echo(line)


@click.command("create-admin")
@click.option("--username", prompt=True)
@click.password_option(envvar="ADMIN_PASSWORD", show_envvar=True)
@with_appcontext
def create_admin(username: str, password: str) -> None:
    """Create a user who may use the admin and change data."""
    answers = {"username": username, "password1": password, "password2": password}
    form = SignupForm(MultiDict(answers), meta={"csrf": False})
    if not form.validate():
        raise click.ClickException(" ".join(sum(form.errors.values(), [])))
    user = User(username=form.username.data, is_staff=True)
    user.set_password(password)
    db.session.add(user)
    db.session.commit()
    click.echo(f"{user.username} may now log in at /accounts/login.")
