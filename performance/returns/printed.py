"""What stands in a field, as a preview prints it: in full, so that no digit is lost."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from performance import make_up
from performance.forms.hints import companion_unit
from performance.models import Submission
from performance.rules import calendar
from performance.rules.numbers import Unit, UnitKind, format_figure, places_of

# Enough of a commentary to see which it is.
LONGEST = 240
_CHOICES = {"absence": Submission.Absence, "outlook": Submission.Outlook}


def printed(name, value, measure) -> str:
    """A field's value in words, "" for none: "45.678%", "The survey was not run", "31 March 2021"."""
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        unit = unit_of(name, measure)
        return format_figure(value, Unit(unit.kind, per=unit.per), max(places_of(value), _least(unit)))
    if isinstance(value, date):
        return calendar.in_words(value)
    if name in _CHOICES:
        return _CHOICES[name](value).label
    return value if len(value) <= LONGEST else f"{value[:LONGEST].rstrip()}…"


def unit_of(name, measure) -> Unit:
    """The unit in which a field of the entry form is typed."""
    if name in ("numerator", "denominator"):
        return Unit(UnitKind.COUNT)
    if name in ("companion", "forecast_companion"):
        return companion_unit(measure)
    for dimension in make_up.dimensions_of(measure):
        prefix = "parts." if dimension.is_composition else f"breakdown.{dimension.code}."
        if name.startswith(prefix):
            return make_up.unit_of_parts(measure, dimension)
    return measure.unit


def _least(unit):
    """How many decimals are printed at least: the unit's own, where it is printed in whole units."""
    return 0 if unit.scale else unit.decimals


def day_and_time(moment) -> str:
    """ "10 December 2020 at 14:05", in our own time."""
    local = timezone.localtime(moment)
    return f"{calendar.in_words(local)} at {local:%H:%M}"
