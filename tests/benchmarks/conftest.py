"""What tests of published figures share."""

import pytest
from django.db import transaction

from benchmarking.areas import load_areas
from benchmarking.groups import load_groups
from benchmarking.models import Authority
from tests.benchmarks import looked


@pytest.fixture(scope="module")
def _areas_and_groups(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_areas()
        load_groups()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _made_up_councils(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield [council.pk for council in looked.build().values()]
        transaction.set_rollback(True)


@pytest.fixture
def looked_at(_made_up_councils, db):
    """Eight made-up councils with their figures, built once for a module's tests: name -> authority."""
    return {one.short_name: one for one in Authority.objects.filter(pk__in=_made_up_councils)}


@pytest.fixture
def shipped(_areas_and_groups, db):
    """The authorities and groups that ship, loaded once for a module's tests: code -> authority."""
    return Authority.objects.in_bulk(field_name="code")
