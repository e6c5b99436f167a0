"""Fill a starter's empty tables: `fill.py FRAMEWORK PACKAGE APP SAMPLES`.

The starter's own `seed` does it, with more rows than its seed.json has.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

framework, package, app, samples = sys.argv[1:]

if framework == "django":
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"
    django.setup()
    seed = import_module(f"{app}.management.commands.seed")
    seed.SAMPLES = Path(samples)
    call_command(seed.Command())
else:
    from wsgi import app as application

    seed = import_module(f"{package}.{app}.seed")
    seed.SAMPLES = Path(samples)
    with application.app_context():
        print("\n".join(seed.run()))
