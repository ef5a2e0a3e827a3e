"""What can be said of a measure only when all its rows are read; all that is assumed is said."""

import re
from dataclasses import replace

from performance.imports import spans, units
from performance.imports.plan import Noticed
from performance.imports.rows import as_figure
from performance.rules.numbers import UnitKind
from performance.rules.printed_periods import PrintedPeriod, Span, read_period
from performance.rules.printed_targets import PrintedTarget
from performance.rules.printed_types import Reason
from performance.rules.rag import Polarity, TargetKind

# So many times a measure's other percentages is a slip of the decimal point.
SLIP = 5


def conclude(measure, rows, plan):
    """Give a measure what only all its rows together show: unit, frequency, aim, and how it adds up."""
    cells = [cell for row in rows for cell in row.cells]
    figures = _shown(measure, cells, ("figure", "last_period", "last_year", "forecast"))
    others = [cell.figure for cell in cells if cell.heading.role == "comparison" and cell.figure]
    others += [as_figure(cell.reading) for cell in cells if isinstance(cell.reading, PrintedTarget)]
    fractions = [figure for figure in measure.figures if figure.content.get("denominator") is not None]
    composed = any("parts" in figure.content for figure in measure.figures)
    said = []
    _set_unit(measure, rows[0], figures, others, bool(fractions), composed, said)
    _set_time(measure, said)
    _set_aim(measure, said)
    _set_adding(measure, fractions, said)
    if rows[0].has_name and not measure.figures and "state" not in measure.fields:
        measure.fields["state"] = "development"
        said.append("in development, because a name stands where its figure belongs")
    if said:
        plan.assumed.append(Noticed(measure.place, f"{measure.title or measure.code}: {'; '.join(said)}."))


def _shown(measure, cells, roles):
    group = measure.title.rpartition(", ")[2]
    return [
        cell.figure
        for cell in cells
        if cell.heading.role in roles and cell.figure and cell.heading.name in ("", group)
    ]


def _set_unit(measure, row, figures, others, fractions, composed, said):
    stated = row.texts.get("unit", "")
    read = units.unit_of(
        row.texts.get("title", ""), stated, figures, others, fractions=fractions, is_composition=composed
    )
    given = {
        "unit_kind": read.kind.value,
        "decimals": read.decimals,
        "scale": read.scale,
        "rate_per": read.per,
        "score_out_of": read.out_of,
        "unit_note": read.note[:120],
    }
    companion = next((f.companion for f in figures if f.companion), None)
    if companion is not None:
        given["companion_label"] = companion.label[:60]
        given["companion_kind"] = UnitKind.PERCENT.value if companion.label == "%" else UnitKind.COUNT.value
    if not read.taken_from:
        measure.stated.add("unit_kind")
    elif "unit_kind" not in measure.fields:
        said.append(f"{units.WORDS[read.kind]}, from {read.taken_from}")
    elif stated and not units.stated_unit(stated):
        given["unit_note"] = stated[:120]
    measure.fields = given | measure.fields
    beyond = _no_share(figures) if read.kind == UnitKind.PERCENT else None
    if beyond is not None:
        measure.fields.setdefault("is_share", False)
        said.append(f"a percentage that is no share of a whole, from {beyond.normalize():f}%")
    if composed:
        measure.fields["entry"] = "parts"
        good = [label for label in measure.labels if re.search(r"good|outstanding", label, re.I)]
        if good:
            said.append(f"{' and '.join(f'“{label}”' for label in good)} counts as good")


def _no_share(figures):
    """The figure that shows that percentages are no shares (104% of plan, −3.2% a year), or None.

    742% beside 74.2% is a slip and shows nothing; it is refused like any share above 100%.
    """
    within = [figure.value for figure in figures if 0 <= figure.value <= 100]
    return next(
        (
            figure.value
            for figure in figures
            if not 0 <= figure.value <= 100 and (not within or abs(figure.value) <= SLIP * max(within))
        ),
        None,
    )


def _set_time(measure, said):
    periods = [figure.period for figure in measure.figures]
    surveys = [f for f in measure.figures if f.content.get("absence") == Reason.SURVEY_NOT_RUN.value]
    if "frequency" not in measure.fields:
        biennial = (
            any(re.search(r"biennial", f.printed, re.I) for f in surveys)
            or "biennial" in measure.title.lower()
        )
        annual = bool(surveys) or re.search(r"\bannual survey\b", measure.title, re.I)
        frequency = "biennial" if biennial else "annual" if annual else spans.frequency_of(periods)
        measure.fields["frequency"] = frequency
        source = (
            "the survey"
            if biennial or annual
            else "the periods of its figures"
            if periods
            else "no figure yet"
        )
        said.append(f"{frequency}, from {source}")
    if measure.fields["frequency"] in ("annual", "biennial"):
        for figure in surveys:
            # A survey that is not run is not run for the year, whatever the column covers.
            if figure.period.span == Span.TO_DATE:
                figure.period = _whole_year(figure.period)
    if "year_basis" not in measure.fields:
        measure.fields["year_basis"] = spans.year_basis_of([f.period for f in measure.figures])
    spanned = {figure.period.span for figure in measure.figures if not figure.period.open_ended}
    # Where months stand beside spans to date, each month's figure is its own.
    if (
        Span.TO_DATE in spanned
        and not spanned & {Span.MONTH, Span.WEEK}
        and "entry_basis" not in measure.fields
    ):
        measure.fields["entry_basis"] = "year_to_date"
        said.append("figures cover the year to date, from the period")


def _whole_year(period):
    start = spans.year_of(period, "financial")
    read = read_period(f"{start.year}/{(start.year + 1) % 100:02d}")
    return PrintedPeriod(Span.YEAR, read.start, read.end, read.text)


def _set_aim(measure, said):
    if "polarity" not in measure.fields:
        kinds = {target.target.kind for target in measure.targets}
        by_kind = {
            TargetKind.AT_LEAST: Polarity.HIGH,
            TargetKind.AT_MOST: Polarity.LOW,
            TargetKind.BAND: Polarity.BAND,
        }
        aims = {by_kind[kind] for kind in kinds if kind in by_kind}
        aim = aims.pop() if len(aims) == 1 else Polarity.NONE
        measure.fields["polarity"] = aim.value
        words = {
            Polarity.HIGH: "high is good",
            Polarity.LOW: "low is good",
            Polarity.BAND: "within a band is good",
        }
        said.append(
            f"{words[aim]}, from the target" if aim in words else "no aim is given, so that nothing is rated"
        )
    kind = {"high": TargetKind.AT_LEAST, "low": TargetKind.AT_MOST}.get(measure.fields["polarity"])
    for planned in measure.targets:
        if planned.target.kind is None and kind is not None:
            planned.target = replace(planned.target, kind=kind)


def _set_adding(measure, fractions, said):
    fields = measure.fields
    if fractions and len(fractions) == len([f for f in measure.figures if "absence" not in f.content]):
        fields.setdefault("entry", "fraction")
    if "aggregation" in fields:
        return
    flow = fields.get("entry_basis") == "year_to_date" and fields["unit_kind"] in ("count", "money")
    fields["aggregation"] = (
        "fraction" if fields.get("entry") == "fraction" else "sum" if flow else "as_entered"
    )
    words = {"fraction": "numerators over denominators", "sum": "a sum over the year"}
    if fields["aggregation"] in words:
        said.append(f"adds up as {words[fields['aggregation']]}")
