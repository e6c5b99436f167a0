{% from "imports.j2" import made_of -%}
{% set spec = cookiecutter._spec -%}
{% set constants = [] -%}
{% for model in spec.models %}{% for field in model.fields if field.kind == "choice" %}{% set _ = constants.append(field.constant) %}{% endfor %}{% endfor -%}
{% set refs = "refs" in spec.kinds -%}
"""The pages: home, and for each model a list, a detail page and the forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import inspect
from sqlalchemy.orm import selectinload

from ..accounts.auth import staff_required
from ..extensions import Base, db
from ..problems import STILL_REFERRED_TO, TITLES_AND_DETAILS
from . import queries, summary
from .display import display
from .fields import RecordForm
from .forms import {{ made_of(spec.models, ["Form"])[:-2] }}
from .models import {{ ((constants | sort) + (spec.models | map(attribute="name") | sort)) | join(", ") }}

ROWS_PER_PAGE = 20
LONGEST_SEARCH = 200

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What the pages of one model need to know about it."""

    model: type[Base]
    form: type[RecordForm]
    endpoint: str
    title: str
    title_plural: str
    label: str
    label_plural: str
    columns: Sequence[str]
    labels: Mapping[str, str]
    {%- if constants %}
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    {%- endif %}

    @property
    def meta(self) -> dict[str, str]:
        return {
            "title": self.title,
            "title_plural": self.title_plural,
            "label": self.label,
            "label_plural": self.label_plural,
        }

    def url(self, page: str, row: Base | None = None) -> str:
        """Return the address of a page: list, new, detail, edit or delete."""
        values = {f"{self.endpoint}_id": row.id} if row else {}
        return url_for(f"pages.{self.endpoint}_{page}", **values)

    def text(self, row: Base, name: str) -> str:
        """Return what a page shows of one field of a row."""
        value = getattr(row, name)
        {%- if constants %}
        if name in self.choices:
            value = self.choices[name].get(value, value)
        {%- endif %}
        {%- if refs %}
        if name in inspect(self.model).relationships and isinstance(value, list):
            value = ", ".join(map(str, value))
        {%- endif %}
        return display(value)


PAGES = {
{%- for model in spec.models %}
{%- set chosen = model.fields | selectattr("kind", "equalto", "choice") | list %}
    "{{ model.plural }}": Pages(
    model={{ model.name }},
    form={{ model.name }}Form,
    endpoint="{{ model.snake }}",
    title="{{ model.title }}",
    title_plural="{{ model.title_plural }}",
    label="{{ model.label }}",
    label_plural="{{ model.label_plural }}",
    columns=["{{ model.list | join('", "') }}"],
    labels={
    {%- for field in model.fields %}
        "{{ field.name }}": "{{ field.label }}",
    {%- endfor %}
    },
    {%- if chosen %}
    choices={{ "{" }}{% for field in chosen %}"{{ field.name }}": {{ field.constant }}{{ ", " if not loop.last }}{% endfor %}{{ "}" }},
    {%- endif %}
    ),
{%- endfor %}
}


@blueprint.get("/")
def home() -> ResponseReturnValue:
    counts = summary.read()
    models = [
        {
            "title": pages.title_plural,
            "url": pages.url("list"),
            "count": counts[plural]["count"],
        }
        for plural, pages in PAGES.items()
    ]
    return render_template("home.html", models=models)


def list_page(pages: Pages) -> ResponseReturnValue:
    q = request.args.get("q", "")
    if len(q) > LONGEST_SEARCH or "\x00" in q:
        abort(400)
    model = pages.model
    try:
        rows, next_cursor = queries.page(
            model,
            queries.search(model, q).options(*_related(model, pages.columns)),
            sort=queries.ORDER.get(model, "id"),
            cursor=request.args.get("cursor", ""),
            limit=ROWS_PER_PAGE,
        )
    except queries.BadCursor:
        abort(400)
    following = {"q": q, "cursor": next_cursor} if q else {"cursor": next_cursor}
    address = pages.url("list")
    return render_template(
        "records/list.html",
        meta=pages.meta,
        urls={"list": address, "new": pages.url("new")},
        columns=[pages.labels[name] for name in pages.columns],
        rows=[
            {
                "url": pages.url("detail", row),
                "cells": [pages.text(row, name) for name in pages.columns],
            }
            for row in rows
        ],
        q=q,
        searchable=model in queries.SEARCH,
        next_url=f"{address}?{urlencode(following)}" if next_cursor else None,
        may_edit=current_user.is_staff,
    )


def detail_page(pages: Pages, row_id: int) -> ResponseReturnValue:
    row = db.get_or_404(pages.model, row_id)
    return render_template(
        "records/detail.html",
        meta=pages.meta,
        object=str(row),
        details=[
            {"label": label, "value": pages.text(row, name)}
            for name, label in pages.labels.items()
        ],
        urls={page: pages.url(page, row) for page in ("edit", "delete")}
        | {"list": pages.url("list")},
        may_edit=current_user.is_staff,
    )


def form_page(pages: Pages, row_id: int | None = None) -> ResponseReturnValue:
    """Show the form of a new row, or of this one, and save what comes back valid."""
    find = queries.locked if request.method == "POST" else db.get_or_404
    row = find(pages.model, row_id) if row_id else None
    form = pages.form(obj=row)
    name = str(row) if row else None
    if form.validate_on_submit():
        changed = row or pages.model()
        with db.session.no_autoflush:
            form.populate_obj(changed)
        db.session.add(changed)
        try:
            with queries.collision_as(queries.Duplicate):
                db.session.commit()
        except queries.Duplicate:
            # Somebody else was faster with a value since it was checked.
            form.form_errors.append(TITLES_AND_DETAILS[409][1])
        else:
            return redirect(pages.url("detail", changed), 302)
    back = pages.url("detail", row) if row else pages.url("list")
    page = render_template(
        "records/form.html",
        meta=pages.meta,
        form=form,
        object=name,
        urls={"list": pages.url("list"), "cancel": back},
    )
    return page, 422 if form.errors else 200


def delete_page(pages: Pages, row_id: int) -> ResponseReturnValue:
    row = db.get_or_404(pages.model, row_id)
    error = None
    if request.method == "POST":
        try:
            queries.delete(pages.model, row_id)
        except queries.StillReferredTo:
            error = STILL_REFERRED_TO
        else:
            return redirect(pages.url("list"), 302)
    page = render_template(
        "records/confirm_delete.html",
        meta=pages.meta,
        object=str(row),
        urls={"list": pages.url("list"), "cancel": pages.url("detail", row)},
        error=error,
    )
    return page, 409 if error else 200


def _related(model: type[Base], names: Sequence[str]) -> list[Any]:
    """Load what these columns refer to along with the rows themselves."""
    relations = inspect(model).relationships
    return [selectinload(getattr(model, name)) for name in names if name in relations]


{% for model in spec.models %}
{%- set key = model.snake ~ "_id" %}
{%- set pages = 'PAGES["' ~ model.plural ~ '"]' %}
@blueprint.get("/{{ model.plural }}")
def {{ model.snake }}_list() -> ResponseReturnValue:
    return list_page({{ pages }})


@blueprint.get("/{{ model.plural }}/<id:{{ key }}>")
def {{ model.snake }}_detail({{ key }}: int) -> ResponseReturnValue:
    return detail_page({{ pages }}, {{ key }})


@blueprint.route("/{{ model.plural }}/new", methods=["GET", "POST"])
@staff_required
def {{ model.snake }}_new() -> ResponseReturnValue:
    return form_page({{ pages }})


@blueprint.route("/{{ model.plural }}/<id:{{ key }}>/edit", methods=["GET", "POST"])
@staff_required
def {{ model.snake }}_edit({{ key }}: int) -> ResponseReturnValue:
    return form_page({{ pages }}, {{ key }})


@blueprint.route("/{{ model.plural }}/<id:{{ key }}>/delete", methods=["GET", "POST"])
@staff_required
def {{ model.snake }}_delete({{ key }}: int) -> ResponseReturnValue:
    return delete_page({{ pages }}, {{ key }})

{% endfor %}
