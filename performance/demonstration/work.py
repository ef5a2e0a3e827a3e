"""Leaves work for each role: four figures due, one returned, two awaiting approval, a pack issued."""

from datetime import date

from performance import processes, workflow
from performance.demonstration import cycle, kept, meeting
from performance.demonstration.load import PRODUCT_DATE, period_of
from performance.models import Pack, Submission

MONTH = "2020-11"
DUE = ("adult-learning-success", "library-e-loans", "admissions-65-plus", "carers-direct-payments")
RETURNED = "reablement-no-further-need"
AWAITING = ("contacts-prevent-need", "heritage-visits")
RETURN_REASON = (
    "Illustrative: this is 7.3 points under the target. Please say in the commentary what is being done."
)


def leave_work():
    """Bring November 2020 to mid-month. Figures that somebody has worked on are left as they are."""
    for figure in cycle.figures_of(MONTH):
        touched = Submission.objects.filter(measure=figure.measure, period=figure.period).exists()
        if touched or figure.measure.slug in DUE:
            continue
        cycle.submit(figure, today=PRODUCT_DATE)
        if figure.measure.slug == RETURNED:
            _return(figure)
        elif figure.measure.slug not in AWAITING:
            cycle.approve(figure)
    earlier = meeting.Meeting(
        period=period_of("2019-20"),
        title="Performance report 2019/20: position at the year's end",
        meeting_on=date(2020, 11, 9),
        words=kept.YEAR_END,
    )
    if not Pack.objects.filter(period=earlier.period, status=Pack.Status.ISSUED).exists():
        with processes.own_queue():
            meeting.wait_for_assessments()
            meeting.take_to_issue(meeting.prepare(earlier))


def _return(figure):
    submission = Submission.objects.awaiting_approval().get(measure=figure.measure, period=figure.period)
    manager = cycle.manager_for(submission)
    workflow.send_back(submission=submission, version=submission.version, reason=RETURN_REASON, by=manager)
