"""Flask-Admin for editors only, within bounds, with the fields of the pages' forms.

By itself it lets everybody in, loads all rows of a related table, deletes selected rows
one by one though one of them may not go, shows what the database says of a refusal,
leads back to any address (https:evil.example), and an id that is no number is an error.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from flask import Flask, abort, flash, request
from flask_admin import Admin, AdminIndexView, BaseView
from flask_admin.actions import action
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.sqla.filters import (
    FilterConverter,
    FilterEmpty,
    FilterEqual,
    FilterNotEqual,
)
from flask_admin.model.ajax import AjaxModelLoader
from flask_admin.model.filters import convert

from ..accounts.auth import editor_required, local
from ..extensions import Base, db
from .columns import row_id_of
from .database import is_collision
from .fields import PostedForm
from .keyset import LONGEST_SEARCH, Listing
from .writes import DUPLICATE, STILL_REFERRED_TO, commit, touch


def row_of(model: type[Base], text: Any) -> Base | None:
    """Return the row that an address or a form names, if there is one."""
    with suppress(ValueError):
        return db.session.get(model, row_id_of(str(text)))
    return None


class EditorsOnly(BaseView):
    @editor_required
    def _handle_view(self, name: str, **kwargs: Any) -> Any:
        """Lead back to pages of this site only, and look for what can be looked for.

        Flask-Admin's hook before each view; `is_accessible` is asked for the menu too.
        """
        # A row that is sent may have a field called url.
        sent = request.args if name in {"create_view", "edit_view"} else request.values
        target, search = sent.get("url", ""), request.args.get("search", "")
        if target != local(target):
            abort(400)
        if len(search) > LONGEST_SEARCH or b"%00" in request.query_string:
            abort(400, "This cannot be searched for.")
        return super()._handle_view(name, **kwargs)


class Home(EditorsOnly, AdminIndexView):
    pass


class Loader(AjaxModelLoader):
    """The first rows that are found, as a script asks for them."""

    def __init__(self, name: str, rows: Listing[Any]) -> None:
        super().__init__(name, {})
        self.rows = rows

    def format(self, model: Base | None) -> tuple[int, str] | None:
        return (model.id, str(model)) if model else None

    def get_one(self, pk: Any) -> Base | None:
        with db.session.no_autoflush:
            # Flask-Admin would leave out what is gone, without a word.
            return row_of(self.rows.model, pk) or abort(400, "A chosen row is gone.")

    def get_list(self, query: str, offset: int = 0, limit: int = 0) -> Sequence[Base]:
        return [] if offset else self.rows.choices((query or "")[:LONGEST_SEARCH])


class Filters(FilterConverter):
    """For the columns that Flask-Admin does not know."""

    conv_utc = convert("utcdatetime")(FilterConverter.conv_datetime)
    enum = (FilterEqual, FilterNotEqual)

    @convert("json")
    def conv_json(self, column: Any, name: str, **kwargs: Any) -> list[Any]:
        return [FilterEmpty(column, name, **kwargs)]


class RecordView(EditorsOnly, ModelView):
    """The rows of one model; `page_form` has the fields that are no relations."""

    page_form = PostedForm
    # With the token that CSRFProtect asks for; Flask-Admin's own has another.
    form_base_class = PostedForm
    filter_converter = Filters()

    def scaffold_form(self) -> Any:
        return type("Form", (super().scaffold_form(), self.page_form), {})

    def get_list(self, page: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get_list(min(max(page or 0, 0), 10**6), *args, **kwargs)

    def get_one(self, id: Any) -> Base | None:
        return row_of(self.model, id)

    def on_model_change(self, form: Any, model: Base, is_created: bool) -> None:
        touch(model)

    def handle_view_exception(self, exc: Exception) -> bool:
        if is_collision(exc):
            flash(f"{DUPLICATE} Or: {STILL_REFERRED_TO}", "error")
            return True
        return bool(super().handle_view_exception(exc))

    @action("delete", "Delete", "Delete the selected rows?")
    def action_delete(self, ids: Sequence[str]) -> None:
        """Delete all of them, or none."""
        rows = [row for row in map(self.get_one, ids) if row]
        for row in rows:
            self.on_model_delete(row)
            db.session.delete(row)
        if commit():
            flash(f"Deleted: {len(rows)}.", "success")
        else:
            flash(f"{STILL_REFERRED_TO} Nothing was deleted.", "error")


def init_app(app: Flask, views: Mapping[str, tuple[Any, type[Any], str]]) -> None:
    """Add the views, each at its address: its class, its model and its title."""
    site = Admin(app, name=app.config["SITE_TITLE"], index_view=Home())
    for url, (view, model, title) in views.items():
        site.add_view(view(model, db, title, endpoint=f"admin_{url}", url=url))
