"""What a reference to a figure in narrative prints: the same as the tables beside it, from the same rows.

A figure that is not approved, not there or kept back prints what the tables print, and is a problem that is
said: a sentence never stands with a hole, and never with a figure that the tables have not.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from benchmarking.models import Authority, ComparatorGroup, Indicator
from benchmarking.reading import Knowledge
from performance.benchmarks import standing, words
from performance.benchmarks.changes import order_of
from performance.packs import claims
from performance.row import as_plain
from performance.rules.prose import drafting
from performance.rules.prose.markup import PUBLISHED, WHATS, Reference

NOT_APPROVED = "not yet approved"
NOTHING = "no figure"


@dataclass(frozen=True)
class Filled:
    """The words that a reference prints, and what is wrong with it, as a sentence or ""."""

    text: str
    problem: str = ""


class Figures:
    """Fills references from a reading: the rows once, and the indicators that a text names at one time."""

    def __init__(self, reading, named=()):
        self.reading = reading
        self._standings = _standings(reading, named) if named else {}

    def fill(self, reference: Reference) -> Filled:
        """What a reference prints. An unknown name is printed as it was typed."""
        if reference.published:
            return self._published(reference)
        row = self.reading.rows.get(reference.name)
        if row is None:
            return Filled(
                reference.typed,
                f"Line {reference.line}: there is no measure “{reference.name}” on this pack's scorecard; "
                "pick one from the list.",
            )
        text = of_row(row, reference.what)
        if text:
            return Filled(text)
        return Filled(_absent(row, reference.what), f"Line {reference.line}: {_why(row, reference.what)}")

    def _published(self, reference):
        line = self._standings.get(reference.name)
        if line is None:
            return Filled(
                reference.typed,
                f"Line {reference.line}: there is no published figure of an indicator “{reference.name}”; "
                "pick one from the list.",
            )
        text = of_standing(line, reference.what)
        if text:
            return Filled(text)
        what = PUBLISHED[reference.what].lower()
        return Filled(
            line.absence or NOTHING,
            f"Line {reference.line}: no {what} is published for “{line.indicator.title}” in {line.year}; "
            "leave the reference out.",
        )


def of_row(row, what) -> str:
    """What the tables print of a measure, "" where they print nothing of it."""
    if what in ("change", "gap"):
        return _distance(row, what)
    return {
        "figure": lambda: row.figure.text,
        "companion": lambda: row.figure.companion,
        "target": lambda: row.target.text,
        "previous": lambda: row.previous.text,
        "year_to_date": lambda: _to_date(row),
        "status": lambda: row.status.word.lower() if row.status.position is not None else "",
        "direction": lambda: row.direction.meaning.lower() if row.direction else "",
        "quartile": lambda: _place(row.quartile),
        "outlook": lambda: row.outlook,
        "period": lambda: row.span,
        "title": lambda: row.title,
        "owner": lambda: row.owner_post,
    }[what]()


def of_standing(line, what) -> str:
    """What is published of an indicator, "" where nothing is."""
    indicator, place = line.indicator, line.position
    return {
        "value": lambda: words.printed(line.value, indicator),
        "mean": lambda: words.printed(line.england.value if line.england else None, indicator),
        "rank": lambda: f"{words.ordinal(place.rank)} of {place.of}" if place else "",
        "quartile": lambda: (
            f"{words.QUARTILES[place.quartile].lower()} quartile" if place and place.quartile else ""
        ),
        "year": lambda: line.year,
        "title": lambda: indicator.title,
    }[what]()


def facts(row):
    """A row's facts, as the check of prose reads them."""
    return claims.measure(as_plain(row))


def all_of(reading):
    """Every reference that prints something: (token's name, its title, what, words)."""
    for slug, row in reading.rows.items():
        for what in WHATS:
            text = of_row(row, what)
            if text and what != "title":
                yield slug, row.title, what, text


def published_of(reading):
    """The same for the indicators that the scorecard's measures compare with."""
    slugs = list(
        Indicator.objects.filter(measure__slug__in=reading.rows).values_list("slug", flat=True).distinct()
    )
    for slug, line in _standings(reading, slugs).items():
        for what in PUBLISHED:
            text = of_standing(line, what)
            if text and what != "title":
                yield slug, line.indicator.title, what, text


def _distance(row, what):
    held = facts(row)
    amount = held.moved if what == "change" else held.gap
    if amount is None:
        return ""
    others = (held.previous,) if what == "change" else held.edges
    if what == "change" and held.figure.kind != held.previous.kind:
        return ""
    return drafting.apart(amount, held.figure, others)


def _to_date(row):
    if row.year_to_date.text:
        return row.year_to_date.text
    if row.to_date is not None:
        return row.to_date.figure.text
    return row.figure.text if row.figure.qualifier == "year to date" else ""


def _place(quartile):
    if quartile is None:
        return ""
    return f"{quartile.word.lower()} quartile" if quartile.rank is not None else quartile.word


def _absent(row, what):
    if what != "figure":
        return f"no {WHATS[what].lower()}"
    return NOT_APPROVED if row.is_missing or not row.figure.absence else row.figure.absence


def _why(row, what):
    if what != "figure":
        return (
            f"the tables have no {WHATS[what].lower()} for “{row.title}”; "
            "leave the reference out or pick another."
        )
    if row.figure.absence and not row.is_missing:
        return f"there is no figure for “{row.title}”: {row.figure.absence}."
    return f"the figure of “{row.title}” is not approved; the pack prints “{NOT_APPROVED}” until it is."


def _standings(reading, slugs):
    """The latest standing in England of each of some indicators, in a fixed number of queries."""
    council = Authority.objects.filter(code=settings.COUNCIL_AUTHORITY).first()
    england = ComparatorGroup.objects.filter(kind=ComparatorGroup.Kind.ENGLAND).first()
    wanted = Indicator.objects.filter(slug__in=slugs)
    if council is None or england is None or not slugs:
        return {}
    knowledge = Knowledge(on=reading.known_on, now=timezone.now(), public=True)
    held = standing.hold(knowledge, council, [england], indicators=wanted)
    lines = {}
    for line in standing.standings(held, group=england, england=england):
        years = sorted((key[2] for key in held.own if key[0] == line.indicator.pk), key=order_of)
        # A group's figure may be of a later year than ours: what is said is of our own latest one.
        if years and years[-1] != line.year:
            line = next(
                one
                for one in standing.standings(held, group=england, england=england, year=years[-1])
                if one.indicator.pk == line.indicator.pk
            )
        lines[line.indicator.slug] = line
    return lines
