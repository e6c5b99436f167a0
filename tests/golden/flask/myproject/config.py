"""Settings, read from the environment and from the file `.env` beside wsgi.py."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import load_dotenv
from redis import Connection
from sqlalchemy import URL, make_url

BASE_DIR = Path(__file__).resolve().parent.parent
# Bytes of a request's body; above it the answer is 413.
MAX_BODY = 1024 * 1024

EXAMPLE_KEY = "change-me-make-setup-writes-a-random-key"

SITE_TITLE = "Library"
SITE_DESCRIPTION = "Small enough to read whole: its starters lie in tests/golden."

# Other projects may share the Redis of CACHE_URL.
CACHE_KEY_PREFIX = "myproject:"
# The version of the data that the cached summary is kept under: see summary.py.
SUMMARY_VERSION = "summary-version"


def load(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Return the settings; what the environment says wins over `.env`.

    Like the flask command, this puts `.env` into the environment, where gunicorn.conf.py
    looks too.

    Raises RuntimeError when the application could not run safely with them.
    """
    if environ is None:
        load_dotenv(BASE_DIR / ".env")
        environ = os.environ
    debug = environ.get("DEBUG", "").strip().lower() in {"true", "1", "yes", "on"}
    return {
        "DEBUG": debug,
        # Apart from DEBUG, which `flask run` sets again from its own --debug.
        "HTTPS_ONLY": not debug,
        "SECRET_KEY": _secret_key(environ.get("SECRET_KEY", ""), debug),
        "ALLOWED_HOSTS": _hosts(environ.get("ALLOWED_HOSTS", "")),
        "LOG_LEVEL": _log_level(environ.get("LOG_LEVEL", "")),
        "MAX_CONTENT_LENGTH": MAX_BODY,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY,
        "PREFERRED_URL_SCHEME": "http" if debug else "https",
        "SESSION_COOKIE_NAME": "sessionid",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not debug,
        "PERMANENT_SESSION_LIFETIME": 14 * 24 * 60 * 60,
        "SESSION_REFRESH_EACH_REQUEST": False,
        # Our own check takes its place: see extensions.py.
        "WTF_CSRF_SSL_STRICT": False,
        # A form stays valid for as long as the session that it was shown in.
        "WTF_CSRF_TIME_LIMIT": None,
        **_database(environ.get("DATABASE_URL", "")),
        **_cache(environ.get("CACHE_URL", "")),
    }


def _secret_key(key: str, debug: bool) -> str:
    if debug:
        return key or EXAMPLE_KEY
    if len(key) < 32 or key == EXAMPLE_KEY:
        raise RuntimeError(
            "SECRET_KEY must be a random text of 32 characters or more. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def _log_level(name: str) -> str:
    name = name.upper() or "INFO"
    if name not in logging.getLevelNamesMapping():
        raise RuntimeError("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    return name


def _hosts(text: str) -> list[str] | None:
    """Return the names to answer to; None, from `*`, is any."""
    hosts = [host.strip() for host in text.split(",") if host.strip()]
    return None if "*" in hosts else hosts or ["localhost", "127.0.0.1", "[::1]"]


def _database(url: str) -> dict[str, object]:
    if not url:
        # Not as text: the folder's name may hold characters that mean more in a URL.
        uri = URL.create("sqlite", database=str(BASE_DIR / "db.sqlite3"))
        return {"SQLALCHEMY_DATABASE_URI": uri}
    if url.startswith("sqlite:"):
        return {"SQLALCHEMY_DATABASE_URI": url}
    # SQLAlchemy gave up the short scheme that some hosts still hand out.
    uri = make_url(url.replace("postgres://", "postgresql://", 1))
    # How long to wait for a connection, a lost host, a lock; the URL may say otherwise.
    waits = {"connect_timeout": "5", "tcp_user_timeout": "10000", **uri.query}
    waits["options"] = f"-c lock_timeout=10s {uri.query.get('options', '')}"
    return {
        "SQLALCHEMY_DATABASE_URI": uri.set(query=waits),
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True},
    }


def _cache(url: str) -> dict[str, object]:
    """One process may keep its own cache; several must share one."""
    if not url:
        return {"CACHE_TYPE": "SimpleCache", "CACHE_URL": "memory://"}
    # A cache that hangs must not hold up the page that it was to speed up.
    url += ("&" if "?" in url else "?") + "socket_connect_timeout=1&socket_timeout=1"
    return {
        "CACHE_TYPE": "RedisCache",
        "CACHE_URL": url,
        "CACHE_REDIS_URL": url,
        "CACHE_KEY_PREFIX": CACHE_KEY_PREFIX,
        "CACHE_OPTIONS": {"redis_connect_func": on_connect_to_redis},
    }


def on_connect_to_redis(connection: Connection) -> None:
    """Forget the cached summary: who was cut off could not tell Redis of a write."""
    connection.on_connect()
    connection.send_command("DEL", CACHE_KEY_PREFIX + SUMMARY_VERSION)
    connection.read_response()
