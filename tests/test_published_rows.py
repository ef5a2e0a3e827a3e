"""The thirty published rows, cell by cell and by meaning: in our data files, and on the dashboard.

The council's table is beside the repository, not in it; its cells are read here independently of the
product. One cell is corrected, and nothing else differs.
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal as D

import pytest

from benchmarking.indicators import DATASETS
from performance import dashboard
from performance.demonstration.load import SCORECARD, rows_of
from performance.demonstration.sign_ins import FOLDER
from performance.models import Measure, Scorecard
from performance.rules.numbers import figure_of
from tests import world
from tests.needs import need_shared

NOW, BEFORE = "performance_apr_nov_2020", "performance_2019-20"
APRIL_TO_NOVEMBER = "April to November 2019"


@dataclass(frozen=True)
class Figure:
    """What a printed figure means: in whole units, with what stands beside it; or why there is none."""

    value: D | None = None
    decimals: int | None = None
    unit: str = ""  # "%", "k", or ""
    per: int = 0
    companion: D | None = None
    forecast: bool = False
    span: str = ""
    absence: str = ""


@dataclass(frozen=True)
class Target:
    """What a printed target means: (lower, upper), one of them None unless it is a band."""

    lower: D | None = None
    upper: D | None = None
    operator: str = ""
    unit: str = ""
    decimals: int = 0
    companion: D | None = None


# --- Reading the council's table -----------------------------------------------------------------------

FIGURE = re.compile(
    r"(?P<number>[\d,]+(?:\.(?P<part>\d+))?)(?P<unit>[%k]?)(?P<per> per 100k pop)?(?P<beside>(?: \(.+\))?)"
)
TARGET = re.compile(
    r"(?P<operator>[<>]?)(?P<first>[\d.]+)(?:-(?P<last>[\d.]+))?(?P<unit>%?)"
    r"(?: \((?P<companion>\d+) Adm's\))?"
)
COMPANION = re.compile(r"\((\d+) (?:Adm's|adm's|Ave days/Mth)\)")
AIMS = {"H": "High", "L": "Low", "Target Band Width": "Target Band Width", "N/A": "N/A"}


def number(text):
    return D(text.replace(",", ""))


def read_figure(cell, description):
    match = FIGURE.fullmatch(cell)
    if match is None:
        return Figure(absence=cell)
    beside = COMPANION.search(match["beside"])
    per_100k = match["per"] or "per 100,000 pop." in description
    return Figure(
        number(match["number"]) * (1000 if match["unit"] == "k" else 1),
        len(match["part"] or ""),
        match["unit"],
        100_000 if per_100k else 0,
        D(beside[1]) if beside else None,
        "(Full-year Forecast)" in match["beside"],
        APRIL_TO_NOVEMBER if "(Apr-Nov 2019)" in match["beside"] else "",
    )


def read_target(cell, aim):
    if cell == "N/A":
        return Target()
    match = TARGET.fullmatch(cell)
    first, last = D(match["first"]), match["last"]
    lower, upper = (None, first) if aim == "L" else (first, D(last) if last else None)
    decimals = max(-first.as_tuple().exponent, 0)
    companion = D(match["companion"]) if match["companion"] else None
    return Target(lower, upper, match["operator"], match["unit"], decimals, companion)


def published():
    path = need_shared() / "reference" / "leicestershire_dashboard_2020-21.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def meaning_of(row):
    """A row of the council's table; its rating is tested where ratings are computed."""
    return {
        "headings": (row["layer"], row["strategic_theme"], row["supporting_outcome"]),
        "code": f"{row['framework']} {row['ref']}".strip(),
        "tags": ["BCF"] if row["bcf"] == "yes" else [],
        "title": row["description"],
        "aim": AIMS[row["aim"]],
        "target": read_target(row["target"], row["aim"]),
        "now": read_figure(row[NOW], row["description"]),
        "before": read_figure(row[BEFORE], row["description"]),
        "quartile": row["quartile_2019-20"],
    }


# Printed without the "k" that stands beside 1.7k: nineteen hours of volunteering in eight months.
PRINTED = Figure(D("19.0"), 1, "", span=APRIL_TO_NOVEMBER)
CORRECTED = Figure(D("19000"), 1, "k", span=APRIL_TO_NOVEMBER)


def check_only_the_corrected_cell_differs(ours):
    theirs = [meaning_of(row) for row in published()]
    assert [row["title"] for row in ours] == [row["title"] for row in theirs]
    assert len(ours) == 30
    different = [
        (mine["title"], name, printed[name], mine[name])
        for mine, printed in zip(ours, theirs, strict=True)
        for name in printed
        if mine[name] != printed[name]
    ]
    title = "Hours of Volunteering (Heritage and libraries)"
    assert different == [(title, "before", PRINTED, CORRECTED)]


# --- In our data files ---------------------------------------------------------------------------------


def figure_in_files(row, measure):
    if row["absence"]:
        return Figure(absence=row["absence_note"])
    forecast = bool(row["forecast"])
    return Figure(
        D(row["forecast"] if forecast else row["value"]),
        int(measure["decimals"]),
        "%" if measure["unit"] == "percent" else measure["scale"],
        int(measure["per"] or 0),
        D(companion) if (companion := row["forecast_companion" if forecast else "companion"]) else None,
        forecast,
        APRIL_TO_NOVEMBER if row["period"] == "2019-11" else "",
    )


def target_in_files(row, measure):
    if row["kind"] == "none":
        return Target()
    edges = {
        "at_least": (row["value"], ""),
        "at_most": ("", row["value"]),
        "band": (row["lower"], row["upper"]),
    }
    lower, upper = (D(edge) if edge else None for edge in edges[row["kind"]])
    return Target(
        lower,
        upper,
        row["as_entered"][0] if row["as_entered"][0] in "<>" else "",
        "%" if measure["unit"] == "percent" else "",
        int(row["decimals"]),
        D(row["companion"]) if row["companion"] else None,
    )


def rows_in_files():
    targets = {row["slug"]: row for row in rows_of("targets")}
    entered = {row["slug"]: row for row in rows_of("figures") if row["origin"] == "entered"}
    taken = {row["slug"]: row for row in rows_of("figures") if row["origin"] == "published"}
    with (DATASETS / "positions_2019-20.csv").open(encoding="utf-8", newline="") as file:
        positions = {row["indicator"]: row["quartile"] for row in csv.DictReader(file)}
    aims = {"high": "High", "low": "Low", "band": "Target Band Width", "none": "N/A"}
    return [
        {
            "headings": (measure["layer"], measure["theme"], measure["outcome"]),
            "code": f"{measure['framework']} {measure['code']}".strip(),
            "tags": measure["tags"].split(),
            "title": measure["title"],
            "aim": aims[measure["polarity"]],
            "target": target_in_files(targets[slug], measure),
            "now": figure_in_files(entered[slug], measure),
            "before": figure_in_files(taken[slug], measure),
            "quartile": positions.get(f"ascof-{slug}", "N/A"),
        }
        for measure in rows_of("measures")
        for slug in [measure["slug"]]
    ]


def test_the_data_files_mean_what_the_council_printed():
    check_only_the_corrected_cell_differs(rows_in_files())


def test_the_data_files_keep_each_figure_as_it_was_printed():
    printed = {(row["slug"], row["origin"]): row["as_printed"] for row in rows_of("figures")}
    slugs = [row["slug"] for row in rows_of("measures")]
    assert len(printed) == len(rows_of("figures")) == 60
    assert [(printed[slug, "entered"], printed[slug, "published"]) for slug in slugs] == [
        (row[NOW], row[BEFORE]) for row in published()
    ]


def test_each_target_is_kept_as_it_was_printed():
    targets = {row["slug"]: row["as_entered"].replace("–", "-") for row in rows_of("targets")}
    cells = [row["target"].partition(" (")[0].replace("N/A", "") for row in published()]
    assert [targets[row["slug"]] for row in rows_of("measures")] == cells


def test_what_is_entered_belongs_to_its_month_and_what_was_published_to_its_year():
    spans = {(row["origin"], row["period"]) for row in rows_of("figures")}
    assert spans == {
        ("entered", "2020-11"),
        ("entered", "2020-21"),
        ("published", "2019-11"),
        ("published", "2019-20"),
    }
    yearly = {row["slug"] for row in rows_of("measures") if row["frequency"] in ("annual", "biennial")}
    assert {row["slug"] for row in rows_of("figures") if row["period"] == "2020-21"} == yearly


def test_the_correction_is_written_down():
    notes = {row["slug"]: row["source_note"] for row in rows_of("figures") if row["origin"] == "published"}
    assert notes["volunteering-hours"] == (
        "Printed as 19.0 beside 1.7k; held as 19,000 because the “k” is missing in print."
    )


def test_no_rating_is_in_any_data_file():
    files = sorted(file for folder in (FOLDER, DATASETS) for file in folder.iterdir() if file.is_file())
    kept = [file for file in files if file.suffix not in (".py", ".md", ".txt")]
    assert [file.name for file in kept] == [
        "ascof_2020-21.csv",
        "ascof_2024-25.csv",
        "authorities.csv",
        "indicator_breaks.csv",
        "indicator_codes.csv",
        "indicators.csv",
        "neighbours_ons.csv",
        "positions_2019-20.csv",
        "figures.csv",
        "measures.csv",
        "people.csv",
        "targets.csv",
    ]
    ratings = {"r", "a", "g", "red", "amber", "green", "rag", "rating", "status", "published_rag"}
    for file in kept:
        with file.open(encoding="utf-8", newline="") as text:
            cells = {cell.strip().lower() for row in csv.reader(text) for cell in row}
        assert cells & ratings == set()


# --- On the dashboard ----------------------------------------------------------------------------------


def shown_figure(cell, span=""):
    """What a reader takes from a cell of the dashboard."""
    if cell.absence:
        return Figure(absence=cell.absence)
    match = FIGURE.fullmatch(cell.text)
    companion = cell.companion.split(" ")[0]
    return Figure(
        number(match["number"]) * (1000 if match["unit"] == "k" else 1),
        len(match["part"] or ""),
        match["unit"],
        100_000 if cell.unit.startswith("per 100,000 ") else 0,
        number(companion) if companion else None,
        cell.qualifier == "full-year forecast",
        span,
    )


def shown_target(cell, aim):
    companion = f" ({cell.companion.removesuffix(' admissions')} Adm's)" if cell.companion else ""
    text = cell.text.replace("–", "-") or "N/A"
    return read_target(f"{text}{companion}", "L" if aim == "Low" else "")


def build():
    scorecard = Scorecard.objects.get(slug=SCORECARD)
    measures = Measure.objects.all()
    return dashboard.build(scorecard, world.november(), measures=measures, known_on=world.TODAY)


def test_the_dashboard_shows_what_the_council_printed(month):
    ours = [
        {
            "headings": (layer.title, group.theme, group.outcome),
            "code": row.code,
            "tags": row.tags,
            "title": row.title,
            "aim": row.aim,
            "target": shown_target(row.target, row.aim),
            "now": shown_figure(row.figure),
            "before": shown_figure(row.previous, row.previous_period),
            "quartile": row.quartile.word if row.quartile else "N/A",
        }
        for layer in build().layers
        for group in layer.groups
        for row in group.rows
    ]
    check_only_the_corrected_cell_differs(ours)


def test_what_stands_beside_a_figure_says_what_it_counts(month):
    rows = {row.slug: row for row in build().rows}
    assert rows["admissions-65-plus"].figure.plain == "462.0 (669 admissions, full-year forecast)"
    assert rows["admissions-65-plus"].previous.plain == "616.3 (893 admissions)"
    assert rows["admissions-18-64"].figure.plain == "3.1 (13 admissions, full-year forecast)"
    assert rows["admissions-18-64"].target.plain == "<8.1 (33 admissions); 5.4 to date"
    assert rows["delayed-transfers-social-care"].previous.plain == "0.9 (163 average days a month)"
    assert rows["delayed-transfers-social-care"].previous.unit == "per 100,000 population"


@pytest.mark.parametrize(
    ("slug", "to_date"), [("admissions-18-64", D("2.145907")), ("admissions-65-plus", D("317.477846"))]
)
def test_the_figure_to_date_beside_a_forecast_is_computed_from_its_parts(month, slug, to_date):
    row = next(row for row in rows_of("figures") if row["slug"] == slug and row["origin"] == "entered")
    unit = world.measure(slug).unit
    assert row["value"] == ""
    assert figure_of(D(row["numerator"]), D(row["denominator"]), unit) == to_date
    assert world.measure(slug).submissions.get(period=world.november()).value == to_date


def test_no_quartile_is_shown_before_it_was_published(month):
    scorecard = Scorecard.objects.get(slug=SCORECARD)
    early = world.TODAY.replace(month=11, day=30)
    measures = Measure.objects.all()
    rows = dashboard.build(scorecard, world.november(), measures=measures, known_on=early).rows
    assert {row.quartile for row in rows} == {None}
    assert sum(row.quartile is not None for row in build().rows) == 14
