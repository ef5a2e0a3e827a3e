"""The four examples as a newcomer gets them: one command, no file but the project's own."""

import csv
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from performance.checks import missing_libraries
from performance.demonstration.examples import EXAMPLES, module_of
from tests.needs import need, need_shared

BASE = Path(__file__).resolve().parents[2]
FORMS = {"csv.zip", "docx", "html", "pdf", "xlsx"}


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """The folder into which the command wrote all four."""
    need(not missing_libraries(), f"not installed: {', '.join(missing_libraries())}")
    folder = tmp_path_factory.mktemp("examples")
    command = [sys.executable, "manage.py", "make_examples", str(folder)]
    done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return folder


def tables_of(examples, name):
    """The tables of an example by the names of their files, without their numbers: rows as mappings."""
    with zipfile.ZipFile(examples / name / f"{name}.csv.zip") as archive:
        return {
            file[3:].removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(file).decode("utf-8-sig")))
            )
            for file in archive.namelist()
        }


@pytest.mark.pack
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_every_file_and_nothing_for_the_checker_to_find(examples, name):
    import pdfua  # noqa: PLC0415  (loads slowly, and only this test uses it here)

    assert {path.name.partition(".")[2] for path in (examples / name).iterdir()} == FORMS
    checked = pdfua.validate(os.fspath(examples / name / f"{name}.pdf"))
    assert [f"{found.rule_id}: {found.message}" for found in checked.findings] == []
    program = os.environ.get("OUTLOUD", str(BASE / ".venv-outloud" / "bin" / "outloud"))
    need(program, "outloud, the second PDF/UA checker, is not installed")
    path = examples / name / f"{name}.pdf"
    done = subprocess.run([program, "--fail-on", "warning", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.pack
def test_rotherhams_comparison_has_every_cell_that_its_paper_printed(examples):
    rows = {row["Code"]: row for row in tables_of(examples, "rotherham")["Comparison"]}
    with (need_shared() / "reference" / "rotherham_ascof_2020-21.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        # The paper lists 1G twice; here a measure is there once.
        printed = {row["ref"]: row for row in csv.DictReader(file)}

    assert len(printed) == 13
    ours = {code.replace("(", "").replace(")", ""): row for code, row in rows.items() if code}
    for ref, row in printed.items():
        found = ours[ref]
        assert [found["Good is"], *(found[f"{name}"] for name in COLUMNS)] == [
            row["good_performance"],
            *(row[name] for name in COLUMNS.values()),
        ], ref
    # The arrows follow the number there; here the word beside them says whether that is good.
    assert {ref: ours[ref]["Direction of travel"] for ref in ("2A2", "2A1", "2B1")} == {
        "2A2": "Improving",
        "2A1": "Improving",
        "2B1": "Worsening",
    }


COLUMNS = {
    "Rotherham 2020/21": "2020-21",
    "Rotherham 2019/20": "2019-20",
    "Yorkshire and The Humber 2020/21": "regional",
    "Nearest neighbours 2020/21": "statistical_neighbours",
    "England 2020/21": "england",
}
AREAS = {
    "Rotherham": "Rotherham",
    "Total for England": "England",
    # The paper calls the high end the 10th percentile.
    "10th percentile": "90th percentile",
    "Mean for All": "Mean of England’s councils",
    "90th percentile": "10th percentile",
    "Mean for Yorkshire": "Yorkshire and The Humber",
    "Mean for Rotherham": "Nearest neighbours",
}
AGES = {"18+": "Aged 18 and over", "18-64": "Aged 18 to 64", "65+": "Aged 65 and over"}


@pytest.mark.pack
def test_rotherhams_benchmark_tables_have_every_cell_and_the_right_end(examples):
    tables = tables_of(examples, "rotherham")
    with (need_shared() / "reference" / "rotherham_benchmark_tables.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        printed = list(csv.DictReader(file))

    assert len(printed) == 14
    for row in printed:
        name = next(
            name
            for name in tables
            if name.startswith(f"Benchmarks {row['table'][:12]}")
            and "Area" in tables[name][0]
            and len(tables[name]) > 7
        )
        area = next(ours for theirs, ours in AREAS.items() if row["area"].startswith(theirs))
        found = next(line for line in tables[name] if line["Area"] == area)
        for heading in ("18+", "18-64", "65+"):
            for year in ("2019/20", "2020/21"):
                assert found[f"{AGES[heading]} {year}"] == row[f"{heading} {year}"], (area, heading, year)


@pytest.mark.pack
def test_a_quartiles_count_is_that_of_its_list(examples):
    tables = tables_of(examples, "rotherham")
    counted = {
        row["Quintile, 2020/21"]: int(row["Indicators"]) for row in tables["Quintiles"] if row["Indicators"]
    }
    listed = {name: sum(1 for row in tables[name] if row["Direction of travel"]) for name in FIFTHS}

    assert counted == listed | {"All indicators": 13}


@pytest.mark.pack
def test_the_sentence_that_a_section_begins_with_stands_on_the_page_of_its_table(examples):
    need("pdftotext", "pdftotext is not installed (poppler-utils)")
    command = ["pdftotext", "-layout", examples / "rotherham" / "rotherham.pdf", "-"]
    pages = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\f")

    (said,) = [
        number for number, page in enumerate(pages) if "Compared with England, Rotherham is in" in page
    ]
    assert "Rotherham among the councils of England" in pages[said]


FIFTHS = ("Best fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Worst fifth")


def test_each_example_says_whose_it_is_and_on_which_day():
    told = {name: module_of(name).ENVIRONMENT for name in EXAMPLES}
    assert {name: one["COUNCIL_AUTHORITY"] for name, one in told.items()} == {
        "leicestershire": "LEC",
        "scorecard": told["scorecard"]["COUNCIL_AUTHORITY"],
        "rotherham": "ROT",
        "value-for-money": "DST",
    }
    assert {"COUNCIL_NAME", "PRODUCT_DATE"} <= set.intersection(*map(set, told.values()))


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match=r"cannot be made: Not a directory\. Name another folder\.$"):
        call_command("make_examples", tmp_path / "file" / "within")


def test_an_example_is_built_on_its_own_day_alone(settings, tmp_path):
    settings.COUNCIL_AUTHORITY = "LEC"

    with pytest.raises(
        CommandError, match=r"^Leave out --here, or set COUNCIL_NAME='Rotherham .* PRODUCT_DATE="
    ):
        call_command("make_examples", tmp_path, only="rotherham", here=True)
