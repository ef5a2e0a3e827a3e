"""Checks of an entry against itself: a part and its whole, parts and totals, companions, letters."""

from decimal import Decimal
from statistics import median

from performance.rules import alphabets, proofs
from performance.rules.calculated import parts_add_up
from performance.rules.checks.found import Code, Context, Division, Figure, Finding, Severity
from performance.rules.numbers import UnitKind, format_number, places_of

# How far a companion's share of its figure may move before it is asked about; how many pairs tell the share.
COMPANION_SLACK = Decimal("0.1")
_PAIRS = 3


def inner_findings(figure: Figure, context: Context) -> list[Finding]:
    """All that an entry contradicts in itself, in the order in which it is put right."""
    return [
        *_fraction(figure),
        *[found for division in figure.divisions if (found := _division(division))],
        *_companion(figure, context),
        *_forecast(figure, context),
        *_letters(figure),
    ]


def _fraction(figure):
    """A numerator above its denominator, and a stated percentage or rate that the two do not make."""
    numerator, denominator = figure.numerator, figure.denominator
    if numerator is None or denominator is None:
        return []
    above = proofs.part_within_whole(numerator, denominator) if figure.unit.kind == UnitKind.PERCENT else None
    if above:
        return [Finding(Code.NUMERATOR, Severity.ERROR, above.sentence, "numerator")]
    if figure.stated is None:
        return []
    per = 100 if figure.unit.kind == UnitKind.PERCENT else figure.unit.per or 1
    wrong = proofs.share_agrees(figure.stated, figure.stated_decimals, numerator, denominator, per=per)
    return [Finding(Code.SHARE, Severity.ERROR, wrong.sentence)] if wrong else []


def _division(division: Division):
    """Parts against their total; shares of one whole against 100."""
    if not division.parts:
        return None
    added = parts_add_up(division.parts, division.total, division.decimals)
    if added.agrees:
        return None
    if not division.is_hundred:
        told = f"{added.sentence[:1].lower()}{added.sentence[1:]}"
        sentence = f"{division.name}: {told} Find out which is wrong."
        return Finding(Code.PARTS, Severity.ERROR, sentence, division.field)
    return Finding(
        Code.HUNDRED,
        Severity.SERIOUS,
        f"{division.name} make {_number(added.sum)}%, and together they should make 100%. Check each of "
        "them, or confirm them and say why.",
        division.field,
    )


def _companion(figure, context):
    """A rate against the count beside it: by its population, else by what the two have been so far.

    13 admissions among 419,403 people are 3.1 per 100,000; with 31 beside it one of them is wrong.
    """
    count, value = figure.companion, figure.value
    if count is None or value is None:
        return []
    if figure.unit.kind == UnitKind.RATE and figure.denominator is not None and figure.denominator > 0:
        wrong = proofs.share_agrees(
            value, figure.unit.decimals, count, figure.denominator, per=figure.unit.per
        )
        sentence = wrong and f"{wrong.sentence[:-1]}, or confirm them and say why."
        return [Finding(Code.COMPANION, Severity.SERIOUS, sentence, "companion")] if wrong else []
    return _usual_companion(figure, context)


def _usual_companion(figure, context):
    shares = [
        past.companion / past.value
        for past in context.history
        if past.companion is not None and past.companion > 0 and past.value > 0 and past.start < context.start
    ]
    if len(shares) < _PAIRS or figure.value <= 0:
        return []
    usual = median(shares)
    steady = all(abs(share / usual - 1) <= COMPANION_SLACK for share in shares)
    half = proofs.half_unit(figure.unit.decimals, figure.unit.scale)
    low = (figure.value - half) * usual * (1 - COMPANION_SLACK) - Decimal("0.5")
    high = (figure.value + half) * usual * (1 + COMPANION_SLACK) + Decimal("0.5")
    if not steady or low <= figure.companion <= high:
        return []
    name = figure.companion_name or "The second figure"
    return [
        Finding(
            Code.COMPANION,
            Severity.WARNING,
            f"{name} is {_number(figure.companion)}, and beside this figure "
            f"{format_number(low, 0)} to {format_number(high, 0)} was expected: the two have moved together "
            "so far. Check both, or confirm them.",
            "companion",
            low,
            high,
        )
    ]


def _forecast(figure, context):
    """A flow that is above the forecast for its whole year: 5,510 so far, and 832 forecast."""
    if figure.forecast is None or figure.value is None or not context.is_flow or figure.value < 0:
        return []
    if figure.value <= figure.forecast:
        return []
    so_far = "The year so far" if context.is_cumulative else "This period alone"
    return [
        Finding(
            Code.FORECAST,
            Severity.SERIOUS,
            f"{so_far} is above the forecast for the whole year. Check both, or confirm them and say why.",
            meant=figure.forecast,
        )
    ]


def _letters(figure):
    """Letters from other alphabets in cells as they were pasted."""
    return [
        Finding(
            Code.LETTERS,
            Severity.WARNING,
            f"{alphabets.sentence(found)}{' Check that this is what was meant.' if found.by else ''}",
            field,
        )
        for field, text in figure.texts
        for found in alphabets.normalised(text)[1]
    ]


def _number(value):
    return format_number(value, places_of(value))
