"""The hash of a pack's content: of what it says, not of how it was written down."""

import hashlib
import json
from datetime import date

import pytest

from performance.models import Pack, Period, Scorecard
from performance.packs import content as contents


def test_the_order_of_keys_does_not_matter(frozen):
    turned = json.loads(json.dumps(frozen), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert list(turned) != list(frozen)
    assert contents.content_hash(turned) == contents.content_hash(frozen)


def test_content_survives_the_database_and_a_file(frozen):
    assert contents.content_hash(json.loads(json.dumps(frozen))) == contents.content_hash(frozen)


def test_the_hash_is_of_utf_8_without_spaces():
    assert contents.canonical({"b": "18–64", "a": [1, None]}) == '{"a":[1,null],"b":"18–64"}'.encode()
    assert contents.content_hash({}) == hashlib.sha256(b"{}").hexdigest()


def test_every_change_changes_the_hash(content):
    before = contents.content_hash(content)
    content["layers"][0]["groups"][0]["rows"][0]["figure"]["text"] = "54.1%"
    assert contents.content_hash(content) != before


@pytest.mark.parametrize(
    ("said", "is_of"),
    [
        ({"title": "Report"}, True),
        ({"title": "Report", "period": {"label": "November 2020", "year": "2020/21"}}, True),
        ({"title": "Report", "period": {"label": "October 2020"}}, False),
        ({"scorecard": {"title": "Another"}}, False),
        ({"meeting_on": "2021-01-19"}, False),
    ],
)
def test_content_is_of_a_pack_by_what_it_says_of_it_in_whatever_format(said, is_of):
    pack = Pack(
        title="Report",
        committee="Cabinet",
        meeting_on=date(2021, 1, 18),
        scorecard=Scorecard(title="Adults"),
        period=Period(kind=Period.Kind.MONTH, start=date(2020, 11, 1), end=date(2020, 11, 30)),
    )

    assert contents.is_of(pack, said) == is_of
    assert contents.is_of(pack, {"copies": {"public": {"title": "Report"}, "exempt": said}}) == is_of
