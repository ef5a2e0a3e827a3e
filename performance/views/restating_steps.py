"""From what is typed to a set of corrections: the form, its preview, and the verb that sends it."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.shortcuts import redirect, render

from performance import access, restatement_rows, restating
from performance.forms.asking import answers_in, asked_in, is_answer
from performance.models import Restatement
from performance.refusals import NotComplete, NotConfirmed, WorkflowProblem
from performance.restatement_plan import key_of
from performance.submission_content import content_of
from performance.views.problems import CONFLICT, UNPROCESSABLE, status_of

CHANGED_SINCE = (
    "A figure in force has changed since you looked at this page. It shows the figures as they are now: "
    "look again, then send them."
)


@dataclass(frozen=True)
class Steps:
    """One way to a set: the page with what is typed, what it makes of it, and the verb that sends it.

    `page` renders the form, `revisions` reads it, `send` calls the verb; `held` are the revisions of a set
    that was returned.
    """

    page: object
    revisions: object
    send: object
    restatement: Restatement | None = None
    held: tuple = ()
    version: int | None = None

    @property
    def confirmed(self):
        return {key_of(one.measure, one.period): list(one.confirmations.all()) for one in self.held}


def walk(request, form, steps):
    """The form, then its preview, then the set: without a change in the database before the last step."""
    if request.method != "POST":
        return steps.page(form)
    if not form.is_valid():
        return steps.page(form, status=UNPROCESSABLE)
    if "change" in request.POST:
        return steps.page(form)
    revisions = steps.revisions(form)
    if not revisions:
        form.add_error(None, "Enter at least one new figure.")
        return steps.page(form, status=UNPROCESSABLE)
    revisions, found = _planned(revisions, form, steps)
    if found.problems:
        form.add_problems(found.problems)
        return steps.page(form, status=UNPROCESSABLE)
    if "send" not in request.POST:
        return _preview(request, form, steps, found)
    if request.POST.get("seen") != _seen(found):
        return _preview(request, form, steps, found, notice=CHANGED_SINCE, status=CONFLICT)
    answers = _answers(request, found)
    try:
        made = steps.send(revisions, form.cleaned_data["reason"], answers)
    except NotConfirmed:
        unanswered = found.unanswered(answers, steps.confirmed)
        return _preview(request, form, steps, found, unanswered=unanswered, status=UNPROCESSABLE)
    except NotComplete as problem:
        form.add_problems(problem.problems)
        return steps.page(form, status=UNPROCESSABLE)
    except WorkflowProblem as problem:
        form.add_error(None, str(problem))
        return steps.page(form, status=status_of(problem))
    _say_sent(request, made)
    return redirect("restatement", made.pk)


def _planned(revisions, form, steps):
    """The preview, with the outlook where a figure needs one and has none."""
    given = {
        "reason": form.cleaned_data["reason"],
        "restatement": steps.restatement,
    }
    found = restating.plan(revisions, **given)
    without = {change.key for change in found.changes if "outlook" in change.problems}
    if not without or not form.cleaned_data["outlook"]:
        return revisions, found
    outlook = {"outlook": form.cleaned_data["outlook"]}
    keys = [key_of(one.measure, one.period) for one in revisions]
    revisions = [
        one._replace(content={**one.content, **outlook}) if key in without else one
        for key, one in zip(keys, revisions, strict=True)
    ]
    return revisions, restating.plan(revisions, **given)


def _seen(found):
    """The figures in force that a preview was made from, so that it is sent over these and no others."""
    return ",".join(f"{change.key}:{change.was.pk}" for change in found.changes)


def _answers(request, found):
    return {
        change.key: answers_in(request.POST, content_of(change.new), f"{change.key}.")
        for change in found.changes
    }


def _preview(request, form, steps, found, *, unanswered=None, notice="", status=200):
    answers = _answers(request, found)
    asked = {}
    for change in found.changes:
        ones = asked_in(
            change.findings,
            content_of(change.new),
            answers=answers[change.key],
            confirmations=steps.confirmed.get(change.key, ()),
            unanswered=(unanswered or {}).get(change.key, ()),
            prefix=f"{change.key}.",
        )
        # A reason that was typed stays also where its tick was forgotten.
        asked[change.key] = [
            replace(one, reason=request.POST.get(one.reason_name, one.reason)) for one in ones
        ]
    typed = [(name, form.data[name]) for name in form.fields if form.data.get(name)]
    if steps.version is not None:
        typed.append(("version", steps.version))
    groups = restatement_rows.groups_of(found)
    context = {
        "groups": [(group, [(row, asked[row.key]) for row in group.rows]) for group in groups],
        "to_confirm": [one for ones in asked.values() for one in ones if one.problem],
        "summary": restatement_rows.summary(found),
        "moves": restatement_rows.moves_of(found.moves),
        "unchanged": found.unchanged,
        "reason": form.cleaned_data["reason"],
        "typed": typed,
        "seen": _seen(found),
        "notice": notice,
    }
    return render(request, "restatements/preview.html", context, status=status)


def _say_sent(request, made):
    members = restating.members_of(made)
    sent = "1 figure sent" if len(members) == 1 else f"{len(members)} figures sent for one approval"
    if access.has_approver(*members):
        messages.success(request, f"{sent}. The figures in force stay until they are approved.")
    elif access.has_next_approver(*members):
        messages.warning(
            request,
            f"{sent}. The first sign-off can be given; nobody gives the second yet. Ask an administrator to "
            f"give somebody else the role of second-level manager of {members[0].measure.directorate}.",
        )
    else:
        messages.warning(
            request,
            f"{sent}, but nobody can approve all of it yet. Ask an administrator to give somebody who did "
            f"not enter it the role of manager of {members[0].measure.directorate}, or withdraw it and send "
            "the measures apart.",
        )


def form_page(request, form, template, *, status=200, **context):
    kept = [(name, value) for name, value in request.POST.items() if is_answer(name.partition(".")[2])]
    return render(request, template, {"form": form, "kept": kept, **context}, status=status)
