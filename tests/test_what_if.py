"""What if: what another rule, limit or target would flip, without writing; and saving it afterwards."""

from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from performance import configuration, recompute, what_if
from performance.models import Assessment, AuditEntry, Measure, Period, RagRule, Target
from performance.refusals import NotComplete
from tests import scene, world
from tests.page import Page
from tests.test_configuration import rule_of

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

# Published for November 2020, judged by points: three points over its band, the only amber beyond 3.0.
OVER = "contacts-meet-need"  # 14.4% against 6 to 11%, amber to 5.0 points
UNDER = "learning-disability-accommodation"  # 83.7% against 86%


def points():
    return RagRule.objects.get(name="Points off target")


def judged_by_points():
    return list(Measure.objects.filter(targets__rule=points()).distinct())


def limits(green, amber):
    levels = list(points().scale.levels.order_by("position"))
    return {levels[0]: D(green), levels[1]: D(amber)}


def words(flips):
    return {flip.measure.slug: flip.words for flip in flips}


def stored():
    """Everything that a replay could have touched."""
    return (
        list(Target.objects.order_by("pk").values()),
        list(Assessment.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    )


# --- Replaying -------------------------------------------------------------------------------------------


def test_a_narrower_limit_flips_what_lies_beyond_it_and_says_why(month):
    before = stored()

    replayed = what_if.replay(judged_by_points(), what_if.Change(limits=limits("0.5", "3")))

    [flip] = replayed.flips
    assert (flip.measure.slug, flip.period, flip.submission.value) == (OVER, world.november(), D("14.4"))
    assert (flip.was_level.code, flip.would_be_level.code, flip.words) == (
        "amber",
        "red",
        "Red instead of Amber",
    )
    assert (flip.sentence_before, flip.sentence_after) == (
        "Amber: 14.4% is 3.4 points over the band of 6–11%; amber reaches 5.0 points.",
        "Red: 14.4% is 3.4 points over the band of 6–11%; amber ends at 3.0 points.",
    )
    assert replayed.sentence == f"1 of {replayed.rated} ratings would change."
    assert stored() == before


@pytest.mark.parametrize(
    ("green", "amber", "flips"),
    [
        ("0.5", "3.4", {}),
        ("0.5", "3.3", {OVER: "Red instead of Amber"}),
        ("3.3", "5", {}),
        ("3.4", "5", {OVER: "Green instead of Amber"}),
    ],
)
def test_both_sides_of_the_figure(month, green, amber, flips):
    """It is 3.4 points off."""
    replayed = what_if.replay([world.measure(OVER)], what_if.Change(limits=limits(green, amber)))

    assert words(replayed.flips) == flips


def test_what_is_in_force_flips_nothing(month):
    """Also not where a target has limits of its own: without a change each keeps them."""
    replayed = what_if.replay(Measure.objects.all(), what_if.Change())

    assert (replayed.flips, replayed.rated) == ([], Assessment.objects.filter(level__isnull=False).count())
    assert what_if.Replayed([], 1).sentence == "None of 1 rating would change."


def test_another_kind_of_rule_is_tried_on_all_its_measures(month):
    """By boundary values nothing but targets of their kind can be judged; the rest would not be rated."""
    rule = rule_of("limits", levels=2, limits=[D(0)])

    replayed = what_if.replay(judged_by_points(), what_if.Change(rule=rule))

    assert {flip.would_be_level.scale for flip in replayed.flips} == {rule.scale}
    assert len(replayed.flips) == replayed.rated == 13
    assert words(replayed.flips)[UNDER] == "Level 2 instead of Amber"


def test_a_target_is_tried_for_its_own_year_alone(month):
    measure = world.measure(UNDER)
    year = world.year_2020()
    other = Period.objects.get(kind="year", start="2019-04-01")

    replayed = what_if.replay([measure], what_if.Change(year=year, value=D(84)))

    assert words(replayed.flips) == {UNDER: "Green instead of Amber"}
    assert replayed.flips[0].sentence_after == (
        "Green: 83.7% is 0.3 points under 84%; green reaches 0.5 points."
    )
    assert what_if.replay([measure], what_if.Change(year=other, value=D(84))).flips == []


def test_earlier_years_are_judged_anew_where_they_have_a_target(month):
    """2019/20 was 81.3%; its target is set after the year has closed, so nothing has been rated by it."""
    measure, year = world.measure(UNDER), Period.objects.get(kind="year", start="2019-04-01")
    configuration.set_target(
        measure=measure, year=year, kind="at_least", value=D(80), rule=points(), by=world.person("ada")
    )
    recompute.recompute_due()

    replayed = what_if.replay([measure], what_if.Change(limits=limits("0.5", "1")))

    assert {(flip.period.label, flip.words) for flip in replayed.flips} == {
        ("2019/20", "Green instead of Not rated"),
        ("November 2020", "Red instead of Amber"),
    }


def test_a_fixed_number_of_queries(month):
    change = what_if.Change(rule=points(), limits=limits("0.5", "3"))
    counts = []
    for measures in (judged_by_points()[:1], judged_by_points()):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            what_if.replay(measures, change)
        counts.append(len(queries))

    assert counts[0] == counts[1] < 45


# --- What will really change -------------------------------------------------------------------------


def test_only_open_periods_will_really_change(month):
    change = what_if.Change(limits=limits("0.5", "3"))
    measures = judged_by_points()
    assert words(what_if.replay_saved(measures, change, today=world.TODAY).flips) == {
        OVER: "Red instead of Amber"
    }

    Period.objects.filter(pk=world.november().pk).update(due_on="2020-12-05", closes_on="2020-12-09")

    assert what_if.replay_saved(measures, change, today=world.TODAY).flips == []
    assert words(what_if.replay(measures, change).flips) == {OVER: "Red instead of Amber"}


def test_what_was_promised_is_what_recomputing_does(month):
    measures, change = judged_by_points(), what_if.Change(limits=limits("0", "2"))
    promised = {
        flip.submission.pk: flip.sentence_after
        for flip in what_if.replay_saved(measures, change, today=world.TODAY).flips
    }
    before = dict(Assessment.objects.values_list("submission", "level__code"))

    what_if.adopt(
        measures=measures, change=change, reason="Narrower.", by=world.person("ada"), today=world.TODAY
    )
    recompute.recompute_due()

    after = Assessment.objects.values_list("submission", "level__code", "sentence")
    assert {pk: sentence for pk, code, sentence in after if before[pk] != code} == promised
    assert len(promised) > 2


def test_adopting_supersedes_this_years_targets_and_keeps_what_else_they_have(month):
    measures = judged_by_points()
    earlier = {target.measure_id: target for target in Target.objects.filter(year=world.year_2020())}

    made = what_if.adopt(
        measures=measures,
        change=what_if.Change(limits=limits("0.5", "3")),
        reason="Agreed by Cabinet.",
        by=world.person("ada"),
        today=world.TODAY,
    )

    assert {target.measure for target in made} == set(measures)
    for target in made:
        was = earlier[target.measure_id]
        same = ("value", "lower", "upper", "as_entered", "companion", "profile", "source", "rule_id")
        assert [getattr(target, name) for name in same] == [getattr(was, name) for name in same]
        assert (target.version, target.reason, target.limits_note) == (2, "Agreed by Cabinet.", "")
        assert [limit.reach for limit in target.limits.all()] == [D("0.5"), D(3)]


def test_adopting_needs_a_reason_and_changes_nothing_without(month):
    before = stored()
    with pytest.raises(NotComplete):
        what_if.adopt(
            measures=judged_by_points(),
            change=what_if.Change(limits=limits("0.5", "3")),
            reason=" ",
            by=world.person("ada"),
        )

    assert stored() == before


def test_adopting_what_is_in_force_supersedes_nothing(month):
    change = what_if.Change(rule=points(), limits=limits("0.5", "5"))

    assert what_if.to_supersede(judged_by_points(), change, today=world.TODAY) == []


def test_a_change_that_cannot_judge_is_said_with_the_target_it_does_not_fit(month):
    rule = rule_of("boundaries")
    first, second, _ = rule.scale.levels.order_by("position")
    change = what_if.Change(rule=rule, limits={first: (D(80), None), second: (D(70), None)})

    problems = what_if.problems_with(judged_by_points(), change)

    assert list(problems) == ["limits"]
    assert "With a band each level has a value “from” and a value “to”." in problems["limits"]
    assert what_if.problems_with([world.measure(UNDER)], change) == {}


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "No rating of an open period will change."),
        (1, "1 rating of an open period will change: M, P: Not rated instead of Not rated."),
        (
            7,
            "7 ratings of open periods will change: "
            + "; ".join(["M, P: Not rated instead of Not rated"] * 5)
            + "; and 2 more.",
        ),
    ],
)
def test_a_message_lists_five_at_most(count, sentence):
    flip = what_if.Flip(None, "M", "P", None, None, "", "")

    assert what_if.in_one_sentence([flip] * count) == sentence


# --- The page --------------------------------------------------------------------------------------------

ADDRESS = "/what-if/"


def tried(**changes):
    """The address's part that tries other limits on all measures judged by points."""
    rule = points().pk
    return {"rule": rule, "try": "1", "to": "", f"limit_{rule}_1": "0.5", f"limit_{rule}_2": "3"} | changes


def test_a_rule_is_chosen_then_changed_then_what_flips_is_shown(month, as_person):
    browser = as_person("petra")
    first = Page(browser.get(ADDRESS))
    second = Page(browser.get(ADDRESS, {"rule": points().pk}))
    third = Page(browser.get(ADDRESS, tried()))

    assert "Points off target (version 1): 18 measures" in first.text
    assert "Tried on 18 measures judged by Points off target (version 1)" in second.text
    assert {name: text for name, text in second.fields.items() if name.startswith("limit")} == {
        f"limit_{points().pk}_1": "0.5",
        f"limit_{points().pk}_2": "5",
    }
    assert f"1 of {what_if.replay(judged_by_points(), what_if.Change()).rated} ratings would change." in (
        third.text
    )
    [row] = third.rows
    assert (row["Period"], "Amber" in row["Is"], "Red" in row["Would be"]) == ("November 2020", True, True)
    assert row["Because then"].startswith("Red: 14.4% is 3.4 points over")
    assert "1 rating of an open period will really change:" in third.text
    assert "An administrator can save it" in third.text


def test_one_measure_by_name_with_its_target(month, as_person):
    measure = world.measure(UNDER)
    asked = {"measure": measure.pk}
    browser = as_person("petra")

    form = Page(browser.get(ADDRESS, asked)).fields
    page = Page(browser.get(ADDRESS, asked | {"try": "1", "to": "", "value": "84"}))

    assert form["value"] == "86"
    assert "1 of 1 rating would change." in page.text
    assert page.column("Because then") == ["Green: 83.7% is 0.3 points under 84%; green reaches 0.5 points."]


def test_another_rule_brings_its_own_limits_into_the_form(month, as_person):
    rule = rule_of("limits", levels=2, limits=[D(4)])

    page = Page(as_person("petra").get(ADDRESS, tried(to=rule.pk)))

    assert page.fields[f"limit_{rule.pk}_1"] == "4"
    assert "Level 1 reaches (points)" in page.text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"rule": ""}, "Choose a rule, or tick at least one measure."),
        ({"rule": "999999"}, "Select a valid choice."),
        ({"rule": "²"}, "Select a valid choice."),
        ({"measure": "x"}, "is not a valid value."),
    ],
)
def test_a_choice_that_is_none_is_refused(as_person, asked, sentence):
    response = as_person("petra").get(ADDRESS, asked)

    assert (response.status_code, sentence in Page(response).text) == (422, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"limit_1": "6"}, "Each level has to reach at least as far from the target as the one before it."),
        ({"limit_1": "x"}, "“x” is not a number"),
        ({"limit_2": "-1"}, "A limit is a distance from the target, so it cannot be less than 0."),
        ({"to": "²"}, "Select a valid choice."),
    ],
)
def test_a_change_that_is_wrong_is_refused_at_its_field(month, as_person, changes, sentence):
    rule = points().pk
    changes = {name.replace("limit_", f"limit_{rule}_"): text for name, text in changes.items()}

    response = as_person("petra").get(ADDRESS, tried(**changes))

    assert (response.status_code, sentence in Page(response).text) == (422, True)


def post(browser, query, **data):
    return browser.post(reverse("what-if", query=query), data)


def test_an_administrator_saves_with_a_reason(month, as_person):
    browser = as_person("ada")
    before = stored()

    without = post(browser, tried(), reason=" ")
    nothing = stored()
    response = post(browser, tried(), reason="Agreed by Cabinet.")
    message = Page(browser.get(response["Location"])).text

    assert (without.status_code, nothing == before) == (422, True)
    assert "Say why the targets change; the reason is printed with them." in Page(without).text
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    assert "18 targets superseded. 1 rating of an open period will change: " in message
    assert Target.objects.filter(version=2, reason="Agreed by Cabinet.").count() == 18


def test_saving_twice_supersedes_once(month, as_person):
    browser = as_person("ada")
    post(browser, tried(), reason="Agreed.")

    again = post(browser, tried(), reason="Agreed.")

    assert again.status_code == 302
    assert Target.objects.filter(version=2).count() == 18
    assert not Target.objects.filter(version=3).exists()


def test_an_officer_looks_and_does_not_save(month, as_person):
    before = stored()

    response = post(as_person("petra"), tried(), reason="Agreed.")

    assert (response.status_code, stored()) == (403, before)


def test_an_officer_of_one_directorate_tries_it_on_their_own_measures(month, as_person):
    children = world.measure(scene.CHILDREN).directorate
    world.person("petra").roles.update(directorate=children)
    browser = as_person("petra")

    page = Page(browser.get(ADDRESS))

    assert "No measure has a target that judges it yet." in page.text
    assert browser.get(ADDRESS, tried()).status_code == 422


def test_what_flips_is_downloaded(month, as_person):
    response = as_person("petra").get(ADDRESS, tried(_export="csv"))
    text = b"".join(response.streaming_content) if response.streaming else response.content

    header, row = text.decode("utf-8-sig").splitlines()
    assert header.startswith("Measure,Period,Is,Would be")
    assert ",November 2020,Amber,Red," in row


def test_nothing_flips_and_nothing_can_be_saved(month, as_person):
    rule = points().pk

    page = Page(as_person("ada").get(ADDRESS, tried(**{f"limit_{rule}_2": "5"})))

    assert "No status would be another: every figure stays as it is rated." in page.text
    assert "This is what is in force already, so there is nothing to save." in page.text
