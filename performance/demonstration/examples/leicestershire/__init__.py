"""Leicestershire's report of January 2021 to its scrutiny committee, with Appendix A and Appendix C.

Answers to "National performance benchmarking 2019/20 and performance report 2020/21, position at November
2020". The figures are the published ones, which the demonstration holds; the covering report has that
report's headings and words of our own (`performance/demonstration/report.txt`).
"""

from datetime import date

from performance.demonstration import cycle, kept, meeting
from performance.demonstration import load as demonstration
from performance.demonstration.examples.plan import Plan, Planned
from performance.models import Scorecard

ENVIRONMENT = {
    "COUNCIL_NAME": "Leicestershire County Council",
    "COUNCIL_AUTHORITY": "LEC",
    "PRODUCT_DATE": "2020-12-10",
}
MONTH = "2020-11"


def load() -> None:
    """The demonstration council, and November 2020 entered and approved by its sample people."""
    demonstration.load_council()
    figures, managers = cycle.figures_of(MONTH), cycle.managers()
    for figure in figures:
        cycle.submit(figure, today=demonstration.PRODUCT_DATE)
        cycle.approve(figure, among=managers)


def plan() -> Plan:
    """The report to the January meeting, after one on the year before."""
    scorecard = Scorecard.objects.get(slug=demonstration.SCORECARD)
    front = {"scorecard": scorecard, "committee": meeting.COMMITTEE}
    post = "Director of Adults and Communities (sample)"
    earlier = Plan(
        **front,
        period=demonstration.period_of("2019-20"),
        title="Performance report 2019/20: position at the year's end",
        meeting_on=date(2020, 11, 9),
        sections=tuple(Planned(**section) for section in kept.report(text=kept.YEAR_END)),
        post=post,
    )
    return Plan(
        **front,
        period=demonstration.period_of(MONTH),
        title="Performance report 2020/21: position at November 2020",
        meeting_on=date(2021, 1, 18),
        agenda_item="9",
        sections=tuple(Planned(**section) for section in kept.report(text=kept.words())),
        post=post,
        earlier=(earlier,),
    )
