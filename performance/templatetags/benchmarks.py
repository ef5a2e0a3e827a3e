"""What the pages about published figures share: whose council is looked at, and links that keep it."""

from django import template
from django.conf import settings

from benchmarking.models import Authority
from performance.benchmarks import addresses

register = template.Library()

TABS = {
    "benchmarks": "Overview",
    "profile": "Profile",
    "quartile-summary": "Quartiles",
    "compare": "Compare",
    "cost-outcome": "Cost and outcome",
    "own-benchmarks": "Our measures",
}


@register.simple_tag(takes_context=True)
def benchmark_url(context, name, *args, **query):
    """The address of a page about published figures, with what the page at hand has chosen."""
    return addresses.keeping(context["request"], name, *args, **query)


@register.simple_tag(takes_context=True)
def council_url(context, code):
    """The page at hand for another council."""
    return addresses.changed(context["request"].get_full_path(), council=code)


@register.inclusion_tag("benchmarks/picker.html", takes_context=True)
def council_look(context, council):
    """Whose figures these are, the way back to ours where they are another's, and the way to any other."""
    address = context["request"].get_full_path()
    is_ours = council.code == settings.COUNCIL_AUTHORITY
    # As known on a day before its end nobody knows of it.
    is_over = council.ends_on is not None and context["shown"].knowledge.on > council.ends_on
    return {
        "council": council,
        "is_ours": is_ours,
        "ours": council if is_ours else Authority.objects.filter(code=settings.COUNCIL_AUTHORITY).first(),
        "back": addresses.changed(address, council=""),
        "next": address,
        "is_over": is_over,
        "successors": list(council.successors.all()) if is_over else [],
        "request": context["request"],
    }


@register.inclusion_tag("benchmarks/tabs.html", takes_context=True)
def benchmark_tabs(context, here=""):
    """The ways from one of these pages to the others."""
    links = [
        {"url": benchmark_url(context, name), "text": text, "is_here": name == here}
        for name, text in TABS.items()
    ]
    return {"links": links}
