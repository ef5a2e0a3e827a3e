"""A council's own measures of national indicators, for examples whose figures are published ones."""

from performance.models import Measure, MeasureRole, Person, Placement, Section

OWNER = "olive.owner@example.org"


def section_of(scorecard, title, position):
    """A heading of a scorecard."""
    made, _ = Section.objects.get_or_create(
        scorecard=scorecard, parent=None, title=title, defaults={"position": position}
    )
    return made


def measure_of(indicator, *, slug, service, section, position):
    """The measure that is an indicator, on a scorecard and with a sample owner."""
    is_rate = indicator.per is not None and indicator.unit != "%"
    kind = "percent" if indicator.unit == "%" else "rate" if is_rate else "score"
    measure, _ = Measure.objects.get_or_create(
        slug=slug,
        defaults={
            "title": indicator.title,
            "unit_kind": kind,
            "rate_per": int(indicator.per) if is_rate else 0,
            "decimals": indicator.decimals,
            "polarity": indicator.polarity,
            "frequency": Measure.Frequency.ANNUAL,
            "aggregation": Measure.Aggregation.AS_ENTERED,
            "directorate": service.directorate,
            "service": service,
            "indicator": indicator,
        },
    )
    place(measure, section, position)
    return measure


def place(measure, section, position):
    """Put a measure on a scorecard, with the sample owner."""
    owner = Person.objects.get(email=OWNER)
    MeasureRole.objects.get_or_create(measure=measure, person=owner, kind=MeasureRole.Kind.OWNER)
    Placement.objects.get_or_create(section=section, measure=measure, defaults={"position": position})
