"""Drafts that save themselves: what can be a draft is saved, what cannot is kept as it was typed.

A figure such as "4x" is no figure, and a comment can be longer than there is room for. The draft then keeps
what it held in that field before, and what was typed waits, for the person who typed it alone, until a save
covers it.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from performance import kept_text, workflow
from performance.models import Submission
from performance.submission_content import whole

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
