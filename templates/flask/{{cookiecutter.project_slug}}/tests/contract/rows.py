{% set every = cookiecutter._spec.models | map(attribute="fields") | sum(start=[]) -%}
{% set chosen = every | selectattr("kind", "equalto", "user") | selectattr("written") | list -%}
"""Rows to test with: made through the API, with everything that they need."""

{% if chosen -%}
import secrets
{% endif -%}
from typing import Any

import httpx
import pytest

from .browser import Form
from .client import answer
from .described import Described
from .domain import BY_NAME, Field, Model
from .values import few, typed, valid

ATTEMPTS = 20


class Rows:
    """Makes rows through the API and deletes what it made."""

    def __init__(self, api: httpx.Client, described: Described{% if chosen %}, people: list[int]{% endif %}) -> None:
        self._api = api
        {%- if chosen %}
        self._people = people
        {%- endif %}
        self._described = described
        self._made: list[str] = []

    def make(
        self, model: Model, values: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Create a row and return it; `values` go over what would be sent."""
        for _ in range(ATTEMPTS):
            response = self._api.post(model.api, json=self.body(model) | (values or {}))
            if response.status_code != 409:
                break
        else:
            pytest.skip(f"every {model.name} that is possible exists already")
        row = answer(response, 201)
        self.made(model, row["id"])
        return row

    def made(self, model: Model, row_id: int) -> None:
        """Remember to delete a row that a test created by itself."""
        self._made.append(f"{model.api}/{row_id}")

    def body(self, model: Model) -> dict[str, Any]:
        """Return a complete, valid body that no other row has."""
        return {
            field.api: self.value(model, field)
            for field in model.inputs
            if field.required or field.target != model.name
        } | self._added(model)

    def least(self, model: Model) -> dict[str, Any]:
        """Return a valid body with nothing in it that may be left out."""
        return {
            field.api: self.value(model, field)
            for field in model.inputs
            if field.required
        } | self._added(model)

    def _added(self, model: Model) -> dict[str, Any]:
        """Return values for what only the OpenAPI document knows to be needed."""
        return {
            key: self._first(place)
            if (place := self._described.refers_to(key))
            else self._described.value(schema)
            for key, schema in self._described.added(model).items()
        }

    def value(self, model: Model, field: Field) -> Any:
        """Return a valid value for `field` of a new row."""
        {%- if chosen %}
        if field.kind == "user":
            return secrets.choice(self._people)
        {%- endif %}
        if not field.target:
            return valid(field)
        target = BY_NAME[field.target]
        if field.kind == "refs":
            return [self.existing(target)]
        return self.new(target) if decides(model, field) else self.existing(target)

    def new(self, target: Model) -> int:
        """Return the id of a new row that nothing refers to."""
        response = self._api.post(target.api, json=self.least(target))
        if response.status_code == 409:
            return self.make(target)["id"]
        row_id = answer(response, 201)["id"]
        self.made(target, row_id)
        return row_id

    def existing(self, target: Model) -> int:
        """Return the id of some row, whatever refers to it."""
        found = self._first(target.api)
        if found is None:
            body = self.least(target)
            return answer(self._api.post(target.api, json=body), 201)["id"]
        return found

    def _first(self, collection: str) -> int | None:
        items = answer(self._api.get(collection, params={"limit": 1}))["items"]
        return items[0]["id"] if items else None

    def fill(self, form: Form, model: Model, body: dict[str, Any]) -> dict[str, Any]:
        """Write the body of a request as a person would fill in the form."""
        known = {field.api for field in model.inputs}
        added = {
            key.removesuffix("_id") if self._described.refers_to(key) else key: value
            for key, value in body.items()
            if key not in known
        }
        return {
            field.name: typed(field, body.get(field.api, field.unsent))
            for field in model.inputs
        } | {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in added.items()
            if name in form.controls
        }

    def skip_if_taken(self, model: Model, body: dict[str, Any], reply: httpx.Response) -> None:
        """Skip the test if a form was refused because such a row exists already.

        Of a model with few values all may be there: then the API refuses them too.
        """
        if reply.status_code == 422:
            response = self._api.post(model.api, json=body)
            if response.status_code == 409:
                pytest.skip(f"every {model.name} that is possible exists already")
            self.made(model, answer(response, 201)["id"])

    def clear(self) -> None:
        for path in reversed(self._made):
            self._api.delete(path)


def decides(model: Model, field: Field) -> bool:
    """Tell whether only a new value of `field` makes a row of `model` unique."""
    if field.unique:
        return True
    rules = (rule for rule in model.unique if field.name in rule)
    return any(not any(_free(model.field(name)) for name in rule) for rule in rules)


def _free(field: Field) -> bool:
    return not field.target and not few(field)
