"""Make the tables of a Django project's models in an empty SQLite file.

Run in the project's environment and folder: ``django_tables.py SETTINGS FILE``.
"""

import os
import sys


def main() -> None:
    settings_module, file = sys.argv[1:]
    sys.path.insert(0, os.getcwd())
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    from django.conf import settings

    settings.DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file}
    }
    settings.DATABASE_ROUTERS = []
    import django
    from django.apps import apps
    from django.db import connection

    django.setup()
    # What SQLite has no type for is called as PostgreSQL calls it, to be read as that.
    with connection.schema_editor() as editor:
        for model in apps.get_models(include_auto_created=False):
            options = model._meta
            if options.managed and not options.proxy and not options.swapped:
                for field in options.local_fields:
                    if field.db_type(connection) is None and field.column:
                        name = type(field).__name__.removesuffix("Field").lower()
                        field.db_type = lambda connection, name=name: name
                editor.create_model(model)


if __name__ == "__main__":
    main()
