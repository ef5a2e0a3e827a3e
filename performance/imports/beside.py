"""What stands beside a measure's own figures: other people's figures, and published positions."""

from django.conf import settings

from benchmarking.models import Authority, Indicator, PublishedPosition, Source
from performance import audit
from performance.imports import spans
from performance.imports.plan import Noticed, Unread
from performance.models import ComparisonFigure
from performance.refusals import NotComplete


class Beside:
    """Keeps comparison figures and positions; `period_of` gives the row of a period, made where need be."""

    def __init__(self, outcome, period_of, *, source, by, now, today):
        self.outcome, self.period_of = outcome, period_of
        self.source, self.by, self.now, self.today = source, by, now, today

    def comparison(self, measure, given):
        """Keep somebody else's figure; one that is held otherwise stays and is listed."""
        slot = spans.slot_of(given.period, measure.frequency, measure.year_basis)
        period = self.period_of(slot.kind, slot.start, measure.year_basis)
        held, made = ComparisonFigure.objects.get_or_create(
            measure=measure,
            name=given.name,
            period=period,
            defaults={"value": given.value, "note": given.note, "source": self.source},
        )
        if made:
            audit.record(
                by=self.by,
                at=self.now,
                verb="imported",
                subject=held,
                measure=measure,
                period=period,
                after={"name": held.name, "value": held.value, "note": held.note},
            )
        elif (held.value, held.note) != (given.value, given.note):
            sentence = (
                f"{held.name}, {period} is held as {plain(held.value, held.note)} and the file says "
                f"{plain(given.value, given.note)}. It was not changed: change it in the admin."
            )
            self.outcome.different.append(Unread(given.place, plain(given.value, given.note), sentence))
            return
        self.outcome.counts["comparison figures loaded" if made else "comparison figures held already"] += 1

    def position(self, measure, planned, given):
        """Keep a published quartile or rank, under the measure's national indicator."""
        if given.rank is not None and (given.of is None or given.end == "worst"):
            raise NotComplete({"": "A rank needs among how many, and from which end: “27th highest of 152”."})
        year = spans.calendar.year_label(spans.year_of(given.period, measure.year_basis))
        authority, _ = Authority.objects.get_or_create(
            code=settings.COUNCIL_AUTHORITY,
            defaults={"name": settings.COUNCIL_NAME, "short_name": settings.COUNCIL_NAME[:120]},
        )
        source, new = Source.objects.get_or_create(
            title=self.source, defaults={"publisher": settings.COUNCIL_NAME, "published_on": self.today}
        )
        if new:
            sentence = (
                f"Published positions are read as among England, and as known from {self.today:%d %B %Y}."
            )
            self.outcome.assumed.append(Noticed(given.place, sentence))
        _, made = PublishedPosition.objects.get_or_create(
            indicator=self._indicator(measure, planned),
            authority=authority,
            year=year,
            group="England",
            source=source,
            defaults={
                "quartile": given.quartile,
                "rank": given.rank,
                "out_of": given.of,
                "rank_from": (given.end or "best") if given.rank is not None else "",
            },
        )
        name = "published positions loaded" if made else "published positions held already"
        self.outcome.counts[name] += 1

    def _indicator(self, measure, planned):
        """The national indicator that the measure compares with, made under the measure's name if need be."""
        if measure.indicator is not None:
            return measure.indicator
        polarity = measure.polarity if measure.polarity in Indicator.Polarity.values else "none"
        slug = planned.indicator.strip() or measure.slug
        indicator, _ = Indicator.objects.get_or_create(
            slug=slug[:80], defaults={"title": measure.title, "polarity": polarity}
        )
        measure.indicator = indicator
        measure.save(update_fields=["indicator"])
        return indicator


def plain(value, note):
    """A figure as text, or the note where there is none."""
    return audit.plain(value) if value is not None else note
