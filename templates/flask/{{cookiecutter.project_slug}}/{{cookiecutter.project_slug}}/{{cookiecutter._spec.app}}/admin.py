{% set spec = cookiecutter._spec -%}
"""The admin of each model, for editors."""

from flask_login import current_user

{% if "users" in spec.families -%}
from ..accounts.queries import USERS
{% endif -%}
{% if spec.families | select("in", ["relations", "users"]) | list -%}
from ..support.admin import Loader, RecordView
from . import forms, queries
{% else -%}
from ..support.admin import RecordView
from . import forms
{% endif -%}
from .models import {{ (spec.models | map(attribute="name") | list + spec.models | map(attribute="fields") | sum(start=[]) | selectattr("choices") | map(attribute="enum") | list) | sort | join(", ") }}

{% for model in spec.models %}
{%- set mine = model.fields | selectattr("kind", "equalto", "owner") | list %}
{%- set relations = model.fields | selectattr("chosen") | selectattr("written") | list + mine %}
{%- set titled = model.fields | selectattr("title") | list %}
{%- set helped = relations | selectattr("help") | list %}
class {{ model.name }}View(RecordView):
    {%- if relations %}
    page_form = forms.{{ model.name }}Form
    {%- else %}
    form = forms.{{ model.name }}Form
    {%- endif %}
    column_list = ["{{ model.list | join('", "') }}"]
    {%- if titled %}
    column_labels = {{ "{" }}{% for field in titled %}"{{ field.name }}": "{{ field.title }}", {% endfor %}{{ "}" }}
    {%- endif %}
    {%- if helped %}
    column_descriptions = {{ "{" }}{% for field in helped %}"{{ field.name }}": "{{ field.help }}", {% endfor %}{{ "}" }}
    {%- endif %}
    {%- set filters = model.fields | selectattr("name", "in", model.admin_filters) | map(attribute="name") | list %}
    {%- if filters %}
    column_filters = ["{{ filters | join('", "') }}"]
    {%- endif %}
    {%- set chosen = model.fields | selectattr("choices") | selectattr("name", "in", model.list + filters) | list %}
    {%- if chosen %}
    column_choices = {{ "{" }}{% for field in chosen %}"{{ field.name }}": [(c.value, c.label) for c in {{ field.enum }}], {% endfor %}{{ "}" }}
    {%- endif %}
    {%- if model.admin_search %}
    column_searchable_list = ["{{ model.admin_search | join('", "') }}"]
    {%- endif %}
    column_default_sort = [{% for order in model.ordering %}("{{ order.name }}", {{ order.descending }}), {% endfor %}("id", {{ model.ordering[0].descending if model.ordering else "False" }})]
    {%- if relations %}
    form_columns = ["{{ relations | map(attribute="name") | join('", "') }}"]
    {%- if mine %}
    form_args = {{ "{" }}{% for field in mine %}"{{ field.name }}": {"default": lambda: current_user}, {% endfor %}{{ "}" }}
    {%- endif %}
    form_ajax_refs = {{ "{" }}
        {%- for field in relations %}
        {%- if field.family == "users" %}
        "{{ field.name }}": Loader("{{ field.name }}", USERS),
        {%- else %}
        {%- set target = spec.models | selectattr("name", "equalto", field.target) | first %}
        "{{ field.name }}": Loader("{{ field.name }}", queries.{{ target.plural | upper }}),
        {%- endif %}
        {%- endfor %}
    }
    {%- endif %}


{% endfor %}
VIEWS = {
    {%- for model in spec.models %}
    "{{ model.plural }}": ({{ model.name }}View, {{ model.name }}, "{{ model.title_plural }}"),
    {%- endfor %}
}
