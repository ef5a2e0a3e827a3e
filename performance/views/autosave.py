"""The entry page's drafts, saved as somebody types: answers for the page's own script."""

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from performance import access, keeping, lost_session
from performance.models import Measure
from performance.refusals import WorkflowProblem
from performance.views.entry_page import form_for
from performance.views.figures import current_of, figure_or_404
from performance.views.problems import CONFLICT, FORBIDDEN, UNPROCESSABLE, status_of


@require_POST
def autosave(request, slug, period_id):
    """Save what can be a draft and keep the rest. Submits nothing, and overwrites nobody's change.

    Answers {version, sentence, kept}: the version that the page's form now stands on ("" without a draft),
    what to tell the person, and the fields whose text is kept because no draft can hold it.
    """
    measure, period = figure_or_404(request.user, slug, period_id)
    if not access.may_enter(request.user, measure):
        return _not_saved("You may not enter figures for this measure.", FORBIDDEN)
    if lost_session.is_another(request):
        return _not_saved(f"{request.user} is signed in now, who did not open this page.", CONFLICT)
    if measure.entry == Measure.Entry.CALCULATED:
        return _not_saved("This measure is calculated from others.", UNPROCESSABLE)
    current = current_of(measure, period)
    form = form_for(measure, period, current, request.POST)
    form.is_valid()
    try:
        saved = keeping.save(
            measure=measure,
            period=period,
            current=current,
            form=form,
            by=request.user,
        )
    except WorkflowProblem as problem:
        return _not_saved(str(problem), status_of(problem))
    lost_session.drop(request, reverse("figure", args=[slug, period_id]))
    return JsonResponse(
        {
            "version": saved.submission.version if saved.submission else "",
            "sentence": _sentence(saved, form),
            "kept": list(saved.kept),
        }
    )


def _sentence(saved, form):
    """ "Draft saved 14:05.", and what the draft is without."""
    when = f"{timezone.localtime():%H:%M}"
    if not saved.kept:
        return f"Draft saved {when}." if saved.submission else ""
    missing = [f"{form[name].label}: {' '.join(form.errors[name])}" for name in saved.kept]
    return f"Draft saved {when}, except for this, which is kept as you typed it. {' '.join(missing)}"


def _not_saved(why, status):
    return JsonResponse({"sentence": f"Not saved: {why}"}, status=status)
