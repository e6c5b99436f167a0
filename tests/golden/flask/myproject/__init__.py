"""The application: create_app() puts it together."""

import os
from collections.abc import Mapping

from apiflask import APIFlask
from flask_login import current_user

from . import (
    accounts,
    admin,
    cli,
    config,
    headers,
    health,
    lending,
    logs,
    openapi,
    problems,
)
from .extensions import cache, csrf, db, login_manager, migrate
from .routing import IdConverter, Request


class App(APIFlask):
    request_class = Request
    # So that tags leave no blank lines in pages.
    jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    # Flask would answer OPTIONS for every view; here a view names all that it answers.
    default_config = {**APIFlask.default_config, "PROVIDE_AUTOMATIC_OPTIONS": False}


def create_app(settings: Mapping[str, object] | None = None) -> App:
    """Make an application from `settings`, by default those of the environment."""
    app = App(
        __name__,
        title=config.SITE_TITLE,
        version="1.0.0",
        json_errors=False,
        spec_path="/openapi.json",
        docs_path=None,  # APIFlask's page loads from a CDN: openapi.py has our own.
        openapi_blueprint_url_prefix="/api",
    )
    app.config.from_mapping(settings or config.load())
    app.json.sort_keys = False
    app.url_map.converters["id"] = IdConverter
    # An address has one spelling: with doubled slashes it is not found.
    app.url_map.merge_slashes = False

    logs.init_app(app)
    db.init_app(app)
    # Relative, because in an absolute path Alembic takes a "%" for a placeholder.
    migrate.init_app(app, db, directory=os.path.relpath(config.BASE_DIR / "migrations"))
    cache.init_app(app)
    headers.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app, add_context_processor=False)
    problems.init_app(app)
    openapi.init_app(app)

    app.register_blueprint(health.blueprint)
    site = admin.init_app(app)
    lending.init_app(app, site)
    accounts.init_app(app, site)
    cli.init_app(app)

    @app.context_processor
    def site_facts() -> dict[str, object]:
        return {
            "site_title": config.SITE_TITLE,
            "site_description": config.SITE_DESCRIPTION,
            "user": current_user,
        }

    return app
