from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from support.admin import autocomplete

from .api import api

urlpatterns = [
    path("", include("lending.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/autocomplete/", autocomplete),
    path("admin/", admin.site.urls),
    path("api/", api.urls),
]

handler400 = "support.errors.bad_request"
handler500 = "support.errors.server_error"
