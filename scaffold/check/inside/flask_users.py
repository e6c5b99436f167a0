"""Change a user of this Flask project: `flask_users.py PACKAGE ACTION NAME [PASSWORD]`."""

import sys
from importlib import import_module
from pathlib import Path

package, action, name, *rest = sys.argv[1:]
sys.path.insert(0, str(Path.cwd()))

from sqlalchemy import select  # noqa: E402
from wsgi import app  # noqa: E402

User = import_module(f"{package}.accounts.models").User

with app.app_context():
    session = app.extensions["sqlalchemy"].session
    user = session.scalars(select(User).where(User.username == name)).one()
    if action == "password":
        user.set_password(*rest)
    else:
        user.is_active = False
    session.commit()
