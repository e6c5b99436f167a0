"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from lending.views import Home

from .api import api
from .converters import IdConverter
from .problems import api_root

register_converter(IdConverter, "id")

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("", include("lending.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    # ninja has a page of its own here.
    path("api/", api_root),
    path("api/", api.urls),
]

handler400 = "myproject.problems.bad_request"
handler403 = "myproject.problems.permission_denied"
handler404 = "myproject.problems.not_found"
handler500 = "myproject.problems.server_error"
