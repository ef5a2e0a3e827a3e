"""What stands beside a field of the owner's form: units, examples, and what a reason for none does."""

from performance.models import Measure
from performance.rules.absences import effect_of
from performance.rules.numbers import Unit, UnitKind, example_of, format_number, places_of

# What adds figures up over a year, and what averages them: which effect of a reason for none is told.
TOTALS = (Measure.Aggregation.SUM, Measure.Aggregation.ROLLING)
AVERAGES = (Measure.Aggregation.FRACTION, Measure.Aggregation.MEAN)


def companion_unit(measure):
    """The unit of the second figure: "100.87 FTE, 14.3%" has a percentage beside the first."""
    kind = UnitKind(measure.companion_kind)
    return Unit(kind, 1 if kind == UnitKind.PERCENT else 0)


def example(measure):
    if measure.score_out_of is not None:
        return format_number(measure.score_out_of, places_of(measure.score_out_of))
    return example_of(measure.unit)


_KINDS = {
    UnitKind.PERCENT: "A percentage.",
    UnitKind.MONEY: "In pounds; an amount below 0 takes a minus sign.",
    UnitKind.DAYS: "In days.",
    UnitKind.RATIO: "A ratio.",
    UnitKind.FTE: "Full-time equivalents.",
}


# With what a note begins that does not say what is counted.
_NO_NOUNS = ("a", "an", "at", "by", "each", "every", "from", "in", "of", "on", "out", "per", "to")


def unit_hint(measure):
    """What to enter, in a sentence: "A score from 0 to 24."."""
    kind = measure.unit.kind
    if measure.score_out_of is not None:
        best = format_number(measure.score_out_of, places_of(measure.score_out_of))
        return f"A score from 0 to {best}."
    if kind == UnitKind.RATE:
        return f"A rate {measure.unit_phrase}."
    return _KINDS.get(kind) or _number_of(measure.unit_note)


def _number_of(note):
    """What is counted, in a sentence: "A number of visits."; "A number, per day." for what is no noun."""
    if not note:
        return "A number."
    joint = ", " if note.split()[0].lower() in _NO_NOUNS else " of "
    return f"A number{joint}{note}."


def effect_in_words(measure, code):
    """What a reason for none does to this measure's rating and to its year, as it adds up."""
    effect = effect_of(code)
    sentences = [effect.rating]
    if measure.aggregation in TOTALS:
        sentences.append(f"The year's total: {_lower_first(effect.total)}")
    elif measure.aggregation in AVERAGES:
        sentences.append(f"The year's average: {_lower_first(effect.average)}")
    return " ".join(sentences)


def _lower_first(sentence):
    return sentence[:1].lower() + sentence[1:]
