{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
"""Flask-Admin for editors only, within bounds, with the fields of the pages' forms.

By itself it lets everybody in, loads all rows of a related table, deletes selected rows
one by one though one of them may not go, and an id that is no number is an error.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import Admin, AdminIndexView, BaseView
from flask_admin.actions import action
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from flask_admin.contrib.sqla.filters import FilterConverter, FilterEmpty, FilterEqual, FilterNotEqual
from flask_admin.contrib.sqla.form import AdminModelConverter
from flask_admin.contrib.sqla.typefmt import DEFAULT_FORMATTERS
from flask_admin.form import BaseForm
from flask_admin.menu import MenuLink
from flask_admin.model.ajax import DEFAULT_PAGE_SIZE
from flask_admin.model.filters import convert
from flask_admin.model.form import converts
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import String, cast, or_, select
from sqlalchemy.exc import DBAPIError
from wtforms.fields.core import UnboundField

from ..accounts.auth import local
from ..extensions import Base, db, login_manager
from .columns import LARGEST_ID{% if "choice" in spec.kinds %}, Choices{% endif %}

from .database import is_collision
from .fields import PageForm
{% if "choice" in spec.kinds -%}
from .fields import ChoiceField
{% endif -%}
{% if relations -%}
from .fields import RowChoices
{% endif -%}
from .writes import DUPLICATE, STILL_REFERRED_TO, Collision, told
{%- if "updated" in spec.kinds %}
from .writes import touch
{%- endif %}

LAST_PAGE = 1_000_000
LONGEST_SEARCH = 200


def row_id_of(text: Any) -> int | None:
    """Return the id that an address or a form names, if a row can have it."""
    if isinstance(text, int) or (isinstance(text, str) and text.isascii() and text.isdigit()):
        row_id = int(text) if len(str(text)) < 20 else 0
        return row_id if 0 < row_id <= LARGEST_ID else None
    return None


def searchable(text: str | None) -> str:
    """Return what the database can look for."""
    return (text or "").replace("\x00", "")[:LONGEST_SEARCH]


class EditorsOnly(BaseView):
    def is_accessible(self) -> bool:
        return bool(current_user.is_editor)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> ResponseReturnValue:
        if current_user.is_authenticated:
            abort(403)
        answer: ResponseReturnValue = login_manager.unauthorized()
        return answer

    def _handle_view(self, name: str, **kwargs: Any) -> ResponseReturnValue | None:
        """Lead back to pages of this site only: Flask-Admin lets https:evil.example by."""
        target = request.values.get("url", "")
        if self.is_accessible() and target != local(target):
            abort(400)
        answer: ResponseReturnValue | None = super()._handle_view(name, **kwargs)
        return answer


class Home(EditorsOnly, AdminIndexView):
    pass


class Form(PageForm, BaseForm):
    """With the token that CSRFProtect asks for; Flask-Admin's own has another."""


{% if relations %}
class Loader(QueryAjaxModelLoader):
    """Some rows to choose from, as a script asks for them."""

    def get_one(self, pk: Any) -> Base | None:
        row_id = row_id_of(pk)
        with db.session.no_autoflush:
            return db.session.get(self.model, row_id) if row_id else None

    def get_list(
        self, term: str, offset: int = 0, limit: int = DEFAULT_PAGE_SIZE
    ) -> Sequence[Base]:
        found = (
            cast(column, String).icontains(searchable(term), autoescape=True)
            for column in self._cached_fields
        )
        query = select(self.model).where(or_(*found)).order_by(self.model.id)
        offset = min(max(offset or 0, 0), LAST_PAGE)
        return db.session.scalars(query.offset(offset).limit(DEFAULT_PAGE_SIZE)).all()


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
    def conv_enum(
        self, column: Any, name: str, options: Any = None, **kwargs: Any
    ) -> list[Any]:
        options = [(choice.value, choice.label) for choice in column.type.enum_class]
        return [
            kind(column, name, options, **kwargs) for kind in (IsChoice, IsNotChoice)
        ]


class IsChoice(FilterEqual):
    def clean(self, value: str) -> Any:
        """Raise ValueError for what is no choice; Flask-Admin's own has KeyError."""
        return self.column.type.python_type(value)


class IsNotChoice(FilterNotEqual):
    clean = IsChoice.clean


class Converter(AdminModelConverter):
    @converts("sqlalchemy.sql.sqltypes.Enum")
    def convert_enum(self, column: Any, field_args: Any, **extra: Any) -> ChoiceField:
        """Offer the values that are stored, where Flask-Admin's own takes names."""
        self._nullable_common(column, field_args)
        choices = column.type.enum_class
        return ChoiceField(of=choices, blank=column.nullable, **field_args)
{%- endif %}


def written(view: ModelView, value: dt.datetime, name: str) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC"


class RecordView(EditorsOnly, ModelView):
    """The rows of one model; `page_form` says which form's fields the admin has too."""

    page_form: type[FlaskForm] | None = None
    form_extra_fields: dict[str, Any] | None = None

    form_base_class = Form
    filter_converter = Filters()
    {%- if "choice" in spec.kinds %}
    model_form_converter = Converter
    {%- endif %}
    column_type_formatters = {
        **DEFAULT_FORMATTERS,
        dt.datetime: written,
        {%- if "choice" in spec.kinds %}
        Choices: lambda view, value, name: value.label,
        {%- endif %}
    }

    def scaffold_form(self) -> Any:
        for name in self.form_columns or ():
            field = getattr(self.page_form, name, None)
            if isinstance(field, UnboundField){% if relations %} and not issubclass(
                field.field_class, RowChoices
            ){% endif %}:
                self.form_extra_fields = {name: field, **(self.form_extra_fields or {})}
        return super().scaffold_form()

    {%- if relations %}

    def _create_ajax_loader(self, name: str, options: Any) -> Any:
        if not isinstance(options, dict):
            return super()._create_ajax_loader(name, options)
        target = getattr(self.model, name).property.mapper.class_
        return Loader(name, self.session, target, **options)
    {%- endif %}

    def get_list(
        self,
        page: int | None,
        sort_column: Any,
        sort_desc: bool,
        search: str | None,
        filters: Any,
        execute: bool = True,
        page_size: int | None = None,
    ) -> Any:
        page = min(max(page or 0, 0), LAST_PAGE)
        return super().get_list(
            page, sort_column, sort_desc, searchable(search), filters, execute, page_size
        )

    def get_one(self, id: Any) -> Base | None:
        row_id = row_id_of(id)
        return db.session.get(self.model, row_id) if row_id else None
{%- if "updated" in spec.kinds %}

    def on_model_change(self, form: Any, model: Base, is_created: bool) -> None:
        touch(model)
{%- endif %}

    def handle_view_exception(self, exc: Exception) -> bool:
        if not is_collision(exc):
            if isinstance(exc, DBAPIError):
                raise exc
            return bool(super().handle_view_exception(exc))
        deleting = str(getattr(exc, "statement", "")).startswith("DELETE")
        flash(STILL_REFERRED_TO if deleting else DUPLICATE, "error")
        return True

    @action("delete", "Delete", "Delete the selected rows?")
    def action_delete(self, ids: Sequence[str]) -> None:
        """Delete all of them, or none."""
        rows = [row for row in map(self.get_one, ids) if row]
        try:
            with told():
                for row in rows:
                    self.on_model_delete(row)
                    db.session.delete(row)
                db.session.commit()
        except Collision:
            flash(f"{STILL_REFERRED_TO} Nothing was deleted.", "error")
        else:
            flash("1 row was deleted." if len(rows) == 1 else f"{len(rows)} rows were deleted.", "success")


def init_app(app: Any) -> Admin:
    # By itself Flask would answer 308, which browsers keep for good.
    app.add_url_rule(
        "/admin", "admin_home", lambda: redirect(url_for("admin.index"), 302)
    )
    site = Admin(app, name=app.config["SITE_TITLE"], index_view=Home())
    site.add_link(MenuLink("View site", endpoint="{{ spec.app }}.home"))
    return site
