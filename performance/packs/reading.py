"""What the sections of a pack are built from, read once for all of them."""

from dataclasses import replace
from functools import cached_property

from django.utils import timezone

from benchmarking.reading import Knowledge
from performance import cells, dashboard, suppressing
from performance.models import Copy, Measure
from performance.packs import behind, since, withholding
from performance.packs.published import Published


class Reading:
    """The figures behind one copy of a pack, as they were known on a day.

    Everything is read when it is first asked for, in a fixed number of queries whatever the number of
    measures.
    """

    def __init__(self, pack, *, copy, known_on):
        self.pack, self.copy, self.known_on = pack, copy, known_on
        self._paragraphs = 0

    def next_number(self) -> int:
        """The next paragraph's number: they run on through the whole pack."""
        self._paragraphs += 1
        return self._paragraphs

    @property
    def is_public(self):
        """Whether the copy is published: nothing internal, small counts suppressed."""
        return self.copy == Copy.PUBLIC

    @cached_property
    def board(self):
        """The scorecard as it stood at the end of the pack's period."""
        return dashboard.build(
            self.pack.scorecard,
            self.pack.period,
            measures=_measures(),
            known_on=self.known_on,
            public=True,
            suppression=self.suppression,
            without=withholding.headings(self.pack) if self.is_public else frozenset(),
        )

    @cached_property
    def behind(self):
        """Figures in force and target versions behind the board's rows."""
        found = behind.read(self.board, self.pack.period, self.suppression)
        return found if withholding.has_actions(self.withheld) else replace(found, actions={})

    @cached_property
    def rows(self):
        """The board's rows and headline facts by their measures' slugs."""
        return {row.slug: row for row in [*self.board.rows, *self.board.headlines]}

    # --- What may not be published ----------------------------------------------------------------------

    @cached_property
    def withheld(self) -> frozenset:
        """The kinds of sections that are kept from this copy: no other section says what is theirs."""
        return withholding.kinds(self.pack) if self.is_public else frozenset()

    @property
    def is_internal(self):
        """Whether the copy stays with the management team, and has internal commentary."""
        return self.copy == Copy.INTERNAL

    @property
    def suppresses(self):
        """Whether small counts are suppressed: in every copy that leaves the council's officers."""
        return not self.is_internal

    @cached_property
    def suppression(self):
        """What small counts hide in this copy (`performance.suppressing.Suppression`)."""
        return suppressing.read() if self.suppresses else suppressing.NOTHING

    def hides(self, slug, period_id) -> bool:
        """Whether a measure's own figure of a period may not be printed in this copy."""
        return self.suppression.hides(slug, period_id)

    def hides_to_date(self, slug, period_id) -> bool:
        """Whether a measure's year to date of a period may not be printed in this copy."""
        return self.suppression.hides_to_date(slug, period_id)

    def publishable(self, figures) -> list:
        """Figures of any revision, with their measures, as this copy may print them."""
        return self.suppression.submissions(figures)

    def publishable_assessments(self, assessments) -> list:
        """Judgements, with their targets, as this copy may print them."""
        return self.suppression.assessments(assessments)

    # --- Our own figures ------------------------------------------------------------------------------

    @cached_property
    def plain(self):
        """The same rows as plain data, as the content keeps them."""
        plain = {slug: cells.as_plain(row) for slug, row in self.rows.items()}
        for found in plain.values():
            withholding.strip_row(found, self.withheld)
        return plain

    @cached_property
    def past(self):
        """Measures with their figures of this year and of two before, how they were judged, and targets."""
        return behind.read_past(self)

    @cached_property
    def last_pack(self):
        """The issued pack that went before this one; None for the first."""
        return behind.last_issued(self.pack)

    @cached_property
    def last_copy(self):
        """The copy of it that readers of this copy have in hand; None where there is none to read."""
        return behind.copy_for(self.copy, self.last_pack)

    @cached_property
    def changes(self):
        """What changed since the last pack (`performance.packs.since.Since`); None for the first."""
        if self.last_copy is None:
            return None
        return since.compare(since.rows_of(self.last_copy), self.plain)

    @cached_property
    def benchmarks(self):
        """What was published of councils, as it may be printed: known on the day, free to republish."""
        return Published(Knowledge(on=self.known_on, now=timezone.now(), public=True))


def _measures():
    """What a pack may print: what is active or in development, and what was retired after its period."""
    return Measure.objects.exclude(state=Measure.State.RETIRED, active_to__isnull=True)
