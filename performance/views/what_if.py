"""What if: try another rule, limit or target on history, see every status that flips, save it or not."""

import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from performance import access, cells, dates, target_checks, what_if
from performance.forms.what_if import ChangeForm, ChooseForm, SaveForm
from performance.models import Target
from performance.refusals import WorkflowProblem
from performance.tables import ListTable, PartialColumn
from performance.views.lists import render_list
from performance.views.problems import UNPROCESSABLE, status_of


class FlipsTable(ListTable):
    """Every status that would flip, by measure and period."""

    singular, plural = "rating would change", "ratings would change"

    measure = tables.Column(order_by=("title", "start"))
    period = tables.Column(order_by=("start", "title"))
    was = PartialColumn("partials/status.html", "status", orderable=False, verbose_name="Is")
    would_be = PartialColumn("partials/status.html", "status", orderable=False, verbose_name="Would be")
    before = tables.Column(orderable=False, verbose_name="Because now")
    after = tables.Column(orderable=False, verbose_name="Because then")

    class Meta(ListTable.Meta):
        empty_text = "No status would be another: every figure stays as it is rated."

    def render_measure(self, record):
        return get_template("partials/link.html").render({"url": record["url"], "text": record["title"]})

    def value_measure(self, record):
        return record["title"]

    def value_was(self, value):
        return value.word

    def value_would_be(self, value):
        return value.word


@require_http_methods(["GET", "HEAD", "POST"])
def show(request):
    """Choose measures, change something, see what flips; administrators may then save it with a reason.

    All that was chosen stands in the address, so that the page can be kept and sent; a POST saves what the
    address says.
    """
    person = request.user
    if not access.may_try_rules(person):
        raise Http404
    if request.method == "POST" and not person.is_administrator:
        raise PermissionDenied
    measures = access.visible_measures(person)
    choose = ChooseForm(
        request.GET if "rule" in request.GET or "measure" in request.GET else None, measures=measures
    )
    if not choose.is_bound or not choose.is_valid():
        status = UNPROCESSABLE if choose.errors or request.method == "POST" else 200
        return render(request, "what_if/choose.html", {"form": choose}, status=status)
    return _try(request, choose)


def _try(request, choose):
    chosen, today = choose.chosen, dates.today()
    year = _year_of(chosen, today)
    targets = list(
        Target.objects.in_force()
        .filter(measure__in=chosen, rule__isnull=False, year__start__lte=today, year__end__gte=today)
        .with_limits()
        .select_related("measure")
    )
    tried = "try" in request.GET
    form = ChangeForm(request.GET if tried else None, measures=chosen, targets=targets, year=year)
    picked = choose.cleaned_data["measure"]
    context = {
        "chosen": chosen,
        "picked": picked,
        "rule": None if picked else choose.cleaned_data["rule"],
        "form": form,
    }
    if tried and form.is_valid():
        form.add_problems(what_if.problems_with(chosen, form.change))
    if not tried or form.errors:
        return render(request, "what_if/try.html", context, status=UNPROCESSABLE if form.errors else 200)
    save, status = SaveForm(request.POST or None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if save.is_valid():
            refused = _save(request, chosen, form, save)
            if refused is None:
                return redirect("what-if")
            status = refused
    return _result(request, context, chosen, form, save, status)


def _year_of(measures, today):
    """This year, where all the measures have the same one."""
    same = len({measure.year_basis for measure in measures}) == 1
    return target_checks.year_of(measures[0], today) if same else None


def _save(request, chosen, form, save):
    """None where it is saved, else the status code of the refusal."""
    before = what_if.replay_saved(chosen, form.change)
    try:
        made = what_if.adopt(
            measures=chosen, change=form.change, reason=save.cleaned_data["reason"], by=request.user
        )
    except WorkflowProblem as problem:
        messages.error(request, str(problem))
        return status_of(problem)
    count = f"{len(made)} {'target' if len(made) == 1 else 'targets'} superseded."
    messages.success(request, f"{count} {what_if.in_one_sentence(before.flips)}")
    return None


def _result(request, context, chosen, form, save, status):
    replayed = what_if.replay(chosen, form.change)
    table = FlipsTable([_row(flip) for flip in replayed.flips])
    superseded = what_if.to_supersede(chosen, form.change)
    context |= {
        "replayed": replayed,
        "superseded": superseded,
        "saved": what_if.replay_saved(chosen, form.change) if superseded else None,
        "may_save": request.user.is_administrator,
        "save": save,
    }
    response = render_list(request, "what_if/try.html", table, name="what-if", context=context)
    response.status_code = status
    return response


def _row(flip):
    return {
        "title": flip.measure.title,
        "url": reverse("measure", args=[flip.measure.slug]),
        "measure": flip.measure.title,
        "period": flip.period.label,
        "start": (flip.period.start, flip.period.end),
        "was": _cell(flip.was_level),
        "would_be": _cell(flip.would_be_level),
        "before": flip.sentence_before,
        "after": flip.sentence_after,
    }


def _cell(level):
    return cells.level_cell(level, "") if level is not None else cells.StatusCell()
