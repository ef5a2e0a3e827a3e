"""The audit trail: written by the verbs, inside their transaction, and read by the row it is about."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Model

from performance.models import AuditEntry


def plain(value):
    """A value as the trail keeps it: text for figures and dates, so that nothing is rounded."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value)
    return value


def changes(before, after):
    """Only what differs between two mappings of field to value, as two plain mappings.

    An empty text and no value are the same nothing: a first draft says what was typed and no more.
    """
    differing = [name for name in after if _said(before.get(name)) != _said(after[name])]
    return (
        {name: plain(before.get(name)) for name in differing},
        {name: plain(after[name]) for name in differing},
    )


def _said(value):
    return None if value == "" else value


def entry(*, by, at, verb, subject, measure=None, period=None, before=None, after=None, reason=""):
    """An unsaved entry. `subject` is the row that changed; `by` is None for the product itself."""
    before, after = changes(before or {}, after or {})
    return AuditEntry(
        at=at,
        by=by,
        verb=verb,
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        subject_label=str(subject)[:300],
        measure=measure,
        period=period,
        before=before,
        after=after,
        reason=reason,
    )


def record(**given):
    """Write one entry; takes what `entry` takes."""
    written = entry(**given)
    written.save()
    return written


def entries_of(subject):
    """What happened to a row, the latest first, with who did it."""
    kind = subject._meta.model_name
    return AuditEntry.objects.filter(subject_type=kind, subject_id=subject.pk).select_related("by")


def record_many(entries):
    """Write several entries in one statement."""
    AuditEntry.objects.bulk_create(entries, batch_size=500)
