"""What an owner writes: its fields, the figure that is computed from them, and what stops a submission."""

from decimal import Decimal, InvalidOperation

from performance import audit
from performance.models import Submission
from performance.rules.numbers import UnitKind, as_printed, figure_of

# No share or rate is as large as this unless its two parts are swapped; below it, both databases return
# all six places as they were written.
LARGEST_COMPUTED = Decimal(10) ** 9


def whole(content):
    """Every content field, absent ones at their empty value; unknown names are a programming error."""
    unknown = set(content) - set(Submission.CONTENT)
    if unknown:
        raise TypeError(f"not content of a submission: {sorted(unknown)}")
    fields = {name: Submission._meta.get_field(name) for name in Submission.CONTENT}
    return {
        name: _stored(content[name]) if content.get(name) is not None else (None if field.null else "")
        for name, field in fields.items()
    }


def _stored(value):
    """Text without the white space that browsers and people add at the ends."""
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


def with_computed_value(measure, content):
    """The content with the figure that its numerator and denominator make.

    Where both are given the value is computed from them and nothing else; 460 of 144,892 per 100,000 is
    317.477846. There is none where they make too large a figure: 419,403 of 9 per 100,000 is 4.66 billion.
    """
    numerator, denominator = content.get("numerator"), content.get("denominator")
    if numerator is None or denominator is None or denominator <= 0:
        return content
    return {**content, "value": _computed(numerator, denominator, measure.unit)}


def _computed(numerator, denominator, unit):
    try:
        figure = figure_of(numerator, denominator, unit)
        return figure if abs(as_printed(figure, unit)) < LARGEST_COMPUTED else None
    except InvalidOperation:  # more digits than arithmetic keeps
        return None


def problems_of(measure, content):
    """What stops this content from being submitted: field -> sentence, empty when nothing does.

    0 is a figure. A figure and a reason for none exclude each other. A numerator above its denominator
    is refused for a percentage, where the part cannot be more than the whole.
    """
    problems = {}
    value, absence = content.get("value"), content.get("absence") or ""
    numerator, denominator = content.get("numerator"), content.get("denominator")
    if (numerator is None) != (denominator is None):
        missing = "denominator" if denominator is None else "numerator"
        problems[missing] = f"Enter the {missing} as well, or clear both."
    if denominator is not None and denominator <= 0:
        problems["denominator"] = "The denominator must be more than 0: nothing can be a share of none."
    elif numerator is not None and denominator is not None:
        if numerator < 0:
            problems["numerator"] = "The numerator cannot be less than 0."
        elif numerator > denominator and measure.unit.kind == UnitKind.PERCENT:
            problems["numerator"] = (
                f"The numerator ({audit.plain(numerator)}) is above the denominator "
                f"({audit.plain(denominator)}). Check that they are not swapped."
            )
        elif with_computed_value(measure, content)["value"] is None:
            problems["numerator"] = (
                "These two make a figure that is far too large. Check for swapped figures."
            )
    has_figure = value is not None or numerator is not None
    if has_figure and absence:
        problems["absence"] = "Give either a figure or a reason for none, not both."
    if not has_figure and not absence and not problems:
        first = "numerator" if measure.entry == measure.Entry.FRACTION else "value"
        problems[first] = "Enter a figure, or choose a reason why there is none."
    if absence == Submission.Absence.DUE_ON and not content.get("absence_due_on"):
        problems["absence_due_on"] = "Enter the date on which the figure is due."
    if absence != Submission.Absence.DUE_ON and content.get("absence_due_on"):
        problems["absence_due_on"] = "A due date goes only with the reason “Due on a date”."
    problems.update(_range_problems(measure, value, content.get("forecast")))
    return problems


def _range_problems(measure, value, forecast):
    if measure.unit.kind != UnitKind.PERCENT:
        return {}
    sentence = "A percentage of a whole lies between 0 and 100."
    figures = {"value": value, "forecast": forecast}
    return {
        name: sentence
        for name, figure in figures.items()
        if figure is not None and not Decimal(0) <= figure <= Decimal(100)
    }
