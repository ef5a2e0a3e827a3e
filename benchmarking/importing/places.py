"""Whose figures the rows of a table are, year by year.

A table of many years prints councils of different times below each other, and one of them may stand under
the code of another: a row is whoever its own code names and nobody else, and no council has two rows of a
year.
"""

from dataclasses import dataclass

from benchmarking.importing.cells import Unreadable, read_cell
from benchmarking.models import Authority, ComparatorGroup


@dataclass(frozen=True)
class Row:
    """How a row names whom it is about: `where` is for people, the codes are in the order of their worth."""

    where: str
    codes: tuple
    name: str

    @property
    def printed(self):
        return f"{self.name} ({', '.join(_plain(code) for code in self.codes)})" if self.codes else self.name


class Places:
    """The rows of one table, and who they are in each of its years."""

    def __init__(self, rows, years, resolver):
        self._resolver = resolver
        self._own, self._held, self._said = {}, {}, set()
        for row in rows:
            for year in years:
                place = self._by_own_code(row, year.ends_on)
                self._own[row, year] = place
                if place is not None:
                    self._held.setdefault((place, year), row)

    def of(self, row, year, raws, report):
        """The place of a row's figure in a year, or None; then its cells are counted here, with the reason.

        `raws` are the figure's cells: column -> (place in the file, raw cell).
        """
        place = self._own[row, year]
        if place is None:
            return self._of_another_time(row, year, raws, report)
        first = self._held[place, year]
        if first != row:
            self._leave(raws, report, f"{first.where} has {year.label} for {row.name} already.")
            return None
        return place

    def _by_own_code(self, row, day):
        """By the first code that is known at all: where that council did not exist then, it is nobody's."""
        for code in row.codes:
            if self._resolver.knows(codes=[code]):
                return self._resolver.place(day, codes=[code])
        return self._resolver.place(day, name=row.name)

    def _of_another_time(self, row, year, raws, report):
        """A row whose council is unknown, or did not exist in the year.

        Its figures are another council's where another of the row's codes means that one in that year, and no
        row of its own has it: the care homes of 2024 are printed for Dorset County, and the surveys of North
        Yorkshire's old county under the code of the new one.
        """
        if not self._resolver.knows(codes=row.codes, name=row.name):
            _list_unresolved(row, raws, report)
            self._leave(raws, report, f"{row.printed} is no council or group known here.")
            return None
        gone = f"{row.printed} did not exist at the end of {year.label}"
        numbers = any(_is_number(raw) for _, raw in raws.values())
        place = self._resolver.place(year.ends_on, codes=row.codes)
        if place is None:
            # Markers alone are what such a row should hold.
            if numbers:
                _list_unresolved(row, raws, report)
            self._leave(raws, report, f"{gone}.")
            return None
        first = self._held.setdefault((place, year), row)
        if first != row:
            self._leave(raws, report, f"{gone}; {first.where} has the year for {first.name}.")
            return None
        if numbers and (row, place) not in self._said:
            # Once for all the years of a row that are the same council's.
            self._said.add((row, place))
            where = next(iter(raws.values()))[0]
            report.note(where, row.printed, f"{gone}. Such figures are kept for {_named(place)}.")
        return place

    @staticmethod
    def _leave(raws, report, why):
        """Count cells of which no figure is made: a marker as a marker, a number as skipped."""
        for where, raw in raws.values():
            try:
                cell = read_cell(raw)
            except Unreadable:
                report.skip(where, raw, why)
                continue
            if cell.marker:
                report.markers[cell.marker] += 1
            elif cell.value is not None:
                report.skip(where, cell.printed, why)


def _named(place):
    """Who had the code then."""
    if place.authority_id is None:
        return ComparatorGroup.objects.get(pk=place.group_id).title
    return Authority.objects.get(pk=place.authority_id).name


def _list_unresolved(row, raws, report):
    """By how many cells; a line of text below a table has none."""
    cells = sum(raw is not None for _, raw in raws.values())
    if cells:
        report.unresolved[row.printed] += cells


def _is_number(raw):
    """Whether there is more in a cell than a marker; text that cannot be read counts as more."""
    try:
        return read_cell(raw).value is not None
    except Unreadable:
        return True


def _plain(code):
    return str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)
