"""The rows of a sheet, each cell read by what its heading is."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from performance.imports.headings import (
    Heading,
    find_header,
    header_again,
    parts_of_year,
    plain,
    understand,
)
from performance.imports.plan import Noticed, Place, ReadHeading, Unread
from performance.imports.units import stated_unit
from performance.rules import alphabets
from performance.rules.numbers import SCALES
from performance.rules.printed_absences import read_error
from performance.rules.printed_forms import read_figure
from performance.rules.printed_periods import PrintedPeriod, read_period
from performance.rules.printed_targets import PrintedTarget, read_arrow, read_quartile, read_target
from performance.rules.printed_titles import find_labels, find_pair, find_rank, read_rank
from performance.rules.printed_types import Absence, Composition, Figure, Nothing, Problem, Rank, Trouble
from performance.rules.proofs import Check, Finding, Severity
from performance.rules.table_proofs import (
    composition_spread,
    score_as_percentage,
    score_out_of,
    spread_finding,
)

FIGURES = (
    "figure",
    "last_period",
    "last_year",
    "numerator",
    "denominator",
    "forecast",
    "comparison",
    "variance",
)
TARGETS = ("target", "milestone", "final_target")
# "VfM & Budget (£m)": the unit of all rows under it.
_UNIT_OF_SECTION = re.compile(r"\((?P<unit>£(?:[km]|000s?)?|%|days)\)\s*$", re.I)
# Headings of merged cells: what stands once counts for the rows under it.
CARRIED = ("layer", "theme", "outcome", "section", "directorate", "service")
# The rows of the template that show how.
EXAMPLE = "Example: "
LEFT_OUT_SHEETS = ("read me", "readme", "notes", "lists")


@dataclass(frozen=True)
class Cell:
    """One cell with a figure or target: its heading, its text, and what was read of it."""

    heading: Heading
    text: str
    reading: object
    place: Place

    @property
    def figure(self):
        return self.reading if isinstance(self.reading, Figure) else None


@dataclass
class Row:
    """One row: its texts of identity and configuration by role, and its cells with figures and targets."""

    place: Place
    texts: dict[str, str]
    cells: list[Cell] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    period: PrintedPeriod | None = None
    rank: Rank | None = None
    # The labels of a composition that stood in columns of its own, or that the title names.
    labels: tuple[str, ...] = ()
    has_name: bool = False
    # The reference is the number that stood before the title.
    is_numbered: bool = False

    @property
    def title(self):
        return self.texts.get("title", "")

    def of(self, *roles):
        return [cell for cell in self.cells if cell.heading.role in roles]


class SheetRows:
    """Reads one sheet; what cannot be read goes to the plan."""

    def __init__(self, sheet, options, plan):
        self.sheet, self.options, self.plan = sheet, options, plan
        self.constants = {understand(name, -1).role: text for name, text in options.constants.items()}
        self.carried = {}
        self.columns = parts_of_year(options.period) | options.columns
        header = find_header(sheet.rows, columns=self.columns, constants=options.constants)
        self.first, self.headings, self.found_section = header.index + 1, header.headings, header.section

    def read(self) -> list[Row]:
        """The rows that hold a measure, or a period of one."""
        if not self.headings:
            return self._no_headings()
        self._tell_headings(self.first)
        kept = []
        for number, texts in enumerate(self.sheet.rows[self.first :], self.first + 1):
            texts = texts + [""] * (max(h.column for h in self.headings) + 1 - len(texts))
            if not any(text.strip() for text in texts) or not self._wanted(texts):
                continue
            if again := header_again(texts, self.headings, columns=self.columns):
                self.headings = again.headings
                self.found_section = again.section or self._section_above(kept, number) or self.found_section
                self._tell_headings(number)
                continue
            self.plan.rows += 1
            row = self._row(Place(self.sheet.name, number), texts)
            if row is not None:
                kept.append(row)
        return self._without_numbers(kept)

    def _without_numbers(self, rows):
        """Numbers down the titles as what they are: the references of their rows, and their places."""
        numbered = numbers_of(rows)
        if not numbered:
            return rows
        has_ref = any(h.role == "ref" for h in self.headings) or "ref" in self.constants
        for row, (number, title) in zip(rows, numbered, strict=True):
            row.texts["title"] = title
            row.texts.setdefault("position", number)
            if not has_ref:
                row.texts["ref"], row.is_numbered = number, True
        if not has_ref:
            sentence = "The numbers before the titles are read as their references."
            self.plan.assumed.append(Noticed(rows[0].place, sentence))
        return rows

    def _section_above(self, kept, number):
        """A row without a figure or target straight above new headings is the name of their section."""
        if not kept or kept[-1].place.line != number - 1 or kept[-1].of(*FIGURES, *TARGETS) == []:
            return ""
        if any(cell.text for cell in kept[-1].of(*FIGURES, *TARGETS)):
            return ""
        return kept.pop().title

    def _tell_headings(self, line):
        """The headings in force from a line on, each once."""
        told = {(h.sheet, h.column, h.text) for h in self.plan.headings}
        self.plan.headings += [
            ReadHeading(self.sheet.name, h.column + 1, h.text, h.understood, h.taken)
            for h in self.headings
            if (self.sheet.name, h.column + 1, h.text) not in told
        ]
        names = next((h for h in self.headings if h.role == "title"), None)
        if names is not None and names.text.strip() == self.found_section:
            sentence = f"“{names.text.strip()}” stands over the names of the measures: read as their section."
            self.plan.assumed.append(Noticed(Place(self.sheet.name, line), sentence))

    def _no_headings(self):
        if not any(any(row) for row in self.sheet.rows) or self.sheet.name.strip().lower() in LEFT_OUT_SHEETS:
            return []
        first = next((i for i, row in enumerate(self.sheet.rows) if any(row)), 0)
        self.plan.unread.append(
            Unread(
                Place(self.sheet.name, first + 1),
                " | ".join(self.sheet.rows[first])[:120],
                "No line has headings that are understood: one for the measure’s name or code, and one for a "
                "figure or a target. Name them with --column, or use the headings of the template.",
            )
        )
        return []

    def _wanted(self, texts):
        by_name = {plain(h.text): texts[h.column].strip() for h in self.headings}
        return all(
            by_name.get(plain(name), "").casefold() == value.strip().casefold()
            for name, value in self.options.only
        )

    # --- One row -------------------------------------------------------------------------------------

    def _row(self, place, texts):
        own = {h.role: texts[h.column].strip() for h in self.headings if h.role and h.role not in FIGURES}
        titled = own.get("title") or own.get("ref") or own.get("slug")
        if own.get("title", "").startswith(EXAMPLE):
            return None
        if not titled and "title" not in self.constants and "ref" not in self.constants:
            self._without_title(place, texts)
            return None
        named = self._texts(place, own)
        if self._is_repeated_header(texts):
            return None
        if self._is_section(texts, named):
            self.found_section = named["title"]
            return None
        row = Row(place, named)
        row.texts["title"], row.rank = find_rank(row.title)
        row.labels = find_labels(row.title)[1]
        row.tags = tuple(
            h.name
            for h in self.headings
            if h.role == "tag" and texts[h.column].strip().lower() in ("y", "yes", "x", "✓", "1")
        )
        if not self._period(row):
            return None
        self._read_cells(row, texts)
        return row

    def _texts(self, place, own):
        texts = dict(self.constants)
        for role, text in own.items():
            clean, found = alphabets.normalised(text)
            self._report_alphabets(place, role, found)
            if clean:
                texts[role] = " ".join(clean.split()) if role != "commentary" else clean
        for role in CARRIED:
            if texts.get(role):
                self.carried[role] = texts[role]
            elif role in own and role in self.carried:
                texts[role] = self.carried[role]
        if self.found_section and "section" not in texts:
            texts["section"] = self.found_section
        unit = _UNIT_OF_SECTION.search(texts.get("section") or self.sheet.name)
        if unit and "unit" not in texts:
            texts["unit"] = unit["unit"]
        return texts

    def _report_alphabets(self, place, role, found):
        heading = next((h.text for h in self.headings if h.role == role), role)
        where = replace(place, column=heading)
        self.plan.found += [
            Noticed(where, sentence, Finding(Check.ALPHABET, Severity.WARNING, sentence))
            for sentence in dict.fromkeys(alphabets.sentence(item) for item in found)
        ]

    def _without_title(self, place, texts):
        shown = " | ".join(text for text in texts if text.strip())[:120]
        self.plan.unread.append(Unread(place, shown, "The row names no measure. Give it a title or a code."))

    def _is_repeated_header(self, texts):
        return all(texts[h.column].strip() == h.text.strip() for h in self.headings)

    def _is_section(self, texts, named):
        """A row with nothing but a title is a heading of the rows under it, where none is given otherwise."""
        filled = [h for h in self.headings if texts[h.column].strip()]
        given = any(role in named for role in ("layer", "theme", "outcome")) or "section" in self.constants
        has_column = any(h.role == "section" for h in self.headings)
        return not given and not has_column and [h.role for h in filled] == ["title"]

    def _period(self, row):
        text = row.texts.get("period")
        if text is None:
            return True
        row.period = read_period(text, year_basis=row.texts.get("year_basis", "financial"))
        if row.period is None:
            heading = next((h.text for h in self.headings if h.role == "period"), "period")
            reason = "is no period that can be read. Write for example Nov 2020, Q2 2020/21 or 2020/21."
            self.plan.unread.append(Unread(replace(row.place, column=heading), text, f"“{text}” {reason}"))
        return row.period is not None

    # --- Its cells -----------------------------------------------------------------------------------

    def _read_cells(self, row, texts):
        cells = []
        for heading in self.headings:
            text = texts[heading.column].strip()
            place = replace(row.place, column=heading.text)
            if heading.role in FIGURES:
                cells.append(Cell(heading, text, self._figure(row, heading, text, place), place))
            elif heading.role in TARGETS:
                cells.append(Cell(heading, text, read_target(text), place))
            elif (
                heading.role in ("quartile", "rank", "status", "direction", "commentary", "outlook") and text
            ):
                cells.append(Cell(heading, text, self._other(heading, text, place), place))
        row.cells = self._composed(row, [in_whole_units(cell, row.texts.get("unit", "")) for cell in cells])
        for cell in row.cells:
            self._report(row, cell)

    def _figure(self, row, heading, text, place):
        pair = find_pair(row.texts.get("title", "")) or find_pair(heading.text)
        labels = find_labels(row.texts.get("title", ""))[1]
        reading = read_figure(text, pair=pair, labels=labels)
        _, found = alphabets.normalised(text)
        self.plan.found += [
            Noticed(place, sentence, Finding(Check.ALPHABET, Severity.WARNING, sentence))
            for sentence in dict.fromkeys(alphabets.sentence(item) for item in found)
        ]
        if isinstance(reading, Figure):
            if pair and reading.companion and reading.companion.label == pair[1]:
                self._found(
                    place,
                    Finding(
                        Check.CELL,
                        Severity.WARNING,
                        f"“{text}” holds two figures. The title says “{pair[0]} / {pair[1]}”, so they are "
                        f"read as {pair[0]} and {pair[1]}; give each a cell of its own.",
                    ),
                )
            if finding := score_as_percentage(row.title, reading):
                self._found(place, finding)
                reading = replace(reading, kind="score", out_of=score_out_of(row.title))
        return reading

    def _other(self, heading, text, place):
        if heading.role == "quartile":
            number = read_quartile(text)
            return number if number is not None else text
        if heading.role == "rank":
            return read_rank(text) or text
        if heading.role == "direction":
            return read_arrow(text)
        return text

    def _composed(self, row, cells):
        """A composition over several columns is one figure; the other columns then hold nothing."""
        filled = [cell for cell in cells if cell.heading.role in (*FIGURES, *TARGETS) and cell.text]
        as_figures = [read_figure(cell.text) for cell in filled]
        figures = [reading if isinstance(reading, Figure) else None for reading in as_figures]
        labels = composition_spread(row.title, figures)
        if not labels or not any(cell.heading.role == "figure" for cell in filled):
            return cells
        texts = [cell.text for cell in filled]
        self._found(row.place, spread_finding(row.title, labels, texts))
        together = " | ".join(f"{label} {text}" for label, text in zip(labels, texts, strict=True))
        parts = tuple((label, figure.value) for label, figure in zip(labels, figures, strict=True))
        first = next(cell for cell in filled if cell.heading.role == "figure")
        rest = [replace(c, text="", reading=Nothing()) for c in cells if c in filled and c is not first]
        whole = replace(first, text=together, reading=Composition(together, parts))
        return [whole, *rest, *(cell for cell in cells if cell not in filled)]

    def _found(self, place, finding):
        self.plan.found.append(Noticed(place, finding.sentence, finding))

    def _report(self, row, cell):
        """A cell that cannot be read is listed; a name where a figure belongs says so of the measure too."""
        reading = cell.reading
        if isinstance(reading, Problem):
            self.plan.unread.append(Unread(cell.place, cell.text, reading.sentence))
            row.has_name = row.has_name or reading.trouble == Trouble.NAME
        elif cell.heading.role in ("quartile", "rank") and isinstance(reading, str):
            stated = isinstance(read_figure(reading), Absence | Nothing)
            if not stated or read_error(reading):
                reason = f"“{reading}” is no {cell.heading.role}. Write Top to Bottom, or 27th of 152."
                self.plan.unread.append(Unread(cell.place, cell.text, reason))
        elif isinstance(reading, Rank | Composition) and cell.heading.role not in ("figure", "rank"):
            self.plan.unread.append(Unread(cell.place, cell.text, f"“{cell.text}” is no single figure."))
        elif cell.heading.role == "direction" and not reading:
            self.plan.unread.append(
                Unread(cell.place, cell.text, f"“{cell.text}” is no direction of travel.")
            )


_NUMBERED = re.compile(
    r"(?P<number>[0-9]{1,3})(?P<letter>[a-z]?)[.)]?\s+"
    r"(?P<title>(?!(?:to|plus|or|and|per|days?|weeks?|months?|years?)\b)(?=.*[A-Za-z])\S.*)",
    re.S,
)


def numbers_of(rows):
    """The numbers down the titles of a sheet and the titles without them: ("5a", "Older people waiting").

    Only where every title begins with a number and each is more than the one before: "18 plus services" alone
    is a title. Empty for any other sheet.
    """
    matches = [_NUMBERED.fullmatch(row.title) for row in rows]
    if len(rows) < 3 or None in matches:
        return []
    numbers = [(int(match["number"]), match["letter"]) for match in matches]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return []
    return [(match["number"] + match["letter"], match["title"]) for match in matches]


def in_whole_units(cell, unit):
    """A bare figure of a unit that the file states in thousands or millions: 51.066 in £m is 51,066,000.

    A figure with its own £, % or suffix says its unit itself.
    """
    known, reading = stated_unit(unit), cell.reading
    if known is None or not known[1] or not isinstance(reading, Figure | PrintedTarget):
        return cell
    own = reading.scale or (reading.kind if isinstance(reading, Figure) else reading.unit_kind)
    if own:
        return cell
    names = (
        ("value", "numerator", "denominator") if isinstance(reading, Figure) else ("value", "lower", "upper")
    )
    given = {name: getattr(reading, name) for name in names}
    scaled = {name: value * SCALES[known[1]] for name, value in given.items() if value is not None}
    return replace(cell, reading=replace(reading, scale=known[1], **scaled))


def as_figure(target: PrintedTarget) -> Figure:
    """What a target shows of its unit, as a figure shows it."""
    value = target.value if target.value is not None else target.lower
    return Figure(
        target.text, value, target.unit_kind, target.scale, target.decimals, unit_words=target.unit_words
    )
