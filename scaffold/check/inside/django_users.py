"""Change a user of this Django project: `django_users.py FRAMEWORK PACKAGE ACTION NAME [PASSWORD]`."""

import os
import sys

package, action, name, *rest = sys.argv[2:]
os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402

user = get_user_model().objects.get_by_natural_key(name)
if action == "password":
    user.set_password(*rest)
else:
    user.is_active = False
user.save()
