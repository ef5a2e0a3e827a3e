"""The measurement of the checks: on a made-up sample always, on the published figures where they are."""

import json
import time
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from performance import published_series
from performance.management.commands import measure_checks
from performance.rules.checks.planted import ASKED, Slip, tallies
from tests.needs import need_shared

pytestmark = pytest.mark.wide

SAMPLE = Path(__file__).resolve().parent / "monthly_sample"
MOST_WARNED, LEAST_CAUGHT = 0.02, 0.90


def printed(*arguments):
    out, errors = StringIO(), StringIO()
    call_command("measure_checks", *arguments, stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def test_it_says_that_it_needs_a_folder():
    with pytest.raises(CommandError, match="They do not come with the product"):
        printed()


def test_a_folder_without_the_files_is_refused_by_name(tmp_path):
    with pytest.raises(CommandError, match=r"There is nothing to measure in .* ae_attendances.csv, trafford"):
        printed("--data", str(tmp_path))


def test_it_prints_each_file_each_slip_and_what_was_left_out():
    out, errors = printed("--data", str(SAMPLE))
    assert "dtoc_england_2010-2020.xls is left out: it is not there." in errors
    for title in ("A&E attendances by organisation", "Care homes rated good or outstanding", "All together"):
        assert title in out
    assert out.count("real months asked about") == 3
    for slip in Slip:
        assert out.count(f"  {slip.value}  ") == 3
    assert "A&E attendances by organisation: 189 months judged, 21 with too little to judge by" in out


def test_the_json_holds_the_same_and_adds_up():
    found = json.loads(printed("--data", str(SAMPLE), "--json")[0])
    assert set(found) == {
        "A&E attendances by organisation",
        "Care homes rated good or outstanding, by area",
        "All together",
    }
    for halves in found.values():
        assert halves["all"]["months"] == halves["even"]["months"] + halves["odd"]["months"]
        for slip in Slip:
            counted = halves["all"]["slips"][slip.value]
            assert counted["planted"] + counted["left_out"] == halves["all"]["months"]
            assert counted["caught"] <= counted["caught_with_parts"] <= counted["planted"]


def test_the_sample_keeps_what_the_published_figures_are_held_to():
    found = json.loads(printed("--data", str(SAMPLE), "--json")[0])["All together"]["all"]
    assert found["warned_share"] <= MOST_WARNED
    assert found["caught_share_with_parts"] >= LEAST_CAUGHT


# --- Reading -------------------------------------------------------------------------------------------


def test_the_types_of_an_organisation_are_its_parts():
    rows = published_series.ae_attendances(
        [
            "period,org_code,type,attendances,breaches,admissions",
            "2018-01-01,RF4,1,21289.0,0,0",
            "2018-01-01,RF4,other,2850.0,0,0",
            "2018-02-01,RF4,1,20000.0,0,0",
            "2018-02-01,RF4,2,,0,0",
        ]
    )
    january, february = rows[0].cells[date(2018, 1, 1)], rows[0].cells[date(2018, 2, 1)]
    assert (january.value, january.parts) == (24139, (21289, 2850))
    assert (february.value, february.parts) == (20000, ())


def test_a_financial_years_january_is_in_the_next_calendar_year():
    sheet = [
        ["Title:", "Delayed Transfers", "", "", "", ""],
        ["Year", "Period", "Acute", "Non-Acute", "Total", ""],
        ["", "", "", "", "", ""],
        ["2010-11", "December", 59665.0, 56801.0, 116466.0, ""],
        ["2010-11", "January", 60125.0, 54221.0, 114346.0, ""],
        ["Notes:", "", "", "", "", ""],
    ]
    acute, other, total = published_series.delayed_transfers([sheet])
    assert [series.name for series in (acute, other, total)] == ["Acute", "Non-Acute", "Total"]
    assert set(acute.cells) == {date(2010, 12, 1), date(2011, 1, 1)}
    cell = acute.cells[date(2011, 1, 1)]
    assert (cell.value, cell.parts, cell.total) == (60125, (54221,), 114346)
    assert total.cells[date(2011, 1, 1)].parts == (60125, 54221)


# --- The published figures -----------------------------------------------------------------------------


def held_to(halves, *, alone):
    """Both promises, on the rows that the limits were chosen on and on those held out."""
    for name in ("all", "even", "odd"):
        assert halves[name]["warned_share"] <= MOST_WARNED, name
        assert halves[name]["caught_share_with_parts"] >= LEAST_CAUGHT, name
    # The figure alone, without what the table says beside it: docs/checks.md says what keeps it below 90%.
    assert halves["all"]["caught_share"] >= alone


def share(halves, slip):
    counted = halves["all"]["slips"][slip.value]
    return counted["caught"] / counted["planted"]


def test_published_attendances_and_care_homes_keep_both_promises():
    folder = need_shared() / "data" / "monthly"
    began = time.process_time()
    found = json.loads(printed("--data", str(folder), "--json")[0])
    assert time.process_time() - began < 20
    attendances = found["A&E attendances by organisation"]
    held_to(attendances, alone=0.87)
    for slip in set(ASKED) - {Slip.SWAPPED}:
        assert share(attendances, slip) >= 0.99, slip
    assert share(attendances, Slip.FIRST_SWAPPED) >= 0.85
    assert share(attendances, Slip.LAST_MONTH) >= 0.84
    held_to(found["Care homes rated good or outstanding, by area"], alone=0.91)
    held_to(found["All together"], alone=0.87)


def test_published_delayed_transfers_keep_both_promises():
    path = need_shared() / "data" / "monthly" / "dtoc_england_2010-2020.xls"
    halves = measure_checks.as_plain(measure_checks.measured(path))
    held_to(halves, alone=0.86)
    assert halves["all"]["months"] + halves["all"]["too_little"] == 17 * 115


def test_no_published_table_contradicts_its_own_totals():
    folder = need_shared() / "data" / "monthly"
    with (folder / "ae_attendances.csv").open(newline="") as lines:
        rows = published_series.ae_attendances(lines)
    several = [row for row in rows if any(cell.parts for cell in row.cells.values())]
    assert len(several) > 100
    assert "parts" not in {code for _, tally in tallies(several[:5]) for code in tally.warned_by}
