"""What the sections of a pack are built from, read once for all of them."""

from functools import cached_property

from django.utils import timezone

from benchmarking.reading import Knowledge
from performance import dashboard
from performance.models import Copy, Measure
from performance.packs import behind
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
        )

    @cached_property
    def behind(self):
        """Figures in force and target versions behind the board's rows."""
        return behind.read(self.board, self.pack.period)

    @cached_property
    def rows(self):
        """The board's rows and headline facts by their measures' slugs."""
        return {row.slug: row for row in [*self.board.rows, *self.board.headlines]}

    @cached_property
    def benchmarks(self):
        """What was published of councils, as it may be printed: known on the day, free to republish."""
        return Published(Knowledge(on=self.known_on, now=timezone.now(), public=True))



def _measures():
    """What a pack may print: what is active or in development, and what was retired after its period."""
    return Measure.objects.exclude(state=Measure.State.RETIRED, active_to__isnull=True)
