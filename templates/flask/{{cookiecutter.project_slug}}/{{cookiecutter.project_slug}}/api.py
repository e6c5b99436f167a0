"""The page that shows the OpenAPI document, from local files."""

from importlib.resources import files

from flask import Blueprint, render_template

blueprint = Blueprint(
    "docs",
    __name__,
    static_folder=str(files("flask_swagger_ui") / "dist"),
    static_url_path="/static/swagger-ui",
)


@blueprint.get("/api/docs")
def swagger_ui() -> str:
    return render_template("api_docs.html")
