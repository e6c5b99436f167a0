"""The pages: generic views that serve every model of the app (see urls.py)."""

from urllib.parse import urlencode

from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import (
    CreateView,
    DeleteView,
    DetailView,
    TemplateView,
    UpdateView,
)

from myproject.database import is_collision
from myproject.problems import DUPLICATE, STILL_REFERRED_TO

from . import queries
from .display import display

ROWS_PER_PAGE = 20


def url(model, page, *args):
    """Return the address of one of a model's pages: list, new, detail, edit, delete."""
    options = model._meta
    return reverse(f"{options.app_label}:{options.model_name}_{page}", args=args)


def shown_fields(model):
    """Return the fields that a page may show; fields sort by their declaration."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return sorted(field for field in fields if not field.primary_key)


def with_related(queryset, fields):
    """Fetch the rows that these fields refer to along with the rows themselves."""
    single = [field.name for field in fields if field.many_to_one or field.one_to_one]
    many = [field.name for field in fields if field.many_to_many]
    if single:
        queryset = queryset.select_related(*single)
    return queryset.prefetch_related(*many)


def text(row, field):
    """Return what a page shows of one field of a row."""
    if field.many_to_many:
        targets = getattr(row, field.name).all()
        return display(", ".join(str(target) for target in targets))
    if field.choices:
        return display(getattr(row, f"get_{field.name}_display")())
    return display(getattr(row, field.name))


class Home(TemplateView):
    http_method_names = ["get"]
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        summary = queries.summary()
        site_models = [
            {
                "title": capfirst(model._meta.verbose_name_plural),
                "url": url(model, "list"),
                "count": summary[name]["count"],
            }
            for name, model in queries.MODELS.items()
        ]
        return super().get_context_data(models=site_models, **kwargs)


class ModelPage:
    """What the pages of a model have in common."""

    http_method_names = ["get"]
    model = None

    def get_context_data(self, **kwargs):
        options = self.model._meta
        return super().get_context_data(
            meta={
                "title_plural": capfirst(options.verbose_name_plural),
                "label": options.verbose_name,
                "label_plural": options.verbose_name_plural,
            },
            may_edit=self.request.user.is_staff,
            **kwargs,
        )


class StaffPage(UserPassesTestMixin, ModelPage):
    """Who is not logged in is sent to the login; who is not staff is refused."""

    http_method_names = ["get", "post"]

    def test_func(self):
        """Staff may write every model here; the admin asks for permissions too.

        For finer rights ask `self.request.user.has_perm(...)` here.
        """
        return self.request.user.is_staff


class List(ModelPage, TemplateView):
    template_name = "records/list.html"
    columns = ()

    def get_context_data(self, **kwargs):
        q = self.request.GET.get("q", "")
        if len(q) > queries.MAX_SEARCH or "\x00" in q:
            raise BadRequest("search text too long or with NUL")
        fields = [self.model._meta.get_field(name) for name in self.columns]
        queryset = with_related(self.model.objects.all(), fields)
        try:
            rows, next_cursor = queries.page(
                queries.search(queryset, q),
                sort=queries.default_sort(self.model),
                cursor=self.request.GET.get("cursor", ""),
                limit=ROWS_PER_PAGE,
            )
        except queries.BadCursor as error:
            raise BadRequest(str(error)) from error
        address = url(self.model, "list")
        query = {"q": q, "cursor": next_cursor} if q else {"cursor": next_cursor}
        return super().get_context_data(
            columns=[capfirst(field.verbose_name) for field in fields],
            rows=[
                {
                    "url": url(self.model, "detail", row.pk),
                    "cells": [text(row, field) for field in fields],
                }
                for row in rows
            ],
            q=q,
            searchable=self.model in queries.SEARCH,
            next_url=f"{address}?{urlencode(query)}" if next_cursor else None,
            urls={"list": address, "new": url(self.model, "new")},
            **kwargs,
        )


class Detail(ModelPage, DetailView):
    template_name = "records/detail.html"

    def get_queryset(self):
        return with_related(super().get_queryset(), shown_fields(self.model))

    def get_context_data(self, **kwargs):
        row = self.object
        return super().get_context_data(
            details=[
                {"label": capfirst(field.verbose_name), "value": text(row, field)}
                for field in shown_fields(self.model)
            ],
            urls={
                "list": url(self.model, "list"),
                "edit": url(self.model, "edit", row.pk),
                "delete": url(self.model, "delete", row.pk),
            },
            **kwargs,
        )


class FormPage(StaffPage):
    template_name = "records/form.html"

    def form_valid(self, form):
        """Save all or nothing; somebody else may have been faster with a value."""
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError as error:
            if not is_collision(error):
                raise
            form.add_error(None, DUPLICATE)
            return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Create(FormPage, CreateView):
    def get_context_data(self, **kwargs):
        address = url(self.model, "list")
        return super().get_context_data(
            urls={"list": address, "cancel": address}, **kwargs
        )


class Update(FormPage, UpdateView):
    def get_queryset(self):
        """Lock the row that is saved: Django would bring a deleted one back."""
        rows = super().get_queryset()
        return rows.select_for_update() if self.request.method == "POST" else rows

    @transaction.atomic
    def post(self, *args, **kwargs):
        return super().post(*args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            urls={
                "list": url(self.model, "list"),
                "cancel": url(self.model, "detail", self.object.pk),
            },
            **kwargs,
        )


class Delete(StaffPage, DeleteView):
    template_name = "records/confirm_delete.html"

    def form_valid(self, form):
        try:
            queries.delete(self.model, self.object.pk)
        except ProtectedError:
            context = self.get_context_data(form=form, error=STILL_REFERRED_TO)
            return self.render_to_response(context, status=409)
        return HttpResponseRedirect(url(self.model, "list"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            urls={
                "list": url(self.model, "list"),
                "cancel": url(self.model, "detail", self.object.pk),
            },
            **kwargs,
        )
