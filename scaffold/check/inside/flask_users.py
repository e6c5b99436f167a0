"""Change users of this Flask project: `flask_users.py FRAMEWORK PACKAGE CHANGES`.

CHANGES is a list in JSON of [name, new password], or [name, null] for who is deactivated.
"""

import json
import sys
from importlib import import_module

from sqlalchemy import select
from wsgi import app

package, changes = sys.argv[2:]

User = import_module(f"{package}.accounts.models").User

with app.app_context():
    session = app.extensions["sqlalchemy"].session
    for name, password in json.loads(changes):
        user = session.scalars(select(User).where(User.username == name)).one()
        if password:
            user.set_password(password)
        user.is_active = bool(password)
    session.commit()
