"""Drafts that save themselves: what can be a draft is saved, what cannot is kept as it was typed.

A figure such as "4x" is no figure, and a comment can be longer than there is room for. The draft then keeps
what it held in that field before, and what was typed waits, for the person who typed it alone, until a save
covers it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from performance import kept_text, workflow
from performance.models import Submission
from performance.submission_content import whole

# Saves of one person that follow each other within this time are read as one.
ONE_SITTING = timedelta(minutes=15)
LONGEST = 20_000  # characters of one field: more than any field takes, and no place to fill


@dataclass(frozen=True)
class Saved:
    """What became of a form that saved itself: the draft (None where nothing was typed yet), and the fields
    whose text is kept because no draft can hold it."""

    submission: Submission | None
    kept: tuple[str, ...]


@transaction.atomic
def save(*, measure, period, current, form, by, now=None):
    """Save what a bound form holds as far as it can be a draft, and keep the rest; raises WorkflowProblem.

    `current` is the open revision as the page shows it, or None. A form in which nothing stands makes no
    draft.
    """
    now = now or timezone.now()
    content = form.draft_content(current)
    if current is not None or content != whole({}):
        current = workflow.save_draft(
            measure=measure,
            period=period,
            content=content,
            version=form.cleaned_data.get("version"),
            by=by,
            now=now,
        )
    kept = {name: text[:LONGEST] for name, text in form.unreadable.items()}
    if kept:
        kept_text.keep(person=by, measure=measure, period=period, typed=kept, now=now)
    else:
        kept_text.forget(person=by, measure=measure, period=period)
    return Saved(current, tuple(kept))


def sittings(entries):
    """A figure's history, newest first, with the saves of one sitting as one entry.

    A form that saves itself leaves an entry for each pause in typing. Of saves at 14:00, 14:01 and 14:09 by
    one person, with nothing between, this leaves that of 14:09 with all that the three changed, from what
    stood there before the first. Nothing is changed in the trail.
    """
    shown = []
    for entry in entries:
        later = shown[-1] if shown else None
        if later is not None and _is_one_sitting(entry, later):
            later.before = {**later.before, **entry.before}
            after = {**entry.after, **later.after}
            # What was typed and taken away again has not changed.
            later.after = {name: now for name, now in after.items() if now != later.before.get(name)}
            later.began_at = entry.at
            continue
        entry.began_at = entry.at
        shown.append(entry)
    return shown


def _is_one_sitting(entry, later):
    return (
        entry.verb == later.verb == "saved"
        and (entry.by_id, entry.subject_type, entry.subject_id)
        == (later.by_id, later.subject_type, later.subject_id)
        and not entry.reason
        and not later.reason
        and later.began_at - entry.at <= ONE_SITTING
    )
