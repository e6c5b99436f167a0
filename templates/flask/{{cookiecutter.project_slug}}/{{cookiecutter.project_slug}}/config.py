"""Settings: those of the code, and those of the environment and the file `.env`."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from dotenv import load_dotenv

from .support import caching

BASE_DIR = Path(__file__).resolve().parent.parent
EXAMPLE_KEY = "change-me-make-setup-writes-a-random-key"

SITE_TITLE = {{ cookiecutter._spec.title.python }}
DESCRIPTION = {{ cookiecutter._spec.description.python }}

# An error in the admin gets the same page as an error anywhere else.
FLASK_ADMIN_RAISE_ON_VIEW_EXCEPTION = True
# APIFlask documents errors of its own shape; support/openapi.py has ours.
AUTO_404_RESPONSE = False
AUTO_AUTH_ERROR_RESPONSE = False
AUTO_VALIDATION_ERROR_RESPONSE = False
AUTO_SERVERS = False
MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024
SESSION_COOKIE_SAMESITE = "Lax"
PERMANENT_SESSION_LIFETIME = 14 * 24 * 60 * 60
SESSION_REFRESH_EACH_REQUEST = False
# A form stays valid for as long as the session that it was shown in.
WTF_CSRF_TIME_LIMIT = None

MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


def load(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Return the settings of the environment, which wins over `.env`.

    Like the flask command, this puts `.env` into the environment.

    Raises RuntimeError when the application could not run safely with them.
    """
    if environ is None:
        load_dotenv(BASE_DIR / ".env")
        environ = os.environ
    environ = {name: value for name, value in environ.items() if value}
    debug = _flag(environ, "DEBUG")
    hosts = _list(environ, "ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
    return {
        "DEBUG": debug,
        # Apart from DEBUG, which `flask run` sets again from its own --debug.
        "HTTPS_ONLY": not debug,
        "HSTS": _hsts(environ),
        "SECRET_KEY": _secret_key(environ.get("SECRET_KEY", ""), debug),
        "SECRET_KEY_FALLBACKS": _list(environ, "SECRET_KEY_FALLBACKS"),
        "PREFERRED_URL_SCHEME": "http" if debug else "https",
        "SESSION_COOKIE_SECURE": not debug,
        "TRUSTED_HOSTS": None if "*" in hosts else hosts,
        "LOG_LEVEL": environ.get("LOG_LEVEL", "INFO").upper(),
        "MAX_CONTENT_LENGTH": int(environ.get("MAX_UPLOAD_MB", "10")) * 1024 * 1024,
        "MAIL_DEFAULT_SENDER": environ.get("DEFAULT_FROM_EMAIL", "webmaster@localhost"),
        **_mail("" if debug else environ.get("EMAIL_URL", "")),
        **_database(environ.get("DATABASE_URL", "")),
        **_cache(environ.get("CACHE_URL", "")),
    }


def _flag(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() in {"true", "1", "yes", "on"}


def _list(environ: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def _hsts(environ: Mapping[str, str]) -> str:
    """Promise https for an hour, unless more was asked for: it cannot be taken back."""
    seconds = int(environ.get("HSTS_SECONDS", "3600"))
    subdomains = "; includeSubDomains" if _flag(environ, "HSTS_SUBDOMAINS") else ""
    preload = "; preload" if _flag(environ, "HSTS_PRELOAD") else ""
    return f"max-age={seconds}{subdomains}{preload}"


def _secret_key(key: str, debug: bool) -> str:
    if debug:
        return key or EXAMPLE_KEY
    if len(key) < 32 or key == EXAMPLE_KEY:
        raise RuntimeError(
            "SECRET_KEY must be a random text of 32 characters or more. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def _mail(address: str) -> dict[str, object]:
    """Without EMAIL_URL, which names a server, mail goes to standard output."""
    if not address:
        return {"MAIL_BACKEND": "console"}
    url = urlsplit(address)
    if url.scheme not in MAIL_PORTS or not url.hostname:
        raise RuntimeError("EMAIL_URL must be like smtp+tls://name:password@host:587.")
    return {
        "MAIL_BACKEND": f"{__package__}.support.mail.EmailBackend",
        "MAIL_SERVER": url.hostname,
        "MAIL_PORT": url.port or MAIL_PORTS[url.scheme],
        "MAIL_USERNAME": unquote(url.username or ""),
        "MAIL_PASSWORD": unquote(url.password or ""),
        "MAIL_USE_TLS": url.scheme == "smtp+tls",
        "MAIL_USE_SSL": url.scheme == "smtp+ssl",
        "MAIL_TIMEOUT": 10,
    }


def _database(url: str) -> dict[str, object]:
    if not url:
        # Not as text: the folder's name may hold characters that mean more in a URL.
        file = sa.URL.create("sqlite", database=str(BASE_DIR / "db.sqlite3"))
        return {"SQLALCHEMY_DATABASE_URI": file}
    if url.startswith("sqlite:"):
        return {"SQLALCHEMY_DATABASE_URI": url}
    # How long to wait for a connection, a lost host, a lock.
    waits = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    options = {"connect_args": {**waits, "options": "-c lock_timeout=10s"}}
    return {
        # SQLAlchemy gave up the short scheme that some hosts still hand out.
        "SQLALCHEMY_DATABASE_URI": url.replace("postgres://", "postgresql://", 1),
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, **options},
    }


def _cache(url: str) -> dict[str, object]:
    """One process may keep its own cache; several must share one."""
    if not url:
        return {"CACHE_TYPE": "SimpleCache", "LOGIN_LIMITS_URL": "memory://"}
    # A cache that hangs must not hold up the page that it was to speed up.
    url += ("&" if "?" in url else "?") + "socket_connect_timeout=1&socket_timeout=1"
    return {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_URL": url,
        "CACHE_KEY_PREFIX": caching.KEY_PREFIX,
        "CACHE_OPTIONS": {"redis_connect_func": caching.on_connect},
        "LOGIN_LIMITS_URL": url,
    }
