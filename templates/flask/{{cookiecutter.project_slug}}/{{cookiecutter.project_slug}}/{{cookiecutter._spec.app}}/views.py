{% from "fields.j2" import passed, variable -%}
{% set spec = cookiecutter._spec -%}
"""The pages: home, and for each model a list, a detail page and the forms."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload

from ..accounts.auth import editor_required
{% if "users" in spec.families -%}
from ..accounts.models import User
{% endif -%}
from ..extensions import db
from ..support.writes import STILL_REFERRED_TO, commit, render_form, save
from . import forms, queries, summary
from .models import {{ (spec.models | map(attribute="name") | list + (spec.models | map(attribute="fields") | sum(start=[]) | selectattr("kind", "equalto", "choice") | map(attribute="enum") | list)) | sort | join(", ") }}

blueprint = Blueprint("{{ spec.app }}", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return render_template("home.html", counts=summary.read())

{% for model in spec.models %}
{%- set snake = model.snake %}
{%- set row = variable(model) %}
{%- set key = snake ~ "_id" %}
{%- set mine = model.fields | selectattr("kind", "equalto", "owner") | list %}
{%- set shown = (model.fields | selectattr("chosen") | list + mine) | selectattr("name", "in", model.list) | list %}
{%- set id = "<int:" ~ key ~ ">" %}

@blueprint.get("/{{ model.plural }}")
def {{ snake }}_list() -> ResponseReturnValue:
    page = queries.{{ model.plural | upper }}.page(request.args{% for field in shown %}, {{ "selectinload" if field.kind == "refs" else "joinedload" }}({{ model.name }}.{{ field.name }}){% endfor %})
    return render_template("{{ spec.app }}/{{ snake }}_list.html", page=page
        {%- for field in model.fields if field.filter and field.kind == "choice" %}, {{ field.enum }}={{ field.enum }}{% endfor %}
        {%- for field in model.fields if field.filter and field.family in ("relations", "users") %}, {{ passed(field.name) }}=page.chosen("{{ field.filter }}", {{ field.target or "User" }}){% endfor %})


@blueprint.get("/{{ model.plural }}/{{ id }}")
def {{ snake }}_detail({{ key }}: int) -> ResponseReturnValue:
    {{ row }} = db.get_or_404({{ model.name }}, {{ key }})
    return render_template("{{ spec.app }}/{{ snake }}_detail.html", {{ row }}={{ row }}
        {%- for reference in model.references %}, {{ passed(reference.related_name, row) }}=queries.{{ reference.model.plural | upper }}.first({{ reference.model.name }}.{{ reference.field }}{% if reference.kind == "refs" %}.contains({{ row }}){% else %} == {{ row }}{% endif %}){% endfor %})


@blueprint.route("/{{ model.plural }}/new", methods=["GET", "POST"])
@editor_required
def {{ snake }}_new() -> ResponseReturnValue:
    form, {{ row }} = forms.{{ model.name }}Form(), {{ model.name }}({% for field in mine %}{{ field.api }}=current_user.id{{ ", " if not loop.last }}{% endfor %})
    if form.validate_on_submit() and save({{ row }}, form):
        flash(f"{ {{- row -}} } was added.", "success")
        return redirect(url_for(".{{ snake }}_detail", {{ key }}={{ row }}.id), 302)
    return render_form("{{ spec.app }}/{{ snake }}_form.html", form)


@blueprint.route("/{{ model.plural }}/{{ id }}/edit", methods=["GET", "POST"])
@editor_required
def {{ snake }}_edit({{ key }}: int) -> ResponseReturnValue:
    posted = request.method == "POST"
    {{ row }} = db.get_or_404({{ model.name }}, {{ key }}, with_for_update=posted)
    form = forms.{{ model.name }}Form(obj={{ row }})
    if form.validate_on_submit() and save({{ row }}, form):
        flash(f"{ {{- row -}} } was changed.", "success")
        return redirect(url_for(".{{ snake }}_detail", {{ key }}={{ key }}), 302)
    return render_form("{{ spec.app }}/{{ snake }}_form.html", form, {{ row }}={{ row }})


@blueprint.route("/{{ model.plural }}/{{ id }}/delete", methods=["GET", "POST"])
@editor_required
def {{ snake }}_delete({{ key }}: int) -> ResponseReturnValue:
    posted = request.method == "POST"
    {{ row }} = db.get_or_404({{ model.name }}, {{ key }}, with_for_update=posted)
    if posted:
        db.session.delete({{ row }})
        if commit():
            flash("The {{ model.label }} was deleted.", "success")
            return redirect(url_for(".{{ snake }}_list"), 302)
    error = STILL_REFERRED_TO if posted else ""
    page = render_template("{{ spec.app }}/{{ snake }}_delete.html", {{ row }}={{ row }}, error=error)
    return page, 409 if posted else 200

{% endfor %}
