"""A pack's content as it was frozen once, and what renders it; no test here needs a database."""

import copy
import importlib
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from performance.checks import missing_libraries
from performance.packs.content import content_hash
from tests.needs import need

FROZEN = Path(__file__).parent / "content.json"


@pytest.fixture(scope="session")
def frozen():
    """The frozen content; shared, so nothing may change it."""
    return json.loads(FROZEN.read_text(encoding="utf-8"))


@pytest.fixture
def content(frozen):
    """A copy of the frozen content for a test to change."""
    return copy.deepcopy(frozen)


@pytest.fixture(scope="session")
def render():
    """The module that renders: imported late, because WeasyPrint needs libraries of the system."""
    need(not missing_libraries(), f"not installed: {', '.join(missing_libraries())}")
    return importlib.import_module("performance.packs.render")


@pytest.fixture(scope="session")
def print_pack(render, tmp_path_factory):
    """Render content; the answer has the file's path, its bytes and its number of pages."""

    def printed(content, *, draft=False):
        data, pages = render.pdf(content, content_hash=content_hash(content), draft=draft)
        path = tmp_path_factory.mktemp("pack") / "pack.pdf"
        path.write_bytes(data)
        return SimpleNamespace(path=path, data=data, pages=pages)

    return printed


@pytest.fixture(scope="session")
def final(print_pack, frozen):
    return print_pack(frozen)


@pytest.fixture(scope="session")
def draft(print_pack, frozen):
    return print_pack(frozen, draft=True)


def rows_of(content):
    """Every row of some content, in the order of its tables."""
    return [row for layer in content["layers"] for group in layer["groups"] for row in group["rows"]]


def stretch(content):
    """Change content into the longest that people could make of it, and return it."""
    rows = rows_of(content)
    group = content["layers"][0]["groups"][1]
    group["rows"] = [copy.deepcopy(rows[place % len(rows)]) for place in range(60)]
    for place, row in enumerate(group["rows"]):
        # Else a line that is on many pages at one height would look like a running foot.
        row["outlook"] = f"On track ({place})"
    group["rows"][3]["title"] = "Words of a title " * 14
    group["rows"][4]["title"] = "W" * 250
    off_target = next(row for row in group["rows"] if row["status"]["code"] == "red")
    off_target["commentary"] = ("What was done about it, by whom and by when. " * 20 + "\n\n") * 4 + "x" * 400
    off_target["outlook"] = "Off target, actions in place"
    group["rows"][0]["commentary"] = "One line.\nAnd another."
    group["rows"][1]["being_revised"], group["rows"][1]["revision"] = True, 3
    content["title"], content["committee"] = "Title " * 33, "Committee of many words " * 6
    content["missing"] = [
        {"code": "Local", "title": f"Late measure {number}", "period": "November 2020"}
        for number in range(30)
    ]
    counts = content["layers"][0]["counts"]
    empty = {"status": None, "counts": counts, "not_rated": 0, "headlines": [], "groups": []}
    bare = group | {"theme": "A theme", "outcome": "", "rows": [], "headlines": []}
    content["layers"] += [
        empty | {"title": "Empty layer"},
        empty | {"title": "Empty group", "groups": [bare]},
    ]
    return content


def wide(content):
    """The same content with every column that there is in its second layer, filled in its first row."""
    group = content["layers"][1]["groups"][0]
    shows = [
        *("aim", "milestone", "target", "final_target", "figure", "status", "year_to_date", "previous"),
        *("direction", "quartile", "comparison", "difference", "outlook", "owner", "sparkline"),
    ]
    group["columns"] = [
        {
            "shows": name,
            "heading": name.replace("_", " ").capitalize(),
            "comparison": "England" if name in COMPARING else "",
        }
        for name in shows
    ]
    parts = [("Inadequate", "4", False), ("RI", "69", False), ("Good", "193", True), ("None", "0", False)]
    row = group["rows"][0]
    row["figure"]["parts"] = [
        {"name": name, "text": text, "value": text, "share": "", "good": good} for name, text, good in parts
    ]
    row["figure"]["share"] = "72.6% good"
    row["series"] = {
        "values": ["1", None, "3", "2.5"],
        "breaks": [3],
        "target": "2",
        "title": "Three figures: 1 in April 2020 to 2.5 in July 2020",
    }
    row["comparisons"] = {
        "England": {"text": "12.3%", "note": "", "source": "A paper", "value": "12.3", "period": ""}
    }
    row["differences"] = {"England": {"text": "8.3 points", "value": "8.3"}}
    row["owner_post"], row["outlook"] = "Head of adult social care", "On track"
    row["target"]["is_milestone"] = True
    row["final_target"] |= {"text": "30%", "year": "2022/23"}
    row["year_to_date"] |= {"text": "19.9%", "note": "7 of 8 months", "qualifier": "year to date"}
    return content


COMPARING = ("comparison", "difference")


def nothing(content):
    """Content of a scorecard in which there is nothing yet."""
    summary = {"sentence": "No figures yet.", "counts": [], "not_rated": 0, "reasons": [], "total": 0}
    lists = ("layers", "missing", "notes", "judged", "key", "scales", "limits", "abbreviations", "sources")
    return content | {name: [] for name in lists} | {"summary": summary}


def five_levels(content):
    """The same content judged on a scale of five levels with every shape."""
    return rescale(
        content,
        [
            ("excellent", "E", "star", "blue", False),
            ("good", "G", "circle", "green", False),
            ("fair", "F", "square", "light-green", False),
            ("weak", "W", "triangle", "amber", True),
            ("poor", "PP", "diamond", "red", True),
        ],
    )


def two_levels(content):
    """The same content judged as met or not: the worse level is blue, and off target all the same."""
    return rescale(content, [("met", "M", "circle", "green", False), ("missed", "N", "square", "blue", True)])


def rescale(content, given):
    """Content judged on another scale; its rated rows take the levels in turn."""
    names = ("code", "letter", "shape", "colour", "off_target")
    levels = [dict(zip(names, level, strict=True)) | {"word": level[0].title()} for level in given]
    scale = content["scales"][0]["id"]
    rated = [row for row in rows_of(content) if row["status"]["shape"]]
    for place, row in enumerate(rated):
        position = place % len(levels)
        row["status"] |= levels[position] | {"position": position + 1}
    content["scales"] = [
        {"id": scale, "name": "Another scale", "levels": [level | {"meaning": ""} for level in levels]}
    ]
    content["summary"]["counts"] = [level | {"count": 3} for level in levels]
    for layer in content["layers"]:
        layer["counts"] = [level | {"count": 1} for level in levels]
    for entry in content["limits"]:
        entry["levels"] = [{"code": level["code"], "reach": "up to 1.0 points"} for level in levels]
    return content
