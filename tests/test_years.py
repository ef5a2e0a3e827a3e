"""Opening a year and copying targets into it: what is made, what is skipped and why, and nothing twice."""

import itertools
from datetime import date
from decimal import Decimal as D

import pytest

from performance import configuration, years
from performance.models import AuditEntry, Measure, Period, Target
from performance.refusals import NotComplete
from performance.rules import calendar
from tests import scene, world

pytestmark = pytest.mark.django_db

MONTH, QUARTER, WEEK, YEAR = (Period.Kind[name] for name in ("MONTH", "QUARTER", "WEEK", "YEAR"))


def open_year(start=date(2021, 4, 1), *, basis="financial", kinds=(MONTH,), **options):
    return years.open_year(start=start, basis=basis, kinds=kinds, by=world.person("ada"), **options)


def days_of(period):
    return period.start, period.end, period.opens_on, period.due_on, period.closes_on


# --- Opening a year ------------------------------------------------------------------------------------


def test_a_year_is_made_with_its_months_and_their_days():
    year, made = open_year()

    assert days_of(year) == tuple(
        map(date.fromisoformat, ("2021-04-01", "2022-03-31", "2021-04-01", "2022-05-16", "2022-05-31"))
    )
    months = list(year.parts.order_by("start"))
    assert [made[0], *months] == made
    assert [month.label for month in months][::11] == ["April 2021", "March 2022"]
    november = months[7]
    assert days_of(november) == tuple(
        map(date.fromisoformat, ("2021-11-01", "2021-11-30", "2021-12-01", "2021-12-14", "2021-12-31"))
    )


def test_a_year_is_made_with_quarters_and_weeks():
    year, made = open_year(date(2018, 4, 1), kinds=(QUARTER, WEEK), due_day=20)

    quarters, weeks = (list(year.parts.filter(kind=kind).order_by("start")) for kind in (QUARTER, WEEK))
    assert len(made) == 1 + 4 + 52
    assert [quarter.label for quarter in quarters][::3] == [
        "April to June 2018",
        "January to March 2019",
    ]
    assert days_of(quarters[0])[2:] == (date(2018, 7, 2), date(2018, 7, 20), date(2018, 7, 31))
    assert [days_of(week)[:2] for week in (weeks[0], weeks[-1])] == [
        (date(2018, 4, 2), date(2018, 4, 8)),
        (date(2019, 3, 25), date(2019, 3, 31)),
    ]
    assert days_of(weeks[0])[2:] == (date(2018, 4, 9), date(2018, 4, 16), date(2018, 4, 20))


def test_every_week_belongs_to_one_year():
    first, _ = open_year(date(2021, 4, 1), kinds=(WEEK,))
    second, _ = open_year(date(2022, 4, 1), kinds=(WEEK,))

    starts = list(Period.objects.filter(kind=WEEK).order_by("start").values_list("start", flat=True))
    assert {(b - a).days for a, b in itertools.pairwise(starts)} == {7}
    assert {week.year for week in Period.objects.filter(kind=WEEK)} == {first, second}


def test_a_week_that_ends_in_the_next_year_completes_its_own_years_twelve_months():
    year, _ = open_year(date(2020, 4, 1), kinds=(WEEK,))

    last = year.parts.filter(kind=WEEK).order_by("start").last()
    assert (last.label, last.months_elapsed) == ("week to 4 April 2021", 12)


@pytest.mark.parametrize(
    ("basis", "start", "label"),
    [("academic", date(2021, 8, 1), "2021/22"), ("calendar", date(2021, 1, 1), "2021")],
)
def test_a_year_of_another_basis_stands_beside(basis, start, label):
    year, made = open_year(start, basis=basis)

    assert (str(year), len(made), year.parts.first().start) == (label, 13, start)
    assert set(year.parts.values_list("basis", flat=True)) == {basis}


def test_nothing_is_made_twice_and_what_is_there_stays():
    """2020/21 is there with its twelve months; a moved due day stays, and quarters are added."""
    Period.objects.filter(pk=world.november().pk).update(due_on=date(2020, 12, 18))
    before = Period.objects.count()

    year, made = open_year(date(2020, 4, 1), kinds=(MONTH, QUARTER))
    _, again = open_year(date(2020, 4, 1), kinds=(MONTH, QUARTER))

    assert (year, {period.kind for period in made}, len(made), again) == (world.year_2020(), {QUARTER}, 4, [])
    assert Period.objects.count() == before + 4
    assert world.november().due_on == date(2020, 12, 18)


def test_every_period_that_is_made_is_in_the_trail():
    _, made = open_year()

    trail = AuditEntry.objects.filter(verb="period opened", by__name="Ada Admin")
    assert {entry.period_id for entry in trail} == {period.pk for period in made}
    assert trail.get(period__start=date(2021, 11, 1)).after == {
        "opens_on": "2021-12-01",
        "due_on": "2021-12-14",
        "closes_on": "2021-12-31",
    }


@pytest.mark.parametrize(
    ("arguments", "problems"),
    [
        ({"start": date(2021, 4, 2)}, {"start": "A financial year starts on 1 April."}),
        ({"start": date(2021, 4, 1), "basis": "calendar"}, {"start": "A calendar year starts on 1 January."}),
        ({"due_day": 0}, {"due_day": "Choose a day from 1 to 28, which every month has."}),
        ({"due_day": 29}, {"due_day": "Choose a day from 1 to 28, which every month has."}),
        ({"kinds": ("year",)}, {"kinds": "A year is divided into months, quarters and weeks."}),
    ],
)
def test_a_year_that_cannot_be(arguments, problems):
    before = Period.objects.count()
    with pytest.raises(NotComplete) as refusal:
        open_year(**arguments)

    assert (refusal.value.problems, Period.objects.count()) == (problems, before)


@pytest.mark.parametrize(
    ("due_day", "moved"),
    [
        # Saturday 1 May before a bank holiday, Sunday 1 August, New Year's Day on a Saturday.
        (1, {"2021-05-01": "2021-05-04", "2021-08-01": "2021-08-02", "2022-01-01": "2022-01-04"}),
        # Saturday 28 August before a bank holiday, Sunday 28 November, Boxing Day moved to 28 December.
        (28, {"2021-08-28": "2021-08-31", "2021-11-28": "2021-11-29", "2021-12-28": "2021-12-29"}),
    ],
)
def test_the_first_and_the_last_day_that_every_month_has(due_day, moved):
    year, _ = open_year(due_day=due_day)

    days = [(calendar.add_months(month.start, 1), month.due_on) for month in year.parts.all()]
    days = [(following.replace(day=due_day), due_on) for following, due_on in days]
    assert len(days) == 12
    assert {str(day): str(due_on) for day, due_on in days if day != due_on} == moved


@pytest.mark.parametrize(
    ("start", "due_day", "days"),
    [
        # 1 January a Sunday and the 2nd the bank holiday for it; the 14th a Saturday.
        ("2022-12-01", 14, ("2023-01-03", "2023-01-16", "2023-01-31")),
        # New Year's Day on a Friday.
        ("2020-12-01", 14, ("2021-01-04", "2021-01-14", "2021-01-29")),
        # Christmas on a Friday, Boxing Day on a Saturday and so Monday the 28th as well.
        ("2020-11-01", 25, ("2020-12-01", "2020-12-29", "2020-12-31")),
        # Good Friday and Easter Monday; and Easter as the first of the month.
        ("2020-03-01", 10, ("2020-04-01", "2020-04-14", "2020-04-30")),
        ("2018-03-01", 14, ("2018-04-03", "2018-04-16", "2018-04-30")),
        # The last working day of February is before the day it is due: it is open until then.
        ("2026-01-01", 28, ("2026-02-02", "2026-03-02", "2026-03-02")),
    ],
)
def test_a_month_opens_is_due_and_closes_on_working_days(start, due_day, days):
    start = date.fromisoformat(start)
    year_start = calendar.first_of_year(start, "financial")
    Period.objects.filter(
        submissions__isnull=True, targets__isnull=True, parts__isnull=True, start=start
    ).delete()

    open_year(year_start, due_day=due_day)

    month = Period.objects.get(kind=MONTH, start=start)
    assert days_of(month)[2:] == tuple(map(date.fromisoformat, days))


def test_the_days_of_a_year_are_working_days_too():
    """1 April 2018 was Easter Sunday, 14 May 2022 a Saturday."""
    first, _ = open_year(date(2018, 4, 1), kinds=())
    second, _ = open_year(date(2021, 4, 1), kinds=())

    assert (first.start, first.opens_on) == (date(2018, 4, 1), date(2018, 4, 3))
    assert second.due_on == date(2022, 5, 16)


def test_an_administrators_own_days_stay():
    """A period that is there keeps its days, a Sunday among them."""
    Period.objects.filter(pk=world.november().pk).update(due_on=date(2020, 12, 13))

    open_year(date(2020, 4, 1))

    assert world.november().due_on == date(2020, 12, 13)


# --- Copying targets -----------------------------------------------------------------------------------


def target_of(slug, year=None):
    return Target.objects.in_force().get(measure__slug=slug, year=year or world.year_2020())


def copies(targets):
    return years.copy_targets(targets=targets, by=world.person("ada"), today=world.TODAY)


def test_a_target_is_copied_whole_with_where_it_comes_from():
    after, _ = open_year()
    first = target_of(scene.DRAFT)
    green = first.rule.scale.levels.get(code="green")
    months = {month: D(month) for month in range(1, 13)}
    configuration.set_target(
        measure=first.measure,
        year=first.year,
        kind="at_least",
        value=D("44.5"),
        as_entered=">44.5%",
        decimals=1,
        companion=D(3),
        profile="by_month",
        months=months,
        profile_note="As agreed.",
        rule=first.rule,
        limits={green: D(1)},
        limits_note="Set by Cabinet.",
        reason="Raised.",
        by=world.person("ada"),
    )

    [made] = copies([first])  # the first version was picked; the last one counts

    assert (made.year, made.version, made.basis, made.reason) == (after, 1, "Copied from 2020/21", "")
    kept = ("kind", "value", "as_entered", "decimals", "companion", "profile", "profile_note", "limits_note")
    last = target_of(scene.DRAFT)
    assert [getattr(made, name) for name in kept] == [getattr(last, name) for name in kept]
    assert dict(made.months.values_list("month", "value")) == months
    assert [(limit.level.code, limit.reach) for limit in made.limits.all()] == [("green", 1), ("amber", 5)]
    entry = AuditEntry.objects.get(subject_type="target", subject_id=made.pk)
    assert (entry.verb, entry.reason, entry.by.name) == ("target set", "Copied from 2020/21", "Ada Admin")


def test_what_is_there_already_is_skipped_and_said():
    after, _ = open_year()
    first, second, third = (target_of(slug) for slug in (scene.DRAFT, scene.SUBMITTED, scene.APPROVED))
    copies([first])
    Measure.objects.filter(slug=scene.SUBMITTED).update(state="retired")

    plan = years.plan_copies([first, second, third])

    assert [(target, year) for target, year in plan.copied] == [(third, after)]
    assert dict(plan.skipped) == {
        first: f"2021/22 has a target already: {first.as_entered}.",
        second: "The measure is retired.",
    }
    assert copies([first, second, third]) != []
    assert copies([first, second, third]) == []
    assert Target.objects.filter(measure=first.measure, year=after).count() == 1


def test_a_year_that_is_not_open_takes_no_targets():
    target = target_of(scene.DRAFT)

    assert years.plan_copies([target]) == years.Copies(
        [], [(target, "2021/22 has not been opened yet.")], years.plan_copies([target]).without
    )
    assert copies([target]) == []


def test_a_closed_year_takes_no_copied_targets():
    target = target_of(scene.DRAFT)
    years.open_year(start=date(2021, 4, 1), basis="financial", kinds=(), by=world.person("ada"))
    closed = {"closed_at": "2022-06-01T12:00Z", "closed_by": world.person("petra")}
    Period.objects.filter(kind="year", start=date(2021, 4, 1)).update(**closed)

    assert years.plan_copies([target]).skipped == [(target, "2021/22 is closed.")]
    assert copies([target]) == []


def test_active_measures_without_a_target_are_listed():
    with_target = set(Target.objects.filter(year=world.year_2020()).values_list("measure__slug", flat=True))
    Measure.objects.filter(slug="children-in-care-visits").update(state="active")

    without = years.plan_copies([target_of(scene.DRAFT)]).without

    assert {measure.slug for measure in without} == (
        set(Measure.objects.active().values_list("slug", flat=True)) - with_target
    )
    assert "children-in-care-visits" in {measure.slug for measure in without}
    assert years.plan_copies([]) == years.Copies([], [], [])
