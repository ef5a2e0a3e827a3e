"""What a figure is judged to be: its year so far, its target on the way, what it is compared with."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking.models import Authority, Indicator, PublishedPosition, Source
from performance import assessing, recompute, recompute_requests, workflow
from performance.assessing import HypotheticalTarget
from performance.models import (
    Assessment,
    AuditEntry,
    Category,
    Measure,
    MeasureComparison,
    MeasureRole,
    RagRule,
    SeriesBreak,
    StatusLevel,
    Submission,
)
from performance.rules.rag import Goal, Limit, TargetKind
from tests import measuring, world
from tests.measuring import APRIL, NOVEMBER, figure, figures, judged, target, word

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
APRIL_2019, NOVEMBER_2019 = date(2019, 4, 1), date(2019, 11, 1)
THREE = [("green", False), ("amber", True), ("red", True)]


@pytest.fixture(autouse=True)
def opened_years(db):
    measuring.open_years(APRIL_2019, APRIL)


def year_of(assessment):
    """How the year adds up: figure, numerator, denominator, what is missing."""
    return (
        assessment.year_to_date,
        assessment.year_to_date_numerator,
        assessment.year_to_date_denominator,
        assessment.year_to_date_note,
    )


# --- Months that add up --------------------------------------------------------------------------------


def test_a_sum_of_all_months_is_held_against_its_part_of_the_year():
    visits = measuring.measure()
    target(visits, 150, profile="linear")
    assessment = judged(figures(visits, APRIL, [10, 20, 10, 20, 10, 20, 0, 15]))
    assert (assessment.judged, year_of(assessment)) == ("year_to_date", (D(105), None, None, ""))
    assert assessment.sentence == "Green: the figure to date of 105 meets the target of 100."


def test_a_sum_with_a_month_missing_is_shown_and_not_rated():
    visits = measuring.measure()
    target(visits, 80)
    assessment = judged(figures(visits, APRIL, [10, 20, 10, 20, 10, None, 0, 15]))
    note = "7 of 8 months: September 2020 is missing"
    assert (word(assessment), year_of(assessment)) == ("no_value", (D(85), None, None, note))
    assert assessment.sentence == f"Not rated. The year to date is not complete: {note}."
    assert (assessment.judged_value, assessment.arrow) == (None, "")


def test_a_year_whose_first_months_are_not_reported_yet_is_judged_for_the_month_it_is_in():
    visits = measuring.measure(active_from=date(2020, 7, 1))
    target(visits, 60)
    assessment = judged(figures(visits, date(2020, 7, 1), [10, 20, 10, 20, 0]))
    assert (word(assessment), year_of(assessment)) == ("Green", (D(60), None, None, ""))


@pytest.mark.parametrize(("day", "added"), [(15, 40), (31, 40)])
def test_the_month_in_which_a_measure_begins_counts(day, added):
    visits = measuring.measure(active_from=date(2020, 7, day))
    assessment = judged(figures(visits, date(2020, 7, 1), [10, 30]))
    assert year_of(assessment) == (D(added), None, None, "")


def test_a_figure_from_before_the_measure_was_active_stands_alone():
    visits = measuring.measure(active_from=date(2020, 7, 1))
    assessment = judged(figures(visits, APRIL, [10, 30]))
    assert year_of(assessment) == (D(30), None, None, "")


def test_fractions_are_numerators_over_denominators_and_never_the_average():
    reviews = measuring.measure(unit="percent", decimals=1, entry="fraction", aggregation="fraction")
    target(reviews, 20, rule=measuring.points())
    assessment = judged(figures(reviews, APRIL, [(9, 10), (10, 90)]))
    assert year_of(assessment) == (D(19), D(19), D(100), "")
    assert assessment.sentence == (
        "Amber: the figure to date of 19.0% is 1.0 points under 20%; amber reaches 5.0 points."
    )


def test_a_percentage_alone_cannot_be_combined_with_others():
    reviews = measuring.measure(unit="percent", decimals=1, entry="fraction", aggregation="fraction")
    target(reviews, 20, rule=measuring.points())
    assessment = judged(figures(reviews, APRIL, ["90.0", (10, 90)]))
    reason = (
        "April 2020 has a figure without its numerator and denominator, so the months cannot be combined."
    )
    assert (word(assessment), year_of(assessment)) == ("no_value", (None, None, None, reason))


def test_means_are_of_the_months_that_are_known():
    score = measuring.measure(unit="score", decimals=1, aggregation="mean", score_out_of=24)
    target(score, 19, rule=measuring.points())
    assessment = judged(figures(score, APRIL, ["19.1", "19.5", None, "18.9"]))
    note = "3 of 4 months: June 2020 is missing"
    assert (word(assessment), year_of(assessment)) == ("Green", (D("19.166667"), None, None, note))


def test_twelve_rolling_months_cross_the_end_of_the_year():
    visits = measuring.measure(aggregation="rolling")
    target(visits, 78)
    last = figures(visits, APRIL_2019, [100] * 8 + [1, 2, 3, 4] + [5, 6, 7, 8, 9, 10, 11, 12])
    assessment = judged(last)
    assert (word(assessment), year_of(assessment)) == ("Green", (D(78), None, None, ""))
    assert assessment.sentence == "Green: the figure to date of 78 meets the target of 78."


@pytest.mark.parametrize("profile", ["linear", "last_year"])
def test_a_measure_that_has_become_a_rolling_one_has_no_steps_any_more(profile):
    visits = measuring.measure()
    target(visits, 78, profile=profile)
    last = figures(visits, APRIL_2019, [6] * 19 + [5])
    Measure.objects.update(aggregation="rolling")
    last = Submission.objects.with_measure().get(pk=last.pk)
    assert assessing.judge_with([last])[last.pk].sentence.startswith(
        "Red: the figure to date of 71 is 7 under 78"
    )


def test_eleven_months_are_no_twelve_for_a_measure_that_is_new():
    visits = measuring.measure(aggregation="rolling", active_from=date(2020, 1, 1))
    target(visits, 11)
    assessment = judged(figures(visits, date(2020, 1, 1), [1] * 11))
    note = "11 of 12 months: December 2019 is missing"
    assert (word(assessment), year_of(assessment)) == ("no_value", (D(11), None, None, note))


def test_a_stock_is_its_latest_month_alone():
    staff = measuring.measure(unit="fte", decimals=2, aggregation="latest")
    target(staff, 700)
    assessment = judged(figures(staff, APRIL, [1, 2, "703.06"]))
    assert (assessment.judged, assessment.sentence) == ("figure", "Green: 703.06 meets the target of 700.")
    assert year_of(assessment) == (None, None, None, "")


def test_quarters_add_up():
    measuring.open_years(APRIL, kinds=("quarter",))
    visits = measuring.measure(frequency="quarterly")
    target(visits, 40, profile="linear")
    assessment = judged(figures(visits, APRIL, [10, 12, 7], "quarter"))
    assert year_of(assessment) == (D(29), None, None, "")
    assert assessment.sentence.startswith("Red: the figure to date of 29 is 1 under 30 (3.3% of the target)")


def test_a_missing_quarter_is_named():
    measuring.open_years(APRIL, kinds=("quarter",))
    visits = measuring.measure(frequency="quarterly")
    assessment = judged(figures(visits, APRIL, [10, None, 7], "quarter"))
    assert assessment.year_to_date_note == "2 of 3 quarters: July to September 2020 is missing"


def test_months_of_an_academic_year_add_up_from_august():
    measuring.open_years(date(2020, 8, 1), basis="academic")
    visits = measuring.measure(year_basis="academic")
    target(visits, 120, year=date(2020, 8, 1), profile="linear")
    assessment = judged(figures(visits, date(2020, 8, 1), [9, 9, 9, 13]))
    assert assessment.sentence == "Green: the figure to date of 40 meets the target of 40."


def test_a_whole_years_figure_of_a_monthly_measure_stands_for_itself():
    visits = measuring.measure()
    target(visits, 100, profile="linear")
    figures(visits, APRIL, [1, 2, 3])
    assessment = judged(figure(visits, APRIL, 100, "year"))
    assert (assessment.judged, assessment.sentence) == ("figure", "Green: 100 meets the target of 100.")
    assert year_of(assessment) == (None, None, None, "")


# --- Weeks ---------------------------------------------------------------------------------------------


def test_weeks_add_up_from_the_first_monday_and_their_target_step_by_step():
    measuring.open_years(APRIL, kinds=("week",))
    calls = measuring.measure(frequency="weekly")
    target(calls, 520, profile="linear")
    # The 36th of the year's 52 weeks ends on 13 December: 36/52 of 520 is 360, where 9 months are 390.
    assessment = judged(figures(calls, date(2020, 4, 6), [10] * 36, "week"))
    assert assessment.period.end == date(2020, 12, 13)
    assert assessment.sentence == "Green: the figure to date of 360 meets the target of 360."


def test_the_last_week_of_a_year_reaches_into_the_next_and_completes_its_own():
    measuring.open_years(APRIL, kinds=("week",))
    calls = measuring.measure(frequency="weekly")
    target(calls, 520, profile="linear")
    assessment = judged(figures(calls, date(2020, 4, 6), [10] * 52, "week"))
    assert assessment.period.end == date(2021, 4, 4)
    assert (
        assessment.sentence == "Green: 520 meets the target of 520." or "of 520 meets" in assessment.sentence
    )
    assert year_of(assessment) == (D(520), None, None, "")


def test_weeks_are_compared_with_as_many_weeks_of_last_year():
    measuring.open_years(APRIL_2019, APRIL, kinds=("week",))
    calls = measuring.measure(frequency="weekly")
    figures(calls, date(2019, 4, 1), [8, 9, 10, 11], "week")
    assessment = judged(figures(calls, date(2020, 4, 6), [10, 10, 10], "week"))
    assert assessment.direction_sentence == "Improving: 30 after 27 in 1 April 2019 to 21 April 2019."
    assert assessment.previous.period.start == date(2019, 4, 15)


def test_a_week_is_compared_with_the_week_before_across_the_years_end():
    measuring.open_years(APRIL_2019, APRIL, kinds=("week",))
    calls = measuring.measure(frequency="weekly", compared_with="last_period")
    figure(calls, date(2020, 3, 30), 20, "week")
    assessment = judged(figure(calls, date(2020, 4, 6), 10, "week"))
    assert assessment.direction_sentence == (
        "Worsening: 10 after 20 in the week to 5 April 2020, the period before."
    )


def test_weeks_are_compared_with_the_last_week_of_a_year_for_a_stock():
    measuring.open_years(APRIL_2019, APRIL, kinds=("week",))
    beds = measuring.measure(frequency="weekly", aggregation="latest", compared_with="last_year")
    figure(beds, date(2020, 3, 30), 20, "week")
    assessment = judged(figures(beds, date(2020, 4, 6), [1, 1, 30], "week"))
    assert assessment.direction_sentence == "Improving: 30 after 20 in the week to 5 April 2020."


# --- Every typed absence -------------------------------------------------------------------------------

TOTAL_FALLS_SHORT = "Not rated. The year to date is not complete: 2 of 3 months: May 2020 {}."
HIDDEN = "Not rated. Suppressed: May 2020 is suppressed and could be worked out from this figure."
# Reason, what it says in a note, months expected; a total's status and figure; a ratio's.
ABSENCES = [
    ("survey_not_run", "2 of 3 months: May 2020 had no survey", "no_value", 30, "Green", "50.0"),
    ("not_published", "2 of 3 months: May 2020 was not published", "no_value", 30, "Green", "50.0"),
    ("suppressed", "2 of 3 months: May 2020 is suppressed", "no_value", None, "no_value", None),
    ("not_applicable", "2 of 2 months: May 2020 is not applicable", "Green", 30, "Green", "50.0"),
    ("due_on", "2 of 3 months: May 2020 is not due yet", "no_value", 30, "Green", "50.0"),
    (None, "2 of 3 months: May 2020 is missing", "no_value", 30, "Green", "50.0"),
]


@pytest.mark.parametrize(("absence", "note", "status", "added", "_ratio_status", "_ratio"), ABSENCES)
def test_an_absent_month_does_to_a_total_what_is_stated(absence, note, status, added, _ratio_status, _ratio):
    visits = measuring.measure()
    target(visits, 30)
    assessment = judged(figures(visits, APRIL, [10, absence, 20]))
    assert (word(assessment), year_of(assessment)) == (
        status,
        (None if added is None else D(added), None, None, note),
    )
    expected = {
        "not_applicable": "Green: the figure to date of 30 meets the target of 30.",
        "suppressed": HIDDEN,
    }.get(absence, TOTAL_FALLS_SHORT.format(note.removeprefix("2 of 3 months: May 2020 ")))
    assert assessment.sentence == expected


@pytest.mark.parametrize(("absence", "note", "_status", "_added", "status", "ratio"), ABSENCES)
def test_an_absent_month_does_to_a_ratio_what_is_stated(absence, note, _status, _added, status, ratio):
    reviews = measuring.measure(unit="percent", decimals=1, entry="fraction", aggregation="fraction")
    target(reviews, 50, rule=measuring.points())
    assessment = judged(figures(reviews, APRIL, [(3, 10), absence, (17, 30)]))
    counted = (None, None, None) if ratio is None else (D(ratio), D(20), D(40))
    assert (word(assessment), year_of(assessment)) == (status, (*counted, note))


@pytest.mark.parametrize(
    ("absence", "sentence"),
    [
        ("survey_not_run", "Not rated. The survey was not run."),
        ("not_published", "Not rated. Not published by the source."),
        ("suppressed", "Not rated. Suppressed."),
        ("not_applicable", "Not rated. Not applicable."),
        ("due_on", "Not rated. Due 1 June 2021."),
    ],
)
def test_the_months_own_reason_for_none_is_what_is_printed(absence, sentence):
    visits = measuring.measure()
    target(visits, 10)
    submission = figures(visits, APRIL, [10, 10, absence])
    # What does not apply leaves the year whole; it is then the year that is rated.
    expected = "Green: the figure to date of 20 meets the target of 10."
    assert judged(submission).sentence == (expected if absence == "not_applicable" else sentence)


def test_a_month_after_a_suppressed_one_is_compared_with_nothing():
    visits = measuring.measure(compared_with="last_period")
    assessment = judged(figures(visits, APRIL, [10, "suppressed", 20]))
    assert (assessment.arrow, assessment.direction_sentence, assessment.previous) == ("", "", None)


# --- Profiles ------------------------------------------------------------------------------------------


def admissions(**fields):
    """People admitted per 100,000, each figure for the year to date."""
    given = {"decimals": 1, "rate_per": 100000, "polarity": "low", "entry_basis": "year_to_date"}
    return measuring.measure("admissions", "rate", **given | fields)


def test_even_steps():
    rate = admissions()
    target(rate, 553, profile="linear")
    assessment = judged(figure(rate, NOVEMBER, "368.74"))
    assert (assessment.judged_value, word(assessment)) == (D("368.7"), "Green")
    assert assessment.sentence == "Green: the figure to date of 368.7 meets the target of 368.7."


def test_last_years_shape_of_months_that_add_up():
    visits = measuring.measure()
    target(visits, 553, profile="last_year")
    figures(visits, APRIL_2019, [10, 10, 10, 10, 5, 5, 5, 5, 10, 10, 10, 10])
    assessment = judged(figures(visits, APRIL, [40] * 7 + [52]))
    # 60 of last year's 100 had come: 331.8, printed and judged as 332.
    assert assessment.sentence == "Green: the figure to date of 332 meets the target of 332."


def test_last_years_shape_of_figures_to_date():
    rate = admissions()
    target(rate, 553, profile="last_year")
    figures(rate, APRIL_2019, [10, 20, 30, 35, 40, 50, 55, 60, 70, 80, 90, 100])
    assessment = judged(figure(rate, NOVEMBER, "331.8"))
    assert assessment.sentence == "Green: the figure to date of 331.8 meets the target of 331.8."


def test_a_month_that_did_not_apply_adds_nothing_to_last_years_shape():
    visits = measuring.measure()
    target(visits, 100, profile="last_year")
    figures(visits, APRIL_2019, [10, 10, 10, 10, "not_applicable", 5, 5, 10, 10, 10, 10, 10])
    assessment = judged(figures(visits, APRIL, [10, 10, 10, 10, 0, 5, 5, 10]))
    assert assessment.sentence == "Green: the figure to date of 60 meets the target of 60."


@pytest.mark.parametrize("absent", [None, "not_published", "suppressed"])
def test_without_all_of_last_years_months_there_is_no_shape(absent):
    visits = measuring.measure()
    target(visits, 553, profile="last_year")
    figures(visits, APRIL_2019, [10] * 11 + [absent])
    assessment = judged(figures(visits, APRIL, [40] * 8))
    assert (word(assessment), assessment.judged_value) == ("no_target", D(320))
    assert assessment.sentence == "Not rated: Last year’s months are not complete, so there is no profile."


def test_last_years_shape_of_quarters():
    measuring.open_years(APRIL_2019, APRIL, kinds=("quarter",))
    visits = measuring.measure(frequency="quarterly")
    target(visits, 200, profile="last_year")
    figures(visits, APRIL_2019, [40, 20, 20, 20], "quarter")
    assessment = judged(figures(visits, APRIL, [60, 60], "quarter"))
    assert assessment.sentence == "Green: the figure to date of 120 meets the target of 120."


def test_a_profile_by_month_is_what_was_entered():
    visits = measuring.measure()
    months = {month: D(5 * month) for month in range(1, 13)}
    target(visits, 60, profile="by_month", months=months)
    assessment = judged(figures(visits, APRIL, [4, 6]))
    assert assessment.sentence == "Green: the figure to date of 10 meets the target of 10."


def test_a_band_by_month():
    staff = measuring.measure(unit="fte", decimals=1, polarity="band", aggregation="latest")
    months = {month: (D(100 - month), D(100 + month)) for month in range(1, 13)}
    target(
        staff, lower=D(88), upper=D(112), profile="by_month", months=months,
        rule=measuring.points(),
    )  # fmt: skip
    assessment = judged(figures(staff, APRIL, [100, "102.6"]))
    assert (word(assessment), assessment.gap) == ("Amber", D("0.6"))


# --- The forecast for the year's end -------------------------------------------------------------------


def test_a_forecast_of_months_that_add_up_is_judged_for_the_year_and_the_months_beside_it():
    visits = measuring.measure(has_forecast=True)
    target(visits, 120, profile="linear")
    figures(visits, APRIL, [10] * 7)
    assessment = judged(figure(visits, NOVEMBER, 9, forecast=D(118), forecast_method="Trend"))
    assert (assessment.judged, assessment.sentence[:47]) == (
        "forecast",
        "Amber: the full-year forecast of 118 is 2 under",
    )
    assert (assessment.to_date_level.word, assessment.to_date_target) == ("Amber", D(80))
    assert assessment.to_date_sentence.startswith("Amber: the figure to date of 79 is 1 under 80")


def test_a_forecast_is_compared_with_the_whole_of_last_year_on_every_basis():
    visits = measuring.measure(has_forecast=True, compared_with="last_period")
    MeasureComparison.objects.create(measure=visits, basis="same_period")
    figures(visits, APRIL_2019, [10] * 12)
    figures(visits, APRIL, [10] * 7)
    assessment = judged(figure(visits, NOVEMBER, 9, forecast=D(150)))
    sentence = "Improving: full-year forecast of 150 after 120 in 2019/20."
    assert assessment.direction_sentence == sentence
    assert [other["sentence"] for other in assessment.other_directions] == [sentence]


def test_a_forecast_without_a_whole_last_year_is_compared_with_nothing():
    visits = measuring.measure(has_forecast=True)
    figures(visits, APRIL_2019, [10] * 11)
    figures(visits, APRIL, [10] * 7)
    assert judged(figure(visits, NOVEMBER, 9, forecast=D(150))).arrow == ""


def test_a_forecast_of_figures_to_date_is_compared_with_the_last_of_last_year():
    rate = admissions(has_forecast=True)
    figures(rate, date(2020, 3, 1), ["616.3"])
    assessment = judged(figure(rate, NOVEMBER, "317.5", forecast=D(462)))
    assert assessment.direction_sentence == (
        "Improving: full-year forecast of 462.0 after 616.3 in April 2019 to March 2020."
    )


@pytest.mark.parametrize(("aggregation", "compared"), [("latest", "March 2020"), ("as_entered", None)])
def test_the_last_month_is_the_year_of_a_stock_and_not_of_what_stands_as_entered(aggregation, compared):
    staff = measuring.measure(unit="fte", aggregation=aggregation, has_forecast=True)
    figures(staff, date(2020, 3, 1), [700])
    foretold = judged(figure(staff, NOVEMBER, 650, forecast=D(600)))
    whole = judged(figure(staff, APRIL, 650, "year"))
    for assessment in (foretold, whole):
        assert (assessment.previous and assessment.previous.period.label) == compared


def test_a_year_that_is_not_complete_says_so_beside_a_forecast():
    visits = measuring.measure(has_forecast=True)
    target(visits, 120, profile="linear")
    figures(visits, APRIL, [10] * 6)
    assessment = judged(figure(visits, NOVEMBER, 9, forecast=D(120)))
    assert (word(assessment), assessment.to_date_level, assessment.year_to_date_note) == (
        "Green",
        None,
        "7 of 8 months: October 2020 is missing",
    )


def test_a_forecast_beside_a_month_without_a_figure_is_judged_and_compared_for_the_year():
    reviews = measuring.measure(
        unit="percent", decimals=1, entry="fraction", aggregation="fraction", has_forecast=True
    )
    figures(reviews, APRIL_2019, [(40, 100)] * 2 + [(90, 100)] * 10)
    assessment = judged(figures(reviews, APRIL, [(50, 100), {"absence": "not_published", "forecast": D(95)}]))
    assert assessment.judged == "forecast"
    assert assessment.direction_sentence == "Improving: full-year forecast of 95.0% after 81.7% in 2019/20."


def test_a_whole_year_with_a_forecast_left_beside_it_is_compared_as_it_came_out():
    visits = measuring.measure(has_forecast=True)
    broken(visits, date(2021, 4, 1))
    figure(visits, APRIL_2019, 100, "year")
    assessment = judged(figure(visits, APRIL, 110, "year", forecast=D(90)))
    assert (assessment.judged, assessment.direction_sentence) == (
        "figure",
        "Improving: 110 after 100 in 2019/20.",
    )


# --- Compositions --------------------------------------------------------------------------------------

HOMES = {"inadequate": D(4), "improve": D(69), "good": D(193)}


def test_a_composition_is_judged_by_the_share_of_its_good_parts_as_it_is_printed():
    homes = measuring.composition()
    target(homes, 73, rule=measuring.points())
    assessment = judged(figure(homes, NOVEMBER, HOMES))
    assert (assessment.judged, assessment.judged_value) == ("share", D("72.6"))
    assert assessment.sentence == "Green: 72.6% is 0.4 points under 73%; green reaches 0.5 points."


def test_a_composition_printed_in_thousands_has_a_share_all_the_same():
    homes = measuring.composition(scale="k", decimals=1)
    target(homes, 73, rule=measuring.points())
    assert judged(figure(homes, NOVEMBER, HOMES)).judged_value == D("72.6")


def test_a_composition_of_which_nothing_is_good_is_not_rated():
    homes = measuring.composition(good=())
    assessment = judged(figure(homes, NOVEMBER, HOMES))
    assert (word(assessment), assessment.sentence) == (
        "no_value",
        "Not rated. None of its parts is marked as good, so there is no share to rate.",
    )


def test_a_composition_of_nothing_has_no_share():
    homes = measuring.composition()
    assessment = judged(figure(homes, NOVEMBER, dict.fromkeys(HOMES, D(0))))
    assert (word(assessment), assessment.sentence) == (
        "no_value",
        "Not rated. No share: the whole is 0.",
    )


def test_parts_that_were_renamed_since_are_no_share_of_nought():
    homes = measuring.composition()
    target(homes, 73, rule=measuring.points())
    submission = figure(homes, NOVEMBER, HOMES)
    Category.objects.filter(code="good").update(code="good-or-outstanding")
    assessment = judged(submission)
    assert (word(assessment), assessment.judged_value) == ("no_value", None)
    assert assessment.sentence == (
        "Not rated. Its parts are not those of the composition any more, so none is rated."
    )


def test_a_part_that_is_no_part_any_more_leaves_no_share():
    homes = measuring.composition()
    target(homes, 73, rule=measuring.points())
    submission = figure(homes, NOVEMBER, HOMES)
    Category.objects.filter(code="improve").delete()
    assert (word(judged(submission)), judged(submission).judged_value) == ("no_value", None)


def test_a_good_part_that_came_later_leaves_earlier_shares_alone():
    homes = measuring.composition()
    submission = figure(homes, NOVEMBER, HOMES)
    Category.objects.create(
        dimension=homes.dimensions.get(), code="outstanding", name="Outstanding", is_good=True
    )
    assert judged(submission).inputs["figure"] == "72.556391"


def test_compositions_of_months_are_added_case_by_case():
    homes = measuring.composition(aggregation="sum")
    assessment = judged(
        figures(homes, APRIL, [
            {"inadequate": D(1), "improve": D(0), "good": D(9)},
            {"inadequate": D(40), "improve": D(40), "good": D(10)},
        ])
    )  # fmt: skip
    assert (assessment.judged, year_of(assessment)) == ("year_to_date", (D(19), D(19), D(100), ""))


# --- What a figure is compared with --------------------------------------------------------------------


def direction_of(submission):
    assessment = judged(submission)
    return assessment.direction_sentence, assessment.previous and assessment.previous.period.label


def test_the_period_before_is_compared_with_the_months_own_figure():
    visits = measuring.measure(compared_with="last_period")
    assert direction_of(figures(visits, APRIL, [100, 10, 20])) == (
        "Improving: 20 after 10 in May 2020, the period before.",
        "May 2020",
    )


def test_a_month_without_a_figure_is_not_the_year_compared_with_the_month_before():
    reviews = measuring.measure(
        unit="percent", decimals=1, entry="fraction", aggregation="fraction", compared_with="last_period"
    )
    assert direction_of(figures(reviews, APRIL, [(1, 10), (9, 10), "not_published"])) == ("", None)


def test_an_incomplete_year_still_moves_from_month_to_month():
    visits = measuring.measure(compared_with="last_period")
    MeasureComparison.objects.create(measure=visits, basis="last_period")
    assessment = judged(figures(visits, APRIL, [None, 10, 20]))
    sentence = "Improving: 20 after 10 in May 2020, the period before."
    assert (word(assessment), assessment.direction_sentence) == ("no_value", sentence)
    assert [other["sentence"] for other in assessment.other_directions] == [sentence]


def test_the_same_period_of_months_that_add_up_is_as_many_months():
    visits = measuring.measure()
    figures(visits, APRIL_2019, [10, 10, 20, 500])
    assert direction_of(figures(visits, APRIL, [10, 20, 20])) == (
        "Improving: 50 after 40 in April to June 2019.",
        "June 2019",
    )


def test_the_same_period_with_a_month_missing_is_no_comparison():
    visits = measuring.measure()
    figures(visits, APRIL_2019, [10, None, 20])
    assert direction_of(figures(visits, APRIL, [10, 20, 20])) == ("", None)


def test_months_before_a_measure_was_active_are_no_zeros_of_last_year():
    visits = measuring.measure(active_from=date(2019, 6, 1))
    figures(visits, date(2019, 6, 1), [20])
    assert direction_of(figures(visits, APRIL, [10, 20, 20])) == ("", None)


def test_twelve_rolling_months_are_compared_with_the_twelve_a_year_before():
    measuring.open_years(date(2018, 4, 1))
    visits = measuring.measure(aggregation="rolling")
    last = figures(visits, date(2018, 12, 1), [1] * 12 + [2] * 12)
    assert direction_of(last) == (
        "Improving: 24 after 12 in the 12 months to November 2019.",
        "November 2019",
    )


def test_last_years_end_is_the_years_figure_where_there_is_one():
    staff = measuring.measure(unit="fte", aggregation="latest", compared_with="last_year")
    figures(staff, date(2020, 3, 1), [700])
    figure(staff, APRIL_2019, 650, "year")
    assert direction_of(figure(staff, NOVEMBER, 650)) == (
        "No clear change: 650 after 650 in 2019/20.",
        "2019/20",
    )


@pytest.mark.parametrize("whole_year", [None, "not_published"])
def test_last_years_end_is_its_last_month_where_the_year_has_none(whole_year):
    staff = measuring.measure(unit="fte", aggregation="latest", compared_with="last_year")
    figures(staff, date(2020, 3, 1), [700])
    if whole_year:
        figure(staff, APRIL_2019, whole_year, "year")
    assert direction_of(figure(staff, NOVEMBER, 650)) == (
        "Worsening: 650 after 700 in March 2020.",
        "March 2020",
    )


def test_a_whole_year_of_months_is_compared_with_the_months_of_the_one_before():
    visits = measuring.measure()
    figures(visits, APRIL_2019, [10] * 12)
    assert direction_of(figure(visits, APRIL, 90, "year")) == (
        "Worsening: 90 after 120 in 2019/20.",
        "March 2020",
    )


def test_a_flow_in_part_of_a_year_is_never_compared_with_a_whole_one():
    visits = measuring.measure(compared_with="last_year")
    figure(visits, APRIL_2019, 500, "year")
    figures(visits, APRIL_2019, [10])
    assert direction_of(figure(visits, APRIL, 20)) == ("Improving: 20 after 10 in April 2019.", "April 2019")


def test_a_named_baseline():
    staff = measuring.measure(
        unit="fte",
        aggregation="latest",
        compared_with="baseline",
        baseline=0,
        baseline_label="2015/16 outturn",
    )
    assert direction_of(figure(staff, NOVEMBER, 650)) == (
        "Improving: 650 after 0 at the baseline (2015/16 outturn).",
        None,
    )


def test_further_comparisons_stand_in_their_order():
    staff = measuring.measure(unit="fte", aggregation="latest", polarity="low", compared_with="last_year")
    figures(staff, NOVEMBER_2019, [640])
    figures(staff, date(2020, 10, 1), [600])
    MeasureComparison.objects.create(
        measure=staff, basis="baseline", baseline=700, baseline_label="The plan", position=1
    )
    MeasureComparison.objects.create(measure=staff, basis="same_period", position=2)
    MeasureComparison.objects.create(measure=staff, basis="last_period", position=3)
    MeasureComparison.objects.create(measure=staff, basis="last_year", position=4)
    assessment = judged(figure(staff, NOVEMBER, 650))
    assert assessment.arrow == ""
    assert assessment.other_directions == [
        {
            "basis": "The plan",
            "arrow": "down",
            "meaning": "improving",
            "sentence": "Improving: 650 after 700 at the baseline (The plan).",
        },
        {
            "basis": "The same period last year",
            "arrow": "up",
            "meaning": "no_clear_change",
            "sentence": "No clear change: 650 after 640 in November 2019.",
        },
        {
            "basis": "The period before",
            "arrow": "up",
            "meaning": "worsening",
            "sentence": "Worsening: 650 after 600 in October 2020, the period before.",
        },
    ]


@pytest.mark.parametrize(
    ("threshold", "said"),
    [(None, "No clear change"), ("1.6", "No clear change"), ("1.5", "Improving"), ("0", "Improving")],
)
def test_a_measures_own_threshold_says_what_is_clear(threshold, said):
    staff = measuring.measure(unit="fte", aggregation="latest", direction_threshold=threshold)
    MeasureComparison.objects.create(measure=staff, basis="baseline", baseline=200, baseline_label="The plan")
    figures(staff, NOVEMBER_2019, [200])
    assessment = judged(figure(staff, NOVEMBER, 203))
    assert assessment.direction_sentence == f"{said}: 203 after 200 in November 2019."
    assert assessment.other_directions[0]["sentence"].startswith(f"{said}: ")


def test_figures_are_compared_as_they_are_printed():
    staff = measuring.measure(unit="percent", decimals=1, aggregation="latest", direction_threshold=D("0.1"))
    figures(staff, NOVEMBER_2019, ["50.04"])
    assert (
        direction_of(figure(staff, NOVEMBER, "50.0"))[0]
        == "No clear change: 50.0% after 50.0% in November 2019."
    )


# --- Series breaks -------------------------------------------------------------------------------------

BROKEN = "Not compared: the series breaks on {} (New system)."


def broken(measure, day):
    SeriesBreak.objects.create(measure=measure, starts_on=day, reason="New system.")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2020, 10, 1), "Improving: 20 after 10 in October 2020, the period before."),
        (date(2020, 10, 2), BROKEN.format("2 October 2020")),
        (date(2020, 11, 1), BROKEN.format("1 November 2020")),
        (date(2020, 11, 30), BROKEN.format("30 November 2020")),
        (date(2020, 12, 1), "Improving: 20 after 10 in October 2020, the period before."),
    ],
)
def test_no_direction_is_given_across_a_break(day, said):
    staff = measuring.measure(unit="fte", aggregation="latest", compared_with="last_period")
    broken(staff, day)
    assert direction_of(figures(staff, date(2020, 10, 1), [10, 20]))[0] == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2019, 4, 1), "Improving: 20 after 10 in April to May 2019."),
        (date(2019, 4, 2), BROKEN.format("2 April 2019")),
        (date(2020, 5, 1), BROKEN.format("1 May 2020")),
        (date(2020, 6, 1), "Improving: 20 after 10 in April to May 2019."),
    ],
)
def test_a_year_to_date_that_holds_a_break_is_compared_with_nothing(day, said):
    visits = measuring.measure()
    broken(visits, day)
    figures(visits, APRIL_2019, [5, 5])
    assert direction_of(figures(visits, APRIL, [10, 10]))[0] == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2021, 1, 1), BROKEN.format("1 January 2021")),
        (date(2021, 4, 1), "Improving: full-year forecast of 150 after 120 in 2019/20."),
    ],
)
def test_a_forecast_reaches_to_the_years_end_and_over_its_breaks(day, said):
    visits = measuring.measure(has_forecast=True)
    broken(visits, day)
    figure(visits, APRIL_2019, 120, "year")
    assert direction_of(figure(visits, NOVEMBER, 9, forecast=D(150)))[0] == said


def test_a_break_hides_further_comparisons_and_the_row_that_is_not_compared_with():
    staff = measuring.measure(unit="fte", aggregation="latest", compared_with="last_period")
    MeasureComparison.objects.create(measure=staff, basis="last_period")
    broken(staff, NOVEMBER)
    assessment = judged(figures(staff, date(2020, 10, 1), [10, 20]))
    assert (assessment.arrow, assessment.meaning, assessment.previous) == ("", "", None)
    assert assessment.other_directions == []


# --- Rules that look beside the figure -----------------------------------------------------------------


def improving_rule():
    return measuring.rule("improving", THREE, [{"reach": D(10)}], basis="relative")


def timely(**fields):
    return measuring.measure("visits-in-time", "percent", decimals=1, aggregation="latest", **fields)


@pytest.mark.parametrize(
    ("last_year", "status", "end"),
    [
        ("70.2", "Amber", "but no worse than 70.2% in November 2019."),
        ("71.0", "Amber", "but no worse than 71.0% in November 2019."),
        ("71.1", "Red", "and worse than 71.1% in November 2019."),
        (None, "Red", "and there is no earlier figure to compare it with."),
        ("not_published", "Red", "and there is no earlier figure to compare it with."),
    ],
)
def test_off_target_but_improving(last_year, status, end):
    visits = timely(compared_with="last_period")
    target(visits, 80, rule=improving_rule())
    if last_year:
        figure(visits, NOVEMBER_2019, last_year)
    assessment = judged(figure(visits, NOVEMBER, "71.0"))
    assert (word(assessment), assessment.sentence.endswith(end)) == (status, True)


def test_an_earlier_series_is_nothing_to_improve_on():
    visits = timely()
    target(visits, 80, rule=improving_rule())
    broken(visits, APRIL)
    figure(visits, NOVEMBER_2019, "70.2")
    assessment = judged(figure(visits, NOVEMBER, "71.0"))
    assert word(assessment) == "Red"
    assert assessment.sentence.endswith("and there is no earlier figure to compare it with.")


def test_a_forecast_improves_on_the_whole_of_last_year_and_the_months_on_the_same_months():
    visits = measuring.measure(has_forecast=True)
    target(visits, 200, profile="linear", rule=improving_rule())
    figures(visits, APRIL_2019, [10, 10] + [9] * 10)
    figure(visits, APRIL, 9)
    assessment = judged(figure(visits, date(2020, 5, 1), 10, forecast=D(111)))
    assert (word(assessment), assessment.to_date_level.word) == ("Amber", "Red")
    assert assessment.sentence.endswith("but no worse than 110 in 2019/20.")
    assert assessment.to_date_sentence.endswith("and worse than 20 in April to May 2019.")


def test_a_break_before_the_years_end_leaves_the_months_to_improve_on():
    visits = measuring.measure(has_forecast=True)
    target(visits, 200, profile="linear", rule=improving_rule())
    broken(visits, date(2021, 1, 1))
    figures(visits, APRIL_2019, [9] * 12)
    assessment = judged(figure(visits, APRIL, 9, forecast=D(120)))
    assert assessment.sentence.endswith("and there is no earlier figure to compare it with.")
    assert assessment.to_date_sentence.endswith("but no worse than 9 in April 2019.")


OUTLOOKS = [("on_track", "Amber", None), ("in_place", "Amber", None), ("not_enough", "Red", "Amber")]


@pytest.mark.parametrize(("outlook", "status", "before"), OUTLOOKS)
def test_an_outlook_moves_an_off_target_figure(outlook, status, before):
    visits = timely()
    limits = [{"reach": D(0)}, {"reach": D(5)}]
    target(visits, 80, rule=measuring.rule("outlook", THREE, limits, step_not_enough=1))
    assessment = judged(figure(visits, NOVEMBER, "78.0", outlook=outlook))
    assert (word(assessment), assessment.inputs.get("before_outlook")) == (status, before)
    assert assessment.inputs["outlook"] == outlook


def test_a_judgement_is_recorded_with_the_figure():
    visits = timely()
    target(visits, 80, rule=measuring.rule("manual", THREE))
    judged_so = judged(figure(visits, NOVEMBER, "78.0", judged_level="amber"))
    not_judged = judged(figure(visits, date(2020, 10, 1), "78.0"))
    assert (word(judged_so), judged_so.gap) == ("Amber", D("2.0"))
    assert not_judged.sentence == "Not rated: it is rated by judgement, and none has been recorded yet."


def test_a_judgement_on_another_scale_stops_nobody_from_being_judged():
    visits, others = timely(), measuring.measure()
    manual = measuring.rule("manual", [("fine", False), ("poor", True)])
    target(visits, 80, rule=manual)
    target(others, 10)
    submission = figure(visits, NOVEMBER, "78.0", judged_level="amber")
    assert word(judged(figure(others, APRIL, 10))) == "Green"
    assert word(judged(submission)) == "no_target"


# --- Published positions -------------------------------------------------------------------------------

FOUR = [("green", False), ("light", False), ("amber", True), ("red", True)]


def quartile(indicator, year, published_on, quartile=1, group="England", authority="LEC"):
    source, _ = Source.objects.get_or_create(
        title=f"League tables of {published_on}", published_on=published_on, publisher="A council"
    )
    return PublishedPosition.objects.create(
        indicator=indicator,
        authority=Authority.objects.get_or_create(code=authority, defaults={"name": "A", "short_name": "A"})[
            0
        ],
        year=year,
        group=group,
        quartile=quartile,
        source=source,
    )


@pytest.fixture
def ranked():
    """A measure judged by its quartile in England, which closed for November on 31 December 2020."""
    indicator = Indicator.objects.create(slug="tried", title="Tried", polarity="high")
    visits = timely(indicator=indicator)
    target(visits, kind="none", rule=measuring.rule("quartile", FOUR, group="England"))
    return visits


def test_a_position_known_before_the_period_closed_rates(ranked):
    quartile(ranked.indicator, "2018/19", date(2019, 10, 1), 1)
    quartile(ranked.indicator, "2019/20", date(2020, 12, 31), 3)
    quartile(ranked.indicator, "2020/21", date(2021, 1, 1), 4)
    quartile(ranked.indicator, "2019/20", date(2020, 12, 30), 4, group="Neighbours")
    quartile(ranked.indicator, "2019/20", date(2020, 12, 29), 4, authority="XXX")
    assessment = judged(figure(ranked, NOVEMBER, "71.0"))
    assert (word(assessment), assessment.inputs["position"]) == ("Amber", "3 of 4, England, 2019/20")
    assert assessment.sentence == (
        "Amber: 71.0% is rated by its position, the third quartile of England in 2019/20; the first is best."
    )


def test_without_a_known_position_there_is_no_rating(ranked):
    quartile(ranked.indicator, "2019/20", date(2021, 1, 1), 1)
    assessment = judged(figure(ranked, NOVEMBER, "71.0"))
    assert assessment.sentence == "Not rated: no published position is known to judge it by."


def test_a_rule_for_any_group_takes_the_latest_position_of_any(ranked):
    RagRule.objects.filter(kind="quartile").update(group="")
    quartile(ranked.indicator, "2018/19", date(2019, 10, 1), 1)
    quartile(ranked.indicator, "2019/20", date(2020, 10, 1), 2, group="Neighbours")
    assert word(judged(figure(ranked, NOVEMBER, "71.0"))) == "Light"


def test_a_first_draft_is_previewed_with_its_position(ranked):
    quartile(ranked.indicator, "2019/20", date(2020, 10, 1), 2)
    draft = Submission(measure=ranked, period=measuring.period(NOVEMBER), value=D(71), pk=0)
    assert word(assessing.judge_with([draft])[0]) == "Light"


def test_a_position_rates_a_forecast_without_a_word_on_the_year_so_far(ranked):
    quartile(ranked.indicator, "2019/20", date(2020, 10, 1), 2)
    Measure.objects.filter(pk=ranked.pk).update(aggregation="sum", unit_kind="count")
    visits = Measure.objects.get(pk=ranked.pk)
    figures(visits, APRIL, [1] * 7)
    assessment = judged(figure(visits, NOVEMBER, 1, forecast=D(12)))
    assert (word(assessment), assessment.to_date_level, assessment.to_date_sentence) == ("Light", None, "")


# --- Chance --------------------------------------------------------------------------------------------


def deaths(**fields):
    given = {"aggregation": "latest", "polarity": "low", "counts_people": True}
    return measuring.measure("falls", **given | fields)


def test_a_small_count_says_what_is_no_more_than_chance():
    falls = deaths()
    target(falls, 9)
    figure(falls, NOVEMBER_2019, 17)
    assessment = judged(figure(falls, NOVEMBER, 13))
    assert assessment.chance_sentence == (
        "13 is within what chance alone makes of 9 (95% limits 7 to 22). "
        "13 is, after 17, within what chance alone makes of no change (95% limits 10 to 20)."
    )


@pytest.mark.parametrize(
    ("fields", "given", "more"),
    [
        ({"counts_people": False}, 13, {}),  # not people: tonnes, pounds
        ({}, 13, {"forecast": D(13)}),  # a forecast has not happened
        ({}, 9, {}),  # it meets its target
        ({}, 100, {}),  # more than chance
        ({"aggregation": "mean"}, 13, {}),  # a mean is no count
        ({"unit_kind": "fte"}, 13, {}),
    ],
)
def test_nothing_is_said_of_chance_where_there_is_nothing_to_say(fields, given, more):
    falls = deaths(**fields)
    target(falls, 9)
    assert judged(figure(falls, NOVEMBER, given, **more)).chance_sentence == ""


def test_chance_in_a_percentage_goes_by_the_years_cases():
    reviews = measuring.measure(
        unit="percent", decimals=1, entry="fraction", aggregation="fraction", counts_people=True
    )
    target(reviews, 15, rule=measuring.points())
    figures(reviews, APRIL_2019, [(6, 30), (15, 70)])
    assessment = judged(figures(reviews, APRIL, [(3, 30), (7, 70)]))
    assert (
        assessment.chance_sentence
        == "10.0% (10 of 100) is within what chance alone makes of 15.0% (95% limits 5.5 to 17.4)."
    )
    target(reviews, "17.5", rule=measuring.points(), reason="Agreed.")
    assert "17.4" not in judged(assessment.submission).chance_sentence


def test_chance_in_a_rate():
    rate = admissions(decimals=1, entry="fraction", counts_people=True)
    target(rate, "3.0")
    figure(rate, NOVEMBER_2019, (15, 419403))
    assessment = judged(figure(rate, NOVEMBER, (13, 419403)))
    assert assessment.chance_sentence == (
        "3.1 per 100,000 is within what chance alone makes of 3.0 (95% limits 1.7 to 5.3). "
        "3.1 per 100,000 is, after 3.6, within what chance alone makes of no change (95% limits 2.1 to 4.5)."
    )


def test_a_baseline_is_no_count_to_compare_by_chance():
    falls = deaths(compared_with="baseline", baseline=17, baseline_label="The plan")
    assert judged(figure(falls, NOVEMBER, 13)).chance_sentence == ""


# --- Changed targets -----------------------------------------------------------------------------------


def test_periods_that_closed_keep_the_target_that_judged_them():
    staff = measuring.measure(unit="fte", aggregation="latest")
    first = target(staff, 100)
    october, november = figure(staff, date(2020, 10, 1), 90), figure(staff, NOVEMBER, 90)
    assert [word(judged(each)) for each in (october, november)] == ["Red", "Red"]
    # October closed on 30 November.
    second = target(staff, 90, today=date(2020, 12, 1), reason="Agreed at the half-year review.")
    rows = [judged(each) for each in (october, november)]
    assert [(word(row), row.target) for row in rows] == [("Red", first), ("Green", second)]


def flips():
    entries = AuditEntry.objects.filter(verb="rating changed").order_by("pk")
    return [(e.subject_label, e.before["status"], e.after["status"], e.by) for e in entries]


@pytest.mark.wide
def test_a_rating_that_becomes_another_is_recorded_once():
    staff = measuring.measure(unit="fte", aggregation="latest")
    target(staff, 100)
    october, november = figure(staff, date(2020, 10, 1), 90), figure(staff, NOVEMBER, 90)
    recompute.recompute_due()
    assert flips() == []
    target(staff, 90, today=date(2020, 12, 1), reason="Agreed at the half-year review.")
    recompute.recompute_due()
    assert flips() == [(str(november), "Red", "Green", None)]
    recompute_requests.request(staff, now=NOW)
    recompute.recompute_due()
    recompute.recompute_everything()
    assert len(flips()) == 1
    assert {judged(october).level.word, judged(november).level.word} == {"Red", "Green"}


@pytest.mark.wide
def test_a_corrected_figure_that_is_rated_otherwise_is_a_flip_and_one_that_is_not_is_none():
    staff = measuring.measure(unit="fte", aggregation="latest")
    MeasureRole.objects.create(measure=staff, person=world.person("olive"), kind="owner")
    target(staff, 100)
    first = figure(staff, NOVEMBER, 90)
    recompute.recompute_due()
    olive, petra, mary = (world.person(name) for name in ("olive", "petra", "mary"))
    for value in (91, 100):
        second = workflow.reopen(submission=first, reason="Late records.", by=petra, today=world.TODAY)
        given = {
            "measure": staff,
            "period": first.period,
            "content": {"value": D(value), "outlook": "in_place", "commentary_public": "Fewer posts filled."},
        }
        second = workflow.save_draft(**given, version=second.version, by=olive, today=world.TODAY)
        second = workflow.submit(submission=second, version=second.version, by=olive, today=world.TODAY)
        first = workflow.approve(submission=second, version=second.version, by=mary)
        recompute.recompute_due()
    assert flips() == [(str(second), "Red", "Green", None)]


def test_another_sentence_for_the_same_rating_is_no_flip():
    staff = measuring.measure(unit="fte", aggregation="latest")
    target(staff, 100)
    figure(staff, NOVEMBER, 90)
    recompute.recompute_due()
    target(staff, 110, today=date(2020, 12, 1), reason="Agreed at the half-year review.")
    recompute.recompute_due()
    assert flips() == []


def test_a_rating_that_is_lost_and_found_is_recorded_with_its_reason():
    visits = measuring.measure()
    target(visits, 30)
    figures(visits, APRIL, [10, None])
    june = figure(visits, date(2020, 6, 1), 20)
    recompute.recompute_due()
    figure(visits, date(2020, 5, 1), 5)
    recompute.recompute_due()
    assert (str(june), "No value", "Green", None) in flips()


# --- A world of everything -----------------------------------------------------------------------------


@pytest.fixture
def everything():
    """Measures of every way of adding up, profile, comparison and rule, with their figures."""
    measuring.open_years(APRIL_2019, APRIL, kinds=("month", "quarter", "week"))
    points = measuring.points()
    indicator = Indicator.objects.create(slug="tried", title="Tried", polarity="high")
    sums = measuring.measure("sums", compared_with="last_period", has_forecast=True, indicator=indicator)
    target(sums, 100, profile="last_year")
    figures(sums, APRIL_2019, [7] * 12)
    figures(sums, APRIL, [9, 9, 9, 9, None])
    figure(sums, date(2020, 8, 1), 3, forecast=D(90))
    ratio = measuring.measure("ratio", "percent", decimals=1, entry="fraction", aggregation="fraction")
    Measure.objects.filter(pk=ratio.pk).update(counts_people=True)
    target(ratio, 55, rule=points)
    for start in (APRIL_2019, APRIL):
        figures(ratio, start, [(10, 30), "suppressed", (20, 31), "not_applicable"])
    figures(ratio, date(2019, 9, 1), [(10, 30), (11, 13)])
    rolling = measuring.measure("rolling", "score", decimals=1, aggregation="rolling", score_out_of=24)
    target(rolling, 19, rule=improving_rule())
    figures(rolling, APRIL_2019, ["19.1", "18.3"] * 8)
    MeasureComparison.objects.create(measure=rolling, basis="last_period")
    MeasureComparison.objects.create(
        measure=rolling, basis="baseline", baseline=D("18.333333"), baseline_label="The plan"
    )
    homes = measuring.composition(compared_with="last_period")
    target(homes, 73, rule=points)
    figures(homes, APRIL, [HOMES, {**HOMES, "good": D(100)}])
    broken(homes, date(2020, 5, 1))
    weeks = measuring.measure("weeks", frequency="weekly")
    target(weeks, 520, profile="linear")
    figures(weeks, date(2020, 4, 6), [10, 11, 8], "week")
    quarters = measuring.measure("quarters", frequency="quarterly", unit="money", scale="m", decimals=1)
    target(quarters, 4_000_000, profile="by_month", months={n: D(400_000 * n) for n in range(1, 13)})
    figures(quarters, APRIL, ["1234567.89", "1000000.01"], "quarter")
    manual = measuring.measure("manual", aggregation="latest")
    target(manual, 3, rule=measuring.rule("manual", FOUR))
    figure(manual, NOVEMBER, 1, judged_level="light")
    recompute.recompute_due()


def rows():
    return {
        row.submission_id: {name: getattr(row, name) for name in Assessment.DERIVED}
        for row in Assessment.objects.all()
    }


@pytest.mark.wide
def test_every_row_of_everything_comes_back_the_same(everything):
    before = rows()
    made = Assessment.objects.filter(measure__slug__in=["sums", "ratio", "rolling", "weeks", "quarters"])
    assert made.exclude(level=None).count() == 15
    assert recompute.recompute_everything().differed == 0
    Assessment.objects.all().delete()
    assert recompute.recompute_everything().differed == len(before)
    assert rows() == before


@pytest.mark.wide
def test_everything_costs_as_many_queries_as_one_measure(everything):
    def queries(measures):
        with CaptureQueriesContext(connection) as captured:
            assessing.assessments_of([measure.pk for measure in measures])
        return len(captured)

    sums = Measure.objects.get(slug="sums")
    others = list(Measure.objects.exclude(pk=sums.pk).order_by("-pk"))
    assert len(others) > 30
    assert queries([sums]) == queries([sums, *others[:29]]) == queries([sums, *others])


@pytest.mark.wide
def test_a_preview_of_all_that_is_in_force_is_what_stands(everything):
    in_force = list(Submission.objects.in_force().with_measure())
    previewed = {
        pk: {name: getattr(row, name) for name in Assessment.DERIVED}
        for pk, row in assessing.judge_with(in_force).items()
    }
    assert previewed == rows()


# --- What a change would do ----------------------------------------------------------------------------


def replayed(submissions, version):
    versions = {(s.measure_id, s.period.year_id): [version] for s in submissions}
    found = assessing.judge_with(submissions, versions)
    return [word(found[submission.pk]) for submission in submissions]


@pytest.fixture
def history():
    staff = measuring.measure(unit="fte", aggregation="latest")
    target(staff, 100)
    figures(staff, APRIL, [90, 98, 100])
    return list(Submission.objects.filter(measure=staff).with_measure().order_by("period__start"))


def stored(submissions):
    return submissions[0].measure.targets.with_limits().get()


def test_the_version_in_force_replays_as_it_judged(history):
    before = [word(judged(submission)) for submission in history]
    assert before == ["Red", "Amber", "Green"]
    assert replayed(history, HypotheticalTarget.like(stored(history))) == before
    row = assessing.judge_with(
        history,
        {(history[0].measure_id, history[0].period.year_id): [HypotheticalTarget.like(stored(history))]},
    )[history[0].pk]
    real = judged(history[0])
    assert (row.target, real.target) == (None, stored(history))
    assert row.sentence == real.sentence
    assert row.inputs == real.inputs | {"target": "100"}


def test_other_limits_are_replayed_over_closed_periods_without_a_trace(history):
    recompute.recompute_due()
    before, trail = rows(), AuditEntry.objects.count()
    green, amber = StatusLevel.objects.filter(code__in=["green", "amber"]).order_by("position")
    wider = HypotheticalTarget.like(
        stored(history), limits={green: Limit(D(2)), amber: Limit(D(10))}, effective_on=date.min
    )
    assert replayed(history, wider) == ["Amber", "Green", "Green"]
    assert (rows(), AuditEntry.objects.count()) == (before, trail)


def test_another_rule_is_replayed(history):
    manual = measuring.rule("boundaries", THREE, [{"lower": D(98)}, {"lower": D(90)}])
    levels = {limit.level: Limit(lower=limit.lower) for limit in manual.limits.all()}
    version = HypotheticalTarget.like(stored(history), rule=manual, limits=levels)
    found = assessing.judge_with(history, {(history[0].measure_id, history[0].period.year_id): [version]})
    assert [found[each.pk].level.scale_id for each in history] == [manual.scale_id] * 3
    assert [word(found[each.pk]) for each in history] == ["Amber", "Green", "Green"]
    assert found[history[0].pk].inputs["limits"] == ["Green to from 98", "Amber to from 90"]


def test_a_target_where_there_was_none_is_replayed_with_its_months():
    visits = measuring.measure()
    figures(visits, APRIL, [5, 5])
    history = list(Submission.objects.filter(measure=visits).with_measure().order_by("period__start"))
    relative = measuring.relative()
    version = HypotheticalTarget(
        Goal(TargetKind.AT_LEAST, D(60), printed="60"),
        rule=relative,
        limits={limit.level: Limit(limit.reach) for limit in relative.limits.all()},
        profile="by_month",
        months_to_date={1: D(5), 2: D(11)},
    )
    assert replayed(history, version) == ["Green", "Red"]


def test_a_version_that_begins_later_judges_what_is_open_then(history):
    # April closed on 31 May, May on 30 June.
    version = HypotheticalTarget.like(
        stored(history), goal=Goal(TargetKind.AT_LEAST, D(80)), effective_on=date(2020, 6, 1)
    )
    assert replayed(history, version) == ["no_target", "Green", "Green"]


def test_a_band_without_a_version_of_its_own_has_its_words():
    version = HypotheticalTarget(Goal(TargetKind.BAND, lower=D(5), upper=D(9)))
    assert (version.band, str(version), version.judging_rule) == ((D(5), D(9)), "Within a band", None)
    assert HypotheticalTarget(Goal(TargetKind.AT_LEAST, D(5))).band is None
