"""The extensions, made once and bound to each application by create_app()."""

from typing import TYPE_CHECKING

from flask_caching import Cache
from flask_login import LoginManager
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped

from .support.csrf import CSRF
from .support.database import ForgivingSession


class Base(DeclarativeBase):
    """What is behind db.Model.

    An index or a constraint gets its name by these rules, because a migration can only
    change what has a name. A CHECK says its own.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s__%(column_0_N_name)s",
            "uq": "uq_%(table_name)s__%(column_0_N_name)s",
            "fk": "fk_%(table_name)s__%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    if TYPE_CHECKING:
        id: Mapped[int]


db = SQLAlchemy(
    model_class=Base,
    # After a commit a row stays readable as it was stored: by then it may be deleted.
    session_options={"class_": ForgivingSession, "expire_on_commit": False},
)
migrate = Migrate()
cache = Cache()
csrf = CSRF()
login_manager = LoginManager()
mail = Mail()
