"""Change users of this Flask project: `flask_users.py FRAMEWORK PACKAGE CHANGES`.

CHANGES is JSON: by user name what to change, of "password", "active" and "editor".
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
    for name, change in json.loads(changes).items():
        user = session.scalars(select(User).where(User.username == name)).one()
        if "password" in change:
            user.set_password(change["password"])
        user.is_active = change.get("active", user.is_active)
        user.is_editor = change.get("editor", user.is_editor)
    session.commit()
