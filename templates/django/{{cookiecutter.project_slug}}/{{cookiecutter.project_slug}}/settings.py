"""Settings: everything that differs between machines comes from the environment.

A file `.env` beside manage.py is read too; what the environment says wins over it.
"""

from pathlib import Path
from urllib.parse import quote

import django
import environ
from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS

from support.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", str.strip, ["localhost", "127.0.0.1"])

EXAMPLE_KEY = "change-me-make-setup-writes-a-random-key"
if not DEBUG and (len(SECRET_KEY) < 32 or SECRET_KEY == EXAMPLE_KEY):
    raise ImproperlyConfigured(
        "SECRET_KEY must be a random text of 32 characters or more. Make one with: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
SECRET_KEY = SECRET_KEY or EXAMPLE_KEY

SITE_TITLE = {{ cookiecutter._spec.title.python }}
SITE_DESCRIPTION = {{ cookiecutter._spec.description.python }}

INSTALLED_APPS = [
    "accounts",
    "{{ cookiecutter._spec.app }}",
    "support",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",
]

MIDDLEWARE = [
    # Outermost: the answers of the others need a policy and a page too.
    "support.csp.ContentSecurityPolicyMiddleware",
    "support.middleware.AnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "{{ cookiecutter.project_slug }}.urls"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "support.csp.csp",
            ],
{%- if "json" in cookiecutter._spec.kinds %}
            "libraries": {"compact": "support.compact"},
{%- endif %}
        },
    },
]
FORM_RENDERER = "support.rendering.SiteRenderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SQLITE = "sqlite:///" + quote(f"{BASE_DIR}/db.sqlite3")
DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="") or SQLITE)}
database = DATABASES["default"]
# Connections stay open between requests: a new one costs more than most queries.
database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
if database["ENGINE"] == "django.db.backends.sqlite3":
    # Readers do not wait for a writer, and writers queue instead of failing.
    database["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        "transaction_mode": "IMMEDIATE",
    }
else:
    # How long to wait for a connection, a lost host, a lock; the URL may say otherwise.
    database["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        "options": "-c lock_timeout=10s",
    } | database.get("OPTIONS", {})

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One process may keep its own cache; several must share one.
LOCAL_CACHE = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {"default": {"BACKEND": LOCAL_CACHE, "OPTIONS": {"MAX_ENTRIES": 10_000}}}
if CACHE_URL := env("CACHE_URL", default=""):
    CACHES["default"] = {
        "BACKEND": "support.cache.ForgivingRedisCache",
        "LOCATION": CACHE_URL,
        # Other projects may share that Redis.
        "KEY_PREFIX": "{{ cookiecutter.project_slug }}",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.ThrottledBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username"]},
    },
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATION}.NumericPasswordValidator"},
    {"NAME": "accounts.validators.MaximumLengthValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "accounts:profile"
LOGOUT_REDIRECT_URL = "{{ cookiecutter._spec.app }}:home"

SESSION_ENGINE = "support.sessions"
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True

SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^api/(health|live)$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else env.int("HSTS_SECONDS", 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# Bytes of a request with files; of one without, Django's own limit is for JSON too.
MAX_UPLOAD_SIZE = env.int("MAX_UPLOAD_MB", 10) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Printed while debugging, and where no server is named.
EMAIL_URL = env("EMAIL_URL", default="")
mail = env.email_url_config("consolemail://" if DEBUG or not EMAIL_URL else EMAIL_URL)
if django.VERSION < (6, 1):
    vars().update(mail)  # EMAIL_BACKEND, EMAIL_HOST …
else:
    MAILERS = {"default": {"BACKEND": mail["EMAIL_BACKEND"]}}
    if mail["EMAIL_BACKEND"] == env.EMAIL_SCHEMES["smtp"]:
        MAILERS["default"]["OPTIONS"] = {
            "host": mail["EMAIL_HOST"],
            "port": mail["EMAIL_PORT"] or 25,
            "username": mail["EMAIL_HOST_USER"],
            "password": mail["EMAIL_HOST_PASSWORD"],
            "use_tls": mail.get("EMAIL_USE_TLS", False),
            "use_ssl": mail.get("EMAIL_USE_SSL", False),
        }
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="webmaster@localhost")

USE_I18N = False
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files that nobody has collected yet are served from where they lie.
WHITENOISE_USE_FINDERS = True
if not DEBUG:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "support.storage.StaticFilesStorage"},
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(levelname)s %(name)s %(message)s",
            "timestamp": "time",
            "rename_fields": {"levelname": "level", "name": "logger"},
            # Not the request that Django adds: its query may hold what people search for.
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
        },
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "plain" if DEBUG else "json",
        }
    },
    "root": {"handlers": ["stdout"], "level": env("LOG_LEVEL", default="INFO").upper()},
    "loggers": {
        # Django's own handlers mail the admins; here everything goes to the root's.
        "django": {"handlers": []},
        # Anybody can ask for any host: no error of ours.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
