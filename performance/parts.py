"""The parts of a figure as they are printed: a composition with its share, and breakdowns."""

from decimal import Decimal

from performance import make_up
from performance.row import MARK, BreakdownCell, PartCell
from performance.rules.calculated import PERCENT, Calculated, Input, composition_share
from performance.rules.numbers import UnitKind, format_figure, format_number, places_of


def composition_parts(submission) -> list[PartCell]:
    """Every part of a composition in the order of its categories; a 0 is a part like any other."""
    given, good = _composition(submission)
    return _cells(given, good, adds_up=True)


def share_of(submission) -> Calculated | None:
    """The share of a composition's good parts: 193 of 4 + 69 + 193 is 72.556391%. None where none is good."""
    given, good = _composition(submission)
    if any(part.value is None for part in given.values()):
        # With a part that is not published the rest is not the whole.
        return None
    return composition_share(given, good) if good else None


def share_text(submission) -> str:
    """The share with what it is of: "72.6% good or outstanding"; "" where there is none."""
    share = share_of(submission)
    if share is None or share.value is None:
        return ""
    given, good = _composition(submission)
    words = " or ".join(_within_a_sentence(given[code].name) for code in given if code in good)
    return f"{format_figure(share.value, PERCENT)} {words}"


def breakdowns(submission) -> list[BreakdownCell]:
    """A figure's divisions, in the order of the measure's dimensions, each in the unit it was entered in."""
    found = []
    for dimension in submission.measure.dimensions.all() if submission.breakdown else []:
        entered = _figures(submission, dimension.code, submission.breakdown.get(dimension.code))
        if not entered:
            continue
        given = {
            category.code: Input(category.name, entered[category.code])
            for category in dimension.categories.all()
            if category.code in entered
        }
        unit = make_up.unit_of_parts(submission.measure, dimension)
        cells = _cells(given, unit=unit, adds_up=dimension.must_add_up)
        text = " · ".join(f"{part.name} {part.text}" for part in cells)
        found.append(BreakdownCell(dimension.name, text, cells))
    return found


def _composition(submission):
    """The parts by the codes of their categories, and the codes of the good ones."""
    dimension = next((d for d in submission.measure.dimensions.all() if d.is_composition), None)
    categories = list(dimension.categories.all()) if dimension else []
    entered = _figures(submission, "", submission.parts)
    # A category may have been added or removed since: what was entered is what is printed.
    names = {category.code: category.name for category in categories}
    codes = [code for code in names if code in entered]
    codes += [code for code in entered if code not in names]
    given = {code: Input(names.get(code, code), entered[code]) for code in codes}
    return given, {category.code for category in categories if category.is_good} & set(given)


def _figures(submission, dimension_code, stored):
    """Parts by their categories' codes, of the composition where `dimension_code` is ""; None for one that is
    not published."""
    return make_up.figures_of(stored) | dict.fromkeys(submission.withheld_parts.get(dimension_code, ()))


def _cells(given, good=(), *, unit=None, adds_up):
    """Parts as cells; each has its share of the whole, where they make one and none is below 0."""
    known = [part.value for part in given.values() if part.value is not None]
    whole = sum(known, Decimal(0))
    shared = adds_up and whole > 0 and len(known) == len(given) and min(known) >= 0
    return [
        PartCell(
            part.name,
            _text(part.value, unit),
            f"{part.value.normalize():f}",
            format_figure(part.value * 100 / whole, PERCENT) if shared else "",
            code in good,
        )
        if part.value is not None
        else PartCell(part.name, MARK, "", "", code in good)
        for code, part in given.items()
    ]


def _text(value, unit):
    """A count in full, and anything else as its unit is printed."""
    if unit is None or (unit.kind == UnitKind.COUNT and not unit.scale):
        return format_number(value, places_of(value))
    return format_figure(value, unit)


def _within_a_sentence(name):
    """A category's name in lower case, but for acronyms: "Good or Outstanding" is "good or outstanding"."""
    return " ".join(word if word.isupper() else word.lower() for word in name.split())
