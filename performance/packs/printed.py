"""A pack's content as its templates print it: they place words and compute nothing.

Pure: the content mapping in, a template context out. Nothing here reads the database or the clock.
"""

import re
from collections import Counter
from datetime import date

from performance.packs import (
    exceptions,
    front,
    layout,
    printed_blocks,
    printed_key,
    printed_sections,
    typeface,
)
from performance.packs.glyphs import with_glyph
from performance.packs.layers import rows_of
from performance.packs.printed_rows import SHOWN_BASES, complete, complete_layer
from performance.rules import calendar

ACCENT = "#12436d"
# So many are named on the first page; more are counted there and listed where they belong.
NAMED = 3
LISTED = 8
# So many levels have a column each on the first page; more have a line each.
ACROSS = 5
# How figures came here that nobody approved here.
TAKEN_OVER = ("published", "imported")
MEANINGS = {
    "Improving": ("improved", "improved"),
    "Worsening": ("got worse", "got worse"),
    "No clear change": ("shows no clear change", "show no clear change"),
    "Not judged": ("moved without being better or worse", "moved without being better or worse"),
}


def context(content, *, content_hash, draft, screen=False) -> dict:
    """Everything that the templates of a pack print. `screen`: as a page of the web and not on paper."""
    content = _drawable(content)
    planned = content.get("sections") or printed_sections.usual_sections()
    has = {section["kind"] for section in planned}
    accent = content["colour"] if re.fullmatch("#[0-9a-fA-F]{6}", content["colour"]) else ACCENT
    headings = layout.headings(content)
    rows = _rows(content, headings, accent)
    off_target = exceptions.off_target(rows, content["scales"])
    excepted = _excepted(rows, content["scales"])
    page = {
        "pack": content,
        "screen": screen,
        "accent": accent,
        **_first_page(content, planned, content_hash, draft),
        "headings": headings,
        "summary": _summary(content, rows, off_target) | front.lead(planned, content["summary"]),
        "missing": _missing(
            content["missing"], next((one for one in planned if one["kind"] == "missing"), None)
        ),
        "off_target": off_target,
        "exceptions": excepted,
        "judged": printed_key.judged(content["judged"], rows),
        "judged_anchor": "judged" if "judged" in has else "",
        "commented": _commented(rows, excepted, has),
        "layers": content["layers"],
        **_explained(content),
    }
    given = front.layers_of(planned, page["layers"])
    _place_notes(page, [layer for layers in given for layer in layers], has)
    printed = [
        printed_sections.section(section, accent, screen=screen) | {"printed_layers": layers}
        for section, layers in zip(planned, given, strict=True)
        if printed_sections.has_something(section, page)
    ]
    contents = printed_sections.contents(printed, page)
    counted = any(entry["measures"] != "" for entry in contents)
    return page | {"sections": printed, "contents": contents, "counted": counted}


def _first_page(content, planned, content_hash, draft):
    """What stands on the first page and around every other."""
    flags, supplement = front.flags(content), front.supplement(content)
    return {
        "draft": draft,
        "fingerprint": content_hash[:16],
        "meeting_on": day(content["meeting_on"]),
        "prepared_on": day(content["prepared_on"]),
        "prepared_from": _prepared_from(content),
        "running_head": _running_head(content, draft),
        "supplement": supplement,
        "flags": flags,
        "left_out": front.left_out(planned),
        # So much stands over the figures that what is beneath has to be brief.
        "crowded": bool(flags or supplement),
    }


def _excepted(rows, scales):
    """The exceptions, each with what is being done about it and why it is one."""
    found = exceptions.exceptions(rows, scales)
    for row in found:
        row["doing"] = [_doing(action) for action in row.get("actions", [])]
        row["excepted"] = exceptions.why(row)
    return found


def _commented(rows, excepted, has):
    """The rows with commentary, exceptions first."""
    found = [row for row in excepted if row["commentary"]]
    found += [row for row in rows if row["commentary"] and row not in excepted]
    for row in found:
        row["said"] = "commentary" in has
    return found


def _explained(content):
    """What explains the tables: scales, limits and columns."""
    return {
        "scales": [printed_key.scale(scale, content["scales"]) for scale in content["scales"]],
        "limits": printed_key.limits(content["limits"], content["scales"]),
        "limits_notes": sorted({entry["note"] for entry in content["limits"] if entry["note"]}),
        "key": printed_key.key(content["key"]),
    }


def link_words(page) -> dict:
    """For each place that a link leads to, its name as a screen reader says it."""
    words = {entry["anchor"]: entry["title"] for entry in page["contents"]}
    words |= {f"note-{note['number']}": f"Note {note['number']}" for note in page["pack"]["notes"]}
    for layer in page["layers"]:
        for group in layer["groups"]:
            words |= {row["anchor"]: row["title"] for row in group["rows"]}
    for section in page["sections"]:
        words |= printed_blocks.anchored(section["blocks"])
    return words | {f"said-{row['anchor']}": f"Commentary: {row['title']}" for row in page["commented"]}


def day(text) -> str:
    """A date as a committee writes it: 2021-01-18 is "18 January 2021"."""
    return calendar.in_words(date.fromisoformat(text))


def _drawable(thing):
    """A copy of the content in which the typeface can draw every character."""
    if isinstance(thing, dict):
        return {key: _drawable(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_drawable(value) for value in thing]
    return typeface.drawable(thing) if isinstance(thing, str) else thing


def _prepared_from(content):
    """Whose figures the pack prints, as its first page says: approved here, taken over, or both."""
    origins = {row["origin"] for row in rows_of(content) if row["origin"]}
    if not origins.intersection(TAKEN_OVER):
        return "approved figures"
    if origins.issubset(TAKEN_OVER):
        return "figures taken over from published papers"
    return "approved figures and, where marked, figures taken over from published papers"


def _running_head(content, draft):
    parts = ["Draft"] if draft else []
    parts += front.heads(content)
    parts += ["Illustrative sample"] if content["illustrative"] else []
    return " · ".join([*parts, day(content["meeting_on"])])


def _rows(content, headings, accent):
    """Complete every layer, group and row in place; returns the rows in the order of the tables."""
    rows = []
    groups = [group for layer in content["layers"] for group in layer["groups"]]
    quartiles = any(row["quartile"] for group in groups for row in group["rows"])
    for place, layer in enumerate(content["layers"]):
        complete_layer(layer, place, content)
        for group in layer["groups"]:
            group["columns"] = layout.columns(group, content["period"], headings, quartiles=quartiles)
            for row in group["rows"]:
                row["anchor"] = f"measure-{len(rows) + 1}"
                complete(row, group["columns"], headings, accent)
                rows.append(row)
        # Where no table has statuses, counting them says nothing.
        shows = {column["shows"] for group in layer["groups"] for column in group["columns"]}
        layer["counted"] = "status" in shows or not layer["groups"]
        layer["turned"] = any(layout.is_turned(group) for group in layer["groups"])
        for group in layer["groups"]:
            layout.give_widths(group, turned=layer["turned"])
    return rows


def _place_notes(page, printed, has):
    """Each note stands under the first layer of those printed that it is about; the links know where.

    An exception that stands in no table of the pack has its notes under the exceptions.
    """
    placed = set()
    for layer in printed:
        layer["notes"] = [note | {"here": note["number"] not in placed} for note in layer["notes"]]
        placed |= {note["number"] for note in layer["notes"]}
    wanted = {number for row in page["exceptions"] for number in row["notes"]} - placed
    page["notes_left"] = [note for note in page["pack"]["notes"] if note["number"] in wanted]
    if "exceptions" in has:
        placed |= wanted
    for row in page["exceptions"]:
        row["notes"] = [number for number in row["notes"] if number in placed]
    shown = {row["anchor"] for layer in printed for group in layer["groups"] for row in group["rows"]}
    for entry in page["judged"]:
        entry["anchor"] = entry["anchor"] if entry["anchor"] in shown else ""


def _doing(action):
    """An action as it stands beneath its exception: "Weekly review (Head of service, by 31 March 2021)"."""
    return f"{action['what'].rstrip('.')} ({action['post']}, by {day(action['due_on'])})"


# --- First page, contents --------------------------------------------------------------------------------


def _summary(content, rows, off_target):
    summary = content["summary"]
    levels = [exceptions.from_worst(row, content["scales"]) for row in off_target]
    named = [row for row, level in zip(off_target, levels, strict=True) if level == levels[0]]
    return summary | {
        "counts": [with_glyph(level) for level in summary["counts"]],
        "rated": summary["total"] - summary["not_rated"],
        "across": len(summary["counts"]) <= ACROSS,
        "worst": named if len(named) <= NAMED else [],
        "directions": _directions(rows),
        "judged": _how_many_judged(content["judged"]),
        "reasons": [entry for entry in summary["reasons"] if entry["reason"]],
    }


def _how_many_judged(judged):
    if not judged:
        return ""
    return (
        "1 status is by judgement and not by the rule."
        if len(judged) == 1
        else f"{len(judged)} statuses are by judgement and not by the rule."
    )


def _directions(rows):
    """How many figures moved which way, as one sentence; empty where nothing could be compared."""
    moved = [row["direction"] for row in rows if row["direction"]]
    counts = Counter(direction["meaning"] for direction in moved)
    parts = [
        f"{counts[meaning]} {words[counts[meaning] > 1]}"
        for meaning, words in MEANINGS.items()
        if counts[meaning]
    ]
    if not parts:
        return ""
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    # Content of earlier formats does not say what a direction is beside.
    bases = {direction.get("basis", "") for direction in moved}
    basis = bases.pop() if len(bases) == 1 else ""
    return f"Beside {basis if basis in SHOWN_BASES else 'the earlier figures'}, {said}."


def _missing(missing, section):
    """What is said about late figures: a sentence on the first page, and a list where they are many.

    A section that says more of them than a list would is named beside the sentence, however few they are.
    """
    count = len(missing)
    if not count:
        return {"sentence": "", "listed": [], "anchor": ""}
    words = "1 figure is not in this pack" if count == 1 else f"{count} figures are not in this pack"
    anchor = section["anchor"] if section and (section["blocks"] or count > LISTED) else ""
    if count > LISTED and section:
        return {"sentence": f"{words}.", "listed": missing, "anchor": anchor}
    named = "; ".join(f"{entry['title']} ({entry['period']})" for entry in missing)
    return {"sentence": f"{words}: {named}.", "listed": [], "anchor": anchor}
