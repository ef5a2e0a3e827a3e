"""The page of one figure: the form, or the figure as it stands, beside what a person needs to judge it by."""

from dataclasses import replace

from django.shortcuts import render

from performance import access, actions, assessing, cells, dates, keeping, previewing, series
from performance.forms.asking import answers_in, asked_in, is_answer
from performance.forms.entry import EntryForm, ReasonForm, initial_of
from performance.models import AuditEntry, ContextNote, Measure, MeasureRole, Submission
from performance.submission_content import (
    content_of,
    judged_word,
    judging_target,
    levels_to_judge_by,
    why_not_taken,
)
from performance.views.problems import CONFLICT

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


def entry_page(
    request, measure, period, current, form, *, reason_form=None, note="", unanswered=(), status=200
):
    """The form beside what a person needs to judge the figure by.

    `note` stands above the form, and `unanswered` are the warnings that a verb would not take it without.
    """
    person, today = request.user, dates.today()
    target = judging_target(measure, period)
    points = series.with_overrides(measure, today)
    open_revision = current if current is not None and current.is_open else None
    why_closed = _why_closed(measure, period, open_revision, today)
    editable = (
        (current is None or current.is_editable)
        and (current is None or current.restatement_id is None)
        and not why_closed
        and access.may_enter(person, measure)
    )
    context = {
        "measure": measure,
        "period": period,
        "submission": current,
        "form": form,
        "note": note,
        # What was typed is shown also where it can no longer be saved, so that it can be copied.
        "show_form": editable or form.is_bound,
        "editable": editable,
        # After somebody else was first, nothing is saved over theirs before the button is pressed.
        "autosaves": editable and status != CONFLICT,
        "why_closed": "" if current is not None and current.status in Submission.IN_FORCE else why_closed,
        **_what_may_be_done(person, measure, period, current, today),
        **_as_it_stands(current),
        **_asking(measure, period, current if editable else None, form, editable, unanswered),
        "target": cells.target_cell(target, measure, assessing.target_to_date(measure, period)),
        "notes": _notes(measure, period),
        "chart": series.chart(measure, points, target, width=320, height=200),
        "chart_says": series.says(points),
        "points": list(reversed(points)),
        "last_text": _last_text(points, period),
        "history": keeping.sittings(
            AuditEntry.objects.filter(measure=measure, period=period).select_related("by")
        ),
        "reason_form": reason_form or ReasonForm(prefix="reopen"),
        **actions.beside(measure, person, today=today),
    }
    return render(request, "figures/entry.html", context, status=status)


def _what_may_be_done(person, measure, period, current, today):
    """Which buttons there are besides saving."""
    status = current.status if current is not None else None
    corrects = access.may_reopen(person, measure) and period.takes_corrections(today)
    return {
        "may_submit": access.may_submit(person, measure),
        "may_withdraw": status == Submission.Status.SUBMITTED
        and current.submitted_by_id == person.pk
        and current.restatement_id is None,
        "may_reopen": status in Submission.IN_FORCE
        and current.origin != Submission.Origin.CALCULATED
        and corrects,
        "may_give_up": status in Submission.EDITABLE
        and current.revision > 1
        and current.restatement_id is None
        and access.may_reopen(person, measure),
    }


# --- What is asked while it is entered -----------------------------------------------------------------


def _asking(measure, period, current, form, editable, unanswered):
    """What the figure would be rated as it stands, and the warnings to confirm, each at its field.

    Ticks and reasons of warnings that cannot be asked just now, because another field cannot be read, stay in
    the form unseen (`carried`).
    """
    data, content = form.data if form.is_bound else {}, _content_shown(form, current)
    asked, preview = [], None
    if editable and content is not None:
        found = previewing.preview(measure, period, content, current=current)
        # They stand at their fields.
        preview = replace(found, findings=())
        asked = asked_in(
            found.findings,
            content,
            typed=data,
            answers=answers_in(data, content),
            confirmations=current.confirmations.all() if current is not None else (),
            unanswered=unanswered,
        )
    names = {name for one in asked for name in (one.confirm_name, one.reason_name, one.figure_name)}
    return {
        "preview": preview,
        "asked_at": _by_field(form, asked),
        "to_confirm": [one for one in asked if one.problem],
        "carried": {name: data[name] for name in data if is_answer(name) and name not in names},
    }


def _content_shown(form, current):
    """What stands in the form as the verbs take it; None where nothing does, or it cannot all be read."""
    if not form.is_bound:
        return content_of(current) if current is not None else None
    return None if form.unreadable else form.content


def _by_field(form, asked):
    """Field -> the warnings shown at it; what is about no field of this form stands at its first figure."""
    first = next((name for name in form.fields if name in ("value", "numerator") or "." in name), "")
    found = {}
    for one in asked:
        at = one.finding.field if one.finding.field in form.fields else first
        found.setdefault(at, []).append(one)
    return found


def _last_text(points, period):
    """The latest earlier figure with a commentary for publication, or None."""
    earlier = [point for point in points if point.submission.period.start < period.start]
    return next((point for point in reversed(earlier) if point.submission.commentary_public), None)


def _why_closed(measure, period, current, today):
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
    return why_not_taken(period, current, today)


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
