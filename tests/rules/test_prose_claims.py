import pytest

from performance.rules.prose.claim import Kind
from performance.rules.prose.claims import find


@pytest.mark.parametrize(
    "text",
    [
        "12. The report was noted.",
        "The Committee met on 18 January 2021, see paragraphs 12 and 13 and Appendix 2.",
        "ASCOF 1C pt 2a, 2B part i and 1G are measured in 2020/21 and 2018-22.",
        "It is of people aged 65+, aged 18–64 and aged 65 or over, per 100,000 population.",
        "Living at home 91 days after discharge, within five clear working days, over 12 months.",
        "The survey was cancelled due to Covid-19 in 2020.",
        "The service will improve, aims to reach the top quartile, and should fall to the target.",
        "Telephone 0116 305 7454.",
    ],
)
def test_dates_ages_codes_and_plans_are_no_claims(text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("It rose by 2.1 points to 83.7%.", [Kind.CHANGE, Kind.POINTS, Kind.NUMBER]),
        ("It fell from 87.5% to 79.7%.", [Kind.CHANGE, Kind.NUMBER, Kind.NUMBER]),
        ("It was unchanged and above target.", [Kind.CHANGE, Kind.TARGET]),
        ("It is in the top quartile and is green.", [Kind.QUARTILE, Kind.STATUS]),
        ("It ranked 27th highest of 152.", [Kind.RANK]),
        ("Eight measures are green.", [Kind.COUNT]),
        ("911 and 2,536 making 3,437.", [Kind.SUM]),
        ("45.36% (1,089 of 2,502).", [Kind.SHARE]),
        ("One in four said so.", [Kind.FRACTION]),
        ("It is below the England average.", [Kind.BESIDE]),
    ],
)
def test_each_kind_of_claim_is_found(text, kinds):
    assert [claim.kind for claim in find(text)] == kinds


def test_a_claim_has_its_place_in_the_text():
    text = "In all, 45.36% was reached."
    [claim] = find(text)
    assert (text[claim.start : claim.end], claim.said) == ("45.36%", "45.36%")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("It was 80%.", "figure"),
        ("It is forecast to be 80%.", "figure"),
        ("It stands against a target of 80%.", "target"),
        ("It moved from 80%.", "previous"),
        ("It saw 80% the year before.", "earlier"),
        ("The 80% target stands.", "target"),
    ],
)
def test_the_words_around_a_number_say_which_of_a_measures_numbers_it_is(text, role):
    assert [claim.role for claim in find(text)] == [role]
