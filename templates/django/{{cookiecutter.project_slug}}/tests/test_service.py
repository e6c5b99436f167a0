{% set referring = [] -%}
{% for model in cookiecutter._spec.models %}{% for field in model.fields if field.target and not field.self_ref and not field.late %}{% set _ = referring.append((model, field)) %}{% endfor %}{% endfor -%}
{% set dated = [] -%}
{% for model in cookiecutter._spec.models %}{% for field in model.fields if field.kind in ("date", "datetime") and field.written %}{% set _ = dated.append((model.plural, field.name, field.kind)) %}{% endfor %}{% endfor -%}
"""What operators rely on: refusals at the start, health, headers, logs, sample rows."""

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
from ast import literal_eval
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import InternalError, OperationalError, connection
from django.http import Http404, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import clear_url_caches, path
from django.utils import timezone
from psycopg.errors import ReadOnlySqlTransaction

from {{ cookiecutter.project_slug }} import urls

{% if dated %}
from {{ cookiecutter._spec.app }}.management.commands import seed
{% endif %}
from .conftest import MODELS


PRODUCTION = "{{ cookiecutter.project_slug }}.settings"


def run(code, **environ):
    """Run Python in a process of its own, with these variables of the environment."""
    return subprocess.run(  # noqa: S603
        [sys.executable, *code],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": PRODUCTION} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def printed(name, **environ):
    code = f"from {{ cookiecutter.project_slug }}.settings import {name}; print({name})"
    return run(["-c", code], **environ).stdout


def down(*args):
    raise OperationalError("connection refused")


@pytest.mark.parametrize("key", ["", "short", settings.EXAMPLE_KEY])
def test_production_does_not_start_with_a_weak_key(key):
    done = run(["manage.py", "check"], SECRET_KEY=key, DEBUG="false")
    assert done.returncode
    assert "SECRET_KEY must be" in done.stderr


def test_the_tests_have_settings_of_their_own():
    code = "from tests.settings import *; print(MAX_UPLOAD_SIZE, SECURE_HSTS_SECONDS)"
    found = run(["-c", code], MAX_UPLOAD_MB="1", HSTS_SECONDS="1").stdout
    assert found.split() == [str(10 * 2**20), "3600"]


def test_what_is_set_to_nothing_is_not_set():
    nothing = dict.fromkeys(["HSTS_SECONDS", "MAX_UPLOAD_MB", "DATABASE_URL"], "")
    assert printed("MAX_UPLOAD_SIZE", **nothing).strip() == str(10 * 2**20)


def test_the_settings_of_the_deployment_guide_are_safe():
    done = run(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        DEBUG="false",
        HSTS_SECONDS="31536000",
        HSTS_SUBDOMAINS="true",
        HSTS_PRELOAD="true",
        EMAIL_URL="smtp+tls://user:password@mail.example.com:587",
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_mail_is_sent_as_the_environment_says():
    url = "smtp+tls://me%40x:secret@mail.example.com:587"
    assert sent_by(url) == "smtp mail.example.com 587 me@x secret True"
    assert sent_by("") == "console"
    assert sent_by(url, DEBUG="true") == "console"


def sent_by(url, **environ):
    """The end of the backend's module, then what it knows of a server."""
    code = (
        "import django; django.setup()\n"
        "from django.core import mail\n"
        "found = mail.mailers.default if hasattr(mail, 'mailers') "
        "else mail.get_connection()\n"
        "names = ['host', 'port', 'username', 'password', 'use_tls']\n"
        "values = [getattr(found, name) for name in names if hasattr(found, name)]\n"
        "print(type(found).__module__.split('.')[-1], *values)"
    )
    return run(["-W", "error", "-c", code], EMAIL_URL=url, **environ).stdout.strip()


def test_health_tells_when_the_database_is_down(client, db):
    with connection.execute_wrapper(down):
        response = client.get("/api/health")
    assert response.status_code == 503
    assert response.json()["status"] == "unhealthy"
    assert response.json()["database"] == "down"


@pytest.mark.parametrize("path", ["/api/summary", f"/api/{next(iter(MODELS))}"])
def test_the_api_asks_to_try_again_while_the_database_is_down(client, db, path):
    with connection.execute_wrapper(down):
        response = client.get(path)
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "5"


@pytest.mark.parametrize("path", ["/", f"/{next(iter(MODELS))}"])
def test_pages_ask_to_try_again_while_the_database_is_down(editor_client, path):
    with connection.execute_wrapper(down):
        response = editor_client.get(path)
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
    found = printed("DATABASES", DATABASE_URL=f"postgresql://host/name?{query}")
    assert literal_eval(found)["default"]["OPTIONS"] == {
        "connect_timeout": 2,
        "tcp_user_timeout": 10_000,
        "options": "-c lock_timeout=1s",
    }


@pytest.mark.parametrize("path", ["/", f"/api/{next(iter(MODELS))}"])
def test_a_table_that_is_missing_is_a_bug(client, db, path):
    """SQLite reports it as it does a database that does not answer."""

    def elsewhere(execute, sql, params, many, context):
        return execute("SELECT * FROM nowhere", None, many, context)

    with connection.execute_wrapper(elsewhere):
        assert client.get(path).status_code == 500


@pytest.fixture
def no_redis(settings):
    """A cache that nobody answers for."""
    settings.CACHES = {
        "default": {
            "BACKEND": "support.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }


def test_a_cache_that_is_down_is_told_once_and_no_more(
    client, editor, no_redis, caplog
):
    for _ in range(3):
        health = client.get("/api/health")
        assert (health.status_code, health.json()["cache"]) == (200, "down")
    assert client.get("/api/summary").status_code == 200
    pair = {"username": "boss", "password": "wrong"}
    tries = [client.post("/api/token", pair, "application/json") for _ in range(11)]
    assert [response.status_code for response in tries] == [401] * 10 + [429]
    assert caplog.text.count("Redis does not answer") == 1


def test_no_use_of_a_cache_that_is_down_is_an_error(no_redis):
    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == []
    assert not cache.has_key("a")
    assert not cache.touch("a")
    cache.delete_many(["a"])
    cache.clear()


OWN = {"Cache-Control": "public, max-age=60", "Content-Security-Policy": "img-src *"}
NONCE = '{{ '<script nonce="{{ csp_nonce }}"></script>' }}'


@pytest.fixture
def team(monkeypatch, client, db):
    """Views as a team may add them."""

    def missing(request):
        raise Http404("No such bicycle")

    def nothing(request):
        raise Http404

    def page(request):
        template = engines["django"].from_string(NONCE)
        return HttpResponse(template.render({}, request))

    def upload(request):
        return HttpResponse(sum(file.size for file in request.FILES.values()))

    upload.csrf_exempt = True
    views = {
        "own": lambda request: HttpResponse(headers=OWN),
        "bare": lambda request: HttpResponse(status=405, headers={"Allow": "PUT"}),
        "said": lambda request: HttpResponse("Not so!", status=405),
        "missing": missing,
        "nothing": nothing,
        "page": page,
        "upload": upload,
    }
    added = [path(f"team/{name}", view) for name, view in views.items()]
    monkeypatch.setattr(urls, "urlpatterns", added + urls.urlpatterns)
    clear_url_caches()
    yield client
    clear_url_caches()


def test_what_a_view_says_stands(team):
    assert OWN.items() <= team.get("/team/own").headers.items()
    assert team.get("/team/said").content == b"Not so!"
    bare = team.get("/team/bare")
    assert bare["Allow"] == "PUT"
    assert b"<h1>" in bare.content
    missing = team.get("/team/missing")
    assert missing.status_code == 404
    assert b"No such bicycle. " in missing.content
    nothing = team.get("/team/nothing")
    assert nothing.status_code == 404
    assert b"Http404" not in nothing.content


def test_a_script_of_a_team_runs_by_its_nonce(team):
    page = team.get("/team/page")
    _, nonce, _ = page.content.decode().split('"')
    assert f"script-src 'self' 'nonce-{nonce}'" in page["Content-Security-Policy"]
    assert "nonce" not in team.get("/")["Content-Security-Policy"]


def test_a_form_takes_files_up_to_a_limit(team, settings):
    file = SimpleUploadedFile("a", b"a" * 2_000_000)
    assert team.post("/team/upload", {"file": file}).content == b"2000000"
    settings.MAX_UPLOAD_SIZE = 1_000_000
    file.seek(0)
    response = team.post("/team/upload", {"file": file})
    assert response.status_code == 413
    assert b"<h1>" in response.content


def test_debug_pages_are_left_alone(team, settings):
    settings.DEBUG = True
    response = team.get("/team/missing")
    assert b"No such bicycle" in response.content
    assert "default-src 'none'" not in response.get("Content-Security-Policy", "")


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "hex", "undefined"])
def test_a_client_does_not_choose_how_text_is_decoded(client, db, charset):
    address = f"/{next(iter(MODELS))}?q=%5Cud800"
    response = client.get(address, content_type=f"text/plain; charset={charset}")
    assert response.status_code == 200


def test_errors_have_pages_and_under_the_api_problems(client, db):
    for method, address, status in [
        ("get", "/nowhere", 404),
        ("put", "/", 405),
        ("post", "/accounts/signup", 413),
    ]:
        response = getattr(client, method)(address, {"a": "b" * 2_000_000} if status == 413 else None)
        assert response.status_code == status
        assert b"<h1>" in response.content
    for method, address, status in [
        ("get", "/api/nowhere", 404),
        ("put", "/api/health", 405),
    ]:
        response = getattr(client, method)(address)
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
    wrong_host = client.get("/", headers={"Host": "evil.example"})
    assert wrong_host.status_code == 400
    assert b"<h1>" in wrong_host.content
    assert "Content-Security-Policy" in wrong_host


def test_hsts_is_short_and_for_https_only(client, db):
    assert client.get("/")["Strict-Transport-Security"] == "max-age=3600"
    assert "Strict-Transport-Security" not in Client().get("/")


def test_style_is_there(client, db):
    assert finders.find("style.css")
    with contextlib.closing(client.get("/static/style.css")) as response:
        assert response.status_code == 200


def test_static_files_are_sent_as_collectstatic_compressed_them(tmp_path):
    code = """if True:
    import os, django
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    settings.STATIC_ROOT = os.environ["COLLECTED"]
    settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", interactive=False, ignore_patterns=["admin", "ninja"])
    headers = dict(host="localhost", accept_encoding="gzip")
    response = Client().get("/static/style.css", secure=True, headers=headers)
    print(response["Content-Encoding"])
    """
    done = run(["-c", code], COLLECTED=str(tmp_path))
    assert done.stdout.splitlines()[-1] == "gzip"


def logged(logger, call, **environ):
    code = f"import django, logging; django.setup(); logging.getLogger({logger!r}).{call}"
    done = run(["-c", code], **environ)
    assert not done.stderr
    return done.stdout


def test_logs_are_for_people_while_debugging_and_json_elsewhere():
    for logger in ("a", "django"):
        line = f"ERROR {logger}: a\n"
        assert logged(logger, "error('a')", DEBUG="true") == line
        assert json.loads(logged(logger, "error('a')"))["message"] == "a"


def test_a_log_record_is_one_line_of_json():
    call = "info('a\\n%s', 'b', extra=dict(request='GET /?q=a'))"
    (line,) = logged("a", call).splitlines()
    entry = json.loads(line)
    assert entry.pop("time")
    assert entry == {"level": "INFO", "logger": "a", "message": "a\nb"}


def test_a_log_has_what_its_level_says_and_no_wrong_hosts():
    assert logged("django.request", "debug('a')", LOG_LEVEL="debug")
    assert not logged("django.request", "info('a')", LOG_LEVEL="warning")
    assert not logged("django.security.DisallowedHost", "error('a')")


def test_sample_rows_are_made_once(db):
    counts = {name: model.objects.count() for name, model in MODELS.items()}
    said = StringIO()
    call_command("seed", {{ "samples=True, " if cookiecutter._spec.rows }}stdout=said)
    assert {*said.getvalue().splitlines()} == {f"{name}: already there" for name in MODELS}
    assert counts == {name: model.objects.count() for name, model in MODELS.items()}

{% if referring %}
{% set model, field = referring | last %}
{% set target = cookiecutter._spec.models | selectattr("name", "equalto", field.target) | first %}
def test_samples_that_refer_to_rows_which_are_not_there_are_left_out(db, monkeypatch):
    file = Path(apps.get_app_config("{{ cookiecutter._spec.app }}").path, "seed.json")
    samples = json.loads(file.read_text(encoding="utf-8"))
    samples["{{ model.plural }}"][0]["{{ field.api }}"] = {{ "[1000]" if field.kind == "refs" else "1000" }}
    monkeypatch.setattr(Path, "read_text", lambda *args, **kwargs: json.dumps(samples))
    model, said = MODELS["{{ model.plural }}"], StringIO()
    model.objects.all().delete()
    call_command("seed", {{ "samples=True, " if cookiecutter._spec.rows }}stdout=said)
    why = "because {{ target.plural }} has other rows"
    assert f"{{ model.plural }}: left out, {why}" in said.getvalue().splitlines()
    assert not model.objects.exists()

{% endif %}
{% if dated %}

@pytest.mark.parametrize(
    ("name", "field"),
    [{% for name, field, kind in dated %}("{{ name }}", "{{ field }}"), {% endfor %}],
)
def test_sample_dates_lie_around_today(db, name, field):
    """They were written around another day, and are moved from there."""
    file = Path(apps.get_app_config("{{ cookiecutter._spec.app }}").path, "seed.json")
    (written,) = {
        sample[field][:10]
        for sample in json.loads(file.read_text(encoding="utf-8"))[name][:1]
        if sample.get(field)
    } or {None}
    row = MODELS[name].objects.order_by("pk").first()
    if written:
        moved = timezone.localdate() - seed.SAMPLE_DAY
        expected = dt.date.fromisoformat(written) + moved
        found = getattr(row, field)
        assert getattr(found, "date", lambda: found)() == expected
{% endif %}
