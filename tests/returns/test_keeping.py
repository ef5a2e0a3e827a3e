"""A return from its upload to the decision: who may, who is first, what is kept and what is let go."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from performance.models import AuditEntry, ReturnFile, Submission
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst
from performance.returns import keeping
from tests import scene, world
from tests.returns.files import filled, load, rows_of, upload

pytestmark = pytest.mark.django_db


def one_change():
    return filled().put(scene.DRAFT, Figure=45.6)


def november():
    return Submission.objects.filter(period=world.november())


def test_uploading_keeps_the_file_and_saves_no_figure():
    data = one_change().saved()

    kept = upload(data, name="a" * 300 + ".xlsx")

    assert (kept.status, bytes(kept.data), kept.version, len(kept.name)) == ("previewed", data, 1, 200)
    assert not november().exists()


def test_loading_empties_the_bytes_and_says_what_came_of_each_row():
    kept = load(upload(one_change().put(scene.SUBMITTED, Figure="about 5")))

    assert (kept.status, bytes(kept.data), kept.version) == ("applied", b"", 2)
    assert kept.report["counts"] == {"change": 0, "loaded": 1, "left": 0, "refused": 1}
    assert [figure.value for figure in november()] == [D("45.6")]


def test_throwing_away_loads_nothing_and_empties_the_bytes():
    kept = upload(one_change())

    keeping.throw_away(kept=kept, version=kept.version, by=world.person("olive"))

    kept.refresh_from_db()
    assert (kept.status, bytes(kept.data), kept.applied_at) == ("discarded", b"", None)
    assert not november().exists()
    assert AuditEntry.objects.filter(verb="return thrown away").count() == 1


@pytest.mark.parametrize("first", ["load", "throw away"])
def test_a_second_decision_is_told_that_there_was_a_first(first):
    kept = upload(one_change())
    olive = world.person("olive")
    if first == "load":
        load(kept)
    else:
        keeping.throw_away(kept=kept, version=kept.version, by=olive)
    before = AuditEntry.objects.count()

    with pytest.raises(SomebodyElseWasFirst, match="since you opened the page"):
        keeping.load(kept=kept, version=kept.version, by=olive, today=world.TODAY)
    with pytest.raises(SomebodyElseWasFirst):
        keeping.throw_away(kept=kept, version=kept.version, by=olive)

    assert AuditEntry.objects.count() == before


def test_another_version_than_the_one_that_was_seen_is_not_loaded():
    kept = upload(one_change())

    with pytest.raises(SomebodyElseWasFirst):
        keeping.load(kept=kept, version=2, by=world.person("olive"), today=world.TODAY)

    assert not november().exists()


def test_what_somebody_saved_after_the_preview_stays_and_the_rest_is_loaded():
    kept = upload(one_change().put(scene.SUBMITTED, Figure=50))
    scene.enter(scene.DRAFT, "44.0", by=world.person("dee"))

    kept = load(kept)

    assert list(rows_of(kept, "loaded")) == [scene.SUBMITTED]
    [problem] = rows_of(kept, "refused")[scene.DRAFT]["problems"]
    assert problem["sentence"].startswith("Dee Deputy changed this figure on ")
    assert november().get(measure__slug=scene.DRAFT).value == D("44.0")


def test_a_row_that_could_not_be_loaded_at_the_preview_is_not_loaded_behind_the_persons_back():
    """Nobody has seen what it would change: it stays refused, whatever has happened since."""
    scene.figures_at_every_stage()
    kept = upload(filled().put(scene.SUBMITTED, Figure=11))
    assert list(rows_of(kept, "refused")) == [scene.SUBMITTED]

    kept = load(kept)

    assert list(rows_of(kept, "refused")) == [scene.SUBMITTED]


def test_loading_is_all_or_nothing_where_the_trail_takes_no_more_rows(full_trail):
    kept = upload(one_change())
    full_trail()

    with pytest.raises(DatabaseError, match="no room"), transaction.atomic():
        load(kept)

    kept.refresh_from_db()
    assert (kept.status, bool(kept.data)) == ("previewed", True)
    assert not november().exists()


def test_only_who_has_measures_uploads_and_only_who_uploaded_decides():
    kept = upload(one_change())

    with pytest.raises(NotAllowed):
        upload(one_change(), "mary")
    for who in ("dee", "petra"):
        with pytest.raises(NotAllowed, match="Only who uploaded"):
            keeping.load(kept=kept, version=1, by=world.person(who), today=world.TODAY)
        with pytest.raises(NotAllowed):
            keeping.throw_away(kept=kept, version=1, by=world.person(who))

    assert ReturnFile.objects.get().status == "previewed"


def test_a_file_that_cannot_be_read_is_not_kept():
    with pytest.raises(NotComplete, match="The file is empty"):
        upload(b"")

    assert not ReturnFile.objects.exists()


@pytest.mark.parametrize(
    ("age", "status"), [(timedelta(days=7), "previewed"), (timedelta(days=7, seconds=1), "discarded")]
)
def test_what_nobody_has_decided_about_for_a_week_is_let_go(age, status):
    kept = upload(one_change())
    now = timezone.now()
    ReturnFile.objects.update(uploaded_at=now - age)

    keeping.forget(now=now)

    kept.refresh_from_db()
    assert (kept.status, bool(kept.data)) == (status, status == "previewed")


@pytest.mark.wide
def test_the_same_file_again_changes_nothing_and_a_corrected_one_loads_the_rest():
    book = one_change().put(scene.SUBMITTED, Figure="about 50")
    load(upload(book))

    again = upload(book)
    corrected = load(upload(book.put(scene.SUBMITTED, Figure=50)))

    assert again.report["counts"] == {"change": 0, "loaded": 0, "left": 0, "refused": 1}
    assert list(rows_of(corrected, "loaded")) == [scene.SUBMITTED]
    assert november().count() == 2
