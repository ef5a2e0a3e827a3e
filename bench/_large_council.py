"""A council of the size that the deadline is tried with: people, measures and three years of months."""

from datetime import date, timedelta
from decimal import Decimal

PASSWORD = "a-password-for-measurements"
DIRECTORATES = ("Adults", "Children", "Environment", "Public Health", "Corporate Resources")
BATCH = 500


def build(*, measures, owners, managers, months, today):
    """Make them, with the month before `today` open for figures; returns that month and the owners' slugs.

    Every measure has a target for each year and an imported figure for each of the `months` before the open
    one. Owners have equal shares of the measures, and the next owner as the deputy.
    """
    from performance import configuration, dates, years
    from performance.demonstration import load
    from performance.models import Directorate, Person, Role

    load.load_scale_and_rules()
    ada = _people(["ada.admin"])[0]
    Role.objects.create(person=ada, kind=Role.Kind.ADMINISTRATOR)
    month = _periods(years, today, months, ada)
    directorates = [Directorate.objects.create(name=name) for name in DIRECTORATES]
    for number, manager in enumerate(_people(f"manager.{n}" for n in range(managers))):
        Role.objects.create(
            person=manager, kind=Role.Kind.MANAGER, directorate=directorates[number % len(directorates)]
        )
    held = _measures(_people(f"owner.{n}" for n in range(owners)), directorates, measures)
    _targets(configuration, dates, [measure for _, own in held for measure in own], ada)
    _back_figures([measure for _, own in held for measure in own], month, months)
    assert Person.objects.count() == 1 + managers + owners
    return month, {person.email: [measure.slug for measure in own] for person, own in held}


def _people(names):
    from django.contrib.auth.hashers import make_password

    from performance.models import Person

    # Hashed once: what a sign-in costs is measured at the sign-in.
    password = make_password(PASSWORD)
    return Person.objects.bulk_create(
        Person(email=f"{name}@example.org", name=name.replace(".", " ").title(), password=password)
        for name in names
    )


def _periods(years, today, months, by):
    """The years that hold the open month and the months before it; the open month takes figures today."""
    from performance.models import Period
    from performance.rules import calendar

    open_month = calendar.start_before("month", today.replace(day=1))
    start = calendar.first_of_year(open_month, "financial")
    for back in range(months // 12 + 2):
        years.open_year(
            start=date(start.year - back, start.month, 1), basis="financial", kinds=["month"], by=by
        )
    period = Period.objects.get(kind="month", start=open_month)
    # The measurement may be run on any day, also before a month opens or after it closed.
    Period.objects.filter(pk=period.pk).update(
        opens_on=today - timedelta(days=7), due_on=today, closes_on=today + timedelta(days=7)
    )
    period.refresh_from_db()
    return period


def _measures(owners, directorates, count):
    """Shares, rates and counts in turn; returns each owner with the measures that they own."""
    from performance.models import Measure, MeasureRole

    kinds = (
        {"unit_kind": "count", "aggregation": "sum", "polarity": "low"},
        {"unit_kind": "percent", "decimals": 1, "polarity": "high", "entry": "fraction"},
        {"unit_kind": "percent", "decimals": 1, "polarity": "high"},
    )
    made = Measure.objects.bulk_create(
        (
            Measure(
                slug=f"measure-{n}",
                title=f"Measure {n}",
                directorate=directorates[n % len(owners) % len(directorates)],
                **kinds[n % len(kinds)],
            )
            for n in range(count)
        ),
        batch_size=BATCH,
    )
    held = [(owner, made[n :: len(owners)]) for n, owner in enumerate(owners)]
    MeasureRole.objects.bulk_create(
        MeasureRole(measure=measure, person=person, kind=kind)
        for n, (owner, own) in enumerate(held)
        for person, kind in ((owner, "owner"), (owners[(n + 1) % len(owners)], "deputy"))
        for measure in own
    )
    return held


def _targets(configuration, dates, measures, by):
    from performance.models import Period, RagRule

    rules = {rule.basis: rule for rule in RagRule.objects.all()}
    for year in Period.objects.filter(kind="year"):
        for measure in measures:
            counted = measure.unit_kind == "count"
            configuration.set_target(
                measure=measure,
                year=year,
                kind="at_most" if counted else "at_least",
                value=Decimal(14_400 if counted else 75),
                rule=rules["relative" if counted else "points"],
                profile="linear" if counted else "same",
                by=by,
                today=dates.today(),
            )


def figures_of(measure_number, month_number):
    """What is counted in a month: about 1,000 of about 1,250, up and down by a few, never twice the same.

    >>> figures_of(0, 0)
    (1000, 1250)
    """
    return (
        1000 + measure_number + (measure_number * 7 + month_number * 13) % 31,
        1250 + measure_number + (measure_number * 5 + month_number * 3) % 17,
    )


def content_of(measure, month_number):
    """The same as a measure's form takes it: field -> figure."""
    number = int(measure.slug.removeprefix("measure-"))
    counted, of = figures_of(number, month_number)
    if measure.entry == measure.Entry.FRACTION:
        return {"numerator": Decimal(counted), "denominator": Decimal(of)}
    if measure.unit_kind == "count":
        return {"value": Decimal(counted)}
    return {"value": Decimal(counted * 1000 // of) / 10}


def _back_figures(measures, month, months):
    from django.utils import timezone

    from performance.models import Period, Submission
    from performance.submission_content import with_computed_value

    earlier = list(Period.objects.filter(kind="month", start__lt=month.start).order_by("-start")[:months])
    Submission.objects.bulk_create(
        (
            Submission(
                measure=measure,
                period=period,
                status="published",
                origin="imported",
                source="Made up for a measurement",
                created_at=timezone.now(),
                in_force_at=timezone.now(),
                **with_computed_value(measure, content_of(measure, -back)),
            )
            for measure in measures
            for back, period in enumerate(earlier, 1)
        ),
        batch_size=BATCH,
    )
