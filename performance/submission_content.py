"""What an owner writes: its fields, the figure that is computed from them, and what stops a submission."""

from decimal import Decimal, InvalidOperation

from performance import assessing, audit, commentary, make_up
from performance.models import RagRule, Submission, Target
from performance.rules.assess import target_in_force
from performance.rules.numbers import UnitKind, as_printed, figure_of, format_number, places_of

# No share or rate is as large as this unless its two parts are swapped; below it, both databases return
# all six places as they were written.
LARGEST_COMPUTED = Decimal(10) ** 9
# What cannot be less than none. Money can: an underspend, a saving. So can days late, or a ratio of change.
NEVER_NEGATIVE = frozenset({UnitKind.COUNT, UnitKind.RATE, UnitKind.FTE, UnitKind.SCORE})
_KEPT = {"parts": make_up.kept, "breakdown": make_up.kept_breakdown}


def whole(content):
    """Every content field, absent ones at their empty value; unknown names are a programming error."""
    unknown = set(content) - set(Submission.CONTENT)
    if unknown:
        raise TypeError(f"not content of a submission: {sorted(unknown)}")
    fields = {name: Submission._meta.get_field(name) for name in Submission.CONTENT}
    return {
        name: _stored(name, content[name]) if content.get(name) is not None else (None if field.null else "")
        for name, field in fields.items()
    }


def _stored(name, value):
    """Text without the white space that browsers and people add at the ends; parts as they are kept."""
    if name in _KEPT:
        return _KEPT[name](value)
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


def content_of(submission):
    """What an owner wrote, as the verbs take it."""
    return {name: getattr(submission, name) for name in Submission.CONTENT}


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


def why_not_taken(period, current, day):
    """Why a period takes no figure on this day, in a sentence; "" where it takes one.

    `current` is the open revision, the one in force, or None. What was reopened or returned is a correction
    and is taken until the year is closed; a first figure until the period's last day.
    """
    is_open = current is not None and current.is_open
    is_correction = is_open and (current.revision > 1 or current.returned_at is not None)
    taken = period.takes_corrections(day) if is_correction else period.is_open(day)
    return "" if taken else period.why_not_open(day)


# --- What stops a submission ---------------------------------------------------------------------------


def problems_of(measure, content):
    """What stops this content from being submitted: field -> sentence, empty when nothing does.

    0 is a figure. A figure and a reason for none exclude each other. A numerator above its denominator
    is refused for a percentage, where the part cannot be more than the whole.
    """
    problems = _fraction_problems(measure, content)
    value, absence = content.get("value"), content.get("absence") or ""
    has_figure = value is not None or content.get("numerator") is not None
    if has_figure and absence:
        problems["absence"] = "Give either a figure or a reason for none, not both."
    if not has_figure and not absence and not problems and measure.entry != measure.Entry.PARTS:
        first = "numerator" if measure.entry == measure.Entry.FRACTION else "value"
        problems[first] = "Enter a figure, or choose a reason why there is none."
    if absence == Submission.Absence.DUE_ON and not content.get("absence_due_on"):
        problems["absence_due_on"] = "Enter the date on which the figure is due."
    if absence != Submission.Absence.DUE_ON and content.get("absence_due_on"):
        problems["absence_due_on"] = "A due date goes only with the reason “Due on a date”."
    problems.update(_range_problems(measure, content))
    problems.update(make_up.problems_of(measure, content))
    return problems


def _fraction_problems(measure, content):
    numerator, denominator = content.get("numerator"), content.get("denominator")
    problems = {}
    if (numerator is None) != (denominator is None):
        missing = "denominator" if denominator is None else "numerator"
        problems[missing] = f"Enter the {missing} as well, or clear both."
    if denominator is not None and denominator <= 0:
        problems["denominator"] = "The denominator must be more than 0: nothing can be a share of none."
    elif numerator is not None and denominator is not None:
        if numerator < 0:
            problems["numerator"] = "The numerator cannot be less than 0."
        elif numerator > denominator and measure.unit.kind == UnitKind.PERCENT and measure.is_share:
            problems["numerator"] = (
                f"The numerator ({audit.plain(numerator)}) is above the denominator "
                f"({audit.plain(denominator)}). Check that they are not swapped."
            )
        elif with_computed_value(measure, content)["value"] is None:
            problems["numerator"] = (
                "These two make a figure that is far too large. Check for swapped figures."
            )
    return problems


def _range_problems(measure, content):
    """Figures that their unit cannot have. What is calculated from others can be below 0: a variance."""
    if measure.entry == measure.Entry.CALCULATED:
        return {}
    kinds = {"value": measure.unit_kind, "forecast": measure.unit_kind}
    if measure.unit_kind == UnitKind.PERCENT and not measure.is_share:
        kinds = {}  # a change may be anything
    kinds |= {"companion": measure.companion_kind, "forecast_companion": measure.companion_kind}
    problems = {}
    if _fraction_problems(measure, content) and measure.unit_kind != UnitKind.PERCENT:
        kinds.pop("value", None)  # it is worked out from what is wrong, and said there
    for name, kind in kinds.items():
        best = measure.score_out_of if name in ("value", "forecast") else None
        sentence = _out_of_range(content.get(name), kind, best)
        if sentence:
            problems[name] = sentence
    return problems


def _out_of_range(figure, kind, best):
    """The sentence for a figure outside its unit's range, or None: 26 out of 24, 104%, −3 people."""
    if figure is None:
        return None
    if kind == UnitKind.PERCENT and not Decimal(0) <= figure <= Decimal(100):
        return "A percentage of a whole lies between 0 and 100."
    if best is not None and not Decimal(0) <= figure <= best:
        return f"This score lies between 0 and {format_number(best, places_of(best))}."
    if kind in NEVER_NEGATIVE and figure < 0:
        return "This cannot be less than 0. Check the sign."
    return None


# --- What the rating asks for ----------------------------------------------------------------------------


def judging_target(measure, period):
    """The version of a measure's target that judges a period, with its rule, or None."""
    versions = Target.objects.filter(measure=measure, year=period.year_id or period.pk)
    return target_in_force(versions.select_related("rule__scale"), period.closes_on)


def levels_to_judge_by(target):
    """The levels among which the owner judges, best first; none where the rule judges by itself."""
    if target is None or target.rule is None or target.rule.kind != RagRule.Kind.MANUAL:
        return []
    return sorted(target.rule.scale.levels.all(), key=lambda level: level.position)


def judged_word(submission):
    """The status that the owner judged, in its own word; "" where none is recorded."""
    if not submission.judged_level:
        return ""
    levels = levels_to_judge_by(judging_target(submission.measure, submission.period))
    words = {level.code: level.word for level in levels}
    return words.get(submission.judged_level, submission.judged_level)


def rating_problems(submission, judged=None, *, is_of_set=False):
    """What the rating of this figure asks for besides the figure: a judgement, an outlook, and words.

    "Not known yet" is an outlook. Asked of the same rules that will rate it, so that a rule by judgement or
    one that the outlook moves is served as well. `judged` is its assessment, where it has one already, and
    `is_of_set` says that it is one of a restatement's.
    """
    judged = judged or assessing.judge_with([submission])[submission.pk]
    problems = {}
    levels = levels_to_judge_by(judged.target)
    if levels and not submission.absence:
        if not submission.judged_level:
            problems["judged_level"] = "This measure is rated by judgement. Choose its status."
        elif submission.judged_level not in {level.code for level in levels}:
            problems["judged_level"] = "Choose one of the statuses of this measure's scale."
    is_off_target = judged.level is not None and judged.level.off_target
    if is_off_target and not submission.outlook:
        problems["outlook"] = "This figure is off target. Say what you expect for the year."
    words = commentary.problems_of(submission, is_off_target=is_off_target, is_of_set=is_of_set)
    return problems | words
