"""How figures add up: over the months of a year, and over several measures or areas.

A percentage is never the average of percentages: numerators are summed, denominators are summed, and one
is divided by the other. 9 of 10 and 10 of 90 are 19 of 100 and so 19%, where the average of 90.0% and
11.1% would say 50.6%. What an absence does is decided in `absences`; 0 is a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from performance.rules.absences import Absence, Effect, effect_of
from performance.rules.numbers import Unit, UnitKind, figure_of


class Aggregation(StrEnum):
    """How a measure adds up over a year."""

    SUM = "sum"
    LATEST = "latest"
    FRACTION = "fraction"
    MEAN = "mean"
    ROLLING = "rolling"
    AS_ENTERED = "as_entered"


# What can be counted twice as much in two months as in one.
ADDING_KINDS = frozenset({UnitKind.COUNT, UnitKind.MONEY, UnitKind.DAYS})
# Of these several areas make one by adding; staff of two services are staff, but not of two months.
AREA_KINDS = ADDING_KINDS | {UnitKind.FTE}
MOST_LABELS = 6


@dataclass(frozen=True)
class PeriodFigure:
    """One period's figure, in whole units, or its reason for none.

    `absence` is a code of `absences.Absence`; "" without a value or a fraction is missing. A month of
    0 of 0 has no percentage (value None) and is no gap: it adds nothing to either sum. Raises ValueError
    for a figure and a reason for none together.
    """

    label: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absence: str = ""

    def __post_init__(self):
        if self.absence and (self.value is not None or self.has_parts):
            raise ValueError(f"{self.label} has a figure and a reason for none")

    @property
    def has_parts(self) -> bool:
        return self.numerator is not None and self.denominator is not None


@dataclass(frozen=True)
class Aggregated:
    """Figures taken together.

    `used` of `expected` periods went in; `left_out` names the others, in order. `complete` says that the
    value is of everything there was to count. `rateable` is what a rating asks: an incomplete total is
    shown and never rated, an average of the known months is. `reason` is the sentence where there is no
    value; `note` is printed beneath one, or "".
    """

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    used: int
    expected: int
    left_out: tuple[str, ...] = ()
    complete: bool = True
    suppressed: bool = False
    rateable: bool = True
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Sorted:
    """The figures that count, those that do not, and the words for both."""

    used: tuple[PeriodFigure, ...]
    out: tuple[tuple[PeriodFigure, Effect], ...]
    expected: int
    periods: str

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(figure.label for figure, _ in self.out)


def aggregate(
    kind: Aggregation,
    figures: Sequence[PeriodFigure],
    unit: Unit,
    *,
    of: Aggregation | None = None,
    periods: str = "months",
) -> Aggregated:
    """Take the figures of a year's periods together, one for each period that is expected, in order.

    - sum: 317 and 143 make 460. With a month missing the partial sum is the value, not complete and not
      rateable. Where every month has the same denominator (a population), the sum of a rate is the sum of
      numerators over that denominator, so that rounding does not add up.
    - fraction: sum of numerators over sum of denominators. A month with a percentage alone cannot be
      combined, and then there is no value.
    - mean: of the months that have a figure, at six places.
    - latest and as entered: the last period's own figure. If that is absent there is none: a stock is not
      carried forward without a word.
    - rolling: the last twelve months by `of` (sum, fraction or mean); None chooses by `rolling_of`.

    >>> months = [PeriodFigure("April", Decimal(317)), PeriodFigure("May", Decimal(143))]
    >>> aggregate(Aggregation.SUM, months, Unit(UnitKind.COUNT)).value
    Decimal('460')
    >>> aggregate(Aggregation.SUM, [*months, PeriodFigure("June")], Unit(UnitKind.COUNT)).note
    '2 of 3 months: June is missing'

    `periods` is the plural word for what is counted. Raises ValueError where there are no figures at all,
    or for `of` with anything but rolling.
    """
    if not figures:
        raise ValueError("nothing is expected, so nothing adds up")
    kind = Aggregation(kind)
    if kind == Aggregation.ROLLING:
        kind = Aggregation(of or rolling_of(figures, unit))
    elif of is not None:
        raise ValueError("only rolling figures are of something")
    if kind in (Aggregation.LATEST, Aggregation.AS_ENTERED):
        return _latest(figures[-1], unit)
    if kind == Aggregation.ROLLING:
        raise ValueError("rolling figures are a sum, a fraction or a mean")
    known = _sorted(kind, figures, unit, periods)
    hidden = [figure.label for figure, effect in known.out if effect.hides]
    if hidden:
        verb = "is" if len(hidden) == 1 else "are"
        reason = f"Suppressed: {_labels(hidden)} {verb} suppressed and could be worked out from this figure."
        return replace(_none(known, reason), suppressed=True)
    if not known.used:
        return _none(known, _no_figure(known))
    return _COMBINE[kind](known, unit)


def rolling_of(figures: Sequence[PeriodFigure], unit: Unit) -> Aggregation:
    """What twelve rolling months make: a fraction where numerators and denominators are held, a sum of
    counts, money and days, and a mean of all else (scores, full-time equivalents).

    >>> rolling_of([PeriodFigure("April", Decimal(3))], Unit(UnitKind.DAYS))
    <Aggregation.SUM: 'sum'>
    """
    if any(figure.has_parts for figure in figures):
        return Aggregation.FRACTION
    return Aggregation.SUM if unit.kind in ADDING_KINDS else Aggregation.MEAN


def roll_up_figures(figures: Sequence[PeriodFigure], unit: Unit, *, parts: str = "areas") -> Aggregated:
    """Several measures or areas of one period taken together as one.

    Numerators over denominators where they are held; counts, money, days and staff are added; percentages,
    rates and scores alone cannot be rolled up, and the reason says so. `parts` is the plural word for them.

    460 of 1,000 in one area and 40 of 100 in another are 500 of 1,100, which is 45.454545%:

    >>> areas = [PeriodFigure("North", None, Decimal(460), Decimal(1000))]
    >>> areas.append(PeriodFigure("South", None, Decimal(40), Decimal(100)))
    >>> roll_up_figures(areas, Unit(UnitKind.PERCENT, 1)).value
    Decimal('45.454545')
    """
    adds = unit.kind in AREA_KINDS and not any(figure.has_parts for figure in figures)
    return aggregate(Aggregation.SUM if adds else Aggregation.FRACTION, figures, unit, periods=parts)


# --- The parts of it ---------------------------------------------------------------------------------


def _own(figure: PeriodFigure, unit: Unit) -> Decimal | None:
    """A period's own figure: as given, or from its fraction; 0 of 0 has none."""
    if figure.value is None and figure.has_parts and figure.denominator != 0:
        return figure_of(figure.numerator, figure.denominator, unit)
    return figure.value


# A month with nothing to divide by is like one that does not apply: no figure, and no gap either.
_EMPTY = replace(
    effect_of(Absence.NOT_APPLICABLE), one="has a denominator of 0", many="have a denominator of 0"
)


def _effect(figure: PeriodFigure) -> Effect:
    return _EMPTY if figure.has_parts else effect_of(figure.absence)


def _sorted(kind, figures, unit, periods) -> _Sorted:
    used, out = [], []
    for figure in figures:
        as_fraction = kind == Aggregation.FRACTION and figure.has_parts
        if as_fraction or _own(figure, unit) is not None:
            used.append(figure)
        else:
            out.append((figure, _effect(figure)))
    expected = len(used) + sum(effect.expected for _, effect in out)
    return _Sorted(tuple(used), tuple(out), expected, periods)


def _latest(last: PeriodFigure, unit: Unit) -> Aggregated:
    value = _own(last, unit)
    if value is not None:
        return Aggregated(value, last.numerator, last.denominator, 1, 1)
    effect = _effect(last)
    reason = f"{last.label} {effect.one}, and an earlier figure is not carried forward."
    return Aggregated(
        None,
        None,
        None,
        used=0,
        expected=int(effect.expected),
        left_out=(last.label,),
        complete=False,
        suppressed=effect.hides,
        rateable=False,
        reason=reason,
    )


def _total(known: _Sorted, unit: Unit) -> Aggregated:
    complete = all(effect.total_complete for _, effect in known.out)
    value = sum((_own(figure, unit) for figure in known.used), Decimal(0))
    numerator = denominator = None
    if all(figure.has_parts for figure in known.used):
        numerator = sum((figure.numerator for figure in known.used), Decimal(0))
        populations = {figure.denominator for figure in known.used}
        if unit.kind == UnitKind.RATE and len(populations) == 1:
            denominator = populations.pop()
            value = figure_of(numerator, denominator, unit)
    result = _some(known, value, complete, numerator, denominator)
    return replace(result, rateable=complete)


def _fraction(known: _Sorted, unit: Unit) -> Aggregated:
    alone = [figure.label for figure in known.used if not figure.has_parts]
    if alone:
        verb = "has" if len(alone) == 1 else "have"
        reason = (
            f"{_labels(alone)} {verb} a figure without its numerator and denominator, so the {known.periods} "
            "cannot be combined."
        )
        return _none(known, reason)
    numerator = sum((figure.numerator for figure in known.used), Decimal(0))
    denominator = sum((figure.denominator for figure in known.used), Decimal(0))
    if denominator == 0:
        return _none(known, "The denominators add up to 0, so there is nothing to divide by.")
    complete = all(effect.average_complete for _, effect in known.out)
    return _some(known, figure_of(numerator, denominator, unit), complete, numerator, denominator)


def _mean(known: _Sorted, unit: Unit) -> Aggregated:
    complete = all(effect.average_complete for _, effect in known.out)
    total = sum((_own(figure, unit) for figure in known.used), Decimal(0))
    # A plain ratio: the figures are in their unit already. Six places, and printed like the exact mean.
    plain = replace(unit, kind=UnitKind.RATIO, per=0)
    return _some(known, figure_of(total, Decimal(len(known.used)), plain), complete)


_COMBINE = {Aggregation.SUM: _total, Aggregation.FRACTION: _fraction, Aggregation.MEAN: _mean}


def _some(known, value, complete, numerator=None, denominator=None) -> Aggregated:
    return Aggregated(
        value,
        numerator,
        denominator,
        used=len(known.used),
        expected=known.expected,
        left_out=known.labels,
        complete=complete,
        note=_note(known),
    )


def _none(known: _Sorted, reason: str) -> Aggregated:
    return replace(_some(known, None, False), rateable=False, reason=reason)


def _no_figure(known: _Sorted) -> str:
    if known.expected > 1:
        return f"None of the {known.expected} {known.periods} has a figure."
    return f"No figure: {_told(known)}."


def _note(known: _Sorted) -> str:
    """How many went in and what became of the others: "7 of 8 months: September 2020 is missing"."""
    if not known.out:
        return ""
    periods = known.periods.removesuffix("s") if known.expected == 1 else known.periods
    return f"{len(known.used)} of {known.expected} {periods}: {_told(known)}"


def _told(known: _Sorted) -> str:
    by_words = {}
    for figure, effect in known.out:
        by_words.setdefault((effect.one, effect.many), []).append(figure.label)
    return ", ".join(
        f"{_labels(labels)} {one if len(labels) == 1 else many}" for (one, many), labels in by_words.items()
    )


def _labels(labels: Sequence[str]) -> str:
    """Names in a row; of more than six only how many, for a year of weeks has 53."""
    if len(labels) > MOST_LABELS:
        return f"{len(labels)} of them"
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
