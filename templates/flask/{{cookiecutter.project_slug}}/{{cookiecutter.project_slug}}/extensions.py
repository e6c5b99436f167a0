"""The extensions, made once and bound to each application by create_app()."""

from alembic.config import Config
from flask import g, request
from flask_caching import Cache
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from .config import BASE_DIR


class Base(DeclarativeBase):
    """What every model inherits from: not db.Model, which type checkers cannot read.

    A constraint without a name of its own gets one by these rules, because a migration
    can only change what has a name.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s__%(column_0_N_name)s",
            "uq": "uq_%(table_name)s__%(column_0_N_name)s",
            "fk": "fk_%(table_name)s__%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ForgivingSession(Session):
    def close(self) -> None:
        """End a request; a connection that broke is dropped, the answer is there."""
        try:
            super().close()
        except DBAPIError:
            self.invalidate()


class CSRF(CSRFProtect):
    """Ask for the token, and that a page of this site sent the form.

    Flask-WTF looks at Referer alone, which some browsers leave out, and fails on one that
    is no address.
    """

    def protect(self, apply_exemptions: bool = False) -> None:
        super().protect(apply_exemptions)
        if "csrf_valid" not in g:
            return
        sender = request.headers.get("Origin")
        if sender is None and request.is_secure:
            sender = request.referrer or ""
        here = f"{request.scheme}://{request.host}/"
        if sender is not None and not f"{sender}/".startswith(here):
            self._error_response("The form comes from elsewhere.")


db = SQLAlchemy(
    metadata=Base.metadata,
    # After a commit a row stays readable as it was stored: by then it may be deleted.
    session_options={"class_": ForgivingSession, "expire_on_commit": False},
)
migrate = Migrate()
cache = Cache()
csrf = CSRF()
login_manager = LoginManager()


@migrate.configure
def read_pyproject(config: Config) -> Config:
    """Let Alembic find what it does to new migrations beside the settings of ruff."""
    config.toml_file_name = str(BASE_DIR / "pyproject.toml")
    return config
