"""The figures that ship are the publishers', to the last cell, and loading them twice changes nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F

from benchmarking import demonstration, shipped
from benchmarking.datasets import make_figures
from benchmarking.demonstration import load_benchmarks, load_figures, load_positions
from benchmarking.importing.figures import Figure, Year
from benchmarking.indicators import DATASETS, load_indicators, rows_of
from benchmarking.models import (
    Authority,
    ComparatorGroup,
    DataImport,
    GroupFigure,
    Indicator,
    Observation,
    Position,
    Source,
    Statistic,
)
from tests.needs import need_shared

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 23, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 2, 23, 9, 30, tzinfo=UTC)
YEAR = Year("2020/21", date(2020, 4, 1), date(2021, 3, 31))
HEADINGS = "indicator,year,breakdown,place,value,numerator,denominator,respondents,margin"
SMALL = [
    HEADINGS,
    "ascof-users-direct-payments,2020/21,,LEC,38.1,1,2,,",
    "ascof-users-direct-payments,2020/21,65 and over,LEC,[c],[c],[c],,",
    "ascof-users-safe,2020/21,,england,[x],,,[x],[x]",
]


@pytest.fixture
def identities(shipped):
    return load_indicators()


def figure(**fields):
    row = {
        "indicator_id": Indicator.objects.get(slug="ascof-users-direct-payments").pk,
        "authority_id": Authority.objects.get(code="LEC").pk,
        "year": YEAR,
        "place": "figures.csv, line 2",
    }
    return Figure(**row | fields)


def line(made):
    """A figure as a line of a dataset file."""
    return HEADINGS + "\n" + ",".join(shipped.rows_from([made])[0].values())


# --- The format --------------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize(
    ("fields", "cells"),
    [
        ({"value": D("38.1"), "numerator": D(0), "denominator": D("12")}, "38.1,0,12,,"),
        ({"value": D("0")}, "0,,,,"),
        ({"value": D("0.404"), "margin": D("0.010")}, "0.404,,,,0.010"),
        ({"marker": "c", "markers": {"numerator": "c", "denominator": "c"}}, "[c],[c],[c],,"),
        ({"value": D("82.4"), "markers": {"numerator": "c"}}, "82.4,[c],,,"),
        ({"marker": "no respondents", "respondents": D(0)}, "[no respondents],,,0,"),
        ({"value": D("7.7"), "second": {"value": "7.6"}}, "7.7|7.6,,,,"),
        ({"value": D(60), "second": {"respondents": ":"}}, "60,,,|:,"),
        ({"value": D("1E+3")}, "1000,,,,"),
    ],
)
def test_a_figure_comes_back_as_it_was_written(identities, fields, cells):
    made = figure(**fields)
    assert line(made) == f"{HEADINGS}\nascof-users-direct-payments,2020/21,,LEC,{cells}"
    assert list(shipped.figures_from(line(made), "figures.csv")) == [made]


@pytest.mark.wide
def test_a_group_and_a_breakdown_come_back(identities):
    group = ComparatorGroup.objects.get(slug="type-inner-london")
    made = figure(authority_id=None, group_id=group.pk, breakdown="65 and over", value=D(1))
    assert list(shipped.figures_from(line(made), "figures.csv")) == [made]


@pytest.mark.parametrize(
    "fields", [{"year": replace(YEAR, status="revised")}, {"statistic": "percentile 10"}]
)
def test_what_the_format_cannot_say_is_not_written(identities, fields):
    with pytest.raises(ValueError, match="this format has financial years and averages alone"):
        shipped.rows_from([figure(value=D(1), **fields)])


def test_the_files_are_small_and_each_says_where_it_is_from():
    files = [path for path in DATASETS.iterdir() if path.suffix == ".csv"]
    credits = (DATASETS / "README.md").read_text(encoding="utf-8")
    assert len(files) == 8
    assert [path.name for path in files if f"`{path.name}`" not in credits] == []
    assert sum(path.stat().st_size for path in files) < 4_000_000


# --- Loading -----------------------------------------------------------------------------------------


def load_small(folder, lines=SMALL, now=NOW):
    (folder / "ascof_2020-21.csv").write_text("\n".join(lines), encoding="utf-8")
    load_figures("ascof_2020-21", now=now, folder=folder)


def held():
    models = (Observation, GroupFigure, DataImport, Source)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_figures_are_kept_under_the_source_of_their_original(identities, tmp_path):
    load_small(tmp_path)
    log = DataImport.objects.get()
    whole, part = Observation.objects.order_by("breakdown")
    england = GroupFigure.objects.get()
    assert (whole.value, whole.numerator, whole.denominator) == (D("38.1"), D(1), D(2))
    assert (part.value, part.marker, part.markers) == (None, "c", {"numerator": "c", "denominator": "c"})
    assert (england.group.slug, england.marker) == ("england", "x")
    assert (log.name, log.reader, log.status, log.rows_read) == (
        "ascof_2020-21.csv",
        "ascof-long",
        "loaded",
        3,
    )
    assert {row.loaded_by for row in (whole, part, england)} == {log}
    assert whole.source == log.source
    assert log.source.published_on == date(2021, 10, 21)
    assert log.counts["added"] == 3


def test_loading_twice_changes_nothing(identities, tmp_path):
    load_small(tmp_path)
    before = held()
    load_small(tmp_path, now=LATER)
    assert held() == before


def test_a_corrected_file_corrects_and_is_logged(identities, tmp_path):
    load_small(tmp_path)
    load_small(tmp_path, [SMALL[0], SMALL[1].replace("38.1", "38.2"), *SMALL[2:]], now=LATER)
    assert Observation.objects.get(breakdown="").value == D("38.2")
    latest = DataImport.objects.latest("loaded_at")
    assert (latest.counts["changed"], latest.counts["same"], latest.counts["added"]) == (1, 2, 0)


def test_what_was_imported_since_stays(identities, tmp_path):
    load_small(tmp_path)
    DataImport.objects.create(
        name="ascof_2020_21_revised.xlsx",
        sha256="1" * 64,
        size=1,
        reader="ascof-long",
        source=Source.objects.get(title__endswith="2020/21"),
        status="loaded",
        at=LATER,
        loaded_at=LATER,
    )
    Observation.objects.filter(breakdown="").update(value=D("38.9"))
    before = held()
    load_small(tmp_path, now=LATER)
    load_small(tmp_path, [SMALL[0], SMALL[1].replace("38.1", "38.2"), *SMALL[2:]], now=LATER)
    assert held() == before


def test_positions_stand_without_the_rest_of_what_ships():
    found = load_positions()
    assert sorted(row["indicator"] for row in rows_of("positions_2019-20")) == sorted(
        Indicator.objects.exclude(published_positions=None).values_list("slug", flat=True)
    )
    assert len(found) == 34


# --- All of it ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def _everything(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_benchmarks(now=NOW)
        transaction.set_rollback(True)


@pytest.fixture
def everything(_everything, db):
    return _everything


@pytest.mark.wide
def test_everything_that_ships_is_held(everything):
    assert everything.figures == sum(len(rows_of(name)) for name in demonstration.FIGURES)
    assert (everything.councils, everything.indicators, everything.groups) == (251, 34, 169)
    assert str(everything) == (
        f"251 councils, 169 groups, 34 indicators and {everything.figures:,} published figures."
    )


@pytest.mark.wide
@pytest.mark.parametrize(
    ("slug", "value", "rank"),
    [("users-find-information-easily", "61.5", 132), ("users-social-contact", "41.6", 121)],
)
def test_leicestershire_2019_20_comes_out_where_its_paper_put_it(everything, slug, value, rank):
    asked = {"indicator__slug": f"ascof-{slug}", "year": "2019/20", "group__slug": "england", "breakdown": ""}
    found = Position.objects.get(authority__code="LEC", **asked)
    assert (found.value, found.rank, found.of, found.quartile) == (D(value), rank, 147, 4)
    assert Statistic.objects.get(**asked).n == 147


@pytest.mark.wide
def test_no_figure_is_held_of_a_council_that_did_not_exist(everything):
    outside = Observation.objects.filter(ends_on__gt=F("authority__ends_on")) | Observation.objects.filter(
        ends_on__lt=F("authority__starts_on")
    )
    assert list(outside[:5]) == []
    abolished = Observation.objects.exclude(authority__ends_on=None).exclude(value=None)
    assert set(abolished.values_list("authority__code", flat=True)) == {
        *("BKM", "BMH", "CMA", "DOR", "NTH", "NYK", "POL", "SOM")
    }


@pytest.mark.wide
def test_loading_everything_again_changes_nothing(everything):
    def rows():
        models = (Authority, ComparatorGroup, Indicator, Observation, GroupFigure, Statistic, Position)
        counted = [(model, model.objects.count(), model.objects.order_by("-pk").first()) for model in models]
        return counted, list(DataImport.objects.order_by("pk").values())

    before = rows()
    assert load_benchmarks(now=LATER) == everything
    assert rows() == before


@pytest.mark.wide
def test_the_command_says_what_is_held(everything, capsys):
    call_command("load_benchmarks")
    assert capsys.readouterr().out.startswith(f"{everything} In ")


# --- Against the originals ---------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize("name", make_figures.ORIGINALS)
def test_a_dataset_holds_what_the_reader_makes_of_the_original(identities, name):
    folder = need_shared() / "data" / "ascof"
    read = list(make_figures.read_original(folder, name))
    assert rows_of(name) == shipped.rows_from(read)
    text = (DATASETS / f"{name}.csv").read_text(encoding="utf-8")
    kept = list(shipped.figures_from(text, name))
    assert len(kept) == len(read) > 13_000
    assert keyed(kept) == keyed(read)


def keyed(figures):
    """Everything a figure says but where it stood, by what it is of."""
    return {
        (row.indicator_id, row.year, row.breakdown, row.authority_id, row.group_id): replace(row, place="")
        for row in figures
    }


@pytest.mark.wide
def test_the_files_are_what_the_command_makes_and_it_leaves_the_database_alone(tmp_path):
    before = Authority.objects.count(), ComparatorGroup.objects.count()
    call_command("make_datasets", need_shared() / "data", to=tmp_path, verbosity=0)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(made) == [
        "ascof_2020-21.csv",
        "ascof_2024-25.csv",
        "authorities.csv",
        "neighbours_ons.csv",
    ]
    assert made == {name: (DATASETS / name).read_bytes() for name in made}
    assert (Authority.objects.count(), ComparatorGroup.objects.count()) == before
