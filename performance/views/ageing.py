"""What was returned and forgotten, what waits for approval, and measures without figures."""

import django_tables2 as tables
from django.urls import reverse
from django.views.decorators.http import require_safe

from performance import access, ageing, chasing, dates
from performance.forms.chase import AgeingFilter
from performance.tables import NUMBER, ListTable, MeasureColumn
from performance.views.chase import count_of, directorates_of, require_chaser
from performance.views.lists import render_list


class WaitingTable(ListTable):
    """Figures that wait, the oldest first."""

    singular, plural = "figure", "figures"

    measure = MeasureColumn(order_by=("title", "since"))
    period = tables.Column(order_by=("period_start", "title"))
    owner = tables.Column(order_by=("owner", "since"))
    since = tables.DateTimeColumn(format="j F Y", verbose_name="Since")
    days = tables.Column(verbose_name="Working days", attrs=NUMBER, order_by=("days", "since"))

    class Meta(ListTable.Meta):
        pass


class ReturnedTable(WaitingTable):
    """Figures that were returned and are with their owner."""

    reason = tables.Column(orderable=False, verbose_name="Why it was returned")

    class Meta(ListTable.Meta):
        empty_text = "No returned figure waits for its owner."


class SubmittedTable(WaitingTable):
    """Figures that are with those who approve them."""

    level = tables.Column(verbose_name="Waits for", order_by=("level", "since"))

    class Meta(ListTable.Meta):
        empty_text = "No figure waits for approval."


class ForgottenTable(ListTable):
    """Measures without a figure in their last periods, or ever."""

    singular, plural = "measure", "measures"

    measure = MeasureColumn(order_by=("title",))
    directorate = tables.Column(order_by=("directorate", "title"))
    owner = tables.Column(order_by=("owner", "title"))
    missed = tables.Column(
        verbose_name="Periods in a row without one", attrs=NUMBER, order_by=("missed", "title")
    )
    first_missed = tables.Column(verbose_name="Since", order_by=("first_missed_start", "title"))
    last = tables.Column(verbose_name="Last figure", order_by=("last_start", "title"), default="None ever")

    class Meta(ListTable.Meta):
        empty_text = "Every active measure has a figure in its last periods."


@require_safe
def show(request):
    """What was returned, what waits for approval, and which measures have no figures."""
    require_chaser(request.user)
    today = dates.today()
    measures = access.chased_measures(request.user)
    bar = AgeingFilter(request.GET or None, directorates=directorates_of(measures))
    if directorate := bar.asked("directorate"):
        measures = measures.filter(directorate=directorate)
    returned = ageing.returned(measures, today=today)
    waiting = ageing.submitted(measures, today=today)
    periods = bar.asked("periods") or ageing.PERIODS
    forgotten = ageing.never_updated(measures, periods=periods, today=today)
    table = {
        "returned": lambda: ReturnedTable([_waiting_row(one, "figure") for one in returned]),
        "waiting": lambda: SubmittedTable([_waiting_row(one, "approval") for one in waiting]),
        "forgotten": lambda: ForgottenTable([_forgotten_row(one) for one in forgotten]),
    }[bar.shown]()
    context = {
        "filter_form": bar,
        "shown": AgeingFilter.SHOWS[bar.shown],
        "here": "chase",
        "headline": _ageing_headline(returned, waiting, forgotten, periods),
    }
    return render_list(request, "chase/ageing.html", table, name=f"ageing-{bar.shown}", context=context)


def _ageing_headline(returned, waiting, forgotten, periods):
    """ "2 returned figures are not submitted again, the oldest for 6 working days; ..." """
    if not (returned or waiting or forgotten):
        return "Nothing has been left lying."
    parts = []
    if returned:
        said = count_of(len(returned), "returned figure is", "returned figures are")
        parts.append(f"{said} not submitted again, {_oldest(returned)}")
    if waiting:
        said = count_of(len(waiting), "waits", "wait")
        parts.append(f"{said} for approval, {_oldest(waiting)}")
    late = [one for one in forgotten if one.last is not None]
    if late:
        said = count_of(len(late), "measure has had", "measures have had")
        parts.append(f"{said} no figure for {periods} periods in a row")
    if never := len(forgotten) - len(late):
        parts.append(f"{count_of(never, 'measure has', 'measures have')} never had a figure")
    return f"{'; '.join(parts)}."


def _oldest(waiting):
    """How long the first of them has waited: "for 6 working days", of several "the oldest for ..."."""
    days = waiting[0].days
    words = f"for {count_of(days, 'working day', 'working days')}" if days else "since today"
    return words if len(waiting) == 1 else f"the oldest {words}"


def _waiting_row(one, page):
    submission = one.submission
    on_entry = reverse("figure", args=[submission.measure.slug, submission.period_id])
    return {
        "measure": submission.measure,
        "title": submission.measure.title,
        "url": reverse("approval", args=[submission.pk]) if page == "approval" else on_entry,
        "period": submission.period.label,
        "period_start": submission.period.start,
        "owner": one.owner.name if one.owner else chasing.NOBODY,
        "since": one.since,
        "days": one.days,
        "reason": one.note,
        "level": "The second sign-off" if one.level > 1 else "A manager",
    }


def _forgotten_row(one):
    return {
        "measure": one.measure,
        "title": one.measure.title,
        "directorate": one.measure.directorate.name,
        "owner": one.owner.name if one.owner else chasing.NOBODY,
        "missed": one.missed,
        "first_missed": one.first_missed.label,
        "first_missed_start": one.first_missed.start,
        "last": one.last.label if one.last else None,
        "last_start": one.last.start.toordinal() if one.last else 0,
    }
