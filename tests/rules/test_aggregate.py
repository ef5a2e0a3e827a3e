"""Adding up: months of a year, and areas of one."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.absences import Absence, effect_of
from performance.rules.aggregate import (
    Aggregated,
    Aggregation,
    PeriodFigure,
    aggregate,
    roll_up_figures,
    rolling_of,
)
from performance.rules.numbers import Unit, UnitKind, as_printed, figure_of, percentage
from tests.rules import COUNT, DAYS, MILLIONS, PERCENT, PROPERTY, RATE, SCORE

SUM, LATEST, FRACTION = Aggregation.SUM, Aggregation.LATEST, Aggregation.FRACTION
MEAN, ROLLING, AS_ENTERED = Aggregation.MEAN, Aggregation.ROLLING, Aggregation.AS_ENTERED
FTE = Unit(UnitKind.FTE, 2)
MONTHS = ["April", "May", "June", "July", "August", "September", "October", "November"]


def values(*given):
    return [
        PeriodFigure(f"{month} 2020", None if value is None else D(value))
        for month, value in zip(MONTHS, given, strict=False)
    ]


def parts(*given):
    return [
        PeriodFigure(f"{month} 2020", None, D(numerator), D(denominator))
        for month, (numerator, denominator) in zip(MONTHS, given, strict=False)
    ]


def absent(code, label="June 2020"):
    return PeriodFigure(label, absence=code)


# --- Sums --------------------------------------------------------------------------------------------


def test_a_complete_sum():
    assert aggregate(SUM, values("317", "143"), COUNT) == Aggregated(D(460), None, None, 2, 2)


def test_a_sum_with_a_month_missing_is_partial_and_not_rated():
    figures = values("10", "10", "10", "10", "10", None, "10", "10")
    assert aggregate(SUM, figures, COUNT) == Aggregated(
        D(70),
        None,
        None,
        used=7,
        expected=8,
        left_out=("September 2020",),
        complete=False,
        rateable=False,
        note="7 of 8 months: September 2020 is missing",
    )


def test_nought_is_a_figure():
    assert aggregate(SUM, values("0", "0"), COUNT) == Aggregated(D(0), None, None, 2, 2)
    assert aggregate(MEAN, values("0", "10"), SCORE).value == D(5)
    assert aggregate(LATEST, values("10", "0"), COUNT).value == D(0)


def test_nothing_at_all_is_not_nought():
    result = aggregate(SUM, values(None, None), COUNT)
    assert result.value is None
    assert result.reason == "None of the 2 months has a figure."
    assert (result.complete, result.rateable, result.suppressed) == (False, False, False)
    assert aggregate(SUM, values(None), COUNT).reason == "No figure: April 2020 is missing."


def test_money_is_added_in_pounds():
    assert aggregate(SUM, values("26754000.50", "-443000"), MILLIONS).value == D("26311000.50")


def test_a_rate_over_one_population_is_summed_without_rounding_each_month():
    months = [
        PeriodFigure(label, figure_of(D(count), D(419403), RATE), D(count), D(419403))
        for label, count in (("April", 1), ("May", 2), ("June", 3))
    ]
    result = aggregate(SUM, months, RATE)
    assert (result.numerator, result.denominator) == (D(6), D(419403))
    assert result.value == figure_of(D(6), D(419403), RATE) == D("1.430605")
    # Added up month by month it would be a millionth less.
    assert sum(month.value for month in months) == D("1.430604")


def test_a_rate_whose_population_changes_is_summed_as_it_stands():
    months = [PeriodFigure("April", D("3"), D(3), D(100_000)), PeriodFigure("May", D("2"), D(4), D(200_000))]
    result = aggregate(SUM, months, RATE)
    assert (result.value, result.numerator, result.denominator) == (D(5), D(7), None)


def test_what_is_no_rate_is_summed_by_its_own_figures():
    days = [PeriodFigure("April", D(30), D(3), D(10)), PeriodFigure("May", D(20), D(2), D(10))]
    assert (aggregate(SUM, days, DAYS).value, aggregate(SUM, days, DAYS).denominator) == (D(50), None)


# --- Fractions ---------------------------------------------------------------------------------------


def test_percentages_are_never_averaged():
    result = aggregate(FRACTION, parts((9, 10), (10, 90)), PERCENT)
    assert result == Aggregated(D("19.000000"), D(19), D(100), 2, 2)
    assert (percentage(D(9), D(10)) + percentage(D(10), D(90))) / 2 == D("50.5555555")


def test_a_percentage_without_its_parts_cannot_be_combined():
    figures = [*parts((9, 10)), PeriodFigure("May 2020", D(50))]
    result = aggregate(FRACTION, figures, PERCENT)
    assert result.value is None
    assert result.numerator is None
    assert result.reason == (
        "May 2020 has a figure without its numerator and denominator, so the months cannot be combined."
    )
    assert not result.rateable


def test_a_numerator_alone_is_no_fraction():
    figures = [*parts((9, 10)), PeriodFigure("May 2020", D(50), D(5))]
    assert aggregate(FRACTION, figures, PERCENT).value is None


def test_a_month_of_nothing_in_nothing_adds_nothing_and_is_no_gap():
    result = aggregate(FRACTION, parts((9, 10), (0, 0)), PERCENT)
    assert (result.value, result.used, result.expected, result.complete) == (D(90), 2, 2, True)
    nothing = aggregate(FRACTION, parts((0, 0), (0, 0)), PERCENT)
    assert nothing.value is None
    assert nothing.reason == "The denominators add up to 0, so there is nothing to divide by."
    last = aggregate(LATEST, parts((9, 10), (0, 0)), PERCENT)
    assert last.reason == "May 2020 has a denominator of 0, and an earlier figure is not carried forward."


def test_a_fraction_with_a_month_missing_is_of_the_others_and_says_so():
    result = aggregate(FRACTION, [*parts((9, 10), (10, 90)), PeriodFigure("June 2020")], PERCENT)
    assert (result.value, result.used, result.expected) == (D(19), 2, 3)
    assert (result.complete, result.rateable) == (False, True)
    assert result.note == "2 of 3 months: June 2020 is missing"


def test_a_fraction_is_printed_like_the_exact_one():
    result = aggregate(FRACTION, parts((57_000, 100_000), (154, 7)), PERCENT)
    assert result.value == D("57.149999")
    assert as_printed(result.value, PERCENT) == D("57.1")


# --- Means, latest, rolling --------------------------------------------------------------------------


def test_a_mean_has_six_places():
    assert aggregate(MEAN, values("19.1", "19.5", "18.9"), SCORE).value == D("19.166667")
    assert aggregate(MEAN, values("3.1", "3.1", "5"), RATE).value == D("3.733333")


def test_a_mean_is_printed_like_the_exact_one():
    # 57.1499995 would be stored as 57.150000 and printed 57.2.
    result = aggregate(MEAN, values("57.149999", "57.150000"), PERCENT)
    assert result.value == D("57.149999")


def test_a_stock_is_the_last_period_alone():
    assert aggregate(LATEST, values("90", None, "85"), COUNT) == Aggregated(D(85), None, None, 1, 1)
    assert aggregate(AS_ENTERED, values("90", "85"), COUNT).value == D(85)
    result = aggregate(LATEST, parts((1, 2), (30, 40)), PERCENT)
    assert (result.value, result.numerator, result.denominator) == (D(75), D(30), D(40))


def test_a_stock_is_not_carried_forward_without_a_word():
    result = aggregate(LATEST, values("90", None), COUNT)
    assert result.value is None
    assert result.reason == "May 2020 is missing, and an earlier figure is not carried forward."
    assert (result.left_out, result.complete, result.rateable) == (("May 2020",), False, False)


@pytest.mark.parametrize(
    ("figures", "unit", "of"),
    [
        (values("1"), COUNT, SUM),
        (values("1"), MILLIONS, SUM),
        (values("1"), DAYS, SUM),
        (values("1"), SCORE, MEAN),
        (values("1"), FTE, MEAN),
        (values("1"), PERCENT, MEAN),
        (parts((1, 2)), PERCENT, FRACTION),
        (parts((1, 2)), RATE, FRACTION),
    ],
)
def test_what_twelve_months_make_depends_on_the_unit(figures, unit, of):
    assert rolling_of(figures, unit) == of
    assert aggregate(ROLLING, figures, unit) == aggregate(of, figures, unit)


def test_rolling_may_be_told_what_it_is_of():
    assert aggregate(ROLLING, values("10", "20"), COUNT).value == D(30)
    assert aggregate(ROLLING, values("10", "20"), COUNT, of=MEAN).value == D(15)
    assert aggregate(ROLLING, values("10", None), COUNT).rateable is False


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: aggregate(SUM, [], COUNT), "nothing is expected"),
        (lambda: aggregate(SUM, values("1"), COUNT, of=MEAN), "only rolling"),
        (lambda: aggregate(ROLLING, values("1"), COUNT, of=ROLLING), "a sum, a fraction or a mean"),
        (lambda: aggregate("median", values("1"), COUNT), "median"),
        (lambda: PeriodFigure("May", D(0), absence="suppressed"), "a figure and a reason for none"),
        (lambda: PeriodFigure("May", None, D(0), D(1), "late"), "a figure and a reason for none"),
        (lambda: aggregate(SUM, [PeriodFigure("May", absence="holiday")], COUNT), "holiday"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- Each absence, one by one ------------------------------------------------------------------------

# absence: what a month with it beside April 40 and May 20 does to a sum: value, used of expected,
# complete, rateable; and to a mean and a fraction (40 of 100 and 20 of 100): complete.
EFFECTS = {
    "survey_not_run": (D(60), (2, 3), False, False, True, "2 of 3 months: June 2020 had no survey"),
    "not_published": (D(60), (2, 3), False, False, False, "2 of 3 months: June 2020 was not published"),
    "suppressed": (None, (2, 3), False, False, False, "2 of 3 months: June 2020 is suppressed"),
    "not_applicable": (D(60), (2, 2), True, True, True, "2 of 2 months: June 2020 is not applicable"),
    "due_on": (D(60), (2, 3), False, False, False, "2 of 3 months: June 2020 is not due yet"),
    "late": (D(60), (2, 3), False, False, False, "2 of 3 months: June 2020 is late"),
    "missing": (D(60), (2, 3), False, False, False, "2 of 3 months: June 2020 is missing"),
}
KNOWN = [
    PeriodFigure("April 2020", D(40), D(40), D(100)),
    PeriodFigure("May 2020", D(20), D(20), D(100)),
]
COUNTED = [PeriodFigure(figure.label, figure.value) for figure in KNOWN]


@pytest.mark.parametrize("kind", [SUM, ROLLING])
@pytest.mark.parametrize("code", Absence)
def test_the_effect_of_each_absence_on_a_total(code, kind):
    value, counted, complete, rateable, _, note = EFFECTS[code]
    result = aggregate(kind, [*COUNTED, absent(code)], COUNT)
    assert (result.value, (result.used, result.expected)) == (value, counted)
    assert (result.complete, result.rateable, result.note) == (complete, rateable, note)
    assert result.suppressed == (code == "suppressed")
    assert result.left_out == ("June 2020",)


@pytest.mark.parametrize("kind", [MEAN, FRACTION])
@pytest.mark.parametrize("code", Absence)
def test_the_effect_of_each_absence_on_an_average(code, kind):
    value, counted, _, _, complete, note = EFFECTS[code]
    result = aggregate(kind, [*KNOWN, absent(code)], PERCENT)
    assert result.value == (None if value is None else D(30))
    assert ((result.used, result.expected), result.complete, result.note) == (counted, complete, note)
    assert result.rateable == (code != "suppressed")
    assert result.numerator == (D(60) if kind == FRACTION and value is not None else None)


@pytest.mark.parametrize("kind", [LATEST, AS_ENTERED])
@pytest.mark.parametrize("code", Absence)
def test_the_effect_of_each_absence_on_the_latest(code, kind):
    assert aggregate(kind, [absent(code, "March 2020"), *KNOWN], PERCENT).value == D(20)
    result = aggregate(kind, [*KNOWN, absent(code)], PERCENT)
    assert (result.value, result.rateable) == (None, False)
    assert result.reason == f"June 2020 {effect_of(code).one}, and an earlier figure is not carried forward."
    assert result.suppressed == (code == "suppressed")
    assert result.expected == (0 if code == "not_applicable" else 1)


@pytest.mark.parametrize("kind", [SUM, LATEST, FRACTION, MEAN, ROLLING, AS_ENTERED])
@pytest.mark.parametrize("code", Absence)
def test_an_absence_alone_is_never_nought(code, kind):
    result = aggregate(kind, [absent(code), absent(code, "July 2020")], PERCENT)
    assert (result.value, result.numerator, result.denominator) == (None, None, None)
    assert result.reason
    assert not result.complete
    assert not result.rateable


def test_a_suppressed_month_hides_what_would_tell_it():
    result = aggregate(SUM, [*KNOWN, absent("suppressed")], COUNT)
    assert result.reason == ("Suppressed: June 2020 is suppressed and could be worked out from this figure.")
    assert result.numerator is None


def test_several_absences_are_told_together():
    figures = [*KNOWN, PeriodFigure("June"), PeriodFigure("July"), absent("not_published", "August")]
    assert aggregate(SUM, figures, COUNT).note == (
        "2 of 5 months: June and July are missing, August was not published"
    )


@pytest.mark.parametrize(("missing", "words"), [(6, "1, 2, 3, 4, 5 and 6 are missing"), (7, "7 of them are")])
def test_of_many_absences_only_the_number_is_told(missing, words):
    figures = [*KNOWN, *(PeriodFigure(str(week)) for week in range(1, missing + 1))]
    assert words in aggregate(SUM, figures, COUNT, periods="weeks").note


# --- Areas -------------------------------------------------------------------------------------------


def test_areas_make_one_by_numerators_over_denominators():
    areas = [PeriodFigure("North", D(46), D(460), D(1000)), PeriodFigure("South", D(40), D(40), D(100))]
    result = roll_up_figures(areas, PERCENT)
    assert result == Aggregated(D("45.454545"), D(500), D(1100), 2, 2)


@pytest.mark.parametrize("unit", [COUNT, MILLIONS, DAYS, FTE])
def test_areas_of_counts_are_added(unit):
    areas = [PeriodFigure("North", D("703.06")), PeriodFigure("South", D(100))]
    assert roll_up_figures(areas, unit).value == D("803.06")


@pytest.mark.parametrize("unit", [PERCENT, RATE, SCORE])
def test_percentages_and_scores_alone_cannot_be_rolled_up(unit):
    areas = [PeriodFigure("North", D(46)), PeriodFigure("South", D(40))]
    result = roll_up_figures(areas, unit)
    assert result.value is None
    assert result.reason == (
        "North and South have a figure without its numerator and denominator, "
        "so the areas cannot be combined."
    )


def test_an_area_that_is_missing_is_told():
    result = roll_up_figures([PeriodFigure("North", D(46)), PeriodFigure("South")], COUNT)
    assert result.note == "1 of 2 areas: South is missing"
    assert not result.rateable


# --- Properties --------------------------------------------------------------------------------------

NUMBERS = st.decimals(D(-10_000), D(10_000), places=3)
FRACTIONS = st.tuples(st.integers(0, 5000), st.integers(1, 5000)).map(lambda p: (min(p), max(p)))
ABSENCES = st.sampled_from(list(Absence)).map(absent)


@st.composite
def mixed(draw):
    """Months with a figure and its fraction, and months with none, in two orders."""
    known = draw(st.lists(FRACTIONS, min_size=1, max_size=8))
    figures = [PeriodFigure(str(i), percentage(D(n), D(d)), D(n), D(d)) for i, (n, d) in enumerate(known)]
    figures += draw(st.lists(ABSENCES, max_size=3))
    return figures, draw(st.permutations(figures))


@PROPERTY
@given(mixed(), st.sampled_from([SUM, FRACTION, MEAN, ROLLING]))
def test_order_does_not_matter(figures, kind):
    one, other = (aggregate(kind, months, PERCENT) for months in figures)
    assert (one.value, one.numerator, one.denominator) == (other.value, other.numerator, other.denominator)
    assert (one.used, one.expected, one.complete) == (other.used, other.expected, other.complete)
    assert (one.suppressed, one.rateable) == (other.suppressed, other.rateable)


@PROPERTY
@given(st.lists(FRACTIONS, min_size=1, max_size=12))
def test_a_fraction_of_sums_lies_between_the_smallest_and_the_largest(given_parts):
    months = [PeriodFigure(str(i), None, D(n), D(d)) for i, (n, d) in enumerate(given_parts)]
    shares = [percentage(D(n), D(d)) for n, d in given_parts]
    result = aggregate(FRACTION, months, Unit(UnitKind.PERCENT, 6))
    assert min(shares) <= result.value <= max(shares)


@PROPERTY
@given(st.lists(NUMBERS, min_size=1, max_size=12))
def test_a_mean_lies_between_the_smallest_and_the_largest(numbers):
    months = [PeriodFigure(str(i), number) for i, number in enumerate(numbers)]
    assert min(numbers) <= aggregate(MEAN, months, SCORE).value <= max(numbers)


@PROPERTY
@given(st.lists(NUMBERS, min_size=1, max_size=12))
def test_counting_in_thousands_changes_nothing(numbers):
    months = [PeriodFigure(str(i), number) for i, number in enumerate(numbers)]
    times = [PeriodFigure(str(i), number * 1000) for i, number in enumerate(numbers)]
    assert aggregate(SUM, times, COUNT).value == aggregate(SUM, months, COUNT).value * 1000
    in_units = aggregate(SUM, times, COUNT)
    assert aggregate(SUM, times, Unit(UnitKind.COUNT, 1, "k")) == in_units


@PROPERTY
@given(st.lists(FRACTIONS, min_size=1, max_size=8), st.integers(2, 1000))
def test_a_fraction_of_times_as_many_is_the_same(given_parts, times):
    months = [PeriodFigure(str(i), None, D(n), D(d)) for i, (n, d) in enumerate(given_parts)]
    more = [PeriodFigure(str(i), None, D(n * times), D(d * times)) for i, (n, d) in enumerate(given_parts)]
    assert aggregate(FRACTION, more, PERCENT).value == aggregate(FRACTION, months, PERCENT).value


@PROPERTY
@given(st.lists(NUMBERS, min_size=1, max_size=11), st.sampled_from([SUM, MEAN]))
def test_a_missing_month_is_never_a_nought(numbers, kind):
    months = [PeriodFigure(str(i), number) for i, number in enumerate(numbers)]
    missing = aggregate(kind, [*months, PeriodFigure("last")], COUNT)
    nought = aggregate(kind, [*months, PeriodFigure("last", D(0))], COUNT)
    assert missing.value == aggregate(kind, months, COUNT).value
    assert missing != nought
    assert (missing.complete, nought.complete) == (False, True)


@pytest.mark.wide
@PROPERTY
@given(st.lists(NUMBERS, min_size=1, max_size=8), st.lists(NUMBERS, min_size=1, max_size=8))
def test_a_sum_of_two_halves_is_the_sum_of_the_whole(first, second):
    def total(numbers):
        return aggregate(SUM, [PeriodFigure(str(i), n) for i, n in enumerate(numbers)], COUNT).value

    assert total(first) + total(second) == total([*first, *second])
