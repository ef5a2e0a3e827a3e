"""Whose row is it: the measure and period of each row of a file, or why it has none.

The first three cells of a row say so, and agree with each other and with the title beside them, or the row is
refused: a figure must never end up with another measure because somebody sorted half a sheet.
"""

from django.db.models import prefetch_related_objects

from performance import access, outstanding
from performance.models import Measure, Period
from performance.returns.columns import heading_key
from performance.returns.stamp import read_stamp
from performance.rules.printed_periods import read_period

AGAIN = "Download the return again and fill in this row there."


def identify(found, person):
    """The measure and period of each row, or why it has none."""
    slugs = {one.row.keys["measure"] for one in found}
    held = {measure.slug: measure for measure in _held_by(person).filter(slug__in=slugs).with_codes()}
    prefetch_related_objects(list(held.values()), "dimensions__categories")
    seen = set(access.visible_measures(person).filter(slug__in=slugs).values_list("slug", flat=True))
    stamps = {id(one): read_stamp(one.row.keys["version"]) for one in found}
    starts = {stamp.start for stamp in stamps.values() if stamp}
    periods = Period.objects.filter(start__in=starts).select_related("year")
    periods = {(period.kind, period.basis, period.start): period for period in periods}
    surveys = outstanding.surveys_of(held.values())
    for one in found:
        one.measure = _measure_of(one, held, seen)
        if one.measure is not None:
            one.period = _period_of(one, stamps[id(one)], periods, surveys)


def _held_by(person):
    return Measure.objects.held_by(person) if person.is_active else Measure.objects.none()


def _measure_of(one, held, seen):
    slug, title = one.row.keys["measure"], one.row.keys.get("title", "")
    measure = held.get(slug)
    if not slug:
        one.refuse("The row does not say whose it is: its “Measure ID” is empty. Put it back.")
    elif measure is None and slug in seen:
        one.refuse(f"“{slug[:80]}” is not a measure that you enter figures for.")
    elif measure is None:
        # The same for what is not there and for what this person may not see.
        one.refuse(f"There is no measure “{slug[:80]}” that you enter figures for.")
    elif title and heading_key(title) != heading_key(measure.title):
        one.refuse(
            f"The row says “{title[:80]}”, and its “Measure ID” is that of “{measure.title}”. Perhaps some "
            f"columns were sorted without the others. {AGAIN}"
        )
    else:
        return measure
    return None


def _period_of(one, stamp, periods, surveys):
    """The period of a row, whose stamp and period have to agree."""
    measure, text = one.measure, one.row.keys["period"]
    if stamp is None:
        one.refuse("The cell under “Version” was changed and cannot be read. " + AGAIN)
        return None
    period = periods.get((measure.period_kind, measure.year_basis, stamp.start))
    if period is None:
        one.refuse(f"There is no period “{text[:60]}” for this measure. " + AGAIN)
        return None
    if not _says(text, period):
        one.refuse(
            f"The row was made for {period.label} and now says {f'“{text[:60]}”' if text else 'none'}. Put "
            "the period back, or download a return for the period that you mean."
        )
        return None
    if not outstanding.takes(measure, period, surveys):
        due = outstanding.not_due(measure, period)
        one.refuse(f"This measure has no figure for {period.label}. {due}".strip())
        return None
    return period


def _says(text, period):
    """Whether a cell names this period: as its label, or as spreadsheet programs show it ("Nov-20")."""
    if heading_key(text) == heading_key(period.label):
        return True
    read = read_period(text, year_basis=period.basis)
    return read is not None and (read.start, read.end) == (period.start, period.end)


def refuse_twice(found):
    first = {}
    for one in found:
        if one.key in first and one.key is not None:
            other = first[one.key]
            one.refuse(f"The same measure and period stand in row {other.row.line} too. Remove one of them.")
            other.refuse(f"The same measure and period stand in row {one.row.line} too. Remove one of them.")
        first.setdefault(one.key, one)
