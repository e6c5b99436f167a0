"""The admin: for staff only, and alike on both databases."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from flask import Flask, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import Admin, AdminIndexView
from flask_admin.actions import action
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.sqla.typefmt import DEFAULT_FORMATTERS
from flask_admin.menu import MenuLink
from flask_login import current_user
from sqlalchemy.exc import DBAPIError

from .accounts.auth import to_login
from .config import SITE_TITLE
from .database import is_collision
from .extensions import Base, db
from .forms import Form
from .problems import STILL_REFERRED_TO, TITLES_AND_DETAILS
from .routing import LARGEST_ID, IdConverter, local

LAST_PAGE = 1_000_000
LONGEST_SEARCH = 200


def to_the_minute(view: ModelView, value: dt.datetime, name: str) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC"


class StaffOnly:
    """Flask-Admin lets everyone in unless told otherwise."""

    def is_accessible(self) -> bool:
        return current_user.is_staff

    def inaccessible_callback(self, name: str, **kwargs: Any) -> ResponseReturnValue:
        if current_user.is_authenticated:
            abort(403)
        return to_login()

    def _handle_view(self, name: str, **kwargs: Any) -> ResponseReturnValue | None:
        """Lead back to pages of this site only: Flask-Admin lets https:evil.example by."""
        target = request.values.get("url", "")
        if self.is_accessible() and target != local(target):
            abort(400)
        return super()._handle_view(name, **kwargs)


class Home(StaffOnly, AdminIndexView):
    pass


class RecordAdmin(StaffOnly, ModelView):
    """The rows of one model, edited by the same form as on the pages."""

    # Flask-Admin's own list has script in its attributes.
    list_template = "admin/list.html"
    column_type_formatters = {**DEFAULT_FORMATTERS, dt.datetime: to_the_minute}

    def __init__(self, model: type[Base], plural: str, title: str) -> None:
        super().__init__(model, db, name=title, endpoint=f"admin_{plural}", url=plural)

    def get_list(
        self,
        page: int | None,
        sort: Any,
        desc: Any,
        search: str | None,
        *args: Any,
        **kwargs: Any,
    ) -> tuple[int | None, list[Any]]:
        """Keep what stands in the address within what the database takes."""
        page = min(max(page or 0, 0), LAST_PAGE)
        search = (search or "").replace("\x00", "")[:LONGEST_SEARCH]
        return super().get_list(page, sort, desc, search, *args, **kwargs)

    def get_one(self, id: str | tuple[str, ...]) -> Base | None:
        """Return the row; PostgreSQL does not take the text that stands in the address."""
        # An address with several ids gives a tuple.
        if isinstance(id, tuple) or not re.fullmatch(IdConverter.regex, id):
            return None
        if int(id) > LARGEST_ID:
            return None
        return db.session.get(self.model, int(id))

    def validate_form(self, form: Form) -> bool:
        valid = super().validate_form(form)
        for error in form.form_errors:
            flash(error, "error")
        return valid

    def handle_view_exception(self, exc: Exception) -> bool:
        if not is_collision(exc):
            if isinstance(exc, DBAPIError):
                raise exc
            return super().handle_view_exception(exc)
        deleting = str(getattr(exc, "statement", "")).startswith("DELETE")
        flash(STILL_REFERRED_TO if deleting else TITLES_AND_DETAILS[409][1], "error")
        return True

    @action("delete", "Delete", "Delete the selected rows?")
    def action_delete(self, ids: Sequence[str]) -> None:
        rows = [row for row in map(self.get_one, ids) if row]
        count = sum(self.delete_model(row) for row in rows)
        flash("1 row was deleted." if count == 1 else f"{count} rows were deleted.")


def init_app(app: Flask) -> Admin:
    # By itself Flask would answer 308, which browsers keep for good.
    app.add_url_rule(
        "/admin", "admin_home", lambda: redirect(url_for("admin.index"), 302)
    )
    site = Admin(app, name=SITE_TITLE, index_view=Home())
    site.add_link(MenuLink("View site", endpoint="pages.home"))
    return site
