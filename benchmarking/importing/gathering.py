"""The cells that belong to one figure, read and counted, into one `Figure`."""

from benchmarking.importing.cells import Unreadable, read_cell
from benchmarking.importing.figures import Figure

NO_RESPONDENTS = "no respondents"


def gather(raws, *, report, second, **about):
    """One figure from its raw cells, `raws` being column -> (place, raw cell); None where it has no value.

    `second` says what the second of two figures in a cell is. `about` is the rest of the figure. Every cell
    that holds anything is counted in the report exactly once.
    """
    cells = {}
    for column, (place, raw) in raws.items():
        try:
            cell = read_cell(raw)
        except Unreadable as problem:
            report.skip(place, raw, str(problem))
            continue
        if cell.value is not None or cell.marker:
            cells[column] = (place, cell)
    if "value" not in cells:
        for place, cell in cells.values():
            report.skip(place, cell.printed, "It has no figure beside it that can be read.")
        return None
    nobody = _of_nobody(cells)
    for column, (place, cell) in cells.items():
        if nobody and column == "value":
            report.keep_apart(place, cell.printed, "0 of no respondents: a missing survey, not a score of 0.")
        else:
            _count(place, cell, report, second)
    place, cell = cells.pop("value")
    return Figure(
        place=place,
        value=None if nobody else cell.value,
        marker=NO_RESPONDENTS if nobody else cell.marker,
        markers={column: other.marker for column, (_, other) in cells.items() if other.marker},
        second=_seconds({"value": (place, cell), **cells}),
        **{column: other.value for column, (_, other) in cells.items()},
        **about,
    )


def _of_nobody(cells):
    """Whether a survey that nobody answered was printed as 0."""
    respondents = cells.get("respondents")
    return respondents is not None and respondents[1].value == 0 and cells["value"][1].value == 0


def _count(place, cell, report, second):
    if cell.marker:
        report.markers[cell.marker] += 1
    elif cell.second is not None or cell.second_marker:
        report.keep_apart(place, cell.printed, second)
    else:
        report.read += 1


def _seconds(cells):
    """The second figure, or its marker, of the cells that hold two, by column; a number as its text."""
    return {
        column: cell.second_marker or str(cell.second)
        for column, (_, cell) in cells.items()
        if cell.second is not None or cell.second_marker
    }
