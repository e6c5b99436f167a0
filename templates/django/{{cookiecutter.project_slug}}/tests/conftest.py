{% set spec = cookiecutter._spec -%}
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases

from accounts import tokens
from {{ spec.app }}.models import ({% for model in spec.models %}{{ model.name }}, {% endfor %})

PASSWORD = "correct-horse-battery-staple"
MODELS = {
{%- for model in spec.models %}
    "{{ model.plural }}": {{ model.name }},
{%- endfor %}
}


class SecureClient(Client):
    def generic(self, *args, **kwargs):
        return super().generic(*args, **(kwargs | {"secure": True}))


def new_client():
    """Ask over https, and get the error page instead of the exception."""
    return SecureClient(raise_request_exception=False)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Make one test database with the sample rows, whether a test is marked or not.

    A test with the `db` fixture is rolled back; those in contract/ keep what they write.
    """
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
        call_command("seed", {{ "samples=True, " if cookiecutter._spec.rows }}stdout=StringIO())
    yield
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)


@pytest.fixture(scope="session")
def application(django_db_setup, django_db_blocker):
    """The WSGI application that the contract's tests call, as it is in production."""
    with django_db_blocker.unblock(), override_settings(SECURE_SSL_REDIRECT=True):
        yield get_wsgi_application()


@pytest.fixture(scope="session")
def create_user():
    """Create a user; an editor may do everything, in the admin too."""

    def create(username, password, *, editor=False):
        return get_user_model().objects.create_user(
            username, password=password, is_staff=editor, is_superuser=editor
        )

    return create


@pytest.fixture
def client():
    cache.clear()
    return new_client()


@pytest.fixture(scope="session")
def password_hash():
    """One for all tests: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


@pytest.fixture
def member(db, password_hash):
    return get_user_model().objects.create(username="member", password=password_hash)


@pytest.fixture
def editor(db, password_hash):
    return get_user_model().objects.create(
        username="boss",
        email="boss@example.com",
        password=password_hash,
        is_staff=True,
        is_superuser=True,
    )


@pytest.fixture
def editor_client(editor):
    cache.clear()
    client = new_client()
    client.force_login(editor)
    return client


@pytest.fixture
def token(editor):
    return {"Authorization": f"Bearer {tokens.make(editor)}"}
