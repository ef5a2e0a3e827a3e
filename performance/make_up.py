"""What a figure is made up of: the parts of a composition and the parts of its breakdowns.

Both are kept as text of Decimals under the codes of categories: {"good": "193"} and, for breakdowns,
{"age-band": {"18-64": "33"}}. 0 is a figure; a category that is blank is not there.
"""

from decimal import Decimal

from django.db.models import prefetch_related_objects

from performance import audit
from performance.rules.calculated import parts_add_up
from performance.rules.numbers import SCALES, Unit, UnitKind

# A percentage, rate or ratio is not made of its parts: the counts behind it are.
COUNTS_BEHIND = frozenset({UnitKind.PERCENT, UnitKind.RATE, UnitKind.RATIO})


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


def unit_of_parts(measure, dimension):
    """The unit that a dimension's parts are entered in: counts where they make up a composition or the
    numerator of a share, else the figure's own.

    A share divided without making a whole, such as a percentage by area, has percentages for its parts.
    """
    behind = measure.unit_kind in COUNTS_BEHIND and dimension.must_add_up
    counted = behind or measure.entry in (measure.Entry.FRACTION, measure.Entry.PARTS)
    return Unit(UnitKind.COUNT) if counted else measure.unit


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
    """What breakdowns add up to, None where it is not known, and the decimals that it is rounded to, None for
    exact counts.
    """
    if measure.entry == measure.Entry.PARTS:
        return sum(figures_of(content.get("parts")).values(), Decimal(0)), _rounded_to(measure)
    if content.get("numerator") is not None:
        return content["numerator"], None
    return None if measure.unit_kind in COUNTS_BEHIND else content.get("value"), _rounded_to(measure)


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
