"""Change a user of this Flask project: `flask_users.py FRAMEWORK PACKAGE ACTION NAME [PASSWORD]`."""

import sys
from importlib import import_module

from sqlalchemy import select
from wsgi import app

package, action, name, *rest = sys.argv[2:]

User = import_module(f"{package}.accounts.models").User

with app.app_context():
    session = app.extensions["sqlalchemy"].session
    user = session.scalars(select(User).where(User.username == name)).one()
    if action == "password":
        user.set_password(*rest)
    else:
        user.is_active = False
    session.commit()
