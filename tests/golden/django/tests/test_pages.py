"""Pages take a fixed number of queries, and an accident gives a page too."""

import pytest
from django.db import IntegrityError
from django.forms import CheckboxInput
from django.urls import reverse

from lending.queries import MODELS
from lending.views import url


def test_home_shows_every_model(client, db):
    page = client.get(reverse("home")).content.decode()
    for model in MODELS.values():
        assert f'href="{url(model, "list")}"' in page


@pytest.mark.parametrize("model", MODELS.values())
def test_a_list_fetches_related_rows_along_with_its_own(
    client, db, django_assert_max_num_queries, model
):
    with django_assert_max_num_queries(1 + len(model._meta.many_to_many)):
        response = client.get(url(model, "list"))
    assert len(response.context["rows"]) == min(20, model.objects.count())


@pytest.mark.parametrize("model", MODELS.values())
def test_a_detail_page_fetches_related_rows_along_with_its_own(
    client, db, django_assert_max_num_queries, model
):
    row = model.objects.first()
    with django_assert_max_num_queries(1 + len(model._meta.many_to_many)):
        assert client.get(url(model, "detail", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS.values())
def test_an_unchanged_form_saves_what_it_showed(staff_client, model):
    """Every value survives the way into its control and back."""
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()
    address = url(model, "edit", row.pk)
    form = staff_client.get(address).context["form"]
    response = staff_client.post(address, _values(form))
    assert response.status_code == 302, response.context["form"].errors
    after = model.objects.filter(pk=row.pk).values().get()
    updated = {
        field.attname
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False)
    }
    for name in before.keys() - updated:
        assert after[name] == before[name], name


@pytest.mark.parametrize("model", MODELS.values())
def test_a_form_that_loses_a_race_comes_back(staff_client, monkeypatch, model):
    def too_late(row):
        model.objects.bulk_create([row])

    row = model.objects.first()
    address = url(model, "edit", row.pk)
    form = staff_client.get(address).context["form"]
    monkeypatch.setattr(model, "save", too_late)
    response = staff_client.post(address, _values(form))
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_a_form_that_meets_a_bug_is_not_blamed_on_others(staff_client, monkeypatch):
    def broken(row):
        raise IntegrityError

    model = next(iter(MODELS.values()))
    address = url(model, "edit", model.objects.first().pk)
    form = staff_client.get(address).context["form"]
    monkeypatch.setattr(model, "save", broken)
    assert staff_client.post(address, _values(form)).status_code == 500


def test_a_form_that_is_out_of_date_is_refused(staff_client):
    """Its CSRF token is that of an old session."""
    staff_client.handler.enforce_csrf_checks = True
    response = staff_client.post(reverse("accounts:logout"))
    assert response.status_code == 403


def _values(form):
    """Return what a browser sends when nobody touches the form."""
    values = {
        field.name: field.field.widget.format_value(field.value()) for field in form
    }
    for field in form:
        if isinstance(field.field.widget, CheckboxInput):
            values[field.name] = "on" if field.value() else None
    return {name: value for name, value in values.items() if value is not None}
