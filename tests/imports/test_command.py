"""`python manage.py import_measures`."""

import io
import json
import os

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from performance.imports.template import COLUMNS
from performance.models import Assessment, Measure, Submission
from tests.imports.files import as_csv

pytestmark = pytest.mark.django_db

TABLE = as_csv(
    ["Measure", "Aim", "Target", "Actual", "Colour"],
    ["Calls answered", "High", "80%", "77.4%", "=1+1"],
    ["Letters answered", "High", "95%", "Emma/Claire", "blue"],
)


def run(path, *options):
    out = io.StringIO()
    call_command(
        "import_measures",
        str(path),
        "--directorate",
        "Customers",
        "--period",
        "Nov 2020",
        *options,
        stdout=out,
    )
    return out.getvalue()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE)
    return path


def test_a_file_is_loaded_and_judged_and_the_report_says_what_was_not_read(table):
    text = run(table, "--source", "Cabinet paper")
    assert "2 rows, 2 measures." in text
    assert "  2 measures created" in text
    assert "Headings not understood, and left out: “Colour”." in text
    assert "Not read (1):\n  line 3, column “Actual”: “Emma/Claire” is a name where a figure belongs." in text
    figure = Submission.objects.get(measure__title="Calls answered")
    assert figure.source == "Cabinet paper"
    assert Assessment.objects.get(submission=figure).level.code == "amber"


def test_a_dry_run_changes_nothing_and_says_so(table):
    assert run(table, "--dry-run").startswith("Dry run: nothing was changed.")
    assert not Measure.objects.filter(title="Calls answered").exists()


def test_the_report_in_json_has_every_place(table):
    report = json.loads(run(table, "--json", "--dry-run"))
    assert report["dry_run"] is True
    assert report["counts"]["measures created"] == 2
    [unread] = report["not_read"]
    assert (unread["line"], unread["column"], unread["text"]) == (3, "Actual", "Emma/Claire")
    assert [h["text"] for h in report["headings"] if not h["understood"]] == ["Colour"]


def test_headings_that_are_not_understood_are_refused_when_strict(table):
    with pytest.raises(CommandError, match="“Colour”"):
        run(table, "--strict")
    assert "2 measures created" in run(table, "--strict", "--column", "Colour=")


def test_rows_are_chosen_and_constants_set(table):
    run(
        table,
        "--only",
        "Measure=Calls answered",
        "--set",
        "Service=Contact centre",
        "--by",
        "ada.admin@example.org",
    )
    measure = Measure.objects.get(directorate__name="Customers")
    assert (measure.title, measure.service.name) == ("Calls answered", "Contact centre")
    assert measure.submissions.get().created_by.email == "ada.admin@example.org"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--period", "soon"], "is no period"),
        (["--set", "Service"], "NAME=VALUE"),
        (["--by", "nobody@example.org"], "Nobody has"),
    ],
)
def test_wrong_options_are_refused_with_a_sentence(table, options, words):
    with pytest.raises(CommandError, match=words):
        run(table, *options)


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"There is no file .*none\.csv\."):
        run(tmp_path / "none.csv")
    (tmp_path / "table.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="This is a PDF"):
        run(tmp_path / "table.pdf")
    with pytest.raises(CommandError, match="Name a file"):
        call_command("import_measures")


def test_the_template_has_its_headings_with_notes_and_reads_back_without_a_problem(tmp_path):
    path = tmp_path / "template.xlsx"
    call_command("import_measures", template=path, stdout=io.StringIO())
    book = load_workbook(path)
    assert book.sheetnames == ["Read me", "Measures"]
    assert [cell.value for cell in book["Measures"][1]] == [heading for heading, *_ in COLUMNS]
    assert [cell.comment.text for cell in book["Measures"][1]] == [note for _, note, *_ in COLUMNS]
    assert all(note for _, note, *_ in COLUMNS)
    assert json.loads(run(path, "--json"))["measures"] == 0
    for cell in book["Measures"]["C"][1:]:
        cell.value = cell.value.removeprefix("Example: ")
    book.save(path)
    report = json.loads(run(path, "--json", "--strict"))
    assert report["counts"]["measures created"] == 2
    assert report["not_read"] == report["not_loaded"] == report["proofs"] == []
    assert report["counts"]["figures loaded"] == 4


# --- What is said of headings and names ---------------------------------------------------------------


@pytest.mark.parametrize("option", ["--column", "--only"])
def test_a_heading_that_the_file_does_not_have_is_refused_with_those_it_has(table, option):
    value = "Nonexistent=Target" if option == "--column" else "Nonexistent=High"
    words = "The file has no heading “Nonexistent”. It has: “Measure”, “Aim”, “Target”, “Actual”, “Colour”."
    with pytest.raises(CommandError, match=words):
        run(table, option, value)
    assert not Measure.objects.filter(title="Calls answered").exists()


def test_a_value_for_every_row_under_no_known_name_is_refused(table):
    with pytest.raises(CommandError, match="No heading is called “Nonexistent”"):
        run(table, "--set", "Nonexistent=High")


def test_headings_that_were_not_understood_come_with_what_to_write(table):
    text = run(table, "--dry-run")
    assert '  Say what they are: --column "Colour=Figure Nov 2020", or "Colour=" to leave it out.' in text


def test_two_headings_with_one_meaning_are_named_and_which_was_taken(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(
        as_csv(["Measure", "Lead Officer", "Owner name", "Actual"], ["Calls", "(post)", "Ada", "5"])
    )
    text = run(path, "--dry-run")
    assert "“Owner name” means the same as “Lead Officer”, which was taken. Leave one out" in text
    assert "Headings not understood" not in text
    assert "(post)" not in text
    report = json.loads(run(path, "--dry-run", "--json"))
    assert [(h["text"], h["taken"]) for h in report["headings"] if not h["understood"]] == [
        ("Owner name", "Lead Officer")
    ]


def test_the_periods_that_were_made_are_counted_by_their_kinds(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(as_csv(["Measure", "Figure Q2 2013/14"], ["Calls", "5"]))
    assert "  made: Periods of 2013/14: the year, 4 quarters" in run(path, "--dry-run")


def test_a_file_that_cannot_be_opened_is_named_in_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be read: Is a directory\."):
        run(tmp_path)


def test_whoever_stops_reading_the_report_stops_nothing(table):
    """As “| head -1” does: the report ends, what was loaded stays, and nothing is printed of it."""
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "w") as out:
        call_command("import_measures", str(table), "--directorate=C", "--period=Nov 2020", stdout=out)
    assert Measure.objects.filter(title="Calls answered").exists()
