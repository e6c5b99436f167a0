"""The application: create_app() puts it together."""

import os
from collections.abc import Mapping

from apiflask import APIFlask
from flask_login import current_user

from . import accounts, api, config, health, lending
from .accounts import limits
from .accounts.admin import USER_VIEWS
from .extensions import cache, csrf, db, login_manager, mail, migrate
from .lending.admin import VIEWS
from .support import admin, headers, logs, openapi, problems, templating
from .support.routing import RowIdConverter


def create_app(settings: Mapping[str, object] | None = None) -> APIFlask:
    """Make an application from `settings`, by default those of the environment."""
    app = APIFlask(
        __name__,
        title=config.SITE_TITLE,
        version="1.0.0",
        json_errors=False,
        spec_path="/openapi.json",
        docs_path=None,  # APIFlask's page loads from a CDN: api.py has our own.
        openapi_blueprint_url_prefix="/api",
    )
    app.config.from_object(config)
    app.config.from_mapping(settings or config.load())
    app.url_map.converters["int"] = RowIdConverter

    logs.init_app(app)
    db.init_app(app)
    # Relative, because in an absolute path Alembic takes a "%" for a placeholder.
    migrate.init_app(app, db, directory=os.path.relpath(config.BASE_DIR / "migrations"))
    cache.init_app(app)
    mail.init_app(app)
    headers.init_app(app)
    csrf.init_app(app)
    # Flask-Login's own would load the user for every page, errors too.
    login_manager.init_app(app, add_context_processor=False)
    app.add_template_global(current_user, "current_user")
    problems.init_app(app)
    app.spec_processor(openapi.complete)  # type: ignore[arg-type]
    templating.init_app(app)

    limits.init_app(app)
    admin.init_app(app, {**VIEWS, **USER_VIEWS})
    own = [health.blueprint, api.blueprint]
    for blueprint in [*lending.BLUEPRINTS, *accounts.BLUEPRINTS, *own]:
        app.register_blueprint(blueprint)
    return app
