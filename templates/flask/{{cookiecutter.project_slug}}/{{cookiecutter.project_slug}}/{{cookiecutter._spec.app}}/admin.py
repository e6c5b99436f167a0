{% from "imports.j2" import made_of -%}
{% set spec = cookiecutter._spec -%}
{% set constants = [] -%}
{% for model in spec.models %}{% for field in model.fields if field.kind == "choice" and field.name in model.list %}{% set _ = constants.append(field.constant) %}{% endfor %}{% endfor -%}
from flask_admin import Admin

from ..admin import RecordAdmin
from .forms import {{ made_of(spec.models, ["Form"])[:-2] }}
from .models import {{ ((constants | sort) + (spec.models | map(attribute="name") | sort)) | join(", ") }}

{% for model in spec.models %}
class {{ model.name }}Admin(RecordAdmin):
    column_list = ["{{ model.list | join('", "') }}"]
    {%- if model.search %}
    column_searchable_list = ["{{ model.search | join('", "') }}"]
    {%- endif %}
    column_default_sort = [{% for order in model.ordering %}("{{ order.name }}", {{ order.descending }}), {% endfor %}("id", {{ model.ordering[0].descending if model.ordering else "False" }})]
    {%- set shown = model.fields | selectattr("kind", "equalto", "choice") | selectattr("name", "in", model.list) | list %}
    {%- if shown %}
    column_choices = {{ "{" }}{% for field in shown %}"{{ field.name }}": [*{{ field.constant }}.items()]{{ ", " if not loop.last }}{% endfor %}{{ "}" }}
    {%- endif %}
    form = {{ model.name }}Form


{% endfor %}
def init_app(site: Admin) -> None:
    {%- for model in spec.models %}
    site.add_view({{ model.name }}Admin({{ model.name }}, "{{ model.plural }}", "{{ model.title_plural }}"))
    {%- endfor %}
