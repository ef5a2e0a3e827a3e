"""Chasing: who has not submitted, what has waited how long, and how timely everybody is."""

import django_tables2 as tables
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from performance import access, ageing, chasing, dates, timeliness
from performance.forms.chase import AgeingFilter, ChaseFilter, TimelinessFilter
from performance.models import Directorate
from performance.refusals import WorkflowProblem
from performance.rules.numbers import format_number, places_of
from performance.tables import NUMBER, ListTable
from performance.views import posted
from performance.views.lists import render_list


def _require_chaser(person):
    """Chasing is for managers and performance officers; for all others there is no such page."""
    if not access.may_chase(person):
        raise Http404


# --- Who has not submitted ---------------------------------------------------------------------------


class ChaseTable(ListTable):
    """One row a figure that is not approved, by owner."""

    singular, plural = "figure", "figures"
    measure = tables.Column(order_by=("title", "due_on"))
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

    def render_measure(self, record):
        return get_template("partials/measure_name.html").render(
            {
                "measure": record["measure"],
                "url": reverse("figure", args=[record["measure"].slug, record["period"].pk]),
            }
        )

    def value_measure(self, record):
        return f"{record['measure'].code_text} {record['title']}".strip()

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
    _require_chaser(request.user)
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
    _require_chaser(request.user)
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


def _directorates(measures):
    return Directorate.objects.filter(measures__in=measures).distinct()


def _count(number, one, many):
    return f"{number} {one if number == 1 else many}"


# --- Waiting and forgotten ---------------------------------------------------------------------------


class WaitingTable(ListTable):
    """Figures that wait, the oldest first."""

    singular, plural = "figure", "figures"

    measure = tables.Column(order_by=("title", "since"))
    period = tables.Column(order_by=("period_start", "title"))
    owner = tables.Column(order_by=("owner", "since"))
    since = tables.DateTimeColumn(format="j F Y", verbose_name="Since")
    days = tables.Column(verbose_name="Working days", attrs=NUMBER, order_by=("days", "since"))

    class Meta(ListTable.Meta):
        pass

    def render_measure(self, record):
        return get_template("partials/measure_name.html").render(
            {"measure": record["measure"], "url": record["url"]}
        )

    def value_measure(self, record):
        return f"{record['measure'].code_text} {record['title']}".strip()


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
    """Measures without a figure in their last periods."""

    singular, plural = "measure", "measures"

    measure = tables.Column(order_by=("title",))
    directorate = tables.Column(order_by=("directorate", "title"))
    owner = tables.Column(order_by=("owner", "title"))
    missed = tables.Column(verbose_name="Periods without one", attrs=NUMBER, order_by=("missed", "title"))
    first_missed = tables.Column(verbose_name="Since", order_by=("first_missed_start", "title"))
    last = tables.Column(verbose_name="Last figure", order_by=("last_start", "title"), default="None ever")

    class Meta(ListTable.Meta):
        empty_text = "Every active measure has a figure in its last periods."

    def render_measure(self, record):
        return get_template("partials/measure_name.html").render({"measure": record["measure"]})

    def value_measure(self, record):
        return f"{record['measure'].code_text} {record['title']}".strip()


@require_safe
def show_ageing(request):
    """What was returned, what waits for approval, and which measures have no figures."""
    _require_chaser(request.user)
    today = dates.today()
    measures = access.chased_measures(request.user)
    bar = AgeingFilter(request.GET or None, directorates=_directorates(measures))
    if directorate := bar.asked("directorate"):
        measures = measures.filter(directorate=directorate)
    returned = ageing.returned(measures, today=today)
    waiting = ageing.submitted(measures, today=today)
    forgotten = ageing.never_updated(measures, periods=bar.asked("periods") or ageing.PERIODS, today=today)
    table = {
        "returned": lambda: ReturnedTable([_waiting_row(one, "figure") for one in returned]),
        "waiting": lambda: SubmittedTable([_waiting_row(one, "approval") for one in waiting]),
        "forgotten": lambda: ForgottenTable([_forgotten_row(one) for one in forgotten]),
    }[bar.shown]()
    context = {
        "filter_form": bar,
        "shown": AgeingFilter.SHOWS[bar.shown],
        "here": "chase",
        "headline": _ageing_headline(returned, waiting, forgotten),
    }
    return render_list(request, "chase/ageing.html", table, name=f"ageing-{bar.shown}", context=context)


def _ageing_headline(returned, waiting, forgotten):
    """ "2 returned figures are not submitted again, the oldest for 6 working days; ..." """
    if not (returned or waiting or forgotten):
        return "Nothing has been left lying."
    parts = []
    if returned:
        said = _count(len(returned), "returned figure is", "returned figures are")
        parts.append(f"{said} not submitted again, {_oldest(returned)}")
    if waiting:
        said = _count(len(waiting), "waits", "wait")
        parts.append(f"{said} for approval, {_oldest(waiting)}")
    if forgotten:
        parts.append(f"{_count(len(forgotten), 'measure has', 'measures have')} no figures")
    return f"{'; '.join(parts)}."


def _oldest(waiting):
    """How long the first of them has waited: "for 6 working days", of several "the oldest for ..."."""
    days = waiting[0].days
    words = f"for {_count(days, 'working day', 'working days')}" if days else "since today"
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


# --- Timeliness --------------------------------------------------------------------------------------


class TimelinessTable(ListTable):
    """Figures that fell due, counted by directorate or by owner."""

    who = tables.Column()
    expected = tables.Column(verbose_name="Fell due", attrs=NUMBER)
    on_time = tables.Column(attrs=NUMBER)
    late = tables.Column(attrs=NUMBER)
    never = tables.Column(attrs=NUMBER)
    share = tables.Column(verbose_name="Share on time", attrs=NUMBER)
    to_submission = tables.Column(verbose_name="Days to submission", attrs=NUMBER)
    to_approval = tables.Column(verbose_name="Days to approval", attrs=NUMBER)
    returned = tables.Column(verbose_name="Returned", attrs=NUMBER)
    returned_share = tables.Column(verbose_name="Share returned", attrs=NUMBER)

    class Meta(ListTable.Meta):
        empty_text = (
            "No figure fell due in this span. Figures count from the day on which people began to enter them "
            "here; what was published or imported is outside."
        )

    def render_share(self, value, record):
        return f"{format_number(value, 1)}% of {record['expected']}"

    def value_share(self, value):
        return value

    def render_returned_share(self, value, record):
        return f"{format_number(value, 1)}% of {record['submitted']}"

    def value_returned_share(self, value):
        return value

    def render_to_submission(self, value):
        return format_number(value, places_of(value))

    def value_to_submission(self, value):
        return value

    render_to_approval, value_to_approval = render_to_submission, value_to_submission


class DirectoratesTable(TimelinessTable):
    """By the directorate that a measure belonged to on the due day."""

    singular, plural = "directorate", "directorates"

    who = tables.Column(verbose_name="Directorate")

    class Meta(TimelinessTable.Meta):
        pass


class OwnersTable(TimelinessTable):
    """By whoever owns a measure today."""

    singular, plural = "owner", "owners"

    who = tables.Column(verbose_name="Owner today")

    class Meta(TimelinessTable.Meta):
        pass


class ReturnsTable(ListTable):
    """Every return with its reason, the latest first."""

    singular, plural = "return", "returns"

    measure = tables.Column(order_by=("title", "on"))
    period = tables.Column(order_by=("period_start", "title"))
    directorate = tables.Column(order_by=("directorate", "on"))
    owner = tables.Column(verbose_name="Owner today", order_by=("owner", "on"))
    on = tables.DateTimeColumn(format="j F Y", verbose_name="Returned")
    by = tables.Column(verbose_name="By", order_by=("by", "on"))
    reason = tables.Column(orderable=False)

    class Meta(ListTable.Meta):
        empty_text = "No figure that fell due in this span was returned."

    def render_measure(self, record):
        return get_template("partials/measure_name.html").render({"measure": record["measure"]})

    def value_measure(self, record):
        return f"{record['measure'].code_text} {record['title']}".strip()


@require_safe
def show_timeliness(request):
    """How many figures were submitted in time, by directorate or by owner, and what was returned."""
    _require_chaser(request.user)
    today = dates.today()
    measures = access.chased_measures(request.user)
    bar = TimelinessFilter(
        request.GET or None, years=timeliness.years(today), directorates=_directorates(measures)
    )
    if directorate := bar.asked("directorate"):
        measures = measures.filter(directorate=directorate)
    found = timeliness.read(measures, timeliness.periods_of(bar.year, today))
    by = bar.asked("by") or "directorate"
    table = {
        "directorate": lambda: DirectoratesTable(_timeliness_rows(found.by_directorate())),
        "owner": lambda: OwnersTable(_timeliness_rows(found.by_owner())),
        "returns": lambda: ReturnsTable([_return_row(one) for one in found.returns]),
    }[by]()
    span = bar.year.label if bar.year else "the last 12 months"
    context = {
        "filter_form": bar,
        "headline": _timeliness_headline(found.summary(), span),
        "here": "chase",
        "counted": by != "returns" and bool(found.figures),
    }
    return render_list(request, "chase/timeliness.html", table, name=f"timeliness-by-{by}", context=context)


def _timeliness_headline(summary, span):
    """ "Of 36 figures that fell due in 2020/21, 30 were on time (83.3%), 4 late; 2 never came." """
    if summary.expected == 0:
        return f"Nothing has fallen due in {span} since people began to enter figures here."
    due = _count(summary.expected, "figure", "figures")
    on_time = f"{_count(summary.on_time, 'was', 'were')} on time ({format_number(summary.share, 1)}%)"
    return f"Of {due} that fell due in {span}, {on_time}, {summary.late} late; {summary.never} never came."


def _timeliness_rows(pairs):
    return [
        {
            "who": str(group) if group is not None else chasing.NOBODY,
            "expected": found.expected,
            "submitted": found.submitted,
            **{
                name: getattr(found, name)
                for name in ("on_time", "late", "never", "share", "to_submission", "to_approval")
            },
            "returned": found.returned,
            "returned_share": found.returned_share,
        }
        for group, found in pairs
    ]


def _return_row(one):
    due = one.due
    return {
        "measure": due.measure,
        "title": due.measure.title,
        "period": due.period.label,
        "period_start": due.period.start,
        "directorate": due.directorate.name,
        "owner": due.owner.name if due.owner else chasing.NOBODY,
        "on": one.on,
        "by": one.by.name,
        "reason": one.reason,
    }
