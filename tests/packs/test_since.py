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


def seen(content, year="2020/21"):
    kept = {"limits": content["limits"], "scales": content["scales"]}
    return copy.deepcopy(kept | {"year": year, "rows": since.rows_of(content)})


def test_targets_and_limits_that_changed_within_the_year_are_said(content):
    then, now = seen(content), seen(content)
    assert since.goals(then, now) == []
    rule = now["limits"][0]
    rows = [
        row for row in now["rows"].values() if f"{row['title']}: {row['target']['text']}" in rule["measures"]
    ]
    moved, milestone, *others = rows
    for row in (moved, milestone):
        rule["measures"].remove(f"{row['title']}: {row['target']['text']}")
        rule["measures"].append(f"{row['title']}: 1%")
        row["target"] |= {"text": "1%", "companion": ""}
    milestone["target"]["is_milestone"] = True
    was = then["rows"][moved["slug"]]["target"]["text"]
    assert since.goals(then, now) == [since.Goal(moved["title"], "Target", was, "1%")]
    # Of another year all targets are new.
    assert since.goals(then | {"year": "2019/20"}, now) == []
    moved["target"]["text"] = was
    rule["levels"][1]["reach"] = "up to 9.9 points"
    found = since.goals(then, now)
    assert [(goal.title, goal.what) for goal in found] == [
        (row["title"], "Limits") for row in now["rows"].values() if row in (moved, *others)
    ]
    assert found[0].was.replace("up to 5.0 points", "up to 9.9 points", 1) == found[0].now


def test_what_is_rated_now_and_was_not_and_the_other_way_round(then, now):
    first, second, *_ = rated(now)
    then[first["slug"]]["status"]["shape"] = ""
    second["status"]["shape"] = ""
    found = since.compare(then, now)
    assert titles(found.newly_rated) == [first["title"]]
    assert titles(found.not_rated_now) == [second["title"]]
    assert titles(found.changed) == [first["title"], second["title"]]


def test_what_came_what_went_and_what_was_missing(then, now):
    added, gone, *_ = list(now)
    arrived = rated(now)[-1]["slug"]
    title = then.pop(added)["title"], now.pop(gone)["title"], now[arrived]["title"]
    then[arrived]["is_missing"], now[arrived]["is_missing"] = True, False
    found = since.compare(then, now)
    assert (titles(found.added), titles(found.gone), titles(found.arrived)) == tuple([t] for t in title)
    now[arrived]["is_missing"] = True
    assert since.compare(then, now).arrived == []
    # Why there is none is known by now; it is no figure for all that.
    now[arrived]["is_missing"] = False
    now[arrived]["figure"] |= {"text": "", "absence": "The survey was not run"}
    assert since.compare(then, now).arrived == []
