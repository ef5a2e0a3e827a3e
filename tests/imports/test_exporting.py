"""The workbook of what is held: read again, it changes nothing."""

from datetime import date
from decimal import Decimal as D
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from performance import configuration, years
from performance.imports import exporting
from performance.models import AuditEntry, Measure, Target
from performance.target_checks import limits_given
from tests import world
from tests.imports.files import as_csv, load

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


def cells_of(path):
    sheet = load_workbook(path)["Measures"]
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def exported(tmp_path, *arguments):
    path = tmp_path / "held.xlsx"
    call_command("export_measures", str(path), *arguments, stdout=StringIO())
    return path


def test_read_again_it_changes_nothing(tmp_path, month):
    before = (Measure.objects.count(), Target.objects.count(), AuditEntry.objects.count())
    path = exported(tmp_path)
    plan, outcome = load(path.read_bytes(), directorate="", source="The workbook")
    assert (plan.unread, outcome.refused, outcome.different) == ([], [], [])
    assert outcome.counts["measures held already"] == 31
    assert (Measure.objects.count(), Target.objects.count(), AuditEntry.objects.count()) == before


def test_a_row_says_what_the_measure_is_and_what_it_is_judged_by(tmp_path):
    row = next(row for row in cells_of(exported(tmp_path)) if row["Slug"] == "admissions-65-plus")
    assert (row["Ref"], row["Framework"], row["Also in"], row["Aim"]) == ("2A pt 2", "ASCOF", "BCF", "Low")
    assert (row["Unit"], row["Per"], row["Adds up"]) == ("rate per 100,000", 100000, "Sum")
    assert (row["Target 2020/21"], row["Rule"]) == ("<553 (800 admissions)", "Share of target")
    assert (row["Green limit"], row["Amber limit"], row["Profile"]) == (
        "0",
        "2.5",
        "Even steps through the year",
    )
    assert row["Owner e-mail"] == "olive.owner@example.org"


def test_the_limit_below_which_counts_are_suppressed_is_read_and_written(tmp_path):
    given = "Title,Unit,Suppress below,Figure Nov 2020\nPeople without a home,count,5,12\nBeds,count,few,14\n"
    plan, _ = load(given.encode(), directorate="Adults and Communities")
    held = dict(
        Measure.objects.filter(title__in=["People without a home", "Beds"]).values_list(
            "title", "suppress_below"
        )
    )
    assert held == {"People without a home": 5, "Beds": 0}
    assert [unread.text for unread in plan.unread] == ["few"]
    rows = {row["Title"]: row["Suppress below"] for row in cells_of(exported(tmp_path))}
    assert (rows["People without a home"], rows["Beds"]) == (5, 0)


def test_a_changed_target_in_it_supersedes_with_the_reason(tmp_path):
    path = exported(tmp_path, "--scorecard", "adults-and-communities")
    book = load_workbook(path)
    sheet = book["Measures"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Target 2020/21")
    line = next(cell.row for cell in sheet["A"] if cell.value == "learning-disability-employment")
    sheet.cell(line, column, ">12%")
    book.save(path)
    load(path.read_bytes(), directorate="", reason="Agreed in January")
    target = Target.objects.in_force().get(
        measure=world.measure("learning-disability-employment"), year=world.year_2020()
    )
    assert (target.as_entered, target.version, target.reason) == (">12%", 2, "Agreed in January")


def test_an_administrator_downloads_the_measures_that_were_picked(as_person):
    picked = [world.measure(slug).pk for slug in ("heritage-visits", "admissions-65-plus")]
    answer = as_person("ada").post(
        "/admin/performance/measure/", {"action": "as_workbook", "_selected_action": picked}
    )
    assert answer["Content-Disposition"].startswith('attachment; filename="measures-2020-')
    assert {row["Slug"] for row in cells_of(BytesIO(answer.content))} == {
        "heritage-visits",
        "admissions-65-plus",
    }


def test_nothing_in_it_is_a_formula(tmp_path):
    measure = world.measure("heritage-visits")
    measure.definition = "=1+1"
    measure.save()
    sheet = load_workbook(exported(tmp_path))["Measures"]
    held = [cell for row in sheet.iter_rows() for cell in row if cell.value and "=1+1" in str(cell.value)]
    assert [(cell.value, cell.data_type) for cell in held] == [("'=1+1", "s")]


def test_thirty_measures_cost_as_many_queries_as_one(django_assert_num_queries):
    with django_assert_num_queries(11):
        exporting.workbook(Measure.objects.filter(slug="admissions-65-plus"))
    with django_assert_num_queries(11):
        exporting.workbook(Measure.objects.all())


def test_without_measures_or_a_place_to_write_it_says_so(tmp_path):
    with pytest.raises(CommandError, match="There is no measure to write"):
        exported(tmp_path, "--scorecard", "nothing")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_measures", str(tmp_path / "nowhere" / "held.xlsx"), stdout=StringIO())


def test_what_differs_between_the_years_is_left_out_and_stays_as_it_is(tmp_path):
    measure = Measure.objects.get(slug="admissions-65-plus")
    held = Target.objects.in_force().get(measure=measure, year=world.year_2020())
    year, _ = years.open_year(start=date(2021, 4, 1), basis="financial", kinds=(), by=world.person("ada"))
    configuration.set_target(
        measure=measure,
        year=year,
        kind="at_most",
        value=D(540),
        as_entered="<540",
        rule=held.rule,
        profile="same",
        limits=dict.fromkeys(limits_given(held), D(9)),
        by=world.person("ada"),
    )
    path = exported(tmp_path)
    row = next(row for row in cells_of(path) if row["Slug"] == measure.slug)
    assert (row["Rule"], row["Profile"], row["Green limit"]) == ("Share of target", None, None)
    _, outcome = load(path.read_bytes(), directorate="", reason="Another target was changed")
    assert (outcome.moved, outcome.counts["targets superseded"]) == ([], 0)


def test_a_target_that_is_not_judged_is_not_held_against_the_profile_of_its_row():
    head = ["Measure", "Aim", "Unit", "Adds up", "Frequency", "Profile", "Target 2020/21", "Target 2021/22"]
    row = ["Visits", "High", "count", "Sum", "Monthly", "", "TBC", "165k"]
    load(as_csv(head, row))
    row[5] = "Even steps"
    _, outcome = load(as_csv(head, row))
    assert outcome.counts["targets held already"] == 2
