"""Ask the hard questions of the comparison page: `questions.py FRAMEWORK PACKAGE FILE`.

The file holds a JSON object: `code`, the source by name, each with a function `answer`,
and how many `repeats` of each to time. The last line of standard output is a JSON object
by name: the `answer`, what was `sent` to the database for it, and the median `seconds`.
"""

import json
import os
import statistics
import sys
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path

framework, package, file = sys.argv[1:]

if framework == "django":
    os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"
    import django

    django.setup()
    from django.db import connection

    within = nullcontext()
    forget = nullcontext

    @contextmanager
    def noting(sent):
        def note(execute, sql, params, many, context):
            sent.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield

else:
    from importlib import import_module

    from sqlalchemy import Engine, event
    from wsgi import app

    within = app.app_context()
    # Rows that a session knows need not be fetched again.
    forget = import_module(f"{package}.extensions").db.session.remove

    @contextmanager
    def noting(sent):
        def note(connection, cursor, statement, parameters, context, many):
            sent.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", note)


def plain(value, *, is_inner=False):
    """Rows as lists; the order of rows within a row is nobody's promise."""
    if isinstance(value, (str, int, float, type(None))):
        return value
    try:
        parts = list(value)
    except TypeError:
        return int(value)  # a year, which PostgreSQL has as a numeric
    if is_inner and isinstance(value, list):
        return sorted(plain(each, is_inner=True) for each in parts)
    return [plain(each, is_inner=True) for each in parts]


def timed(answer):
    forget()
    begin = time.perf_counter()
    found = list(answer())
    return time.perf_counter() - begin, found


def asked(name, code, repeats):
    known = {}
    exec(compile(code, f"<{name}>", "exec"), known)  # noqa: S102 (rendered by scaffold)
    sent = []
    with noting(sent):
        _, found = timed(known["answer"])
    taken = [timed(known["answer"])[0] for _ in range(repeats)]
    return {
        "answer": plain(found),
        # Drivers send most beginnings and ends of transactions unseen.
        "sent": [s for s in sent if not s.upper().startswith(("BEGIN", "COMMIT"))],
        "seconds": statistics.median(taken) if taken else None,
    }


def main():
    given = json.loads(Path(file).read_text("utf-8"))
    with within:
        found = {
            name: asked(name, code, given["repeats"])
            for name, code in given["code"].items()
        }
    print(json.dumps(found))


main()
