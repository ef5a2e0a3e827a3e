"""What an entry contradicts in itself: wholes, parts, hundreds, companions and letters."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from performance.rules.checks.checking import check
from performance.rules.checks.found import Code, Division, Figure, Past, Severity
from tests.rules import COUNT, PERCENT, RATE
from tests.rules.checks import months, past

NOTHING = months()


def only(figure, context=NOTHING):
    """The one finding about a figure."""
    (finding,) = check(figure, context)
    return finding


def test_a_numerator_above_its_denominator_is_refused():
    finding = only(Figure(PERCENT, None, D(2502), D(1089)))
    assert (finding.code, finding.severity, finding.field) == (Code.NUMERATOR, Severity.ERROR, "numerator")
    assert check(Figure(PERCENT, None, D(1089), D(1089)), NOTHING) == []
    assert check(Figure(RATE, None, D(2502), D(1089)), NOTHING) == []


def test_a_stated_percentage_is_its_numerator_over_its_denominator():
    figure = Figure(PERCENT, None, D(1089), D(2502), stated=D("45.36"), stated_decimals=2)
    finding = only(figure)
    assert (finding.code, finding.severity) == (Code.SHARE, Severity.ERROR)
    assert finding.sentence == (
        "45.36% is printed, but 1,089 of 2,502 is 43.53%. Find out which of the three is wrong."
    )
    assert check(replace(figure, stated=D("43.53")), NOTHING) == []
    assert check(replace(figure, stated=D("43.54")), NOTHING) != []


def test_a_stated_rate_is_per_its_base():
    figure = Figure(RATE, None, D(13), D(419_403), stated=D("3.1"), stated_decimals=1)
    assert check(figure, NOTHING) == []
    assert only(replace(figure, stated=D("31.0"))).code == Code.SHARE


@pytest.mark.parametrize(("total", "agrees"), [(3447, True), (3437, False), (3448, False)])
def test_parts_make_their_total(total, agrees):
    figure = Figure(COUNT, divisions=(Division("breakdown.area", "Area", (D(911), D(2536)), D(total)),))
    findings = check(figure, NOTHING)
    assert (findings == []) is agrees
    if total == 3437:
        assert (findings[0].code, findings[0].severity) == (Code.PARTS, Severity.ERROR)
        assert findings[0].field == "breakdown.area"
        assert findings[0].sentence == (
            "Area: the parts add up to 3,447, 10 more than the total of 3,437. Find out which is wrong."
        )


@pytest.mark.parametrize(
    ("last", "agrees"), [("33.2", True), ("33.1", False), ("33.6", True), ("33.7", False)]
)
def test_shares_of_one_whole_make_100(last, agrees):
    shares = Division("value", "The ratings", (D("33.3"), D("33.3"), D(last)), D(100), 1, is_hundred=True)
    findings = check(Figure(PERCENT, divisions=(shares,)), NOTHING)
    assert (findings == []) is agrees
    if last == "33.1":
        assert (findings[0].code, findings[0].severity) == (Code.HUNDRED, Severity.SERIOUS)
        assert findings[0].sentence == (
            "The ratings make 99.7%, and together they should make 100%. Check each of them, or confirm them "
            "and say why."
        )


def test_a_division_without_parts_says_nothing():
    assert check(Figure(COUNT, divisions=(Division("breakdown.area", "Area", (), D(5)),)), NOTHING) == []


def test_a_rate_agrees_with_its_count_and_population():
    figure = Figure(RATE, D("3.1"), None, D(419_403), companion=D(13), companion_name="Admissions")
    assert check(figure, NOTHING) == []
    finding = only(replace(figure, companion=D(31)))
    assert (finding.code, finding.severity, finding.field) == (Code.COMPANION, Severity.SERIOUS, "companion")
    assert "but 31 of 419,403 is 7.4 per 100,000" in finding.sentence


def test_a_companion_moves_with_its_figure_as_it_always_did():
    history = tuple(
        Past(found.start, found.value, companion=companion)
        for found, companion in zip(past(3.1, 3.3, 2.9), (D(130), D(138), D(122)), strict=True)
    )
    context = replace(NOTHING, history=history)
    figure = Figure(RATE, D("3.0"), companion=D(126), companion_name="Admissions")
    assert check(figure, context) == []
    finding = only(replace(figure, companion=D(162)), context)
    assert (finding.code, finding.severity) == (Code.COMPANION, Severity.WARNING)
    assert finding.sentence.startswith("Admissions is 162, and beside this figure 111 to 141 was expected")
    assert (check(replace(figure, companion=finding.high), context)) == []
    assert only(replace(figure, companion=finding.high + 1), context).code == Code.COMPANION
    # Two pairs tell nothing, and neither do pairs that never moved together.
    assert check(replace(figure, companion=D(162)), replace(context, history=history[:2])) == []
    unsteady = (*history[:2], replace(history[2], companion=D(300)))
    assert check(replace(figure, companion=D(162)), replace(context, history=unsteady)) == []


def test_letters_from_other_alphabets_are_named_at_their_cell():
    finding = only(Figure(COUNT, texts=(("commentary_public", "1\u04211A"), ("value", "12"))))
    assert (finding.code, finding.severity, finding.field) == (
        Code.LETTERS,
        Severity.WARNING,
        "commentary_public",
    )
    assert (
        finding.sentence
        == "“С” (CYRILLIC CAPITAL LETTER ES) was read as “C”. Check that this is what was meant."
    )
    word = only(Figure(COUNT, texts=(("commentary_public", "Αθήνα"),)))
    assert word.sentence.endswith("it was left as it is. Type it anew if it should be English.")


def test_what_contradicts_itself_comes_before_what_is_unlikely():
    steady = months(54, 55, 53, 54, 55)
    wrong = Figure(PERCENT, D(5), D(5), D(100), stated=D(54), stated_decimals=0)
    assert [finding.code for finding in check(wrong, steady)] == [Code.SHARE, Code.UNITS]
