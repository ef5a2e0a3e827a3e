import pytest

from performance.rules.prose.checking import check
from performance.rules.prose.facts import printed
from tests.rules.prose_made import frozen, measure, pack

FIGURES = ("40%", "45%", "44%", "46%", "48%", "47%")
LABELS = ("June", "July", "August", "September", "October", "November")


def reviews(**fields):
    """Reviews in time: up in July, down in August, up in September and October, down in November."""
    months = zip((f"{month} 2020" for month in LABELS), ((printed(text),) for text in FIGURES), strict=True)
    given = {"title": "Reviews in time", "names": ("Reviews in time",), "figure": printed("47%"),
             "previous": printed("39%"), "months": tuple(months)}  # fmt: skip
    return pack(measure(**given | fields))


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Reviews in time rose for the second month running to October.", True),
        ("Reviews in time rose for the third month running to October.", False),
        ("Reviews in time rose for one consecutive month to October.", True),
        ("Reviews in time rose for three consecutive months to October.", False),
        ("Reviews in time fell from 48% in October to 47% in November.", True),
        ("Reviews in time fell by 1 point between October and November.", True),
        ("Reviews in time fell by 2 points between October and November.", False),
        ("Reviews in time rose between October and November.", False),
        ("Reviews in time have risen since August.", True),
        ("Reviews in time have fallen since August.", False),
        ("Reviews in time fell on the previous month.", True),
        ("Reviews in time rose on the previous month.", False),
        ("Reviews in time were highest in October.", True),
        ("Reviews in time were highest in September.", False),
        ("Reviews in time are now at their lowest since September.", True),
        ("Reviews in time are now at their highest since September.", False),
        ("Reviews in time were 44% in August.", True),
        ("Reviews in time were 44% in July.", False),
        ("Reviews in time rose to 47%.", True),
    ],
)
def test_what_is_said_of_months_is_held_against_the_months(sentence, right):
    assert (check(sentence, reviews()) == []) is right


def test_a_run_that_began_before_the_table_may_be_longer_than_it():
    assert check("Reviews in time rose for the ninth month running to July.", reviews()) == []


def test_a_month_without_a_figure_ends_a_run():
    facts = reviews(
        months=(*reviews().measures[0].months[:4], ("October 2020", ()), ("November 2020", (printed("47%"),)))
    )
    assert check("Reviews in time rose for one consecutive month.", facts)[0].should_be == "0 months"


def test_without_months_nothing_is_said_of_a_run():
    facts = reviews(months=())
    assert check("Reviews in time fell for the third month running.", facts) == []
    assert check("Reviews in time fell.", facts)[0].kind == "change"


def test_the_months_of_a_pack_are_those_of_its_table():
    [reviewed] = frozen("comparing").measures
    assert [label for label, _numbers in reviewed.months][::11] == ["December 2020", "November 2021"]
    assert [number.text for number in reviewed.months[-1][1]] == ["2,496", "1,219", "48.8%"]
