"""The cast and the world: the demonstration council, and people in another directorate who see none of it."""

from datetime import date

from performance import recompute
from performance.demonstration import cycle, load
from performance.models import Directorate, Measure, MeasureRole, Period, Person, Role

TODAY = date(2020, 12, 10)


def build_world():
    """The demonstration council with its back figures judged, and another directorate beside it."""
    load.load_council()
    children, _ = Directorate.objects.get_or_create(name="Children and Family Services", position=1)
    people = {
        "stella.stranger": "Stella Stranger",  # manages the other directorate
        "otto.other": "Otto Other",  # owns its one measure
    }
    for email, name in people.items():
        Person.objects.create_user(f"{email}@example.org", "a-long-password", name=name)
    Role.objects.create(
        person=Person.objects.get(name="Stella Stranger"), kind=Role.Kind.MANAGER, directorate=children
    )
    measure = Measure.objects.create(
        slug="children-in-care-visits",
        title="Children in care visited on time",
        unit_kind="percent",
        decimals=1,
        polarity="high",
        directorate=children,
    )
    MeasureRole.objects.create(
        measure=measure, person=Person.objects.get(name="Otto Other"), kind=MeasureRole.Kind.OWNER
    )
    recompute.recompute_everything()


def person(first_name):
    """One of the cast, by first name: olive, oscar, dee, dan, mary, marcus, petra, dora, clive, ada, nick."""
    return Person.objects.get(name__startswith=f"{first_name.capitalize()} ")


def measure(slug):
    return Measure.objects.get(slug=slug)


def november():
    return Period.objects.get(kind=Period.Kind.MONTH, start=date(2020, 11, 1))


def year_2020():
    return Period.objects.get(kind=Period.Kind.YEAR, start=date(2020, 4, 1))


def submit_month():
    """November's figures entered and submitted by their owners."""
    figures = cycle.figures_of("2020-11")
    for figure in figures:
        cycle.submit(figure, today=TODAY)
    return figures


def complete_month():
    """November's figures approved and judged."""
    figures, managers = submit_month(), cycle.managers()
    for figure in figures:
        cycle.approve(figure, among=managers)
    recompute.recompute_due()
    return figures
