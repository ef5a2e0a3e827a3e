"""How timely directorates and owners are, and the returns with their reasons."""

import django_tables2 as tables
from django.views.decorators.http import require_safe

from performance import access, chasing, dates, timeliness
from performance.forms.chase import TimelinessFilter
from performance.rules.numbers import format_number, places_of
from performance.tables import NUMBER, ListTable, MeasureColumn
from performance.views.chase import count_of, directorates_of, require_chaser
from performance.views.lists import render_list


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

    measure = MeasureColumn(order_by=("title", "on"))
    period = tables.Column(order_by=("period_start", "title"))
    directorate = tables.Column(order_by=("directorate", "on"))
    owner = tables.Column(verbose_name="Owner today", order_by=("owner", "on"))
    on = tables.DateTimeColumn(format="j F Y", verbose_name="Returned")
    by = tables.Column(verbose_name="By", order_by=("by", "on"))
    reason = tables.Column(orderable=False)

    class Meta(ListTable.Meta):
        empty_text = "No figure that fell due in this span was returned."


@require_safe
def show(request):
    """How many figures were submitted in time, by directorate or by owner, and what was returned."""
    require_chaser(request.user)
    today = dates.today()
    measures = access.chased_measures(request.user)
    bar = TimelinessFilter(
        request.GET or None, years=timeliness.years(today), directorates=directorates_of(measures)
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
    due = count_of(summary.expected, "figure", "figures")
    on_time = f"{count_of(summary.on_time, 'was', 'were')} on time ({format_number(summary.share, 1)}%)"
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
