{%- set related = cookiecutter._spec.kinds | select("in", ["ref", "one", "refs", "user"]) | list -%}
"""Django's generic views, with the answers that its own leave out.

Theirs show a refused form with 200, end in a 500 where two writers collide or other
rows refer to one that is deleted, and count all rows for a page of some.
"""

from copy import copy

from django.contrib.messages.views import SuccessMessageMixin
from django.db import DatabaseError, transaction
from django.views import generic

from .database import is_collision
from .filters import FilterForm

{% if related %}
# The button of a form that asks for other rows to choose from.
SEARCH = "_search"
{% endif %}


class KeysetListView(generic.ListView):
    """A list to search, sort and filter."""

    filter_class = FilterForm
    paginate_by = 20

    def get_queryset(self):
        self.filters = self.filter_class(self.request.GET)
        return self.filters.apply(super().get_queryset())

    def paginate_queryset(self, rows, page_size):
        """Return the rows behind the cursor; there are no numbers of pages."""
        cursor = self.request.GET.get("cursor", "")
        self.sort = self.request.GET.get("sort") or rows.default_sort
        page = rows.page(sort=self.sort, cursor=cursor, limit=page_size)
        found, self.next_cursor = page
        return None, None, found, self.next_cursor is not None


class FormMixin(SuccessMessageMixin):
    """A form with a `success_message`, and a status that says when it is refused."""

    status_of_errors = 422

    def form_invalid(self, form):
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=self.status_of_errors)


class WriteMixin(FormMixin):
    conflict = "Another row already has these values."

    def post(self, request, *args, **kwargs):
        """Write all or nothing; somebody else may have been faster."""
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except DatabaseError as error:
            if not is_collision(error):
                raise
        form = self.get_form()
        if form.is_valid():
            form.add_error(None, self.conflict)
        return self.form_invalid(form)

{% if related %}
class SearchMixin:
    """A form in which rows to choose are looked for."""

    def get_form(self, form_class=None):
        """During a search, show what was typed, and no errors."""
        form = super().get_form(form_class)
        if SEARCH in self.request.POST:
            for name, field in form.fields.items():
                form.initial[name] = field.bound_data(form[name].data, None)
            form.is_bound = False
        return form

    def post(self, request, *args, **kwargs):
        answer = self.get if SEARCH in request.POST else super().post
        return answer(request, *args, **kwargs)

{% endif %}
class CreateView({{ "SearchMixin, " if related }}WriteMixin, generic.CreateView):
    pass


class UpdateView({{ "SearchMixin, " if related }}WriteMixin, generic.UpdateView):
    def get_queryset(self):
        """Lock the row that is saved: Django would bring a deleted one back."""
        rows = super().get_queryset()
        is_saved = self.request.method == "POST"{{ " and SEARCH not in self.request.POST" if related }}
        return rows.select_for_update(no_key=True) if is_saved else rows

    def get_form_kwargs(self):
        """Let the form fill in a copy: the page names the row as it is stored."""
        return super().get_form_kwargs() | {"instance": copy(self.object)}


class DeleteView(WriteMixin, generic.DeleteView):
    conflict = "Other rows still refer to this one."
    status_of_errors = 409

    def form_invalid(self, form):
        self.object = self.get_object()
        return super().form_invalid(form)
