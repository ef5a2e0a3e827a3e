"""The dashboard of a pack as tables for spreadsheets: what stands beneath a figure has its own column."""

from performance.packs.table_cells import Cell, Table, beside, figure, status_words, typed, unit


def dashboard(copy, section):
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
        said = TO_DATE.get(shows)
        cells += said(to_date) if said else [Cell()] * (1 + len(MORE.get(shows, ())))
    return [*cells, Cell(to_date.get("note", ""))]


def _shown(shows, row, comparison):
    """The cells of one column of a dashboard: as many as its headings."""
    if shows in COMPARED:
        return [COMPARED[shows](row, comparison)]
    return SHOWN[shows](row)


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


def _figure(cell, *before):
    return [figure(cell), Cell(", ".join(part for part in (*before, beside(cell)) if part))]


def _quartile(place):
    return [Cell(place["word"]), Cell(_among(place))] if place else [Cell(), Cell()]


def _milestone(target):
    return [Cell(target["text"]), Cell(target["companion"])] if target["is_milestone"] else [Cell(), Cell()]


def _status(status):
    return [Cell(status_words(status)), Cell(status["sentence"] or status["reason"])]


# The cells of a row in each column.
SHOWN = {
    "aim": lambda row: [Cell(row["aim"])],
    "target": lambda row: [Cell(row["target"]["text"]), Cell(row["target"]["companion"])],
    "milestone": lambda row: _milestone(row["target"]),
    "final_target": lambda row: [Cell(row["final_target"]["text"]), Cell(row["final_target"]["year"])],
    "figure": lambda row: _figure(row["figure"]),
    "previous": lambda row: _figure(row["previous"], row["previous_period"]),
    "year_to_date": lambda row: _figure(row["year_to_date"]),
    "status": lambda row: _status(row["status"]),
    "direction": lambda row: [Cell(row["direction"]["meaning"] if row["direction"] else "")],
    "quartile": lambda row: _quartile(row["quartile"]),
    "outlook": lambda row: [Cell(row["outlook"])],
    "owner": lambda row: [Cell(row["owner_post"])],
    "sparkline": lambda row: [Cell(row["series"]["title"] if row["series"] else "")],
}
# The cell of a row beside one comparison.
COMPARED = {
    "comparison": lambda row, name: _compared(row["comparisons"].get(name)),
    "difference": lambda row, name: _difference(row["differences"].get(name)),
}
# Those of the line beneath a forecast; under other headings it says nothing.
TO_DATE = {
    "target": lambda to_date: [Cell(to_date["target"]), Cell()],
    "milestone": lambda to_date: [Cell(to_date["target"]), Cell()],
    "figure": lambda to_date: _figure(to_date["figure"]),
    "status": lambda to_date: [
        Cell(status_words(to_date["status"])),
        Cell(to_date["status"]["sentence"]),
    ],
}


def _among(place):
    of = f", of {place['of']}" if place.get("of") else ""
    return f"{place['group']} {place['year']}{of}"


def _compared(cell):
    if not cell:
        return Cell()
    return Cell(cell["text"] or cell["note"], typed(cell.get("value")), unit(cell["text"]))


def _difference(cell):
    return Cell(cell["text"], typed(cell["value"]), unit(cell["text"])) if cell else Cell()


def _notes(copy, row):
    numbers = set(row["notes"])
    return " ".join(note["text"] for note in copy["notes"] if note["number"] in numbers)
