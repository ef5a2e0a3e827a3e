"""Keeping figures: twice changes nothing, a revision replaces and is listed, an error leaves nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from benchmarking.importing import keeping
from benchmarking.importing.figures import Figure, Year
from benchmarking.importing.report import Note, Report
from benchmarking.models import DataImport, GroupFigure, Indicator, Observation, Recomputation
from tests.benchmarks import small

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 23, 12, 0, tzinfo=UTC)
YEAR = Year("2024/25", date(2024, 4, 1), date(2025, 3, 31))
EARLIER = Year("2023/24", date(2023, 4, 1), date(2024, 3, 31))


@pytest.fixture
def held(db):
    """Two councils, a group, two indicators and a source."""
    places = small.places()
    source = small.source()
    source.save()
    safe, turnover = (
        Indicator.objects.get(slug=slug) for slug in ("ascof-users-safe", "ascof-workforce-turnover")
    )
    return {
        "source": source,
        "north": places["Northshire"].pk,
        "new": places["Newshire"].pk,
        "group": places["Merrie England"].pk,
        "safe": safe.pk,
        "turnover": turnover.pk,
    }


def figure(held, value="70", *, of="north", indicator="safe", year=YEAR, **given):
    place = {"group_id": held["group"]} if of == "group" else {"authority_id": held[of]}
    return Figure(
        **{
            "indicator_id": held[indicator],
            "year": year,
            "place": "Table, row 1, column C",
            "value": None if value is None else Decimal(value),
            **place,
        }
        | given
    )


def keep(held, *figures, source=None):
    source = source or held["source"]
    log = DataImport.objects.create(
        name="file.ods",
        sha256="0" * 64,
        size=1,
        reader="ascof",
        status="loaded",
        source=source,
        at=NOW,
        loaded_at=NOW,
    )
    report = Report()
    keeping.keep(figures, data_import=log, source=source, report=report, now=NOW)
    return report


def rows(model=Observation, **by):
    return list(model.objects.filter(**by).order_by("pk").values())


def test_everything_of_a_figure_is_kept(held):
    whole = figure(
        held,
        "45.36",
        breakdown="18-64",
        numerator=Decimal(1089),
        denominator=Decimal(2502),
        respondents=Decimal(320),
        margin=Decimal("2.1"),
        second={"value": "44.9", "respondents": ":"},
    )
    none = figure(held, None, of="new", marker="c", markers={"numerator": "z"})
    of_group = figure(held, "0", of="group")
    report = keep(held, whole, none, of_group)
    one = Observation.objects.get(authority=held["north"])
    assert (one.value, one.numerator, one.denominator) == (Decimal("45.36"), 1089, 2502)
    assert (one.respondents, one.margin, one.breakdown, one.year) == (320, Decimal("2.1"), "18-64", "2024/25")
    assert (one.starts_on, one.ends_on, one.status) == (date(2024, 4, 1), date(2025, 3, 31), "final")
    assert one.second == {"value": "44.9", "respondents": ":"}
    assert (one.source, one.loaded_by) == (held["source"], DataImport.objects.latest("pk"))
    suppressed = Observation.objects.get(authority=held["new"])
    assert (suppressed.value, suppressed.marker, suppressed.markers) == (None, "c", {"numerator": "z"})
    group = GroupFigure.objects.get()
    assert (group.value, group.marker, group.statistic, group.group_id) == (0, "", "average", held["group"])
    assert (report.added, report.same, report.changed) == (3, 0, [])


def test_the_same_figures_twice_change_nothing_at_all(held):
    figures = (
        figure(held, "61.12345678", numerator=Decimal(10)),
        figure(held, None, of="new", marker="x"),
        figure(held, "3.3", of="group"),
    )
    keep(held, *figures)
    before = rows(), rows(GroupFigure)
    Recomputation.objects.all().delete()
    report = keep(held, *figures)
    assert (rows(), rows(GroupFigure)) == before
    assert (report.added, report.same, report.changed) == (0, 3, [])
    assert not Recomputation.objects.exists()


def test_a_changed_figure_is_replaced_in_its_row_and_listed(held):
    keep(held, figure(held, "61.5", margin=Decimal("2.1")), figure(held, "70", of="new"))
    pk = Observation.objects.get(authority=held["north"]).pk
    revised = Year("2024/25", YEAR.starts_on, YEAR.ends_on, "revised")
    report = keep(
        held, figure(held, "61.7", margin=Decimal("2.0"), year=revised), figure(held, "70", of="new")
    )
    row = Observation.objects.get(authority=held["north"])
    assert (row.pk, row.value, row.margin, row.status) == (pk, Decimal("61.7"), 2, "revised")
    assert row.loaded_by == DataImport.objects.latest("pk")
    assert report.changed == [
        Note(
            "Northshire, People who use services who feel safe, 2024/25",
            "61.7",
            "value 61.5 became 61.7, margin 2.1 became 2, status final became revised.",
        )
    ]
    assert (report.added, report.same) == (0, 1)


def test_a_value_and_a_marker_take_each_other_s_place(held):
    keep(held, figure(held, "0"), figure(held, None, of="new", marker="c"))
    report = keep(held, figure(held, None, marker="z"), figure(held, "0", of="new"))
    assert [(row["value"], row["marker"]) for row in rows()] == [(None, "z"), (0, "")]
    assert [note.why for note in report.changed] == [
        "value 0 became nothing, marker nothing became z.",
        "value nothing became 0, marker c became nothing.",
    ]


def test_a_figure_that_is_gone_is_removed_where_the_file_covers_its_indicator_and_year(held):
    keep(
        held,
        figure(held, "70"),
        figure(held, "71", of="new"),
        figure(held, "72", of="new", year=EARLIER),
        figure(held, "73", of="new", indicator="turnover"),
        figure(held, "74", of="new", breakdown="Female"),
        figure(held, "75", of="group"),
    )
    report = keep(held, figure(held, "70"))
    assert [row["value"] for row in rows()] == [70, 72, 73, 74]
    # The file has no group figures of the year, and so it does not say that there are none.
    assert [row["value"] for row in rows(GroupFigure)] == [75]
    assert [(note.place, note.why) for note in report.changed] == [
        (
            "Newshire, People who use services who feel safe, 2024/25",
            "Removed: the file no longer prints it. It was 71.",
        )
    ]


def test_another_source_s_figures_are_left_alone(held):
    keep(held, figure(held, "70"), figure(held, "71", of="new"))
    other = small.source(title="Another table")
    other.save()
    report = keep(held, figure(held, "80"), source=other)
    assert [(row["value"], row["source_id"]) for row in rows()] == [
        (70, held["source"].pk),
        (71, held["source"].pk),
        (80, other.pk),
    ]
    assert (report.added, report.changed) == (1, [])


def test_only_what_is_touched_is_computed_again(held):
    Recomputation.objects.all().delete()
    keep(held, figure(held, "70"), figure(held, "20", indicator="turnover"))
    assert set(Recomputation.objects.values_list("indicator", flat=True)) == {held["safe"], held["turnover"]}
    before = dict(Recomputation.objects.values_list("indicator", "seq"))
    keep(held, figure(held, "70"), figure(held, "21", indicator="turnover"))
    after = dict(Recomputation.objects.values_list("indicator", "seq"))
    assert after == {**before, held["turnover"]: before[held["turnover"]] + 1}


def test_printed_twice_alike_is_kept_once_and_printed_twice_otherwise_not_at_all(held):
    alike = figure(held, "70"), figure(held, "70", place="Table, row 9, column C")
    torn = figure(held, "71", of="new"), figure(held, "72", of="new", place="Table, row 8, column C")
    report = keep(held, *alike, *torn)
    assert [(row["authority_id"], row["value"]) for row in rows()] == [(held["north"], 70)]
    assert report.notes == [
        Note("Table, row 9, column C", "70", "The same figure stands at Table, row 1, column C."),
        Note(
            "Table, row 8, column C",
            "72",
            "Table, row 1, column C prints 71 for the same. Which is right is not guessed: neither is kept.",
        ),
    ]


def test_an_error_leaves_nothing(held):
    keep(held, figure(held, "70"))
    before = rows()
    # Neither a value nor a marker: the database refuses it, after the good one was written.
    with pytest.raises(IntegrityError):
        keep(
            held,
            figure(held, "71"),
            figure(held, "5", of="group"),
            figure(held, None, of="group", year=EARLIER),
        )
    assert rows() == before
    assert rows(GroupFigure) == []


def test_comparing_writes_nothing(held):
    keep(held, figure(held, "70"))
    before = rows()
    report = Report()
    keeping.compare([figure(held, "71"), figure(held, "9", of="new")], source=held["source"], report=report)
    assert rows() == before
    assert (report.added, report.counts["changed"]) == (1, 1)


def test_the_number_of_queries_does_not_grow_with_the_rows(held):
    Recomputation.objects.all().delete()
    few = [figure(held, "70")]
    many = [
        figure(held, str(number), breakdown=f"part {number}", indicator="turnover") for number in range(60)
    ]
    with CaptureQueriesContext(connection) as first:
        keep(held, *few)
    with CaptureQueriesContext(connection) as second:
        keep(held, *many)
    assert len(second) == len(first)
