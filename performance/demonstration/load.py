"""Loads the demonstration council. Loading twice changes nothing."""

import csv
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from benchmarking.demonstration import load_positions
from performance import audit, recompute_requests, workflow
from performance.demonstration.sign_ins import FOLDER, PASSWORD, people
from performance.models import (
    Abbreviation,
    Directorate,
    Framework,
    Measure,
    MeasureCode,
    MeasureRole,
    Period,
    Person,
    Placement,
    RagRule,
    RagRuleLimit,
    Role,
    Scorecard,
    Section,
    Service,
    StatusLevel,
    StatusScale,
    Submission,
    Target,
    TargetLimit,
)
from performance.rules import calendar

PRODUCT_DATE = date(2020, 12, 10)
SCORECARD = "adults-and-communities"
SOURCE = (
    "Leicestershire County Council, Adults and Communities Overview and Scrutiny Committee, "
    "18 January 2021, performance report, Appendix A"
)
LIMITS_NOTE = "Inferred from the published ratings; illustrative."


def rows_of(name):
    """The rows of a data file of the demonstration."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    """A figure in a data file, or None for an empty cell."""
    return Decimal(text) if text else None


@transaction.atomic
def load_council(now=None):
    """Everything but the month's own figures: people, measures, periods, targets, back figures, positions."""
    now = now or timezone.now()
    load_periods()
    load_scale_and_rules()
    directorate, _ = Directorate.objects.get_or_create(name="Adults and Communities")
    indicators = load_positions()
    load_people(directorate)
    load_frameworks()
    measures = load_measures(directorate, indicators)
    load_targets(measures, now)
    load_back_figures(measures, now)
    return measures


# --- Periods -----------------------------------------------------------------------------------------


def load_periods():
    """Years 2019/20 and 2020/21, November 2019, and the months from April 2020 to March 2021.

    The opening, due and closing days are illustrative: a month opens on the first day of the next, is due
    on the 14th and closes at that month's end.
    """
    years = {start: year_beginning(start) for start in (date(2019, 4, 1), date(2020, 4, 1))}
    months = [date(2019, 11, 1), *(calendar.add_months(date(2020, 4, 1), n) for n in range(12))]
    for start in months:
        month_beginning(start, year=years[calendar.first_of_year(start, "financial")])


def month_beginning(start, *, year):
    """A month of a year: due on the 14th of the next, which is open for it to its end."""
    after = calendar.add_months(start, 1)
    Period.objects.get_or_create(
        kind=Period.Kind.MONTH,
        basis=Period.Basis.FINANCIAL,
        start=start,
        defaults={
            "end": calendar.last_of_month(start),
            "year": year,
            "opens_on": after,
            "due_on": after.replace(day=14),
            "closes_on": calendar.last_of_month(after),
        },
    )


def year_beginning(start):
    year, _ = Period.objects.get_or_create(
        kind=Period.Kind.YEAR,
        basis=Period.Basis.FINANCIAL,
        start=start,
        defaults={
            "end": date(start.year + 1, 3, 31),
            "opens_on": start,
            "due_on": date(start.year + 1, 5, 14),
            "closes_on": date(start.year + 1, 5, 31),
        },
    )
    return year


def period_of(text):
    """The period that a data file names: "2020-11" a month, "2020-21" and "2020/21" a year."""
    first, last = text.replace("/", "-").split("-")
    if int(last) == (int(first) + 1) % 100:
        return Period.objects.get(kind=Period.Kind.YEAR, start=date(int(first), 4, 1))
    return Period.objects.get(kind=Period.Kind.MONTH, start=date(int(first), int(last), 1))


# --- Status scale and rules --------------------------------------------------------------------------

LEVELS = [
    ("green", "Green", "G", "circle", "On target, or short of it by no more than the green limit."),
    ("amber", "Amber", "A", "triangle", "Short of the target by a narrow margin: within the amber limit."),
    ("red", "Red", "R", "diamond", "Short of the target by more than the amber limit."),
]
RULES = {
    "points": (
        "Points off target",
        "The distance from the target is counted in percentage points. For a band it is the distance to the "
        "nearest edge.",
        {"green": "0.5", "amber": "5"},
    ),
    "relative": (
        "Share of target",
        "The distance from the target is counted as a share of the target.",
        {"green": "0", "amber": "2.5"},
    ),
}


def load_scale_and_rules():
    scale, _ = StatusScale.objects.get_or_create(name="Red, amber, green")
    levels = {}
    for position, (code, word, letter, shape, meaning) in enumerate(LEVELS, 1):
        levels[code], _ = StatusLevel.objects.get_or_create(
            scale=scale,
            position=position,
            defaults={
                "code": code,
                "word": word,
                "letter": letter,
                "shape": shape,
                "colour": code,
                "off_target": code != "green",
                "meaning": meaning,
            },
        )
    for basis, (name, explanation, reaches) in RULES.items():
        rule, _ = RagRule.objects.get_or_create(
            name=name, version=1, defaults={"basis": basis, "scale": scale, "explanation": explanation}
        )
        for code, reach in reaches.items():
            RagRuleLimit.objects.get_or_create(
                rule=rule, level=levels[code], defaults={"reach": Decimal(reach)}
            )


# --- People ------------------------------------------------------------------------------------------


def load_people(directorate):
    """The sample people, their roles, and the two services that managers divide between them."""
    social_care, _ = Service.objects.get_or_create(directorate=directorate, name="Adult social care")
    libraries, _ = Service.objects.get_or_create(
        directorate=directorate, name="Libraries, heritage and adult learning"
    )
    scopes = {
        "mary.manager@example.org": {"directorate": directorate, "service": social_care},
        "marcus.manager@example.org": {"directorate": directorate, "service": libraries},
    }
    for row in people():
        person = Person.objects.filter(email=row["email"]).first()
        if person is None:
            person = Person.objects.create_user(row["email"], PASSWORD, name=row["name"], post=row["post"])
        if row["roles"] in Role.Kind.values:
            Role.objects.get_or_create(person=person, kind=row["roles"], **scopes.get(row["email"], {}))
        if row["roles"] == "clearance":
            Role.objects.get_or_create(person=person, kind=Role.Kind.MANAGER, directorate=directorate)


# --- Measures ----------------------------------------------------------------------------------------

FRAMEWORKS = [
    (
        "ASCOF",
        "Adult Social Care Outcomes Framework",
        "A measure of the national framework for adult social care.",
    ),
    ("Local", "Local measure", "A measure defined and calculated by this council only."),
    ("BCF", "Better Care Fund", "A measure that is also counted in the Better Care Fund plan."),
]


ABBREVIATIONS = [
    ("ASC", "Adult social care"),
    ("ASCOF", "Adult Social Care Outcomes Framework"),
    ("BCF", "Better Care Fund"),
    ("LALS", "Leicestershire Adult Learning Service"),
    ("LD", "Learning disability"),
    ("SU", "Service user: a person who uses services"),
]


def load_frameworks():
    for position, (short_name, name, explanation) in enumerate(FRAMEWORKS):
        Framework.objects.get_or_create(
            short_name=short_name,
            defaults={"name": name, "explanation": explanation, "position": position},
        )


def load_measures(directorate, indicators):
    """The thirty measures in the committee's order; returns slug -> measure."""
    scorecard, _ = Scorecard.objects.get_or_create(
        slug=SCORECARD,
        defaults={
            "title": "Adults and Communities performance dashboard",
            "theme_word": "Strategic Plan theme",
            "aim_band": "Target Band Width",
            "aim_none": "N/A",
            "note": f"Figures as published: {SOURCE}.",
        },
    )
    for short, long in ABBREVIATIONS:
        Abbreviation.objects.get_or_create(scorecard=scorecard, short=short, defaults={"long": long})
    services = {service.name: service for service in Service.objects.filter(directorate=directorate)}
    measures = {}
    for position, row in enumerate(rows_of("measures")):
        measure, created = Measure.objects.get_or_create(
            slug=row["slug"],
            defaults=_measure_fields(row)
            | {
                "directorate": directorate,
                "service": services[row["service"]],
                "indicator": indicators.get(f"ascof-{row['slug']}"),
            },
        )
        measures[row["slug"]] = measure
        if created:
            _give_codes(measure, row)
            _give_people(measure, row["owner"])
            _place(scorecard, measure, row, position)
    return measures


def _measure_fields(row):
    return {
        "title": row["title"],
        "unit_kind": row["unit"],
        "decimals": int(row["decimals"]),
        "scale": row["scale"],
        "rate_per": int(row["per"] or 0),
        "unit_note": row["unit_note"],
        "companion_label": row["companion_label"],
        "numerator_label": row["numerator_label"],
        "denominator_label": row["denominator_label"],
        "polarity": row["polarity"],
        "frequency": row["frequency"],
        "entry": row["entry"],
        "entry_basis": row["entry_basis"],
        "aggregation": row["aggregation"],
        "compared_with": row["compared_with"],
        "has_forecast": bool(row["forecast"]),
        "window_label": row["window_label"],
        "window_lag_months": int(row["window_lag"] or 0),
        "window_length_months": int(row["window_length"] or 0),
    }


def _give_codes(measure, row):
    frameworks = [(row["framework"], row["code"]), *((tag, "") for tag in row["tags"].split())]
    for position, (short_name, code) in enumerate(frameworks):
        MeasureCode.objects.create(
            measure=measure,
            framework=Framework.objects.get(short_name=short_name),
            code=code,
            position=position,
        )


def _give_people(measure, owner):
    kinds = {f"{owner}.owner@example.org": "owner", "dan.provider@example.org": "provider"}
    if owner == "olive":
        kinds["dee.deputy@example.org"] = "deputy"
    for email, kind in kinds.items():
        MeasureRole.objects.create(measure=measure, person=Person.objects.get(email=email), kind=kind)


def _place(scorecard, measure, row, position):
    parent = None
    for title in (row["layer"], row["theme"], row["outcome"]):
        parent, _ = Section.objects.get_or_create(
            scorecard=scorecard, parent=parent, title=title, defaults={"position": position}
        )
    Placement.objects.create(section=parent, measure=measure, position=position, footnote=row["footnote"])


# --- Targets and figures -----------------------------------------------------------------------------


def load_targets(measures, now):
    """The targets that are not there yet; their measures are judged anew, and no others."""
    added = []
    rules = {rule.basis: rule for rule in RagRule.objects.prefetch_related("limits")}
    for row in rows_of("targets"):
        measure, year = measures[row["slug"]], period_of(row["year"])
        if Target.objects.filter(measure=measure, year=year).exists():
            continue
        judged = row["kind"] != "none"
        rule = rules["relative" if measure.unit_kind == "rate" else "points"] if judged else None
        target = Target.objects.create(
            measure=measure,
            year=year,
            kind=row["kind"],
            value=number(row["value"]),
            lower=number(row["lower"]),
            upper=number(row["upper"]),
            as_entered=row["as_entered"],
            decimals=int(row["decimals"] or 0),
            companion=number(row["companion"]),
            profile=row["profile"],
            profile_note=row["profile_note"],
            rule=rule,
            limits_note=LIMITS_NOTE if judged else "",
            recorded_at=now,
            effective_on=year.start,
            source=SOURCE,
        )
        for limit in rule.limits.all() if rule else []:
            TargetLimit.objects.create(target=target, level=limit.level, reach=limit.reach)
        audit.record(
            by=None,
            at=now,
            verb="taken over",
            subject=target,
            measure=measure,
            period=year,
            after={"target": target.as_entered or target.get_kind_display()},
            reason=SOURCE,
        )
        added.append(measure.pk)
    recompute_requests.request_many(added, now=now)


def load_back_figures(measures, now):
    """2019/20 and April to November 2019, as published: in force, and approved by nobody."""
    for row in rows_of("figures"):
        if row["origin"] == "published":
            workflow.take_over(
                measure=measures[row["slug"]],
                period=period_of(row["period"]),
                content=content_of(row),
                origin=Submission.Origin.PUBLISHED,
                source=SOURCE,
                source_note=row["source_note"],
                now=now,
            )


def content_of(row):
    """What an owner would type for this row of figures.csv."""
    return {
        "value": number(row["value"]),
        "numerator": number(row["numerator"]),
        "denominator": number(row["denominator"]),
        "companion": number(row["companion"]),
        "forecast": number(row["forecast"]),
        "forecast_companion": number(row["forecast_companion"]),
        "forecast_method": row["forecast_method"],
        "absence": row["absence"],
        "absence_note": row["absence_note"],
        "outlook": row["outlook"],
        "commentary_public": row["commentary_public"],
        "commentary_internal": row["source_note"],
    }
