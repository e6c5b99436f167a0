{% from "fields.j2" import variable -%}
{% set spec = cookiecutter._spec -%}
"""The pages: home, and for each model a list, a detail page and the forms."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from ..accounts.auth import editor_required
from ..extensions import db
from ..support.writes import STILL_REFERRED_TO, delete, save
from . import queries, summary
from .forms import {{ spec.models | map(attribute="name") | join("Form, ") }}Form
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}

blueprint = Blueprint("{{ spec.app }}", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return render_template("home.html", counts=summary.read())

{% for model in spec.models %}
{%- set snake = model.snake %}
{%- set row = variable(model) %}
{%- set taken = [row, "config", "current_user", "g", "references", "request", "session", "url_for"] %}
{%- set key = snake ~ "_id" %}
{%- set shown = model.fields | selectattr("target") | selectattr("name", "in", model.list) | list %}
{%- set id = "<id:" ~ key ~ ">" %}

@blueprint.get("/{{ model.plural }}")
def {{ snake }}_list() -> ResponseReturnValue:
    page = queries.{{ model.plural | upper }}.page(request.args{% for field in shown %}, {{ "selectinload" if field.kind == "refs" else "joinedload" }}({{ model.name }}.{{ field.name }}){% endfor %})
    return render_template("{{ spec.app }}/{{ snake }}_list.html", page=page)


@blueprint.get("/{{ model.plural }}/{{ id }}")
def {{ snake }}_detail({{ key }}: int) -> ResponseReturnValue:
    {{ row }} = db.get_or_404({{ model.name }}, {{ key }})
    return render_template(
        "{{ spec.app }}/{{ snake }}_detail.html",
        {{ row }}={{ row }},
        {%- for reference in model.references %}
        {{ reference.related_name }}{{ "_rows" if reference.related_name in taken }}=queries.{{ reference.model.plural | upper }}.first({{ reference.model.name }}.{{ reference.field }}{% if reference.kind == "refs" %}.contains({{ row }}){% else %} == {{ row }}{% endif %}),
        {%- endfor %}
    )


@blueprint.route("/{{ model.plural }}/new", methods=["GET", "POST"])
@editor_required
def {{ snake }}_new() -> ResponseReturnValue:
    form = {{ model.name }}Form()
    if form.validate_on_submit():
        {{ row }} = {{ model.name }}()
        if save({{ row }}, form):
            flash(f"{ {{- row -}} } was added.", "success")
            return redirect(url_for(".{{ snake }}_detail", {{ key }}={{ row }}.id), 302)
    page = render_template("{{ spec.app }}/{{ snake }}_form.html", form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/{{ model.plural }}/{{ id }}/edit", methods=["GET", "POST"])
@editor_required
def {{ snake }}_edit({{ key }}: int) -> ResponseReturnValue:
    locked = request.method == "POST"
    {{ row }} = db.get_or_404({{ model.name }}, {{ key }}, with_for_update=locked)
    form = {{ model.name }}Form(obj={{ row }})
    if form.validate_on_submit() and save({{ row }}, form):
        flash(f"{ {{- row -}} } was changed.", "success")
        return redirect(url_for(".{{ snake }}_detail", {{ key }}={{ key }}), 302)
    page = render_template("{{ spec.app }}/{{ snake }}_form.html", form=form, {{ row }}={{ row }})
    return page, 422 if form.errors else 200


@blueprint.route("/{{ model.plural }}/{{ id }}/delete", methods=["GET", "POST"])
@editor_required
def {{ snake }}_delete({{ key }}: int) -> ResponseReturnValue:
    locked = request.method == "POST"
    {{ row }} = db.get_or_404({{ model.name }}, {{ key }}, with_for_update=locked)
    if not locked:
        return render_template("{{ spec.app }}/{{ snake }}_delete.html", {{ row }}={{ row }})
    if delete({{ row }}):
        flash("The {{ model.label }} was deleted.", "success")
        return redirect(url_for(".{{ snake }}_list"), 302)
    page = render_template("{{ spec.app }}/{{ snake }}_delete.html", {{ row }}={{ row }}, error=STILL_REFERRED_TO)
    return page, 409

{% endfor %}
