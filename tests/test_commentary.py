"""When a figure cannot be submitted without words: off target, or missing unexpectedly."""

from datetime import date
from decimal import Decimal as D

import pytest

from performance import restating
from performance.commentary import MISSING, OFF_TARGET
from performance.models import Measure, Period
from performance.submission_content import content_of
from performance.workflow import NotComplete
from tests import world
from tests.verbs import act, approved, at, save, state, stored, submitted, take_over

pytestmark = pytest.mark.django_db

# Learning disability employment: the target is 11.0%, and green reaches half a point.
OFF = {"value": D("10.4"), "outlook": "not_known"}
SAID = "Two employers closed."


def asked(draft, by="olive"):
    """What a submission is refused for; nothing changes."""
    before = stored()
    with pytest.raises(NotComplete) as refusal:
        act("submit", draft, by)
    assert stored() == before
    return refusal.value.problems


def test_a_figure_off_target_says_why_for_publication():
    draft = save(**OFF, commentary_internal="For the manager alone.")
    assert asked(draft) == {"commentary_public": OFF_TARGET}
    said = save(version=1, **OFF, commentary_public=SAID)
    assert state(act("submit", said, "olive"), "status") == ("submitted",)


def test_a_figure_on_target_needs_no_words():
    assert state(submitted(value=D("10.5")), "status") == ("submitted",)


def test_a_correction_off_target_says_why_besides_the_reason_for_which_it_was_reopened():
    revision = act("reopen", approved(value=D("11.0")), "olive", now=at(3))
    changed = act("save_draft", revision, "olive", now=at(4), **OFF)
    assert asked(changed) == {"commentary_public": OFF_TARGET}
    said = act("save_draft", changed, "olive", now=at(5), **OFF, commentary_public=SAID)
    assert state(act("submit", said, "olive", now=at(6)), "status") == ("submitted",)


def test_the_reason_of_a_restatement_stands_for_its_figures_commentary():
    figure = approved(value=D("11.0"))
    content = content_of(figure) | OFF
    assert content["commentary_public"] == ""
    revisions, owner = [(figure.measure, figure.period, content)], world.person("olive")
    found = restating.plan(revisions, reason="A late form.").problems
    assert found == {}
    sent = restating.submit(revisions=revisions, reason="A late form.", by=owner)
    assert [state(one, "status", "value") for one in restating.members_of(sent)] == [("submitted", D("10.4"))]


# --- Missing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [{"absence_note": "The survey was postponed."}, {"commentary_public": SAID}]
)
def test_a_reason_for_none_has_a_sentence_or_a_commentary(words):
    assert asked(save(absence="suppressed")) == {"absence_note": MISSING}
    again = save(version=1, absence="suppressed", **words)
    assert state(act("submit", again, "olive"), "status") == ("submitted",)


def month_before():
    october, _ = Period.objects.get_or_create(
        kind=Period.Kind.MONTH,
        start=date(2020, 10, 1),
        defaults={
            "end": date(2020, 10, 31),
            "year": world.year_2020(),
            "opens_on": date(2020, 11, 1),
            "due_on": date(2020, 11, 14),
        },
    )
    return october


def absent_before(absence, period=None):
    take_over(value=None, absence=absence, absence_note="Explained once.", period=period or month_before())


def test_the_same_reason_as_the_month_before_is_explained_once():
    absent_before("suppressed")
    assert state(submitted(absence="suppressed"), "status") == ("submitted",)


def test_another_reason_than_the_month_before_is_explained_anew():
    absent_before("suppressed")
    assert asked(save(absence="not_published")) == {"absence_note": MISSING}


def test_the_reason_of_another_month_than_the_one_before_explains_nothing():
    absent_before("suppressed", Period.objects.get(kind="month", start=date(2020, 9, 1)))
    assert asked(save(absence="suppressed")) == {"absence_note": MISSING}


def test_a_reason_that_waits_for_approval_has_explained_nothing_yet():
    save(absence="suppressed", absence_note="Not approved.", period=month_before(), today=date(2020, 11, 10))
    assert asked(save(absence="suppressed")) == {"absence_note": MISSING}


@pytest.mark.parametrize(("last", "is_between"), [(date(2019, 4, 1), True), (date(2018, 4, 1), False)])
def test_a_biennial_measure_is_not_explained_in_a_year_between(last, is_between):
    children = "children-in-care-visits"
    Measure.objects.filter(slug=children).update(frequency=Measure.Frequency.BIENNIAL)
    year, _ = Period.objects.get_or_create(
        kind=Period.Kind.YEAR,
        start=last,
        defaults={
            "end": date(last.year + 1, 3, 31),
            "opens_on": last,
            "due_on": date(last.year + 1, 5, 14),
        },
    )
    take_over(slug=children, value="90.0", period=year)
    draft = save("otto", slug=children, absence="survey_not_run", period=world.year_2020())
    if is_between:
        assert state(act("submit", draft, "otto"), "status") == ("submitted",)
    else:
        assert asked(draft, "otto") == {"absence_note": MISSING}
