"""What a figure would be rated while it is typed: a fragment beside the owner's form."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_POST

from performance import previewing
from performance.models import Measure, Submission
from performance.views.entry_page import form_for
from performance.views.figures import figure_or_404


@require_POST
def preview(request, slug, period_id):
    """The status, what is missing and what is asked about, of what stands in the form. Saves nothing."""
    measure, period = figure_or_404(request.user, slug, period_id)
    if measure.entry == Measure.Entry.CALCULATED:
        raise Http404
    current = Submission.objects.open().filter(measure=measure, period=period).first()
    form = form_for(measure, period, current, request.POST)
    context = {"preview": previewing.preview(measure, period, **read(form), current=current)}
    return render(request, "figures/preview.html", context)


def read(form):
    """A form's content, its texts as they were typed, and the fields that hold nothing that can be read."""
    form.is_valid()
    unread = {name: " ".join(errors) for name, errors in form.errors.items()}
    form.cleaned_data = dict.fromkeys(form.fields) | form.cleaned_data
    texts = {name: form[name].value() or "" for name in form.fields}
    return {"content": form.content, "texts": texts, "unread": unread}
