import re
from decimal import InvalidOperation

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, FieldDoesNotExist, PermissionDenied
from django.db import DataError
from django.db.models import DateTimeField
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect

from .converters import is_id

LONGEST_SEARCH = 200
# Those that an admin's filters and dates make. Of others some are an error of the database
# itself: an invalid regular expression, or what JSON contains.
COMPARISONS = {"exact", "in", "isnull", "isempty", "gt", "gte", "lt", "lte"}
PARTS_OF_DATES = {"year", "month", "day"}


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

    def autocomplete_view(self, request):
        return Autocomplete.as_view(admin_site=self)(request)


class Autocomplete(AutocompleteJsonView):
    def process_request(self, request):
        """Refuse a relation named from its other end, which Django cannot look up."""
        term, model_admin, field, to_field = super().process_request(request)
        if field.auto_created:
            raise PermissionDenied
        return term, model_admin, field, to_field


class RecordAdmin(admin.ModelAdmin):
    """The rows of one model, asked for only in ways that every database knows."""

    def get_search_results(self, request, queryset, search_term):
        """Bound the search, each word of which is a condition."""
        return super().get_search_results(
            request, queryset, search_term[:LONGEST_SEARCH]
        )

    def lookup_allowed(self, lookup, value, request):
        path, _, last = lookup.rpartition(LOOKUP_SEP)
        if path:
            fields = path if last in COMPARISONS | PARTS_OF_DATES else lookup
            try:
                get_fields_from_path(self.model, fields)
            except (FieldDoesNotExist, NotRelationField):
                return False
        return super().lookup_allowed(lookup, value, request)

    def get_changeform_initial_data(self, request):
        """Leave out times: their widget cannot show the text of an address."""
        initial = super().get_changeform_initial_data(request)
        times = {f.name for f in self.opts.fields if isinstance(f, DateTimeField)}
        return {name: initial[name] for name in initial.keys() - times}


def refuse_bad_lookups(request):
    """Refuse ids, values and fields that the admin passes on unchecked."""
    if not all(map(is_id, request.POST.getlist("_selected_action"))):
        raise BadRequest("invalid id in _selected_action")
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
