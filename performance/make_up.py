"""What a figure is made up of: the parts of a composition and the parts of its breakdowns.

Both are kept as text of Decimals under the codes of categories: {"good": "193"} and, for breakdowns,
{"age-band": {"18-64": "33"}}. 0 is a figure; a category that is blank is not there.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import prefetch_related_objects

from performance import audit
from performance.rules.calculated import Input, composition_share, parts_add_up
from performance.rules.numbers import SCALES, Unit, UnitKind, format_figure, percentage

# Shares of parts, as they are printed beside them.
SHARE = Unit(UnitKind.PERCENT, 1)


def dimensions_of(measure):
    """A measure's dimensions with their categories, in order; read once for each loaded measure."""
    prefetch_related_objects([measure], "dimensions__categories")
    return list(measure.dimensions.all())


def composition_of(measure):
    """The dimension that the measure's own figure is made of, or None."""
    return next((dimension for dimension in dimensions_of(measure) if dimension.is_composition), None)


def breakdowns_of(measure):
    """The dimensions that divide the figure further."""
    return [dimension for dimension in dimensions_of(measure) if not dimension.is_composition]


# --- As it is kept -----------------------------------------------------------------------------------


def kept(figures):
    """Parts as they are kept: codes in their order and figures as text, None where all are blank.

    >>> kept({"good": Decimal("193.0"), "bad": None, "none": "0"})
    {'good': '193', 'none': '0'}
    """
    if not figures:
        return None
    given = {code: audit.plain(Decimal(figure)) for code, figure in figures.items() if figure is not None}
    return dict(sorted(given.items())) or None


def kept_breakdown(breakdown):
    """The same for each dimension; one without any figure is not there."""
    given = {code: kept(figures) for code, figures in sorted((breakdown or {}).items())}
    return {code: figures for code, figures in given.items() if figures} or None


def figures_of(stored):
    """What is kept, as Decimals: {} for None."""
    return {code: Decimal(text) for code, text in (stored or {}).items()}


# --- What stops a submission ---------------------------------------------------------------------------


def problems_of(measure, content):
    """What is wrong with parts and breakdowns: the name of the form's field -> sentence.

    A part's field is "parts.good"; a breakdown's "breakdown.age-band.18-64". What is wrong with a division as
    a whole stands at "parts" or "breakdown.age-band".
    """
    return {**_composition_problems(measure, content), **_breakdown_problems(measure, content)}


def _composition_problems(measure, content):
    parts = figures_of(content.get("parts"))
    if measure.entry != measure.Entry.PARTS:
        return {"parts": "Only a composition is entered as parts."} if parts else {}
    composition = composition_of(measure)
    if composition is None:
        return {"parts": "An administrator must first say which parts this composition has."}
    if content.get("value") is not None or content.get("numerator") is not None:
        return {"parts": "A composition is entered as its parts, without a figure of its own."}
    if content.get("absence"):
        return {"absence": "Give either the parts or a reason for none, not both."} if parts else {}
    if not parts:
        return {
            "parts": "Enter every part, or choose a reason why there is none. Where a part is none, enter 0."
        }
    return _part_problems(composition, parts, "parts")


def _part_problems(dimension, parts, name, *, may_be_negative=False):
    """Every category is given, none is unknown, and none is below 0 where it cannot be."""
    categories = {category.code: category.name for category in dimension.categories.all()}
    problems = {
        f"{name}.{code}": f"Enter {label}. Where it is none, enter 0."
        for code, label in categories.items()
        if code not in parts
    }
    unknown = sorted(set(parts) - set(categories))
    if unknown:
        problems[name] = f"{dimension.name} has no part called {', '.join(unknown)}."
    for code, figure in parts.items():
        if figure < 0 and not may_be_negative:
            problems[f"{name}.{code}"] = f"{categories.get(code, code)} cannot be less than 0."
    return problems


def _breakdown_problems(measure, content):
    breakdown = content.get("breakdown")
    if not breakdown:
        return {}
    if content.get("absence"):
        return {"absence": "Give a breakdown only with a figure, or clear it."}
    dimensions = {dimension.code: dimension for dimension in breakdowns_of(measure)}
    problems = {}
    for code, stored in breakdown.items():
        name, parts = f"breakdown.{code}", figures_of(stored)
        if code not in dimensions:
            problems[name] = f"This measure has no breakdown called {code}."
            continue
        money = measure.unit_kind == UnitKind.MONEY
        found = _part_problems(dimensions[code], parts, name, may_be_negative=money)
        problems |= found or _sum_problem(measure, content, dimensions[code], parts, name)
    return problems


def _sum_problem(measure, content, dimension, parts, name):
    """Whether the parts make the whole: a fraction's numerator, the sum of a composition, else the figure.

    Counts have to agree exactly, and so do numerators; figures with decimals or a display scale may differ by
    what rounding each of them can make.
    """
    whole, decimals = _whole(measure, content)
    if not dimension.must_add_up or whole is None:
        return {}
    added = parts_add_up(list(parts.values()), whole, decimals)
    return {} if added.agrees else {name: f"{dimension.name}: {_lower_first(added.sentence)}"}


def _whole(measure, content):
    """What breakdowns add up to, and the decimals that it is rounded to; None for exact counts."""
    if measure.entry == measure.Entry.PARTS:
        return sum(figures_of(content.get("parts")).values(), Decimal(0)), _rounded_to(measure)
    if content.get("numerator") is not None:
        return content["numerator"], None
    return content.get("value"), _rounded_to(measure)


def _rounded_to(measure):
    """The decimals, in whole units, that the measure's figures are printed with: -2 for 84.5k.

    None where they are exact: whole counts of things that come one by one.
    """
    unit = measure.unit
    counted = unit.kind in (UnitKind.COUNT, UnitKind.COMPOSITION)
    if counted and not unit.decimals and not unit.scale:
        return None
    return unit.decimals - SCALES[unit.scale].adjusted()


def _lower_first(sentence):
    return sentence[:1].lower() + sentence[1:]


# --- As it is shown ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One part as it is printed: "Good or Outstanding", "193", "72.6%". No share of a whole of 0."""

    name: str
    figure: str
    share: str
    is_good: bool = False


@dataclass(frozen=True)
class Division:
    """A composition or breakdown as it is printed, with its total and the share of its good parts."""

    name: str
    parts: tuple[Part, ...]
    total: str
    headline: str = ""


def divisions_of(submission):
    """What a submission's figure is made up of: its composition first, then its breakdowns."""
    if not submission.parts and not submission.breakdown:
        return []
    stored = submission.breakdown or {}
    composition_first = sorted(dimensions_of(submission.measure), key=lambda found: not found.is_composition)
    divided = [
        (dimension, figures_of(submission.parts if dimension.is_composition else stored.get(dimension.code)))
        for dimension in composition_first
    ]
    return [_division(dimension, parts, submission.measure.unit) for dimension, parts in divided if parts]


def _division(dimension, figures, unit):
    whole = sum(figures.values(), Decimal(0))
    parts = tuple(
        Part(
            category.name,
            format_figure(figures[category.code], _counted(unit)),
            _share(figures[category.code], whole),
            dimension.is_composition and category.is_good,
        )
        for category in dimension.categories.all()
        if category.code in figures
    )
    headline = _headline(dimension, figures) if dimension.is_composition else ""
    return Division(dimension.name, parts, format_figure(whole, _counted(unit)), headline)


def _counted(unit):
    """Parts are counts, also where the whole is judged as a share."""
    return replace(unit, kind=UnitKind.COUNT) if unit.kind == UnitKind.COMPOSITION else unit


def _share(figure, whole):
    """A part as a share of its whole with one decimal: 193 of 266 is "72.6%"; "" where the whole is 0."""
    if whole == 0:
        return ""
    return format_figure(percentage(figure, whole), SHARE)


def _headline(dimension, figures):
    """The share of the good parts in words: "72.6% Good or Outstanding"; "" where none counts as good."""
    good = [category for category in dimension.categories.all() if category.is_good]
    parts = {
        category.code: Input(category.name, figures.get(category.code))
        for category in dimension.categories.all()
    }
    if not good:
        return ""
    share = composition_share(parts, {category.code for category in good}).value
    names = " and ".join(category.name for category in good)
    return "" if share is None else f"{format_figure(share, SHARE)} {names}"
