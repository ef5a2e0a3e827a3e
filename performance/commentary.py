"""When a figure cannot go without words: off target, or missing unexpectedly."""

from performance import outstanding
from performance.models import Measure, Submission

OFF_TARGET = "This figure is off target. Say why in the commentary for publication."
MISSING = (
    "Say in a sentence why there is no figure; it is printed in its place. "
    "Or say it in the commentary for publication."
)


def problems_of(submission, *, is_off_target, is_of_set=False):
    """Words that this figure needs before it is submitted: field -> sentence, empty when none do.

    A figure that is off target needs a commentary for publication. A reason for none needs its sentence or
    that commentary, unless it was expected: the figure before it is absent for the same reason, so that it
    has been explained once, or a biennial measure is in a year between. A correction needs them like every
    figure: the reason for which it was reopened says what was wrong with the old one, and not why the new one
    is off target. Only the figures of a restatement (`is_of_set`) go without: the reason of their set is
    printed with each of them and stands for it.
    """
    if submission.commentary_public or is_of_set:
        return {}
    if is_off_target:
        return {"commentary_public": OFF_TARGET}
    if submission.absence and not submission.absence_note and not _is_expected(submission):
        return {"absence_note": MISSING}
    return {}


def _is_expected(submission):
    """Whether a reader knows already that there is no figure for this period."""
    measure, period = submission.measure, submission.period
    before = Submission.objects.in_force().filter(
        measure=measure, period__kind=period.kind, period__basis=period.basis, absence=submission.absence
    )
    return before.filter(period__start=period.start_before).exists() or _is_between(measure, period)


def _is_between(measure, period):
    """Whether this is a year in which a measure of every second year has no figure anyway."""
    if measure.frequency != Measure.Frequency.BIENNIAL:
        return False
    return outstanding.next_survey(measure, period, outstanding.surveys_of([measure])) != period.start
