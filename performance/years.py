"""A new year: its periods are opened, and targets are copied into it. Nothing is made twice."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from performance import audit, bank_holidays, configuration
from performance.models import Measure, Period, Target
from performance.refusals import NotComplete
from performance.rules import calendar, working_days
from performance.target_checks import limits_given

PARTS = (Period.Kind.MONTH, Period.Kind.QUARTER, Period.Kind.WEEK)
WEEK_IS_DUE, WEEK_CLOSES = timedelta(days=7), timedelta(days=14)
DAYS_OF_WEEK = 7


# --- Opening a year ------------------------------------------------------------------------------------


@transaction.atomic
def open_year(*, start, basis, kinds, by, due_day=14, now=None):
    """Make a year with its months, quarters or weeks; returns the year and the periods that were made.

    A month or quarter opens on the day after it ends, is due on `due_day` (1 to 28) of the next month and
    closes with it: November 2020 opens on 1 December, is due on the 14th and closes on the 31st. A week opens
    on the day after, is due seven days after it ends and closes seven days later. The year itself opens on
    its first day, and is due and closes in the second month after its end: 2020/21 on 14 and 31 May 2021. A
    week belongs to the year in which it starts.

    Each of these days is a working day of England: opening and due days move on to the next one, closing days
    back to the last. December 2022 opens on 3 January 2023, because the 1st was a Sunday and the 2nd the bank
    holiday for it, is due on Monday 16 January instead of Saturday the 14th and closes on the 31st. A period
    never closes before it is due: January 2026, due on Saturday 28 February, is due and closes on 2 March.

    What is there already stays as it is, and a closed year takes nothing new. Raises NotComplete.
    """
    now = now or timezone.now()
    problems = {}
    if start != calendar.first_of_year(start, basis):
        first = f"1 {calendar.MONTHS[calendar.FIRST_MONTH[basis]]}"
        problems["start"] = f"A {Period.Basis(basis).label.lower()} starts on {first}."
    if not 1 <= due_day <= 28:
        problems["due_day"] = "Choose a day from 1 to 28, which every month has."
    if set(kinds) - set(PARTS):
        problems["kinds"] = "A year is divided into months, quarters and weeks."
    if problems:
        raise NotComplete(problems)
    year = Period.objects.filter(kind=Period.Kind.YEAR, basis=basis, start=start).first()
    made = []
    if year is None:
        year = _period(Period.Kind.YEAR, basis, start, None, due_day)
        year.save()
        made.append(year)
    if kinds and year.closed_at is not None:
        raise NotComplete({"start": f"{year} is closed. Reopen it with a reason first."})
    parts = [(kind, first) for kind in PARTS if kind in kinds for first in _starts(kind, year)]
    there = Period.objects.filter(basis=basis, start__range=(year.start, year.end))
    held = set(there.exclude(kind=Period.Kind.YEAR).values_list("kind", "start"))
    missing = [
        _period(kind, basis, first, year, due_day) for kind, first in parts if (kind, first) not in held
    ]
    made += Period.objects.bulk_create(missing)
    audit.record_many(_opened(period, by, now) for period in made)
    return year, made


def _opened(period, by, now):
    days = {name: getattr(period, name) for name in ("opens_on", "due_on", "closes_on")}
    return audit.entry(by=by, at=now, verb="period opened", subject=period, period=period, after=days)


def _starts(kind, year):
    """The first days of a year's parts; the weeks from the first Monday on."""
    if kind != Period.Kind.WEEK:
        return calendar.starts_since(kind, year.start, _last_start(kind, year))
    first = year.start + timedelta(days=-year.start.weekday() % DAYS_OF_WEEK)
    return [first + timedelta(days=n) for n in range(0, (year.end - first).days + 1, DAYS_OF_WEEK)]


def _last_start(kind, year):
    return calendar.start_before(kind, calendar.add_months(year.start, 12))


def _period(kind, basis, start, year, due_day):
    """An unsaved period of this kind that starts on a day."""
    end = calendar.end_of(kind, start)
    opens_on, due_on, closes_on = _days(kind, start, end, due_day)
    return Period(
        kind=kind,
        basis=basis,
        start=start,
        end=end,
        year=year,
        opens_on=opens_on,
        due_on=due_on,
        closes_on=closes_on,
    )


def _days(kind, start, end, due_day) -> tuple[date, date, date]:
    """When a period opens, is due and closes, on working days (see `open_year`)."""
    opens_on, due_on, closes_on = _days_of_the_calendar(kind, start, end, due_day)
    holidays = bank_holidays.around(opens_on, closes_on)
    due_on = working_days.on_or_after(due_on, holidays)
    closes_on = max(due_on, working_days.on_or_before(closes_on, holidays))
    return working_days.on_or_after(opens_on, holidays), due_on, closes_on


def _days_of_the_calendar(kind, start, end, due_day):
    """The same days, whatever day of the week they are."""
    after = end + timedelta(days=1)
    if kind == Period.Kind.WEEK:
        return after, end + WEEK_IS_DUE, end + WEEK_CLOSES
    if kind == Period.Kind.YEAR:
        due = calendar.add_months(after, 1)
        return start, due.replace(day=due_day), calendar.last_of_month(due)
    return after, after.replace(day=due_day), calendar.last_of_month(after)


# --- Copying targets -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Copies:
    """What copying would do: targets with the year that each goes into, and what stays behind and why."""

    copied: list
    skipped: list
    without: list


def next_year(year):
    """The year after this one on the same basis, or None where nobody has opened it."""
    start = calendar.add_months(year.start, 12)
    return Period.objects.filter(kind=Period.Kind.YEAR, basis=year.basis, start=start).first()


def plan_copies(targets):
    """What copying these targets into their next years would do; `without` are measures that have none.

    Of several versions of a target the last one counts.
    """
    wanted = (
        Target.objects.in_force()
        .filter(measure__in=[target.measure_id for target in targets])
        .filter(year__in=[target.year_id for target in targets])
        .select_related("measure", "year", "rule")
        .order_by("measure__title", "year__start")
    )
    chosen = {(target.measure_id, target.year_id) for target in targets}
    wanted = [target for target in wanted if (target.measure_id, target.year_id) in chosen]
    after = {target.year: next_year(target.year) for target in wanted}
    there = {
        (target.measure_id, target.year_id): target
        for target in Target.objects.in_force().filter(year__in=[year for year in after.values() if year])
    }
    copied, skipped = [], []
    for target in wanted:
        year = after[target.year]
        why = _why_not(target, year, there)
        if why:
            skipped.append((target, why))
        else:
            copied.append((target, year))
    return Copies(copied, skipped, _without(list(after)))


def _why_not(target, year, there):
    if target.measure.state == Measure.State.RETIRED:
        return "The measure is retired."
    if year is None:
        after = calendar.year_label(calendar.add_months(target.year.start, 12))
        return f"{after} has not been opened yet."
    if year.closed_at is not None:
        return f"{year} is closed."
    found = there.get((target.measure_id, year.pk))
    return f"{year} has a target already: {found.as_entered or found.get_kind_display()}." if found else ""


def _without(years):
    """Active measures that have no target in these years of their own basis."""
    if not years:
        return []
    having = Target.objects.filter(year__in=years).values("measure")
    bases = {year.basis for year in years}
    return list(Measure.objects.active().filter(year_basis__in=bases).exclude(pk__in=having))


@transaction.atomic
def copy_targets(*, targets, by, now=None, today=None):
    """Copy targets into the year after theirs, each with where it comes from; returns the new ones.

    What `plan_copies` skips is skipped here as well, so that doing it twice copies nothing twice.
    """
    return [
        configuration.set_target(
            measure=target.measure,
            year=year,
            kind=target.kind,
            value=target.value,
            lower=target.lower,
            upper=target.upper,
            as_entered=target.as_entered,
            decimals=target.decimals,
            companion=target.companion,
            profile=target.profile,
            months=target.months_to_date,
            profile_note=target.profile_note,
            is_milestone=target.is_milestone,
            basis=f"Copied from {target.year}",
            rule=target.rule,
            limits=limits_given(target),
            limits_note=target.limits_note,
            by=by,
            now=now,
            today=today,
        )
        for target, year in plan_copies(targets).copied
    ]
