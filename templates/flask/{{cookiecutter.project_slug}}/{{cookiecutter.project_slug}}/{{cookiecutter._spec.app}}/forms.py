{% from "fields.j2" import choices, form_field, quoted -%}
{% from "imports.j2" import needed -%}
{% set spec = cookiecutter._spec -%}
{% macro tuple_of(parts) -%}({{ parts | join(", ") }}{{ "," if parts | length == 1 }}){%- endmacro -%}
{% set code -%}
{% for model in spec.models %}

class {{ model.name }}Form(RecordForm):
    class Meta(RecordForm.Meta):
        model = {{ model.name }}
        title = "{{ model.title }}"
        {%- set alone = model.fields | selectattr("unique") | list %}
        {%- if alone or model.unique %}
        {%- set rules = [] %}
        {%- for field in alone %}{% set _ = rules.append(tuple_of([quoted(field.name)])) %}{% endfor %}
        {%- for unique in model.unique %}{% set _ = rules.append(tuple_of(unique.fields | map("tojson") | list)) %}{% endfor %}
        unique = {{ tuple_of(rules) }}
        {%- endif %}
{% for field in model.fields if not field.auto %}
    {{ field.name }} = {{ form_field(model, field) }}
    {%- endfor %}
{% endfor %}
{%- endset -%}
{% set constants = [] -%}
{% for model in spec.models %}{% for field in model.fields if field.kind == "choice" %}{% set _ = constants.append(choices(model, field)) %}{% endfor %}{% endfor -%}
"""The forms of pages and admin. Their bounds are those of the tables."""

{{ needed("decimal", [("Decimal", "Decimal(\"")], code) }}
{{ needed("wtforms", [
    ("BooleanField", " BooleanField("), ("DateField", "= DateField("), ("DecimalField", "DecimalField("),
    ("EmailField", "EmailField("), ("FloatField", "FloatField("), ("IntegerField", "IntegerField("),
    ("StringField", "StringField("), ("TextAreaField", "TextAreaField("), ("TimeField", "= TimeField("), ("URLField", "URLField("),
], code) }}
{{- needed("wtforms.validators", [("InputRequired", "InputRequired("), ("Optional", "Optional(")], code) }}
{{ needed("..forms", [("MaxLength", "MaxLength("), ("TextRequired", "TextRequired("), ("no_nul", "no_nul"), ("strip", "[strip")], code) }}
{{- needed(".fields", [
    ("CLOCK", "CLOCK"), ("ChoiceField", "ChoiceField("), ("Digits", "Digits("), ("JSONField", "JSONField("), ("OfType", "OfType("),
    ("OptionalBooleanField", "OptionalBooleanField("), ("Range", " Range("), ("RecordForm", "RecordForm"),
    ("RelationField", "RelationField("), ("RelationsField", "RelationsField("), ("UTCDateTimeField", "UTCDateTimeField("),
    ("UUIDField", "UUIDField("), ("is_slug", "is_slug"), ("none_if_empty", "none_if_empty"),
], code) }}
{{- "from .models import " }}{{ ((constants | sort) + (spec.models | map(attribute="name") | sort)) | join(", ") }}
{{ needed(".types", [("Email", "(Email"), ("Url", "(Url")], code) }}

{{ code | trim }}
