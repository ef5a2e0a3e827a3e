"""How every verb moves a row that people may have open at the same time, and what it says to the second.

A move is a conditional UPDATE on the status and version that were read. Where it moves nothing somebody was
first; the sentence says who, and is worked out only then: `first` is called for it.
"""

from django.utils import timezone

from performance import audit
from performance.refusals import SomebodyElseWasFirst
from performance.rules import calendar


def move(row, version, first, *, was=None, **changes):
    """Move a row from the status and version that were read, or not at all; `row` then has the changes.

    `was` is the status to move from where it is not the row's own: of a row that was read before it moved.
    """
    if version is None:
        raise SomebodyElseWasFirst(first())
    changes["version"] = version + 1
    found = type(row).objects.filter(pk=row.pk, status=was or row.status, version=version)
    if found.update(**changes) != 1:
        raise SomebodyElseWasFirst(first())
    for name, value in changes.items():
        setattr(row, name, value)


def require_unchanged(row, version, statuses, first):
    """That a row has the version that was read and one of these statuses."""
    if row.version != version or row.status not in statuses:
        raise SomebodyElseWasFirst(first())


def who_was_first(row, by, called, past=None):
    """Who did what to a row since it was read, and where that leaves it: "Mary Manager approved this …".

    `called` is what the row is to people ("figure"). `past` maps a verb of the trail to what somebody did to
    such a row ("given up" -> "gave up"); without it the verb stands in brackets as the trail has it.
    """
    last = audit.entries_of(row).first()
    state = row.get_status_display().lower()
    if last is None:
        return f"This {called} has changed since you opened the page. It is now {state}."
    who = "You" if last.by_id == by.pk else last.by or "The product"
    if past is None:
        did, verb = "did something here", f" ({last.verb})"
    else:
        did, verb = f"{past.get(last.verb, last.verb)} this {called}", ""
    when = timezone.localtime(last.at)
    return (
        f"{who} {did} at {when:%H:%M} on {calendar.in_words(when)}, after you opened the page{verb}. "
        f"It is now {state}. Nothing of yours has overwritten it."
    )
