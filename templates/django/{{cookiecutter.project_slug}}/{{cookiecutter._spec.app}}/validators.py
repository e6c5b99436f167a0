{% from "families.j2" import said_by -%}
{{ said_by(cookiecutter._spec.families, "kinds", "validator_module", cookiecutter._spec.kinds) -}}
