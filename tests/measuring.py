"""Measures of any kind with their periods, figures and targets, all made through the verbs.

For tests that ask what is worked out from them: a year's months in one line, a judgement in another.
"""

from datetime import date, timedelta
from decimal import Decimal

from performance import configuration, recompute, workflow, years
from performance.models import (
    Assessment,
    Category,
    Dimension,
    Directorate,
    Measure,
    Period,
    RagRule,
    RagRuleLimit,
    Service,
    StatusLevel,
    StatusScale,
    Submission,
)
from performance.rules import calendar
from tests import world

APRIL, NOVEMBER = date(2020, 4, 1), date(2020, 11, 1)
LONG_AGO = date(2000, 1, 1)
DEFAULT_SCALE = "Red, amber, green"


def points():
    """The default limits in points: green to 0.5, amber to 5.0."""
    return RagRule.objects.get(basis="points", scale__name=DEFAULT_SCALE)


def relative():
    """The default limits as shares of the target: green to 0%, amber to 2.5%."""
    return RagRule.objects.get(basis="relative", scale__name=DEFAULT_SCALE)


def open_years(*starts, basis="financial", kinds=("month",)):
    """Years with their parts, made where they are not there."""
    for start in starts:
        years.open_year(start=start, basis=basis, kinds=kinds, by=world.person("ada"))


def measure(slug="visits-paid", unit="count", **fields):
    """A measure of adult social care: counts for single months that are added up, high is good."""
    given = {
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "unit_kind": unit,
        "polarity": "high",
        "aggregation": "sum",
        "compared_with": "same_period",
        "directorate": Directorate.objects.get(name="Adults and Communities"),
        "service": Service.objects.get(name="Adult social care"),
    }
    return Measure.objects.create(**given | fields)


def composition(slug="care-homes-rated", good=("good",), **fields):
    """Care homes by their rating; what is judged is the share of the good ones."""
    made = measure(slug, "composition", entry="parts", **{"aggregation": "latest"} | fields)
    dimension = Dimension.objects.create(measure=made, code="rating", name="Rating", is_composition=True)
    for position, code in enumerate(("inadequate", "improve", "good")):
        Category.objects.create(
            dimension=dimension,
            code=code,
            name=code.capitalize(),
            position=position,
            is_good=code in good,
        )
    return made


def period(start, kind="month", basis="financial"):
    return Period.objects.select_related("year").get(kind=kind, basis=basis, start=start)


def content(given):
    """A figure's content from a number, a (numerator, denominator), the parts of a composition or an absence.

    Content as it is stays as it is.
    """
    if isinstance(given, tuple):
        return {"numerator": Decimal(given[0]), "denominator": Decimal(given[1])}
    if isinstance(given, dict):
        return given if set(given) & set(Submission.CONTENT) else {"parts": given}
    if given in Submission.Absence.values:
        due = {"absence_due_on": date(2021, 6, 1)} if given == "due_on" else {}
        return {"absence": given, **due}
    return {"value": Decimal(given)}


def figure(measure, start, given, kind="month", **more):
    """One figure taken over as imported, which is at once in force."""
    return workflow.take_over(
        measure=measure,
        period=period(start, kind, measure.year_basis),
        content={**content(given), **more},
        origin="imported",
        source="A spreadsheet",
    )


def figures(measure, first, given, kind="month"):
    """Figures of one period after another; None leaves one out. Returns the last one."""
    last, start = None, first
    for each in given:
        if each is not None:
            last = figure(measure, start, each, kind)
        start = calendar.end_of(kind, start) + timedelta(days=1)
    return last


def target(measure, value=None, year=APRIL, **fields):
    """A target that was set long before its year; at least, or at most where low is good, green alone met."""
    kind = {"low": "at_most", "high": "at_least"}.get(measure.polarity, "band")
    given = {
        "measure": measure,
        "year": period(year, "year", measure.year_basis),
        "kind": kind,
        "value": None if value is None else Decimal(value),
        "rule": relative(),
        "by": world.person("ada"),
        "today": LONG_AGO,
    }
    return configuration.set_target(**given | fields)


def rule(kind, levels, limits=(), **fields):
    """A rule on a scale of its own: levels as (code, off target), limits as they stand in the rule's rows."""
    scale = StatusScale.objects.create(name=f"Scale of {kind}")
    shapes = ("circle", "square", "triangle", "diamond", "star")
    colours = ("green", "light-green", "amber", "red", "blue")
    made = [
        StatusLevel.objects.create(
            scale=scale,
            position=position,
            code=code,
            word=code.capitalize(),
            letter=code[:2].upper(),
            shape=shapes[position - 1],
            colour=colours[position - 1],
            off_target=off_target,
        )
        for position, (code, off_target) in enumerate(levels, 1)
    ]
    given = {"name": f"By {kind}", "explanation": "As tried.", "scale": scale, "kind": kind}
    rule = RagRule.objects.create(**given | fields)
    for level, limit in zip(made, limits, strict=False):
        RagRuleLimit.objects.create(rule=rule, level=level, **limit)
    return rule


def judged(submission):
    """A figure's assessment, after whatever is due has been worked out."""
    recompute.recompute_due()
    return Assessment.objects.select_related("level", "to_date_level", "previous__period").get(
        submission=submission
    )


def word(assessment):
    """Its status in a word, or the code of why there is none."""
    return assessment.level.word if assessment.level else assessment.not_rated
