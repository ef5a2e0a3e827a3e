"""From a figure to its assessment: what the headline judges, and what stands beside it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D

import pytest

from performance.rules.assess import Assessed, Figure, Way, assess, target_in_force
from performance.rules.direction import Arrow, Direction, Meaning
from performance.rules.rag import (
    Beside,
    Goal,
    Judgement,
    LimitBasis,
    NotRated,
    Rule,
    RuleKind,
    TargetKind,
)
from tests.rules import (
    AMBER,
    COUNT,
    GREEN,
    LEVELS,
    PERCENT,
    POINTS,
    RATE,
    RED,
    RELATIVE,
    distances,
)

ADMISSIONS = Goal(TargetKind.AT_MOST, D(553), printed="<553")
EMPLOYMENT = Goal(TargetKind.AT_LEAST, D(11), printed=">11%")
CONTACTS = Goal(TargetKind.BAND, lower=D(56), upper=D(61), printed="56-61%")


def assessed(figure, goal, *, unit=PERCENT, polarity="high", limits=POINTS, **options):
    way = Way(options.pop("profile", "same"), options.pop("months", 8))
    return assess(unit=unit, polarity=polarity, figure=figure, goal=goal, rule=limits, way=way, **options)


def admissions(figure, **options):
    given = {"unit": RATE, "polarity": "low", "limits": RELATIVE, "profile": "linear"}
    return assessed(figure, ADMISSIONS, **(given | options))


def test_admissions_are_judged_by_forecast_and_beside_it_to_date():
    figure = Figure(D("317.477846"), D("462.0"))
    assert admissions(figure, previous=D("616.3"), previous_label="in 2019/20") == Assessed(
        headline=Judgement(
            GREEN,
            None,
            D("462.0"),
            D(0),
            D(0),
            "Green: the full-year forecast of 462.0 meets the target of <553.",
        ),
        judged="forecast",
        to_date=Judgement(
            GREEN,
            None,
            D("317.5"),
            D(0),
            D(0),
            "Green: the figure to date of 317.5 meets the target of 368.7.",
        ),
        to_date_target=D("368.7"),
        direction=Direction(
            Arrow.DOWN,
            Meaning.IMPROVING,
            D("-154.3"),
            "Improving: full-year forecast of 462.0 after 616.3 in 2019/20.",
        ),
        judged_now=D("462.0"),
        goal=ADMISSIONS,
    )


def test_forecast_and_figure_to_date_may_be_rated_apart():
    result = admissions(Figure(D("377.0"), D("570.0")))
    assert (result.headline.level, result.to_date.level) == (RED, AMBER)
    assert result.headline.sentence == (
        "Red: the full-year forecast of 570.0 is 17.0 per 100,000 over 553 (3.1% of the target); "
        "amber ends at 2.5% of it."
    )
    assert result.to_date.sentence == (
        "Amber: the figure to date of 377.0 is 8.3 per 100,000 over 368.7 (2.3% of the target); "
        "amber reaches 2.5% of it."
    )


def test_a_flow_without_forecast_is_judged_by_its_profiled_target():
    result = admissions(Figure(D("400")))
    assert (result.judged, result.to_date, result.to_date_target) == ("figure", None, D("368.7"))
    assert result.headline.sentence == (
        "Red: the figure to date of 400.0 is 31.3 per 100,000 over 368.7 (8.5% of the target); "
        "amber ends at 2.5% of it."
    )


@pytest.mark.parametrize(
    ("value", "level"),
    [("368.7", GREEN), ("368.74", GREEN), ("368.8", AMBER), ("377.9", AMBER), ("378", RED)],
)
def test_both_sides_of_the_profiled_target(value, level):
    assert admissions(Figure(D(value))).headline.level == level


def test_a_whole_year_is_judged_by_the_years_target_and_forgets_its_forecast():
    result = admissions(Figure(D("540"), D("462")), months=12, whole_year=True)
    assert (result.judged, result.to_date) == ("figure", None)
    assert result.headline.sentence == "Green: 540.0 meets the target of <553."
    assert result.to_date_target is None


@pytest.mark.parametrize("value", [None, "400"])
def test_the_target_to_date_is_known_before_the_figure_is(value):
    result = admissions(Figure(None if value is None else D(value), absence="Not published."))
    assert result.to_date_target == D("368.7")


def test_a_band_in_steps_has_no_single_target_to_date():
    goal = Goal(TargetKind.BAND, lower=D(90), upper=D(120), printed="90-120")
    result = assessed(Figure(D(70)), goal, unit=COUNT, polarity="band", profile="linear")
    assert result.headline.level == GREEN
    assert result.to_date_target is None


def test_a_target_that_is_the_same_all_year_is_not_profiled():
    result = admissions(Figure(D("540")), profile="same")
    assert result.headline.sentence == "Green: 540.0 meets the target of <553."
    assert result.to_date_target is None


def test_a_figure_without_forecast_stands_alone():
    assert assessed(
        Figure(D("11.0")), EMPLOYMENT, previous=D("11.2"), previous_label="in 2019/20"
    ) == Assessed(
        headline=Judgement(
            GREEN,
            None,
            D("11.0"),
            D(0),
            D(0),
            "Green: 11.0% equals the target of >11%, which counts as meeting it.",
        ),
        judged="figure",
        to_date=None,
        to_date_target=None,
        direction=Direction(
            Arrow.DOWN, Meaning.NO_CLEAR_CHANGE, D("-0.2"), "No clear change: 11.0% after 11.2% in 2019/20."
        ),
        judged_now=D("11.0"),
        goal=EMPLOYMENT,
    )


def test_a_forecast_of_nought_is_a_forecast_and_a_figure_of_nought_a_figure():
    result = admissions(Figure(D(0), D(0)), previous=D(0), previous_label="in 2019/20")
    assert (result.judged, result.headline.level, result.to_date.level) == ("forecast", GREEN, GREEN)
    assert result.direction.sentence == "No clear change: full-year forecast of 0.0 after 0.0 in 2019/20."


def test_without_a_figure_there_is_neither_status_nor_direction():
    absence = "Survey not to be undertaken in 20-21 due to Covid-19"
    result = assessed(
        Figure(None, absence=absence), EMPLOYMENT, previous=D("61.5"), previous_label="in 2019/20"
    )
    sentence = "Not rated. Survey not to be undertaken in 20-21 due to Covid-19."
    assert result == Assessed(
        Judgement(None, NotRated.NO_VALUE, None, None, None, sentence),
        "figure",
        None,
        None,
        None,
        goal=EMPLOYMENT,
    )


def test_without_a_target_the_direction_is_still_told():
    result = assessed(Figure(D("94.8")), None, limits=None, previous=D("92.4"), previous_label="in 2019/20")
    assert result.headline.not_rated == NotRated.NO_TARGET
    assert result.direction.sentence == "Improving: 94.8% after 92.4% in 2019/20."


@pytest.mark.parametrize("profile", ["same", "linear"])
def test_a_forecast_without_a_target_has_no_status_to_date(profile):
    result = admissions(Figure(D(300), D(460)), profile=profile)
    assert result.to_date.level == GREEN
    for goal in (None, Goal(TargetKind.TO_BE_CONFIRMED)):
        bare = assessed(Figure(D(300), D(460)), goal, unit=RATE, polarity="low", limits=None, profile=profile)
        assert (bare.headline.not_rated, bare.to_date, bare.to_date_target) == (
            NotRated.NO_TARGET,
            None,
            None,
        )


def test_a_neutral_measure_is_not_rated():
    result = assessed(
        Figure(D(449)), EMPLOYMENT, unit=COUNT, polarity="none", previous=D(500), previous_label="in 2019/20"
    )
    assert result.headline.not_rated == NotRated.NEUTRAL
    assert result.direction.meaning == Meaning.NOT_JUDGED


def test_a_band_has_no_single_target_to_date():
    figure = Figure(D("54.0"), D("57.0"))
    result = assessed(figure, CONTACTS, polarity="band", previous=D("60.9"), previous_label="in 2019/20")
    assert result.headline.sentence == "Green: the full-year forecast of 57.0% is within the band of 56-61%."
    assert result.to_date.sentence == (
        "Amber: the figure to date of 54.0% is 2.0 points under the band of 56-61%; amber reaches 5.0 points."
    )
    assert result.to_date_target is None
    assert result.direction.meaning == Meaning.NO_CLEAR_CHANGE


def test_the_direction_of_a_band_is_told_by_its_edges():
    result = assessed(
        Figure(D("54.0")), CONTACTS, polarity="band", previous=D("60.9"), previous_label="in 2019/20"
    )
    assert result.direction.sentence == "Worsening: 54.0% after 60.9% in 2019/20."


def test_a_polarity_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"^'up' is not a valid Polarity$"):
        assessed(Figure(D(1)), EMPLOYMENT, polarity="up")


# --- Which version of a target judges ----------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    version: int
    effective_on: date


FIRST = Version(1, date(2020, 4, 1))
SECOND = Version(2, date(2021, 1, 5))
THIRD = Version(3, date(2021, 1, 5))


@pytest.mark.parametrize(
    ("versions", "closes_on", "judges"),
    [
        ([FIRST, SECOND], date(2020, 12, 31), FIRST),
        ([FIRST, SECOND], date(2021, 1, 4), FIRST),
        ([FIRST, SECOND], date(2021, 1, 5), SECOND),
        ([SECOND, FIRST], date(2021, 1, 6), SECOND),
        ([THIRD, FIRST, SECOND], date(2021, 1, 5), THIRD),
        ([FIRST, SECOND], None, SECOND),
        ([FIRST], date(2020, 3, 31), None),
        ([], date(2020, 12, 31), None),
        ([], None, None),
    ],
)
def test_a_later_version_judges_no_period_that_had_closed(versions, closes_on, judges):
    assert target_in_force(versions, closes_on) == judges


def test_a_forecast_is_judged_also_where_no_figure_to_date_was_given():
    reason = "Only a forecast for the year was published."
    result = admissions(Figure(None, D("462.0"), reason))
    assert (result.judged, result.headline.level, result.to_date) == ("forecast", GREEN, None)


# --- Beside a forecast, and weeks ----------------------------------------------------------------------


def test_the_figure_to_date_of_a_forecast_has_its_own_earlier_figure():
    rule = Rule(RuleKind.IMPROVING, LEVELS, distances(10), LimitBasis.RELATIVE)
    beside, to_date = Beside(D(600), "in 2019/20"), Beside(D(400), "in April to November 2019")
    figure = Figure(D(420), D(650))
    result = admissions(figure, limits=rule, beside=beside, beside_to_date=to_date)
    assert (result.headline.level, result.to_date.level) == (RED, RED)
    assert result.headline.sentence.endswith("and worse than 600.0 in 2019/20.")
    assert result.to_date.sentence.endswith("and worse than 400.0 in April to November 2019.")
    alone = admissions(figure, limits=rule, beside=beside)
    assert alone.to_date.sentence.endswith("but no worse than 600.0 in 2019/20.")


def test_a_figure_without_a_target_to_date_is_kept_as_it_is_printed():
    result = admissions(Figure(D("317.477846")), profile="last_year")
    assert (result.headline.judged_value, result.headline.not_rated) == (D("317.5"), NotRated.NO_TARGET)


def test_a_judgement_needs_no_target_to_date_and_gives_none():
    manual = Rule(RuleKind.MANUAL, LEVELS)
    given = {"limits": manual, "profile": "last_year", "beside": Beside(manual="amber")}
    assert admissions(Figure(D(317)), **given).headline.level == AMBER
    result = admissions(Figure(D(317), D(462)), **given)
    assert (result.headline.level, result.to_date, result.to_date_target) == (AMBER, None, None)


def test_a_measures_threshold_decides_what_is_clear():
    figure = Figure(D(102))
    given = {"unit": COUNT, "previous": D(100), "previous_label": "before"}
    assert assessed(figure, None, **given).direction.meaning == Meaning.NO_CLEAR_CHANGE
    assert assessed(figure, None, **given, threshold=D(2)).direction.meaning == Meaning.IMPROVING


def test_even_steps_of_weeks():
    way = Way("linear", 9, weeks=(36, 52))
    assert way.goal_to_date(Goal(TargetKind.AT_LEAST, D(520)), COUNT).value == 360
