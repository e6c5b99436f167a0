"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from {{ cookiecutter._spec.app }}.views import Home

from .api import api
from .converters import IdConverter
from .problems import api_root

register_converter(IdConverter, "id")

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("", include("{{ cookiecutter._spec.app }}.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    # ninja has a page of its own here.
    path("api/", api_root),
    path("api/", api.urls),
]

handler400 = "{{ cookiecutter.project_slug }}.problems.bad_request"
handler403 = "{{ cookiecutter.project_slug }}.problems.permission_denied"
handler404 = "{{ cookiecutter.project_slug }}.problems.not_found"
handler500 = "{{ cookiecutter.project_slug }}.problems.server_error"
