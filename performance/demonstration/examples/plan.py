"""What an example's pack is made of, as a performance officer would plan it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from performance.models import Pack, Period, Scorecard


@dataclass(frozen=True)
class Planned:
    """One section: its kind, its title and words, and its choices."""

    kind: str
    title: str = ""
    text: str = ""
    options: dict = field(default_factory=dict)
    exempt_paragraph: int | None = None
    exempt_reason: str = ""

    def as_plain(self):
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """A pack: for whom and when, its sections, and the packs that were issued before it."""

    scorecard: Scorecard
    period: Period
    title: str
    committee: str
    meeting_on: date
    sections: Sequence[Planned]
    agenda_item: str = ""
    audience: str = Pack.Audience.SCRUTINY
    post: str = "Director (sample)"
    earlier: Sequence["Plan"] = ()
