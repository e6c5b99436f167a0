"""Django's generic views, with the answers that its own leave out.

Theirs show a refused form with 200, end in a 500 where two writers collide or other
rows refer to one that is deleted, and count all rows for a page of some.
"""

from django.contrib.messages.views import SuccessMessageMixin
from django.db import DatabaseError, transaction
from django.views import generic

from .database import is_collision
from .filters import FilterForm

# The button of a form that asks for other rows to choose from.
SEARCH = "_search"


class KeysetListView(generic.ListView):
    """A list to search, sort and filter."""

    filter_class = FilterForm

    def get_queryset(self):
        self.filters = self.filter_class(self.request.GET)
        return self.filters.apply(super().get_queryset())

    def get_context_data(self, **kwargs):
        query, rows = self.request.GET, self.object_list
        sort = query.get("sort") or rows.default_sort
        found, next_cursor = rows.page(sort=sort, cursor=query.get("cursor", ""))
        return super().get_context_data(
            object_list=found, next_cursor=next_cursor, sort=sort, **kwargs
        )


class FormMixin(SuccessMessageMixin):
    """A form with a `success_message`; one that is refused is told by its status too."""

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


class SearchMixin:
    """What a form shows when somebody looks for a row to choose."""

    def get_form_kwargs(self):
        """Show what was typed in a form that nobody has sent yet."""
        kwargs = super().get_form_kwargs()
        if SEARCH in self.request.POST:
            data, files = kwargs.pop("data"), kwargs.pop("files")
            typed = {}
            for name, field in self.get_form_class().base_fields.items():
                value = field.widget.value_from_datadict(data, files, name)
                typed[name] = field.bound_data(value, None)
                typed[f"{name}_q"] = data.get(f"{name}_q")
            kwargs["initial"] = typed
        return kwargs

    def post(self, request, *args, **kwargs):
        answer = self.get if SEARCH in request.POST else super().post
        return answer(request, *args, **kwargs)


class CreateView(SearchMixin, WriteMixin, generic.CreateView):
    pass


class UpdateView(SearchMixin, WriteMixin, generic.UpdateView):
    def get_queryset(self):
        """Lock the row that is saved: Django would bring a deleted one back."""
        rows = super().get_queryset()
        is_saved = self.request.method == "POST" and SEARCH not in self.request.POST
        return rows.select_for_update(no_key=True) if is_saved else rows


class DeleteView(WriteMixin, generic.DeleteView):
    conflict = "Other rows still refer to this one."
    status_of_errors = 409

    def form_invalid(self, form):
        self.object = self.get_object()
        return super().form_invalid(form)
