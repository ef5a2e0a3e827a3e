"""The tables of a pack, one after the other, for spreadsheets: what its pages print, as typed cells.

Pure: a copy of a pack's content in, plain tables out. The words are those that the pages print; beside a word
that stands for a number is the number itself, in whole units.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from performance.packs import exceptions, kinds


@dataclass(frozen=True)
class Cell:
    """A cell: its words and, where they stand for one, the number or the day itself.

    `unit` stands beside the number where a spreadsheet shows it: "%" after, "£" before.
    """

    text: str = ""
    value: Decimal | date | None = None
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table of a pack: `section` is the section's title, `name` its own, `notes` stand beneath."""

    section: str
    name: str
    headings: list[str]
    rows: list[list[Cell]]
    notes: list[str] = field(default_factory=list)


def tables_of(copy) -> list[Table]:
    """Every table of a copy in the order of its sections."""
    found = []
    for section in copy.get("sections") or [{"kind": kind} for kind in kinds.USUAL]:
        section = {"title": kinds.KINDS[section["kind"]].label, "blocks": [], "withheld": False} | section
        if section["withheld"] or section.get("to_follow"):
            continue
        if section["blocks"]:
            found += _of_blocks(section)
        elif section["kind"] in STANDARD:
            found += STANDARD[section["kind"]](copy, section)
    return [table for table in found if table.rows]


# --- Blocks ----------------------------------------------------------------------------------------------


def _of_blocks(section):
    for block in section["blocks"]:
        if block["block"] == "table":
            yield _of_block(section, block)
        elif block["block"] == "chart" and block["beside"]:
            yield _of_block(section, block["beside"], block["title"])


def _of_block(section, block, title=""):
    headings = [
        " ".join(part for part in (head["heading"], head["beneath"]) if part) for head in block["columns"]
    ]
    rows = [[_of_cell(cell) for cell in row["cells"]] for row in block["rows"]]
    # What stands beneath a cell's words is a column of its own, where any cell of the column has it.
    beneath = [
        [", ".join(row["cells"][place]["beneath"]) for row in block["rows"]] for place in range(len(headings))
    ]
    for place in reversed(range(len(headings))):
        if any(beneath[place]):
            headings.insert(place + 1, f"{headings[place]}: note".removeprefix(": "))
            for row, said in zip(rows, beneath[place], strict=True):
                row.insert(place + 1, Cell(said))
    name = block["name"] or block["title"] or title or section["title"]
    return Table(section["title"], name, headings, rows, block["notes"])


def _of_cell(cell):
    words = [cell["text"]]
    if cell["status"]:
        words.insert(0, _status_words(cell["status"]))
    if cell["place"]:
        words.insert(0, cell["place"]["word"])
    if cell["direction"]:
        words.insert(0, cell["direction"]["meaning"])
    if cell["series"]:
        words.append(cell["series"].get("title", ""))
    text = ", ".join(dict.fromkeys(word for word in words if word))
    return Cell(text, typed(cell["value"]), cell["unit"])


def typed(value) -> Decimal | date | None:
    """A cell's value as what it is: "79.7" a number, "2020-11-30" a day, "" and None nothing.

    >>> typed("79.7"), typed("2020-11-30"), typed("0"), typed("")
    (Decimal('79.7'), datetime.date(2020, 11, 30), Decimal('0'), None)
    """
    if value in (None, ""):
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date.fromisoformat(value)
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


# --- What the content keeps once for all its sections --------------------------------------------------


def _status_words(status):
    """ "Red"; "Not rated: No target" where there is none."""
    if status.get("shape"):
        return status["word"]
    reason = status.get("reason", "")
    return f"{status['word']}: {reason}" if reason else status["word"]


def _rows(copy):
    for layer in copy["layers"]:
        for group in layer["groups"]:
            yield from ((layer, group, row) for row in group["rows"])


def _figure(cell):
    """A figure as words and number; why there is none where there is none."""
    return Cell(cell["text"] or cell["absence"], typed(cell["value"]), _unit(cell["text"]))


def _unit(text):
    return "%" if text.endswith("%") else "£" if "£" in text else ""


def _beside(cell):
    """What stands beneath a figure: its unit, its count, what kind of figure it is."""
    names = ("unit", "companion", "share", "qualifier", "window", "note", "own")
    found = [cell.get(name, "") for name in names]
    found += [breakdown["text"] for breakdown in cell.get("breakdowns", [])]
    return ", ".join(part for part in found if part)


def _target(target):
    said = [target["text"], target["companion"], target.get("to_date", "")]
    return Cell("; ".join(part for part in said if part))


def _exceptions(copy, section):
    rows = exceptions.exceptions([row for _, _, row in _rows(copy)], copy["scales"])
    headings = ["Code", "Measure", "Status", "Figure", "Figure: note", "Target", "Why", "Outlook"]
    headings += ["What is being done"]
    yield Table(section["title"], section["title"], headings, [_exception(row) for row in rows])


def _exception(row):
    actions = [f"{a['what']} ({a['post']}, by {a['due_on']})" for a in row.get("actions", [])]
    return [
        Cell(row["code"]),
        Cell(row["title"]),
        Cell(_status_words(row["status"])),
        _figure(row["figure"]),
        Cell(_beside(row["figure"])),
        _target(row["target"]),
        Cell(" ".join(exceptions.why(row))),
        Cell(row["outlook"]),
        Cell("; ".join(actions)),
    ]


def _missing(copy, section):
    rows = [[Cell(entry["code"]), Cell(entry["title"]), Cell(entry["period"])] for entry in copy["missing"]]
    yield Table(section["title"], section["title"], ["Code", "Measure", "Period"], rows)


def _commentary(copy, section):
    rows = [
        [Cell(row["code"]), Cell(row["title"]), Cell(row["commentary"])]
        for _, _, row in _rows(copy)
        if row["commentary"]
    ]
    yield Table(section["title"], section["title"], ["Code", "Measure", "Commentary"], rows)


def _judged(copy, section):
    headings = ["Measure or heading", "Period", "Rule gives", "Judged", "Reason", "Decided by"]
    rows = [
        [
            Cell(entry["what"]),
            Cell(entry["period"]),
            Cell(_status_words(entry["computed"])),
            Cell(_status_words(entry["status"])),
            Cell(entry["reason"]),
            Cell(entry["decided_by"]),
            Cell(entry["proposed_by"]),
            Cell(entry["until"]),
        ]
        for entry in copy["judged"]
    ]
    yield Table(section["title"], section["title"], [*headings, "Proposed by", "Holds until"], rows)


def _dashboard(copy, section):
    """A table for each heading of the scorecard, with the columns of all its parts."""
    words = copy["scorecard"]
    only = section.get("layers")
    for layer in copy["layers"]:
        if only and layer["title"] not in only:
            continue
        columns = {}
        for group in layer["groups"]:
            for column in group["columns"]:
                columns.setdefault((column["shows"], column["heading"], column["comparison"]), column)
        headings = [words["theme_word"], words["outcome_word"], "Code", "Measure"]
        for shows, heading, _ in columns:
            headings += [heading, *(f"{heading}: {more}" for more in MORE.get(shows, ()))]
        rows = []
        for group in layer["groups"]:
            for row in group["rows"]:
                cells = [Cell(group["theme"]), Cell(group["outcome"]), Cell(row["code"]), Cell(row["title"])]
                for shows, _, comparison in columns:
                    cells += _shown(shows, row, comparison)
                rows.append([*cells, Cell(_notes(copy, row))])
                if row["to_date"]:
                    rows.append(_position_to_date(row, group, columns))
        yield Table(section["title"], layer["title"], [*headings, "Notes"], rows)


def _position_to_date(row, group, columns):
    """The line beneath a forecast: where the year stands so far, under the same headings."""
    to_date = row["to_date"]
    title = f"{row['title']}: position to date"
    cells = [Cell(group["theme"]), Cell(group["outcome"]), Cell(row["code"]), Cell(title)]
    for shows, _, _ in columns:
        said = {
            "target": lambda: [Cell(to_date["target"]), Cell()],
            "milestone": lambda: [Cell(to_date["target"]), Cell()],
            "figure": lambda: [_figure(to_date["figure"]), Cell(_beside(to_date["figure"]))],
            "status": lambda: [Cell(_status_words(to_date["status"])), Cell(to_date["status"]["sentence"])],
        }
        cells += said.get(shows, lambda shows=shows: [Cell()] * (1 + len(MORE.get(shows, ()))))()
    return [*cells, Cell(to_date.get("note", ""))]


# What a column of a dashboard says beneath its figure, in columns of their own.
MORE = {
    "figure": ("note",),
    "previous": ("note",),
    "status": ("why",),
    "quartile": ("among",),
    "target": ("count",),
    "milestone": ("count",),
    "final_target": ("year",),
    "year_to_date": ("note",),
}


def _shown(shows, row, comparison):
    """The cells of one column of a dashboard: as many as its headings."""
    target, final = row["target"], row["final_target"]
    place, direction, series = row["quartile"], row["direction"], row["series"]
    status = row["status"]
    beside = row["comparisons"].get(comparison)
    difference = row["differences"].get(comparison)
    return {
        "aim": lambda: [Cell(row["aim"])],
        "target": lambda: [Cell(target["text"]), Cell(target["companion"])],
        "figure": lambda: [_figure(row["figure"]), Cell(_beside(row["figure"]))],
        "previous": lambda: [
            _figure(row["previous"]),
            Cell(", ".join(part for part in (row["previous_period"], _beside(row["previous"])) if part)),
        ],
        "status": lambda: [Cell(_status_words(status)), Cell(status["sentence"] or status["reason"])],
        "direction": lambda: [Cell(direction["meaning"] if direction else "")],
        "quartile": lambda: [
            Cell(place["word"] if place else ""),
            Cell(_among(place) if place else ""),
        ],
        "milestone": lambda: [
            Cell(target["text"] if target["is_milestone"] else ""),
            Cell(target["companion"] if target["is_milestone"] else ""),
        ],
        "final_target": lambda: [Cell(final["text"]), Cell(final["year"])],
        "comparison": lambda: [_compared(beside)],
        "difference": lambda: [
            Cell(difference["text"], typed(difference["value"]), _unit(difference["text"]))
            if difference
            else Cell()
        ],
        "outlook": lambda: [Cell(row["outlook"])],
        "owner": lambda: [Cell(row["owner_post"])],
        "year_to_date": lambda: [_figure(row["year_to_date"]), Cell(_beside(row["year_to_date"]))],
        "sparkline": lambda: [Cell(series["title"] if series else "")],
    }[shows]()


def _among(place):
    of = f", of {place['of']}" if place.get("of") else ""
    return f"{place['group']} {place['year']}{of}"


def _compared(cell):
    if not cell:
        return Cell()
    return Cell(cell["text"] or cell["note"], typed(cell.get("value")), _unit(cell["text"]))


def _notes(copy, row):
    numbers = set(row["notes"])
    return " ".join(note["text"] for note in copy["notes"] if note["number"] in numbers)


def _key(copy, section):
    rows = [[Cell(e["column"]), Cell(e["term"]), Cell(e["explanation"])] for e in copy["key"]]
    yield Table(section["title"], section["title"], ["Column", "Shown", "Meaning"], rows)


def _abbreviations(copy, section):
    rows = [[Cell(entry["short"]), Cell(entry["long"])] for entry in copy["abbreviations"]]
    yield Table(section["title"], section["title"], ["Short", "In full"], rows)


def _sources(copy, section):
    rows = [[Cell(source)] for source in copy["sources"]]
    yield Table(section["title"], section["title"], ["Source"], rows)


def _statuses(copy, section):
    levels = [
        [Cell(scale["name"]), Cell(level["word"]), Cell(level["meaning"])]
        for scale in copy["scales"]
        for level in scale["levels"]
    ]
    yield Table(section["title"], section["title"], ["Scale", "Status", "Meaning"], levels)
    words = {level["code"]: level["word"] for scale in copy["scales"] for level in scale["levels"]}
    limits = [
        [
            Cell(entry["rule"]),
            Cell(words[level["code"]]),
            Cell(level["reach"]),
            Cell(entry["explanation"]),
            Cell(entry["note"]),
            Cell("; ".join(entry["measures"])),
        ]
        for entry in copy["limits"]
        for level in entry["levels"]
    ]
    headings = ["Rule", "Status", "Given for", "How it is counted", "Limits", "Measures and targets"]
    yield Table(section["title"], "Limits in force", headings, limits)


STANDARD = {
    "exceptions": _exceptions,
    "missing": _missing,
    "commentary": _commentary,
    "judged": _judged,
    "dashboard": _dashboard,
    "key": _key,
    "abbreviations": _abbreviations,
    "sources": _sources,
    "statuses": _statuses,
}
