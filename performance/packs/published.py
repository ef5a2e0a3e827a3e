"""Published figures as the sections of one copy read them: each council once, whatever the sections ask."""

from collections.abc import Sequence
from functools import cache

from django.db.models import Q

from benchmarking import reading
from benchmarking.models import Authority, ComparatorGroup, Membership
from benchmarking.reading import Knowledge
from performance.benchmarks import groups, standing


class Published:
    """What may be printed of published figures; `knowledge` says what was known, and to whom."""

    def __init__(self, knowledge: Knowledge):
        self.knowledge = knowledge
        self.council = cache(self._council)
        self.held = cache(self._held)
        self.members = cache(self._members)

    def _council(self, code: str) -> Authority | None:
        """A council by its code in the register or by its official one; None where it is not held."""
        return Authority.objects.filter(Q(code__iexact=code) | Q(gss_code__iexact=code)).first()

    def _held(self, council: Authority, asked: tuple[str, ...]):
        """A council's groups, with others that are asked for by their slugs, and all that is held."""
        own = groups.of_council(self.knowledge, council)
        others = self.knowledge.groups().filter(slug__in=asked).exclude(pk__in=[row.pk for row in own])
        known = [*own, *others.select_related("source", "of")]
        return known, standing.hold(self.knowledge, council, known)

    def _members(self, council: Authority, known: tuple[ComparatorGroup, ...]):
        """Who is in each group on the pack's day, or on a former council's last: id -> authorities."""
        day = self.knowledge.on if council.ends_on is None else min(self.knowledge.on, council.ends_on)
        found = {}
        rows = Membership.objects.on(day).filter(group__in=known).select_related("authority")
        for row in rows.order_by("authority__short_name"):
            found.setdefault(row.group_id, []).append(row.authority)
        return found

    def statistics(self, indicators: Sequence, known: Sequence[ComparatorGroup], name: str) -> dict:
        """Percentiles or means as somebody published them of groups, by their keys."""
        return reading.group_figures(
            self.knowledge, indicators=[one.pk for one in indicators], groups=known, statistic=name
        )
