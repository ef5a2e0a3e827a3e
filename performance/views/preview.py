"""What a figure would be rated while it is typed: a fragment beside the owner's form."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from performance import access, previewing
from performance.models import Measure, Period, Submission
from performance.views.entry_page import form_for


@require_POST
def preview(request, slug, period_id):
    """The status, what is missing and what is asked about, of what stands in the form. Saves nothing."""
    measure, period = _figure_or_404(request.user, slug, period_id)
    current = Submission.objects.open().filter(measure=measure, period=period).first()
    form = form_for(measure, period, current, request.POST)
    context = {"preview": previewing.preview(measure, period, **read(form), current=current)}
    return render(request, "figures/preview.html", context)


def _figure_or_404(person, slug, period_id):
    """The measure and period of a figure that is entered, for somebody who may see it while it is open."""
    entered = Measure.objects.exclude(entry=Measure.Entry.CALCULATED)
    measure = get_object_or_404(entered.select_related("directorate", "service"), slug=slug)
    period = get_object_or_404(Period.objects.select_related("year"), pk=period_id)
    if not access.may_see_open_figure(person, measure):
        raise Http404
    if (period.kind, period.basis) != (measure.period_kind, measure.year_basis):
        raise Http404
    return measure, period


def read(form):
    """A form's content, its texts as they were typed, and the fields that hold nothing that can be read."""
    form.is_valid()
    unread = {name: " ".join(errors) for name, errors in form.errors.items()}
    form.cleaned_data = dict.fromkeys(form.fields) | form.cleaned_data
    texts = {name: form[name].value() or "" for name in form.fields}
    return {"content": form.content, "texts": texts, "unread": unread}
