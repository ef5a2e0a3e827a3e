"""Cover for managers who are away: who signs off for whom, arranging it and ending it."""

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import get_template
from django.views.decorators.http import require_http_methods, require_POST

from performance import access, cover, dates
from performance.forms.cover import CoverForm
from performance.refusals import NotComplete
from performance.tables import ListTable
from performance.views.lists import ListFilter, render_list


class CoverTable(ListTable):
    """Cover that a person may see, what holds now first."""

    singular, plural = "arrangement", "arrangements"

    manager = tables.Column(order_by=("manager", "starts_on"))
    deputy = tables.Column(order_by=("deputy", "starts_on"))
    starts_on = tables.DateColumn(format="j F Y", verbose_name="First day")
    ends_on = tables.DateColumn(format="j F Y", verbose_name="Last day", default="until further notice")
    state = tables.Column(order_by=("state_order", "manager"), accessor="state_text")
    note = tables.Column(orderable=False)
    action = tables.Column(orderable=False, verbose_name="What to do", empty_values=())

    not_downloaded = ("action",)

    class Meta(ListTable.Meta):
        empty_text = "No cover is arranged. Arrange it below before a manager goes away."

    def render_action(self, record):
        return get_template("cover/end.html").render({"row": record, "csrf_token": get_token(self.request)})


class CoverFilter(ListFilter):
    """One bar above the list."""

    q = forms.CharField(label="Manager or deputy", required=False, max_length=80)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *cover.STATES.items()])

    def words_of(self, row):
        return f"{row['manager']} {row['deputy']}"


@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    """Who signs off for whom, and the form that arranges it."""
    if not access.may_see_cover(request.user):
        raise Http404
    managers = access.coverable(request.user)
    if request.method != "POST":
        return _page(request, CoverForm(managers=managers, person=request.user))
    if not managers.exists():
        raise PermissionDenied
    form = CoverForm(request.POST, managers=managers, person=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = cover.arrange(**form.arrangement, by=request.user)
    except NotComplete as problem:
        for name, sentence in problem.problems.items():
            form.add_error(name if name in form.fields else None, sentence)
        return _page(request, form, status=422)
    messages.success(request, f"{made.deputy} signs off for {made.person} {cover.span(made)}.")
    return redirect("cover")


def _page(request, form, *, status=200):
    person, today = request.user, dates.today()
    found = access.visible_cover(person).select_related("person", "deputy")
    managers = set(access.coverable(person).values_list("pk", flat=True))
    rows = [_row(each, person, today, may_end=each.person_id in managers) for each in found]
    rows.sort(key=lambda row: (row["state_order"], row["manager"], row["starts_on"]))
    bar = CoverFilter(request.GET or None)
    context = {
        "filter_form": bar,
        "form": form,
        "may_arrange": bool(managers),
        "mine": [row for row in rows if row["is_mine"] and row["state"] == "now"],
        "is_manager": access.is_manager_in_own_right(person),
        "stands_in": [row for row in rows if row["is_deputy"] and row["state"] == "now"],
    }
    kept = bar.keep(rows)
    nothing = {"empty_text": "No cover matches. Clear the filters to see all of it."} if rows else {}
    table = CoverTable(kept, **nothing)
    response = render_list(request, "cover/list.html", table, name="cover", context=context)
    response.status_code = status
    return response


def _row(each, person, today, *, may_end):
    state = cover.state_of(each, today)
    return {
        "pk": each.pk,
        "manager": each.person.name,
        "deputy": each.deputy.name,
        "starts_on": each.starts_on,
        "ends_on": each.ends_on,
        "span": cover.span(each),
        "note": each.note,
        "state": state,
        "state_text": cover.STATES[state],
        "state_order": list(cover.STATES).index(state),
        "is_mine": each.person_id == person.pk,
        "is_deputy": each.deputy_id == person.pk,
        "may_end": may_end and state != "over",
    }


@require_POST
def end(request, pk):
    """End cover at once, or call off what has not begun."""
    found = get_object_or_404(access.visible_cover(request.user).select_related("person", "deputy"), pk=pk)
    if not access.may_arrange_cover(request.user, found.person):
        raise PermissionDenied
    cover.end(cover=found, by=request.user)
    messages.success(request, f"{found.deputy} signs off for {found.person} no longer.")
    return redirect("cover")
