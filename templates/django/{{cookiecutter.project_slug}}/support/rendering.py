"""How `{{ '{{ form }}' }}` looks on this site: see templates/support."""

from django.forms.renderers import DjangoTemplates


class SiteRenderer(DjangoTemplates):
    form_template_name = "support/form.html"
    field_template_name = "support/field.html"
