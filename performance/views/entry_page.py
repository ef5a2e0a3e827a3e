"""The page of one figure: the form, or the figure as it stands, beside what a person needs to judge it by."""

from django.shortcuts import render

from performance import access, assessing, cells, dates, series
from performance.forms.entry import EntryForm, ReasonForm, initial_of
from performance.models import AuditEntry, ContextNote, Measure, MeasureRole, Submission
from performance.submission_content import judged_word, judging_target, levels_to_judge_by

# How a calculated figure comes about, and what stands before each of its inputs.
HOW = {
    Measure.Calculation.TOTAL: "their total",
    Measure.Calculation.VARIANCE: "how far one is over or under the other",
    Measure.Calculation.SHARE: "one as a share of the other",
}
INPUT_WORDS = {
    (Measure.Calculation.TOTAL, "first"): "Adds",
    (Measure.Calculation.TOTAL, "second"): "Beside it",
    (Measure.Calculation.VARIANCE, "first"): "Takes",
    (Measure.Calculation.VARIANCE, "second"): "Less",
    (Measure.Calculation.SHARE, "first"): "Takes",
    (Measure.Calculation.SHARE, "second"): "As a share of",
}


def form_for(measure, period, current, typed=None):
    levels = levels_to_judge_by(judging_target(measure, period))
    return EntryForm(typed, measure=measure, period=period, levels=levels, initial=initial_of(current))


def calculated_page(request, measure, period):
    """A figure that nobody enters: what it is worked out from, each with the way to its own figure."""
    figure = Submission.objects.in_force().filter(measure=measure, period=period).with_measure().first()
    inputs = measure.inputs.select_related("source").order_by("part", "position", "pk")
    context = {
        "measure": measure,
        "period": period,
        "how": HOW[measure.calculation],
        "figure": cells.figure_cell(figure) if figure else cells.FigureCell(absence="Not worked out yet"),
        "inputs": [
            {
                "measure": row.source,
                "words": INPUT_WORDS[measure.calculation, row.part],
                "may_open": access.may_see_open_figure(request.user, row.source)
                and (row.source.period_kind, row.source.year_basis) == (period.kind, period.basis),
            }
            for row in inputs
        ],
    }
    # Nothing is entered here: a form that arrives all the same is refused with the page that says so.
    return render(
        request, "figures/calculated.html", context, status=405 if request.method == "POST" else 200
    )


def entry_page(request, measure, period, current, form, *, reason_form=None, status=200):
    """The form beside what a person needs to judge the figure by."""
    person, today = request.user, dates.today()
    target = judging_target(measure, period)
    points = series.with_overrides(measure, today)
    why_closed = _why_closed(measure, period, today)
    editable = (
        (current is None or current.is_editable) and not why_closed and access.may_enter(person, measure)
    )
    context = {
        "measure": measure,
        "period": period,
        "submission": current,
        "form": form,
        # What was typed is shown also where it can no longer be saved, so that it can be copied.
        "show_form": editable or form.is_bound,
        "editable": editable,
        "why_closed": why_closed,
        "may_submit": access.may_submit(person, measure),
        "may_withdraw": current is not None
        and current.status == Submission.Status.SUBMITTED
        and current.submitted_by_id == person.pk,
        "may_reopen": current is not None
        and current.status in Submission.IN_FORCE
        and current.origin != Submission.Origin.CALCULATED
        and period.is_open(today)
        and access.may_reopen(person, measure),
        **_as_it_stands(current),
        "target": cells.target_cell(target, measure, assessing.target_to_date(measure, period)),
        "notes": _notes(measure, period),
        "chart": series.chart(measure, points, target, width=320, height=200),
        "chart_says": series.says(points),
        "points": list(reversed(points)),
        "history": AuditEntry.objects.filter(measure=measure, period=period).select_related("by"),
        "reason_form": reason_form or ReasonForm(prefix="reopen"),
    }
    return render(request, "figures/entry.html", context, status=status)


def _why_closed(measure, period, today):
    """Why no figure is taken, in a sentence; "" where one is."""
    if measure.state == Measure.State.DEVELOPMENT:
        owner = MeasureRole.objects.filter(measure=measure, kind=MeasureRole.Kind.OWNER)
        post = owner.values_list("person__post", flat=True).first()
        answers = f" {post} answers for it." if post else ""
        return (
            "This measure is still in development. It takes figures once an administrator makes it active."
            + answers
        )
    if measure.state == Measure.State.RETIRED:
        return "This measure is retired and takes no more figures."
    return "" if period.is_open(today) else period.why_not_open(today)


def _as_it_stands(current):
    """A figure that is not being edited, as it is printed, with the judgement of its owner in words."""
    if current is None:
        return {"figure": None, "forecast": None, "judged": ""}
    return {
        "figure": cells.figure_cell(current),
        "forecast": cells.figure_cell(current, forecast=True) if current.forecast is not None else None,
        "judged": judged_word(current),
    }


def _notes(measure, period):
    """What a reader should know about the time that the figure covers, and the measure's footnotes."""
    start = period.start if measure.entry_basis == Measure.EntryBasis.PERIOD else period.year_start
    context = ContextNote.objects.over(start, period.end).filter(measures=measure)
    footnotes = measure.placements.exclude(footnote="").values_list("footnote", flat=True)
    return [*(note.text for note in context), *dict.fromkeys(footnotes)]
