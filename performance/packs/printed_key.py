"""What explains a pack's statuses, as its templates print it: overrides, scales, limits in force, the key."""

from performance.packs.glyphs import with_glyph


def judged(overrides, rows):
    """The standing overrides, each with its two statuses and the row that it is about."""
    anchors = {row["slug"]: row["anchor"] for row in rows}
    return [
        entry
        | {
            "anchor": anchors.get(entry["anchor"], ""),
            "status": with_glyph(entry["status"]),
            "computed": with_glyph(entry["computed"]),
        }
        for entry in overrides
    ]


def scale(scale, scales):
    """A scale's levels with glyphs; it is named where the pack has several."""
    return {
        "name": scale["name"] if len(scales) > 1 else "",
        "levels": [with_glyph(level) for level in scale["levels"]],
    }


def limits(entries, scales):
    """The limits in force; where one rule is there with several, its heading tells them apart."""
    reaches = {}
    for entry in entries:
        reaches.setdefault(entry["rule"], []).append([level["reach"] for level in entry["levels"]])
    return [
        _limit(entry, scales) | {"heading": _rule_heading(entry, reaches[entry["rule"]], scales)}
        for entry in entries
    ]


def _rule_heading(entry, reaches, scales):
    """A rule's name, with what its levels take where that differs: "Share of target: amber up to 5"."""
    levels = _limit(entry, scales)["levels"][:-1]
    apart = [
        f"{level['word'].lower()} {level['reach']}"
        for place, level in enumerate(levels)
        if len({reach[place] for reach in reaches}) > 1
    ]
    return f"{entry['rule']}: {', '.join(apart)}" if apart else entry["rule"]


def _limit(entry, scales):
    """What each level of a rule takes, with its glyph."""
    levels = {
        level["code"]: level for scale in scales if scale["id"] == entry["scale"] for level in scale["levels"]
    }
    return entry | {
        "levels": [with_glyph(levels[level["code"]]) | {"reach": level["reach"]} for level in entry["levels"]]
    }


def key(entries):
    """The content's key, column by column in the order in which each is first met."""
    columns = [entry["column"] for entry in entries]
    return sorted(entries, key=lambda entry: columns.index(entry["column"]))
