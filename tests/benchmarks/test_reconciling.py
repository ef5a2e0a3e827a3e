"""Our outturn beside the published figure: agreeing, differing, and the reason kept with both."""

from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarking.models import Authority, Observation, Source
from benchmarking.reading import Knowledge
from performance import reconciling
from performance.models import AuditEntry, Measure, Reconciliation, Submission
from performance.refusals import NotAllowed, NotComplete
from tests import world
from tests.benchmarks import looked
from tests.page import Page

SURVEY = "users-find-information-easily"
HIDDEN = "children-in-care-visits"
PAGE = "/benchmarks/own/"
REASON = "The return left out people who moved away."


@pytest.fixture
def councils(month, settings):
    """Eight made-up councils, the first of them ours; its outturn of 61.5 is published as 61.5."""
    settings.COUNCIL_AUTHORITY = looked.OURS
    found = looked.build()
    for slug in (SURVEY, HIDDEN):
        Measure.objects.filter(slug=slug).update(indicator=looked.indicator("satisfied"))
    return found


def publish(value):
    rows = Observation.objects.filter(authority__code=looked.OURS, indicator=looked.indicator("satisfied"))
    rows.filter(year="2019/20").update(value=value)


def pair(year="2019/20"):
    knowledge = Knowledge(on=timezone.localdate(), now=timezone.now())
    council = Authority.objects.get(code=looked.OURS)
    measure = Measure.objects.select_related("indicator").get(slug=SURVEY)
    return reconciling.pair_of(measure, year, knowledge, council)


def explain(by="olive", **changes):
    given = {"pair": pair(), "cause": "definition", "reason": REASON} | changes
    return reconciling.explain(**given, by=world.person(by))


@pytest.mark.parametrize(
    ("published", "difference", "state"),
    [
        ("61.5", "0.0", "agrees"),
        # As printed: 61.54 is 61.5, and 61.55 is 61.6.
        ("61.54", "0.0", "agrees"),
        ("61.55", "-0.1", "differs"),
        ("60.2", "1.3", "differs"),
        ("0", "61.5", "differs"),
    ],
)
def test_figures_are_compared_as_they_are_printed(councils, published, difference, state):
    publish(published)
    assert (pair().difference, pair().state) == (D(difference), state)


def test_a_year_without_an_outturn_says_so(councils):
    found = pair("2018/19")
    assert (found.own, found.state) == (None, "none")
    assert found.why_not == "No figure of ours is held for this year."


def test_a_published_marker_is_not_a_nought(councils):
    Observation.objects.filter(authority__code=looked.OURS, year="2019/20").update(value=None, marker="c")
    assert (pair().published_value, pair().difference, pair().state) == (None, None, "none")


def test_a_year_that_was_not_published_is_no_pair(councils):
    assert pair("2020/21") is None


def test_a_reason_is_kept_with_both_figures_and_written_to_the_trail(councils):
    publish("60.2")
    kept = explain()

    assert (kept.own_value, kept.published_value, kept.cause) == (D("61.5"), D("60.2"), "definition")
    assert pair().state == "explained"
    entry = AuditEntry.objects.get(verb="difference explained")
    assert (entry.by, entry.measure.slug, entry.reason) == (world.person("olive"), SURVEY, REASON)
    assert (entry.after["own_value"], entry.after["published_value"]) == ("61.5", "60.2")


def test_a_reason_for_other_figures_explains_nothing(councils):
    publish("60.2")
    explain()
    publish("60.3")
    assert pair().state == "differs"
    publish("60.24")
    assert pair().state == "explained"


def test_the_last_reason_counts(councils):
    publish("60.2")
    explain()
    explain(cause="timing", reason="Taken in another month.")
    assert pair().given.reason == "Taken in another month."
    assert Reconciliation.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"reason": " \n"}, "reason"), ({"cause": "mood"}, "cause"), ({"reason": "x" * 2001}, "reason")],
)
def test_nothing_is_kept_without_a_whole_reason(councils, changes, field):
    publish("60.2")
    with pytest.raises(NotComplete) as refused:
        explain(**changes)
    assert list(refused.value.problems) == [field]
    assert not Reconciliation.objects.exists()


def test_what_agrees_needs_no_reason(councils):
    with pytest.raises(NotComplete, match="do not differ"):
        explain()


@pytest.mark.parametrize("who", ["mary", "oscar", "clive", "ada", "nick"])
def test_only_its_own_people_and_officers_say_why(councils, who):
    publish("60.2")
    with pytest.raises(NotAllowed):
        explain(by=who)


def test_a_full_trail_keeps_no_reason(councils, full_trail):
    publish("60.2")
    full_trail()
    with pytest.raises(Exception, match="no room"):
        explain()
    assert not Reconciliation.objects.exists()


def test_the_page_shows_what_differs_and_takes_the_reason(councils, as_person):
    publish("60.2")
    client = as_person("olive")
    address = f"{PAGE}{SURVEY}/2019-20/"
    assert "1 published figure differs from our outturn" in client.get(PAGE).content.decode()
    empty = client.post(address, {"reason": "typed already"})
    assert empty.status_code == 422
    assert "typed already" in empty.content.decode()

    assert client.post(address, {"cause": "timing", "reason": REASON}).url == PAGE
    text = client.get(PAGE).content.decode()
    assert "No published figure differs from our outturn without a reason." in text
    assert REASON in text


def test_what_one_may_not_see_is_not_listed_and_not_found(councils, as_person):
    listed = as_person("olive").get(PAGE, {"_export": "csv"}).content.decode()
    assert world.measure(SURVEY).title in listed
    assert world.measure(HIDDEN).title not in listed
    assert as_person("olive").get(f"{PAGE}{HIDDEN}/2019-20/").status_code == 404


def test_who_sees_a_measure_without_answering_for_it_may_not_explain(councils, as_person):
    publish("60.2")
    client = as_person("mary")
    assert "Say why" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{SURVEY}/2019-20/").status_code == 403


def test_the_download_says_where_each_figure_is_from(councils, as_person):
    publish("60.2")
    lines = as_person("olive").get(PAGE, {"_export": "csv"}).content.decode().splitlines()
    row = next(line for line in lines if "2019/20" in line)
    assert "60.2,61.5,1.3" in row
    assert row.endswith('"Care figures, made up",2020-06-01')


def test_a_figure_that_may_not_be_republished_is_on_the_page_and_in_no_file(councils, as_person):
    publish("60.2")
    Source.objects.filter(title="Care figures, made up").update(may_republish=False)
    looked.compute()
    client = as_person("olive")

    assert "60.2" in Page(client.get(PAGE)).text
    # The headings alone: what is beside a figure that was not published is nothing.
    assert len(client.get(PAGE, {"_export": "csv"}).content.decode("utf-8-sig").splitlines()) == 1


@pytest.mark.wide
def test_many_measures_take_as_many_queries_as_one(councils, as_person):
    client = as_person("olive")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    figures = Submission.objects.in_force()
    Measure.objects.filter(submissions__in=figures).update(indicator=looked.indicator("satisfied"))
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(one)
