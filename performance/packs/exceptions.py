"""The exceptions of a pack: what is off target, and what is in the bottom quartile of councils.

Pure: plain rows of a pack's content in, the same rows in the order of the exceptions out.
"""

# 1 is the best quartile.
BOTTOM = 4


def is_bottom(row) -> bool:
    """Whether a measure's latest published position is in the bottom quartile."""
    return bool(row["quartile"]) and row["quartile"]["rank"] == BOTTOM


def is_exception(row) -> bool:
    """Whether a row is listed among the exceptions."""
    return row["status"]["off_target"] or is_bottom(row)


def from_worst(row, scales) -> int:
    """How many levels of its scale are worse than a row's: 0 for the worst."""
    last = next((len(scale["levels"]) for scale in scales if scale["id"] == row["status"]["scale"]), 0)
    return last - (row["status"]["position"] or 0)


def off_target(rows, scales) -> list:
    """What is off target, the worst level first, each level in the order of the tables."""
    found = [row for row in rows if row["status"]["off_target"]]
    return sorted(found, key=lambda row: from_worst(row, scales))


def exceptions(rows, scales) -> list:
    """What is off target, the worst first, and after it what is in the bottom quartile alone."""
    alone = [row for row in rows if is_bottom(row) and not row["status"]["off_target"]]
    return [*off_target(rows, scales), *alone]


def why(row) -> list[str]:
    """Why a row is an exception, in sentences: its status, its position, or both."""
    said = [row["status"]["sentence"]] if row["status"]["off_target"] else []
    return [
        sentence
        for sentence in [*said, *([_position(row["quartile"])] if is_bottom(row) else [])]
        if sentence
    ]


def _position(place):
    """A position in words: "Bottom quartile in England 2019/20, of 152 councils."."""
    of = f", of {place['of']} councils" if place.get("of") else ""
    return f"Bottom quartile in {place['group']} {place['year']}{of}."
