"""Missing targets: who is asked, what is proposed, who decides, and what becomes of it."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from benchmarking.models import PublishedPosition
from performance import adopting, configuration, proposals, target_help, years
from performance.models import (
    AuditEntry,
    ComparisonFigure,
    Measure,
    Period,
    Person,
    Role,
    Target,
    TargetProposal,
)
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from tests import scene, scorecards, world
from tests.page import Page

pytestmark = pytest.mark.django_db

TODAY = world.TODAY
SLUG = scene.APPROVED  # contacts-prevent-need: a band of 56 to 61% for 2020/21
HIGH = "users-find-information-easily"
# Their last value is of 2018/19, so that they are due in 2020/21 and not in 2021/22.
SURVEYS = ("carers-find-information-easily", "carers-social-contact")
ASKED, PROPOSED = "/targets/asked/", "/targets/proposed/"


@pytest.fixture
def year():
    """2021/22 with its months: no measure has a target for it."""
    opened, _ = years.open_year(
        start=date(2021, 4, 1), basis="financial", kinds=("month",), by=world.person("ada")
    )
    return opened


def propose(year, slug=HIGH, by="olive", **content):
    given = {
        "kind": "at_least",
        "value": D(75),
        "as_entered": "75%",
        "basis": "Top quartile 2019/20",
        "today": TODAY,
    }
    return proposals.propose(measure=world.measure(slug), year=year, by=world.person(by), **given | content)


def adopt(proposal, by="ada", **options):
    rule = adopting.rule_for(proposal)
    return adopting.adopt(
        proposal=proposal, version=proposal.version, rule=rule, by=world.person(by), **options
    )


def slugs(found):
    return {asked.measure.slug for asked in found}


def another_administrator():
    person = Person.objects.create_user("abe.admin@example.org", "a-long-password", name="Abe Admin")
    Role.objects.create(person=person, kind=Role.Kind.ADMINISTRATOR)
    return person


# --- Who is asked --------------------------------------------------------------------------------------


def test_a_year_that_is_opened_asks_for_the_target_of_every_active_measure(year):
    everybody = set(Measure.objects.active().exclude(slug__in=SURVEYS).values_list("slug", flat=True))

    found = [asked for asked in proposals.missing(TODAY) if asked.year == year]

    assert slugs(found) == everybody
    assert len(found) == len(everybody)


def test_a_measure_with_a_target_of_any_kind_is_not_asked(year):
    for slug, kind in ((HIGH, "none"), (SLUG, "to_be_confirmed")):
        configuration.set_target(measure=world.measure(slug), year=year, kind=kind, by=world.person("ada"))

    assert {HIGH, SLUG} & slugs(a for a in proposals.missing(TODAY) if a.year == year) == set()


def test_a_year_that_only_carries_a_milestone_asks_nobody():
    years.open_year(start=date(2023, 4, 1), basis="financial", kinds=(), by=world.person("ada"))

    assert [asked.label for asked in proposals.asked_years(TODAY)] == ["2020/21"]
    assert [asked.label for asked in proposals.asked_years(date(2023, 4, 1))] == ["2023/24"]


@pytest.mark.parametrize(("day", "asks"), [(date(2021, 3, 31), True), (date(2021, 4, 1), False)])
def test_a_year_that_is_over_is_not_asked_about(day, asks):
    assert (scene.CHILDREN in slugs(proposals.missing(day))) == asks


def test_a_closed_year_is_not_asked_about(year):
    Period.objects.filter(pk=year.pk).update(closed_at="2020-12-01T12:00Z", closed_by=world.person("ada"))

    assert year not in proposals.asked_years(TODAY)


def test_what_has_no_figure_in_a_year_needs_no_target_for_it(year):
    survey = world.measure(HIGH)
    Measure.objects.filter(pk=survey.pk).update(frequency="biennial")
    survey.submissions.all().delete()
    scorecards.Maker(None).figure(survey, world.year_2020(), value=67)
    Measure.objects.filter(slug=SLUG).update(active_to=date(2021, 3, 31))
    Measure.objects.filter(slug=scene.DRAFT).update(active_to=date(2021, 4, 1))
    Measure.objects.filter(slug=scene.SUBMITTED).update(state="development")

    asked = slugs(found for found in proposals.missing(TODAY) if found.year == year)

    assert {HIGH, SLUG, scene.SUBMITTED} & asked == set()
    assert scene.DRAFT in asked


def test_an_owner_is_asked_for_their_own_and_a_provider_and_a_manager_for_none(year):
    asked = {
        who: len(proposals.asked_of(world.person(who), TODAY)) for who in ("olive", "dan", "mary", "ada")
    }
    own = Measure.objects.active().filter(measure_roles__person=world.person("olive"))
    own = own.exclude(slug__in=SURVEYS).count()

    assert asked == {"olive": own, "dan": 0, "mary": 0, "ada": 0}
    propose(year)
    assert len(proposals.asked_of(world.person("olive"), TODAY)) == own - 1


def test_what_is_missing_costs_the_same_for_one_measure_and_for_all(year):
    counts = []
    for measures in (Measure.objects.filter(slug__in=[HIGH, *SURVEYS]), Measure.objects.all()):
        with CaptureQueriesContext(connection) as captured:
            found = proposals.missing(TODAY, measures)
            target_help.help_for([(asked.measure, asked.year) for asked in found], today=TODAY)
        counts.append((len(captured), len(found)))

    assert counts[0][1] < counts[1][1]
    assert counts[0][0] == counts[1][0]


def test_what_helps_is_last_years_target_the_last_figure_and_what_is_published(year):
    measure = world.measure("carers-direct-payments")
    ComparisonFigure.objects.create(
        measure=measure, name="England", period=scorecards.year(2018), value=D("73.4"), source="NHS"
    )
    ComparisonFigure.objects.create(
        measure=measure, name="England", period=scorecards.year(2019), value=D("77.1"), source="NHS"
    )
    position = PublishedPosition.objects.filter(indicator=measure.indicator).order_by("-year").first()

    known = target_help.help_for([(measure, year)], today=TODAY)[measure.pk, year.pk]

    target = Target.objects.get(measure=measure, year=world.year_2020())
    assert known.last == target
    assert known.last_target == f"{target.as_entered} (2020/21)"
    assert known.figure_of == "2019/20"
    assert known.beside[0] == "England: 77.1% (2019/20)"
    assert len(known.beside) == (2 if position else 1)


# --- Proposing -----------------------------------------------------------------------------------------


def test_a_proposal_is_kept_with_who_and_why_and_stands_in_the_trail(year):
    made = propose(year)

    assert (made.status, made.as_entered, made.proposed_by.name, made.version) == (
        "proposed",
        "75%",
        "Olive Owner",
        1,
    )
    entry = AuditEntry.objects.get(verb="target proposed")
    assert (entry.measure, entry.period, entry.reason) == (made.measure, year, "Top quartile 2019/20")
    # It judges nothing until it is adopted.
    assert not Target.objects.filter(measure=made.measure, year=year).exists()


def test_a_double_click_proposes_once(year):
    assert propose(year).pk == propose(year).pk
    assert AuditEntry.objects.filter(verb="target proposed").count() == 1


def test_a_proposal_that_waits_is_changed_by_who_has_read_it(year):
    made = propose(year)
    changed = propose(year, by="dee", value=D(76), as_entered="76%", version=1)

    assert (changed.pk, changed.version, changed.proposed_by.name, changed.value) == (
        made.pk,
        2,
        "Dee Deputy",
        D(76),
    )
    for version in (None, 1):
        with pytest.raises(SomebodyElseWasFirst, match="Dee Deputy has proposed “76%” meanwhile"):
            propose(year, value=D(80), as_entered="80%", version=version)


def test_last_years_target_is_proposed_again_with_one_click(year):
    made = proposals.propose_same(
        measure=world.measure(SLUG), year=year, by=world.person("olive"), today=TODAY
    )

    assert (made.kind, made.lower, made.upper, made.as_entered, made.basis) == (
        "band",
        D(56),
        D(61),
        "56–61%",
        "The same as 2020/21",
    )


def test_there_is_nothing_to_carry_where_last_year_had_no_target(year):
    with pytest.raises(NotComplete, match="has no target to carry over"):
        proposals.propose_same(
            measure=world.measure(scene.CHILDREN), year=year, by=world.person("otto"), today=TODAY
        )


@pytest.mark.parametrize("who", ["dan", "marcus", "stella", "clive", "ada", "nick"])
def test_who_does_not_answer_for_a_measure_proposes_nothing(year, who):
    with pytest.raises(NotAllowed):
        propose(year, by=who)

    assert not TargetProposal.objects.exists()


@pytest.mark.parametrize("who", ["olive", "dee", "mary", "dora", "petra"])
def test_who_answers_for_a_measure_may_propose(year, who):
    assert propose(year, by=who).proposed_by == world.person(who)


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ({"basis": " "}, ["basis"]),
        ({"value": None}, ["value"]),
        ({"kind": "at_most"}, ["kind"]),
        ({"kind": "none"}, ["value"]),
    ],
)
def test_a_target_that_cannot_be_is_not_proposed(year, content, problems):
    with pytest.raises(NotComplete) as refusal:
        propose(year, **content)

    assert sorted(refusal.value.problems) == problems


def test_nothing_is_proposed_where_a_target_is_held_or_the_year_is_over(year):
    with pytest.raises(NotComplete, match="2020/21 has a target by now: 73%"):
        propose(world.year_2020())
    with pytest.raises(NotComplete, match="2019/20 is not open for targets"):
        propose(scorecards.year(2019))


@pytest.mark.parametrize(
    ("kind", "content"),
    [("none", {}), ("information", {}), ("to_be_confirmed", {})],
)
def test_a_target_without_a_figure_is_proposed_and_adopted(year, kind, content):
    made = adopt(propose(year, kind=kind, value=None, as_entered="", **content))

    assert (made.target.kind, made.target.value, made.target.rule) == (kind, None, None)


def test_when_the_trail_is_full_nothing_is_proposed_or_adopted(year, full_trail):
    waiting = propose(year, scene.DRAFT)
    full_trail()
    for verb in (lambda: propose(year), lambda: adopt(waiting)):
        with pytest.raises(DatabaseError, match="no room in the audit trail"), transaction.atomic():
            verb()

    assert TargetProposal.objects.count() == 1
    assert not Target.objects.filter(year=year).exists()


# --- Deciding ------------------------------------------------------------------------------------------


def test_an_adopted_proposal_is_the_target_with_its_basis_and_who_proposed_it(year):
    made = adopt(propose(year))

    target = Target.objects.get(measure__slug=HIGH, year=year)
    last = Target.objects.get(measure__slug=HIGH, year=world.year_2020())
    assert (made.status, made.target, made.decided_by.name) == ("adopted", target, "Ada Admin")
    assert (target.value, target.as_entered, target.basis) == (D(75), "75%", "Top quartile 2019/20")
    assert target.source.startswith("Proposed by Performance lead for adult social care (sample) on ")
    # What judges it is last year's, with its limits; it judges its whole year.
    assert (target.rule, target.effective_on) == (last.rule, date(2021, 4, 1))
    assert target.limit_texts == last.limit_texts != []
    assert HIGH not in slugs(a for a in proposals.missing(TODAY) if a.year == year)


def test_the_same_target_keeps_last_years_way_through_the_year_and_second_figure(year):
    measure = world.measure("library-visits")
    months = {n: D(n * 100) for n in range(1, 13)}
    configuration.set_target(
        measure=measure,
        year=world.year_2020(),
        kind="at_least",
        value=D(1200),
        companion=D(7),
        profile="by_month",
        profile_note="Summer",
        months=months,
        rule=scorecards.Maker(None).rules["relative"],
        reason="For the test.",
        by=world.person("ada"),
    )
    same = proposals.propose_same(measure=measure, year=year, by=world.person("oscar"), today=TODAY)

    assert adopting.profiles_for(same)[0] == "by_month"
    target = adopt(same).target
    assert (target.profile, target.months_to_date, target.companion, target.profile_note) == (
        "by_month",
        months,
        D(7),
        "Summer",
    )


def test_another_figure_has_no_months_of_last_years(year):
    measure = world.measure("library-visits")
    configuration.set_target(
        measure=measure,
        year=world.year_2020(),
        kind="at_least",
        value=D(1200),
        profile="by_month",
        months={n: D(n * 100) for n in range(1, 13)},
        rule=scorecards.Maker(None).rules["relative"],
        reason="For the test.",
        by=world.person("ada"),
    )
    other = propose(year, "library-visits", by="oscar", value=D(1300), as_entered="1,300")

    assert "by_month" not in adopting.profiles_for(other)
    assert adopt(other).target.profile == "same"


def test_nobody_adopts_what_they_proposed(year):
    ada = world.person("ada")
    Role.objects.create(person=ada, kind=Role.Kind.OFFICER)
    made = propose(year, by="ada")

    for verb in (
        lambda: adopt(made),
        lambda: adopting.decline(proposal=made, version=1, reason="No.", by=world.person("ada")),
    ):
        with pytest.raises(NotAllowed, match="You proposed this target"):
            verb()
    another_administrator()
    assert adopt(made, by="abe").status == "adopted"


@pytest.mark.parametrize("who", ["olive", "mary", "petra", "clive", "nick"])
def test_only_an_administrator_decides(year, who):
    made = propose(year, by="dee")
    with pytest.raises(NotAllowed):
        adopt(made, by=who)

    assert TargetProposal.objects.get().status == "proposed"


def test_deciding_twice_does_it_once_and_who_is_second_is_told(year):
    another_administrator()
    made = propose(year)
    first = adopt(made)
    again = adopt(made)

    assert (first.target, Target.objects.filter(year=year).count()) == (again.target, 1)
    with pytest.raises(SomebodyElseWasFirst, match="Ada Admin has adopted “75%” meanwhile"):
        adopting.decline(proposal=made, version=1, reason="No.", by=world.person("abe"))


def test_a_decision_is_on_what_was_read(year):
    made = propose(year)
    propose(year, value=D(76), as_entered="76%", version=1)

    with pytest.raises(SomebodyElseWasFirst, match="Olive Owner has proposed “76%” meanwhile"):
        adopt(made)


def test_a_target_that_was_set_meanwhile_is_not_superseded(year):
    made = propose(year)
    configuration.set_target(
        measure=made.measure, year=year, kind="information", by=world.person("ada"), today=TODAY
    )

    with pytest.raises(SomebodyElseWasFirst, match="2021/22 has a target by now: For information only"):
        adopt(made)
    assert Target.objects.filter(year=year).count() == 1


def test_a_closed_year_takes_no_target(year):
    made = propose(year)
    Period.objects.filter(pk=year.pk).update(closed_at="2022-05-01T12:00Z", closed_by=world.person("ada"))

    with pytest.raises(WorkflowProblem, match="2021/22 is closed, and takes no target"):
        adopt(made)
    assert not Target.objects.filter(year=year).exists()


def test_declining_needs_a_reason_and_asks_again(year):
    made = propose(year)
    with pytest.raises(NotComplete, match="Say why you decline this"):
        adopting.decline(proposal=made, version=1, reason=" ", by=world.person("ada"))

    adopting.decline(proposal=made, version=1, reason="Too low.", by=world.person("ada"))

    asked = next(a for a in proposals.missing(TODAY) if (a.measure.slug, a.year) == (HIGH, year))
    assert (asked.waiting, asked.declined) == (None, made)
    assert propose(year, value=D(80), as_entered="80%").pk != made.pk


# --- Pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def on_the_day(settings):
    settings.PRODUCT_DATE = TODAY


def address_of(year, slug=HIGH):
    return f"{ASKED}{slug}/{year.pk}/"


TYPED = {"kind": "at_least", "figure": "75%", "basis": "Top quartile 2019/20"}


def test_an_owner_proposes_and_an_administrator_adopts(year, as_person, on_the_day):
    browser = as_person("olive")
    page = Page(browser.get(ASKED + "?q=find+information"))
    row = next(
        row for row in page.rows if "2021/22" in row["Year"] and "carers" not in row["Measure"].lower()
    )
    assert (row["Last year's target"], row["State"]) == ("73% (2020/21)", "Not proposed yet")

    assert browser.post(address_of(year), TYPED).status_code == 302
    made = TargetProposal.objects.get()
    assert "75%, Olive Owner" in Page(browser.get(ASKED + "?state=waiting")).text
    own = Page(browser.get(f"{PROPOSED}{made.pk}/"))
    assert "an administrator other than you decides" in own.text

    browser = as_person("ada")
    page = Page(browser.get(f"{PROPOSED}{made.pk}/"))
    assert page.fields["rule"] == str(adopting.rule_for(made).pk)
    done = browser.post(f"{PROPOSED}{made.pk}/decide/", page.fields | {"adopt": "1"})

    assert (done.status_code, Target.objects.get(year=year).as_entered) == (302, "75%")
    assert "Adopted by Ada Admin" in Page(browser.get(PROPOSED)).text


def test_one_click_takes_last_years_target(year, as_person, on_the_day):
    browser = as_person("olive")

    response = browser.post(ASKED, {"same": f"{SLUG}:{year.pk}"})
    again = browser.post(ASKED, {"same": f"{SLUG}:{year.pk}"})

    assert (response.status_code, again.status_code, TargetProposal.objects.count()) == (302, 302, 1)
    assert "“56–61%” proposed" in Page(browser.get(ASKED)).text


@pytest.mark.parametrize("same", ["", "nothing", f"{SLUG}:x", f"{scene.CHILDREN}:1", f"{SLUG}:999999"])
def test_a_button_that_nobody_has_is_not_found(year, as_person, on_the_day, same):
    assert as_person("olive").post(ASKED, {"same": same}).status_code == 404


@pytest.mark.parametrize(
    ("slug", "typed", "sentence"),
    [
        (HIGH, {"kind": ""}, "Choose the kind of target."),
        (HIGH, {"kind": "at_most"}, "Choose one of the kinds below."),
        (HIGH, {"figure": ""}, "Enter the target."),
        (HIGH, {"figure": "12O"}, "“12O”"),
        (HIGH, {"figure": "tbc"}, "“tbc” is no figure."),
        (HIGH, {"figure": "<75%"}, "“<75%” says “At most”, and you chose “At least”."),
        (HIGH, {"figure": "14 days"}, "is not in this measure's unit"),
        (HIGH, {"figure": "75% (33 people)"}, "Leave out what stands in brackets"),
        (HIGH, {"figure": "1234567890123%"}, "“1234567890123%”"),
        (HIGH, {"kind": "information"}, "This kind of target has no figure."),
        (HIGH, {"basis": " "}, "Say why this target"),
        (SLUG, {"kind": "band", "figure": "56%"}, "Write both edges of the band"),
        (SLUG, {"kind": "band", "figure": "61 to 56%"}, "upper edge is below its lower one"),
    ],
)
def test_a_proposal_that_is_wrong_is_refused_with_a_sentence_and_kept(
    year, as_person, on_the_day, slug, typed, sentence
):
    given = TYPED | typed
    response = as_person("olive").post(address_of(year, slug), given)

    page = Page(response)
    assert (response.status_code, TargetProposal.objects.count()) == (422, 0)
    assert sentence in page.text, page.text[:900]
    assert (page.fields["figure"], page.fields["basis"].strip()) == (given["figure"], given["basis"].strip())


@pytest.mark.parametrize(
    ("slug", "kind", "figure", "as_entered", "content"),
    [
        (HIGH, "at_least", ">75.5%", ">75.5%", (D("75.5"), None, None, 1)),
        (HIGH, "at_least", "75", "75%", (D(75), None, None, 0)),
        (SLUG, "band", "56 to 61%", "56 to 61%", (None, D(56), D(61), 0)),
        (SLUG, "band", "56-61", "56% to 61%", (None, D(56), D(61), 0)),
        (HIGH, "at_least", "0%", "0%", (D(0), None, None, 0)),
        ("library-visits", "at_least", "165k", "165k", (D(165000), None, None, 0)),
    ],
)
def test_a_target_is_read_as_it_is_printed(
    year, as_person, on_the_day, slug, kind, figure, as_entered, content
):
    who = "oscar" if slug == "library-visits" else "olive"
    response = as_person(who).post(address_of(year, slug), TYPED | {"kind": kind, "figure": figure})

    assert response.status_code == 302, Page(response).text
    made = TargetProposal.objects.get()
    assert (made.value, made.lower, made.upper, made.decimals) == content
    assert made.as_entered == as_entered


def test_whoever_is_second_keeps_what_was_typed(year, as_person, on_the_day):
    browser = as_person("olive")
    read = Page(browser.get(address_of(year))).fields
    propose(year, by="dee")

    response = browser.post(address_of(year), read | TYPED | {"figure": "80%"})

    page = Page(response)
    assert (response.status_code, page.fields["figure"]) == (409, "80%")
    assert "Dee Deputy has proposed “75%” meanwhile" in page.text


def test_declining_on_the_page_needs_a_reason_and_the_owner_reads_it(year, as_person, on_the_day):
    made = propose(year)
    browser = as_person("ada")
    decide = f"{PROPOSED}{made.pk}/decide/"
    fields = Page(browser.get(f"{PROPOSED}{made.pk}/")).fields

    refused = browser.post(decide, fields | {"decline": "1"})
    neither = browser.post(decide, fields)
    done = browser.post(decide, fields | {"decline": "1", "reason": "Too low."})

    assert (refused.status_code, neither.status_code, done.status_code) == (422, 422, 302)
    assert "Say why you decline this" in Page(refused).text
    text = Page(as_person("olive").get(ASKED + "?state=declined")).text
    assert "75%, Olive Owner: Too low." in text
    assert "“75%” was declined by Ada Admin" in Page(as_person("olive").get(address_of(year))).text


def test_what_is_empty_says_what_will_come(as_person, on_the_day):
    page = Page(as_person("olive").get(ASKED))

    assert "No target is missing." in page.text
    assert "When a year is opened" in page.text
    assert "Owners propose targets when a year is opened" in Page(as_person("ada").get(PROPOSED)).text


@pytest.mark.wide
def test_another_directorates_proposals_are_nowhere(year, as_person, on_the_day):
    made = propose(year, scene.CHILDREN, by="otto", value=D("91.3"), as_entered="91.3%", basis="hidden-basis")
    seen = {}
    for who in ("olive", "mary", "marcus", "stella", "otto", "petra", "ada"):
        browser = as_person(who)
        texts = [
            browser.get(address).content.decode() for address in (ASKED, PROPOSED, f"{PROPOSED}{made.pk}/")
        ]
        seen[who] = any("hidden-basis" in text or "91.3" in text for text in texts)

    assert seen == {
        "olive": False,
        "mary": False,
        "marcus": False,
        "stella": True,
        "otto": True,
        "petra": True,
        "ada": True,
    }


def test_the_lists_are_downloaded_with_what_they_say(year, as_person, on_the_day):
    propose(year)
    asked = as_person("olive").get(f"{ASKED}?_export=csv").content.decode()
    proposed = as_person("olive").get(f"{PROPOSED}?_export=csv").content.decode()

    assert "Awaiting a decision" in asked
    assert "2021/22,73% (2020/21)," in asked
    assert "2021/22,75%,Top quartile 2019/20,Olive Owner," in proposed


@pytest.mark.wide
@pytest.mark.parametrize(("address", "who"), [(ASKED, "olive"), (PROPOSED, "ada")])
def test_the_lists_cost_the_same_for_one_proposal_and_for_three(year, client, on_the_day, address, who):
    client.force_login(world.person(who))
    counts = []
    for slug, content in (
        (HIGH, {}),
        (scene.DRAFT, {}),
        (SLUG, {"kind": "band", "value": None, "lower": D(56), "upper": D(61)}),
    ):
        propose(year, slug, **content)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))

    assert counts[0] == counts[2]


def test_the_line_for_an_owners_page_is_there_only_where_something_is_asked(year):
    asked = proposals.asked_of(world.person("oscar"), TODAY)

    several = render_to_string("proposals/asked.html", {"asked": asked})
    assert f"{len(asked)} targets are missing." in several
    assert ASKED in several
    assert "1 target is missing." in render_to_string("proposals/asked.html", {"asked": asked[:1]})
    assert render_to_string("proposals/asked.html", {"asked": []}).strip() == ""
