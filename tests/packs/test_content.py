"""The hash of a pack's content: of what it says, not of how it was written down."""

import hashlib
import json

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
