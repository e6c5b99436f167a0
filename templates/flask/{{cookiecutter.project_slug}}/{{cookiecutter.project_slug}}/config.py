"""Settings, read from the environment and from the file `.env` beside wsgi.py."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dotenv import load_dotenv
from sqlalchemy import URL, make_url

from .support import caching

BASE_DIR = Path(__file__).resolve().parent.parent
EXAMPLE_KEY = "change-me-make-setup-writes-a-random-key"

SITE_TITLE = {{ cookiecutter._spec.title.python }}
SITE_DESCRIPTION = {{ cookiecutter._spec.description.python }}


def load(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Return the settings; what the environment says wins over `.env`.

    Like the flask command, this puts `.env` into the environment, where gunicorn.conf.py
    looks too.

    Raises RuntimeError when the application could not run safely with them.
    """
    if environ is None:
        load_dotenv(BASE_DIR / ".env")
        environ = os.environ
    debug = _flag(environ.get("DEBUG", ""))
    megabytes = environ.get("MAX_UPLOAD_MB") or "10"
    return {
        "SITE_TITLE": SITE_TITLE,
        "DESCRIPTION": SITE_DESCRIPTION,
        "DEBUG": debug,
        # Apart from DEBUG, which `flask run` sets again from its own --debug.
        "HTTPS_ONLY": not debug,
        "HSTS": _hsts(environ),
        "SECRET_KEY": _secret_key(environ.get("SECRET_KEY", ""), debug),
        "SECRET_KEY_FALLBACKS": _list(environ.get("SECRET_KEY_FALLBACKS", "")),
        "TRUSTED_HOSTS": _hosts(environ.get("ALLOWED_HOSTS", "")),
        "LOG_LEVEL": _log_level(environ.get("LOG_LEVEL", "")),
        "MAX_CONTENT_LENGTH": int(megabytes) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "PREFERRED_URL_SCHEME": "http" if debug else "https",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not debug,
        "PERMANENT_SESSION_LIFETIME": 14 * 24 * 60 * 60,
        "SESSION_REFRESH_EACH_REQUEST": False,
        # A form stays valid for as long as the session that it was shown in.
        "WTF_CSRF_TIME_LIMIT": None,
        **_mail(environ),
        **_database(environ.get("DATABASE_URL", "")),
        **_cache(environ.get("CACHE_URL", "")),
    }


def _flag(text: str) -> bool:
    return text.strip().lower() in {"true", "1", "yes", "on"}


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _hsts(environ: Mapping[str, str]) -> str:
    """Promise https for an hour, unless more was asked for: it cannot be taken back."""
    parts = [f"max-age={int(environ.get('HSTS_SECONDS') or 3600)}"]
    if _flag(environ.get("HSTS_SUBDOMAINS", "")):
        parts.append("includeSubDomains")
    if _flag(environ.get("HSTS_PRELOAD", "")):
        parts.append("preload")
    return "; ".join(parts)


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
    hosts = _list(text)
    return None if "*" in hosts else hosts or ["localhost", "127.0.0.1", "[::1]"]


def _mail(environ: Mapping[str, str]) -> dict[str, object]:
    """Without EMAIL_URL, which names a server, mail goes to standard output."""
    url = urlsplit(environ.get("EMAIL_URL", ""))
    return {
        "MAIL_BACKEND": "smtp" if url.hostname else "console",
        "MAIL_SERVER": url.hostname or "localhost",
        "MAIL_PORT": url.port or 25,
        "MAIL_USERNAME": unquote(url.username or "") or None,
        "MAIL_PASSWORD": unquote(url.password or "") or None,
        "MAIL_USE_TLS": url.scheme == "smtp+tls",
        "MAIL_USE_SSL": url.scheme == "smtp+ssl",
        "MAIL_TIMEOUT": 10,
        "MAIL_DEFAULT_SENDER": environ.get("DEFAULT_FROM_EMAIL") or "webmaster@localhost",
    }


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
        return {"CACHE_TYPE": "SimpleCache", "RATELIMIT_STORAGE_URI": "memory://"}
    # A cache that hangs must not hold up the page that it was to speed up.
    url += ("&" if "?" in url else "?") + "socket_connect_timeout=1&socket_timeout=1"
    return {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_URL": url,
        "CACHE_KEY_PREFIX": caching.KEY_PREFIX,
        "CACHE_OPTIONS": {"redis_connect_func": caching.on_connect},
        "RATELIMIT_STORAGE_URI": url,
        "RATELIMIT_KEY_PREFIX": caching.KEY_PREFIX,
    }
