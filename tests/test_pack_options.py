"""The choices that sections of our own figures can have."""

from types import SimpleNamespace

import pytest

from performance.forms.pack_options import FORMS
from performance.models import Measure, Scorecard
from performance.packs import kinds
from tests import world

pytestmark = pytest.mark.django_db


def form(kind, data=None, initial=None):
    return FORMS[kind](data, initial=initial or {}, pack=SimpleNamespace(scorecard=Scorecard.objects.get()))


def test_every_form_is_of_a_kind_that_there_is():
    assert set(FORMS) - set(kinds.KINDS) == set()


def test_measures_are_kept_by_slug_and_headings_by_title():
    given = form("trends", {"measures": ["heritage-visits"], "layers": ["Meet need"]})
    assert given.is_valid()
    assert given.kept() == {"measures": ["heritage-visits"], "layers": ["Meet need"]}
    empty = form("trends", {})
    assert empty.is_valid()
    assert empty.kept() == {}


@pytest.mark.parametrize(("months", "valid"), [("2", False), ("3", True), ("25", True), ("26", False)])
def test_months_are_three_to_twenty_five(months, valid):
    assert form("monthly", {"months": months}).is_valid() is valid


def test_monthly_measures_alone_are_offered_for_monthly_figures():
    offered = {slug for slug, _ in form("monthly").fields["measures"].choices}
    placed = Measure.objects.filter(placements__isnull=False)
    assert offered == set(placed.filter(frequency="monthly").values_list("slug", flat=True))
    assert "users-feel-safe" not in offered


def test_what_was_kept_and_is_gone_can_be_saved_again():
    world.measure("heritage-visits").placements.all().delete()
    kept = {"measures": ["heritage-visits"]}
    given = form("monthly", kept, initial=kept)
    assert given.is_valid()
    assert ("heritage-visits", "heritage-visits (not on the scorecard any more)") in (
        given.fields["measures"].choices
    )
    assert not form("monthly", {"measures": ["never-there"]}).is_valid()
