"""Reading any table by a mapping of its columns: each row is one place, and holds one or many figures.

A mapping (`ColumnMapping.columns`) says what each column holds. Where a row has one figure, the row's other
columns say its indicator, period and breakdown; where it has many, the columns' own mapping does. Both may
stand in one table: three value columns, each another indicator, beside a column of years.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from benchmarking.importing.cells import marker_of, read_cell
from benchmarking.importing.figures import COLUMNS, Year
from benchmarking.importing.gathering import gather
from benchmarking.importing.guarding import Unreadable
from benchmarking.importing.headings import Headings, column_letters, find, said
from benchmarking.importing.opening import open_table
from benchmarking.importing.periods import read_period
from benchmarking.importing.report import Note
from benchmarking.importing.years import Unclear
from benchmarking.models import Indicator
from benchmarking.resolving import Place, Resolver

LIMITS = ("lower", "upper")
PARTS = (*COLUMNS, *LIMITS)
AREAS = ("area-code", "area-name")
STATUSES = {"prov": "provisional", "p": "provisional", "rev": "revised", "r": "revised", "final": "final"}
# Words of a column of notes, as one of the markers that cells may hold.
NOTE_MARKERS = (
    ("suppress", "suppressed"),
    ("not applicable", "not applicable"),
    ("not published", "not published"),
    ("not available", "not available"),
    ("missing", "missing"),
    ("no data", "no data"),
)
LONGEST_BREAKDOWN = 60


@dataclass(frozen=True)
class Column:
    """A column of figures: which part of a figure it is, and what its heading says of the figure."""

    index: int
    name: str
    part: str
    indicator: str = ""
    period: str = ""
    breakdown: str = ""

    @property
    def figure(self):
        return self.indicator, self.period, self.breakdown


@dataclass
class Plan:
    """A mapping set upon the headings of one file. Raises Unreadable where they do not fit."""

    sheet: str
    headings: Headings
    options: dict
    by_role: dict = field(default_factory=dict)
    figures: list = field(default_factory=list)

    def __post_init__(self):
        for name, about in self.options.get("columns", {}).items():
            role = about.get("role", "")
            if role in ("", "ignore"):
                continue
            index = self.headings.column(name)
            if role in PARTS:
                extra = {key: about.get(key, "") for key in ("indicator", "period", "breakdown")}
                self.figures.append(Column(index, name, role, **extra))
            else:
                self.by_role.setdefault(role, []).append((index, name, about))
        for role in AREAS:
            self.by_role.get(role, []).sort(key=lambda column: column[0], reverse=True)
        twice = [column.name for column, times in self._twice() if times > 1]
        if twice:
            raise Unreadable(
                f"“{'” and “'.join(twice)}” are mapped as the same figure. Give each its own indicator, "
                "period or breakdown, or leave one out."
            )
        if not any(column.part == "value" for column in self.figures):
            raise Unreadable("The mapping names no column of values. Say which column holds the figures.")

    def _twice(self):
        counts = Counter((column.part, column.figure) for column in self.figures)
        return [(column, counts[column.part, column.figure]) for column in self.figures]

    def text(self, row, role):
        """The first text that a column of a role holds in this row."""
        for index, _name, _about in self.by_role.get(role, ()):
            if index < len(row) and row[index] is not None:
                return said(row[index])
        return ""

    def area(self, row):
        """The code and the name of a row's place.

        Of several columns (country, region, council) the one furthest right that is filled says it. The code
        of a wider place than the name's is not taken: a council without a code is not its region.
        """
        code, name = (self.text(row, role) for role in AREAS)
        codes, names = (self.by_role.get(role, ()) for role in AREAS)
        if code and name and len(codes) > 1 and len(names) > 1 and _rank(codes, row) > _rank(names, row):
            code = ""
        return code, name

    def left_out(self, row):
        """Why a row is left out by a filter, or ""."""
        for index, name, about in self.by_role.get("filter", ()):
            text = said(row[index]) if index < len(row) else ""
            if text not in about.get("only", []):
                return (
                    f"{name} is {f'“{text}”' if text else 'empty'}: the mapping keeps "
                    f"{', '.join(kept or 'what is empty' for kept in about.get('only', [])) or 'nothing'}."
                )
        return ""

    def breakdown(self, row):
        """What a row's breakdown columns say; what the mapping calls the whole adds nothing."""
        texts = []
        for index, _name, about in self.by_role.get("breakdown", ()):
            text = said(row[index]) if index < len(row) else ""
            if text and text not in about.get("whole", []):
                texts.append(text)
        return texts


def table_of(data, name, options):
    """The sheet that a mapping means, and its headings. Raises Unreadable."""
    sheets = open_table(
        data, name, delimiter=options.get("delimiter", ""), encoding=options.get("encoding", "")
    )
    wanted = options.get("sheet", "")
    if wanted:
        sheets = [sheet for sheet in sheets if sheet.name == wanted]
        if not sheets:
            raise Unreadable(f"The file has no sheet “{wanted}”, which the mapping expects.")
    tables = [(sheet, headings) for sheet in sheets if (headings := find(sheet.rows)) is not None]
    if not tables:
        raise Unreadable(
            "No line of headings was found in the first 30 lines. Put one line of headings above the figures."
        )
    if len(tables) > 1 and not wanted:
        names = ", ".join(f"“{sheet.name}”" for sheet, _ in tables[:12])
        raise Unreadable(f"The file has several tables: {names}. Say which sheet is meant.")
    return tables[0]


def read(data, name, *, resolver, report, options):
    """Every figure of a table, by its mapping; what is no figure is in the report. Raises Unreadable."""
    sheet, headings = table_of(data, name, options)
    if sheet.how:
        report.understood.append(sheet.how)
    report.understood.append(f"Headings on line {headings.line}: {', '.join(headings.names)}"[:2_000])
    yield from _Reading(Plan(sheet.name, headings, options), resolver, report).figures(sheet.rows)


class _Reading:
    """One pass over a table. Labels and places are looked up once each: a long file repeats them."""

    def __init__(self, plan, resolver: Resolver, report):
        self.plan, self.resolver, self.report = plan, resolver, report
        self.options = plan.options
        self.times = Decimal(str(self.options.get("times") or 1))
        self.indicators = dict(Indicator.objects.values_list("slug", "pk"))
        self.years, self.places, self.seen, self.filtered = {}, {}, {}, Counter()
        groups = {}
        for column in plan.figures:
            groups.setdefault(column.figure, []).append(column)
        # The columns that make one figure together, in the order of the file.
        self.groups = list(groups.values())

    def figures(self, rows):
        """The figures of all rows beneath the headings."""
        for line, row in enumerate(rows[self.plan.headings.first - 1 :], self.plan.headings.first):
            if not any(cell is not None for cell in row):
                continue
            held = [column for column in self.plan.figures if _cell(row, column.index) is not None]
            if not held and not self._is_marked(row):
                self._beneath(line, row)
                continue
            why = self.plan.left_out(row)
            if why:
                self.filtered[why] += len(held)
                continue
            yield from self._row(line, row, held)
        for why, cells in self.filtered.items():
            # One line for each reason: a long file leaves out thousands of rows for the same.
            self.report.counts["skipped"] += cells
            self.report.skipped.append(Note("Rows left out", f"{cells:,} cells", why))

    def _is_marked(self, row):
        return bool(self.plan.text(row, "marker"))

    def _beneath(self, line, row):
        """A row without figures: a note beneath the table, or a place of which nothing is said."""
        code, name = self.plan.area(row)
        if not self.resolver.knows(codes=[code] if code else [], name=name):
            words = said(next(cell for cell in row if cell is not None))
            self.report.note(self._at(line), words, "A line without figures.")

    def _row(self, line, row, held):
        for columns in self.groups:
            cells = {c.part: (self._at(line, c.index), row[c.index]) for c in columns if c in held}
            if "value" not in cells and any(c.part == "value" for c in columns):
                marker = self._marker(row, line)
                cells |= {"value": marker} if marker else {}
            if not cells:
                continue
            about, why = self._about(row, columns[0])
            if why:
                for place, raw in cells.values():
                    self.report.skip(place, said(raw), why)
                continue
            figure = self._figure(cells, about)
            if figure is not None and self._is_new(figure):
                yield figure

    def _about(self, row, column):
        """What a figure is of: indicator, year, place and breakdown; or why that cannot be said."""
        indicator, why = self._indicator(row, column)
        if why:
            return {}, why
        year, why = self._year(
            column.period or self.plan.text(row, "period") or self.options.get("period", "")
        )
        if why:
            return {}, why
        status = self.plan.text(row, "status").casefold()
        found = next((status_of for word, status_of in STATUSES.items() if status.startswith(word)), "")
        year = replace(year, status=found) if found else year
        place, why = self._place(row, year)
        if why:
            return {}, why
        breakdown = ", ".join([*self.plan.breakdown(row), *filter(None, [column.breakdown])])
        if len(breakdown) > LONGEST_BREAKDOWN:
            return {}, f"Its breakdown “{breakdown}” is longer than {LONGEST_BREAKDOWN} letters."
        about = {"indicator_id": indicator, "year": year, "breakdown": breakdown}
        return about | {"authority_id": place.authority_id, "group_id": place.group_id}, ""

    def _indicator(self, row, column):
        text = self.plan.text(row, "indicator")
        slug = column.indicator or (
            self.options.get("indicators", {}).get(text) if text else self.options.get("indicator", "")
        )
        if slug is None:
            return None, f"“{text}” is an indicator of which the mapping says nothing."
        if not slug:
            return None, f"The mapping leaves out “{text or column.name}”."
        if slug in self.options.get("new", {}):
            return None, f"The indicator “{slug}” is new: it is made when the file is loaded."
        if slug not in self.indicators:
            return None, f"The mapping names the indicator “{slug}”, which does not exist."
        return self.indicators[slug], ""

    def _year(self, text):
        if text not in self.years:
            try:
                self.years[text] = (read_period(text, basis=self.options.get("basis") or None), "")
            except Unclear as problem:
                self.years[text] = (None, str(problem) if text else "The row has no period.")
        return self.years[text]

    def _place(self, row, year: Year):
        code, name = self.plan.area(row)
        key = (code, name, year.ends_on)
        if key not in self.places:
            self.places[key] = self._resolved(code, name, year)
        place, why = self.places[key]
        if why and not isinstance(place, Place):
            self.report.unresolved[name or code or "no name and no code"] += 1
        return place, why

    def _resolved(self, code, name, year):
        codes = [code] if code else []
        place = self.resolver.place(year.ends_on, codes=codes, name=name)
        printed = " ".join(filter(None, [code, name]))
        if place is None and self.resolver.knows(codes=codes, name=name):
            return None, f"{printed} did not exist at the end of {year.label}."
        if place is None:
            return (
                None,
                f"“{printed}” is no council and no group that is known."
                if printed
                else "The row names no place.",
            )
        if place.group_id is not None and self.options.get("groups") == "skip":
            return place, f"{printed} is a group: the mapping keeps councils only."
        return place, ""

    def _figure(self, cells, about):
        limits = {part: cells.pop(part) for part in LIMITS if part in cells}
        figure = gather(cells, report=self.report, second="The second figure of the cell.", **about)
        read = {}
        for part, (place, raw) in limits.items():
            try:
                cell = read_cell(raw)
            except Unreadable as problem:
                self.report.skip(place, said(raw), str(problem))
                continue
            if figure is None:
                self.report.skip(place, cell.printed, "It has no figure beside it that can be read.")
            elif cell.marker:
                self.report.markers[cell.marker] += 1
                read[part] = cell.marker
            else:
                self.report.read += 1
                read[part] = str(cell.value * self.times)
        if figure is None:
            return None
        scaled = {
            part: getattr(figure, part) * self.times
            for part in ("value", "margin")
            if self.times != 1 and getattr(figure, part) is not None
        }
        if self.times != 1 and set(scaled) & set(figure.second):
            read = {part: self._scaled(text) for part, text in figure.second.items() if part in scaled} | read
        # A copy costs as much as reading the cell did: made only where something differs.
        return replace(figure, second=figure.second | read, **scaled) if read or scaled else figure

    def _scaled(self, text):
        """A second figure on the scale of the first; its marker stays what it is."""
        try:
            return str(Decimal(text) * self.times)
        except InvalidOperation:
            return text

    def _is_new(self, figure):
        """Whether this place, indicator and period has not been read before. Raises Unreadable where it has
        and says something else: a column that tells the two apart is missing from the mapping."""
        key = (figure.indicator_id, figure.breakdown, figure.year.label, figure.authority_id, figure.group_id)
        before = self.seen.setdefault(key, (figure.place, figure.value, figure.marker))
        if before[0] == figure.place:
            return True
        if before[1:] != (figure.value, figure.marker):
            raise Unreadable(
                f"{before[0]} and {figure.place} give two figures for the same council, indicator and period "
                f"({figure.year.label}). Say which column tells them apart: keep some of its rows, or make "
                "it a breakdown."
            )
        self.report.note(figure.place, "", f"The same as {before[0]}: read once.")
        return False

    def _marker(self, row, line):
        """What a column of notes says in place of a value, as a cell that holds a marker."""
        for index, _name, _about in self.plan.by_role.get("marker", ()):
            text = said(_cell(row, index))
            if not text:
                continue
            if marker_of(text):
                return self._at(line, index), text
            for word, marker in NOTE_MARKERS:
                if word in text.casefold():
                    return self._at(line, index), marker
        return None

    def _at(self, line, index=None):
        where = [self.plan.sheet] if self.plan.sheet else []
        where.append(f"row {line}")
        if index is not None:
            where.append(f"column {column_letters(index)}")
        return ", ".join(where)


def _rank(columns, row):
    """Which of the columns is the first that is filled."""
    return next(rank for rank, (index, *_) in enumerate(columns) if _cell(row, index) is not None)


def _cell(row, index):
    return row[index] if index < len(row) else None
