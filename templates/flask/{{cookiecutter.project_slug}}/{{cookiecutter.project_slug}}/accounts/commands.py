"""`flask create-admin`: the first editor."""

import click
from flask import Blueprint
from werkzeug.datastructures import MultiDict

from ..extensions import db
from ..support.writes import commit
from .forms import TAKEN, SignupForm
from .models import User

blueprint = Blueprint("commands", __name__, cli_group=None)


@blueprint.cli.command("create-admin")
@click.option("--username", prompt=True)
@click.option("--email", default="")
@click.password_option(envvar="ADMIN_PASSWORD", show_envvar=True)
def create_admin(username: str, email: str, password: str) -> None:
    """Create a user who may use the admin and change data."""
    answers = {"username": username, "email": email}
    answers |= {"password1": password, "password2": password}
    form = SignupForm(MultiDict(answers), meta={"csrf": False})
    if not form.validate():
        raise click.ClickException(" ".join(sum(form.errors.values(), [])))
    user = User(is_editor=True)
    form.populate_obj(user)
    db.session.add(user)
    if not commit():
        raise click.ClickException(TAKEN)
    click.echo(f"{user.username} may now log in at /accounts/login.")
