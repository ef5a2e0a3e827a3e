"""Measures that are worked out from others: a total, a variance, a share, a composition's headline.

An input without a figure is never 0. What does not apply is left out of a total; anything else that is
absent leaves no result, and the sentence names it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from performance.rules.absences import effect_of
from performance.rules.numbers import Unit, UnitKind, figure_of, format_figure, format_number, places_of


@dataclass(frozen=True)
class Input:
    """One measure that goes in, in whole units, or the code of its reason for none ("" is missing)."""

    name: str
    value: Decimal | None = None
    absence: str = ""

    def __post_init__(self):
        if self.absence and self.value is not None:
            raise ValueError(f"{self.name} has a figure and a reason for none")


@dataclass(frozen=True)
class Calculated:
    """The result in whole units and how it came about, or None and why not, in one sentence.

    A share has its numerator and denominator. `suppressed` says that the result would give away a figure
    that may not be printed.
    """

    value: Decimal | None
    sentence: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    suppressed: bool = False


def total(inputs: Sequence[Input]) -> Calculated:
    """The sum of the inputs: 48.902 + 18.281 + 51.914 + 23.019 is 142.116.

    >>> parts = [Input(name, Decimal(value)) for name, value in [("Care", "48.902"), ("Roads", "18.281")]]
    >>> total(parts).value, total(parts).sentence
    (Decimal('67.183'), 'The sum of Care and Roads.')

    Inputs that are not applicable are left out. Raises ValueError for no inputs.
    """
    if not inputs:
        raise ValueError("a total has inputs")
    missing = _missing("total", inputs, may_be_left_out=True)
    if missing:
        return missing
    given = [given for given in inputs if given.value is not None]
    if not given:
        return Calculated(None, "No total: none of its parts is applicable.")
    value = sum((part.value for part in given), Decimal(0))
    return Calculated(value, f"The sum of {_names([part.name for part in given])}.")


def variance(first: Input, second: Input, unit: Unit) -> Calculated:
    """The first less the second, over or (under): £51.066m spent of a budget of £48.902m is £2.164m over.

    >>> spent, budget = Input("spending", Decimal(51_066_000)), Input("budget", Decimal(48_902_000))
    >>> variance(spent, budget, Unit(UnitKind.MONEY, 3, "m")).sentence
    'spending less budget: £2.164m over.'
    """
    missing = _missing("variance", [first, second])
    if missing:
        return missing
    value = first.value - second.value
    side = (
        "no difference"
        if value == 0
        else f"{format_figure(abs(value), unit)} " + ("over" if value > 0 else "under")
    )
    return Calculated(value, f"{first.name} less {second.name}: {side}.")


def share(first: Input, whole: Sequence[Input], unit: Unit) -> Calculated:
    """The first over the sum of `whole`, in per cent, or per N in a rate's unit.

    `whole` is one measure, or the parts that make it, of which the first may be one. 193 of 4 + 69 + 193
    is 72.556391%. A whole of 0 has no shares.
    """
    if not whole:
        raise ValueError("a share is of something")
    missing = _missing("share", [first]) or _missing("share", whole, may_be_left_out=True)
    if missing:
        return missing
    return _over(first.value, sum((part.value for part in whole if part.value is not None), Decimal(0)), unit)


PERCENT = Unit(UnitKind.PERCENT, 1)


def composition_share(
    parts: Mapping[str, Input], good_codes: Collection[str], unit: Unit = PERCENT
) -> Calculated:
    """A composition's headline: the share of its good categories among all.

    Inadequate 4 | Requires improvement 69 | Good or Outstanding 193 is 193 of 266, 72.556391%:

    >>> parts = {"bad": Input("Inadequate", Decimal(4)), "ri": Input("RI", Decimal(69))}
    >>> parts["good"] = Input("Good or Outstanding", Decimal(193))
    >>> composition_share(parts, {"good"}).sentence
    '193 of 266 is 72.6%.'

    With a part missing or suppressed there is none. Raises ValueError for a good code that is no part.
    """
    unknown = set(good_codes) - set(parts)
    if unknown or not parts:
        raise ValueError(f"no part of the composition: {', '.join(sorted(unknown)) or 'it has none'}")
    missing = _missing("share", list(parts.values()), may_be_left_out=True)
    if missing:
        return missing
    values = {code: part.value for code, part in parts.items() if part.value is not None}
    good = sum((value for code, value in values.items() if code in good_codes), Decimal(0))
    return _over(good, sum(values.values(), Decimal(0)), unit)


@dataclass(frozen=True)
class Addition:
    """Whether parts make their total: `difference` is their sum less the total, and agrees if its size is
    at most `tolerance`. The sentence says what is wrong, or "" where nothing is."""

    sum: Decimal
    difference: Decimal
    tolerance: Decimal
    agrees: bool
    sentence: str


def parts_add_up(parts: Sequence[Decimal], stated: Decimal, decimals: int | None) -> Addition:
    """Check a printed total against its printed parts.

    `decimals` is how many all of them are rounded to, None where they are exact (counts of people): n parts
    and their total, each up to half a unit of the last place off, may differ by (n + 1) / 2 units. 84.5k is
    84,500 rounded to -2 decimals.

    911 + 2,536 is 3,447, printed 3,437:

    >>> parts_add_up([Decimal(911), Decimal(2536)], Decimal(3437), None).sentence
    'The parts add up to 3,447, 10 more than the total of 3,437.'
    """
    added = sum(parts, Decimal(0))
    difference = added - stated
    step = Decimal(0) if decimals is None else Decimal(1).scaleb(-decimals)
    tolerance = step * (len(parts) + 1) / 2
    agrees = abs(difference) <= tolerance
    if agrees:
        return Addition(added, difference, tolerance, True, "")
    apart = f"{_full(abs(difference))} {'more' if difference > 0 else 'less'}"
    sentence = f"The parts add up to {_full(added)}, {apart} than the total of {_full(stated)}."
    return Addition(added, difference, tolerance, False, sentence)


def _over(numerator: Decimal, denominator: Decimal, unit: Unit) -> Calculated:
    if denominator == 0:
        return Calculated(None, "No share: the whole is 0.", numerator, denominator)
    value = figure_of(numerator, denominator, unit)
    sentence = f"{_full(numerator)} of {_full(denominator)} is {format_figure(value, unit)}"
    if unit.kind == UnitKind.RATE and unit.per:
        sentence += f" per {unit.per:,}"
    return Calculated(value, f"{sentence}.", numerator, denominator)


def _missing(what: str, inputs: Sequence[Input], *, may_be_left_out: bool = False) -> Calculated | None:
    """No result, naming the inputs that stand in its way; None where none does."""
    absent = [
        (given.name, effect)
        for given in inputs
        if given.value is None and ((effect := effect_of(given.absence)).expected or not may_be_left_out)
    ]
    hidden = [(name, effect) for name, effect in absent if effect.hides]
    if hidden:
        names = _names([name for name, _ in hidden])
        verb = hidden[0][1].one if len(hidden) == 1 else hidden[0][1].many
        return Calculated(
            None, f"No {what}: {names} {verb} and could be worked out from it.", suppressed=True
        )
    if not absent:
        return None
    told = _names([f"{name} {effect.one}" for name, effect in absent])
    return Calculated(None, f"No {what}: {told}.")


def _names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _full(value: Decimal) -> str:
    return format_number(value, places_of(value))
