"""`manage.py import_observations`: what it says, what it asks for, and that bad files leave nothing."""

import io
import json
import re
import time
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from benchmarking.importing.ascof import SECOND
from benchmarking.models import (
    ColumnMapping,
    DataImport,
    GroupFigure,
    Indicator,
    Observation,
    Recomputation,
    Source,
    Statistic,
)
from tests.benchmarks import small
from tests.benchmarks.small import ENGLAND, NEWSHIRE, NORTHSHIRE, as_ods, as_xlsx, shares, survey

pytestmark = pytest.mark.django_db

TITLE = "Measures from the Adult Social Care Outcomes Framework, England, 2024/25"
RISK = "Table 4b: the proportion of enquiries where the risk was reduced"
SAID = ("--title", "A table", "--publisher", "A publisher", "--published", "2024-02-29")


@pytest.fixture
def places(db):
    for model in (Observation, GroupFigure, Recomputation):
        model.objects.all().delete()
    Source.objects.filter(title=TITLE).delete()
    return small.places()


@pytest.fixture
def bring(tmp_path):
    """Run the command on bytes, or on a workbook's sheets; what it printed."""

    def run(data, *options, name="book.ods"):
        path = tmp_path / name
        path.write_bytes(as_ods(data) if isinstance(data, dict) else data)
        out = io.StringIO()
        call_command("import_observations", str(path), *options, stdout=out)
        return out.getvalue()

    return run


def workbook(value=90.0):
    return {
        "Cover": [["Measures from the framework"]],
        "Table_4b": shares(
            RISK, [*ENGLAND, 100.0, 200.0, 50.0], [*NORTHSHIRE, 90.0, 100.0, value], [*NEWSHIRE, *["[c]"] * 3]
        ),
        "Table_1c": survey(
            "Table 1c: carer-reported quality of life",
            [*NORTHSHIRE, "0.3 (5.8)", "60 (:)", "7.7 (7.6)"],
            ["Q", "Faraway", "[z]", 0.3, 60.0, 7.7],
            years=("2024 to 2025",),
        ),
    }


def held():
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Observation, GroupFigure, Source, DataImport, ColumnMapping)
    }


def test_a_known_workbook_is_recognised_loaded_and_reported(places, bring):
    out = bring(workbook())
    assert out.splitlines() == [
        "Read as: ASCOF workbook, a sheet for each measure (ascof).",
        f"Source: {TITLE}; Department of Health and Social Care, published on 18 December 2025.",
        "Cells: 15. Read 6; markers 3 ([c] 3); kept apart 3; skipped 3.",
        "Figures added: 4; changed or removed: 0; the same as before: 0.",
        "",
        "Understood: 3",
        "  Cover: no table of figures (“Measures from the framework”)",
        "  Table_4b: 4B, as the code is used in 2024/25, is “Safeguarding enquiries after which the risk was "
        "reduced or removed”; headings on line 3; 2024/25",
        "  Table_1c: 1C, as the code is used in 2024/25, is “Quality of life of carers (score)”; headings on "
        "line 6; 2024/25",
        "",
        "Kept apart: 3",
        *(
            f"  Table_1c, row 7, column {column}: “{printed}”: {SECOND}"
            for column, printed in (("D", "0.3 (5.8)"), ("E", "60 (:)"), ("F", "7.7 (7.6)"))
        ),
        "",
        "Skipped: 3",
        *(
            f"  Table_1c, row 8, column {column}: “{printed}”: Faraway (Q) is no council or group known here."
            for column, printed in (("D", "0.3"), ("E", "60"), ("F", "7.7"))
        ),
        "",
        "Councils and groups that are not known: 1",
        "  Faraway (Q): 3 cells",
    ]
    source = Source.objects.get(title=TITLE)
    assert (source.published_on, source.licence, source.may_republish) == (
        date(2025, 12, 18),
        "Open Government Licence v3.0",
        True,
    )
    log = DataImport.objects.get(source=source)
    assert (log.status, log.reader, log.name, log.rows_read, log.data) == (
        "loaded",
        "ascof",
        "book.ods",
        4,
        None,
    )
    assert (log.counts["read"], log.report["unresolved"]) == (6, {"Faraway (Q)": 3})
    assert Observation.objects.filter(loaded_by=log).count() == 3
    # Computed at once: nothing is left to be done.
    assert not Recomputation.objects.exclude(seq=0).exclude(done_seq__gt=0).exists()


def test_a_revision_replaces_and_says_from_what_to_what(places, bring):
    bring(workbook())
    out = bring(workbook(value=91.0))
    assert "Figures added: 0; changed or removed: 1; the same as before: 3." in out
    assert (
        "Changed: 1\n  Northshire, Safeguarding enquiries after which the risk was reduced or removed, "
        "2024/25: “91”: value 90 became 91.\n" in out
    )
    assert bring(workbook(value=91.0)).count("the same as before: 4.") == 1


def test_a_dry_run_says_what_would_change_and_writes_nothing(places, bring):
    before = held()
    out = bring(workbook(), "--dry-run")
    assert out.startswith("Dry run: nothing was changed.\nRead as: ASCOF workbook")
    assert "Figures that would be added: 4; changed or removed: 0; the same as before: 0." in out
    assert held() == before
    bring(workbook())
    before = held()
    assert "added: 0; changed or removed: 1; the same" in bring(workbook(value=91.0), "--dry-run")
    assert held() == before


def test_json_has_every_note_by_name(places, bring):
    told = json.loads(bring(workbook(), "--dry-run", "--json"))
    assert (told["dry_run"], told["reader"], told["source"]["published_on"]) == (True, "ascof", "2025-12-18")
    assert told["counts"] == {
        "cells": 15,
        "read": 6,
        "markers": 3,
        "kept apart": 3,
        "skipped": 3,
        "added": 4,
        "changed": 0,
        "same": 0,
    }
    assert told["markers"] == {"c": 3}
    assert told["kept_apart"][0][:2] == ["Table_1c, row 7, column D", "0.3 (5.8)"]
    assert len(told["skipped"]) == 3


def test_where_a_publication_is_not_known_it_is_asked_for(places, bring):
    earlier = {"Table_1a": survey("Table 1a: quality of life", [*NORTHSHIRE, *range(6)])}
    with pytest.raises(CommandError, match="is not in the file, and is not guessed") as asked:
        bring(earlier)
    assert asked.value.returncode == 2
    with pytest.raises(CommandError, match="Say who published it"):
        bring(earlier, "--title", "A table", "--published", "2024-02-29")
    # A look at it needs nothing said.
    assert "Source: not said yet." in bring(earlier, "--dry-run")
    assert not Source.objects.filter(title="A table").exists()
    bring(
        earlier,
        *SAID,
        "--licence",
        "Ours alone",
        "--not-for-republication",
        "--embargoed-until",
        "2024-03-01T09:30",
    )
    source = Source.objects.get(title="A table")
    assert (source.publisher, source.published_on, source.licence) == (
        "A publisher",
        date(2024, 2, 29),
        "Ours alone",
    )
    assert (source.may_republish, source.embargoed_until) == (
        False,
        datetime(2024, 3, 1, 9, 30, tzinfo=UTC),
    )
    # From then on its title is enough, and it is not changed in passing.
    assert "the same as before: 2." in bring(earlier, "--title", "A table")
    with pytest.raises(CommandError, match="is held already, with another published on") as refused:
        bring(earlier, "--title", "A table", "--published", "2024-03-01")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--published=18.12.2025", "“18.12.2025” is no day. Write it as 2025-12-18."),
        ("--embargoed-until=soon", "“soon” is no time. Write it as 2025-12-18T09:30."),
    ],
)
def test_a_day_that_is_none_is_said(places, bring, option, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)):
        bring(workbook(), option)


def test_the_open_data_is_recognised_and_its_year_is_asked_for(places, bring):
    rows = [
        small.OPEN_HEADINGS,
        [9101.0, "Northshire", "Council", "E99999101", "4A", "Total", "Outcome", 88.1, "4A", "Feel safe"],
    ]
    data = as_xlsx({"in": rows})
    with pytest.raises(CommandError, match="does not say which year it is about"):
        bring(data, name="data.xlsx")
    out = bring(data, "--year", "2020/21", name="data.xlsx")
    assert "Read as: ASCOF open data, one figure a row (ascof-long)." in out
    assert "NHS Digital, published on 21 October 2021." in out
    figure = Observation.objects.get(authority=places["Northshire"])
    assert (figure.indicator.slug, str(figure.value.normalize()), figure.year) == (
        "ascof-users-safe",
        "88.1",
        "2020/21",
    )


@pytest.mark.wide
def test_another_table_is_asked_about_and_read_by_a_mapping(places, bring, tmp_path):
    table = b"Code,Period,Share\nE99999101,2020,61.5\nE99999103,2020,*\n"
    with pytest.raises(CommandError, match="has not been confirmed") as asked:
        bring(table, *SAID, name="table.csv")
    assert asked.value.returncode == 2
    mapping = tmp_path / "shares.json"
    mapping.write_text(
        json.dumps(
            {
                "shape": "long",
                "basis": "calendar",
                "columns": {
                    "Code": {"role": "area-code"},
                    "Period": {"role": "period"},
                    "Share": {"role": "value"},
                },
                "indicator": "ascof-users-safe",
            }
        )
    )
    out = bring(table, *SAID, "--mapping", str(mapping), name="table.csv")
    assert "Read as: Any table with one figure a row (long)." in out
    assert list(
        Observation.objects.order_by("pk").values_list("authority__name", "year", "value", "marker")
    ) == [("Northshire", "2020", 61.5, ""), ("Newshire", "2020", None, "*")]
    # The mapping is remembered by the headings.
    assert "the same as before: 2." in bring(table, "--title", "A table", name="again.csv")


# --- Files that are no good ----------------------------------------------------------------------------


def test_what_is_left_out_is_counted_by_cell_and_printed_safely(places, bring, tmp_path):
    """Other people's names do not drive a terminal, and no more lines are promised than there are."""
    columns = {
        "Area": {"role": "area-name"},
        "Year": {"role": "period"},
        "Sex": {"role": "filter", "only": ["All"]},
    }
    mapping = {
        "shape": "long",
        "columns": columns | {"Value": {"role": "value"}},
        "indicator": "days",
        "new": {"days": {"title": "Days", "unit": "days", "polarity": "low"}},
    }
    path = tmp_path / "days.json"
    path.write_text(json.dumps(mapping))
    rows = ["Area,Year,Sex,Value", "No\x1b[31m\u202ewhere,2018,All,1", *["Northshire,2018,Women,2"] * 9]
    said = bring("\n".join(rows).encode(), "--mapping", str(path), *SAID, name="days.csv")
    assert "skipped 10." in said
    assert "“No[31mwhere” is no council and no group that is known." in said
    assert "  Rows left out: “9 cells”: Sex is “Women”: the mapping keeps All." in said
    assert "more (--json lists them)" not in said
    assert [letter for letter in said if not letter.isprintable() and letter != "\n"] == []


def _packed(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


BOMB = _packed({"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": " " * (30 * 1024 * 1024)})
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")


def _renamed():
    sheets = workbook()
    sheets["Table_4b"][2][1] = "Council"
    del sheets["Table_1c"]
    return as_ods(sheets)


def _moved():
    sheet = workbook()["Table_4b"]
    return as_ods({"Table_4b": [sheet[0], *[["Line of text"]] * 40, *sheet[1:]]})


@pytest.mark.parametrize(
    ("data", "options", "sentence"),
    [
        (
            as_ods({"Sheet1": [["Title"], ["Northshire", 1.0]]}),
            ("--source", "ascof"),
            "is not the ASCOF workbook",
        ),
        (as_ods(workbook()), ("--source", "ascof-long"), "is not the ASCOF open data"),
        (as_ods(workbook()), ("--source", "ascof-long", "--year", "2020/21"), "is not the ASCOF open data"),
        (_renamed(), (), "No sheet of book.ods can be read. The first, Table_4b: It has no line with"),
        (_moved(), (), "It has no line with the headings"),
        (BOMB, (), "The file unpacks to far more than a table would"),
        (LOCKED, (), "The file is protected by a password."),
        (b"", (), "is empty"),
        (as_ods(workbook())[:400], (), "The file is damaged."),
        pytest.param(
            b"Local authority code,a\n" * 500_001, (), "has more than 500,000 rows", marks=pytest.mark.wide
        ),
        (b"a" * (20 * 1024 * 1024 + 1), (), "The file is larger than 20 MB."),
    ],
    ids=[
        "wrong",
        "other",
        "other-year",
        "renamed",
        "moved",
        "bomb",
        "password",
        "empty",
        "torn",
        "rows",
        "size",
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_changes_nothing(places, bring, data, options, sentence):
    bring(workbook())
    before, started = held(), time.monotonic()
    with pytest.raises(CommandError, match=re.escape(sentence)) as refused:
        bring(data, *options)
    assert refused.value.returncode == 1
    assert held() == before
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("printed", ["NaN", "1e400", "about 90", "٩٠", "1_0", "90 of 100"])
def test_a_bad_cell_is_skipped_with_its_place_and_the_rest_is_loaded(places, bring, printed):
    out = bring(workbook(value=printed))
    assert f"  Table_4b, row 5, column F: “{printed}”: “{printed}” is text where a number belongs." in out
    assert not Observation.objects.filter(authority=places["Northshire"], numerator__isnull=False).exists()
    assert GroupFigure.objects.get(group=places["Merrie England"]).value == 50


def test_a_file_that_is_not_there_is_said(db):
    with pytest.raises(CommandError, match=r"There is no file /nowhere/book\.ods\."):
        call_command("import_observations", "/nowhere/book.ods")


@pytest.mark.wide
def test_statistics_stand_after_loading(shipped, bring):
    """Five councils of a region make a distribution, without a worker."""
    Source.objects.filter(title=TITLE).delete()
    rows = [
        ["", shipped[code].name, shipped[code].gss_code, 1.0, 2.0, 50.0 + at]
        for at, code in enumerate(("LEC", "NTT", "LIN", "DBY", "RUT", "LCE"))
    ]
    assert len(rows) == 6
    bring({"Table_4b": shares(RISK, *rows)})
    indicator = Indicator.objects.get(slug="ascof-safeguarding-risk-reduced")
    statistic = Statistic.objects.get(indicator=indicator, group__slug="england", year="2024/25")
    assert (statistic.n, statistic.median, statistic.minimum) == (6, 52.5, 50)
