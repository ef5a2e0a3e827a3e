"""Targets of every kind, profile and rule: what is recorded, what is refused with which sentence."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from performance import configuration, target_checks
from performance.models import (
    AuditEntry,
    Measure,
    Period,
    RagRule,
    RagRuleLimit,
    RecomputeRequest,
    StatusLevel,
    StatusScale,
    Target,
)
from performance.refusals import NotComplete
from performance.rules.rag import Limit
from performance.rules.rag import Rule as PureRule
from tests import scene, world

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
PERCENT = scene.DRAFT  # high is good, %
FLOW = "admissions-65-plus"  # low is good, per 100,000
BAND = "contacts-prevent-need"


def scale_of(count, *, off_target=None):
    """A scale of so many levels, called l1 to l5, best first; the last one off target unless said."""
    scale = StatusScale.objects.create(name=f"{count} levels, {off_target}")
    shapes, colours = StatusLevel.Shape.values, StatusLevel.Colour.values
    for place in range(count):
        StatusLevel.objects.create(
            scale=scale,
            position=place + 1,
            code=f"l{place + 1}",
            word=f"Level {place + 1}",
            letter="ABCDE"[place],
            shape=shapes[place],
            colour=colours[place],
            off_target=place >= (count - 1 if off_target is None else off_target),
        )
    return scale


def rule_of(kind, *, levels=3, limits=(), off_target=None, **fields):
    """A rule; `limits` are distances or pairs of boundary values, for the first levels."""
    scale = scale_of(levels, off_target=off_target)
    rule = RagRule.objects.create(name=f"{kind} {levels}", kind=kind, scale=scale, explanation="x", **fields)
    for level, given in zip(scale.levels.all(), limits, strict=False):
        limit = target_checks.as_limit(given)
        RagRuleLimit.objects.create(
            rule=rule, level=level, reach=limit.reach, lower=limit.lower, upper=limit.upper
        )
    return rule


def levels_of(rule):
    return list(rule.scale.levels.order_by("position"))


def set_target(slug=PERCENT, **changes):
    arguments = {
        "measure": world.measure(slug),
        "year": world.year_2020(),
        "kind": "at_least",
        "value": D(45),
        "rule": RagRule.objects.get(name="Points off target"),
        "reason": "Agreed at the half-year review.",
        "by": world.person("ada"),
        "now": NOW,
        "today": world.TODAY,
    }
    return configuration.set_target(**arguments | changes)


def refused(**changes):
    """The problems that a target is refused with; nothing is written."""
    before = Target.objects.count(), AuditEntry.objects.count()
    with pytest.raises(NotComplete) as refusal:
        set_target(**changes)
    assert (Target.objects.count(), AuditEntry.objects.count()) == before
    return refusal.value.problems


def limits_of(target):
    return [(limit.level.code, limit.reach, limit.lower, limit.upper) for limit in target.limits.all()]


# --- Rules of every kind ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "levels", "limits", "off_target"),
    [
        ("limits", 2, [D(0)], None),
        ("limits", 5, [D(0), D(1), D(1), D(2)], None),
        ("tolerance", 3, [D(5), D(2)], None),
        ("boundaries", 3, [(D(45), None), (D(40), None)], None),
        ("improving", 3, [D(10)], None),
        ("outlook", 3, [D("0.5"), D(5)], None),
    ],
)
def test_a_target_takes_over_its_rules_limits_and_they_judge(kind, levels, limits, off_target):
    rule = rule_of(kind, levels=levels, limits=limits, off_target=off_target)

    target = set_target(rule=rule)

    assert [limit.code for limit in target.judging_rule.levels] == [f"l{n + 1}" for n in range(levels)]
    assert [target_checks.as_limit(limit) for limit in limits] == list(target.judging_rule.limits)
    assert isinstance(target.judging_rule, PureRule)


@pytest.mark.parametrize(("kind", "levels"), [("quartile", 4), ("quartile", 5), ("manual", 2)])
@pytest.mark.parametrize("target_kind", ["none", "at_least", "to_be_confirmed"])
def test_a_position_and_a_judgement_rate_with_and_without_a_target(kind, levels, target_kind):
    value = D(45) if target_kind == "at_least" else None
    rule = rule_of(kind, levels=levels)

    target = set_target(rule=rule, kind=target_kind, value=value)

    assert (target.rule, limits_of(target)) == (rule, [])
    assert target.judging_rule.kind == kind


def test_for_information_only_means_no_rule_at_all():
    target = set_target(rule=rule_of("quartile", levels=4), kind="information", value=None)

    assert target.rule is None


def test_a_rule_that_needs_a_target_is_left_out_where_there_is_none():
    target = set_target(kind="none", value=None)

    assert (target.rule, limits_of(target)) == (None, [])


@pytest.mark.parametrize(
    ("kind", "levels", "off_target", "sentence"),
    [
        ("tolerance", 2, None, "A rule of this kind needs a status scale of at least three levels."),
        ("improving", 2, None, "A rule of this kind needs a status scale of at least three levels."),
        (
            "quartile",
            3,
            None,
            "A position needs a status scale of four levels for quartiles, or five for quintiles.",
        ),
        (
            "outlook",
            3,
            3,
            "No level of this scale is marked as off target, so the outlook would change nothing.",
        ),
        ("limits", 1, None, "A status scale has two to five levels, and this one has 1."),
    ],
)
def test_a_scale_that_does_not_fit_the_kind_of_rule(kind, levels, off_target, sentence):
    assert refused(rule=rule_of(kind, levels=levels, off_target=off_target)) == {"rule": sentence}


def test_no_position_is_better_where_neither_high_nor_low_is_good():
    Measure.objects.filter(slug=PERCENT).update(polarity="none")
    rule = rule_of("quartile", levels=4)

    assert refused(rule=rule, kind="none", value=None) == {
        "rule": "Neither high nor low is good for this measure, so no position is better than another."
    }
    assert set_target(rule=rule_of("manual"), kind="none", value=None).rule is not None


ORDER = "Each level has to reach at least as far from the target as the one before it."
EACH_BUT_LAST = "Give a limit for each level of the status scale but the last."
EACH_BUT_TWO = "Give a limit for each level of the status scale but the last two."
DISTANCES = "This rule counts how far a figure is off its target: give distances, not values."
VALUES = "This rule goes by boundary values: give values, not distances."


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        ("limits", [D(1)], EACH_BUT_LAST),
        ("limits", [D(1), D(2), D(3)], EACH_BUT_LAST),
        ("limits", [D(2), D(1)], ORDER),
        ("limits", [D("-0.1"), D(1)], "A limit is a distance from the target, so it cannot be less than 0."),
        ("limits", [D(1), (D(40), None)], DISTANCES),
        ("outlook", [D(2), D(1)], ORDER),
        ("tolerance", [D(5)], EACH_BUT_LAST),
        ("improving", [], EACH_BUT_TWO),
        ("improving", [D(1), D(2)], EACH_BUT_TWO),
        ("boundaries", [(D(45), None), D(5)], VALUES),
        ("boundaries", [(D(40), None), (D(45), None)], ORDER),
        (
            "boundaries",
            [(D(45), None), (None, D(40))],
            "Give the boundary values of every level on the same side, or on both.",
        ),
        (
            "boundaries",
            [(None, D(40)), (None, D(45))],
            "With a target “At least” each level is reached from a value: fill “from” alone.",
        ),
        (
            "boundaries",
            [(D(45), D(60)), (D(40), D(65))],
            "With a target “At least” each level is reached from a value: fill “from” alone.",
        ),
        ("quartile", [D(1)], "A rule of this kind has no limits: clear them."),
        ("manual", [D(1)], "A rule of this kind has no limits: clear them."),
    ],
)
def test_limits_that_do_not_fit_the_rule(kind, given, sentence):
    rule = rule_of(kind, levels=4 if kind == "quartile" else 3)

    problems = refused(rule=rule, limits=dict(zip(levels_of(rule), given, strict=False)))

    assert problems == {"limits": sentence}


def test_a_tolerances_first_limit_is_in_no_order_with_the_rest():
    """More than 5 better for the best level, but only 2 worse for the middle one."""
    rule = rule_of("tolerance")
    first, second, _ = levels_of(rule)

    assert limits_of(set_target(rule=rule, limits={first: D(5), second: D(2)})) == [
        ("l1", D(5), None, None),
        ("l2", D(2), None, None),
    ]


def test_the_limits_of_a_band_have_two_sides():
    rule = rule_of("boundaries")
    first, second, _ = levels_of(rule)
    band = {"slug": BAND, "kind": "band", "value": None, "lower": D(50), "upper": D(65), "rule": rule}

    target = set_target(**band, limits={first: (D(50), D(65)), second: (D(45), D(70))})

    assert limits_of(target) == [("l1", None, D(50), D(65)), ("l2", None, D(45), D(70))]
    for limits, sentence in (
        ({first: (D(50), None), second: (D(45), None)}, target_checks.SIDE_SENTENCES["band"]),
        ({first: (D(50), D(65)), second: (D(45), D(60))}, ORDER),
        ({first: (D(66), D(65)), second: (D(45), D(70))}, "A value “from” is above its value “to”."),
    ):
        assert refused(**band, limits=limits) == {"limits": sentence}


def test_a_target_at_most_is_reached_up_to_a_value():
    rule = rule_of("boundaries")
    first, second, _ = levels_of(rule)
    at_most = {"slug": FLOW, "kind": "at_most", "value": D(553), "rule": rule}

    target = set_target(**at_most, limits={first: (None, D(553)), second: (None, D(600))})

    assert limits_of(target) == [("l1", None, None, D(553)), ("l2", None, None, D(600))]
    assert refused(**at_most, limits={first: (D(553), None), second: (D(500), None)}) == {
        "limits": target_checks.SIDE_SENTENCES["at_most"]
    }


def test_a_targets_own_limit_stands_beside_the_rules_for_the_rest():
    rule = rule_of("limits", limits=[D("0.5"), D(5)])
    first, _, _ = levels_of(rule)

    assert limits_of(set_target(rule=rule, limits={first: D(0)})) == [
        ("l1", D(0), None, None),
        ("l2", D(5), None, None),
    ]


# --- Profiles ------------------------------------------------------------------------------------------

STEPS = "Only what adds up over a year is reached in steps; choose “The same all year”."
TWELVE = {month: D(month * 4) for month in range(1, 13)}


@pytest.mark.parametrize("profile", ["linear", "last_year"])
def test_steps_and_last_years_shape_are_for_what_adds_up(profile):
    assert refused(profile=profile) == {"profile": STEPS}

    Measure.objects.filter(slug=PERCENT).update(aggregation="sum")
    assert set_target(profile=profile).profile == profile


def test_a_profile_by_month_keeps_all_twelve_in_whatever_order():
    target = set_target(profile="by_month", months={**TWELVE, 3: D(0), 12: D(45)})

    rows = target.months.values_list("month", "value", "lower", "upper")
    assert list(rows)[:3] == [(1, D(4), None, None), (2, D(8), None, None), (3, D(0), None, None)]
    assert target.months_to_date == {**TWELVE, 3: D(0), 12: D(45)}
    assert target_checks.notes_on(target) == []


def test_a_band_by_month_has_two_edges_each_month():
    band = {"slug": BAND, "kind": "band", "value": None, "lower": D(50), "upper": D(65)}
    months = {month: (D(50), D(65)) for month in range(1, 13)}

    target = set_target(**band, profile="by_month", months={**months, 7: (D(55), D(55))})

    assert target.months.values_list("lower", "upper").get(month=7) == (D(55), D(55))
    for changed, sentence in (
        ({7: (D(56), D(55))}, "In month 7 the upper edge of the band is below the lower one."),
        ({7: D(55)}, "Give both edges of the band for each month."),
        ({7: (D(55), None)}, "Give both edges of the band for each month."),
    ):
        assert refused(**band, profile="by_month", months={**months, **changed}) == {"months": sentence}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        (
            {"profile": "by_month"},
            {
                "months": "Give a target for each month of the year: missing are the months "
                "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12."
            },
        ),
        (
            {"profile": "by_month", "months": {n: v for n, v in TWELVE.items() if n not in (2, 9)}},
            {"months": "Give a target for each month of the year: missing are the months 2, 9."},
        ),
        (
            {"profile": "by_month", "months": {**TWELVE, 13: D(1)}},
            {"months": "A year has the months 1 to 12."},
        ),
        (
            {"profile": "by_month", "months": {**TWELVE, 4: (D(1), D(2))}},
            {"months": "Give each month one target; only a band has two edges."},
        ),
        (
            {"profile": "same", "months": TWELVE},
            {"months": "Monthly targets go only with the profile “Month by month, as entered”."},
        ),
        (
            {"profile": "by_month", "months": TWELVE, "kind": "information", "value": None},
            {"profile": "Without a target there is none for a month; choose “The same all year”."},
        ),
    ],
)
def test_months_that_do_not_fit(changes, problems):
    assert refused(**changes) == problems


# --- Versions ------------------------------------------------------------------------------------------


def test_the_same_target_twice_is_one_version_also_without_a_reason():
    """A form sent twice by a double click supersedes nothing."""
    first = set_target(profile="by_month", months=TWELVE)
    requests, entries = RecomputeRequest.objects.count(), AuditEntry.objects.count()

    again = set_target(profile="by_month", months=TWELVE, reason="")

    assert (again, AuditEntry.objects.count()) == (first, entries)
    assert RecomputeRequest.objects.count() == requests
    assert set_target(profile="by_month", months={**TWELVE, 1: D(5)}).version == first.version + 1


def test_another_limit_alone_is_a_new_version_with_a_reason_and_in_the_trail():
    first = set_target()
    green = first.limits.first().level

    assert refused(limits={green: D(1)}, reason=" ") == {
        "reason": "Say why the target changes; the reason is printed with it."
    }
    second = set_target(limits={green: D(1)})

    entry = AuditEntry.objects.get(subject_type="target", subject_id=second.pk)
    assert (second.version, entry.verb) == (first.version + 1, "target superseded")
    assert list(entry.before) == list(entry.after) == ["limits"]


@pytest.mark.parametrize(
    ("slug", "content", "text"),
    [
        (PERCENT, {"value": D(45)}, "45%"),
        (PERCENT, {"value": D("45.25")}, "45.25%"),
        (PERCENT, {"value": D(45), "decimals": 1}, "45.0%"),
        (BAND, {"kind": "band", "value": None, "lower": D(50), "upper": D("65.5")}, "50% to 65.5%"),
        ("volunteering-hours", {"value": D(23600)}, "23.6k"),
        (PERCENT, {"value": D(45), "as_entered": ">45%"}, ">45%"),
    ],
)
def test_a_target_is_printed_as_entered_or_else_in_full(slug, content, text):
    assert set_target(slug, **content).as_entered == text


# --- What is worth saying ------------------------------------------------------------------------------


def test_a_milestone_without_a_later_target_is_noted_and_no_error():
    milestone = set_target(is_milestone=True)
    note = "This is a milestone and no later year has a target yet: set the final one too."

    assert (milestone.is_milestone, target_checks.notes_on(milestone)) == (True, [note])
    later = Period.objects.create(
        kind="year",
        start=date(2021, 4, 1),
        end=date(2022, 3, 31),
        opens_on=date(2021, 4, 1),
        due_on=date(2022, 5, 14),
    )
    set_target(year=later, value=D(50))
    assert target_checks.notes_on(milestone) == []


def test_a_last_month_that_is_not_the_years_target_is_noted():
    target = set_target(profile="by_month", months=TWELVE)

    assert target_checks.notes_on(target) == ["The target of the year's last month is not the year's target."]


def test_a_closed_year_takes_no_version_and_the_same_again_changes_nothing():
    target = set_target(value=D(45))
    Period.objects.filter(pk=world.year_2020().pk).update(closed_at=NOW, closed_by=world.person("petra"))

    closed = "2020/21 is closed and takes no target. A performance officer can reopen it with a reason."
    assert refused(value=D(46), year=world.year_2020()) == {"": closed}
    assert set_target(value=D(45), year=world.year_2020()).pk == target.pk


def test_a_target_of_a_year_whose_figures_closed_is_noted():
    year = Period.objects.get(kind="year", start=date(2019, 4, 1))

    target = set_target(year=year)

    assert target_checks.notes_on(target) == [
        "2019/20 closed on 31 May 2020: ratings of its periods stay as they are."
    ]


@pytest.mark.parametrize(
    ("basis", "day", "found"),
    [
        ("financial", date(2020, 4, 1), "2020/21"),
        ("financial", date(2020, 3, 31), "2019/20"),
        ("calendar", date(2020, 4, 1), None),
    ],
)
def test_the_year_of_a_day_is_on_the_measures_own_basis(basis, day, found):
    measure = world.measure(PERCENT)
    measure.year_basis = basis

    year = target_checks.year_of(measure, day)

    assert (str(year) if year else None) == found


def test_a_limit_is_given_as_a_number_a_pair_or_itself():
    assert target_checks.as_limit(D(0)) == Limit(reach=D(0))
    assert target_checks.as_limit((D(1), None)) == Limit(lower=D(1))
    assert target_checks.as_limit(Limit(upper=D(2))) == Limit(upper=D(2))
