"""Fixtures that all tests share.

The world (`tests/world.py`) is built once for a session and each test's changes are rolled back. A test
whose rows other processes have to see asks for `committed`.
"""

import os

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from performance import triggers
from performance.demonstration import cycle
from tests import remembered, world


def pytest_configure(config):
    # Hashing real passwords would take longer than the tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config, items):
    """A second database is for what asks for one, and of the wide tests for what databases do otherwise."""
    if not os.environ["DATABASE_URL"].startswith("postgres"):
        return
    asking = [item for item in items if _asks_for_a_database(item) and not _is_wide_alone(item)]
    if len(asking) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
        items[:] = asking


def _asks_for_a_database(item):
    fixtures = {"db", "transactional_db", "committed", "django_db_setup"}
    return item.get_closest_marker("django_db") is not None or bool(fixtures & set(item.fixturenames))


# Constraints, locks and races, and what writes or reads sets of rows in its own SQL.
ON_EVERY_DATABASE = {
    "test_assessing",
    "test_calculating",
    "test_constraints",
    "test_dashboard",
    "test_import_command",
    "test_packs_life",
    "test_packs_machine",
    "test_planning",
    "test_race",
    "test_recompute",
    "test_recomputing_wide",
    "test_restating",
    "test_restating_machine",
    "test_supplements",
    "test_workflow_machine",
}


def _is_wide_alone(item):
    """Whether a test goes a long way, or through many pages, over what every database answers alike."""
    if item.get_closest_marker("wide") is None:
        return False
    return "client" in item.fixturenames or item.path.stem not in ON_EVERY_DATABASE


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The database under test with the world in it; with --no-migrations its tables come from the models.

    pytest-django's own makes none where every test of a run asks for `committed` and none for `db`, and
    the tests would then empty whatever database DATABASE_URL names.
    """
    if request.config.getvalue("nomigrations"):
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        if settings.MIGRATION_MODULES:
            triggers.install()
        world.build_world()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


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
        remembered.forget()


@pytest.fixture
def month(db):
    """The demonstration's month, approved and judged."""
    remembered.put("month", world.complete_month)
    return cycle.figures_of("2020-11")


@pytest.fixture
def as_person(client):
    """A browser signed in as one of the cast."""

    def sign_in(first_name):
        client.force_login(world.person(first_name))
        return client

    return sign_in


@pytest.fixture
def full_trail():
    """An audit trail that takes no more rows, whoever writes; call it when all is prepared."""

    def fill():
        sentence = "no room in the audit trail"
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "CREATE TRIGGER audit_full BEFORE INSERT ON performance_auditentry "
                    f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
                )
                return
            cursor.execute(
                "CREATE FUNCTION audit_full() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER audit_full BEFORE INSERT ON performance_auditentry "
                "FOR EACH ROW EXECUTE FUNCTION audit_full()"
            )

    return fill
