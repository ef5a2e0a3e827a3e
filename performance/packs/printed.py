"""A pack's content as its templates print it: they place words and compute nothing.

Pure: the content mapping in, a template context out. Nothing here reads the database or the clock.
"""

import re
from collections import Counter
from datetime import date

from django.utils.safestring import mark_safe

from performance import charts
from performance.packs import typeface
from performance.rules import calendar

ACCENT = "#12436d"
# Colour roles of the levels that are an exception; a scale's own words and number of levels do not matter.
OFF_TARGET = ("amber", "red")
# So many are named on the first page; more are counted there and listed where they belong.
NAMED = 3
LISTED = 8
MONTHS = re.compile("|".join(calendar.MONTHS[1:]))
MEANINGS = {
    "Improving": ("improved", "improved"),
    "Worsening": ("got worse", "got worse"),
    "No clear change": ("shows no clear change", "show no clear change"),
    "Not judged": ("moved without being better or worse", "moved without being better or worse"),
}


def context(content, *, content_hash, draft) -> dict:
    """Everything that the templates of a pack print."""
    content = _drawable(content)
    accent = content["colour"] if re.fullmatch("#[0-9a-fA-F]{6}", content["colour"]) else ACCENT
    headings = _headings(content)
    rows = _rows(content, headings, accent)
    off_target = _off_target(rows, content["statuses"])
    return {
        "pack": content,
        "draft": draft,
        "accent": accent,
        "fingerprint": content_hash[:16],
        "meeting_on": day(content["meeting_on"]),
        "prepared_on": day(content["prepared_on"]),
        "running_head": _running_head(content, draft),
        "headings": headings,
        "summary": _summary(content, rows, off_target),
        "missing": _missing(content["missing"]),
        "off_target": off_target,
        "commented": [row for row in off_target if row["commentary"]]
        + [row for row in rows if row["commentary"] and row not in off_target],
        "layers": content["layers"],
        "statuses": [_with_glyph(level) for level in content["statuses"]],
        "limits": [_limit(entry, content["statuses"]) for entry in content["limits"]],
        "limits_notes": sorted({entry["note"] for entry in content["limits"] if entry["note"]}),
        "key": _key(content["key"], rows),
        "contents": _contents(content, off_target),
    }


def link_words(page) -> dict:
    """For each place that a link leads to, its name as a screen reader says it."""
    words = {entry["anchor"]: entry["title"] for entry in page["contents"]}
    words |= {f"note-{note['number']}": f"Note {note['number']}" for note in page["pack"]["notes"]}
    for layer in page["layers"]:
        for group in layer["groups"]:
            words |= {row["anchor"]: row["title"] for row in group["rows"]}
    return words | {f"said-{row['anchor']}": f"Commentary: {row['title']}" for row in page["commented"]}


def day(text) -> str:
    """A date as a committee writes it: 2021-01-18 is "18 January 2021"."""
    when = date.fromisoformat(text)
    return f"{when.day} {calendar.MONTHS[when.month]} {when.year}"


def short_span(label) -> str:
    """A span of months, short enough for a column: "April to November 2020" is "Apr–Nov 2020"."""
    span = re.fullmatch(r"(\w+(?: \d{4})?) to (\w+ \d{4})", label)
    if not span:
        return label
    return "–".join(MONTHS.sub(lambda month: month[0][:3], part) for part in span.groups())


def _drawable(thing):
    """A copy of the content in which the typeface can draw every character."""
    if isinstance(thing, dict):
        return {key: _drawable(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_drawable(value) for value in thing]
    return typeface.drawable(thing) if isinstance(thing, str) else thing


def _running_head(content, draft):
    parts = ["Draft"] if draft else []
    parts += ["Illustrative sample"] if content["illustrative"] else []
    return " · ".join([*parts, day(content["meeting_on"])])


def _headings(content):
    """The table's column headings, from the pack's own period and the positions that it holds."""
    period = content["period"]
    positions = {
        (row["quartile"]["group"], row["quartile"]["year"])
        for layer in content["layers"]
        for group in layer["groups"]
        for row in group["rows"]
        if row["quartile"]
    }
    position = positions.pop() if len(positions) == 1 else ()
    return {
        "year": period["year"],
        "performance": short_span(period["label"] if period["is_year"] else period["to_date"]),
        "previous": period["previous_year"],
        "quartile": " ".join(position),
    }


# --- Rows ------------------------------------------------------------------------------------------------


def _rows(content, headings, accent):
    """Complete every layer, group and row in place; returns the rows in the order of the tables."""
    rows = []
    for layer_number, layer in enumerate(content["layers"], 1):
        layer["anchor"] = f"layer-{layer_number}"
        layer["counts"] = [_with_glyph(level) for level in layer["counts"]]
        layer["total"] = sum(len(group["rows"]) for group in layer["groups"])
        for group in layer["groups"]:
            # In a table of one row a heading for the row tells it from nothing.
            group["heads_rows"] = len(group["rows"]) > 1
            for row in group["rows"]:
                row["anchor"] = f"measure-{len(rows) + 1}"
                _complete(row, content["period"], headings, accent)
                rows.append(row)
    return rows


def _complete(row, period, headings, accent):
    row["status"] = _with_glyph(row["status"])
    row["is_off_target"] = row["status"]["colour"] in OFF_TARGET
    figure, previous = row["figure"], row["previous"]
    figure["beneath"] = _beneath(figure, with_unit=True)
    if figure["text"] and row["span"] != (period["label"] if period["is_year"] else period["to_date"]):
        figure["beneath"].append(short_span(row["span"]))
    if (row["revision"] or 1) > 1:
        figure["beneath"].append(f"revision {row['revision']}")
    if row["being_revised"]:
        figure["beneath"].append("being revised")
    # The unit once in a row: beneath its figure, or beneath the earlier one where there is no figure.
    previous["beneath"] = _beneath(previous, with_unit=previous["unit"] != figure["unit"])
    if row["previous_period"]:
        previous["beneath"].append(short_span(row["previous_period"]))
    if row["to_date"]:
        row["to_date"]["status"] = _with_glyph(row["to_date"]["status"])
        row["to_date"]["figure"]["beneath"] = _beneath(row["to_date"]["figure"], with_unit=False)
    if row["quartile"]:
        row["quartile"] |= _quartile(row["quartile"], headings, accent)
    if row["direction"]:
        row["direction"]["glyph"] = _inline(charts.direction_arrow(row["direction"]["arrow"], charts.GREY))
    row["paragraphs"] = [part.strip() for part in re.split(r"\n\s*\n", row["commentary"]) if part.strip()]


def _beneath(figure, *, with_unit):
    """The lines beneath a figure: its unit, its count, what kind of figure it is, its data window."""
    lines = [figure["unit"]] if with_unit else []
    lines += [figure["companion"], figure["qualifier"], figure["window"]]
    return [line for line in lines if line]


def _quartile(cell, headings, accent):
    return {
        # A published rank ("27th highest of 152") is in words alone.
        "glyph": _bars(cell["rank"], accent) if cell["rank"] else "",
        "beneath": "" if headings["quartile"] else f"{cell['group']} {cell['year']}",
    }


def _off_target(rows, statuses):
    """The exceptions, worst level first, each level in the order of the tables."""
    worst_first = {level["code"]: -place for place, level in enumerate(statuses)}
    found = [row for row in rows if row["is_off_target"]]
    return sorted(found, key=lambda row: worst_first.get(row["status"]["code"], 0))


# --- First page, contents, appendices --------------------------------------------------------------------


def _summary(content, rows, off_target):
    summary = content["summary"]
    worst = off_target[0]["status"]["code"] if off_target else ""
    named = [row for row in off_target if row["status"]["code"] == worst]
    return summary | {
        "counts": [_with_glyph(level) for level in summary["counts"]],
        "worst": named if len(named) <= NAMED else [],
        "directions": _directions(rows),
        "reasons": [entry for entry in summary["reasons"] if entry["reason"]],
    }


def _directions(rows):
    """How many figures moved which way, as one sentence; empty where nothing could be compared."""
    counts = Counter(row["direction"]["meaning"] for row in rows if row["direction"])
    parts = [
        f"{counts[meaning]} {words[counts[meaning] > 1]}"
        for meaning, words in MEANINGS.items()
        if counts[meaning]
    ]
    if not parts:
        return ""
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Beside the earlier figures, {said}."


def _missing(missing):
    """What is said about late figures: a sentence on the first page, and a list where they are many."""
    count = len(missing)
    if not count:
        return {"sentence": "", "listed": []}
    words = "1 figure is not in this pack" if count == 1 else f"{count} figures are not in this pack"
    if count > LISTED:
        return {"sentence": f"{words}.", "listed": missing}
    named = "; ".join(f"{entry['title']} ({entry['period']})" for entry in missing)
    return {"sentence": f"{words}: {named}.", "listed": []}


def _limit(entry, statuses):
    """A rule's limits with glyphs; a single level that no limit reaches is what lies further off."""
    reaches = {limit["word"]: f"up to {limit['reach']}" for limit in entry["limits"]}
    beyond = [level["word"] for level in statuses if level["word"] not in reaches]
    if len(beyond) == 1:
        reaches[beyond[0]] = "further than that"
    levels = {level["word"]: level for level in statuses}
    return entry | {
        "limits": [
            _with_glyph(levels.get(word, {"word": word, "shape": ""})) | {"reach": reach}
            for word, reach in reaches.items()
        ],
    }


def _key(key, rows):
    """The content's key, with an entry for the arrows where there are any, column by column."""
    entries = list(key)
    if any(row["direction"] for row in rows):
        entries.append(
            {
                "column": "Status",
                "term": "Arrow",
                "explanation": "Which way the number moved since the earlier figure in the same row. The "
                "word says whether that is better: improving, worsening, or no clear change.",
            }
        )
    columns = [entry["column"] for entry in entries]
    return sorted(entries, key=lambda entry: columns.index(entry["column"]))


def _contents(content, off_target):
    """The entries of the contents page, in the order of the pages."""
    entries = [("off-target", "Off target", len(off_target))]
    if len(content["missing"]) > LISTED:
        entries.append(("missing", "Figures that are not in this pack", len(content["missing"])))
    entries += [(layer["anchor"], layer["title"], layer["total"]) for layer in content["layers"]]
    entries += [("notes", "Notes: corrected and checked cells", "")] if content["notes"] else []
    entries += [("key", "Key to columns", "")]
    entries += [("abbreviations", "Abbreviations", "")] if content["abbreviations"] else []
    entries += [("statuses", "Explanation of statuses", "")] if content["statuses"] else []
    entries += [("sources", "Sources", "")] if content["sources"] else []
    return [{"anchor": anchor, "title": title, "measures": count} for anchor, title, count in entries]


# --- Glyphs ----------------------------------------------------------------------------------------------


def _with_glyph(level):
    """A level, or a row's status, with the picture that stands beside its word."""
    if not level["shape"]:
        return level | {"glyph": ""}
    return level | {"glyph": _inline(charts.status_glyph(level["shape"], level["letter"], level["colour"]))}


def _inline(svg):
    """A glyph in the pack's own typeface, which an SVG does not inherit from its page."""
    return mark_safe(svg.replace("<svg ", f'<svg font-family="{typeface.FAMILY}" ', 1))  # noqa: S308


def _bars(rank, accent):
    """Four bars, filled to the rank as on the page, with gaps wide enough to stay open in print."""
    bars = "".join(
        f'<rect x="{0.3 + 6.5 * place:.1f}" y="0.3" width="4" height="12.4" stroke="{accent}" '
        f'stroke-width="0.6" fill="{accent if place < 5 - rank else "none"}"/>'
        for place in range(4)
    )
    return mark_safe(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 13">{bars}</svg>')  # noqa: S308
