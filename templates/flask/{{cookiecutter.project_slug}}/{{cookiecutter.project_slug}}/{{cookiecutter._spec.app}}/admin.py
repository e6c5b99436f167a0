{% set spec = cookiecutter._spec -%}
"""The admin of each model, for editors."""

from flask_admin import Admin

from ..extensions import db
from ..support.admin import RecordView
from .forms import {{ spec.models | map(attribute="name") | join("Form, ") }}Form
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}

{% for model in spec.models %}
class {{ model.name }}View(RecordView):
    page_form = {{ model.name }}Form
    column_list = ["{{ model.list | join('", "') }}"]
    {%- set filters = model.fields | selectattr("name", "in", model.admin_filters) | map(attribute="name") | list %}
    {%- if filters %}
    column_filters = ["{{ filters | join('", "') }}"]
    {%- endif %}
    {%- if model.search %}
    column_searchable_list = ["{{ model.search | join('", "') }}"]
    {%- endif %}
    column_default_sort = [{% for order in model.ordering %}("{{ order.name }}", {{ order.descending }}), {% endfor %}("id", {{ model.ordering[0].descending if model.ordering else "False" }})]
    {%- set filled = model.fields | rejectattr("auto") | map(attribute="name") | list %}
    {%- if filled %}
    form_columns = ["{{ filled | join('", "') }}"]
    {%- else %}
    can_edit = False
    {%- endif %}
    {%- for field in model.fields if field.target %}
    {%- if loop.first %}
    form_ajax_refs = {
    {%- endif %}
    {%- set target = spec.models | selectattr("name", "equalto", field.target) | first %}
    {%- set label = target.fields | selectattr("name", "equalto", target.label_field) | selectattr("family", "equalto", "text") | map(attribute="name") | list %}
        "{{ field.name }}": {"fields": {{ (target.search or label or ["id"]) | tojson }}},
    {%- if loop.last %}
    }
    {%- endif %}
    {%- endfor %}


{% endfor %}
def init_app(site: Admin) -> None:
    {%- for model in spec.models %}
    site.add_view({{ model.name }}View({{ model.name }}, db, "{{ model.title_plural }}", endpoint="admin_{{ model.plural }}", url="{{ model.plural }}"))
    {%- endfor %}
