"""Settings: everything that differs between machines comes from the environment.

A file `.env` beside manage.py is read too; what the environment says wins over it.
"""

from pathlib import Path
from urllib.parse import quote

import django
import environ
from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")
# A variable that is empty counts as not set.
env.ENVIRON = {name: value for name, value in env.ENVIRON.items() if value}

DEBUG = env.bool("DEBUG", False)
EXAMPLE_KEY = "change-me-make-setup-writes-a-random-key"
SECRET_KEY = env("SECRET_KEY", default=EXAMPLE_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if not DEBUG and (len(SECRET_KEY) < 32 or SECRET_KEY == EXAMPLE_KEY):
    raise ImproperlyConfigured("SECRET_KEY must be 32 random characters or more.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", str.strip, ["localhost", "127.0.0.1"])

INSTALLED_APPS = [
    "accounts",
    "lending",
    "support",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "ninja",
]

MIDDLEWARE = [
    # First: the answers of the others get their headers and pages here too.
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

ROOT_URLCONF = "myproject.urls"
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
                "support.middleware.csp",
            ],
            "libraries": {"compact": "support.compact"},
        },
    },
]
# {{ form }} is rendered by django/forms/div.html of support.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

SQLITE = "sqlite:///" + quote(f"{BASE_DIR}/db.sqlite3")
DATABASES = {"default": env.db_url(default=SQLITE)}
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
        "KEY_PREFIX": "myproject",
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
LOGOUT_REDIRECT_URL = "lending:home"

SESSION_ENGINE = "support.sessions"
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True

SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^api/(health|live)$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else env.int("HSTS_SECONDS", 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
# Templates get the nonce as `csp_nonce`, for a script of your own in a page.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# The most bytes of a request with files, and of one without: a form or JSON.
MAX_UPLOAD_SIZE = env.int("MAX_UPLOAD_MB", 10) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# EMAIL_BACKEND, EMAIL_HOST and so on; in debug, or without a URL, mail is printed.
EMAIL_URL = "" if DEBUG else env("EMAIL_URL", default="")
mail = env.email_url_config(EMAIL_URL or "consolemail://")
mail["EMAIL_TIMEOUT"] = 10 if mail["EMAIL_HOST"] else None
if django.VERSION < (6, 1):
    vars().update(mail)
else:  # From 6.1 on they are options of a mailer, and two have other names.
    names = {"EMAIL_HOST_USER": "username", "EMAIL_HOST_PASSWORD": "password"}
    mailer = {names.get(k, k[6:].lower()): v for k, v in mail.items() if v}
    MAILERS = {"default": {"BACKEND": mailer.pop("backend"), "OPTIONS": mailer}}
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="webmaster@localhost")

USE_I18N = False
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Before collectstatic has run, files are served from where they lie.
WHITENOISE_USE_FINDERS = DEBUG or not STATIC_ROOT.is_dir()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

STDOUT = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{levelname}{name}{message}",
            "style": "{",
            "timestamp": "time",
            "rename_fields": {"levelname": "level", "name": "logger"},
            # Django adds the request, whose query may hold what people search for.
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
        },
    },
    "handlers": {"stdout": STDOUT | {"formatter": "plain" if DEBUG else "json"}},
    "root": {"handlers": ["stdout"], "level": env("LOG_LEVEL", default="INFO").upper()},
    "loggers": {
        # Without Django's own handlers, which mail errors to ADMINS.
        "django": {"level": "NOTSET"},
        # Anybody can name a wrong host or send too much: that is no error to look into.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
        "django.security.TooManyFilesSent": {"level": "CRITICAL"},
    },
}
