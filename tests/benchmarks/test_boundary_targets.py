"""Targets taken from what other councils published: the figures on offer, and the form they fill."""

from decimal import Decimal as D

import pytest
from django.utils import timezone

from benchmarking.models import Authority, Indicator
from benchmarking.reading import Knowledge
from performance import boundary_targets
from performance.models import Assessment, Measure, Target, TargetProposal
from performance.rules.rag import TargetKind
from tests import world
from tests.benchmarks import looked

SLUG = "users-direct-payments"


@pytest.fixture
def councils(month, settings):
    settings.COUNCIL_AUTHORITY = looked.OURS
    found = looked.build()
    Measure.objects.filter(slug=SLUG).update(indicator=looked.indicator("satisfied"))
    return found


def offered(day=None):
    knowledge = Knowledge(on=day or timezone.localdate(), now=timezone.now())
    council = Authority.objects.get(code=looked.OURS)
    return boundary_targets.candidates(world.measure(SLUG), knowledge, council)


def without_target():
    Assessment.objects.filter(target__measure__slug=SLUG).delete()
    Target.objects.filter(measure__slug=SLUG).delete()


def test_what_england_offers_says_where_it_stands(councils):
    # 61.5, 63, 64, 67, 69, 71, 73: a quarter of the way down from the top is 70, the mean 66.928...
    found = {one.name: one for one in offered() if "England, 2019/20" in one.name}
    assert {name: one.value for name, one in found.items() if "as published" not in name} == {
        # On the cut point a council is still in the second quartile.
        "Top quartile, England, 2019/20": D("70.1"),
        "Median, England, 2019/20": D("67.0"),
        "Mean, England, 2019/20": D("66.9"),
    }
    top = found["Top quartile, England, 2019/20"]
    assert (top.text, top.kind) == ("70.1%", TargetKind.AT_LEAST)
    assert top.basis == (
        "Top quartile, England, 2019/20, above 70 by the DfE’s rule, n = 7; "
        "Care figures, made up, published 1 June 2020"
    )


def test_where_low_is_good_the_boundary_is_the_lower_one(councils):
    Indicator.objects.filter(slug="looked-satisfied").update(polarity="low")
    top = offered()[0]
    assert (top.value, top.kind) == (D("63.5"), TargetKind.AT_MOST)


def test_where_neither_way_is_good_there_is_no_boundary(councils):
    Indicator.objects.filter(slug="looked-satisfied").update(polarity="none")
    assert not [one for one in offered() if "quartile" in one.name]
    assert offered()


def test_the_neighbours_offer_figures_without_ours(councils):
    # Beech to Fir: 63, 64, 67, 69, 71.
    found = {one.name: one.value for one in offered()}
    assert found["Median, Alder’s neighbours, 2019/20"] == D("67.0")
    assert found["Mean, Alder’s neighbours, 2019/20"] == D("66.8")


def test_nothing_is_offered_before_it_was_published_or_in_another_unit(councils):
    assert offered(world.november().start.replace(year=2019)) == []
    Indicator.objects.filter(slug="looked-satisfied").update(unit="out of 24")
    assert offered() == []


def test_a_link_fills_the_form_and_the_basis_is_kept_with_the_target(councils, as_person):
    without_target()
    client = as_person("olive")
    year = world.november().year
    address = f"/targets/asked/{SLUG}/{year.pk}/"
    page = client.get(address).content.decode()
    assert "Take it from what other councils published" in page
    number = [one.name for one in offered()].index("Top quartile, England, 2019/20")
    filled = client.get(address, {"from": number}).context["form"].initial
    assert (filled["kind"], filled["figure"]) == (TargetKind.AT_LEAST, "70.1%")

    assert client.post(address, filled).status_code == 302
    proposal = TargetProposal.objects.get(measure__slug=SLUG)
    assert (proposal.value, proposal.basis) == (D("70.1"), filled["basis"])


@pytest.mark.parametrize("number", ["999", "-1", "x", ""])
def test_a_link_to_nothing_fills_nothing(councils, as_person, number):
    without_target()
    address = f"/targets/asked/{SLUG}/{world.november().year.pk}/"
    assert as_person("olive").get(address, {"from": number}).context["form"].initial == {}
