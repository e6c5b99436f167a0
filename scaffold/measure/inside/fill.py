"""Fill a starter's empty tables: `fill.py FRAMEWORK PACKAGE SAMPLES`.

The starter's own `seed` does it, with more rows than its seed.json has.
"""

import os
import sys
from pathlib import Path

framework, package, samples = sys.argv[1:]

read_text = Path.read_text


def read(path, *arguments, **options):
    """The file of more rows in place of the starter's own."""
    file = Path(samples) if path.name == "seed.json" else path
    return read_text(file, *arguments, **options)


Path.read_text = read
# What the project brings would come first.
samples_only = ["--samples"] if Path("seed-rows").is_dir() else []

if framework == "django":
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"
    django.setup()
    call_command("seed", *samples_only)
else:
    from wsgi import app

    done = app.test_cli_runner().invoke(
        args=["seed", *samples_only], catch_exceptions=False
    )
    print(done.output)
    sys.exit(done.exit_code)
