"""Count the database statements of requests: `statements.py FRAMEWORK PACKAGE FILE`.

The file holds a JSON list of requests, each with a name, method, path, headers
and body (null for none). The last line of standard output is a JSON object: the number
of statements by name. The requests go to the application itself, in this process.
"""

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx

framework, package, requests = sys.argv[1:]

if framework == "django":
    os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"
    from importlib import import_module

    application = import_module(f"{package}.wsgi").application
    from django.db import connection

    @contextmanager
    def counting():
        sent = []

        def note(execute, sql, params, many, context):
            sent.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield sent

else:
    from sqlalchemy import Engine, event
    from wsgi import app as application

    @contextmanager
    def counting():
        sent = []

        def note(connection, cursor, statement, parameters, context, many):
            sent.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(Engine, "before_cursor_execute", note)


def ask(client, request):
    body = request["body"]
    client.request(
        request["method"],
        request["path"],
        headers=request["headers"]
        | ({"Content-Type": "application/json"} if body else {}),
        content=body,
    ).raise_for_status()


def main():
    asked = json.loads(Path(requests).read_text("utf-8"))
    found = {}
    transport = httpx.WSGITransport(app=application)
    with httpx.Client(transport=transport, base_url="https://localhost") as client:
        # What a process does only once is not counted: the first request does it.
        ask(client, next(request for request in asked if request["method"] == "GET"))
        for request in asked:
            with counting() as sent:
                ask(client, request)
            # Drivers send most beginnings and ends of transactions unseen.
            found[request["name"]] = sum(
                not sql.upper().startswith(("BEGIN", "COMMIT")) for sql in sent
            )
    print(json.dumps(found))


main()
