"""Change users of this Django project: `django_users.py FRAMEWORK PACKAGE CHANGES`.

CHANGES is JSON: by user name what to change, of "password", "active" and "editor".
"""

import json
import os
import sys

package, changes = sys.argv[2:]
os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402

for name, change in json.loads(changes).items():
    user = get_user_model().objects.get_by_natural_key(name)
    if "password" in change:
        user.set_password(change["password"])
    user.is_active = change.get("active", user.is_active)
    user.is_staff = user.is_superuser = change.get("editor", user.is_staff)
    user.save()
