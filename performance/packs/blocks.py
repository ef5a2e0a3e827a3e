"""What sections are made of: prose, tables, charts and bound-in files, as plain mappings.

Every file of a pack (PDF, web page, spreadsheet, CSV, Word) is made from the same blocks, so that they cannot
disagree. A block holds words as they are printed and beside them, for spreadsheets, the value itself.
Pure: nothing here reads the database or the clock.
"""

# What a column holds; numbers stand at the right.
TEXT, NUMBER, STATUS, DIRECTION, QUARTILE, SERIES, DATE = (
    "text",
    "number",
    "status",
    "direction",
    "quartile",
    "series",
    "date",
)


# --- Tables ----------------------------------------------------------------------------------------------


def column(heading, kind=TEXT, *, beneath="", width=None) -> dict:
    """A column. `beneath` stands under its heading (a year, a unit); `width` is in millimetres."""
    return {"heading": heading, "kind": kind, "beneath": beneath, "width": width}


def cell(
    text="", *, value=None, unit="", beneath=(), status=None, direction=None, place=None, series=None, href=""
):
    """A cell: its words, and for a spreadsheet its `value` (a plain decimal or an ISO date) and `unit`.

    `status`, `direction`, `place` (a quartile) and `series` (a sparkline) are as in a dashboard's rows.

    >>> cell("79.7%", value="79.7", unit="%")["value"]
    '79.7'
    """
    return {
        "text": text,
        "value": None if value is None else str(value),
        "unit": unit,
        "beneath": [line for line in beneath if line],
        "status": status,
        "direction": direction,
        "place": place,
        "series": series,
        "href": href,
    }


def row(*cells, heads=True, own=False, total=False, anchor="") -> dict:
    """A row. `heads`: its first cell heads it; `own`: it is our council's; `total`: it sums up the others."""
    return {"cells": list(cells), "heads": heads, "own": own, "total": total, "anchor": anchor}


def table(name, columns, rows, *, title="", subtitle="", notes=(), shape="plain") -> dict:
    """A table. `name` is its sheet and file ("Monthly figures"); `shape` chooses how it is set."""
    return {
        "block": "table",
        "name": name,
        "title": title,
        "subtitle": subtitle,
        "columns": list(columns),
        "rows": list(rows),
        "notes": [note for note in notes if note],
        "shape": shape,
    }


# --- Charts, prose, files --------------------------------------------------------------------------------


def chart(shape, data, *, title, subtitle, words, beside) -> dict:
    """A chart and the table of what it draws.

    `shape` names a drawing of `performance.charts`, `data` is what that is called with (plain), `words` is
    its alternative text, `beside` a table block.
    """
    return {
        "block": "chart",
        "shape": shape,
        "data": data,
        "title": title,
        "subtitle": subtitle,
        "words": words,
        "beside": beside,
    }


def run(text, *, strong=False, emphasis=False, href="", figure=None) -> dict:
    """Words within a paragraph. `figure` says which figure they are: {"measure": slug, "what": "figure"}."""
    return {"text": text, "strong": strong, "emphasis": emphasis, "href": href, "figure": figure}


def paragraph(*runs, style="paragraph", number="") -> dict:
    """A paragraph: "paragraph", "numbered" (with its `number`), "bullet", "note", "heading", "subheading"."""
    return {"runs": list(runs), "style": style, "number": number}


def prose(*paragraphs) -> dict:
    """Paragraphs."""
    return {"block": "prose", "paragraphs": list(paragraphs)}


def bound_in(attachment) -> dict:
    """An uploaded PDF; its pages follow the section's heading."""
    return {
        "block": "pdf",
        "name": attachment.name,
        "sha256": attachment.sha256,
        "pages": attachment.pages,
    }
