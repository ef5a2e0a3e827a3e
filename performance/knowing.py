"""What a page about published figures shows: whose council, and as known on which day.

A page shows what was known on the product's date; `?known=2021-01-18` asks for another day, `?known=all` for
all that is known today. Where nothing of the page was known on the product's date, today's knowledge is shown
and the page says so: an empty page would teach nobody anything, and a silent one would mislead.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from benchmarking import reading
from benchmarking.models import Authority
from benchmarking.reading import Knowledge
from performance import dates

ALL = "all"


@dataclass(frozen=True)
class Shown:
    """The knowledge a page shows; `asked` is the day it was to be, `is_later` that nothing was known then."""

    knowledge: Knowledge
    asked: date
    chosen: str = ""
    is_later: bool = False
    problem: str = ""

    @property
    def is_today(self):
        """Whether this is all that is known by the real day, and not only by the product's."""
        return self.knowledge.on >= timezone.localdate(self.knowledge.now)


def shown(request, indicators=None):
    """What to show for a request; `indicators` are those of the page, None where it shows any."""
    now = timezone.now()
    today = timezone.localdate(now)
    chosen = request.GET.get("known", "").strip()
    day, problem = _day(chosen, today)
    knowledge = Knowledge(on=day, now=now, embargoed=request.user.is_administrator)
    if chosen and not problem:
        return Shown(knowledge, day, chosen)
    if day < today and not reading.is_any_known(knowledge, indicators):
        return Shown(replace(knowledge, on=today), day, is_later=True, problem=problem)
    return Shown(knowledge, day, problem=problem)


def _day(chosen, today):
    """The day asked for, and what is wrong with what was typed."""
    if not chosen:
        return dates.today(), ""
    if chosen == ALL:
        return today, ""
    try:
        day = date.fromisoformat(chosen)
    except ValueError:
        return dates.today(), "Give the day as year, month and day: 2021-01-18."
    if day > today:
        return dates.today(), "That day is yet to come: choose today or an earlier day."
    return day, ""


def kept(request, *without):
    """What of the address a form has to carry on: pairs of name and value, without those it sends itself."""
    return [(name, value) for name, values in request.GET.lists() if name not in without for value in values]


def council(request):
    """The council that is looked at: `?council=`, else ours. Raises Http404 for a code that nobody has."""
    code = request.GET.get("council", "") or settings.COUNCIL_AUTHORITY
    if "\0" in code:  # no text of PostgreSQL holds it, and it does not look for one
        raise Http404("No council has this code.")
    try:
        return Authority.objects.get(code=code.upper())
    except Authority.DoesNotExist:
        raise Http404("No council has this code.") from None
