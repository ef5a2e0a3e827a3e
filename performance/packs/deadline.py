"""How a pack stands to its day of dispatch, in words for the list and its page."""

from dataclasses import dataclass
from datetime import date

from performance import bank_holidays
from performance.models import Pack
from performance.rules import dispatch

# No meeting is further away than this; of other years nobody counts the working days.
MOST_YEARS = 10
UNDER_WAY = (Pack.Status.DRAFT, Pack.Status.CLEARED)


@dataclass(frozen=True)
class Deadline:
    """`left` is how many working days there are to the day of dispatch: 0 on it, below 0 past it."""

    dispatch_on: date
    left: int

    @property
    def is_late(self):
        return self.left < 0

    @property
    def words(self):
        """ "4 working days left", "Goes out today", "2 working days late"."""
        if self.left == 0:
            return "Goes out today"
        days = "1 working day" if abs(self.left) == 1 else f"{abs(self.left)} working days"
        return f"{days} late" if self.is_late else f"{days} left"


def of(pack, *, today):
    """How far it is to a pack's day of dispatch; None for one that is not under way any more."""
    return by_day(pack.meeting_on, today=today) if pack.status in UNDER_WAY else None


def is_plausible(meeting_on, *, today):
    """Whether a meeting can be on this day: a year such as 0021 or 20211 is a slip of the pen."""
    return abs(meeting_on.year - today.year) <= MOST_YEARS


def by_day(meeting_on, *, today):
    """How far it is on a day to the day of dispatch for a meeting."""
    holidays = bank_holidays.around(min(today, meeting_on), max(today, meeting_on))
    goes_out = dispatch.dispatch_day(meeting_on, holidays)
    return Deadline(goes_out, dispatch.days_left(today, goes_out, holidays))


def needs_urgency(pack, *, today):
    """Whether issuing it now needs the chair's agreement: it is published, and its day of dispatch is past.

    A pack for the management team is not published, and nobody's agreement is asked for.
    """
    return pack.audience != Pack.Audience.MANAGEMENT and by_day(pack.meeting_on, today=today).is_late
