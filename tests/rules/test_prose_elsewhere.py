import pytest

from performance.rules.prose.checking import check
from performance.rules.prose.facts import printed
from tests.rules.prose_made import frozen, measure, pack


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Some 72 people attended the workshop.", []),
        ("An extra £1.2m was invested in settled accommodation.", []),
        ("There are 14 posts in settled accommodation.", []),
        ("Each alert is looked at within 24 hours.", []),
        ("The population is expected to rise from 18,000 to 25,000.", []),
        ("We aim to reach 90% in settled accommodation by 2023.", []),
        # What the tables do speak of.
        ("Settled accommodation was 90%.", ["90%"]),
        ("Settled accommodation was 90.", ["90"]),
        ("We aim to improve on the current 90% in settled accommodation.", ["90%"]),
        ("There were 14 admissions.", ["14"]),
        ("Performance was 14 measures.", ["14"]),
        ("In all, 12.4% agreed.", ["12.4%"]),
    ],
)
def test_what_no_table_speaks_of_is_passed_over(sentence, found):
    assert [finding.said for finding in check(sentence, pack())] == found


def test_money_is_held_against_tables_that_have_money():
    spend = measure(title="Spend on libraries", names=("Spend on libraries",), figure=printed("£1.3m"))
    [finding] = check("Spend on libraries was £1.2m.", pack(spend))
    assert finding.should_be == "£1.3m"


@pytest.mark.parametrize(
    ("sentence", "should_be"),
    [
        ("Over half of the 15 rated measures are green.", []),
        ("Half of the 15 rated measures are amber.", []),
        ("Half of the 15 rated measures are red.", ["1 of 15"]),
        ("Most of the 15 rated measures are green.", []),
        ("Most of the 15 rated measures are amber.", ["6 of 15"]),
    ],
)
def test_a_part_of_all_measures_is_held_against_how_many_are_so(sentence, should_be):
    assert [finding.should_be for finding in check(sentence, frozen())] == should_be
