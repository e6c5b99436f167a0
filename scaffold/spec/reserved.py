"""Names that are taken, each with the reason: Python's, the frameworks', ours.

The lists of framework attributes were read from Django 5.2, SQLAlchemy 2.1,
Flask-SQLAlchemy 3.1, Pydantic 2.14, Flask-WTF 1.3 and django-ninja 1.7 with
``dir()``; a test repeats that where the packages are installed.
"""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from collections.abc import Collection

Table = tuple[tuple[Collection[str], str], ...]

DEPENDENCIES = frozenset(
    [
        "_pytest",
        "_yaml",
        "alembic",
        "annotated_types",
        "anyio",
        "apiflask",
        "apispec",
        "argon2",
        "arrow",
        "asgiref",
        "binaryornot",
        "blinker",
        "cachelib",
        "certifi",
        "cffi",
        "charset_normalizer",
        "click",
        "cookiecutter",
        "coverage",
        "dateutil",
        "deprecated",
        "django",
        "dns",
        "email_validator",
        "environ",
        "flask",
        "flask_admin",
        "flask_caching",
        "flask_httpauth",
        "flask_limiter",
        "flask_login",
        "flask_marshmallow",
        "flask_migrate",
        "flask_sqlalchemy",
        "flask_wtf",
        "greenlet",
        "gunicorn",
        "h11",
        "httpcore",
        "httpx",
        "hypothesis",
        "idna",
        "iniconfig",
        "itsdangerous",
        "jinja2",
        "limits",
        "mako",
        "markdown_it",
        "markupsafe",
        "marshmallow",
        "mdurl",
        "mypy",
        "ninja",
        "ordered_set",
        "packaging",
        "pip",
        "pkg_resources",
        "pluggy",
        "psycopg",
        "psycopg_binary",
        "psycopg_pool",
        "py",
        "pycparser",
        "pydantic",
        "pydantic_core",
        "pygments",
        "pytest",
        "pytest_django",
        "redis",
        "requests",
        "rich",
        "ruff",
        "setuptools",
        "slugify",
        "sqlalchemy",
        "sqlparse",
        "text_unidecode",
        "typing_extensions",
        "typing_inspection",
        "tzdata",
        "urllib3",
        "uuid6",
        "uv",
        "webargs",
        "werkzeug",
        "wheel",
        "whitenoise",
        "wrapt",
        "wtforms",
        "yaml",
    ]
)
WINDOWS = frozenset(
    ["aux", "con", "nul", "prn"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)]
)
STARTER_FOLDERS = frozenset(
    ["accounts", "migrations", "static", "staticfiles", "templates", "tests"]
)
TOOL_FOLDERS = frozenset(["build", "dist", "env", "htmlcov", "node_modules", "venv"])

_MODULES: Table = (
    (frozenset(keyword.kwlist), "is a Python keyword"),
    (sys.stdlib_module_names | {"test"}, "is a module of Python's standard library"),
    (DEPENDENCIES, "is a package that the starters install"),
    (WINDOWS, "is a device name that Windows reserves"),
    (STARTER_FOLDERS, "is a folder of the starters themselves"),
    (TOOL_FOLDERS, "is a folder that build and lint tools skip"),
)
_PROJECTS: Table = (
    *_MODULES,
    ({"app", "application"}, "is a name that the flask command looks for as a module"),
    (
        {"conftest", "manage", "scaffold", "gunicorn_conf"},
        "is a file of the starters themselves",
    ),
)
_APPS: Table = (
    *_MODULES,
    (
        frozenset(
            ["admin", "auth", "contenttypes", "messages", "sessions", "humanize"]
        ),
        "is the label of one of Django's own apps",
    ),
    (
        frozenset(
            [
                "api",
                "app",
                "cli",
                "commands",
                "config",
                "conftest",
                "database",
                "display",
                "extensions",
                "forms",
                "headers",
                "health",
                "jsonbody",
                "logs",
                "manage",
                "middleware",
                "models",
                "pagination",
                "passwords",
                "problems",
                "queries",
                "schemas",
                "seed",
                "settings",
                "summary",
                "throttle",
                "tokens",
                "types",
                "urls",
                "views",
                "wsgi",
            ]
        ),
        "is a module of the starters themselves",
    ),
)
_MODELS: Table = (
    (
        {n for n in dir(builtins) if n[0].isupper()},
        "is a name that Python itself defines",
    ),
    (
        frozenset(
            ["Login", "Problem", "Health", "Live", "Token", "Credentials", "User"]
        ),
        "is a model or schema of the starters' own code",
    ),
    (
        frozenset(
            [
                "Annotated",
                "Any",
                "BigInteger",
                "Boolean",
                "CheckConstraint",
                "Column",
                "Date",
                "DateTime",
                "Decimal",
                "DeclarativeBase",
                "Double",
                "Enum",
                "Field",
                "Float",
                "ForeignKey",
                "Identity",
                "Index",
                "Integer",
                "Interval",
                "JSON",
                "Json",
                "LargeBinary",
                "Literal",
                "Mapped",
                "MetaData",
                "Model",
                "Numeric",
                "Query",
                "Relationship",
                "Select",
                "SmallInteger",
                "String",
                "Table",
                "Text",
                "Time",
                "TypeDecorator",
                "UUID",
                "UniqueConstraint",
                "Uuid",
            ]
        ),
        "is a class that the ORMs or the type hints of the models use",
    ),
    (
        frozenset(
            [
                "APIBlueprint",
                "Admin",
                "AlembicVersion",
                "Api",
                "App",
                "BadCursor",
                "Base",
                "BaseModel",
                "BeforeValidator",
                "Bigint",
                "Blueprint",
                "BooleanField",
                "Cache",
                "Callable",
                "ChoiceField",
                "Config",
                "Context",
                "Cursor",
                "DateField",
                "DateInput",
                "DateTimeInput",
                "Db",
                "DecimalField",
                "Digits",
                "Duplicate",
                "Email",
                "EmailField",
                "ExactDecimal",
                "F",
                "FieldError",
                "Filter",
                "Flag",
                "Flask",
                "FlaskForm",
                "FloatField",
                "Form",
                "FormDataParser",
                "HttpResponse",
                "Id",
                "Ids",
                "Input",
                "InputRequired",
                "Instant",
                "IntegerField",
                "IntegrityError",
                "Iterator",
                "JSONBody",
                "JSONField",
                "ListQuery",
                "Lookup",
                "Manager",
                "Mapping",
                "MaxLength",
                "MaxValueValidator",
                "Meta",
                "Middleware",
                "Migration",
                "MinValueValidator",
                "ModelAdmin",
                "ModelForm",
                "ModelView",
                "NinjaAPI",
                "NotFound",
                "OfType",
                "OperationalError",
                "Optional",
                "OptionalBooleanField",
                "Output",
                "Page",
                "Pages",
                "Paginator",
                "ParamSpec",
                "Path",
                "Plain",
                "ProblemError",
                "PydanticCustomError",
                "Q",
                "Range",
                "Record",  # its form and admin would hide RecordForm and RecordAdmin
                "RecordAdmin",
                "RecordForm",
                "RedisError",
                "RelationField",
                "RelationsField",
                "Request",
                "Response",
                "ResponseReturnValue",
                "Router",
                "Row",
                "RowField",
                "RowsField",
                "Schema",
                "Sequence",
                "Session",
                "Settings",
                "Slug",
                "StaleDataError",
                "StillReferredTo",
                "StringField",
                "Summary",
                "TextAreaField",
                "TextRequired",
                "TimeField",
                "TimeInput",
                "URLField",
                "UTCDateTime",
                "UTCDateTimeField",
                "UUIDField",
                "UnknownRow",
                "UnknownRows",
                "Url",
                "View",
            ]
        ),
        "is a class of the frameworks or of the starters' own code",
    ),
)
_FIELDS: Table = (
    (frozenset(keyword.kwlist), "is a Python keyword"),
    ({"id", "pk"}, "is the primary key that every model has already"),
    (
        frozenset(
            [
                "adelete",
                "arefresh_from_db",
                "asave",
                "check",
                "clean",
                "clean_fields",
                "date_error_message",
                "delete",
                "from_db",
                "full_clean",
                "objects",
                "prepare_database_save",
                "refresh_from_db",
                "save",
                "save_base",
                "serializable_value",
                "unique_error_message",
                "validate_constraints",
                "validate_unique",
            ]
        ),
        "is an attribute of every Django model",
    ),
    (
        {"metadata", "query", "query_class", "registry"},
        "is an attribute of every SQLAlchemy model",
    ),
    (
        frozenset(
            [
                "construct",
                "copy",
                "dict",
                "from_orm",
                "json",
                "parse_file",
                "parse_obj",
                "parse_raw",
                "schema",
                "schema_json",
                "update_forward_refs",
                "validate",
            ]
        ),
        "is an attribute of every Pydantic model",
    ),
    (
        frozenset(
            [
                "csrf_token",
                "csrfmiddlewaretoken",
                "data",
                "errors",
                "form_errors",
                "hidden_tag",
                "is_submitted",
                "meta",
                "populate_obj",
                "post_process",
                "process",
                "submit",
                "validate_on_submit",
            ]
        ),
        "is an attribute of every WTForms form",
    ),
    (
        frozenset(
            [
                "bool",
                "bytes",
                "cached_property",
                "classmethod",
                "float",
                "frozenset",
                "int",
                "list",
                "object",
                "property",
                "set",
                "staticmethod",
                "str",
                "super",
                "tuple",
            ]
        ),
        "is a built-in type that the class itself uses",
    ),
    (
        frozenset(
            [
                "annotations",
                "control",
                "db",
                "dt",
                "exact_decimal",
                "fields",
                "figures_in_places",
                "check_id",
                "fixed_places",
                "is_id",
                "one_of",
                "forms",
                "is_slug",
                "mapped_column",
                "model_config",
                "models",
                "no_nul",
                "none_if_empty",
                "one_of",
                "orm",
                "partial_of",
                "relationship",
                "reverse",
                "sa",
                "sqlalchemy",
                "strip",
                "timezone",
                "utcnow",
                "validators",
            ]
        ),
        "is a name that the starters' own classes use",
    ),
)
_FIELD_PREFIXES = (
    ("model_", "Pydantic keeps names that begin with model_ for itself"),
    ("get_", "Django makes methods that begin with get_ for its fields"),
    ("validate_", "WTForms runs methods that begin with validate_"),
    ("clean_", "Django runs form methods that begin with clean_"),
    ("resolve_", "django-ninja runs methods that begin with resolve_"),
)
_URLS: Table = (
    (
        frozenset(["accounts", "admin", "api", "static", "media", "favicon", "robots"]),
        "is an address that the starters use",
    ),
    (
        frozenset(["docs", "health", "live", "openapi", "summary", "token", "schema"]),
        "is an address of the starters' API",
    ),
    (frozenset(keyword.kwlist), "is a Python keyword"),
)
#: Names that functions of the starters give to other things.
_VARIABLES: Table = (
    (frozenset(keyword.kwlist), "is a Python keyword"),
    (
        frozenset(
            [
                "admin",
                "api",
                "app",
                "base",
                "cache",
                "cursor",
                "db",
                "display",
                "form",
                "forms",
                "health",
                "list",
                "meta",
                "model",
                "models",
                "object",
                "page",
                "pagination",
                "problem",
                "problems",
                "queries",
                "query",
                "request",
                "response",
                "router",
                "schema",
                "schemas",
                "self",
                "session",
                "settings",
                "summary",
                "url",
                "urls",
                "user",
                "users",
                "view",
                "views",
            ]
        ),
        "is a name that the starters' functions use",
    ),
)

PROJECT_PATTERN = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
MODEL_PATTERN = re.compile(r"[A-Z][A-Za-z0-9]{0,39}", re.ASCII)
FIELD_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


def project_reason(name: str) -> str | None:
    """Why a project cannot have this name; None when it can."""
    return _reason(name, _PROJECTS)


def app_reason(name: str) -> str | None:
    return _reason(name, _APPS)


def model_reason(name: str) -> str | None:
    return _reason(name, _MODELS)


def variable_reason(name: str) -> str | None:
    """Why a model's name in snake case, or its plural, cannot be a variable."""
    return _reason(name, _VARIABLES)


def url_reason(name: str) -> str | None:
    return _reason(name, _URLS)


def field_reason(name: str) -> str | None:
    for prefix, why in _FIELD_PREFIXES:
        if name.startswith(prefix):
            return f"cannot be used: {why}"
    return _reason(name, _FIELDS)


def _reason(name: str, table: Table) -> str | None:
    return next((why for names, why in table if name in names), None)
