{% set spec = cookiecutter._spec -%}
from django.urls import path

from . import views

app_name = "{{ spec.app }}"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
{%- for model in spec.models %}
{%- set name = model.name | lower %}
    path("{{ model.plural }}", views.{{ model.name }}List.as_view(), name="{{ name }}_list"),
    path("{{ model.plural }}/new", views.{{ model.name }}Create.as_view(), name="{{ name }}_new"),
    path("{{ model.plural }}/<int:pk>", views.{{ model.name }}Detail.as_view(), name="{{ name }}_detail"),
    path("{{ model.plural }}/<int:pk>/edit", views.{{ model.name }}Update.as_view(), name="{{ name }}_edit"),
    path("{{ model.plural }}/<int:pk>/delete", views.{{ model.name }}Delete.as_view(), name="{{ name }}_delete"),
{%- endfor %}
]
