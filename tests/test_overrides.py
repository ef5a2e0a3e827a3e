"""Every verb of overrides: what it does, who may, what whoever came second is told, and how one lapses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from performance import headings, overrides, recompute, workflow
from performance.models import (
    Assessment,
    AuditEntry,
    Override,
    RagRule,
    Role,
    Scorecard,
    StatusLevel,
    StatusScale,
    Submission,
    Target,
)
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from tests import remembered, scene, world
from tests.world import TODAY

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
UNTIL = date(2021, 3, 31)
REASON = "The hospitals' figures came late; the trend is good."
SLUG = scene.DRAFT
EVERYBODY = "olive oscar dee dan mary marcus stella dora petra clive ada nick".split()  # noqa: SIM905


@pytest.fixture
def second_officer():
    """Another performance officer, who may decide what Petra proposed."""
    clive = world.person("clive")
    Role.objects.create(person=clive, kind=Role.Kind.OFFICER)
    return clive


@pytest.fixture
def figure():
    """A figure in force that its rule rates red."""
    remembered.put("figure off target", off_target)
    found = Submission.objects.with_measure().get(measure__slug=SLUG, period=world.november())
    assert found.assessment.level.code == "red"
    return found


def off_target():
    scene.approve(scene.submit(scene.enter(SLUG, "31.7", outlook="in_place")), world.person("mary"))
    recompute.recompute_due()


def level(code):
    return StatusLevel.objects.get(scale__name__startswith="Red", code=code)


def propose(figure, by="mary", *, code="amber", reason=REASON, until=UNTIL, **given):
    given = {"submission": figure, "now": NOW, "today": TODAY} | given
    return overrides.propose(level=level(code), reason=reason, expires_on=until, by=world.person(by), **given)


def decide(override, by="petra", *, accept=True, reason="", version=None, today=TODAY):
    return overrides.decide(
        override=override,
        version=override.version if version is None else version,
        accept=accept,
        reason=reason,
        by=world.person(by),
        now=NOW + timedelta(minutes=1),
        today=today,
    )


def end(override, by="petra", *, reason="The records are complete.", version=None, today=TODAY):
    return overrides.end(
        override=override,
        version=override.version if version is None else version,
        reason=reason,
        by=world.person(by),
        now=NOW + timedelta(minutes=2),
        today=today,
    )


def accepted(figure, **given):
    return decide(propose(figure, **given))


def trail(override):
    entries = AuditEntry.objects.filter(subject_type="override", subject_id=override.pk).order_by("pk")
    return [(entry.by.name, entry.verb, entry.reason) for entry in entries]


def stored():
    return [list(table.objects.order_by("pk").values()) for table in (Override, AuditEntry, Assessment)]


# --- What each does ------------------------------------------------------------------------------------


def test_a_proposal_keeps_the_computed_status_and_who_when_and_why(figure):
    made = propose(figure)

    assert (made.level.word, made.computed.word, made.status, made.version) == ("Amber", "Red", "proposed", 1)
    assert (made.proposed_by.name, made.proposed_at, made.expires_on) == ("Mary Manager", NOW, UNTIL)
    assert made.period == figure.period
    assert trail(made) == [("Mary Manager", "status proposed", REASON)]
    assert overrides.standing_for([figure.pk], TODAY) == {}


def test_an_accepted_one_stands_and_the_computed_status_is_untouched(figure):
    before = list(Assessment.objects.values())
    made = accepted(figure)

    assert overrides.standing_for([figure.pk], TODAY) == {figure.pk: made}
    assert (made.status, made.decided_by.name, made.decided_at) == (
        "accepted",
        "Petra Officer",
        NOW + timedelta(minutes=1),
    )
    assert [verb for _, verb, _ in trail(made)] == ["status proposed", "status accepted"]
    assert list(Assessment.objects.values()) == before
    recompute.recompute_everything()
    assert overrides.standing_for([figure.pk], TODAY) == {figure.pk: made}


def test_a_declined_one_says_why_and_leaves_room_for_another(figure):
    made = decide(propose(figure), accept=False, reason="Two months are no trend.")

    assert (made.status, made.decision_reason) == ("declined", "Two months are no trend.")
    assert overrides.standing_for([figure.pk], TODAY) == {}
    assert propose(figure, code="green").status == "proposed"


def test_one_that_is_ended_early_stands_no_more(figure):
    made = end(accepted(figure))

    assert (made.status, made.ended_by.name) == ("ended", "Petra Officer")
    assert trail(made)[-1] == ("Petra Officer", "judged status ended", "The records are complete.")
    assert overrides.standing_for([figure.pk], TODAY) == {}


def test_a_later_one_takes_the_place_of_what_stood(figure):
    first = accepted(figure)
    second = decide(propose(figure, code="green"))

    first.refresh_from_db()
    assert (first.status, second.status) == ("ended", "accepted")
    assert trail(first)[-1][1:] == ("judged status ended", "Another judged status has taken its place.")
    assert overrides.standing_for([figure.pk], TODAY) == {figure.pk: second}


def test_a_figure_that_is_not_rated_can_be_judged(figure):
    absent = scene.approve(
        scene.submit(scene.enter(scene.SUBMITTED, None, absence="not_published")), world.person("mary")
    )

    made = propose(absent)

    assert (made.computed, made.level.word) == (None, "Amber")


# --- Lapsing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "stands"), [(UNTIL, True), (UNTIL + timedelta(days=1), False), (TODAY, True)]
)
def test_it_lapses_by_itself_on_the_day_after(figure, day, stands):
    made = accepted(figure)

    assert overrides.standing_for([figure.pk], day) == ({figure.pk: made} if stands else {})
    assert overrides.state_of(made, day) == ("standing" if stands else "lapsed")
    for state in overrides.STATES:
        found = overrides.in_state(Override.objects.all(), state, day)
        assert list(found) == ([made] if state == ("standing" if stands else "lapsed") else [])


def test_it_lapses_when_another_figure_takes_the_place_of_its_own(figure):
    made = accepted(figure)
    workflow.reopen(submission=figure, reason="Late cases.", by=world.person("olive"), today=TODAY)
    assert overrides.standing_for([figure.pk], TODAY) == {figure.pk: made}
    again = scene.submit(scene.enter(SLUG, "32.0", outlook="in_place"))
    scene.approve(again, world.person("mary"))

    made.refresh_from_db()
    assert overrides.standing_for([figure.pk, again.pk], TODAY) == {}
    assert overrides.state_of(made, TODAY) == "lapsed"
    with pytest.raises(WorkflowProblem, match="has lapsed already"):
        end(made)


def test_what_has_lapsed_is_not_ended(figure):
    made = accepted(figure)

    with pytest.raises(WorkflowProblem, match="has lapsed already"):
        end(made, today=UNTIL + timedelta(days=1))
    assert end(made, today=UNTIL).status == "ended"


# --- Without an end ------------------------------------------------------------------------------------

CLOSES = date(2020, 12, 31)  # the last day on which November takes figures
CLOSED = CLOSES + timedelta(days=1)


def test_a_status_of_a_closed_period_is_kept_until_its_figure_is_corrected(figure):
    made = decide(propose(figure, until=None, today=CLOSED), today=CLOSED)
    in_ten_years = date(2031, 1, 1)

    assert (made.status, made.expires_on) == ("accepted", None)
    assert overrides.standing_for([figure.pk], in_ten_years) == {figure.pk: made}
    assert overrides.state_of(made, in_ten_years) == "standing"
    assert list(overrides.in_state(Override.objects.all(), "standing", in_ten_years)) == [made]
    assert list(overrides.in_state(Override.objects.all(), "lapsed", in_ten_years)) == []

    Submission.objects.filter(pk=figure.pk).update(status="superseded")
    made.refresh_from_db()
    assert (overrides.standing_for([figure.pk], CLOSED), overrides.state_of(made, CLOSED)) == ({}, "lapsed")


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (CLOSES, "Choose a day from today to 31 December 2021: a judged status holds for a year at most."),
        (CLOSED, ""),
    ],
)
def test_it_has_an_end_as_long_as_the_period_takes_figures(figure, today, sentence):
    if not sentence:
        assert propose(figure, until=None, today=today).expires_on is None
        return
    with pytest.raises(NotComplete) as refusal:
        propose(figure, until=None, today=today)
    assert refusal.value.problems == {"expires_on": sentence}


def test_a_day_too_late_in_a_closed_period_names_the_other_way(figure):
    with pytest.raises(NotComplete) as refusal:
        propose(figure, until=date(2022, 1, 2), today=CLOSED)
    assert refusal.value.problems == {
        "expires_on": "Choose a day from today to 1 January 2022: a judged status holds for a year at most, "
        "or until the figure is corrected."
    }


def test_a_proposal_without_an_end_is_only_declined_in_a_period_that_is_open_again(figure):
    waiting = propose(figure, until=None, today=CLOSED)
    waiting.period.closes_on = CLOSED
    waiting.period.save()

    check_only_declined(waiting, "The period is open again", CLOSED)


def test_a_judged_status_without_an_end_can_be_ended(figure):
    made = decide(propose(figure, until=None, today=CLOSED), today=CLOSED)
    assert end(made, today=CLOSED).status == "ended"
    assert overrides.standing_for([figure.pk], CLOSED) == {}


# --- Who may -------------------------------------------------------------------------------------------


def may(verb, name, override=None):
    """Whether a person may: everything is undone."""
    try:
        with transaction.atomic():
            verb(override, name)
            transaction.set_rollback(True)
    except NotAllowed:
        return False
    return True


def test_who_may_propose(figure):
    allowed = {name for name in EVERYBODY if may(lambda _, who: propose(figure, who), name)}

    assert allowed == {"mary", "dora", "petra"}


def test_who_may_decide_and_end(figure):
    waiting = propose(figure)
    deciders = {name for name in EVERYBODY if may(decide, name, waiting)}
    decliners = {
        name
        for name in EVERYBODY
        if may(lambda o, who: decide(o, who, accept=False, reason="No."), name, waiting)
    }
    standing = decide(waiting)
    enders = {name for name in EVERYBODY if may(end, name, standing)}

    assert (deciders, decliners, enders) == ({"petra"}, {"petra"}, {"petra"})


@pytest.mark.parametrize("accept", [True, False])
def test_nobody_decides_what_they_proposed(figure, second_officer, accept):
    waiting = propose(figure, "petra")

    with pytest.raises(NotAllowed, match=r"^You proposed this status, so somebody else must decide on it\.$"):
        decide(waiting, "petra", accept=accept, reason="Because.")
    assert decide(waiting, "clive", accept=accept, reason="Because.").decided_by == second_officer


def test_the_database_keeps_four_eyes_too(figure):
    waiting = propose(figure)

    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(pk=waiting.pk).update(
            status="accepted", decided_by=waiting.proposed_by, decided_at=NOW
        )


def test_an_officer_of_one_directorate_decides_there_alone(figure):
    waiting = propose(figure)
    elsewhere = world.measure(scene.CHILDREN).directorate
    Role.objects.filter(person=world.person("petra")).update(directorate=elsewhere)

    with pytest.raises(NotAllowed):
        decide(waiting)


def test_somebody_who_left_may_nothing(figure):
    waiting = propose(figure)
    petra = world.person("petra")
    petra.is_active = False
    petra.save()

    with pytest.raises(NotAllowed):
        decide(waiting)


# --- What a proposal needs -----------------------------------------------------------------------------

WHY = "Say why the status is judged otherwise; the reason is printed with it."
A_YEAR = "Choose a day from today to 10 December 2021: a judged status holds for a year at most."


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        (
            {"reason": " \n"},
            {"reason": "Say why the status is judged otherwise; the reason is printed with it."},
        ),
        ({"code": "red"}, {"level": "The rule gives Red by itself. Choose another status."}),
        ({"until": TODAY - timedelta(days=1)}, {"expires_on": A_YEAR}),
        ({"until": TODAY}, {}),
        ({"until": date(2021, 12, 10)}, {}),
        ({"until": date(2021, 12, 11)}, {"expires_on": A_YEAR}),
        ({"until": None}, {"expires_on": A_YEAR}),
    ],
)
def test_what_may_be_proposed(figure, given, problems):
    before = stored()
    if not problems:
        assert propose(figure, **given).status == "proposed"
        return
    with pytest.raises(NotComplete) as refusal:
        propose(figure, **given)
    assert (refusal.value.problems, stored()) == (problems, before)


def test_a_year_from_the_29th_of_february_ends_on_the_28th(figure):
    leap = date(2024, 2, 29)

    assert propose(figure, until=date(2025, 2, 28), today=leap).status == "proposed"
    Override.objects.all().delete()
    with pytest.raises(NotComplete, match="to 28 February 2025"):
        propose(figure, until=date(2025, 3, 1), today=leap)


def test_a_status_of_another_scale_is_refused(figure):
    scale = StatusScale.objects.create(name="Two levels")
    other = StatusLevel.objects.create(scale=scale, position=1, code="good", word="Good", letter="G")

    with pytest.raises(NotComplete) as refusal:
        overrides.propose(
            submission=figure,
            level=other,
            reason=REASON,
            expires_on=UNTIL,
            by=world.person("mary"),
            today=TODAY,
        )
    assert list(refusal.value.problems) == ["level"]


def test_a_figure_that_nothing_judges_has_no_scale():
    other = scene.figure_of_the_other_directorate()

    with pytest.raises(NotComplete, match="no scale to judge it on"):
        propose(other, "petra")


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "superseded"])
def test_only_a_figure_in_force_is_judged(figure, status):
    if status == "superseded":
        Submission.objects.filter(pk=figure.pk).update(status=status)
        found = figure
    else:
        draft = scene.enter(scene.SUBMITTED, "32.9", outlook="in_place")
        found = draft if status == "draft" else scene.submit(draft)
        if status == "returned":
            mary = world.person("mary")
            workflow.send_back(submission=found, version=found.version, reason="No.", by=mary)

    with pytest.raises(SomebodyElseWasFirst, match="not in force"):
        propose(found)


# --- Coming second ---------------------------------------------------------------------------------------


def test_a_double_click_changes_nothing(figure):
    waiting = propose(figure)
    assert propose(figure) == waiting
    standing = decide(waiting)
    after = stored()

    assert decide(waiting) == standing
    assert stored() == after
    ended = end(standing)
    after = stored()
    assert end(standing) == ended
    assert stored() == after


def test_another_proposal_waits_for_the_first(figure):
    propose(figure)
    before = stored()

    with pytest.raises(SomebodyElseWasFirst, match=r"^Mary Manager has proposed another status already\."):
        propose(figure, "dora")
    with pytest.raises(SomebodyElseWasFirst, match=r"^You have proposed another status already\."):
        propose(figure, code="green")
    assert stored() == before


def test_who_decides_second_is_told_who_was_first(figure, second_officer):
    waiting = propose(figure)
    decide(waiting)
    before = stored()

    with pytest.raises(SomebodyElseWasFirst) as refusal:
        decide(waiting, "clive", accept=False, reason="No.")
    assert str(refusal.value) == (
        "Petra Officer did something here at 10:01 on 10 December 2020, after you opened the page "
        "(status accepted). It is now accepted. Nothing of yours has overwritten it."
    )
    assert stored() == before


@pytest.mark.parametrize("version", [0, 2, -1])
def test_what_is_decided_is_the_version_that_was_read(figure, version):
    waiting = propose(figure)

    with pytest.raises(SomebodyElseWasFirst):
        decide(waiting, version=version)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_declining_and_ending_need_a_reason(figure, reason):
    waiting = propose(figure)

    with pytest.raises(NotComplete, match="Say why you decline this"):
        decide(waiting, accept=False, reason=reason)
    standing = decide(waiting)
    with pytest.raises(NotComplete, match="Say why the judged status ends"):
        end(standing, reason=reason)


# --- What has changed since it was proposed ------------------------------------------------------------


def check_only_declined(waiting, sentence, today=TODAY):
    with pytest.raises(NotComplete, match=sentence):
        decide(waiting, today=today)
    assert decide(waiting, accept=False, reason="It is over.", today=today).status == "declined"


def test_a_proposal_that_would_have_lapsed_is_only_declined(figure):
    check_only_declined(
        propose(figure), "The day on which it was to lapse has passed", UNTIL + timedelta(days=1)
    )


def test_a_proposal_for_a_superseded_figure_is_only_declined(figure):
    waiting = propose(figure)
    Submission.objects.filter(pk=figure.pk).update(status="superseded")

    check_only_declined(waiting, "has been superseded since")


def test_a_proposal_of_what_the_rule_gives_by_now_is_only_declined(figure):
    waiting = propose(figure, code="green")
    target = Target.objects.get(measure=figure.measure, year=world.year_2020())
    Target.objects.filter(pk=target.pk).update(value="10", as_entered="10%")

    check_only_declined(waiting, "The rule gives Green by itself now")


def test_a_proposal_on_a_scale_of_before_is_only_declined(figure):
    waiting = propose(figure)
    scale = StatusScale.objects.create(name="Two levels")
    for position, code in enumerate(("good", "bad"), 1):
        StatusLevel.objects.create(scale=scale, position=position, code=code, word=code, letter="X")
    rule = RagRule.objects.create(name="By judgement", kind="manual", scale=scale, explanation="Judged.")
    target = Target.objects.get(measure=figure.measure, year=world.year_2020())
    target.limits.all().delete()
    Target.objects.filter(pk=target.pk).update(rule=rule)

    check_only_declined(waiting, "on another scale since")


# --- Headings --------------------------------------------------------------------------------------------


@pytest.fixture
def heading(month):
    """The first layer of the scorecard, which rolls up as the worst of its measures."""
    Scorecard.objects.update(roll_up="worst")
    return Scorecard.objects.get().sections.filter(parent=None).order_by("position", "pk").first()


def propose_heading(section, by="dora", **given):
    return propose(None, by, section=section, period=world.november(), **given)


def test_a_headings_status_is_judged_for_a_period(heading):
    computed = headings.computed_level(heading, world.november(), today=TODAY)
    other = "green" if computed.code != "green" else "amber"

    made = decide(propose_heading(heading, code=other))

    assert (made.computed, made.submission, made.period) == (computed, None, world.november())
    standing = overrides.standing_for_sections([heading.pk], world.november(), TODAY)
    assert standing == {heading.pk: made}
    assert overrides.standing_for_sections([heading.pk], scene.december(), TODAY) == {}
    assert overrides.standing_for_sections([heading.pk], world.november(), UNTIL + timedelta(days=1)) == {}
    with pytest.raises(NotComplete, match="by itself"):
        propose_heading(heading, code=computed.code)


def test_a_headings_judged_status_always_has_an_end(heading):
    computed = headings.computed_level(heading, world.november(), today=CLOSED)
    other = "green" if computed.code != "green" else "amber"
    with pytest.raises(NotComplete, match="a year at most\\."):
        propose_heading(heading, code=other, until=None, today=CLOSED)


def test_a_heading_is_judged_by_those_who_answer_for_all_of_it(heading):
    Scorecard.objects.update(roll_up="judgement")
    heading.refresh_from_db()
    allowed = {name for name in EVERYBODY if may(lambda _, who: propose_heading(heading, who), name)}
    placed = {measure.service.name for measure in headings.measures_under(heading)}

    assert (len(placed) > 1, allowed) == (True, {"dora", "petra"})


def test_a_heading_without_roll_up_has_no_computed_status(heading):
    Scorecard.objects.update(roll_up="judgement")
    heading.refresh_from_db()

    assert propose_heading(heading).computed is None


def test_a_heading_over_two_scales_has_none_of_its_own(heading):
    scale = StatusScale.objects.create(name="Two levels")
    StatusLevel.objects.create(scale=scale, position=1, code="good", word="Good", letter="G")
    rule = RagRule.objects.create(name="By judgement", kind="manual", scale=scale, explanation="Judged.")
    one = Target.objects.filter(
        measure__in=headings.measures_under(heading), year=world.year_2020(), rule__isnull=False
    ).first()
    Target.objects.filter(pk=one.pk).update(rule=rule)

    with pytest.raises(NotComplete, match="no scale to judge it on"):
        propose_heading(heading)


def test_a_headings_status_is_made_of_judged_ones(heading):
    """The worst of its measures is amber once its only red one is judged amber."""
    measures = headings.measures_under(heading)
    reds = Submission.objects.in_force().filter(
        measure__in=measures, period=world.november(), assessment__level__code="red"
    )
    assert headings.computed_level(heading, world.november(), today=TODAY).code == (
        "red" if reds.exists() else "amber"
    )
    for figure in reds:
        decide(propose(figure, "dora"))

    assert headings.computed_level(heading, world.november(), today=TODAY).code == "amber"


# --- Together --------------------------------------------------------------------------------------------


def test_standing_ones_are_read_in_one_query(figure, django_assert_num_queries):
    accepted(figure)

    with django_assert_num_queries(1):
        for override in overrides.standing_for([figure.pk], TODAY).values():
            assert [override.level.word, override.computed.word] == ["Amber", "Red"]
            assert [override.proposed_by.post, override.decided_by.post] != ["", ""]


@pytest.mark.parametrize("verb", ["propose", "accept", "decline", "end"])
def test_nothing_changes_when_the_trail_cannot_be_written(figure, full_trail, verb):
    calls = {
        "propose": lambda: propose(figure),
        "accept": lambda: decide(waiting),
        "decline": lambda: decide(waiting, accept=False, reason="No."),
        "end": lambda: end(standing),
    }
    waiting = propose(figure) if verb in ("accept", "decline") else None
    standing = accepted(figure) if verb == "end" else None
    before = stored()
    with transaction.atomic():
        full_trail()
        with pytest.raises(DatabaseError, match="no room in the audit trail"):
            calls[verb]()
        assert stored() == before
        transaction.set_rollback(True)
    calls[verb]()
    assert stored() != before


# --- Every verb in every state ---------------------------------------------------------------------------

VERBS = {
    "accept": lambda override, **day: decide(override, "clive", **day),
    "decline": lambda override, **day: decide(override, "clive", accept=False, reason="Seen.", **day),
    "end": lambda override, **day: end(override, "clive", **day),
}
STATES = {
    "proposed": lambda figure: propose(figure),
    "accepted": lambda figure: accepted(figure),
    "declined": lambda figure: decide(propose(figure), accept=False, reason="No."),
    "ended": lambda figure: end(accepted(figure)),
    "lapsed": lambda figure: accepted(figure, until=TODAY),
}
# What a verb makes of an override in each state, for an officer who has had no part in it; a refusal else.
MOVES = {
    ("proposed", "accept"): "accepted",
    ("proposed", "decline"): "declined",
    ("accepted", "end"): "ended",
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_every_verb_in_every_state(figure, second_officer, state, verb):
    override = STATES[state](figure)
    before = stored()
    day = {"today": TODAY + timedelta(days=1)} if state == "lapsed" else {}

    if (state, verb) in MOVES:
        assert VERBS[verb](override, **day).status == MOVES[state, verb]
        return
    with pytest.raises(WorkflowProblem) as refusal:
        VERBS[verb](override, **day)
    assert (str(refusal.value).endswith("."), stored()) == (True, before)
