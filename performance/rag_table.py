"""Every measure of a period with its status, as plain lines; and how they agree with a published table."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Min

from performance import cells, overrides
from performance.models import Assessment, Measure, MeasureCode, Period, Submission, Target
from performance.rules.codes import canonical

NOT_RATED = "Not rated"
# What published tables write where there is no status.
NOTHING = {"", "n/a", "na", "-", "–", "—", "not rated", "none", "no rag", "no status"}
REFERENCES = ("slug", "ref", "reference", "code", "id", "measure", "title", "description", "indicator")
STATUSES = ("status", "rag", "published_rag", "published status", "published_status", "letter", "rating")


@dataclass(frozen=True)
class Line:
    """One measure: what was judged, by what, and how; texts as they are printed, gaps as numbers."""

    slug: str
    code: str
    title: str
    period: str
    target: str
    figure: str
    computed: str
    computed_letter: str
    judged: str
    judged_letter: str
    gap: Decimal | None
    relative_gap: Decimal | None
    sentence: str

    @property
    def status(self):
        """The headline: the judged status where there is one, else the computed."""
        return self.judged or self.computed

    @property
    def letter(self):
        return self.judged_letter if self.judged else self.computed_letter


def lines(period, *, measures, known_on):
    """A line for each measure, in the order of `measures`, in a fixed number of queries.

    A measure of another frequency stands with the latest figure in the period's year up to the period's
    end, and an annual one with the year's.
    """
    measures = list(measures)
    year = period.year or period
    submissions = _submissions(measures, period, year)
    found = [s.pk for s in submissions.values()]
    assessments = {
        row.submission_id: row
        for row in Assessment.objects.filter(submission__in=found).select_related(
            "level", "target__rule", "to_date_level"
        )
    }
    judged = overrides.standing_for(found, known_on)
    targets = {
        target.measure_id: target
        for target in Target.objects.in_force().filter(measure__in=measures, year=year).select_related("rule")
    }
    return [
        _line(
            measure,
            period,
            submissions.get(measure.pk),
            assessments.get(getattr(submissions.get(measure.pk), "pk", None)),
            judged.get(getattr(submissions.get(measure.pk), "pk", None)),
            targets.get(measure.pk),
        )
        for measure in measures
    ]


def _submissions(measures, period, year):
    found = {}
    in_force = Submission.objects.in_force().with_make_up().filter(measure__in=measures)
    for submission in in_force.filter(period__in=[period, year]) | in_force.filter(
        period__year=year, period__end__lte=period.end
    ):
        best = found.get(submission.measure_id)
        if best is None or _fits(submission, period) > _fits(best, period):
            found[submission.measure_id] = submission
    return found


def _fits(submission, period):
    """How well a figure stands for a period: its own, else an annual measure's year, else the latest."""
    own = submission.period_id == period.pk
    annual = submission.measure.period_kind == submission.period.kind == Period.Kind.YEAR
    return own, annual, submission.period.kind != Period.Kind.YEAR, submission.period.end


def _line(measure, period, submission, assessment, override, target):
    if submission is None:
        shown = cells.target_cell(target, measure).plain
        return Line(
            measure.slug,
            measure.code_text,
            measure.title,
            period.label,
            shown,
            "",
            NOT_RATED,
            "",
            "",
            "",
            None,
            None,
            "Not rated. No figure is in force.",
        )
    headline = assessment is not None and assessment.judged == Assessment.Judged.FORECAST
    target = assessment.target if assessment is not None and assessment.target_id else target
    level = assessment.level if assessment else None
    return Line(
        measure.slug,
        measure.code_text,
        measure.title,
        cells.span(measure, submission.period),
        cells.target_cell(target, measure).plain,
        cells.figure_cell(submission, forecast=headline).plain,
        level.word if level else NOT_RATED,
        level.letter if level else "",
        override.level.word if override else "",
        override.level.letter if override else "",
        assessment.gap if assessment else None,
        assessment.relative_gap if assessment else None,
        assessment.sentence if assessment else "The rating is being computed.",
    )


# --- Beside a published table ------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """How many rows of a published table have our status, and every one that has another."""

    compared: int
    agree: int
    differences: list
    # Rows of the file that head a section: a name alone, which no measure has.
    left_out: int = 0


class NotATable(ValueError):
    """A file that cannot be compared with; the message says what is wrong with it."""


def expected_rows(data, *, reference="", status=""):
    """Line number, reference texts, status, and whether it is a name alone, of each row of a CSV file.

    Raises NotATable for a file without a column of references or of statuses.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    reader = csv.DictReader(io.StringIO(text))
    headings = {(heading or "").strip().lower(): heading for heading in reader.fieldnames or []}
    by_status = headings.get(status.lower()) if status else _first(headings, STATUSES)
    by_reference = (
        [headings.get(reference.lower())]
        if reference
        else [headings[name] for name in REFERENCES if name in headings]
    )
    if by_status is None or not by_reference or None in by_reference:
        known = ", ".join(heading for heading in headings.values() if heading) or "none"
        raise NotATable(
            "The file needs a column for the row's reference (ref, code, slug, measure or description) and "
            f"one for its status (status, rag or letter). It has: {known}. Name them with --reference and "
            "--status."
        )
    return [
        (
            number,
            [row[name].strip() for name in by_reference if row.get(name)],
            (row[by_status] or "").strip(),
            len(headings) > 2 and _cells_filled(row) == 1,
        )
        for number, row in enumerate(reader, 2)
    ]


def _cells_filled(row):
    return sum(1 for cell in row.values() if cell and not (isinstance(cell, str) and cell.isspace()))


def _first(headings, names):
    return next((headings[name] for name in names if name in headings), None)


def compare(found, expected, *, rule_alone=False):
    """Hold lines against the rows of a published table; `rule_alone` leaves judged statuses aside.

    A row that is a name alone, which no measure has, heads a section of the table and is left out.
    """
    aliases = _aliases(found)
    index = _index(found, aliases)
    differences, agree, left_out = [], 0, 0
    for number, references, status, is_alone in expected:
        line, problem = _match(index, references)
        if line is None and is_alone:
            left_out += 1
            continue
        if line is None:
            differences.append({"line": number, "reference": references[:1], "problem": problem})
            continue
        word = line.computed if rule_alone else line.status
        letter = line.computed_letter if rule_alone else line.letter
        if says(status, word, letter):
            agree += 1
            continue
        differences.append(
            {
                "line": number,
                # A framework without a code ("Local") names no measure.
                "reference": line.code if line.code in aliases.get(line.slug, ()) else line.title,
                "published": status or NOT_RATED,
                "ours": word,
                "sentence": line.sentence,
            }
        )
    return Agreement(len(expected) - left_out, agree, differences, left_out)


def says(published, word, letter):
    """Whether a published status is this one: "G", "green", "GREEN above target"; "N/A" is not rated."""
    text = published.strip().lower()
    if word == NOT_RATED:
        return text in NOTHING
    return text in (word.lower(), letter.lower()) or text.startswith(f"{word.lower()} ")


def _aliases(found):
    """A measure's slug -> its codes, with their framework and without."""
    aliases = {}
    codes = MeasureCode.objects.filter(measure__slug__in=[line.slug for line in found])
    for code in codes.exclude(code="").select_related("measure", "framework"):
        aliases.setdefault(code.measure.slug, set()).update({code.code, str(code)})
    return aliases


def _index(found, aliases):
    """What may name a line -> the lines that it names."""
    index = {}
    for line in found:
        names = {line.slug, line.title, *aliases.get(line.slug, ())}
        keys = {_key(name) for name in names} | {canonical(name) for name in aliases.get(line.slug, ())}
        for key in keys - {""}:
            index.setdefault(key, []).append(line)
    return index


def _key(text):
    return " ".join(text.casefold().split())


def _match(index, references):
    """The one line that a row's references name, trying one after the other; or why there is none."""
    problem = "No measure has this reference."
    for reference in references:
        for key in (_key(reference), canonical(reference)):
            lines = {line.slug: line for line in index.get(key, [])}
            if len(lines) == 1:
                return next(iter(lines.values())), ""
            if lines:
                problem = f"{len(lines)} measures have this reference."
    return None, problem


def in_order():
    """Active measures in the order of their scorecards, and those that are in none after them."""
    place = Min("placements__position")
    by_place = F("place").asc(nulls_last=True)
    measures = Measure.objects.active().with_codes().annotate(place=place)
    return measures.order_by(by_place, "directorate", "title", "pk")
