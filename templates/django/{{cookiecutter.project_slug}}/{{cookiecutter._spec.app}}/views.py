{% from "pages.j2" import row_of -%}
{% from "queries.j2" import with_related -%}
{% set spec = cookiecutter._spec -%}
"""The pages of this app. Django's permissions say who may write."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.urls import reverse_lazy
from django.views.generic import DetailView, TemplateView

from support.views import CreateView, DeleteView, KeysetListView, UpdateView

from . import forms, models
from .summary import summary


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(summary=summary(), **kwargs)

{% for model in spec.models %}
{%- set name = model.name | lower %}
{%- set called = "\n    context_object_name = \"%s\"" % row_of(model) if row_of(model) != name %}
{%- set listed = model.fields | selectattr("name", "in", model.list) | list %}

class {{ model.name }}List(KeysetListView):
    queryset = models.{{ model.name }}.objects{{ (".with_relations()" if with_related(listed) == with_related(model.fields) else with_related(listed)) if with_related(listed) else ".all()" }}
{%- if model.filters %}
    filter_class = forms.{{ model.name }}Filters
{%- endif %}


class {{ model.name }}Detail(DetailView):
    queryset = models.{{ model.name }}.objects{{ ".with_relations()" if with_related(model.fields) else ".all()" }}
{{- called }}


class {{ model.name }}Create(PermissionRequiredMixin, CreateView):
    permission_required = "{{ spec.app }}.add_{{ name }}"
    model = models.{{ model.name }}
    form_class = forms.{{ model.name }}Form
    success_message = "The {{ model.label }} was added."
{%- set mine = model.fields | selectattr("kind", "equalto", "owner") | map(attribute="name") | list %}
{%- if mine %}

    def form_valid(self, form):
{%- for name in mine %}
        form.instance.{{ name }} = self.request.user
{%- endfor %}
        return super().form_valid(form)
{%- endif %}


class {{ model.name }}Update(PermissionRequiredMixin, UpdateView):
    permission_required = "{{ spec.app }}.change_{{ name }}"
    model = models.{{ model.name }}{{ called }}
    form_class = forms.{{ model.name }}Form
    success_message = "The {{ model.label }} was changed."


class {{ model.name }}Delete(PermissionRequiredMixin, DeleteView):
    permission_required = "{{ spec.app }}.delete_{{ name }}"
    model = models.{{ model.name }}{{ called }}
    success_url = reverse_lazy("{{ spec.app }}:{{ name }}_list")
    success_message = "The {{ model.label }} was deleted."

{% endfor %}
