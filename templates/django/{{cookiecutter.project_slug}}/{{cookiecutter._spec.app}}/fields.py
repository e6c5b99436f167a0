{% from "families.j2" import said_by -%}
{{ said_by(cookiecutter._spec.families, "kinds", "field_module", cookiecutter.project_slug) -}}
