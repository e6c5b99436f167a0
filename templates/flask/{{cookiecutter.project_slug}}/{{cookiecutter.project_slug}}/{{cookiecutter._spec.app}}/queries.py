{% from "fields.j2" import filters_of -%}
{% set spec = cookiecutter._spec -%}
"""How the rows of each model are found: their order, where `q` looks, what narrows a list.

Pages, JSON API and forms all ask here.
"""

from ..support import keyset
from . import schemas
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}
{% for model in spec.models %}
{{ model.plural | upper }} = keyset.Listing(
    model={{ model.name }},
    sorts=schemas.{{ model.snake | upper }}_SORTS,
    {%- if model.ordering %}
    order="{{ "-" if model.ordering[0].descending }}{{ model.ordering | map(attribute="name") | join(",") }}",
    {%- endif %}
    {%- if model.search %}
    search=[{% for name in model.search %}{{ model.name }}.{{ name }}{{ ", " if not loop.last }}{% endfor %}],
    {%- endif %}
    {%- if model.label_sought and model.references %}
    label=[{% for name in model.label_sought %}{{ model.name }}.{{ name }}{{ ", " if not loop.last }}{% endfor %}],
    {%- endif %}
    {%- set filtered = model.fields | selectattr("filter") | list %}
    {%- if filtered %}
    filters={{ "{" }}
        {%- for field in filtered %}
        {{ filters_of(field, model) }}
        {%- endfor %}
    },
    {%- endif %}
)
{% endfor %}
