{% set spec = cookiecutter._spec -%}
{% set related = spec.kinds | select("in", ["ref", "one", "refs", "user"]) | list -%}
"""Pages take a fixed number of queries, and an accident gives a page too."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.forms import CheckboxInput
from django.urls import resolve, reverse
from django.utils.html import escape

{% if related %}
from support.forms import RecordForm

{% endif %}
from .conftest import MODELS


def url(model, page, *args):
    return reverse(f"{{ spec.app }}:{model._meta.model_name}_{page}", args=args)


def view_of(model, page):
    return resolve(url(model, page)).func.view_class


def related(model):
    """Return the models that forms of this one choose rows of."""
    chosen = view_of(model, "new").form_class.base_fields
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [(f.name, f.related_model) for f in fields if f.is_relation and f.name in chosen]


def test_home_shows_every_model(client, db):
    page = client.get("/").content.decode()
    for model in MODELS.values():
        assert f'href="{url(model, "list")}"' in page


@pytest.mark.parametrize("model", MODELS.values())
def test_a_list_fetches_related_rows_along_with_its_own(
    client, db, django_assert_max_num_queries, model
):
    with django_assert_max_num_queries(1 + len(model._meta.many_to_many)):
        response = client.get(url(model, "list"))
    assert len(response.context["object_list"]) == min(20, model.objects.count())


@pytest.mark.parametrize("model", MODELS.values())
def test_a_detail_page_asks_once_for_each_kind_of_row_that_refers_to_it(
    client, db, django_assert_max_num_queries, model
):
    row = model.objects.first()
    others = len(model._meta.many_to_many) + len(model._meta.related_objects)
    with django_assert_max_num_queries(1 + others):
        assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("model", MODELS.values())
def test_every_link_of_a_list_leads_to_rows_in_its_order(client, db, model):
    for sort in model.objects.all().sorts:
        for sign in ("", "-"):
            response = client.get(url(model, "list"), {"sort": sign + sort})
            assert response.status_code == 200
            rows = [row.pk for row in response.context["object_list"]]
            ordered = model.objects.order_by(sign + sort, f"{sign}id")[:20]
            assert rows == [row.pk for row in ordered]


@pytest.mark.parametrize("model", MODELS.values())
def test_a_list_has_as_many_rows_to_a_page_as_its_view_says(
    client, db, monkeypatch, model
):
    if model.objects.count() < 2:
        pytest.skip("there is but one row")
    monkeypatch.setattr(view_of(model, "list"), "paginate_by", 1)
    first = client.get(url(model, "list"))
    link = re.search('rel="next" href="([^"]+)"', first.content.decode())
    second = client.get(url(model, "list") + link[1])
    rows = [*first.context["object_list"], *second.context["object_list"]]
    assert rows == list(model.objects.all()[:2])


@pytest.mark.parametrize("model", MODELS.values())
def test_a_list_that_names_a_model_alone_has_its_search(client, db, monkeypatch, model):
    monkeypatch.setattr(view_of(model, "list"), "queryset", None)
    monkeypatch.setattr(view_of(model, "list"), "model", model)
    page = client.get(url(model, "list")).content.decode()
    assert ('name="q"' in page) is bool(model.objects.all().search_fields)


@pytest.mark.parametrize("model", MODELS.values())
@pytest.mark.parametrize(
    "query", ["sort=nothing", "cursor=x", "q=%00", "q=" + "a" * 201, "sort=-"]
)
def test_what_a_list_cannot_read_is_refused(client, db, model, query):
    response = client.get(f"{url(model, 'list')}?{query}")
    assert response.status_code == 400
    assert b"<h1>" in response.content


FILTERS = [
{%- for model in spec.models %}
{%- for field in model.fields if field.filter %}
    ("{{ model.plural }}", "{{ field.filter }}{{ "_from" if field.family == "times" }}", "{{ field.name }}"),
{%- endfor %}
{%- endfor %}
]


@pytest.mark.parametrize(("name", "parameter", "field"), FILTERS)
def test_a_filter_finds_its_rows_and_refuses_what_it_cannot_read(
    client, db, name, parameter, field
):
    model = MODELS[name]
    row = model.objects.exclude(**{field: None}).first()
    if row is None:
        pytest.skip("no row has a value")
    value = getattr(row, field)
    if model._meta.get_field(field).many_to_many:
        value = value.first()
    text = str(getattr(value, "pk", value))
    if isinstance(value, bool):
        text = text.lower()
    if parameter.endswith("_from"):
        text = text[:10]
    response = client.get(url(model, "list"), {parameter: text})
    assert response.status_code == 200
    assert response.context["object_list"]
    assert client.get(url(model, "list"), {parameter: ""}).status_code == 200
    for wrong in ("no such value", "9" * 30, "\x00"):
        response = client.get(url(model, "list"), {parameter: wrong})
        assert response.status_code == 400


@pytest.mark.parametrize("model", MODELS.values())
def test_who_may_write_is_what_the_permissions_say(client, member, model):
    """Staff without a permission may not, as in the admin."""
    row = model.objects.first()
    pages = {
        "add": url(model, "new"),
        "change": url(model, "edit", row.pk),
        "delete": url(model, "delete", row.pk),
    }
    for address in pages.values():
        assert client.get(address)["Location"] == f"/accounts/login?next={address}"
    member.is_staff = True
    member.save()
    client.force_login(member)
    for action, address in pages.items():
        assert client.get(address).status_code == 403
        codename = f"{action}_{model._meta.model_name}"
        app = model._meta.app_label
        permissions = Permission.objects.filter(content_type__app_label=app)
        member.user_permissions.add(permissions.get(codename=codename))
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("model", MODELS.values())
def test_an_unchanged_form_saves_what_it_showed(editor_client, model):
    """Every value survives the way into its control and back."""
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()
    address = url(model, "edit", row.pk)
    form = editor_client.get(address).context["form"]
    response = editor_client.post(address, _values(form))
    assert response.status_code == 302, response.context["form"].errors
    after = model.objects.filter(pk=row.pk).values().get()
    updated = {
        field.attname
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False)
    }
    for name in before.keys() - updated:
        assert after[name] == before[name], name
    assert 'role="status"' in editor_client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("model", MODELS.values())
def test_a_form_costs_the_same_whatever_it_refers_to(
    editor_client, django_assert_max_num_queries, model
):
    """Session and user, the row, and two queries for each relation."""
    row = model.objects.first()
    for address in (url(model, "new"), url(model, "edit", row.pk)):
        with django_assert_max_num_queries(5 + 3 * len(related(model))):
            form = editor_client.get(address).context["form"]
        for name, field in form.fields.items():
            if hasattr(field.widget, "term"):
                chosen = form[name].value()
                many = len(chosen) if isinstance(chosen, list) else 2
                assert len(list(field.choices)) <= 20 + many


@pytest.mark.parametrize("model", MODELS.values())
def test_the_enter_key_saves_a_form_that_has_other_buttons(editor_client, model):
    page = editor_client.get(url(model, "new")).content.decode()
    form = page.partition('<form class="stack"')[2]
    assert re.search("<button[^>]*>([^<]*)<", form)[1] == "Save"

{% if related and "user" not in cookiecutter._spec.kinds %}
def test_a_form_lists_rows_that_have_no_search(editor):
    class LogForm(RecordForm):
        class Meta(RecordForm.Meta):
            model = LogEntry
            fields = ["user"]

    page = str(LogForm())
    assert f">{editor}</option>" in page
    assert "_search" not in page


{% endif %}
{% if related %}
@pytest.mark.parametrize("model", [*filter(related, MODELS.values())])
def test_a_search_finds_its_term_behind_a_prefix(editor_client, monkeypatch, model):
    monkeypatch.setattr(view_of(model, "new"), "prefix", "a")
    name, target = related(model)[0]
    wanted = target.objects.last()
    values = {"_search": f"a-{name}", f"a-{name}": wanted.pk}
    values[f"a-{name}_q"] = "nothing has this"
    response = editor_client.post(url(model, "new"), values)
    choices = response.context["form"].fields[name].choices
    offered = [pk for pk, _ in choices if pk]
    assert wanted.pk in offered
    fields = target.objects.all()
    assert len(offered) == 1 or not (fields.search_fields or fields.label_fields)


@pytest.mark.parametrize("model", MODELS.values())
def test_a_search_for_a_row_to_refer_to_writes_nothing(editor_client, model):
    for name, target in related(model):
        wanted = target.objects.last()
        fields = target.objects.all()
        fields = fields.search_fields or fields.label_fields
        values = {"_search": name, f"{name}_q": "nothing has this"}
        before = model.objects.count()
        response = editor_client.post(url(model, "new"), values)
        assert response.status_code == 200
        assert model.objects.count() == before
        assert not response.context["form"].errors
        offered = [pk for pk, _ in response.context["form"].fields[name].choices if pk]
        assert not fields or not offered
        texts = [text for each in fields if (text := str(getattr(wanted, each)))]
        if texts:
            values[f"{name}_q"] = texts[0].upper()[:200]
            response = editor_client.post(url(model, "new"), values)
            fields = response.context["form"].fields
            assert wanted.pk in [pk for pk, _ in fields[name].choices]
            others = [field for each, field in fields.items() if each != name]
            enough = [] if any(field.required for field in others) else [wanted.pk]
            for pk in {wanted.pk, "x", "9" * 30, "\x00"}.difference(enough):
                response = editor_client.post(url(model, "new"), {name: pk})
                assert response.status_code == 422

{% endif %}
{% set refused = [] -%}
{% for model in spec.models %}{% for field in model.fields if field.kind in ["decimal", "integer", "bigint", "float", "date", "datetime", "time", "uuid", "choice", "ref", "one"] and model.label_field in (model.fields | selectattr("kind", "in", ["string", "text"]) | map(attribute="name") | list) %}{% if loop.first %}{% set _ = refused.append((model.plural, model.label_field, field.name)) %}{% endif %}{% endfor %}{% endfor -%}
{% if refused %}
@pytest.mark.parametrize(
    ("name", "label", "wrong"),
    [{% for each in refused %}("{{ each | join('", "') }}"), {% endfor %}],
)
def test_a_refused_change_shows_the_row_as_it_is_stored(
    editor_client, name, label, wrong
):
    row = MODELS[name].objects.first()
    values = {label: "o", wrong: "not a value"}
    response = editor_client.post(url(row, "edit", row.pk), values)
    assert response.status_code == 422
    assert f"<h1>Edit {escape(row)}</h1>" in response.content.decode()

{% endif %}

@pytest.mark.parametrize("model", MODELS.values())
def test_a_form_that_loses_a_race_comes_back(editor_client, monkeypatch, model):
    def too_late(row):
        model.objects.bulk_create([row])

    row = model.objects.first()
    address = url(model, "edit", row.pk)
    form = editor_client.get(address).context["form"]
    monkeypatch.setattr(model, "save", too_late)
    response = editor_client.post(address, _values(form))
    assert response.status_code == 422
    page = response.content.decode()
    assert 'role="alert"' in page
    assert 'role="status"' not in page


def test_a_form_that_meets_a_bug_is_not_blamed_on_others(editor_client, monkeypatch):
    def broken(row):
        raise IntegrityError

    model = next(iter(MODELS.values()))
    address = url(model, "edit", model.objects.first().pk)
    form = editor_client.get(address).context["form"]
    monkeypatch.setattr(model, "save", broken)
    assert editor_client.post(address, _values(form)).status_code == 500


{% if spec.models | map(attribute="fields") | sum(start=[]) | selectattr("self_ref") | list %}
@pytest.mark.parametrize("model", MODELS.values())
def test_a_row_to_which_only_itself_refers_can_be_deleted(editor_client, model):
    own = [f for f in model._meta.concrete_fields if f.related_model is model]
    for field in own:
        if field.null:
            model.objects.update(**{field.attname: None})
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(**{field.attname: row.pk})
    for row in model.objects.all() if own else ():
        admin = f"admin:{{ spec.app }}_{model._meta.model_name}_delete"
        page = editor_client.get(reverse(admin, args=[row.pk]))
        assert editor_client.post(url(model, "delete", row.pk)).status_code == (
            409 if page.context["protected"] else 302
        )

{% endif %}

def test_a_form_that_is_out_of_date_is_refused(editor_client):
    """Its CSRF token is that of an old session."""
    editor_client.handler.enforce_csrf_checks = True
    response = editor_client.post(reverse("accounts:logout"))
    assert response.status_code == 403
    assert b"<h1>" in response.content


def _values(form):
    """Return what a browser sends when nobody touches the form."""
    values = {
        field.name: field.field.widget.format_value(field.value()) for field in form
    }
    for field in form:
        if isinstance(field.field.widget, CheckboxInput):
            values[field.name] = "on" if field.value() else None
    return {name: value for name, value in values.items() if value is not None}
