"""Set pages are kept until no pack has used them for sixty days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from performance.models import PackChunk
from performance.packs.press import keeping, ordering

pytestmark = pytest.mark.django_db


def test_a_chunk_is_found_again_and_setting_it_twice_keeps_the_first():
    kept = keeping.Kept()
    assert kept.get("a" * 64) is None
    kept.put("a" * 64, b"pages")
    kept.put("a" * 64, b"others")
    assert kept.get("a" * 64) == b"pages"
    assert PackChunk.objects.count() == 1


def test_what_is_used_stays_and_what_is_not_goes_after_sixty_days():
    now, kept = timezone.now(), keeping.Kept()
    for key in ("used", "just", "long"):
        kept.put(key, b"pages")
    PackChunk.objects.filter(key="just").update(used_at=now - timedelta(days=60))
    PackChunk.objects.exclude(key="just").update(used_at=now - timedelta(days=60, seconds=1))
    kept.get("used")
    assert keeping.sweep(now=now) == 1
    assert set(PackChunk.objects.values_list("key", flat=True)) == {"used", "just"}


def test_a_chunk_is_kept_by_everything_that_a_page_may_load(monkeypatch, tmp_path):
    loaded = {*ordering.TEMPLATES.glob("*.svg"), ordering.TEMPLATES / "pack.css"}
    before = ordering.key("<p>Words</p>")
    keys = {before}
    for place, path in enumerate(ordering.MADE_BY):
        changed = tmp_path / path.name
        changed.write_bytes(path.read_bytes() + b" ")
        made_by = [*ordering.MADE_BY[:place], changed, *ordering.MADE_BY[place + 1 :]]
        monkeypatch.setattr(ordering, "MADE_BY", made_by)
        keys.add(ordering.key("<p>Words</p>"))
        monkeypatch.undo()

    assert loaded <= set(ordering.MADE_BY)
    assert len(keys) == len(ordering.MADE_BY) + 1
    assert ordering.key("<p>Words</p>") == before
