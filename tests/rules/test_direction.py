"""Direction of travel: the arrow is the number's, the word is what is good."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.direction import (
    Arrow,
    Basis,
    Direction,
    Meaning,
    basis_words,
    crosses_break,
    direction,
)
from performance.rules.numbers import Unit, UnitKind, as_printed
from performance.rules.rag import Polarity
from tests.rules import COUNT, DAYS, MILLIONS, PERCENT, PROPERTY, RATE, SCORE, THOUSANDS, WHOLE_PERCENT

HIGH, LOW, BAND, NEUTRAL = Polarity.HIGH, Polarity.LOW, Polarity.BAND, Polarity.NONE
UP, DOWN, LEVEL = Arrow.UP, Arrow.DOWN, Arrow.LEVEL
BETTER, WORSE = Meaning.IMPROVING, Meaning.WORSENING
UNCLEAR, NOT_JUDGED = Meaning.NO_CLEAR_CHANGE, Meaning.NOT_JUDGED


def travel(now, before, unit=PERCENT, polarity=HIGH, **options):
    return direction(D(now), D(before), unit, polarity, **({"basis": "in 2019/20"} | options))


def seen(*args, **options):
    result = travel(*args, **options)
    return result.arrow, result.meaning


def test_79_7_after_87_5_is_worsening():
    assert travel("79.7", "87.5") == Direction(
        DOWN, WORSE, D("-7.8"), "Worsening: 79.7% after 87.5% in 2019/20."
    )


def test_2_9_after_3_0_is_a_down_arrow_and_no_clear_change():
    assert travel("2.9", "3.0") == Direction(
        DOWN, UNCLEAR, D("-0.1"), "No clear change: 2.9% after 3.0% in 2019/20."
    )


@pytest.mark.parametrize(
    ("now", "before", "polarity", "expected"),
    [
        ("80.5", "80.0", HIGH, (UP, BETTER)),
        ("80.4", "80.0", HIGH, (UP, UNCLEAR)),
        ("80.0", "80.0", HIGH, (LEVEL, UNCLEAR)),
        ("79.6", "80.0", HIGH, (DOWN, UNCLEAR)),
        ("79.5", "80.0", HIGH, (DOWN, WORSE)),
        ("80.5", "80.0", LOW, (UP, WORSE)),
        ("79.6", "80.0", LOW, (DOWN, UNCLEAR)),
        ("79.5", "80.0", LOW, (DOWN, BETTER)),
        ("0", "80.0", LOW, (DOWN, BETTER)),
        ("0.5", "0", HIGH, (UP, BETTER)),
        ("0.4", "0", HIGH, (UP, UNCLEAR)),
    ],
)
def test_percentages_change_clearly_from_half_a_point(now, before, polarity, expected):
    assert seen(now, before, PERCENT, polarity) == expected


@pytest.mark.parametrize(
    ("now", "before", "polarity", "expected"),
    [
        ("105", "100", HIGH, (UP, BETTER)),
        ("104", "100", HIGH, (UP, UNCLEAR)),
        ("10499", "10000", HIGH, (UP, UNCLEAR)),
        ("96", "100", HIGH, (DOWN, UNCLEAR)),
        ("95", "100", HIGH, (DOWN, WORSE)),
        ("95", "100", LOW, (DOWN, BETTER)),
        ("1", "0", LOW, (UP, WORSE)),
        ("0", "1", LOW, (DOWN, BETTER)),
        ("0", "0", LOW, (LEVEL, UNCLEAR)),
        ("-95", "-100", HIGH, (UP, BETTER)),
        ("-96", "-100", HIGH, (UP, UNCLEAR)),
    ],
)
def test_counts_change_clearly_from_five_per_cent(now, before, polarity, expected):
    assert seen(now, before, COUNT, polarity) == expected


def test_five_per_cent_is_counted_in_decimals():
    assert (0.105 - 0.1) / 0.1 * 100 < 5
    assert seen("0.105", "0.1", Unit(UnitKind.RATIO, 3), HIGH) == (UP, BETTER)


def test_figures_are_compared_as_they_are_printed():
    assert travel("80.449999", "79.95") == Direction(
        UP, UNCLEAR, D("0.4"), "No clear change: 80.4% after 80.0% in 2019/20."
    )
    assert seen("80.45", "79.95") == (UP, BETTER)
    assert seen("80.44", "80.36") == (LEVEL, UNCLEAR)
    assert travel("84549", "84451", THOUSANDS).arrow == LEVEL


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("54.0", "60.9", (DOWN, WORSE)),
        ("60.9", "54.0", (UP, BETTER)),
        ("60.9", "56.0", (UP, UNCLEAR)),
        ("55.5", "56.0", (DOWN, WORSE)),
        ("55.6", "60.9", (DOWN, UNCLEAR)),
        ("61.5", "61.0", (UP, WORSE)),
        ("63.0", "54.0", (UP, UNCLEAR)),
        ("63.1", "54.0", (UP, UNCLEAR)),
        ("63.5", "54.0", (UP, WORSE)),
        ("62.5", "54.0", (UP, BETTER)),
        ("50.0", "54.0", (DOWN, WORSE)),
    ],
)
def test_within_a_band_the_distance_to_it_decides(now, before, expected):
    assert seen(now, before, PERCENT, BAND, band=(D(56), D(61))) == expected


def test_a_neutral_aim_has_an_arrow_and_no_judgement():
    result = travel("44900", "244900", THOUSANDS, NEUTRAL, basis="in April to November 2019")
    assert result == Direction(
        DOWN, NOT_JUDGED, D(-200_000), "Not judged: 44.9k after 244.9k in April to November 2019."
    )


def test_a_band_that_is_not_set_is_not_judged():
    assert travel("54.0", "60.9", PERCENT, BAND) == Direction(
        DOWN, NOT_JUDGED, D("-6.9"), "Not judged: 54.0% after 60.9% in 2019/20."
    )


@pytest.mark.parametrize(
    ("now", "before", "unit", "polarity", "sentence"),
    [
        ("89.7", "88.1", PERCENT, HIGH, "Improving: 89.7% after 88.1% in 2019/20."),
        ("84", "96", WHOLE_PERCENT, HIGH, "Worsening: 84% after 96% in 2019/20."),
        ("3.1", "5.5", RATE, LOW, "Improving: 3.1 after 5.5 in 2019/20."),
        ("160900", "780000", THOUSANDS, HIGH, "Worsening: 160.9k after 780.0k in 2019/20."),
        ("1200000", "-300000", MILLIONS, LOW, "Worsening: £1.2m after −£0.3m in 2019/20."),
        ("12", "12", DAYS, LOW, "No clear change: 12 after 12 in 2019/20."),
        ("19.6", "19.1", SCORE, HIGH, "Improving: 19.6 after 19.1 in 2019/20."),
    ],
)
def test_sentences(now, before, unit, polarity, sentence):
    assert travel(now, before, unit, polarity).sentence == sentence


def test_a_forecast_is_called_one():
    result = travel("462.0", "616.3", RATE, LOW, kind_of_value="full-year forecast")
    assert result.sentence == "Improving: full-year forecast of 462.0 after 616.3 in 2019/20."


# --- A threshold of one's own ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "unit", "threshold", "expected"),
    [
        ("82.0", "80.0", PERCENT, "2", (UP, BETTER)),
        ("81.9", "80.0", PERCENT, "2", (UP, UNCLEAR)),
        ("78.0", "80.0", PERCENT, "2", (DOWN, WORSE)),
        ("110", "100", COUNT, "10", (UP, BETTER)),
        ("109", "100", COUNT, "10", (UP, UNCLEAR)),
        ("101", "100", COUNT, "1", (UP, BETTER)),
        ("1", "0", COUNT, "50", (UP, BETTER)),
        ("80.1", "80.0", PERCENT, "0", (UP, BETTER)),
        ("80.0", "80.0", PERCENT, "0", (LEVEL, UNCLEAR)),
        ("100", "100", COUNT, "0", (LEVEL, UNCLEAR)),
        ("80.5", "80.0", PERCENT, None, (UP, BETTER)),
        ("80.4", "80.0", PERCENT, None, (UP, UNCLEAR)),
    ],
)
def test_a_measure_may_have_a_threshold_of_its_own(now, before, unit, threshold, expected):
    assert seen(now, before, unit, threshold=None if threshold is None else D(threshold)) == expected


def test_a_band_asks_for_the_threshold_as_well():
    options = {"band": (D(56), D(61)), "threshold": D(2)}
    assert seen("54.0", "52.0", PERCENT, BAND, **options) == (UP, BETTER)
    assert seen("54.0", "52.1", PERCENT, BAND, **options) == (UP, UNCLEAR)


def test_a_threshold_below_nought_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        travel("1", "1", threshold=D("-0.1"))


# --- What it is compared with, and what it is not ----------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "label", "words"),
    [
        ("last_period", "October 2020", "in October 2020, the period before"),
        ("same_period", "April to November 2019", "in April to November 2019"),
        ("last_year", "2019/20", "in 2019/20"),
        ("baseline", "2015/16 outturn", "at the baseline (2015/16 outturn)"),
        ("baseline", "", "at the baseline"),
    ],
)
def test_every_basis_is_named(basis, label, words):
    assert basis_words(basis, label) == words
    assert travel("2.9", "3.0", basis=words).sentence == f"No clear change: 2.9% after 3.0% {words}."


def test_an_unknown_basis_is_refused():
    with pytest.raises(ValueError, match="ages_ago"):
        basis_words("ages_ago", "1066")
    assert len(Basis) == 4


APRIL = (date(2020, 4, 1), "new definition")


@pytest.mark.parametrize(
    ("earlier_end", "later_start", "crosses"),
    [
        (date(2020, 3, 31), date(2020, 4, 1), True),
        (date(2019, 3, 31), date(2021, 4, 1), True),
        (date(2020, 2, 29), date(2020, 3, 31), False),
        (date(2020, 4, 1), date(2020, 5, 1), False),
        (date(2020, 4, 30), date(2020, 5, 1), False),
    ],
)
def test_there_is_no_direction_across_a_break(earlier_end, later_start, crosses):
    sentence = "Not compared: the series breaks on 1 April 2020 (new definition)."
    assert crosses_break(earlier_end, later_start, [APRIL]) == (sentence if crosses else None)


@pytest.mark.parametrize(
    ("day", "crosses"),
    [
        (date(2019, 4, 1), False),
        (date(2019, 4, 2), True),
        (date(2019, 9, 1), True),
        (date(2020, 9, 1), True),
        (date(2020, 11, 30), True),
        (date(2020, 12, 1), False),
    ],
)
def test_a_break_within_either_span_is_one_between_them(day, crosses):
    reason = crosses_break(
        date(2019, 11, 30),
        date(2020, 4, 1),
        [(day, "")],
        earlier_start=date(2019, 4, 1),
        later_end=date(2020, 11, 30),
    )
    assert (reason is not None) is crosses


def test_of_several_breaks_the_last_is_named():
    breaks = [(date(2020, 4, 1), "New survey."), (date(2018, 4, 1), "recoded"), (date(2021, 4, 1), "later")]
    reason = crosses_break(date(2017, 3, 31), date(2020, 4, 1), breaks)
    assert reason == "Not compared: the series breaks on 1 April 2020 (New survey)."
    assert crosses_break(date(2017, 3, 31), date(2020, 4, 1), []) is None


def test_a_break_without_a_reason_has_no_brackets():
    assert crosses_break(date(2020, 3, 31), date(2020, 4, 1), [(date(2020, 4, 1), " ")]) == (
        "Not compared: the series breaks on 1 April 2020."
    )


# --- Properties --------------------------------------------------------------------------------------

FIGURES = st.decimals(D(-500), D(500), places=3)
UNITS = st.sampled_from([PERCENT, WHOLE_PERCENT, COUNT, RATE, SCORE, Unit(UnitKind.RATIO, 3)])
MIRROR = {BETTER: WORSE, WORSE: BETTER, UNCLEAR: UNCLEAR}


@pytest.mark.wide
@PROPERTY
@given(FIGURES, FIGURES, UNITS, st.sampled_from(Polarity))
def test_the_arrow_is_the_sign_of_the_printed_change(now, before, unit, polarity):
    result = direction(now, before, unit, polarity, band=(D(10), D(20)), basis="before")
    change = as_printed(now, unit) - as_printed(before, unit)
    assert result.change == change
    assert result.arrow == (UP if change > 0 else DOWN if change < 0 else LEVEL)


@PROPERTY
@given(FIGURES, FIGURES, UNITS)
def test_what_improves_where_high_is_good_worsens_where_low_is(now, before, unit):
    high = direction(now, before, unit, HIGH, basis="before")
    low = direction(now, before, unit, LOW, basis="before")
    assert low.meaning == MIRROR[high.meaning]
    assert low.arrow == high.arrow
    assert (high.meaning == BETTER) <= (high.arrow == UP)
    assert (high.meaning == WORSE) <= (high.arrow == DOWN)


@PROPERTY
@given(FIGURES, FIGURES, st.sampled_from([PERCENT, SCORE]))
def test_in_points_the_way_back_is_the_opposite(now, before, unit):
    there = direction(now, before, unit, HIGH, basis="before")
    back = direction(before, now, unit, HIGH, basis="before")
    assert back.meaning == MIRROR[there.meaning]
    assert back.change == -there.change


@PROPERTY
@given(FIGURES, FIGURES, UNITS)
def test_inside_its_band_nothing_gets_better_or_worse(now, before, unit):
    result = direction(now, before, unit, BAND, band=(D(-501), D(501)), basis="before")
    assert result.meaning == UNCLEAR
