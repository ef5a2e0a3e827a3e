"""Two packs beside one another, by their frozen rows. No database."""

import copy

import pytest

from performance.packs import since
from tests.packs.conftest import rows_of


@pytest.fixture
def then(content):
    return since.rows_of(content)


@pytest.fixture
def now(content):
    return copy.deepcopy(since.rows_of(content))


def rated(rows):
    return [row for row in rows.values() if row["status"]["shape"]]


def titles(found):
    return [entry["title"] if isinstance(entry, dict) else entry.title for entry in found]


def test_rows_and_headline_facts_are_read_of_content_of_an_earlier_format(content):
    fact = copy.deepcopy(rows_of(content)[0]) | {"slug": "a-fact"}
    content["layers"][0]["headlines"] = [fact]
    assert list(since.rows_of(content)) == ["a-fact", *(row["slug"] for row in rows_of(content))]


def test_nothing_changed_between_equal_packs(then, now):
    found = since.compare(then, now)
    assert (found.changed, found.arrived, found.added, found.gone) == ([], [], [], [])
    assert len(found.same) == len(rated(now))


def test_a_status_is_better_or_worse_on_its_own_scale_alone(then, now):
    better, worse, other, *_ = rated(now)
    better["status"]["position"], then[better["slug"]]["status"]["position"] = 1, 2
    worse["status"]["position"], then[worse["slug"]]["status"]["position"] = 3, 2
    other["status"]["scale"] = "another"
    found = since.compare(then, now)
    assert titles(found.better) == [better["title"]]
    assert titles(found.worse) == [worse["title"]]
    assert titles(found.otherwise) == [other["title"]]
    assert len(found.same) == len(rated(now)) - 3


def test_what_is_rated_now_and_was_not_and_the_other_way_round(then, now):
    first, second, *_ = rated(now)
    then[first["slug"]]["status"]["shape"] = ""
    second["status"]["shape"] = ""
    found = since.compare(then, now)
    assert titles(found.newly_rated) == [first["title"]]
    assert titles(found.not_rated_now) == [second["title"]]
    assert titles(found.changed) == [first["title"], second["title"]]


def test_what_came_what_went_and_what_was_missing(then, now):
    added, gone, arrived, *_ = list(now)
    title = then.pop(added)["title"], now.pop(gone)["title"], now[arrived]["title"]
    then[arrived]["is_missing"], now[arrived]["is_missing"] = True, False
    found = since.compare(then, now)
    assert (titles(found.added), titles(found.gone), titles(found.arrived)) == tuple([t] for t in title)
    now[arrived]["is_missing"] = True
    assert since.compare(then, now).arrived == []
