"""Django's admin, for any text in an address or a form.

Django's own hands some of these to the database unchecked: without this module, each of
them is a 500.
"""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DatabaseError, models, transaction

from .database import is_down
from .forms import is_id

LONGEST_SEARCH = 200


class Autocomplete(AutocompleteJsonView):
    def process_request(self, request):
        """Refuse the way back of a relation: no form has a field for it."""
        found = super().process_request(request)
        if found[2].auto_created:
            raise PermissionDenied
        return found


autocomplete = admin.site.admin_view(Autocomplete.as_view(admin_site=admin.site))


class Lookups(ChangeList):
    def __init__(self, *args):
        """Show all rows for a filter that the database refuses, or that no date can be.

        Django does so only where the field refuses it.
        """
        try:
            super().__init__(*args)
        except (IndexError, ValueError, OverflowError, DatabaseError) as error:
            if not self.filter_params or is_down(error):
                raise
            raise IncorrectLookupParameters(error) from error


class ChosenRows:
    """Look up the chosen rows by values that can be ids, and by no others."""

    def optgroups(self, name, value, attrs=None):
        model = self.choices.queryset.model
        return super().optgroups(name, [pk for pk in value if is_id(model, pk)], attrs)


class SafeSelect(ChosenRows, AutocompleteSelect):
    pass


class SafeSelectMultiple(ChosenRows, AutocompleteSelectMultiple):
    pass


class RecordAdmin(admin.ModelAdmin):
    def get_changelist(self, request, **kwargs):
        return Lookups

    def changelist_view(self, request, extra_context=None):
        """Let an action change all of the chosen rows or none."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            self.model.objects.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        except ValueError as error:
            raise BadRequest("invalid id of a row") from error
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def get_object(self, request, object_id, from_field=None):
        return super().get_object(request, object_id, from_field or None)

    def get_search_results(self, request, queryset, search_term):
        """Limit the length: each word of a search is a condition of the query."""
        term = search_term.replace("\x00", "")[:LONGEST_SEARCH]
        return super().get_search_results(request, queryset, term)

    def get_changeform_initial_data(self, request):
        """Leave out times: their widget cannot show the text of an address."""
        initial = super().get_changeform_initial_data(request)
        times = {
            f.name for f in self.opts.fields if isinstance(f, models.DateTimeField)
        }
        return {name: initial[name] for name in initial.keys() - times}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SafeSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SafeSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
