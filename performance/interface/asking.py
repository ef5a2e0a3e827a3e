"""What a request asks for. Nothing that is asked is silently left out of account: it is read, or refused."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from benchmarking.reading import Knowledge
from performance import dates
from performance.interface.refused import Refused
from performance.knowing import ALL
from performance.models import Person

FORMATS = {"json": "application/json", "csv": "text/csv"}
PAGE_SIZE, MOST_ROWS = 500, 1000
# What every listing takes besides its filters.
ALWAYS = ("format", "page_size", "after", "updated_since", "known")
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Asked:
    """A request's parameters as read; `knowledge` holds no embargoed and no licensed figure, whoever asks."""

    person: Person
    knowledge: Knowledge
    format: str = "json"
    page_size: int = PAGE_SIZE
    after: int = 0
    since: datetime | None = None
    filters: list = field(default_factory=list)


def read(request, resource, *, person, now=None):
    """What is asked of a resource. Raises Refused (400) with a sentence for what cannot be read."""
    now, given = now or timezone.now(), request.GET
    names = {one.name: one for one in resource.filters}
    for name in given:
        if name not in names and name not in ALWAYS:
            raise Refused(400, f"“{name}” is no parameter of {resource.name}. It takes: {_listed(names)}.")
        if name not in names and len(given.getlist(name)) > 1:
            raise Refused(400, f"Give “{name}” once.")
        if any("\0" in value for value in given.getlist(name)):
            raise Refused(400, f"“{name}” holds a character that no text has.")
    return Asked(
        person=person,
        knowledge=Knowledge(on=_known(given.get("known", ""), now), now=now, public=True),
        format=format_of(request),
        page_size=_number("page_size", given.get("page_size", ""), PAGE_SIZE, 1, MOST_ROWS),
        after=_number("after", given.get("after", ""), 0, 0, LARGEST_KEY),
        since=_since(given.get("updated_since", ""), resource),
        filters=[(one, given.getlist(name)) for name, one in names.items() if name in given],
    )


def format_of(request):
    """ "json" or "csv": as `format` says, else as the Accept header prefers, else JSON. Raises Refused."""
    chosen = request.GET.get("format", "")
    if chosen:
        if chosen not in FORMATS:
            raise Refused(400, "“format” is json or csv.")
        return chosen
    return "csv" if request.get_preferred_type(list(FORMATS.values())) == FORMATS["csv"] else "json"


def _listed(names):
    return ", ".join([*names, *ALWAYS])


def _number(name, typed, default, least, most):
    if not typed:
        return default
    # ASCII digits alone, and no more of them than the largest number has.
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 19 and least <= int(typed) <= most):
        raise Refused(400, f"“{name}” is a whole number from {least:,} to {most:,}.")
    return int(typed)


def _known(typed, now):
    """The day whose knowledge is asked for: the product's by default, "all" for today's, never later."""
    today = timezone.localdate(now)
    if not typed:
        return dates.today()
    if typed == ALL:
        return today
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Refused(400, "“known” is a day such as 2021-01-18, or all.") from None
    if day > today:
        raise Refused(400, "“known” is a day that is yet to come: choose today or an earlier one.")
    return day


def _since(typed, resource):
    """The moment since which rows have changed; a day alone is its beginning in Europe/London."""
    if not typed:
        return None
    if not resource.has_since:
        raise Refused(400, resource.since)
    try:
        # A plus sign in an address arrives as a space: 2020-12-10T09:00:00+01:00.
        moment = parse_datetime(typed.replace(" ", "+")) if "T" in typed else None
        moment = moment or datetime.combine(date.fromisoformat(typed), time.min)
        aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
        timezone.localdate(aware)  # asks whether the calendar reaches that far, as does the next line
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        sentence = "“updated_since” is a day or a moment: 2020-12-10 or 2020-12-10T09:00:00Z."
        raise Refused(400, sentence) from None
