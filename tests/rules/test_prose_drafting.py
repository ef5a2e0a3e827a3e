from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.numbers import SCALES, Unit, UnitKind, format_figure
from performance.rules.prose.checking import check
from performance.rules.prose.drafting import draft
from performance.rules.prose.facts import Place, printed
from tests.rules import PROPERTY
from tests.rules.prose_made import frozen, measure, pack

UNITS = [
    Unit(UnitKind.PERCENT, 1), Unit(UnitKind.PERCENT, 0), Unit(UnitKind.COUNT, 0),
    Unit(UnitKind.COUNT, 1, "k"), Unit(UnitKind.RATE, 1, per=100000), Unit(UnitKind.MONEY, 2, "m"),
    Unit(UnitKind.DAYS, 1), Unit(UnitKind.SCORE, 1), Unit(UnitKind.FTE, 2), Unit(UnitKind.RATIO, 2),
]  # fmt: skip


@st.composite
def made(draw):
    """A measure whose words are those that its numbers make, in any unit and either polarity."""
    unit, good = draw(st.sampled_from(UNITS)), draw(st.sampled_from(["High", "Low"]))
    whole = st.integers(min_value=0, max_value=9999).map(
        lambda n: printed(format_figure(D(n) / 10**unit.decimals * SCALES[unit.scale], unit))
    )
    figure, target, previous = draw(whole), draw(st.none() | whole), draw(st.none() | whole)
    moved = figure.value - previous.value if previous else None
    clear = draw(st.booleans())
    up = "Improving" if good == "High" else "Worsening"
    down = "Worsening" if good == "High" else "Improving"
    meaning = (
        "" if moved is None else "No clear change" if not moved or not clear else up if moved > 0 else down
    )
    return measure(
        good=good,
        figure=figure,
        target=target.text if target else "",
        edges=(target,) if target else (),
        previous=previous,
        meaning=meaning,
        status=draw(st.sampled_from(["Red", "Amber", "Green", ""])) if target else "",
        forecast=draw(st.booleans()),
        is_to_date=draw(st.booleans()),
    )


@PROPERTY
@given(made())
def test_every_drafted_sentence_passes_the_check(one):
    assert check(draft(one), pack(one)) == []


@pytest.mark.parametrize("one", frozen().measures, ids=lambda one: one.identity)
def test_every_sentence_drafted_for_the_demonstration_passes_the_check(one):
    assert check(draft(one), frozen()) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {},
            "Settled accommodation stood at 83.7% against a target of 86%, 2.3 points below target and "
            "better than 82.9% in 2019/20; the status is amber. It was in the second quartile of England "
            "in 2019/20.",
        ),
        (
            {"good": "Low", "meaning": "Worsening", "status": "Green", "place": None},
            "Settled accommodation stood at 83.7% against a target of 86%, 2.3 points below target and "
            "worse than 82.9% in 2019/20; the status is green.",
        ),
        (
            {
                "edges": (),
                "target": "",
                "status": "",
                "previous": None,
                "meaning": "",
                "place": Place(rank=27, of=152, group="England", year="2019/20"),
            },
            "Settled accommodation stood at 83.7%. It ranked 27 of 152 in England in 2019/20.",
        ),
        (
            {
                "forecast": True,
                "figure": printed("86%"),
                "previous": printed("86%"),
                "meaning": "No clear change",
                "place": None,
            },
            "The forecast for Settled accommodation is 86% against a target of 86%, equal to it and the same "
            "as in 2019/20; the status is amber.",
        ),
        (
            {
                "is_to_date": True,
                "edges": (printed("80%"), printed("85%")),
                "target": "80–85%",
                "status": "Green",
                "place": None,
            },
            "Settled accommodation stood at 83.7% for the year to date against a target of 80–85%, within "
            "the target band and better than 82.9% in 2019/20; the status is green.",
        ),
        ({"figure": None}, "There is no figure for Settled accommodation in this period."),
    ],
)
def test_a_sentence_is_drafted_from_what_there_is(fields, sentence):
    assert draft(measure(**fields)) == sentence


@pytest.mark.parametrize(
    ("title", "begins"),
    [
        ("% of people in work", "The percentage of people in work stood at"),
        ("Admissions per 100,000 pop.", "Admissions per 100,000 population stood at"),
        ("Children's issues.", "Children's issues stood at"),
    ],
)
def test_a_title_is_written_as_a_sentence_has_it(title, begins):
    assert draft(measure(title=title)).startswith(begins)


def test_a_draft_says_figures_as_it_is_told_and_what_is_being_done():
    sentence = draft(
        measure(),
        said=lambda what, text: f"<{what}>",
        doing=[{"what": "Weekly review of 12 cases.", "post": "Head of service", "due_on": "2021-03-31"}],
    )
    assert sentence == (
        "Settled accommodation stood at <figure> against a target of <target>, <gap> below target and better "
        "than <previous> in 2019/20; the status is <status>. It was in the <quartile> of England in 2019/20. "
        "What is being done: Weekly review of 12 cases (Head of service, by 31 March 2021)."
    )
    # What is planned claims nothing of the tables.
    assert check("What is being done: Weekly review of 12 cases.", pack()) == []
