import re

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect

from .converters import is_id


class SiteAdmin(admin.AdminSite):
    """Django's admin behind the site's own login page."""

    site_header = site_title = settings.SITE_TITLE

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.method not in ("GET", "POST"):
                return HttpResponseNotAllowed(["GET", "POST"])
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise PermissionDenied
            refuse_what_no_page_sends(request)
            try:
                return inner(request, *args, **kwargs)
            except ValueError as error:
                if not request.GET:
                    raise
                # Django builds a lookup from any text, but not always a query.
                raise BadRequest("a lookup of what cannot be") from error

        return guarded

    def login(self, request, extra_context=None):
        return redirect("admin:index")


def refuse_what_no_page_sends(request):
    """It would fail in one of the databases, or in both."""
    if not all(map(is_id, request.POST.getlist("_selected_action"))):
        raise BadRequest("an action on what is no id")
    for name, values in request.GET.lists():
        if name.endswith(("__regex", "__iregex")):
            raise BadRequest("a lookup by a regular expression")
        if name != SEARCH_VAR and any(map(is_in_no_column, values)):
            raise BadRequest("a lookup of what no column holds")


def is_in_no_column(text):
    """Whether it has a NUL or a number of more than 64 bits."""
    numbers = re.findall("[0-9]{19,}", text)
    return "\x00" in text or any(len(n) > 19 or int(n) >= 2**63 for n in numbers)
