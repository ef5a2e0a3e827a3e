"""What a figure would be while it is typed: its status, what stops it and what is asked about it.

Asked of what will judge it: `assessing`, `submission_content` and `confirming`. Nothing here writes, and no
rule is written here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from performance import assessing, cells, confirming
from performance.checking import Entry
from performance.models import Measure, Period, Submission
from performance.row import FigureCell, StatusCell, TargetCell, ToDateCell
from performance.rules.checks.found import Finding
from performance.submission_content import (
    content_of,
    problems_of,
    rating_problems,
    whole,
    with_computed_value,
)

# What stands in place of a status while there is nothing to judge.
WAITS = StatusCell(code="waits", word="No status yet")


@dataclass(frozen=True)
class Typed:
    """What is typed for a figure.

    `unread` are fields that hold no number or choice, with the sentence why; they have no content. `current`
    is the open revision that all this would be written to, None before the first draft.
    """

    measure: Measure
    period: Period
    content: Mapping
    texts: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    current: Submission | None = None


@dataclass(frozen=True)
class Preview:
    """What is shown beside a figure that is typed.

    `figure` is the figure as it would be printed and `status` its headline; `judged` is the year to date or
    the forecast where one of them is what the status is about, and `to_date` the status to date beside a
    forecast's. `target` is what it is judged by, whether there is a figure or not. `problems` stop a
    submission, by field; `findings` are what it would have to confirm.
    """

    figure: FigureCell
    status: StatusCell
    sentence: str
    problems: Mapping[str, str]
    findings: Sequence[Finding]
    target: TargetCell
    judged: FigureCell | None = None
    to_date: ToDateCell | None = None


def preview(measure, period, content, *, texts=None, unread=None, current=None) -> Preview:
    """What one figure would be; takes the fields of `Typed`."""
    return previews([Typed(measure, period, content, texts or {}, unread or {}, current)])[0]


def previews(typed: Sequence[Typed]) -> list[Preview]:
    """What each of these figures would be, in their order. The number of queries does not grow with them."""
    figures = [_submission(number, one) for number, one in enumerate(typed, 1)]
    problems = [_problems(one, figure) for one, figure in zip(typed, figures, strict=True)]
    # What stops a figure from being judged leaves its target to be shown.
    to_judge = [
        Submission(pk=figure.pk, measure=figure.measure, period=figure.period) if stops else figure
        for figure, stops in zip(figures, problems, strict=True)
    ]
    judged = assessing.judge_with(to_judge)
    asked = confirming.asked_of_all(
        [Entry(one.measure, one.period, one.content, texts=one.texts) for one in typed]
    )
    return [
        _preview(figure, judged[figure.pk], stops, findings)
        for figure, stops, findings in zip(figures, problems, asked, strict=True)
    ]


def _submission(number, typed):
    """An unsaved revision with this content; judging tells figures apart by their keys."""
    content = with_computed_value(typed.measure, whole(typed.content))
    current = typed.current
    return Submission(
        pk=-number,
        measure=typed.measure,
        period=typed.period,
        revision=current.revision if current else 1,
        opened_reason=current.opened_reason if current else "",
        **content,
    )


def _problems(typed, figure):
    return {**problems_of(typed.measure, content_of(figure)), **typed.unread}


def _preview(figure, judged, problems, findings):
    target = cells.judging_target_cell(judged, figure.measure)
    printed = cells.figure_cell(figure)
    if problems:
        return Preview(printed, WAITS, " ".join(problems.values()), problems, findings, target)
    status, headline = cells.status_cell(judged, figure), cells.headline_cell(judged, figure)
    return Preview(
        printed,
        status,
        status.sentence or status.reason,
        rating_problems(figure, judged),
        findings,
        target,
        judged=headline if headline != printed else None,
        to_date=cells.to_date_cell(judged, figure),
    )
