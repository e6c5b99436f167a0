{% from "families.j2" import said_by -%}
{% from "fields.j2" import migration_field, field_index, set_index, unique, indexes, constraints, ordering -%}
{% set spec = cookiecutter._spec -%}
{% set models = spec.models | sort(attribute="created") -%}
{% set code -%}
{% for model in models %}
{%- set late = model.fields | selectattr("late") | map(attribute="name") | list %}
        migrations.CreateModel(
            name="{{ model.name }}",
            fields=[
                ("id", models.BigAutoField({% if model.key == "id" %}auto_created=True, primary_key=True, serialize=False, verbose_name="ID"{% else %}db_column="{{ model.key }}", primary_key=True, serialize=False{% endif %})),
{%- for field in model.fields if not field.late %}
                ("{{ field.name }}", {{ migration_field(field, spec.app) }}),
{%- endfor %}
            ],
            options={
{%- if model.db_table %}
                "db_table": "{{ model.db_table }}",
{%- endif %}
{%- if model.said or model.name | select("in", "0123456789") | list %}
                "verbose_name": "{{ model.label }}",
{%- endif %}
{%- if model.label_plural != model.label ~ "s" %}
                "verbose_name_plural": "{{ model.label_plural }}",
{%- endif %}
                "ordering": {{ ordering(model) }},
{%- if indexes(model, late) %}
                "indexes": [{{ indexes(model, late) }}],
{%- endif %}
{%- if constraints(model, late) %}
                "constraints": [{{ constraints(model, late) }}],
{%- endif %}
            },
        ),
{%- endfor %}
{%- for model in models %}
{%- for field in model.fields if field.late %}
        migrations.AddField(
            model_name="{{ model.name | lower }}",
            name="{{ field.name }}",
            field={{ migration_field(field, spec.app) }},
        ),
{%- if field.index_name and not field.unique %}
        migrations.AddIndex(
            model_name="{{ model.name | lower }}",
            index={{ field_index(field) }},
        ),
{%- endif %}
{%- endfor %}
{%- set late = model.fields | selectattr("late") | map(attribute="name") | list %}
{%- for together in model.indexes if together.fields | select("in", late) | list %}
        migrations.AddIndex(
            model_name="{{ model.name | lower }}",
            index={{ set_index(together) }},
        ),
{%- endfor %}
{%- for together in model.unique if together.fields | select("in", late) | list %}
        migrations.AddConstraint(
            model_name="{{ model.name | lower }}",
            constraint={{ unique(together) }},
        ),
{%- endfor %}
{%- endfor %}
{%- endset -%}
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.conf import settings
from django.db import migrations, models
{{ said_by(spec.families, "kinds", "model_imports", spec.kinds) }}


class Migration(migrations.Migration):
    initial = True

    dependencies = [{% if "users" in spec.families %}migrations.swappable_dependency(settings.AUTH_USER_MODEL){% endif %}]

    operations = [
        {{- code }}
    ]
