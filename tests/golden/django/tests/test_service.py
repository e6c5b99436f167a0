"""What operators rely on: refusals at the start, health, logs, sample rows."""

import json
import logging
import os
import subprocess
import sys
from ast import literal_eval
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import InternalError, OperationalError, connection
from django.http import FileResponse, HttpResponse
from psycopg.errors import ReadOnlySqlTransaction

from lending.queries import MODELS
from myproject.logs import JSONFormatter
from myproject.middleware import ErrorsMiddleware, HeadersMiddleware, HeadMiddleware


def down(*args):
    raise OperationalError("connection refused")


@pytest.mark.parametrize("key", ["", "short", settings.EXAMPLE_KEY])
def test_production_does_not_start_with_a_weak_key(key):
    result = subprocess.run(
        [sys.executable, "-c", "import myproject.settings"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"SECRET_KEY": key, "DEBUG": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode
    assert "SECRET_KEY must be" in result.stderr


def test_the_settings_of_production_are_safe():
    call_command("check", deploy=True, fail_level="WARNING")


def ask(application, **environ):
    """Call the application as a server does; return the status of its answer."""
    started = []
    default = {
        "HTTP_HOST": "localhost",
        "HTTP_X_FORWARDED_PROTO": "https",
        "QUERY_STRING": "",
        "REMOTE_ADDR": "127.0.0.1",
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "wsgi.input": BytesIO(),
    }
    list(application(default | environ, lambda status, headers: started.append(status)))
    return int(started[0].partition(" ")[0])


@pytest.mark.parametrize(("size", "status"), [(10, 422), (1024 * 1024, 413)])
def test_a_body_may_come_in_chunks(application, size, status):
    """Without a Content-Length, up to the same limit."""
    environ = {
        "CONTENT_TYPE": "application/json",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "PATH_INFO": "/api/token",
        "REQUEST_METHOD": "POST",
        "wsgi.input": BytesIO(b"{}" + b" " * size),
        "wsgi.input_terminated": True,
    }
    assert ask(application, **environ) == status


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "hex", "undefined"])
def test_a_client_does_not_choose_how_text_is_decoded(application, charset):
    environ = {
        "CONTENT_TYPE": f"text/plain; charset={charset}",
        "PATH_INFO": f"/{next(iter(MODELS))}",
        "QUERY_STRING": "q=%5Cud800",
    }
    assert ask(application, **environ) == 200


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_what_is_not_in_the_api_is_not_found_by_any_method(client, db, method):
    for path in ("/api", "/api/", "/api/nowhere"):
        assert getattr(client, method)(path).status_code == 404


def test_health_tells_when_the_database_is_down(client, db):
    with connection.execute_wrapper(down):
        response = client.get("/api/health")
    assert response.status_code == 503
    assert response.json()["status"] == "unhealthy"
    assert response.json()["database"] == "down"


@pytest.mark.parametrize("path", ["/api/summary", f"/api/{next(iter(MODELS))}"])
def test_the_api_asks_to_try_again_while_the_database_is_down(client, db, path):
    cache.clear()
    with connection.execute_wrapper(down):
        response = client.get(path)
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "5"


@pytest.mark.parametrize("path", ["/", f"/{next(iter(MODELS))}"])
def test_pages_ask_to_try_again_while_the_database_is_down(staff_client, path):
    cache.clear()
    with connection.execute_wrapper(down):
        response = staff_client.get(path)
    assert response.status_code == 503
    assert "<h1>" in response.content.decode()


def test_a_server_that_takes_no_writes_is_left(client, db, monkeypatch):
    """As after a failover: the next connection leads to one that does."""

    def read_only(*args):
        raise InternalError from ReadOnlySqlTransaction()

    left = []
    monkeypatch.setattr(connection, "close", lambda: left.append(True))
    with connection.execute_wrapper(read_only):
        response = client.get(f"/api/{next(iter(MODELS))}")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert left


def test_what_is_waited_for_has_limits_which_the_url_may_change():
    query = "connect_timeout=2&options=-c%20lock_timeout%3D1s"
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "from myproject.settings import DATABASES; print(DATABASES)",
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"postgresql://host/name?{query}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert literal_eval(result.stdout)["default"]["OPTIONS"] == {
        "connect_timeout": 2,
        "tcp_user_timeout": 10_000,
        "options": "-c lock_timeout=10s -c lock_timeout=1s",
    }


@pytest.mark.parametrize("path", ["/", f"/api/{next(iter(MODELS))}"])
def test_a_table_that_is_missing_is_a_bug(client, db, path):
    """SQLite reports it as it does a database that does not answer."""

    def elsewhere(execute, sql, params, many, context):
        return execute("SELECT * FROM nowhere", None, many, context)

    cache.clear()
    with connection.execute_wrapper(elsewhere):
        assert client.get(path).status_code == 500


@pytest.fixture
def no_redis(settings):
    """A cache that nobody answers for."""
    settings.CACHES = {
        "default": {
            "BACKEND": "myproject.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }


def test_a_cache_that_is_down_is_reported_and_no_more(client, staff, no_redis):
    health = client.get("/api/health")
    assert (health.status_code, health.json()["cache"]) == (200, "down")
    assert client.get("/api/summary").status_code == 200
    pair = {"username": "boss", "password": "wrong"}
    tries = [client.post("/api/token", pair, "application/json") for _ in range(11)]
    assert [response.status_code for response in tries] == [401] * 10 + [429]


def test_no_use_of_a_cache_that_is_down_is_an_error(no_redis):
    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert not cache.has_key("a")
    assert not cache.touch("a")
    cache.delete_many(["a"])


def test_a_view_may_set_its_own_headers(rf):
    own = {"Cache-Control": "max-age=60, public", "Referrer-Policy": "no-referrer"}
    middleware = HeadersMiddleware(lambda request: HttpResponse(headers=own))
    response = middleware(rf.get("/"))
    assert own.items() <= response.headers.items()
    assert "Content-Security-Policy" in response


def test_hsts_lasts_as_long_as_the_settings_say(rf, settings):
    settings.SECURE_HSTS_SECONDS = 60
    settings.SECURE_HSTS_PRELOAD = False
    response = HeadersMiddleware(lambda request: HttpResponse())(rf.get("/"))
    assert response["Strict-Transport-Security"] == "max-age=60; includeSubDomains"


def test_head_of_a_stream_has_no_body(rf):
    file = FileResponse(BytesIO(b"file"))
    response = HeadMiddleware(lambda request: file)(rf.head("/"))
    assert response["Content-Length"] == "4"
    assert response.getvalue() == b""


def test_a_405_may_name_no_method(rf):
    middleware = ErrorsMiddleware(lambda request: HttpResponse(status=405))
    response = middleware(rf.get("/api/nowhere"))
    assert (response.status_code, response["Allow"]) == (405, "")


def test_suspicious_requests_are_logged_unless_anybody_can_send_them():
    for name, is_logged in [
        ("SuspiciousFileOperation", True),
        ("DisallowedHost", False),
        ("RequestDataTooBig", False),
    ]:
        logger = logging.getLogger(f"django.security.{name}")
        assert logger.isEnabledFor(logging.ERROR) is is_logged


@pytest.mark.parametrize(("debug", "formatter"), [("true", "plain"), ("false", "json")])
def test_logs_are_for_people_while_debugging(debug, formatter):
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "from myproject.settings import LOGGING; print(LOGGING)",
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DEBUG": debug},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"'formatter': '{formatter}'" in result.stdout


def test_a_log_record_is_one_line_of_json():
    record = logging.LogRecord("shop", logging.INFO, "", 1, "a\n%s", ("b",), None)
    line = JSONFormatter().format(record)
    assert "\n" not in line
    entry = json.loads(line)
    assert (entry["level"], entry["logger"], entry["message"]) == (
        "INFO",
        "shop",
        "a\nb",
    )


def test_sample_rows_are_made_once(db):
    counts = {name: model.objects.count() for name, model in MODELS.items()}
    said = StringIO()
    call_command("seed", stdout=said)
    assert said.getvalue().splitlines() == [f"{name}: already there" for name in MODELS]
    assert counts == {name: model.objects.count() for name, model in MODELS.items()}
