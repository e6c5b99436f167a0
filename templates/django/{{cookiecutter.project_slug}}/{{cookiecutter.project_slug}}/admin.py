import re
from decimal import InvalidOperation

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect

from .converters import is_id

# An invalid regular expression, or a range of other than two values, is an error of the
# database itself. No page of the admin makes such a lookup.
REFUSED_LOOKUPS = ("__regex", "__iregex", "__range")


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
            refuse_bad_lookups(request)
            try:
                return inner(request, *args, **kwargs)
            except (ValueError, OverflowError, InvalidOperation, DataError) as error:
                if not request.GET:
                    raise
                # Django takes any text for a lookup's value, and the database does not.
                raise BadRequest("invalid lookup value") from error

        return guarded

    def login(self, request, extra_context=None):
        return redirect("admin:index")


def refuse_bad_lookups(request):
    """Refuse ids, lookups and fields that the admin passes on unchecked."""
    if not all(map(is_id, request.POST.getlist("_selected_action"))):
        raise BadRequest("invalid id in _selected_action")
    if any(name.endswith(REFUSED_LOOKUPS) for name in request.GET):
        raise BadRequest("refused lookup")
    if request.GET.get(TO_FIELD_VAR) == "":
        raise BadRequest("empty name of a field")
    for name, values in request.GET.lists():
        if name != SEARCH_VAR and any(map(is_in_no_column, values)):
            raise BadRequest("invalid lookup value")


def is_in_no_column(text):
    """Whether it has a NUL or a number of more than 64 bits.

    What Django makes of these differs from one database to the other.
    """
    numbers = re.findall("[0-9]{19,}", text)
    return "\x00" in text or any(len(n) > 19 or int(n) >= 2**63 for n in numbers)
