"""The tables of a pack: which columns they have, how wide those are, and when a page is turned.

Pure: plain mappings in and out. Widths are in millimetres.
"""

import re
from collections import Counter
from decimal import Decimal

from performance.rules import calendar
from performance.rules.numbers import round_half_up

# What is between the margins of an A4 page, upright and turned.
UPRIGHT, TURNED = 178, 265
# A measure's name needs as much, and no more on a turned page; columns give way a little before a page turns.
NARROWEST_NAME, WIDEST_NAME = 40, 85
NARROWEST_SHARE = Decimal("0.9")
MOST_UPRIGHT = 8  # columns, that of the name included
WIDTHS = {
    "aim": Decimal(17),
    "target": Decimal(21),
    "figure": Decimal("27.5"),
    "status": Decimal("23.5"),
    "previous": Decimal(22),
    "direction": Decimal(28),
    "quartile": Decimal("20.5"),
    "milestone": Decimal(22),
    "final_target": Decimal(22),
    "comparison": Decimal(22),
    "difference": Decimal(22),
    "outlook": Decimal(24),
    "owner": Decimal(28),
    "year_to_date": Decimal(26),
    "sparkline": Decimal(29),
}
# A composition is a bar with its parts in words beneath.
COMPOSITION = Decimal(40)
NUMBERS = (
    "target",
    "figure",
    "previous",
    "milestone",
    "final_target",
    "comparison",
    "difference",
    "year_to_date",
)
# The usual columns: in print the direction stands beneath the status, and quartiles only where there are any.
USUAL = ["aim", "target", "figure", "status", "previous", "direction", "quartile"]
MONTHS = re.compile("|".join(calendar.MONTHS[1:]))


def short_span(label) -> str:
    """A span of months, short enough for a column: "April to November 2020" is "Apr–Nov 2020"."""
    span = re.fullmatch(r"(\w+(?: \d{4})?) to (\w+ \d{4})", label)
    if not span:
        return label
    return "–".join(MONTHS.sub(lambda month: month[0][:3], part) for part in span.groups())


def headings(content) -> dict:
    """What the usual headings name: the pack's own period, and the positions that it holds."""
    period = content["period"]
    rows = [row for layer in content["layers"] for group in layer["groups"] for row in group["rows"]]
    positions = {(row["quartile"]["group"], row["quartile"]["year"]) for row in rows if row["quartile"]}
    return {
        "year": period["year"],
        "performance": common_span(rows, period),
        "previous": period["previous_year"],
        "quartile": " ".join(positions.pop()) if len(positions) == 1 else "",
    }


def common_span(rows, period) -> str:
    """What most figures of these rows cover, short; of none, and of equals, the pack's own span first."""
    own = period["label"] if period["is_year"] else period["to_date"]
    spans = Counter(row["span"] for row in rows if row["figure"]["text"] and not row["figure"]["carried"])
    return short_span(max(spans, key=lambda span: (spans[span], span == own), default=own))


def is_usual(shows) -> bool:
    """Whether these are the usual columns, with the quartile or without."""
    return [*shows] in (USUAL, USUAL[:-1])


def columns(group, period, usual, *, quartiles=True) -> list[dict]:
    """The columns of a group's table with their headings in two lines, without the measure's own.

    `quartiles` is False where nothing in the pack has a position: the usual columns then go without.
    """
    merged = is_usual([column["shows"] for column in group["columns"]])
    left_out = {"direction"} | (set() if quartiles else {"quartile"}) if merged else set()
    usual = usual | {"performance": common_span(group["rows"], period)}
    found = [
        _heading(column, period, usual)
        | {
            "shows": column["shows"],
            "comparison": column["comparison"],
            "number": column["shows"] in NUMBERS,
            "with_direction": merged and column["shows"] == "status",
        }
        for column in group["columns"]
        if column["shows"] not in left_out
    ]
    for column, after in zip(found, [*found[1:], None], strict=True):
        # Between a number at the right and words at the left there has to be more room.
        column["apart"] = column["number"] and after is not None and not after["number"]
    return found


def _heading(column, period, usual):
    """A heading, and what it names beneath: "Target" and "2020/21". One of a council's own stays whole."""
    shows, heading = column["shows"], column["heading"]
    if shows == "figure":
        # The usual heading is the span itself.
        is_usual = heading == period["to_date"] or short_span(heading) == usual["performance"]
        return {
            "heading": "Performance" if is_usual else heading,
            "beneath": usual["performance"],
        }
    named = {
        ("previous", period["previous_year"]): ("Previous", usual["previous"]),
        ("target", f"Target {period['year']}"): ("Target", period["year"]),
        ("milestone", f"Milestone {period['year']}"): ("Milestone", period["year"]),
    }.get((shows, heading))
    if shows == "quartile" and re.match("Quartile(,|$)", heading):
        named = ("Quartile", usual["quartile"])
    heading, beneath = named or (heading, "")
    return {"heading": heading, "beneath": beneath}


def is_turned(group) -> bool:
    """Whether a table asks for a turned page: more columns than eight, or no room for the names."""
    wanted = _wanted(group)
    return len(wanted) + 1 > MOST_UPRIGHT or sum(wanted) * NARROWEST_SHARE > UPRIGHT - NARROWEST_NAME


def give_widths(group, *, turned):
    """Give every column its width and the measure's name the rest.

    Where too little is left for it all give way, and where too much is left on a turned page all grow. A
    table whose columns had to give way by more than a little is set in smaller type.
    """
    wanted, whole = _wanted(group), TURNED if turned else UPRIGHT
    share = Decimal(1)
    if wanted and whole - sum(wanted) < NARROWEST_NAME:
        share = (whole - NARROWEST_NAME) / sum(wanted)
    elif wanted and turned:
        share = max(share, (whole - WIDEST_NAME) / sum(wanted))
    group["tight"] = share < NARROWEST_SHARE
    for column, width in zip(group["columns"], wanted, strict=True):
        column["width"] = round_half_up(width * share, 1)
    group["name_width"] = whole - sum(column["width"] for column in group["columns"])


def _wanted(group):
    composed = {
        shows for shows in ("figure", "previous") if any(row[shows]["parts"] for row in group["rows"])
    }
    return [COMPOSITION if c["shows"] in composed else WIDTHS[c["shows"]] for c in group["columns"]]
