{%- set related = cookiecutter._spec.kinds | select("in", ["ref", "one", "refs"]) | list -%}
"""Django's generic views, with the answers that its own leave out.

Theirs show a refused form with 200, end in a 500 where two writers collide or other
rows refer to one that is deleted, and count all rows for a page of some.
"""

from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.views import generic

from .database import is_collision
from .filters import FilterForm
from .keyset import BadCursor

DUPLICATE = "Another row already has these values."
STILL_REFERRED_TO = "Other rows still refer to this one."
MAX_SEARCH = 200
{%- if related %}
# The button of a form that asks for other rows to choose from.
SEARCH = "_search"
{%- endif %}


class KeysetListView(generic.ListView):
    """A list to search, sort and filter; `filters` maps parameters to fields."""

    filters = {}
    rows_per_page = 20

    def get_queryset(self):
        self.q = self.request.GET.get("q", "")
        if len(self.q) > MAX_SEARCH or "\x00" in self.q:
            raise BadRequest("search text too long or with NUL")
        rows = super().get_queryset()
        self.filter_form = FilterForm(self.request.GET, rows.model, self.filters)
        return self.filter_form.apply(rows).search(self.q)

    def get_context_data(self, **kwargs):
        query, rows = self.request.GET, self.object_list
        sort = query.get("sort") or rows.default_sort()
        if sort != rows.default_sort() and sort.removeprefix("-") not in rows.sorts:
            raise BadRequest("unknown sort")
        try:
            found, next_cursor = rows.page(
                sort=sort, cursor=query.get("cursor", ""), limit=self.rows_per_page
            )
        except BadCursor as error:
            raise BadRequest(str(error)) from error
        return super().get_context_data(
            object_list=found,
            next_cursor=next_cursor,
            q=self.q,
            searchable=bool(rows.search_fields),
            sort=sort,
            filter_form=self.filter_form,
{%- if related %}
            chips=list(self.filter_form.relations(rows.model, query)),
{%- endif %}
            **kwargs,
        )


class RefusedFormMixin:
    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RecordFormMixin(RefusedFormMixin):
{%- if related %}
    def get_form_kwargs(self):
        """For a search, show what was typed in a form that nobody has sent yet."""
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
{% endif %}
    def post(self, request, *args, **kwargs):
        """Save all or nothing; somebody else may have been faster with a value."""
{%- if related %}
        if SEARCH in request.POST:
            return self.get(request, *args, **kwargs)
{%- endif %}
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except IntegrityError as error:
            if not is_collision(error):
                raise
        form = self.get_form()
        if form.is_valid():
            form.add_error(None, DUPLICATE)
        return self.form_invalid(form)


class CreateView(RecordFormMixin, generic.CreateView):
    pass


class UpdateView(RecordFormMixin, generic.UpdateView):
    def get_queryset(self):
        """Lock the row that is saved: Django would bring a deleted one back."""
        rows = super().get_queryset()
        is_saved = self.request.method == "POST"{{ " and SEARCH not in self.request.POST" if related }}
        return rows.select_for_update() if is_saved else rows


class DeleteView(generic.DeleteView):
    def post(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except IntegrityError as error:
            if not is_collision(error):
                raise
        self.object = self.get_object()
        context = self.get_context_data(error=STILL_REFERRED_TO)
        return self.render_to_response(context, status=409)
