{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
"""Flask-Admin for editors only, within bounds, with the fields of the pages' forms.

By itself it lets everybody in,{% if relations %} loads all rows of a related table,{% endif %} deletes selected rows
one by one though one of them may not go, shows what the database says of a refusal,
leads back to any address (https:evil.example), and an id that is no number is an error.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, abort, flash, request
from flask_admin import Admin, AdminIndexView, BaseView
from flask_admin.actions import action
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.sqla.filters import FilterConverter
{%- if "choice" in spec.kinds %}
from flask_admin.contrib.sqla.filters import FilterEqual, FilterNotEqual
{%- endif %}
{%- if "json" in spec.kinds %}
from flask_admin.contrib.sqla.filters import FilterEmpty
{%- endif %}
from flask_admin.form import BaseForm
from flask_admin.model.ajax import AjaxModelLoader
from flask_admin.model.filters import convert
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy.exc import SQLAlchemyError
from wtforms.fields.core import UnboundField

from ..accounts.auth import local
from ..extensions import Base, db, login_manager
from .database import is_collision
from .fields import PageForm
{% if relations -%}
from .fields import RowChoices
from .keyset import LONGEST_SEARCH, Listing
{% else -%}
from .keyset import LONGEST_SEARCH
{% endif -%}
from .writes import DUPLICATE, STILL_REFERRED_TO, commit
{%- if "updated" in spec.kinds %}
from .writes import touch
{%- endif %}

LAST_PAGE = 1_000_000


def known_id(text: Any) -> int:
    """Return the id that an address or a form names, or 0, which no row has."""
    return int(text) if re.fullmatch("[0-9]{1,18}", str(text)) else 0


def searchable(text: str | None) -> str:
    """Return what the database can look for."""
    return (text or "").replace("\x00", "")[:LONGEST_SEARCH]


class EditorsOnly(BaseView):
    def is_accessible(self) -> bool:
        return current_user.is_authenticated and bool(current_user.is_editor)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        if current_user.is_authenticated:
            abort(403)
        return login_manager.unauthorized()

    def _handle_view(self, name: str, **kwargs: Any) -> Any:
        """Lead back to pages of this site only."""
        target = request.values.get("url", "")
        if self.is_accessible() and target != local(target):
            abort(400)
        return super()._handle_view(name, **kwargs)


class Home(EditorsOnly, AdminIndexView):
    pass


class Form(PageForm, BaseForm):
    """With the token that CSRFProtect asks for; Flask-Admin's own has another."""

{% if relations %}
class Loader(AjaxModelLoader):
    """The first rows that are found, as a script asks for them."""

    def __init__(self, name: str, rows: Listing[Any]) -> None:
        super().__init__(name, {})
        self.rows = rows

    def format(self, model: Base | None) -> tuple[int, str] | None:
        return (model.id, str(model)) if model else None

    def get_one(self, pk: Any) -> Base | None:
        with db.session.no_autoflush:
            return db.session.get(self.rows.model, known_id(pk))

    def get_list(self, query: str, offset: int = 0, limit: int = 0) -> Sequence[Base]:
        return [] if offset else self.rows.choices(searchable(query))

{% endif %}
class Filters(FilterConverter):
    """For the columns that Flask-Admin does not know."""

    @convert("utcdatetime")
    def conv_utc(self, column: Any, name: str, **kwargs: Any) -> list[Any]:
        return list(self.conv_datetime(column, name, **kwargs))
{%- if "json" in spec.kinds %}

    @convert("json")
    def conv_json(self, column: Any, name: str, **kwargs: Any) -> list[Any]:
        return [FilterEmpty(column, name, **kwargs)]
{%- endif %}
{%- if "choice" in spec.kinds %}

    @convert("enum")
    def conv_enum(self, column: Any, name: str, **kwargs: Any) -> list[Any]:
        kwargs["options"] = [(choice.value, choice.label) for choice in column.type.enum_class]
        return [kind(column, name, **kwargs) for kind in (IsChoice, IsNotChoice)]


class IsChoice(FilterEqual):
    def clean(self, value: str) -> Any:
        """Raise ValueError for what is no choice; Flask-Admin's own has KeyError."""
        return self.column.type.python_type(value)


class IsNotChoice(FilterNotEqual):
    clean = IsChoice.clean
{%- endif %}


class RecordView(EditorsOnly, ModelView):
    """The rows of one model{% if relations %}; `page_form` has the fields that are no relations{% endif %}."""

    {% if relations -%}
    page_form: type[FlaskForm] | None = None
    form_extra_fields: dict[str, Any] | None = None
    {% endif -%}
    form_base_class = Form
    filter_converter = Filters()

    {%- if relations %}

    def scaffold_form(self) -> Any:
        for name in self.form_columns or ():
            field = getattr(self.page_form, name, None)
            if isinstance(field, UnboundField) and not issubclass(
                field.field_class, RowChoices
            ):
                self.form_extra_fields = {name: field, **(self.form_extra_fields or {})}
        return super().scaffold_form()
    {%- endif %}

    def get_list(
        self, page: Any, sort: Any, desc: Any, search: Any, *args: Any, **kwargs: Any
    ) -> Any:
        page, search = min(max(page or 0, 0), LAST_PAGE), searchable(search)
        return super().get_list(page, sort, desc, search, *args, **kwargs)

    def get_one(self, id: Any) -> Base | None:
        return db.session.get(self.model, known_id(id))
{%- if "updated" in spec.kinds %}

    def on_model_change(self, form: Any, model: Base, is_created: bool) -> None:
        touch(model)
{%- endif %}

    def handle_view_exception(self, exc: Exception) -> bool:
        if is_collision(exc):
            flash(f"{DUPLICATE} Or: {STILL_REFERRED_TO}", "error")
            return True
        if isinstance(exc, SQLAlchemyError):
            raise exc
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
