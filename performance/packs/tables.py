"""The tables of a pack, one after the other, for spreadsheets: what its pages print, as typed cells.

Pure: a copy of a pack's content in, plain tables out. The words are those that the pages print; beside a word
that stands for a number is the number itself, in whole units.
"""

from performance.packs import exceptions, kinds, table_cells
from performance.packs.dashboard_tables import dashboard
from performance.packs.table_cells import Cell, Table


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


# --- Blocks --------------------------------------------------------------------------------------------


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
        words.insert(0, table_cells.status_words(cell["status"]))
    if cell["place"]:
        words.insert(0, cell["place"]["word"])
    if cell["direction"]:
        words.insert(0, cell["direction"]["meaning"])
    if cell["series"]:
        words.append(cell["series"].get("title", ""))
    text = ", ".join(dict.fromkeys(word for word in words if word))
    return Cell(text, table_cells.typed(cell["value"]), cell["unit"])


# --- What the content keeps once for all its sections --------------------------------------------------


def _rows(copy):
    for layer in copy["layers"]:
        for group in layer["groups"]:
            yield from ((layer, group, row) for row in group["rows"])


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
        Cell(table_cells.status_words(row["status"])),
        table_cells.figure(row["figure"]),
        Cell(table_cells.beside(row["figure"])),
        table_cells.target(row["target"]),
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
            Cell(table_cells.status_words(entry["computed"])),
            Cell(table_cells.status_words(entry["status"])),
            Cell(entry["reason"]),
            Cell(entry["decided_by"]),
            Cell(entry["proposed_by"]),
            Cell(entry["until"]),
        ]
        for entry in copy["judged"]
    ]
    yield Table(section["title"], section["title"], [*headings, "Proposed by", "Holds until"], rows)


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
    "dashboard": dashboard,
    "key": _key,
    "abbreviations": _abbreviations,
    "sources": _sources,
    "statuses": _statuses,
}
