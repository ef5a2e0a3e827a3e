"""Where our own figures would stand: what compares with a whole year is placed, and it says what it is."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.utils import timezone

from benchmarking import recomputing
from benchmarking.models import Authority, Observation
from benchmarking.reading import Knowledge
from performance import placing
from performance.models import Assessment, Measure, Period, Submission
from tests import world
from tests.benchmarks import looked

SURVEY = "users-find-information-easily"
MONTHLY = "users-direct-payments"
FORECAST = "admissions-65-plus"


@pytest.fixture
def councils(month, settings):
    """Eight made-up councils, the first of them ours, and measures that are linked to their indicators."""
    settings.COUNCIL_AUTHORITY = looked.OURS
    found = looked.build()
    for slug, indicator in ((SURVEY, "satisfied"), (MONTHLY, "satisfied"), (FORECAST, "admitted")):
        Measure.objects.filter(slug=slug).update(indicator=looked.indicator(indicator))
    return found


def figure(slug, label=None):
    """The last figure in force of a measure, or that of a period, with its assessment."""
    found = Submission.objects.in_force().filter(measure__slug=slug).with_make_up()
    found = found.select_related("measure__indicator", "period__year").order_by("period__end")
    if label is not None:
        found = [submission for submission in found if submission.period.label == label]
    submission = list(found)[-1]
    return submission, Assessment.objects.filter(submission=submission).first()


def knowledge(**options):
    return Knowledge(on=timezone.localdate(), now=timezone.now(), **options)


def place(slug, **changes):
    Measure.objects.filter(slug=slug).update(**changes)
    pair = next(
        pair for pair in placing.latest_figures([world.measure(slug)]) if pair[0].measure.slug == slug
    )
    [made] = placing.placings([pair], knowledge(), Authority.objects.get(code=looked.OURS))
    return made


def test_a_whole_years_figure_is_its_outturn(councils):
    found = placing.comparable(*figure(SURVEY, "2019/20"))
    assert (found.value, found.what, found.why_not) == (D("61.5"), "our outturn of 2019/20", "")


def test_a_forecast_is_placed_as_one(councils):
    submission, assessment = figure(FORECAST)
    found = placing.comparable(submission, assessment)
    assert (found.value, found.what) == (submission.forecast, "our forecast for 2020/21")
    assert placing.outturn(submission, assessment).value is None


def test_a_part_of_a_year_is_not_placed(councils):
    found = placing.comparable(*figure(MONTHLY))
    assert found.value is None
    assert found.why_not == "It covers a part of 2020/21, and no forecast of the year is given."
    assert place(MONTHLY).sentence == found.why_not


def test_a_stock_is_placed_at_any_time_and_called_one(councils):
    made = place(MONTHLY, aggregation=Measure.Aggregation.LATEST)
    assert made.why_not == ""
    assert made.what == "our latest figure, of November 2020, a stock"


def test_rolling_twelve_months_are_whole_at_any_time(councils):
    Measure.objects.filter(slug=MONTHLY).update(aggregation=Measure.Aggregation.ROLLING)
    assert placing.comparable(*figure(MONTHLY)).what == "our rolling 12 months to November 2020"


def test_one_month_alone_is_no_outturn_and_what_twelve_add_up_to_is(councils):
    submission, assessment = figure(MONTHLY)
    # The one month of the demonstration, as if it were the year's last.
    submission.period.year.end = submission.period.end
    submission.measure.entry_basis = Measure.EntryBasis.PERIOD
    assessment.judged = Assessment.Judged.FIGURE
    alone = placing.outturn(submission, assessment)
    assert alone.why_not == "It covers November 2020 alone, not the whole of 2020/21."

    assessment.judged, assessment.year_to_date = Assessment.Judged.YEAR_TO_DATE, D("48.0")
    assert placing.outturn(submission, assessment).value == D("48.0")
    assessment.year_to_date_note = "2 of 12 months are missing."
    missing = placing.outturn(submission, assessment)
    assert missing.value is None
    assert missing.why_not == "The year is not whole: 2 of 12 months are missing."


def test_the_place_counts_ours_once_among_those_that_have_a_figure(councils):
    # Seven of eight have one in 2019/20, ours among them: 61.5 is the lowest of 61.5, 63, 64, 67, 69, 71, 73.
    made = place(SURVEY)
    assert (made.rank, made.of, made.tied, made.quartile, made.year) == (7, 7, 1, 4, "2019/20")
    assert made.sentence == (
        "Would be 7th of 7 in 2019/20 (published 1 June 2020), bottom quartile. "
        "This is our outturn of 2019/20."
    )


def test_a_council_without_a_published_figure_is_counted_besides(councils):
    Observation.objects.filter(authority=councils["Alder"]).delete()
    recomputing.recompute_all()
    assert (place(SURVEY).rank, place(SURVEY).of) == (7, 7)


def test_where_low_is_good_the_lowest_is_first(councils):
    submission, _ = figure(FORECAST)
    Submission.objects.filter(pk=submission.pk).update(forecast=D("399.96"))
    # 399.96 is printed 400.0, as Beech's figure is: they share the first place.
    assert (place(FORECAST).rank, place(FORECAST).tied) == (1, 2)
    assert "Would be 1st equal of 8 in 2019/20" in place(FORECAST).sentence


def test_a_figure_in_another_unit_has_no_place(councils):
    Measure.objects.filter(slug=FORECAST).update(indicator=looked.indicator("satisfied"))
    assert place(FORECAST).sentence == "Our figure is no percentage and the published one is one."
    Measure.objects.filter(slug=FORECAST).update(indicator=looked.indicator("admitted"))
    assert place(FORECAST, rate_per=1000).sentence == (
        "Our figure is per 1,000 and the published one per 100,000."
    )


def test_the_year_is_the_last_published_that_is_not_after_ours(councils):
    # A forecast for 2020/21 stands in 2019/20, and an outturn of 2018/19 would not stand in a later year.
    assert place(FORECAST).year == "2019/20"
    submission, assessment = figure(SURVEY)
    earlier = Period(kind="year", start=date(2018, 4, 1), end=date(2019, 3, 31))
    submission.period = earlier
    [made] = placing.placings([(submission, assessment)], knowledge(), councils["Alder"])
    assert made.year == "2018/19"


def test_across_a_break_nothing_is_placed(councils):
    looked.break_series("admitted", "2020/21", "Another data source.")
    assert place(FORECAST).sentence == (
        "Figures of 2020/21 do not compare with those of 2019/20: Another data source."
    )
    looked.break_series("satisfied", "2019/20", "Another survey.")
    assert place(SURVEY).why_not == ""


def test_what_nobody_published_yet_places_nothing(councils):
    before = Knowledge(on=world.november().start.replace(year=2019), now=timezone.now())
    [made] = placing.placings([figure(SURVEY, "2019/20")], before, councils["Alder"])
    assert made.sentence == ("No council's figures of this indicator are known of 2019/20 or a year before.")


def test_many_figures_are_placed_in_as_many_queries_as_one(councils, django_assert_num_queries):
    one, many = [figure(SURVEY)], [figure(slug) for slug in (SURVEY, MONTHLY, FORECAST)]
    for figures in (one, many):
        with django_assert_num_queries(6):
            placing.placings(figures, knowledge(), councils["Alder"])
