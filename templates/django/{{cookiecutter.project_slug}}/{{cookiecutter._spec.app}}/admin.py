{% set spec = cookiecutter._spec -%}
from django.contrib import admin

from support.admin import RecordAdmin

from .models import {{ spec.models | map(attribute="name") | sort(case_sensitive=true) | join(", ") }}
{% for model in spec.models %}
{%- set relations = model.fields | selectattr("kind", "in", ["ref", "one", "user", "owner"]) | map(attribute="name") | list %}
{%- set shown = model.list | select("in", relations) | list %}
{%- set mine = model.fields | selectattr("kind", "equalto", "owner") | map(attribute="name") | list %}
{%- set unwritten = model.fields | rejectattr("written") | map(attribute="name") | reject("in", mine) | list %}
{%- set chosen = model.fields | selectattr("chosen") | selectattr("written") | map(attribute="name") | list + mine %}

@admin.register({{ model.name }})
class {{ model.name }}Admin(RecordAdmin):
    list_display = ["{{ model.list | join('", "') }}"]
{%- if shown %}
    list_select_related = ["{{ shown | join('", "') }}"]
{%- endif %}
{%- if model.admin_filters %}
    list_filter = ["{{ model.admin_filters | join('", "') }}"]
{%- endif %}
{%- if model.admin_search %}
    search_fields = [{% for name in model.admin_search %}{{ ", " if not loop.first }}"{{ name }}{{ "__holds" if name != "id" }}"{% endfor %}]
{%- endif %}
{%- if chosen %}
    autocomplete_fields = ["{{ chosen | join('", "') }}"]
{%- endif %}
{%- if unwritten %}
    readonly_fields = ["{{ unwritten | join('", "') }}"]
{%- endif %}
{%- if mine %}

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        return {{ "{" }}{% for name in mine %}"{{ name }}": request.user.pk{{ ", " if not loop.last }}{% endfor %}{{ "}" }} | initial
{%- endif %}

{% endfor %}
