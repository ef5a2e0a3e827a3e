"""The layers, headings and rows of a pack as its tables print them.

Pure, and completes plain mappings in place.
"""

import re

from performance.packs.glyphs import arrow, bars, composition, sparkline, with_glyph
from performance.packs.layout import short_span

# Beside these the earlier figure stands in the column of earlier figures, where there is one.
SHOWN_BASES = ("the year before", "the same period last year", "the period before")


def complete_layer(layer, place, content):
    """A layer's counts, statuses of headings, headline facts and notes."""
    layer["anchor"] = f"layer-{place + 1}"
    layer["counts"] = [with_glyph(level) for level in _levels_in_use(layer, content["scales"])]
    layer["total"] = sum(len(group["rows"]) for group in layer["groups"])
    layer["status"] = _heading_status(layer["status"])
    layer["facts"] = [_fact(row) for row in layer["headlines"]]
    theme = None
    for group in layer["groups"]:
        # In a table of one row a heading for the row tells it from nothing.
        group["heads_rows"] = len(group["rows"]) > 1
        group["says"] = ": ".join(
            part for part in (layer["title"], group["theme"] or group["outcome"]) if part
        )
        group["begins_theme"] = bool(group["theme"]) and group["theme"] != theme
        theme = group["theme"]
        group["theme_status"] = _heading_status(group["theme_status"])
        group["outcome_status"] = _heading_status(group["outcome_status"])
        group["facts"] = [_fact(row) for row in group["headlines"]]
    layer["notes"] = _notes(layer, place, content["notes"])


def _levels_in_use(layer, scales):
    """A layer's counts; of several scales those of the ones that its own rows are judged on."""
    if len(scales) < 2:
        return layer["counts"]
    used = {row["status"]["scale"] for group in layer["groups"] for row in group["rows"]}
    looks = {_look(level) for scale in scales if scale["id"] in used for level in scale["levels"]}
    return [level for level in layer["counts"] if _look(level) in looks]


def _look(level):
    return tuple(level[part] for part in ("code", "word", "letter", "shape", "colour"))


def _heading_status(found):
    """A heading's status and what the rule gives beside a judged one; None where it has none."""
    if not found:
        return None
    status = found["status"]
    return {
        "status": with_glyph(status),
        # The word stands before it already.
        "why": (status["sentence"] or status["reason"]).removeprefix(f"{status['word']}: "),
        "computed": with_glyph(found["computed"]) if found["override"] else None,
    }


def _fact(row):
    """A headline fact: "Total staff 703.06 FTE", with its parts and its status where it has one."""
    figure = row["figure"]
    beside = [figure["companion"], figure["share"], figure["qualifier"], figure["note"]]
    if figure["text"] and row["target"]["text"]:
        beside.append(f"target {row['target']['text']}")
    return {
        "title": row["title"],
        "text": figure["text"],
        "unit": figure["unit"],
        "beside": ", ".join(part for part in beside if part),
        "parts": "; ".join(breakdown["text"] for breakdown in figure["breakdowns"]),
        "absence": figure["absence"] or ("" if figure["text"] else "–"),
        "status": with_glyph(row["status"]) if row["status"]["shape"] else None,
        "notes": row["notes"],
    }


def _notes(layer, place, notes):
    """The notes under a layer's tables: in full where they stand first, else where they are to be found."""
    groups = layer["groups"]
    rows = [*layer["headlines"], *(row for group in groups for row in [*group["headlines"], *group["rows"]])]
    used = {number for row in rows for number in row["notes"]}
    return [note | {"here": note["layer"] == place} for note in notes if note["number"] in used]


# --- Rows ------------------------------------------------------------------------------------------------


def complete(row, columns, headings, accent):
    """Everything that a row's cells print, and its cells in the order of the columns."""
    row["status"] = with_glyph(row["status"])
    row["computed"] = with_glyph(row["computed"]) if row["computed"] else None
    _figures(row, columns, headings, accent)
    row["target"] |= _target(row["target"])
    row["final_target"] |= {"beneath": [row["final_target"]["companion"], row["final_target"]["year"]]}
    if row["to_date"]:
        row["to_date"]["status"] = with_glyph(row["to_date"]["status"])
        row["to_date"]["figure"]["beneath"] = _beneath(row["to_date"]["figure"], with_unit=False)
    if row["quartile"]:
        row["quartile"] |= _quartile(row["quartile"], headings, accent)
    _directions(row, {column["shows"] for column in columns})
    if row["series"]:
        row["series"]["glyph"] = sparkline(row["series"], accent)
    # Owners are asked for an outlook where they enter a figure; nobody was for one that was taken over.
    asked = row["status"]["off_target"] and row["origin"] == "entered"
    row["outlook_text"] = row["outlook"] or ("Not recorded" if asked else "")
    row["outlook_beneath"] = "" if "outlook" in {c["shows"] for c in columns} else row["outlook_text"]
    # Beside a judged status its reason always stands; else the sentence of an exception.
    row["why"] = row["status"]["sentence"] if row["override"] or row["status"]["off_target"] else ""
    row["paragraphs"] = [part.strip() for part in re.split(r"\n\s*\n", row["commentary"]) if part.strip()]
    row["cells"] = [_cell(row, column) for column in columns]
    row["to_date_cells"] = [_to_date_cell(row["to_date"], column) for column in columns]


def _figures(row, columns, headings, accent):
    figure, previous = row["figure"], row["previous"]
    figure["beneath"] = _beneath(figure, with_unit=True)
    # A figure of another span than the heading names says so, in its own table and among the exceptions.
    says_so = figure["carried"] or figure["qualifier"] == "year to date"
    span = short_span(row["span"]) if figure["text"] and not says_so else ""
    heading = next((column["beneath"] for column in columns if column["shows"] == "figure"), "")
    row["span_beneath"] = span if span != heading else ""
    row["span_listed"] = span if span != headings["performance"] else ""
    if (row["revision"] or 1) > 1:
        figure["beneath"].append(f"revision {row['revision']}")
    if row["being_revised"]:
        figure["beneath"].append("being revised")
    # The unit once in a row: beneath its figure, or beneath the earlier one where there is no figure.
    previous["beneath"] = _beneath(previous, with_unit=previous["unit"] != figure["unit"])
    if row["previous_period"]:
        previous["beneath"].append(short_span(row["previous_period"]))
    row["year_to_date"]["beneath"] = _beneath(row["year_to_date"], with_unit=False, own=False)
    for found in (figure, previous, row["year_to_date"]):
        found["bar"] = composition(found["parts"], accent) if found["parts"] else ""


def _beneath(figure, *, with_unit, own=True):
    """The lines beneath a figure: its unit, its count, what kind of figure it is, its window, its gaps."""
    lines = [figure["unit"]] if with_unit else []
    lines += [figure["companion"], figure["share"], figure["qualifier"], figure["window"], figure["note"]]
    lines += [figure["own"]] if own else []
    return [line for line in lines if line]


def _target(target):
    return {"beneath": [target["companion"], "milestone" if target["is_milestone"] else ""]}


def _quartile(cell, headings, accent):
    beneath = [] if headings["quartile"] else [f"{cell['group']} {cell['year']}"]
    # Content from before positions were computed does not say how; all of it was as published.
    beneath += [f"of {cell['of']}"] if cell.get("of") else []
    return {
        # A rank ("27th highest of 152") is in words alone.
        "glyph": bars(cell["rank"], accent) if cell["rank"] else "",
        "beneath": ", ".join(beneath),
    }


def _directions(row, shows):
    """The arrow, with its basis where the earlier figure is not in the same row, and the other bases."""
    found = [row["direction"]] if row["direction"] else []
    for direction in [*found, *row["other_directions"]]:
        direction["glyph"] = arrow(direction)
        basis = direction["basis"]
        direction["since"] = f"{basis[:1].lower()}{basis[1:]}" if basis.startswith("The ") else basis
    if found and "previous" in shows and found[0]["basis"] in SHOWN_BASES:
        found[0]["since"] = ""
    row["directions"] = [*found, *row["other_directions"]]


def _cell(row, column):
    """One cell: what its column shows of the row."""
    shows, comparison = column["shows"], column["comparison"]
    return column | {
        "found": {
            "comparison": row["comparisons"].get(comparison),
            "difference": row["differences"].get(comparison),
            "milestone": row["target"] if row["target"]["is_milestone"] else None,
        }.get(shows)
    }


def _to_date_cell(to_date, column):
    """The cell of the line beneath a forecast; empty where the column has nothing to say of it."""
    shows = column["shows"] if to_date else ""
    return {
        "number": column["number"],
        "apart": column.get("apart", False),
        "column": column["shows"],
        "heading": column["heading"],
        "shows": shows if shows in ("target", "milestone", "figure", "status") else "",
    }
