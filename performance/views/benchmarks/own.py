"""Our own measures beside the nation's: where each would stand, and whether both figures agree."""

import django_tables2 as tables
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.views.decorators.http import require_http_methods, require_safe

from benchmarking.models import Authority
from performance import access, knowing, placing, reconciling
from performance.benchmarks import words
from performance.forms.reconciling import ReconcileForm
from performance.refusals import NotComplete
from performance.tables import NUMBER, ListTable
from performance.views.benchmarks.looking import for_file
from performance.views.lists import ListFilter, render_list
from performance.views.problems import UNPROCESSABLE

ALL = "all"
STATES = {
    "differs": "Differs, no reason yet",
    "explained": "Differs, explained",
    "agrees": "Agrees",
    "none": "Not compared",
}


class OwnTable(ListTable):
    """A row for each linked measure and published year; the place is of the measure's latest figure."""

    singular, plural = "year", "years"

    measure = tables.Column(order_by=("title", "year"))
    year = tables.Column(order_by=("year", "title"))
    published = tables.Column(orderable=False, verbose_name="Published of us", attrs=NUMBER)
    own = tables.Column(orderable=False, verbose_name="Our outturn", attrs=NUMBER)
    difference = tables.Column(orderable=False, attrs=NUMBER)
    state = tables.Column(order_by=("state_order", "title"), accessor="state_text")
    reason = tables.Column(orderable=False, visible=False, accessor="reason_text")
    place = tables.Column(orderable=False, verbose_name="Our latest figure")
    source = tables.Column(visible=False)
    source_on = tables.Column(visible=False, verbose_name="Source published on")
    action = tables.Column(orderable=False, verbose_name="What to do", empty_values=())

    not_downloaded = ("action",)

    class Meta(ListTable.Meta):
        empty_text = "No figure of ours was published for these measures by the day shown."

    def render_measure(self, record):
        return get_template("benchmarks/own/measure.html").render(record)

    def value_measure(self, record):
        return f"{record['measure'].code_text} {record['title']}".strip()

    def render_own(self, record):
        return get_template("benchmarks/own/outturn.html").render(record)

    def value_own(self, record):
        return record["pair"].own

    def value_published(self, record):
        return record["pair"].published_value

    def value_difference(self, record):
        return record["pair"].difference

    def render_state(self, record):
        return get_template("benchmarks/own/state.html").render(record)

    def value_state(self, record):
        return record["state_text"]

    def render_place(self, record):
        return record["place"] if record["says_place"] else ""

    def value_place(self, record):
        return record["place"]

    def render_action(self, record):
        return get_template("benchmarks/own/action.html").render(record)


class OwnFilter(ListFilter):
    """One bar above the list."""

    q = forms.CharField(label="Measure", required=False, max_length=80)
    state = forms.ChoiceField(
        label="Years",
        required=False,
        choices=[("", "Compared, else the latest"), *STATES.items(), (ALL, "Every published year")],
    )

    def keep(self, rows):
        """Without a state the years that compare, and of measures without one their latest year."""
        state = self.cleaned_data["state"] if self.is_valid() else ""
        shown = rows if state else [row for row in rows if row["is_main"]]
        words_ = self.cleaned_data["q"].lower() if self.is_valid() else ""
        kept = [row for row in shown if words_ in self.words_of(row).lower()]
        return kept if state in ("", ALL) else [row for row in kept if row["state"] == state]


@require_safe
def show(request):
    """Every linked measure with its place and its published years; what has no link is named beneath."""
    if not access.has_any_role(request.user):
        raise Http404
    measures = access.visible_measures(request.user).with_codes()
    linked = list(measures.filter(indicator__isnull=False).order_by("title", "pk"))
    shown = for_file(request, knowing.shown(request, {measure.indicator_id for measure in linked}))
    council = Authority.objects.filter(code=settings.COUNCIL_AUTHORITY).first()
    rows = _rows(request.user, linked, shown.knowledge, council) if council else []
    bar = OwnFilter(request.GET or None)
    context = {
        "shown": shown,
        "kept": knowing.kept(request, "known", "page"),
        "filter_form": bar,
        "differing": sum(row["state"] == "differs" for row in rows),
        "has_rows": bool(rows),
        "linked": len(linked),
        "unlinked": list(measures.filter(indicator__isnull=True).order_by("title", "pk"))
        if request.user.is_administrator
        else [],
        "here": "benchmarks",
    }
    table = OwnTable(bar.keep(rows))
    return render_list(request, "benchmarks/own/list.html", table, name="own-benchmarks", context=context)


def _rows(person, linked, knowledge, council):
    pairs = reconciling.pairs(linked, knowledge, council)
    figures = placing.latest_figures(linked)
    places = {one.measure.pk: one for one in placing.placings(figures, knowledge, council)}
    may = access.reconcilable_measures(person)
    compared = {pair.measure.pk for pair in pairs if pair.difference is not None}
    rows, begun = [], set()
    for pair in pairs:
        pk = pair.measure.pk
        is_main = pair.difference is not None or (pk not in begun and pk not in compared)
        # Said once, in the first row of a measure: it is about none of the years.
        says_place = is_main and pk not in begun
        if is_main:
            begun.add(pk)
        row = _row(pair, places.get(pk), pk in may)
        rows.append(row | {"is_main": is_main, "says_place": says_place})
    # Of one measure the latest year stays first: that is how the pairs come.
    return sorted(rows, key=lambda row: row["title"])


def _row(pair, place, may_explain):
    published = pair.published_value
    return {
        "pair": pair,
        "measure": pair.measure,
        "title": pair.measure.title,
        "year": pair.year,
        "published": words.marker_words(pair.published.marker)
        if published is None
        else words.printed(published, pair.indicator),
        "own": "" if pair.own is None else words.printed(pair.own, pair.indicator),
        "difference": "" if pair.difference is None else words.signed(pair.difference, pair.indicator),
        "state": pair.state,
        "state_text": STATES[pair.state],
        "state_order": list(STATES).index(pair.state),
        "reason_text": pair.given.reason if pair.is_explained else "",
        "place": place.sentence if place else "No figure is in force.",
        "source": pair.published.source.title,
        "source_on": pair.published.source.published_on,
        "may_explain": may_explain and pair.differs,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def explain(request, slug, year):
    """Say why the published figure is not our outturn."""
    measure = get_object_or_404(
        access.visible_measures(request.user).filter(indicator__isnull=False).with_codes(), slug=slug
    )
    shown = knowing.shown(request, [measure.indicator_id])
    council = get_object_or_404(Authority, code=settings.COUNCIL_AUTHORITY)
    pair = reconciling.pair_of(measure, year.replace("-", "/"), shown.knowledge, council)
    if pair is None:
        raise Http404
    if not access.may_reconcile(request.user, measure):
        raise PermissionDenied
    given = pair.given
    initial = {"cause": given.cause, "reason": given.reason} if given else {}
    form = ReconcileForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                reconciling.explain(pair=pair, **form.cleaned_data, by=request.user)
            except NotComplete as problem:
                for name, sentence in problem.problems.items():
                    form.add_error(name or None, sentence)
            else:
                messages.success(request, f"{measure}, {pair.year}: the reason is kept.")
                return redirect("own-benchmarks")
    context = {"row": _row(pair, None, True), "form": form, "measure": measure, "given": given}
    return render(request, "benchmarks/own/explain.html", context, status=status)
