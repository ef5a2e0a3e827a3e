"""The measures that are held, as the workbook that the import reads: to look over, change and bring back."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from performance import cells
from performance.export import safe_cell
from performance.models import Measure, MeasureRole, Placement, RagRule, Target
from performance.rules.numbers import UnitKind, format_number, places_of

UNITS = {
    UnitKind.PERCENT: "%",
    UnitKind.COUNT: "count",
    UnitKind.MONEY: "£",
    UnitKind.DAYS: "days",
    UnitKind.SCORE: "score",
    UnitKind.RATIO: "ratio",
    UnitKind.FTE: "FTE",
    UnitKind.COMPOSITION: "composition",
}
WORDS = {
    "polarity": {"high": "High", "low": "Low", "band": "Within band", "none": "None"},
    "entry_basis": {"period": "The period", "year_to_date": "Year to date"},
    "aggregation": {
        "sum": "Sum",
        "latest": "Latest",
        "fraction": "Fraction",
        "mean": "Mean",
        "rolling": "Rolling",
        "as_entered": "As entered",
    },
    "state": {"development": "In development", "active": "Active", "retired": "Retired"},
    "entry": {"value": "Value", "fraction": "Fraction", "parts": "Parts"},
}
WITHOUT_FIGURE = {"none": "No target", "information": "For information only", "to_be_confirmed": "TBC"}


def workbook(measures) -> bytes:
    """An .xlsx file of these measures with their targets, in a fixed number of queries.

    Read again it changes nothing. Calculated measures are left out: the import makes none. Figures are not in
    it; they are downloaded from their lists.
    """
    measures = list(_with_all(measures.exclude(entry=Measure.Entry.CALCULATED)))
    targets = _targets(measures)
    years = sorted({(target.year.start, target.year.label) for target in targets.values()})
    kinds = {(label, target.is_milestone) for (_, label, _), target in targets.items()}
    heads = [
        (label, milestone) for _, label in years for milestone in (False, True) if (label, milestone) in kinds
    ]
    book = Workbook()
    sheet = book.active
    sheet.title = "Measures"
    columns = [*COLUMNS, *(f"{'Milestone' if milestone else 'Target'} {label}" for label, milestone in heads)]
    sheet.append(columns)
    for measure in measures:
        sheet.append([safe_cell(text) for text in _row(measure, targets, heads)])
    for number, heading in enumerate(columns, 1):
        head = sheet.cell(1, number)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = max(12, min(len(heading) + 2, 40))
    sheet.freeze_panes = "C2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


COLUMNS = [
    *("Slug", "Title", "Ref", "Framework", "Also in", "Aliases", "Definition", "Directorate", "Service"),
    *("Scorecard", "Layer", "Theme", "Outcome", "Position", "Footnote", "Owner e-mail", "Deputies"),
    *("Provider", "Unit", "Decimals", "Scale", "Per", "Out of", "Unit note", "Companion label", "Aim"),
    *("Frequency", "Year basis", "Entry", "Covers", "Adds up", "State", "Data source"),
    *("Suppress below", "Rule", "Green limit", "Amber limit", "Limits note", "Profile"),
]


def _with_all(measures):
    return measures.with_codes().prefetch_related(
        "measure_roles__person", "placements__section__parent__parent", "placements__section__scorecard"
    )


def _targets(measures):
    """The targets in force by measure, year and whether they are milestones."""
    found = Target.objects.in_force().filter(measure__in=measures).with_limits().select_related("measure")
    return {(target.measure_id, target.year.label, target.is_milestone): target for target in found}


def _row(measure, targets, heads):
    own = [targets.get((measure.pk, *head)) for head in heads]
    judged = [_judging(target) for target in own if target is not None and target.rule] or [[""] * 5]
    return [
        *_identity(measure),
        *_place(next(iter(measure.placements.all()), None)),
        *_people(measure),
        *_figure(measure),
        # One column holds what all years share. What differs between them is left out, and so stays as it is.
        *(said[0] if len(set(said)) == 1 else "" for said in zip(*judged, strict=True)),
        *(target_text(target, measure) for target in own),
    ]


def _identity(measure):
    codes = list(measure.codes.all())
    first = codes[0] if codes else None
    return [
        measure.slug,
        measure.title,
        first.code if first else "",
        first.framework.short_name if first else "",
        ", ".join(code.framework.short_name for code in codes[1:] if not code.code),
        ", ".join(code.code for code in codes[1:] if code.code),
        measure.definition,
        measure.directorate.name,
        measure.service.name if measure.service else "",
    ]


def _place(placement: Placement | None):
    if placement is None:
        return [""] * 6
    titles, section = [], placement.section
    scorecard = section.scorecard.title
    while section is not None:
        titles.insert(0, section.title)
        section = section.parent
    titles = [*titles, "", ""][:3]
    return [scorecard, *titles, placement.position, placement.footnote]


def _people(measure):
    by_kind = {kind: [] for kind in MeasureRole.Kind}
    for role in measure.measure_roles.all():
        by_kind[role.kind].append(role.person.email)
    return [", ".join(by_kind[kind]) for kind in ("owner", "deputy", "provider")]


def _figure(measure):
    unit = UNITS.get(measure.unit_kind) or f"rate per {measure.rate_per:,}"
    return [
        unit,
        measure.decimals,
        measure.scale,
        measure.rate_per or "",
        measure.score_out_of if measure.score_out_of is not None else "",
        measure.unit_note,
        measure.companion_label,
        WORDS["polarity"][measure.polarity],
        measure.frequency.capitalize(),
        measure.year_basis.capitalize(),
        WORDS["entry"][measure.entry],
        WORDS["entry_basis"][measure.entry_basis],
        WORDS["aggregation"][measure.aggregation],
        WORDS["state"][measure.state],
        measure.data_source,
        measure.suppress_below,
    ]


def _judging(target):
    """Rule, first and second limit, who set them, and profile, of a target that judges."""
    reaches = (
        [limit.reach for limit in target.limits.all()] if target.rule.kind == RagRule.Kind.LIMITS else []
    )
    reaches = [f"{format_number(reach, places_of(reach))}" for reach in reaches if reach is not None]
    first, second = ([*reaches, "", ""])[:2]
    return [target.rule.name, first, second, target.limits_note, target.get_profile_display()]


def target_text(target, measure) -> str:
    """A target as the import reads it: ">11%", "56–61%", "<553 (800 admissions)", "TBC", "No target"."""
    if target is None:
        return ""
    if target.kind in WITHOUT_FIGURE:
        return WITHOUT_FIGURE[target.kind]
    return cells.target_cell(target, measure).plain
