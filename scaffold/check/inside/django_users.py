"""Change users of this Django project: `django_users.py FRAMEWORK PACKAGE CHANGES`.

CHANGES is a list in JSON of [name, new password], or [name, null] for who is deactivated.
"""

import json
import os
import sys

package, changes = sys.argv[2:]
os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402

for name, password in json.loads(changes):
    user = get_user_model().objects.get_by_natural_key(name)
    if password:
        user.set_password(password)
    user.is_active = bool(password)
    user.save()
