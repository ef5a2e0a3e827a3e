"""Fixtures that all tests share.

The world (`tests/world.py`) is built once for a session and each test's changes are rolled back. A test
whose rows other processes have to see asks for `committed`.
"""

import pytest
from django.conf import settings
from django.core.management import call_command

from performance import triggers
from tests import world


def pytest_configure(config):
    # Hashing real passwords would take longer than the tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        world.build_world()


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A database whose rows are committed, so that other processes see them; built anew afterwards."""
    with django_db_blocker.unblock():
        yield
        # Emptying needs the audit trail's triggers out of the way.
        triggers.remove()
        call_command("flush", interactive=False, verbosity=0)
        triggers.install()
        world.build_world()


@pytest.fixture
def month(db):
    """The demonstration's month, approved and judged."""
    return world.complete_month()


@pytest.fixture
def as_person(client):
    """A browser signed in as one of the cast."""

    def sign_in(first_name):
        client.force_login(world.person(first_name))
        return client

    return sign_in
