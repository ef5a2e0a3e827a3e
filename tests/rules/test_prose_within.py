import pytest

from performance.rules.prose.checking import check
from tests.rules.prose_made import measure, pack

NOBODY = pack(measure(identity="loans", title="Library loans", names=("Library loans",)))


def contradicted(sentence):
    """What two numbers of a sentence contradict; that no table has the numbers is another finding."""
    return [finding.should_be for finding in check(sentence, NOBODY) if finding.kind != "number"]


@pytest.mark.parametrize(
    ("sentence", "should_be"),
    [
        ("Spending rose from 6.2% to 6.3%.", []),
        ("Spending rose from 6.3% to 6.2%.", ["below"]),
        ("Spending rose from 6.2% to 6.2%.", ["the same as"]),
        ("Spending did not rise from 6.3% to 6.2%.", []),
        ("It was 22.8%, lower than the region's 28.8%.", []),
        ("It was 22.8%, higher than the region's 28.8%.", ["below"]),
        ("It was 22.8%, below the 25% of England and the 20% of the region.", ["above"]),
        ("At 22.8%, spending was above the 28.8% of England.", ["below"]),
        ("It was 22.8%, down from 28.8%.", []),
        ("It was 22.8%, up from 28.8%.", ["below"]),
        ("It was 22.8%, 5.6% above the 28.8% of England.", []),
        ("It was 38.1%, short of its target of more than 40%.", []),
        ("Spending was 22.8% and staffing was higher than the 28.8% of England.", []),
        ("More people came: 13 this year, against 23 last year.", ["below"]),
        ("Fewer people came: 13 this year, against 23 last year.", []),
    ],
)
def test_two_numbers_of_a_sentence_have_to_stand_to_each_other_as_it_says(sentence, should_be):
    assert contradicted(sentence) == should_be


@pytest.mark.parametrize(
    ("sentence", "should_be"),
    [
        ("It was 2.9%, less than half the national figure of 5.9%.", []),
        ("It was 2.9%, less than half the national figure of 5.7%.", ["51%"]),
        ("It was 2.9%, just over half the national figure of 5.7%.", []),
        ("It was 2.9%, a third of the national figure of 5.7%.", ["51%"]),
    ],
)
def test_a_number_that_is_a_part_of_another_is_divided_by_it(sentence, should_be):
    assert contradicted(sentence)[:1] == should_be


@pytest.mark.parametrize(
    ("sentence", "should_be"),
    [
        ("Nearly three quarters of requests (727 of 1,000) came from older people.", []),
        ("Nearly two thirds of requests (727 of 1,000) came from older people.", ["72.7%"]),
        ("Just over half (45.6%) agreed.", ["45.6%"]),
        ("Just under half (45.6%) agreed.", []),
    ],
)
def test_a_fraction_is_held_against_what_stands_in_brackets_behind_it(sentence, should_be):
    assert contradicted(sentence) == should_be
