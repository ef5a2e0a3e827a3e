"""Targets of a file: how they are reached, what differs from the ones that are held, and what to write."""

from decimal import Decimal as D

import pytest

from performance import configuration, recompute
from performance.models import Assessment, Measure, RagRule, Target
from tests import world
from tests.imports.files import as_csv, load, sentences

pytestmark = pytest.mark.django_db

HEAD = ["Measure", "Aim", "Target 2020/21", "Green limit", "Amber limit", "Rule", "Profile", "Limits note"]
STAYS = "It was not changed: give the reason, and the file’s supersedes it."


def target(title="Visits"):
    return Target.objects.in_force().get(measure__title=title)


def visits(*rest, **given):
    """Load the target of one measure whose figures add up; the outcome."""
    row = ["Visits", "High", "165k", *rest]
    data = as_csv(
        [*HEAD, "Unit", "Frequency", "Adds up"], [*row, *[""] * (8 - len(row)), "count", "Monthly", "Sum"]
    )
    return load(data, **given)[1]


# --- Even steps --------------------------------------------------------------------------------------


def test_a_year_to_date_is_held_against_its_part_of_the_year():
    """110.7k visits by November against 8/12 of 165k, which is 110k, and not against 165k."""
    _, outcome = load(
        as_csv(
            ["Measure", "Aim", "Target 2020/21", "2020/21"], ["Visits", "High", "165k", "110.7k Apr-Nov '20"]
        )
    )
    assert sentences(outcome.assumed) == [
        "Visits: the target for 2020/21 is reached in even steps through the year, as its figures add up. "
        "Where it is not, say “same” or “last year” in a column “Profile”."
    ]
    assert target().profile == "linear"
    recompute.recompute_due()
    judged = Assessment.objects.get(measure__title="Visits")
    assert (judged.level.code, judged.gap) == ("green", 0)


def test_single_months_that_add_up_are_held_against_their_part_too():
    outcome = visits()
    assert target().profile == "linear"
    assert len(outcome.assumed) == 1


def test_what_the_file_says_of_the_profile_is_not_assumed():
    outcome = visits("", "", "", "Same")
    assert target().profile == "same"
    assert outcome.assumed == []


@pytest.mark.parametrize(
    ("adds_up", "frequency", "aim", "printed"),
    [
        ("Latest", "Monthly", "High", "165k"),
        ("Sum", "Annual", "High", "165k"),
        ("Sum", "Monthly", "Within band", "100-165"),
        ("Sum", "Monthly", "High", "TBC"),
    ],
)
def test_no_steps_are_assumed_of_what_is_not_reached_in_steps(adds_up, frequency, aim, printed):
    head = ["Measure", "Aim", "Target 2020/21", "Unit", "Frequency", "Adds up"]
    _, outcome = load(as_csv(head, ["Visits", aim, printed, "count", frequency, adds_up]))
    assert outcome.refused == outcome.assumed == []
    assert target().profile == "same"


def test_a_profile_that_is_held_stays_where_the_file_says_none():
    visits("", "", "", "Same")
    assert visits().counts["targets held already"] == 1
    row = ["Visits", "High", "170k"]
    _, outcome = load(as_csv(HEAD[:3], row), reason="Raised")
    assert (target().version, target().value, target().profile) == (2, 170_000, "same")
    assert outcome.assumed == []


# --- What differs ------------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (["5", "10"], "with limits 0 and 5 here, 5 and 10 in the file"),
        (["", "10"], "with limits 0 and 5 here, 0 and 10 in the file"),
        (
            ["0", "5", "Share of target"],
            "with the rule “Points off target” here, “Share of target” in the file",
        ),
        (
            ["", "", "", "Same"],
            "with the profile “Even steps through the year” here, “The same all year” in the file",
        ),
        (["", "", "", "", "Set by us"], "with the limits note “Inferred” here, “Set by us” in the file"),
    ],
)
def test_what_differs_beside_the_figure_is_said_and_superseded_with_a_reason(rest, words):
    point, share = RagRule.objects.filter(kind="limits").order_by("basis")[:2]
    RagRule.objects.filter(pk=point.pk).update(name="Points off target")
    RagRule.objects.filter(pk=share.pk).update(name="Share of target")
    visits("0", "5", "Points off target", "Even steps", "Inferred")
    outcome = visits(*rest)
    assert sentences(outcome.moved) == [f"The target for 2020/21 is 165k in both, {words}. {STAYS}"]
    assert target().version == 1
    outcome = visits(*rest, reason="Decided by Cabinet")
    assert outcome.counts["targets superseded"] == 1
    assert visits(*rest).counts["targets held already"] == 1
    assert target().version == 2


def test_what_the_file_does_not_state_stays_when_a_target_is_superseded():
    visits("0", "5", "", "Even steps", "Inferred")
    load(as_csv(HEAD[:3], ["Visits", "High", "170k"]), reason="Raised")
    held = target()
    assert (held.value, held.limits_note, held.profile) == (170_000, "Inferred", "linear")
    assert [limit.reach for limit in held.limits.order_by("level__position")] == [0, 5]


def test_a_figure_and_its_limits_that_both_differ_are_both_said():
    visits("0", "5")
    _, outcome = load(as_csv(HEAD[:5], ["Visits", "High", "170k", "5", "10"]))
    assert sentences(outcome.moved) == [
        "The target for 2020/21 is held as 165k and the file says 170k; limits 0 and 5 here, 5 and 10 in the "
        f"file. {STAYS}"
    ]


def test_two_targets_that_are_printed_alike_say_what_differs():
    visits()
    held = target()
    configuration.set_target(
        measure=held.measure,
        year=held.year,
        kind="at_least",
        value=D(165),
        as_entered="165k",
        rule=held.rule,
        reason="Mistyped",
        by=world.person("ada"),
    )
    assert "is 165k in both, with 165 here and 165000 in the file." in sentences(visits().moved)[0]


# --- Limits and directions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("5", 5),
        ("2.5%", D("2.5")),
        ("5 points", 5),
        ("±5", 5),
        ("1,000", 1000),
        ("2.5% of the target", D("2.5")),
    ],
)
def test_a_limit_is_read(text, limit):
    plan, _ = load(as_csv(HEAD[:5], ["Calls", "High", "80%", "0", text]))
    assert plan.unread == []
    assert plan.measures[0].targets[0].limits == (0, limit)


@pytest.mark.parametrize("text", ["five points", "-5", "5k", "5 to 10"])
def test_a_limit_that_cannot_be_read_is_listed_with_its_place(text):
    plan, _ = load(as_csv(HEAD[:5], ["Calls", "High", "80%", "0.5", text]))
    assert [(u.place.line, u.place.column, u.text) for u in plan.unread] == [(2, "amber limit", text)]
    assert sentences(plan.unread) == [
        f"“{text}” is no limit. Write how far it reaches, as a number: 5, or 2.5%."
    ]
    assert target("Calls").value == 80


def test_a_blank_limit_is_none():
    plan, _ = load(as_csv(HEAD[:5], ["Calls", "High", "80%", "", "n/a"]))
    assert plan.unread == []
    assert plan.measures[0].targets[0].limits == (None, None)


@pytest.mark.parametrize(
    ("aim", "printed", "write"),
    [
        ("Low", ">200", "Write <200, or give the measure the aim High."),
        ("High", "£1.2m or less", "Write >£1.2m, or give the measure the aim Low."),
        ("High", "56-61", "Write one figure with > before it, or give the measure the aim Within band."),
        ("Within band", "<9", "Write two figures (56-61%), or give the measure the aim Low."),
    ],
)
def test_a_target_against_the_aim_says_what_to_write(aim, printed, write):
    _, outcome = load(as_csv(["Measure", "Aim", "Target 2020/21"], ["Calls", aim, printed]))
    assert write in sentences(outcome.refused)[0]
    assert not Target.objects.filter(measure=Measure.objects.get(title="Calls")).exists()
