"""The first page about published figures, and the choice of another council to look at."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from performance import access
from performance.benchmarks import addresses, councils, profile, standing, summary, words
from performance.forms.benchmarks import FrontBar, PickerForm
from performance.views.benchmarks.looking import look
from performance.views.benchmarks.tables import FrontTable
from performance.views.lists import render_list


@require_safe
def show(request):
    """Where our council stands in the latest year of each indicator, and what that is made from."""
    at = look(request)
    held = standing.hold(at.knowledge, at.council, at.compared)
    lines = standing.standings(held, group=at.group, england=at.england)
    rows = profile.rows(held, lines, rule=words.DFE, england=at.england)
    topics = sorted({row["group"] for row in rows})
    bar = FrontBar(request.GET, topics=topics, groups=at.groups, group=at.group)
    table = FrontTable(at.linked(request, profile.kept(rows, q=bar.asked("q"), topic=bar.asked("topic"))))
    found = summary.buckets(lines, parts=4, rule=words.DFE)
    context = at.context(request) | {
        "filter_form": bar,
        "is_filtered": bool(bar.asked("q") or bar.asked("topic")),
        "headline": summary.headline(found, lines, name=at.council.short_name, group=at.group_words, year=""),
        "counts": [bucket for bucket in found if bucket.part is not None],
        "moved": summary.moved_rows(lines),
        "sources": councils.sources(at.knowledge),
        "has_figures": bool(lines),
    }
    return render_list(
        request, "benchmarks/front.html", table, name=f"benchmarks-{at.council.code.lower()}", context=context
    )


@require_safe
def picker(request):
    """Any council of any date, by name, by another spelling or by code; it is then what the pages look at."""
    if not access.has_any_role(request.user):
        raise Http404
    form = PickerForm(request.GET)
    form.is_valid()
    words_, address = form.cleaned_data.get("q", ""), _address(request, form.cleaned_data.get("next", ""))
    found = councils.named(words_)
    if words_ and len(found) == 1:
        return redirect(addresses.changed(address, council=found[0].code))
    links = [{"council": one, "url": addresses.changed(address, council=one.code)} for one in found]
    return render(
        request,
        "benchmarks/council.html",
        {
            "form": form,
            "current": [link for link in links if link["council"].ends_on is None],
            "former": [link for link in links if link["council"].ends_on is not None],
            "is_searched": bool(words_),
            "words": words_,
            "back": address,
            "here": "benchmarks",
        },
    )


def _address(request, asked):
    """Where to go back to: a page about published figures of this site, and nowhere else."""
    first = reverse("benchmarks")
    if asked.startswith(first) and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return asked
    return first
