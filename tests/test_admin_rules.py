"""Scales, rules and targets in the administrators' site: every kind, and no way to one that cannot judge."""

from datetime import date
from decimal import Decimal as D

import pytest

from performance import configuration, recompute, years
from performance.models import (
    Assessment,
    AuditEntry,
    Measure,
    Period,
    RagRule,
    RagRuleLimit,
    StatusLevel,
    StatusScale,
    Target,
)
from tests import scene, world
from tests.admin_site import add, add_inline, change, entries, form_of, page_of
from tests.page import Page
from tests.test_configuration import rule_of, scale_of

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


@pytest.fixture
def ada(client):
    client.force_login(world.person("ada"))
    return client


def points():
    return RagRule.objects.get(name="Points off target")


def rows_of(prefix, rows):
    """What a browser sends of new rows of an inline."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


# --- Scales -------------------------------------------------------------------------------------------


def level(position, *, off=False, **changes):
    place = position - 1
    row = {
        "position": position,
        "code": f"l{position}",
        "word": f"Level {position}",
        "letter": "ABCDEF"[place],
        "shape": [*StatusLevel.Shape.values, "circle"][place],
        "colour": "green",
        **({"off_target": "on"} if off else {}),
    }
    return row | changes


@pytest.mark.parametrize("count", [2, 5])
def test_a_scale_has_two_to_five_levels(ada, count):
    response = add(ada, StatusScale, name="New", **rows_of("levels", [level(n + 1) for n in range(count)]))

    assert (response.status_code, StatusLevel.objects.filter(scale__name="New").count()) == (302, count)


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ([level(1)], "A status scale has two to five levels."),
        ([level(2), level(3)], "Number the levels 1, 2, 3 and so on, best first."),
        ([level(1), level(3)], "Number the levels 1, 2, 3 and so on, best first."),
        ([level(1), level(2, letter="a")], "Each level has a letter of its own"),
        ([level(1), level(2, shape="circle")], "Each level has a shape of its own"),
        ([level(1), level(2, word="LEVEL 1")], "Each level has a word of its own"),
        ([level(1, off=True), level(2)], "Levels that are off target come after those that are not."),
    ],
)
def test_levels_that_no_reader_could_tell_apart_or_order(ada, levels, sentence):
    response = add(ada, StatusScale, name="New", **rows_of("levels", levels))

    assert (response.status_code, StatusScale.objects.filter(name="New").exists()) == (200, False)
    assert sentence in Page(response).text


def test_six_levels_are_too_many(ada):
    response = add(ada, StatusScale, name="New", **rows_of("levels", [level(n + 1) for n in range(6)]))

    assert (response.status_code, StatusScale.objects.filter(name="New").exists()) == (200, False)


def test_an_outlook_rule_keeps_a_level_off_target(ada):
    """Without one the rule could rate nothing, and the worker would fail on every figure."""
    rule = rule_of("outlook", limits=[D(0), D(5)])
    last = rule.scale.levels.get(position=3)
    address = page_of(StatusScale, "change", rule.scale_id)
    form = form_of(ada, address)
    [box] = [name for name in form if name.endswith("-off_target")]
    del form[box]

    response = ada.post(address, form)

    last.refresh_from_db()
    assert (response.status_code, last.off_target) == (200, True)
    assert "goes by the outlook, so at least one level has to be off target." in Page(response).text


def test_levels_in_use_are_not_deleted_with_their_scale(ada):
    scale = points().scale

    response = ada.post(page_of(StatusScale, "delete", scale.pk), {"post": "yes"})

    assert (response.status_code, StatusScale.objects.filter(pk=scale.pk).exists()) == (200, True)


# --- Rules --------------------------------------------------------------------------------------------


def new_rule(browser, kind, scale, rows=(), **fields):
    fields = {"name": "New", "version": 1, "kind": kind, "scale": scale.pk, "explanation": "x"} | fields
    levels = list(scale.levels.order_by("position"))
    sent = [{"level": levels[place].pk, **row} for place, row in enumerate(rows)]
    return add(browser, RagRule, **fields, **rows_of("limits", sent))


@pytest.mark.parametrize(
    ("kind", "count", "rows", "fields"),
    [
        ("limits", 3, [{"reach": "0"}, {"reach": "5"}], {}),
        ("tolerance", 3, [{"reach": "5"}, {"reach": "2"}], {"basis": "relative"}),
        ("boundaries", 3, [{"lower": "80"}, {"lower": "70"}], {}),
        ("boundaries", 3, [{"lower": "50", "upper": "65"}, {"lower": "45", "upper": "70"}], {}),
        ("improving", 3, [{"reach": "10"}], {}),
        ("quartile", 4, [], {"group": "England"}),
        ("outlook", 3, [{"reach": "0"}, {"reach": "5"}], {"step_not_enough": "1"}),
        ("manual", 2, [], {}),
        ("limits", 3, [], {}),
    ],
)
def test_a_rule_of_every_kind_is_made(ada, kind, count, rows, fields):
    response = new_rule(ada, kind, scale_of(count), rows, **fields)

    rule = RagRule.objects.get(name="New")
    assert (response.status_code, rule.kind, rule.limits.count()) == (302, kind, len(rows))
    assert rule.with_limits(rule.limits.all()).kind == kind if rows else True
    assert {entry.subject_type for entry in entries("configured")} == (
        {"ragrule", "ragrulelimit"} if rows else {"ragrule"}
    )


@pytest.mark.parametrize(
    ("kind", "count", "rows", "fields", "sentence"),
    [
        ("limits", 3, [{"reach": "1"}], {}, "Give a limit for each level of the status scale but the last."),
        ("limits", 3, [{"reach": "2"}, {"reach": "1"}], {}, "Each level has to reach at least as far"),
        ("limits", 3, [{"lower": "80"}, {"lower": "70"}], {}, "give distances, not values."),
        ("boundaries", 3, [{"reach": "1"}, {"reach": "2"}], {}, "give values, not distances."),
        ("quartile", 4, [{"reach": "1"}], {}, "A rule of this kind has no limits: clear them."),
        ("quartile", 3, [], {}, "A position needs a status scale of four levels"),
        ("improving", 2, [], {}, "A rule of this kind needs a status scale of at least three levels."),
        ("limits", 3, [], {"step_on_track": "1"}, "Only a rule that goes by the outlook moves levels"),
        ("limits", 3, [], {"group": "England"}, "Only a rule by position is about a group: clear it."),
        ("limits", 3, [{"reach": "-1"}, {"reach": "2"}], {}, "A limit is a distance of 0 or more"),
        ("outlook", 3, [], {"step_not_enough": "5"}, "rag_rule_steps"),
    ],
)
def test_a_rule_that_could_not_judge_is_refused(ada, kind, count, rows, fields, sentence):
    response = new_rule(ada, kind, scale_of(count), rows, **fields)

    assert (response.status_code, RagRule.objects.filter(name="New").exists()) == (200, False)
    assert sentence in Page(response).text


def test_limits_of_a_rule_are_on_levels_of_its_own_scale(ada):
    other = points().scale.levels.first()
    rows = rows_of("limits", [{"level": other.pk, "reach": "0"}])
    fields = {"name": "New", "version": 1, "kind": "limits", "explanation": "x", "scale": scale_of(2).pk}

    response = add(ada, RagRule, **fields, **rows)

    assert (response.status_code, RagRule.objects.filter(name="New").exists()) == (200, False)
    assert "Choose levels of this rule's own scale." in Page(response).text


def test_a_rule_that_judges_gets_a_new_version_that_may_be_changed(ada):
    rule = points()
    shown = Page(ada.get(page_of(RagRule, "change", rule.pk)))
    link = page_of(RagRule, "new_version", rule.pk)
    asked = Page(ada.get(link))
    before = RagRule.objects.count()

    response = ada.post(link)

    made = RagRule.objects.get(name=rule.name, version=rule.version + 1)
    kept = list(made.limits.values_list("level", "reach", "lower", "upper"))
    assert ("a", {"href": link}) in shown.elements
    assert ("A copy of Points off target (version 1) is made" in asked.text, before) == (
        True,
        RagRule.objects.count() - 1,
    )
    assert response["Location"] == page_of(RagRule, "change", made.pk)
    assert kept == list(rule.limits.values_list("level", "reach", "lower", "upper"))
    assert change(ada, made, explanation="In other words.").status_code == 302
    [entry] = entries("new version made")
    assert (entry.before, entry.after) == ({"version": 1}, {"version": 2})


# --- Targets ------------------------------------------------------------------------------------------


def sent_target(**changes):
    fields = {
        "measure": world.measure(scene.DRAFT).pk,
        "year": world.year_2020().pk,
        "kind": "at_least",
        "value": "45",
        "rule": points().pk,
        "reason": "Agreed by Cabinet",
    }
    return fields | changes


def last_target(slug=scene.DRAFT):
    return Target.objects.in_force().get(measure__slug=slug, year=world.year_2020())


def test_a_target_is_superseded_from_its_own_page_with_what_it_has(ada):
    target = last_target()
    page = Page(ada.get(page_of(Target, "change", target.pk)))
    link = f"{page_of(Target, 'add')}?supersedes={target.pk}"
    form = form_of(ada, link)

    unchanged = ada.post(page_of(Target, "add"), form | {"reason": "x"}, follow=True)
    response = ada.post(page_of(Target, "add"), form | {"value": "50", "as_entered": "", "reason": "Raised"})

    assert ("a", {"href": link}) in page.elements
    assert (form["measure"], form["limit_1"], form["limit_2"]) == (str(target.measure_id), "0.5", "5")
    assert "Nothing differs from version 1." in Page(unchanged).text
    made = last_target()
    assert (response.status_code, made.version, made.value, made.as_entered) == (302, 2, D(50), "50%")


def test_a_target_that_somebody_else_superseded_meanwhile_is_not_run_over(ada):
    target = last_target()
    form = form_of(ada, f"{page_of(Target, 'add')}?supersedes={target.pk}")
    configuration.set_target(
        measure=target.measure,
        year=target.year,
        kind="at_least",
        value=D(60),
        rule=points(),
        reason="First.",
        by=world.person("petra"),
    )

    response = ada.post(page_of(Target, "add"), form | {"value": "50", "reason": "Raised"})

    assert (response.status_code, last_target().value) == (200, D(60))
    assert "Petra Performance" in Page(response).text or "has superseded this target" in Page(response).text


@pytest.mark.parametrize("chosen", ["0", "x", "9" * 30, "²", ""])
def test_an_address_may_say_anything(ada, chosen):
    assert ada.get(f"{page_of(Target, 'add')}?supersedes={chosen}").status_code == 200
    assert ada.post(page_of(Target, "add"), sent_target(rule=chosen)).status_code == 200


def test_the_target_of_a_closed_year_is_refused_at_its_year(ada):
    closed = {"closed_at": "2021-06-01T12:00Z", "closed_by": world.person("petra")}
    Period.objects.filter(pk=world.year_2020().pk).update(**closed)

    response = ada.post(page_of(Target, "add"), sent_target())

    assert (response.status_code, last_target().version) == (200, 1)
    assert "2020/21 is closed and takes no target." in Page(response).text


def test_limits_are_labelled_by_the_rules_own_levels(ada):
    target = last_target()
    blank = Page(ada.get(page_of(Target, "add"))).text
    own = Page(ada.get(f"{page_of(Target, 'add')}?supersedes={target.pk}")).text

    assert ("First level reaches" in blank, "Green reaches" in own, "Amber reaches" in own) == (
        True,
        True,
        True,
    )


def test_months_are_typed_as_figures_and_bands(ada):
    months = {f"month_{n}": str(n * 4) for n in range(1, 12)} | {"month_12": "45"}
    response = add(ada, Target, **sent_target(profile="by_month", **months))
    band = {f"month_{n}": "50 to 65" for n in range(1, 13)}
    measure = world.measure("contacts-prevent-need").pk
    fields = {"measure": measure, "kind": "band", "value": "", "lower": "50", "upper": "65"}
    banded = add(ada, Target, **sent_target(**fields, profile="by_month", **band))

    assert (response.status_code, banded.status_code) == (302, 302)
    assert last_target().months.get(month=11).value == 44
    assert set(last_target("contacts-prevent-need").months.values_list("lower", "upper")) == {(50, 65)}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"profile": "by_month", "month_1": "4"}, "missing are the months 2, 3"),
        ({"month_1": "4"}, "Monthly targets go only with the profile"),
        ({"profile": "by_month", "month_1": "4 to x"}, "“x” is not a number"),
        ({"profile": "linear"}, "Only what adds up over a year is reached in steps"),
        ({"limit_1_from": "45", "limit_2_from": "40"}, "give distances, not values"),
        ({"limit_3": "9"}, "Give a limit for each level of the status scale but the last."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(ada, wrong, sentence):
    response = add(ada, Target, **sent_target(**wrong))

    assert (response.status_code, last_target().version) == (200, 1)
    assert sentence in Page(response).text


def test_boundary_values_and_a_milestone_through_the_form(ada):
    rule = rule_of("boundaries")

    response = add(
        ada,
        Target,
        follow=True,
        **sent_target(rule=rule.pk, limit_1_from="45", limit_2_from="40", is_milestone="on"),
    )

    target = last_target()
    limits = [(limit.level.code, limit.lower, limit.upper) for limit in target.limits.all()]
    assert (target.is_milestone, limits) == (True, [("l1", 45, None), ("l2", 40, None)])
    assert "no later year has a target yet: set the final one too." in Page(response).text


def test_after_superseding_it_is_said_which_ratings_will_change(month, ada):
    response = add(ada, Target, follow=True, **sent_target(value="99", reason="Raised"))
    promised = Page(response).text
    before = dict(Assessment.objects.values_list("submission", "level__word"))
    recompute.recompute_due()

    after = dict(Assessment.objects.values_list("submission", "level__word"))
    assert [pk for pk in after if after[pk] != before[pk]] == [
        Assessment.objects.get(measure__slug=scene.DRAFT, period=world.november()).submission_id
    ]
    assert "1 rating of an open period will change: " in promised
    assert "November 2020: Red instead of" in promised


@pytest.mark.parametrize("way", ["change", "delete", "action"])
def test_an_approved_targets_row_is_out_of_reach(ada, way):
    target = last_target()
    if way == "action":
        data = {"action": "delete_selected", "_selected_action": [target.pk], "post": "yes"}
        ada.post(page_of(Target), data)
    else:
        assert ada.post(page_of(Target, way, target.pk), sent_target(post="yes")).status_code == 403

    assert Target.objects.filter(pk=target.pk, value=target.value).exists()


# --- Copying into the next year -----------------------------------------------------------------------


def open_next_year():
    year, _ = years.open_year(start=date(2021, 4, 1), basis="financial", kinds=(), by=world.person("ada"))
    return year


def copy(browser, targets, **more):
    picked = {"action": "copy_into_next_year", "_selected_action": [target.pk for target in targets]}
    return browser.post(page_of(Target), picked | more)


def test_targets_are_copied_after_a_page_that_says_what_will_happen(ada):
    year = open_next_year()
    targets = list(Target.objects.filter(year=world.year_2020()))
    configuration.set_target(
        measure=targets[0].measure, year=year, kind="none", by=world.person("ada"), basis="Ended."
    )

    asked = Page(copy(ada, targets))
    before = Target.objects.filter(year=year).count()
    response = copy(ada, targets, post="yes")

    count = len(targets) - 1
    assert f"Will be copied ({count})" in asked.text
    assert "Will be skipped (1)" in asked.text
    assert "2021/22 has a target already: No target." in asked.text
    assert "Active measures without a target to copy (" in asked.text
    assert (before, response.status_code) == (1, 302)
    made = Target.objects.filter(year=year).exclude(measure=targets[0].measure)
    assert (made.count(), set(made.values_list("basis", flat=True))) == (count, {"Copied from 2020/21"})
    trail = AuditEntry.objects.filter(verb="target set", reason="Copied from 2020/21")
    assert trail.count() == count


def test_a_year_that_is_not_open_is_said_and_nothing_can_be_copied(ada):
    page = Page(copy(ada, [last_target()]))

    assert "2021/22 has not been opened yet." in page.text
    assert not any(own.get("value") == "Copy them" for _, own in page.elements)


# --- Milestones ---------------------------------------------------------------------------------------


def milestones_of(measure):
    return page_of(Target, "milestones", measure.pk)


def test_milestones_for_three_years_and_a_final_target_in_one_form(ada):
    measure = world.measure(scene.DRAFT)
    link = milestones_of(measure)
    page = Page(ada.get(page_of(Measure, "change", measure.pk)))
    form = form_of(ada, link)

    filled = {"value_0": "45", "value_1": "47.5", "value_2": "50", "value_3": "55", "reason": "Strategy"}
    response = ada.post(link, form | filled | {"basis": "Direct payments strategy"})

    targets = Target.objects.in_force().filter(measure=measure, year__start__gte=date(2020, 4, 1))
    rows = targets.order_by("year__start").values_list("value", "is_milestone", "as_entered", "basis")
    assert ("a", {"href": link}) in page.elements
    assert response["Location"] == page_of(Measure, "change", measure.pk)
    assert [row[:3] for row in rows] == [
        (D(45), True, "45%"),
        (D("47.5"), True, "47.5%"),
        (D(50), True, "50%"),
        (D(55), False, "55%"),
    ]
    assert {row[3] for row in rows} == {"Direct payments strategy"}
    assert [str(year) for year in Period.objects.filter(kind="year").order_by("start")][-3:] == [
        "2021/22",
        "2022/23",
        "2023/24",
    ]


def test_milestones_of_a_band_have_two_edges_and_the_form_shows_what_is_in_force(ada):
    measure = world.measure("contacts-prevent-need")
    link = milestones_of(measure)
    form = form_of(ada, link)
    own = last_target("contacts-prevent-need")

    assert (D(form["lower_0"]), D(form["upper_0"])) == (own.lower, own.upper)
    refused = ada.post(link, form | {"lower_3": "50", "reason": "x"})
    taken = ada.post(link, form | {"lower_3": "50", "upper_3": "60", "reason": "x"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "Enter both edges of the band." in Page(refused).text
    final = Target.objects.get(measure=measure, year__start=date(2023, 4, 1))
    assert (final.lower, final.upper, final.is_milestone) == (50, 60, False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value_0": "41"}, "Say why the target changes; the reason is printed with it."),
        ({"value_1": "many"}, "“many” is not a number"),
        ({"rule": ""}, "Choose the rule that judges these targets."),
        ({"profile": "linear", "value_0": "41", "reason": "x"}, "Only what adds up over a year"),
        (
            {f"value_{n}": "" for n in range(4)},
            "Enter at least one year's figure.",
        ),
    ],
)
def test_milestones_that_are_wrong_are_refused_and_nothing_is_saved(ada, changes, sentence):
    before, periods = Target.objects.count(), Period.objects.count()
    link = milestones_of(world.measure(scene.DRAFT))

    response = ada.post(link, form_of(ada, link) | changes)

    assert (response.status_code, Target.objects.count(), Period.objects.count()) == (422, before, periods)
    assert sentence in Page(response).text


def test_a_measure_without_an_aim_has_no_milestones(ada):
    Measure.objects.filter(slug=scene.DRAFT).update(polarity="none")

    page = Page(ada.get(milestones_of(world.measure(scene.DRAFT))))

    assert "Neither high nor low is good for this measure" in page.text
    assert not any(own.get("value") == "Save the targets" for _, own in page.elements)


def test_setting_milestones_keeps_what_a_year_has_of_its_own(ada):
    target = last_target()
    green = target.rule.scale.levels.get(code="green")
    configuration.set_target(
        measure=target.measure,
        year=target.year,
        kind="at_least",
        value=target.value,
        as_entered=">= own words",
        companion=D(7),
        profile="by_month",
        months={month: D(month) for month in range(1, 13)},
        rule=target.rule,
        limits={green: D(2)},
        limits_note="Set by Cabinet.",
        reason="x",
        by=world.person("ada"),
    )
    link = milestones_of(target.measure)

    response = ada.post(link, form_of(ada, link) | {"profile": "same", "reason": "Strategy"})

    made = last_target()
    assert (response.status_code, made.version, made.is_milestone) == (302, 3, True)
    assert (made.as_entered, made.companion, made.profile, made.limits_note) == (
        ">= own words",
        D(7),
        "by_month",
        "Set by Cabinet.",
    )
    assert made.months.count() == 12
    assert RagRuleLimit.objects.filter(rule=made.rule, level=green).get().reach != made.limits.first().reach


def test_rules_and_targets_lead_to_their_trail(ada):
    target = last_target()
    page = Page(ada.get(page_of(Target, "change", target.pk)))
    [link] = [own["href"] for tag, own in page.elements if tag == "a" and "subject_id" in own.get("href", "")]

    trail = ada.get(link)

    assert trail.status_code == 200
    assert {entry.subject_label for entry in trail.context["cl"].queryset} == {str(target)}


def test_add_inline_cannot_put_a_second_limit_on_a_level(ada):
    rule = rule_of("limits", levels=2, limits=[D(1)])
    level = rule.limits.get().level

    response = add_inline(ada, rule, "limits", level=level.pk, reach="2")

    assert (response.status_code, rule.limits.count()) == (200, 1)
