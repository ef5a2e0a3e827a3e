"""Rows into planned measures: identity, unit, figures, targets and what stands beside them."""

import re
from dataclasses import replace

from performance.imports import spans
from performance.imports.concluding import conclude
from performance.imports.plan import (
    Noticed,
    PlannedColumn,
    PlannedComparison,
    PlannedFigure,
    PlannedMeasure,
    PlannedPerson,
    PlannedPosition,
    PlannedTarget,
    Unread,
)
from performance.imports.rows import FIGURES, TARGETS
from performance.imports.stated import configuration_of, limit_of, unread_limits
from performance.rules.codes import canonical, is_code, split_framework
from performance.rules.printed_periods import Span, read_period
from performance.rules.printed_targets import PrintedTarget
from performance.rules.printed_titles import find_parts
from performance.rules.printed_types import Absence, Composition, Figure, Rank, Reason
from performance.rules.table_proofs import TOTALS, folded, similar

OWN_FIGURES = ("figure", "last_period", "last_year", "numerator", "denominator", "forecast")
SAME_CODE = 0.5


class Builder:
    """Makes measures of the rows of a whole file, in their order."""

    def __init__(self, options, plan):
        self.options, self.plan = options, plan
        self.measures, self.rows = {}, {}
        self.default = read_period(options.period) if options.period else None

    def add(self, sheet, rows):
        """The rows of a sheet; rows of one measure are put together where the sheet is a long one."""
        default = self.default or _latest(rows)
        long = any(row.period or "area" in row.texts for row in rows)
        self._say_default(rows, default)
        for row in rows:
            for group in _groups(row):
                measure = self._measure(sheet, row, group, long)
                if measure is not None:
                    self._fill(measure, row, group, default)
                    self.plan.columns.setdefault(measure.sections, _columns(row))

    def finish(self):
        """What can be said only when every row is read: units, frequencies and aims."""
        for key, measure in self.measures.items():
            conclude(measure, self.rows[key], self.plan)
        self.plan.measures = list(self.measures.values())

    def _say_default(self, rows, default):
        bare = {
            cell.heading.text
            for row in rows
            if row.period is None
            for cell in row.cells
            if cell.text and cell.heading.period is None and cell.heading.role in (*FIGURES, *TARGETS)
            if _own_period(cell) is None
        }
        if not bare or not rows:
            return
        listed = ", ".join(f"“{text}”" for text in sorted(bare))
        if default is None:
            reason = "names no period. Name it in the heading (“Figure 2020/21”), or with --period."
            self.plan.unread.append(Unread(rows[0].place, listed, f"{listed} {reason}"))
        elif self.default is None:
            sentence = f"{listed}: read as of {spans.words(default)}, the latest period that a heading names."
            self.plan.assumed.append(Noticed(rows[0].place, sentence))

    # --- Identity ------------------------------------------------------------------------------------

    def _measure(self, sheet, row, group, long):
        framework, code = split_framework(row.texts.get("ref", ""))
        code = code if any(char.isdigit() for char in code) else ""
        title, _ = find_parts(row.title)
        if folded(title) in TOTALS and row.texts.get("section"):
            title = f"{title}, {row.texts['section']}"  # "Total" alone names nothing
        title = f"{title}, {group}" if group else title
        key = (canonical(code), folded(group)) if code else folded(title)
        earlier = self.measures.get(key)
        if row.is_numbered and earlier is not None and similar(title, earlier.title) < SAME_CODE:
            # Each sheet may count from 1: its numbers tell apart its own rows alone.
            code, key, earlier = "", folded(title), self.measures.get(folded(title))
        if earlier is None and not code:
            earlier = next(
                (m for m in self.measures.values() if folded(m.title) == folded(title) and not m.code), None
            )
        if earlier is not None:
            if long:
                self.rows[key].append(row)
                return earlier
            self._twice(row, earlier, title)
            return None
        measure = PlannedMeasure(row.place, title, code=code, slug=row.texts.get("slug", ""))
        measure.is_numbered = row.is_numbered and bool(code)
        measure.framework = row.texts.get("framework") or framework
        if not title and not code and not measure.slug:
            return None
        _placed(measure, row, sheet)
        measure.people = _people(row)
        measure.fields, measure.stated = configuration_of(row, self.plan)
        self.plan.unread += unread_limits(row)
        self.measures[key], self.rows[key] = measure, [row]
        return measure

    def _twice(self, row, earlier, title):
        alike = similar(title, earlier.title) >= SAME_CODE
        why = "is listed already" if alike else "has the code of another measure"
        reason = f"“{title}” {why}, in {earlier.place} (“{earlier.title}”). This row was left out."
        self.plan.unread.append(Unread(row.place, row.texts.get("ref") or title, reason))

    # --- Content -------------------------------------------------------------------------------------

    def _fill(self, measure, row, group, default):
        measure.labels = measure.labels or row.labels
        period = row.period or default
        if row.rank and period:
            measure.positions.append(_position(period, row.place, row.rank))
        others = self._is_other(row)
        by_period = {}
        for cell in row.cells:
            if (
                cell.heading.name
                and cell.heading.role == "figure"
                and folded(cell.heading.name) != folded(group)
            ):
                continue
            at = cell.heading.period or period
            at = (
                spans.shifted(at, cell.heading.role)
                if at and cell.heading.role in ("last_period", "last_year")
                else at
            )
            at = at or _own_period(cell)
            if at is None or not (cell.text or cell.heading.role in OWN_FIGURES):
                continue
            if others:
                self._compare(measure, cell, row.texts["area"], at)
            elif cell.heading.role in OWN_FIGURES:
                by_period.setdefault(_own_period(cell) or at, {})[cell.heading.role] = cell
            else:
                self._beside(measure, row, cell, at)
        figures = [self._figure(measure, row, at, cells) for at, cells in by_period.items()]
        figures = [figure for figure in figures if figure is not None]
        measure.figures += figures
        if not others:
            self._comments(row, figures, period)

    def _comments(self, row, figures, period):
        """Each comment to one figure: that of the period it names, else of the row's period, else the newest.

        A comment of "Nov 2020" is that of the year to date at its end too. One that has no figure is listed.
        """
        for cell in row.of("commentary"):
            named = cell.heading.period
            found = _of_period(figures, named or period)
            if found is None and named is None:
                found = max(figures, key=_newest, default=None)
            if found is None:
                reason = "There is no figure for this comment, so that it was left out."
                self.plan.unread.append(Unread(cell.place, cell.text[:120], reason))
            else:
                found.content.setdefault("commentary_public", cell.text[:4000])

    def _is_other(self, row):
        area = row.texts.get("area")
        if area is None:
            return False
        own, named = folded(self.options.council), folded(area)
        return not (
            named == own or own.startswith(f"{named} ") or named in ("own", "us", "council", "our council")
        )

    def _beside(self, measure, row, cell, at):
        role, reading = cell.heading.role, cell.reading
        if role in TARGETS and isinstance(reading, PrintedTarget):
            limits = (limit_of(row, "green_limit"), limit_of(row, "amber_limit"))
            milestone = role == "milestone"
            at = read_period(reading.span) or at
            measure.targets.append(PlannedTarget(at, reading, cell.place, milestone, limits))
        elif role == "comparison":
            self._compare(measure, cell, cell.heading.name, at)
        elif role == "quartile" and isinstance(reading, int):
            measure.positions.append(PlannedPosition(at, cell.place, quartile=reading))
        elif role == "rank" and isinstance(reading, Rank):
            measure.positions.append(_position(at, cell.place, reading))
        elif role == "status":
            measure.published.append((cell.place, cell.text))

    def _compare(self, measure, cell, name, at):
        reading = cell.reading
        value, note = None, ""
        if isinstance(reading, Figure):
            value = reading.value
            name = reading.before or name  # "med £411" names the median itself
        elif isinstance(reading, Absence):
            note = cell.text[:160]
        if value is not None or note:
            measure.comparisons.append(PlannedComparison(name[:120], at, value, note, cell.place))

    def _figure(self, measure, row, at, cells):
        """A figure with its fraction and forecast, of one period; None where all are blank."""
        main = cells.get("figure") or cells.get("last_period") or cells.get("last_year")
        top, bottom, forecast = (cells.get(role) for role in ("numerator", "denominator", "forecast"))
        content, notes = {}, []
        if main is not None:
            _take(content, notes, main.reading, main.text)
            measure.breakdown = measure.breakdown or _take_breakdown(content, row)
        for name, cell in (("numerator", top), ("denominator", bottom)):
            if cell is not None and cell.figure is not None:
                content[name] = cell.figure.value
        if forecast is not None and forecast.figure is not None:
            content["forecast"] = forecast.figure.value
            _take_companion(content, forecast.figure, "forecast_companion")
        if not content:
            return None
        place = (main or top or forecast).place
        printed = next((c.text for c in (main, forecast, top) if c is not None and c.text), "")
        return PlannedFigure(at, content, printed, place, notes)


def _own_period(cell):
    """The period that is printed in a cell, which goes before its heading's: "110.7k Apr-Nov '18"."""
    span = getattr(cell.reading, "span", "")
    return read_period(span) if span else None


def _of_period(figures, period):
    """The figure of a period, however either is printed; else the year to date at its end."""
    if period is None:
        return None
    same = [f for f in figures if (f.period.start, f.period.end) == (period.start, period.end)]
    to_date = [f for f in figures if f.period.end == period.end and f.period.span == Span.TO_DATE]
    return next(iter(same or to_date), None)


def _newest(figure):
    """For the newest of a row's figures: one that says something of its period goes before a forecast."""
    is_figure = figure.content.get("value") is not None or "parts" in figure.content
    return (is_figure, figure.period.end, figure.period.start)


def _latest(rows):
    """The latest period that a figure's heading names."""
    periods = [
        cell.heading.period for row in rows for cell in row.of("figure") if cell.heading.period is not None
    ]
    return max(periods, key=lambda period: (period.end, period.start), default=None)


def _columns(row):
    """What a section is printed with, in the order of the file, where that is not the usual.

    Usual are figures, targets and what the product works out itself; comparison figures, differences and
    milestones are columns of their own.
    """
    comparisons = [cell.heading.name for cell in row.of("comparison")]
    difference = comparisons[0] if comparisons else ""
    shows = {
        "figure": PlannedColumn("figure"),
        "last_year": PlannedColumn("previous"),
        "target": PlannedColumn("target"),
        "milestone": PlannedColumn("milestone"),
        "final_target": PlannedColumn("final_target"),
        "variance": PlannedColumn("difference", difference[:120]),
    }
    planned = []
    for cell in row.cells:
        role = cell.heading.role
        named = PlannedColumn("comparison", cell.heading.name[:120]) if role == "comparison" else None
        planned.append(named or shows.get(role))
    planned = [column for column in dict.fromkeys(planned) if column is not None]
    if not any(
        column.shows in ("comparison", "difference", "milestone", "final_target") for column in planned
    ):
        return []
    return [*planned, PlannedColumn("status"), PlannedColumn("direction")]


def _groups(row):
    """The groups that headings of figures name ("18+ 2019/20"), or one without a name."""
    names = dict.fromkeys(cell.heading.name for cell in row.of("figure"))
    return [*names] or [""]


def _placed(measure, row, sheet):
    texts = row.texts
    measure.directorate, measure.service = texts.get("directorate", ""), texts.get("service", "")
    measure.scorecard = texts.get("scorecard", "")
    chain = [texts.get(role, "") for role in ("layer", "theme", "outcome", "section")]
    measure.sections = tuple(title for title in chain if title) or ((sheet.name,) if sheet.name else ())
    position = texts.get("position", "")
    measure.position = int(position) if re.fullmatch(r"[0-9]{1,4}", position) else row.place.line
    measure.footnote = texts.get("footnote", "")
    measure.tags = row.tags + tuple(
        tag.strip() for tag in re.split(r"[,;]", texts.get("tags", "")) if tag.strip()
    )
    measure.aliases = tuple(
        text.strip() for text in re.split(r"[,;]", texts.get("aliases", "")) if is_code(text)
    )
    measure.rule, measure.limits_note = texts.get("rule", ""), texts.get("limits_note", "")
    measure.profile, measure.indicator = texts.get("profile", ""), texts.get("indicator", "")


# What stands where nobody's name does: "(post)", "Vacant".
_NOBODY = re.compile(r"\(.*\)|\[.*\]|vacant|vacancy|post|tb[ac]|none|n/?a|[-–?.]+", re.I)


def _people(row):
    texts = row.texts
    name = texts.get("owner_name", "")
    name = "" if _NOBODY.fullmatch(name) else name
    owner = PlannedPerson("owner", texts.get("owner_email", ""), name, texts.get("owner_post", ""))
    if "@" in owner.name and not owner.email:
        owner = replace(owner, email=owner.name, name="")
    people = [owner] if owner.email or owner.name or owner.post else []
    for role, kind in (("deputies", "deputy"), ("provider", "provider"), ("manager", "manager")):
        for text in re.split(r"[,;]\s*", texts.get(role, "")):
            if text.strip():
                is_email = "@" in text
                people.append(
                    PlannedPerson(kind, text.strip() if is_email else "", "" if is_email else text.strip())
                )
    return people


def _position(period, place, rank):
    return PlannedPosition(period, place, rank=rank.rank, of=rank.of, end=rank.end)


# --- What one cell gives -----------------------------------------------------------------------------


def _take(content, notes, reading, text):
    """The content of a cell: a figure, parts, or a reason for none; nothing for a blank or a problem."""
    if isinstance(reading, Absence):
        content["absence"] = reading.reason.value
        content["absence_note"] = text[:250]
        if reading.due:
            content["absence_due_on"] = reading.due
    elif isinstance(reading, Composition):
        content["parts"] = dict(reading.parts)
    elif isinstance(reading, Figure):
        _take_figure(content, notes, reading)


def _take_figure(content, notes, figure):
    if figure.qualifier == "forecast":
        content["forecast"] = figure.value
        content["forecast_method"] = "As published"
        _take_companion(content, figure, "forecast_companion")
        content["absence"] = Reason.NOT_PUBLISHED.value
        content["absence_note"] = "Only a forecast for the year was published."
    else:
        content |= {"value": figure.value, "numerator": figure.numerator, "denominator": figure.denominator}
        _take_companion(content, figure, "companion")
    if figure.provisional:
        notes.append("provisional")
    if figure.qualifier in ("estimate", "revised"):
        notes.append(figure.qualifier)
    notes += [words for words in (figure.before, figure.note) if words and figure.qualifier != "forecast"]


def _take_companion(content, figure, name):
    if figure.companion is not None:
        content[name] = figure.companion.value


def _take_breakdown(content, row):
    """The parts that a title lists with figures ("LD 1,050; MH 1,001") divide the row's own figure."""
    parts = find_parts(row.title)[1]
    if not parts or content.get("value") is None:
        return ()
    content["breakdown"] = dict(parts)
    return tuple(label for label, _ in parts)
