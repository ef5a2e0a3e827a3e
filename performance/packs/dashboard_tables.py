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
        said = {
            "target": lambda: [Cell(to_date["target"]), Cell()],
            "milestone": lambda: [Cell(to_date["target"]), Cell()],
            "figure": lambda: [
                figure(to_date["figure"]),
                Cell(beside(to_date["figure"])),
            ],
            "status": lambda: [
                Cell(status_words(to_date["status"])),
                Cell(to_date["status"]["sentence"]),
            ],
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
    compared = row["comparisons"].get(comparison)
    difference = row["differences"].get(comparison)
    return {
        "aim": lambda: [Cell(row["aim"])],
        "target": lambda: [Cell(target["text"]), Cell(target["companion"])],
        "figure": lambda: [figure(row["figure"]), Cell(beside(row["figure"]))],
        "previous": lambda: [
            figure(row["previous"]),
            Cell(", ".join(part for part in (row["previous_period"], beside(row["previous"])) if part)),
        ],
        "status": lambda: [
            Cell(status_words(status)),
            Cell(status["sentence"] or status["reason"]),
        ],
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
        "comparison": lambda: [_compared(compared)],
        "difference": lambda: [
            Cell(
                difference["text"],
                typed(difference["value"]),
                unit(difference["text"]),
            )
            if difference
            else Cell()
        ],
        "outlook": lambda: [Cell(row["outlook"])],
        "owner": lambda: [Cell(row["owner_post"])],
        "year_to_date": lambda: [
            figure(row["year_to_date"]),
            Cell(beside(row["year_to_date"])),
        ],
        "sparkline": lambda: [Cell(series["title"] if series else "")],
    }[shows]()


def _among(place):
    of = f", of {place['of']}" if place.get("of") else ""
    return f"{place['group']} {place['year']}{of}"


def _compared(cell):
    if not cell:
        return Cell()
    return Cell(cell["text"] or cell["note"], typed(cell.get("value")), unit(cell["text"]))


def _notes(copy, row):
    numbers = set(row["notes"])
    return " ".join(note["text"] for note in copy["notes"] if note["number"] in numbers)
