"""The blocks of a section as its templates print them: words, pictures and widths, nothing to compute.

Pure: plain mappings in, new ones out.
"""

import re
from itertools import groupby

from performance.packs import block_layout as layout
from performance.packs import scorecard_layout
from performance.packs.drawing import HALF, PHONE, WHOLE, draw
from performance.packs.glyphs import arrow, bars, sparkline, with_glyph
from performance.packs.layout import TURNED, UPRIGHT

# What words may lead to: a place in the pack, a page of the web, an address of mail.
SAFE = re.compile(r"(#|https?://|mailto:)", re.IGNORECASE)


def complete(blocks, accent, *, turned=False, screen=False) -> list[dict]:
    """A section's blocks with their templates; tables of a scorecard that follow one another are one."""
    whole, done = TURNED if turned else UPRIGHT, []
    seen = {"heading": False, "screen": screen, "tables": _alike(blocks)}
    for is_scorecard, run in groupby(blocks, key=_is_scorecard):
        found = list(run)
        if is_scorecard:
            others = [block for block in blocks if not _is_scorecard(block)]
            done += _scorecard(found, accent, whole, seen=seen, taken=scorecard_layout.taken_by(others))
            continue
        for block in found:
            done.append(COMPLETED[block["block"]](block, accent, whole, seen))
            seen["heading"] |= bool(block.get("title"))
    return [block | {"template": f"packs/blocks/{block['block']}.html"} for block in done]


def _is_scorecard(block):
    return block["block"] == "table" and block["shape"] == "scorecard"


def _scorecard(tables, accent, whole, *, seen, taken):
    """One block of two sides where they fit on a turned page; else the tables one after the other."""
    completed = [_cells(table, accent, seen) for table in tables]
    # There is no room for a title over each: it heads the first column.
    headed = [table | {"columns": _headed(table)} for table in completed]
    laid = scorecard_layout.lay_out(headed, taken=taken) if whole == TURNED else None
    if laid is None:
        return [layout.give_widths(table, whole) for table in completed]
    return [{"block": "scorecard"} | laid]


def _headed(table):
    first, *others = table["columns"]
    return [first | {"heading": table["title"] or first["heading"]}, *others]


# --- Tables ----------------------------------------------------------------------------------------------


def _alike(blocks):
    """The rows of a section's tables by their headings: what has the same ones stands in line."""
    found = {}
    for block in blocks:
        if block["block"] == "table":
            found.setdefault(_headings(block), []).extend(block["rows"])
    return found


def _headings(block):
    columns = [
        (column["heading"], column["beneath"], column["kind"], column["width"]) for column in block["columns"]
    ]
    return block["shape"], *columns


def _table(block, accent, whole, seen):
    laid = layout.give_widths(block | {"rows": seen["tables"][_headings(block)]}, whole)
    return _cells(laid | {"rows": block["rows"]}, accent, seen)


def _cells(block, accent, seen):
    """A table whose cells have their pictures, and its rows what they are."""
    # On a phone, where rows are stacked, each cell names its column.
    columns = [
        {"kind": column["kind"], "heading": f"{column['heading']} {column['beneath']}".strip()}
        for column in block["columns"]
    ]
    count, across = len(block["rows"]), len(columns)
    # On paper a reader's software takes a table with more headings than figures for one gone wrong.
    heads_rows = seen["screen"] or count + across < count * (across - 1)
    rows = [
        row
        | {
            "cells": [
                _cell(cell, accent) | column for cell, column in zip(row["cells"], columns, strict=True)
            ],
            "look": "own" if row["own"] else "total" if row["total"] else "",
            "heads": row["heads"] and heads_rows,
        }
        for row in block["rows"]
    ]
    return block | {"columns": list(block["columns"]), "rows": rows}


def _cell(cell, accent):
    """A cell with its pictures; a word that stands beside one is not printed again."""
    status, direction, place, series = (cell[name] for name in ("status", "direction", "place", "series"))
    said = {status and status["word"], direction and direction["meaning"], place and place["word"]}
    return cell | {
        "text": "" if cell["text"] in said else cell["text"],
        "status": with_glyph(status) if status else None,
        "direction": direction | {"glyph": arrow(direction)} if direction else None,
        "place": place | {"glyph": bars(place["rank"], accent) if place.get("rank") else ""}
        if place
        else None,
        "series": sparkline({"target": None, "breaks": []} | series, accent) if series else "",
        "blank": not (said - {None} or cell["text"] or cell["beneath"] or series),
        "href": cell["href"] if SAFE.match(cell["href"]) else "",
    }


# --- Charts, prose, bound-in files -----------------------------------------------------------------------


def _chart(block, accent, whole, seen):
    table = _cells(block["beside"], accent, seen) if block["beside"] else None
    beside = layout.stands_beside(table)
    if table:
        table = layout.give_widths(table, layout.BESIDE if beside else whole)
    several = len(block["data"].get("series", ())) > 1
    breaks = {(one["mark"], one["reason"]): one for one in block["data"].get("breaks", ())}
    return block | {
        "drawing": draw(block, accent, width=HALF if beside else WHOLE),
        # A phone has a drawing of its own, in which the letters keep their size.
        "narrow": draw(block, accent, width=PHONE) if seen["screen"] else "",
        "beside": table,
        "is_beside": beside,
        # Of one series alone the reason stands at the break itself.
        "breaks": list(breaks.values()) if several else [],
    }


def _prose(block, accent, whole, seen):
    """Paragraphs with their tags; bullets that follow one another are one list."""
    parts = []
    for is_list, run in groupby(block["paragraphs"], key=lambda found: found["style"] == "bullet"):
        found = [paragraph | {"runs": [_run(one) for one in paragraph["runs"]]} for paragraph in run]
        if is_list:
            parts.append({"tag": "list", "items": found})
        else:
            parts += [paragraph | {"tag": _tag(paragraph["style"], seen)} for paragraph in found]
    return block | {"parts": parts}


def _tag(style, seen):
    """A heading of the level that it can have: none skips one."""
    if style == "heading" or (style == "subheading" and not seen["heading"]):
        seen["heading"] = True
        return "heading"
    return style


def _run(run):
    return run | {"href": run["href"] if SAFE.match(run["href"]) else ""}


def _pdf(block, accent, whole, seen):
    return block


COMPLETED = {"table": _table, "chart": _chart, "prose": _prose, "pdf": _pdf}


def anchored(blocks) -> dict:
    """For each row of completed blocks that a link may lead to, its name."""
    tables = [block for block in blocks if block["block"] == "table"]
    tables += [
        table
        for block in blocks
        if block["block"] == "scorecard"
        for side in block["sides"]
        for table in side
    ]
    return {
        row["anchor"]: row["cells"][0]["text"] for table in tables for row in table["rows"] if row["anchor"]
    }
