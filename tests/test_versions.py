"""Rows that several people may have open: who moves one, and what the second is told."""

import pytest
from django.utils import timezone

from performance import versions
from performance.models import Submission
from performance.refusals import SomebodyElseWasFirst
from tests import world

Status = Submission.Status


def first():
    return "Somebody was first."


@pytest.fixture
def draft(month):
    return Submission.objects.create(
        measure=month[0].measure,
        period=month[0].period,
        revision=9,
        created_by=world.person("petra"),
        created_at=timezone.now(),
        opened_reason="Two rows were counted twice.",
    )


def test_a_row_moves_from_what_was_read_and_has_the_changes(draft):
    versions.move(draft, 1, first, status=Status.ABANDONED)
    assert (draft.status, draft.version) == (Status.ABANDONED, 2)
    draft.refresh_from_db()
    assert (draft.status, draft.version) == (Status.ABANDONED, 2)


@pytest.mark.parametrize(
    ("version", "was"), [(0, None), (2, None), (None, None), (1, Status.SUBMITTED), (1, Status.ABANDONED)]
)
def test_another_version_or_status_moves_nothing(draft, version, was):
    with pytest.raises(SomebodyElseWasFirst, match=r"^Somebody was first\.$"):
        versions.move(draft, version, first, was=was, status=Status.ABANDONED)
    assert (draft.status, draft.version) == (Status.DRAFT, 1)
    draft.refresh_from_db()
    assert (draft.status, draft.version) == (Status.DRAFT, 1)


def test_what_was_read_is_still_so_or_somebody_was_first(draft):
    versions.require_unchanged(draft, 1, (Status.RETURNED, Status.DRAFT), first)
    for version, statuses in ((2, (Status.DRAFT,)), (1, (Status.RETURNED,)), (1, ())):
        with pytest.raises(SomebodyElseWasFirst):
            versions.require_unchanged(draft, version, statuses, first)


def test_a_row_that_nobody_touched_by_a_verb_has_only_changed(draft):
    assert versions.who_was_first(draft, world.person("petra"), "figure") == (
        "This figure has changed since you opened the page. It is now draft."
    )
