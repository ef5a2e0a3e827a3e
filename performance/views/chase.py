"""Chasing: who has not submitted, and reminding them."""

import django_tables2 as tables
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from performance import access, chasing, dates
from performance.forms.chase import ChaseFilter
from performance.models import Directorate
from performance.refusals import WorkflowProblem
from performance.tables import NUMBER, ListTable, MeasureColumn
from performance.views import posted
from performance.views.lists import render_list


def require_chaser(person):
    """Chasing is for managers and performance officers; for all others there is no such page."""
    if not access.may_chase(person):
        raise Http404


def directorates_of(measures):
    """The directorates that a bar above a list of these measures offers."""
    return Directorate.objects.filter(measures__in=measures).distinct()


def count_of(number, one, many):
    """ "1 figure", "3 figures"."""
    return f"{number} {one if number == 1 else many}"


class ChaseTable(ListTable):
    """One row a figure that is not approved, by owner."""

    singular, plural = "figure", "figures"
    measure = MeasureColumn(order_by=("title", "due_on"))
    owner = tables.Column(order_by=("owner_name", "due_on", "title"))
    period = tables.Column(order_by=("period_start", "title"))
    due = tables.DateColumn(accessor="due_on", format="j M Y", verbose_name="Due")
    late = tables.Column(accessor="days_late", verbose_name="Working days late", attrs=NUMBER)
    state = tables.Column(accessor="state_text", order_by=("state_text", "due_on"))
    waits = tables.Column(orderable=False, verbose_name="Where it waits")
    reminded = tables.DateTimeColumn(
        accessor="reminded_at", format="j M Y, H:i", verbose_name="Last mail about it", default="None"
    )

    class Meta(ListTable.Meta):
        empty_text = (
            "Nothing to chase: every figure that was asked for is approved. Figures appear here from the day "
            "after their period ends until they are approved."
        )

    def render_owner(self, record):
        return get_template("chase/owner.html").render({"owner": record["owner"], "row": record})

    def value_owner(self, record):
        return record["owner_name"]

    def render_state(self, record):
        return get_template("partials/state.html").render({"item": record})

    def value_state(self, record):
        return record["state_text"]

    def render_late(self, value):
        return value or "–"

    def value_late(self, value):
        return value


class DownloadedChaseTable(ChaseTable):
    """The same with what the page shows beneath the owner's name."""

    email = tables.Column(verbose_name="E-mail")
    deputies = tables.Column()
    directorate = tables.Column()


@require_safe
def index(request):
    """Who has not submitted for the open periods, and where every figure waits."""
    require_chaser(request.user)
    today = dates.today()
    expected = chasing.read(request.user, today=today)
    bar = ChaseFilter(request.GET or None, rows=expected.chased)
    kept = bar.keep(expected.chased)
    owners = chasing.owners_of(kept)
    downloads = request.GET.get("_export") is not None
    table = (DownloadedChaseTable if downloads else ChaseTable)([_row(row) for row in kept])
    actions = access.visible_actions(request.user)
    context = {
        "filter_form": bar,
        "headline": chasing.headline(expected),
        "owners": owners,
        "may_remind": any(row.may_be_reminded for row in owners),
        "addresses": "; ".join(row.owner.email for row in owners if row.may_be_reminded),
        "overdue_actions": actions.overdue(today).count(),
        "query": request.GET.urlencode(),
    }
    return render_list(request, "chase/list.html", table, name="chasing", context=context)


def _row(row):
    figure = row.figure
    return {
        "owner": row.owner,
        "owner_name": row.owner_name,
        "email": row.owner.email if row.owner else None,
        "deputies": ", ".join(person.name for person in row.deputies) or None,
        "directorate": figure.measure.directorate.name,
        "measure": figure.measure,
        "title": figure.measure.title,
        "url": reverse("figure", args=[figure.measure.slug, figure.period.pk]),
        "period": figure.period,
        "period_start": figure.period.start,
        "due_on": figure.period.due_on,
        # A figure that is with the manager is late no more, and neither is a correction.
        "days_late": row.days_late if row.is_missing else 0,
        "state_text": row.state_text,
        "state": figure.state if row.is_missing or figure.is_submitted else "",
        "waits": row.waits,
        "reminded_at": row.reminded_at,
    }


@require_POST
def remind(request):
    """Write to the ticked owners now."""
    require_chaser(request.user)
    ticked = {posted.number(text, 0) for text in request.POST.getlist("owner")}
    try:
        done = chasing.remind(owner_ids=ticked, by=request.user, again="again" in request.POST)
    except WorkflowProblem as problem:
        messages.error(request, str(problem))
    else:
        _say(request, done)
    back = request.POST.get("back", "")
    return redirect(f"{reverse('chase')}?{back}" if back else "chase")


def _say(request, done):
    """To whom a reminder goes, and who is left out because they had one today."""
    if done.written:
        names = _names(done.written)
        messages.success(request, f"{names} will have a mail with all that is outstanding.")
    if done.had_one:
        has = "has" if len(done.had_one) == 1 else "have"
        messages.warning(
            request,
            f"{_names(done.had_one)} {has} been written to about this today already, so nothing was sent. "
            "To write once more, tick “also those who had a mail today”.",
        )


def _names(people):
    names = [person.name for person in people]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
