"""What the chart of a measure's last periods is drawn from: its line or bars, its target, its breaks."""

from decimal import Decimal

from performance import cells
from performance.models import Measure
from performance.rules import calendar
from performance.rules.numbers import SCALES, as_printed, format_figure
from performance.rules.profiles import Profile
from performance.rules.rag import TargetKind


def said(measure):
    """What the figures are: the unit in words, and the numerator of the denominator where both are named."""
    parts = [cells.unit_words(measure)]
    if measure.numerator_label and measure.denominator_label:
        parts.append(f"{measure.numerator_label} of {measure.denominator_label}")
    return "; ".join(part[0].upper() + part[1:] for part in parts if part)


def target(reading, line):
    """The year's target, where single figures are what it is about."""
    start = calendar.first_of_year(line.starts[-1], line.measure.year_basis)
    target = reading.past.targets.get((line.measure.slug, start))
    adds_up = line.measure.aggregation == Measure.Aggregation.SUM and line.measure.period_kind != "year"
    if target is None or adds_up or target.profile not in (Profile.SAME, ""):
        return None
    return target if target.kind in ("at_least", "at_most", "band") else None


def data(line, unit, target):
    """What a chart of lines is drawn from: numbers as text in the scale that is printed, gaps as None."""
    taken_over = ("published", "imported")
    band = target is not None and target.kind == TargetKind.BAND
    return {
        "periods": list(line.labels),
        "series": [
            {
                "name": line.measure.title,
                "values": [_drawn(value, unit) for value in line.values],
                "own": True,
                "hollow": [p for p, f in enumerate(line.figures) if f is not None and f.origin in taken_over],
            }
        ],
        "unit": _around(unit),
        "target": None if target is None or band else _exact(target.value, unit),
        "target_label": "" if target is None or band else _aim(target, unit),
        "band": [_exact(edge, unit) for edge in target.band] if band else None,
        "breaks": [
            {"before": place, "mark": chr(ord("A") + number), "reason": reason}
            for number, (place, reason) in enumerate(_breaks(line))
        ],
    }


def _breaks(line):
    """Places before which no line leads on: breaks of the series, and years that begin anew."""
    anew = dict.fromkeys(line.begins_anew, "A new year to date begins")
    return sorted((anew | line.breaks).items())


def bars(line, unit, target):
    """Figures that stand too far apart for a line."""
    one_line = target is not None and target.kind != TargetKind.BAND
    return {
        "bars": [
            {"name": label, "value": _drawn(value, unit), "own": True}
            for label, value in zip(line.labels, line.values, strict=True)
        ],
        "lines": [{"name": _aim(target, unit), "value": _exact(target.value, unit)}] if one_line else [],
        "unit": _around(unit),
    }


def _around(unit):
    """What stands before and after a number of this unit: "£" and "m", "" and "%"."""
    sample = format_figure(Decimal(0), unit)
    digits = [place for place, letter in enumerate(sample) if letter.isdigit()]
    return {"before": sample[: digits[0]], "after": sample[digits[-1] + 1 :], "decimals": unit.decimals}


def _drawn(value, unit):
    """A figure as it is printed, in the scale that it is printed in; None is a gap."""
    return None if value is None else f"{as_printed(value, unit) / SCALES[unit.scale]:f}"


def _exact(value, unit):
    """A target with all its digits and no zeros that say nothing, in the same scale."""
    return f"{(value / SCALES[unit.scale]).normalize():f}"


def _aim(target, unit):
    return f"Target {target.as_entered or format_figure(target.value, unit)}"
