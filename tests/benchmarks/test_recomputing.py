"""What is derived from observations: the same rows every time, of those who existed, as known on a day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from io import StringIO

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from benchmarking import recomputing, tasks
from benchmarking.models import (
    Authority,
    Indicator,
    Membership,
    Observation,
    Position,
    Recomputation,
    Source,
    Statistic,
)
from benchmarking.recomputing import Counts
from benchmarking.statistics import Polarity, distribution, printed, standing, weighted
from performance import jobs
from tests.benchmarks import figures

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
FIRST, SECOND = date(2020, 10, 20), date(2021, 10, 21)
DERIVED = ("value", "rank", "of", "tied", "quartile", "quartile_ohid", "quintile", "quintile_ohid")
DISTANCES = ("boundary", "gap", "people")
SHAPE = ("n", "mean", "median", "p10", "p25", "p75", "p90", "minimum", "maximum")


def rows(model):
    """Every row as it is, without its id."""
    fields = [field.attname for field in model._meta.fields if field.name != "id"]
    return sorted(model.objects.values_list(*fields), key=repr)


def everything():
    return rows(Statistic), rows(Position)


def statistic(group, **fields):
    return Statistic.objects.get(group=group, **fields)


def places(group, name="rank", **fields):
    """What the positions in a group say, by the council's name."""
    return dict(
        Position.objects.filter(group=group, **fields).values_list("authority__name", name).order_by("pk")
    )


@pytest.fixture
def ten():
    return figures.authorities(10)


# --- The numbers ---------------------------------------------------------------------------------------


def test_a_groups_row_is_its_distribution_with_a_missing_member_in_of_alone(ten):
    england = figures.group("england", ten)
    satisfaction = figures.indicator()
    values = dict(zip(ten, ["61.5", "0", None, "70", "70", "58.25", "64", "80", "12.1", "99"], strict=True))
    figures.observe(satisfaction, figures.source(), values)

    recomputing.recompute([satisfaction.pk])

    found = statistic(england)
    # 58.25 is printed 58.3, and judged so.
    known = [printed(D(value), 1) for value in values.values() if value is not None]
    plain = distribution(known)
    assert (found.n, found.of, found.weighted) == (9, 10, None)
    assert {name: getattr(found, name) for name in SHAPE} == {name: getattr(plain, name) for name in SHAPE}
    assert places(england)["Council 2"] == 9
    assert "Council 3" not in places(england)


@pytest.mark.parametrize("polarity", list(Polarity))
def test_every_position_is_what_the_plain_definitions_say(ten, polarity):
    england = figures.group("england", ten)
    rate = figures.indicator(polarity=polarity, per=100)
    numerators = [3, 10, 10, 12, 40, 0, 25, 33, 21, 7]
    parts = {authority: (D(n), D(61)) for authority, n in zip(ten, numerators, strict=True)}
    values = {authority: printed(n * 100 / below, 1) for authority, (n, below) in parts.items()}
    figures.observe(rate, figures.source(), values, parts=parts)

    recomputing.recompute([rate.pk])

    found = statistic(england)
    assert found.weighted == weighted(parts.values(), D(100))
    for position in Position.objects.select_related("authority"):
        own = values[position.authority]
        plain = standing(
            own,
            values.values(),
            polarity=polarity,
            decimals=1,
            parts=parts[position.authority],
            per=D(100),
        )
        assert position.value == own
        assert [getattr(position, name) for name in (*DERIVED[1:], *DISTANCES)] == [
            getattr(plain, name) for name in (*DERIVED[1:], *DISTANCES)
        ]
    assert Position.objects.count() == 10


def test_a_weighted_total_needs_both_parts_of_everybody_counted(ten):
    england = figures.group("england", ten[:3])
    rate = figures.indicator(per=100)
    values = dict.fromkeys(ten[:3], "50")
    parts = {ten[0]: (D(30), D(60)), ten[1]: (D(5), D(10)), ten[2]: (None, D(10))}
    figures.observe(rate, figures.source(), values, parts=parts)
    recomputing.recompute([rate.pk])
    before = statistic(england).weighted

    Observation.objects.filter(authority=ten[2]).update(value=None, marker="c")
    recomputing.recompute([rate.pk])

    assert (before, statistic(england).weighted, statistic(england).n) == (None, D(50), 2)


def test_there_is_no_weighted_total_of_nobody(ten):
    england = figures.group("england", ten[:2])
    rate = figures.indicator(per=100)
    parts = dict.fromkeys(ten[:2], (D(0), D(0)))
    figures.observe(rate, figures.source(), dict.fromkeys(ten[:2], "0"), parts=parts)

    recomputing.recompute([rate.pk])

    assert (statistic(england).n, statistic(england).weighted) == (2, None)


def test_figures_too_large_for_64_bits_come_out_whole(ten):
    """Pounds with eight decimals would need 67 bits; what is kept has fifteen digits."""
    england = figures.group("england", ten[:6])
    spend = figures.indicator(decimals=0, per=100)
    values = dict(zip(ten, ["923456789012345", "1", "2", "3", "4", "5"], strict=False))
    figures.observe(spend, figures.source(), values, parts={ten[0]: (D("923456789012345"), D(100))})

    recomputing.recompute([spend.pk])

    assert (statistic(england).maximum, statistic(england).mean) == (
        D("923456789012345"),
        D("153909464835393"),  # 923,456,789,012,360 / 6 = 153,909,464,835,393.3
    )
    assert recomputing.recompute([spend.pk]).differed == 0


def test_an_indicator_of_three_decimals_and_one_of_none_are_judged_as_printed(ten):
    england = figures.group("england", ten[:2])
    fine, coarse = figures.indicator("fine", decimals=3), figures.indicator("coarse", decimals=0)
    for indicator in (fine, coarse):
        source = figures.source(indicator.slug)
        figures.observe(indicator, source, {ten[0]: "0.4004", ten[1]: "0.4006"})

    recomputing.recompute([fine.pk, coarse.pk])

    assert places(england, "value", indicator=fine) == {"Council 1": D("0.400"), "Council 2": D("0.401")}
    assert places(england, "rank", indicator=fine) == {"Council 1": 2, "Council 2": 1}
    assert places(england, "tied", indicator=coarse) == {"Council 1": 2, "Council 2": 2}


# --- Who is in a group ---------------------------------------------------------------------------------


def test_neighbours_are_counted_without_the_council_and_it_stands_among_them(ten):
    nearest = figures.group("nearest", ten[1:6], kind="neighbours", of=ten[0], listing="A list")
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), dict(zip(ten, range(10, 70, 10), strict=False)))

    recomputing.recompute([satisfaction.pk])

    assert (statistic(nearest).n, statistic(nearest).of, statistic(nearest).minimum) == (5, 5, D(20))
    position = Position.objects.get(group=nearest)
    assert (position.authority, position.rank, position.of) == (ten[0], 6, 6)
    # Of 10 to 60 the lower quartile is 22.5.
    assert (position.quartile, position.boundary, position.gap) == (4, D("22.5"), D("12.5"))


def test_a_council_listed_as_its_own_neighbour_is_not_counted_twice(ten):
    nearest = figures.group("nearest", ten[:3], kind="neighbours", of=ten[0], listing="A list")
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), dict(zip(ten, (1, 2, 3), strict=False)))

    recomputing.recompute([satisfaction.pk])

    assert (statistic(nearest).n, statistic(nearest).of) == (2, 2)
    assert places(nearest, "of") == {"Council 1": 3}


def test_a_list_without_any_figure_of_its_council_has_statistics_and_no_position(ten):
    nearest = figures.group("nearest", ten[1:4], kind="neighbours", of=ten[0], listing="A list")
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), dict(zip(ten, (None, 2, 3, 4), strict=False)))

    recomputing.recompute([satisfaction.pk])

    assert (statistic(nearest).n, Position.objects.count()) == (3, 0)


def test_an_own_list_ranks_all_its_members(ten):
    own = figures.group("own-list", ten[:3], kind="own")
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), dict(zip(ten, (1, 2, 3, 4), strict=False)))

    recomputing.recompute([satisfaction.pk])

    assert places(own) == {"Council 1": 3, "Council 2": 2, "Council 3": 1}


def test_a_group_none_of_whom_has_a_figure_has_no_row(ten):
    figures.group("england", ten[:3])
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), {ten[0]: None, ten[5]: "3"})

    assert recomputing.recompute([satisfaction.pk]) == Counts(indicators=1)


@pytest.mark.parametrize(("ends_on", "n"), [(date(2020, 3, 30), 2), (date(2020, 3, 31), 3)])
def test_who_did_not_exist_on_the_last_day_of_the_year_is_out(ten, ends_on, n):
    england = figures.group("england", ten[:3])
    Authority.objects.filter(pk=ten[0].pk).update(ends_on=ends_on)
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), dict(zip(ten, (1, 2, 3), strict=False)))

    recomputing.recompute([satisfaction.pk])

    assert (statistic(england).n, statistic(england).of) == (n, n)


@pytest.mark.parametrize(("first_day", "n"), [(date(2020, 3, 31), 3), (date(2020, 4, 1), 2)])
def test_members_are_those_of_the_last_day_of_the_year(ten, first_day, n):
    england = figures.group("england", ten[:3])
    Membership.objects.filter(authority=ten[0]).update(first_day=first_day)
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), dict(zip(ten, (1, 2, 3), strict=False)))

    recomputing.recompute([satisfaction.pk])

    assert (statistic(england).n, statistic(england).of) == (n, n)


def test_a_predecessor_is_never_counted_with_its_successor(ten):
    """A register that gives no end for the one that was replaced would otherwise count people twice."""
    england = figures.group("england", ten[:3])
    ten[0].successors.add(ten[1])
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), dict(zip(ten, (1, 2, 3), strict=False)), year=2019)
    figures.observe(satisfaction, figures.source("Next"), dict(zip(ten, (1, 2, 3), strict=False)), year=2017)
    Authority.objects.filter(pk=ten[1].pk).update(starts_on=date(2019, 4, 1))

    recomputing.recompute([satisfaction.pk])

    assert places(england, year="2019/20") == {"Council 2": 2, "Council 3": 1}
    assert places(england, year="2017/18") == {"Council 1": 2, "Council 3": 1}


# --- Editions ------------------------------------------------------------------------------------------


def editions(group, **fields):
    """(known from, may be republished) -> (n, highest)."""
    return {
        (row.known_from, row.may_republish): (row.n, row.maximum)
        for row in Statistic.objects.filter(group=group, **fields)
    }


def test_a_revision_makes_a_second_edition_and_leaves_the_first_as_it_was(ten):
    england = figures.group("england", ten[:3])
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), dict(zip(ten, ("1", "2", "3"), strict=False)))
    figures.observe(satisfaction, figures.source("Revised", SECOND), {ten[2]: "9", ten[0]: None})

    recomputing.recompute([satisfaction.pk])

    # The revision withdrew one figure, and says nothing of another, which stands.
    assert editions(england) == {(FIRST, True): (3, D(3)), (SECOND, True): (2, D(9))}
    assert places(england, "value", known_from=SECOND) == {"Council 2": D(2), "Council 3": D(9)}


def test_of_two_publications_of_one_day_the_one_loaded_last_is_taken(ten):
    england = figures.group("england", ten[:1])
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source("One"), {ten[0]: "1"})
    figures.observe(satisfaction, figures.source("Two"), {ten[0]: "2"})

    recomputing.recompute([satisfaction.pk])

    assert editions(england) == {(FIRST, True): (1, D(2))}


def test_what_may_not_be_republished_makes_an_edition_of_its_own(ten):
    england = figures.group("england", ten[:3])
    satisfaction = figures.indicator()
    figures.observe(satisfaction, figures.source(), {ten[0]: "1"})
    figures.observe(satisfaction, figures.source("Licensed", SECOND, may_republish=False), {ten[1]: "8"})
    third = SECOND + timedelta(days=30)
    figures.observe(satisfaction, figures.source("Open again", third), {ten[2]: "5"})

    recomputing.recompute([satisfaction.pk])

    assert editions(england) == {
        (FIRST, True): (1, D(1)),
        (SECOND, False): (2, D(8)),
        (third, False): (3, D(8)),
        (third, True): (2, D(5)),
    }


def test_an_edition_is_embargoed_as_long_as_the_last_of_its_sources(ten):
    england = figures.group("england", ten[:2])
    satisfaction = figures.indicator()
    soon, later = NOW, NOW + timedelta(days=400)
    figures.observe(satisfaction, figures.source(embargoed_until=soon), {ten[0]: "1"})
    figures.observe(satisfaction, figures.source("Next", SECOND, embargoed_until=later), {ten[1]: "8"})

    recomputing.recompute([satisfaction.pk])
    lifted = Source.objects.filter(title="Next")
    before = dict(Statistic.objects.filter(group=england).values_list("known_from", "embargoed_until"))
    lifted.update(embargoed_until=None)
    recomputing.recompute([satisfaction.pk])
    after = dict(Statistic.objects.filter(group=england).values_list("known_from", "embargoed_until"))

    assert (before, after) == ({FIRST: soon, SECOND: later}, {FIRST: soon, SECOND: soon})
    assert set(Position.objects.values_list("embargoed_until", flat=True)) == {soon}


def test_breakdowns_and_years_are_kept_apart(ten):
    england = figures.group("england", ten[:2])
    satisfaction = figures.indicator()
    source = figures.source()
    figures.observe(satisfaction, source, {ten[0]: "1", ten[1]: "2"})
    figures.observe(satisfaction, source, {ten[0]: "3"}, breakdown="18-64\tor \\ so")
    figures.observe(satisfaction, source, {ten[0]: "5"}, year=2018)

    recomputing.recompute([satisfaction.pk])

    assert set(Statistic.objects.filter(group=england).values_list("breakdown", "year", "maximum")) == {
        ("", "2019/20", D(2)),
        ("18-64\tor \\ so", "2019/20", D(3)),
        ("", "2018/19", D(5)),
    }
    assert recomputing.recompute([satisfaction.pk]).differed == 0


# --- Writing -------------------------------------------------------------------------------------------


@pytest.fixture
def loaded(ten):
    """Two indicators of two years in three groups, derived."""
    figures.group("england", ten)
    figures.group("nearest", ten[3:9], kind="neighbours", of=ten[0], listing="A list")
    figures.group("region-north", ten[:6], kind="region")
    source = figures.source()
    made = [figures.indicator("one", per=100), figures.indicator("two", polarity="low")]
    for number, indicator in enumerate(made):
        for year in (2018, 2019):
            values = {authority: (n * 7 + number + year) % 11 for n, authority in enumerate(ten)}
            figures.observe(indicator, source, values, year=year)
    recomputing.recompute([indicator.pk for indicator in made])
    return made


def test_the_same_rows_come_back_after_dropping_them(loaded):
    before = everything()
    assert [len(found) for found in before] == [12, 68]
    Statistic.objects.all().delete()
    Position.objects.all().delete()

    counts = recomputing.recompute_all()

    assert everything() == before
    assert (counts.statistics, counts.positions, counts.added, counts.removed) == (12, 68, 80, 0)


def test_without_a_change_nothing_is_written(loaded):
    before = set(Position.objects.values_list("pk", flat=True))

    counts = recomputing.recompute_all()

    assert (counts.positions, counts.differed) == (68, 0)
    assert set(Position.objects.values_list("pk", flat=True)) == before


def test_only_what_differs_is_written(loaded):
    """One council's figure of one year: the other councils' rows of it may change, and no other year."""
    kept = set(Position.objects.exclude(indicator=loaded[0], year="2019/20").values_list("pk", flat=True))
    row = Observation.objects.filter(indicator=loaded[0], year="2019/20").first()
    Observation.objects.filter(pk=row.pk).update(value=99)

    counts = recomputing.recompute([loaded[0].pk])

    assert 0 < counts.added == counts.removed <= 20
    assert kept <= set(Position.objects.values_list("pk", flat=True))
    assert Position.objects.filter(authority=row.authority, year="2019/20", value=99).count() == 3


def test_rows_of_what_is_no_longer_published_go(loaded):
    Observation.objects.filter(year="2019/20").delete()

    recomputing.recompute_all()

    assert set(Position.objects.values_list("year", flat=True)) == {"2018/19"}
    Observation.objects.all().delete()
    recomputing.recompute_all()
    assert everything() == ([], [])


def test_a_tampered_row_is_put_right_and_a_stranger_goes(loaded):
    before = everything()
    Position.objects.filter(year="2019/20").update(quartile=None, gap=None, value=1)
    Statistic.objects.filter(year="2018/19").update(mean=D("0.00000001"))
    copied = Statistic.objects.first()
    copied.pk, copied.known_from = None, SECOND
    copied.save()

    counts = recomputing.recompute_all()

    assert everything() == before
    assert counts.removed == counts.added + 1


def test_it_costs_the_same_queries_for_one_indicator_and_for_several(loaded):
    def queries(indicators):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            recomputing.recompute([indicator.pk for indicator in indicators])
        return len(captured)

    assert queries(loaded[:1]) == queries(loaded)


def test_batches_hold_about_as_many_observations_as_they_may(loaded, monkeypatch):
    before = everything()
    Position.objects.all().delete()
    monkeypatch.setattr(recomputing, "BATCH", 1)
    monkeypatch.setattr("benchmarking.writing.SLICE", 7)
    monkeypatch.setattr("benchmarking.writing.DELETED_AT_ONCE", 3)
    monkeypatch.setattr("benchmarking.editions.SLICE", 3)
    monkeypatch.setattr("benchmarking.deriving.CELLS", 1)

    with CaptureQueriesContext(connection) as captured:
        recomputing.recompute([indicator.pk for indicator in loaded])
    sizes = [query for query in captured if "_observation" in query["sql"] and "COUNT" not in query["sql"]]

    assert everything() == before
    assert len(sizes) == 2
    Observation.objects.filter(year="2019/20").delete()
    recomputing.recompute_all()
    assert (Statistic.objects.count(), Position.objects.count()) == (6, 34)


# --- What is due ---------------------------------------------------------------------------------------


@pytest.fixture
def sent(monkeypatch):
    tasks_sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: tasks_sent.append(name))
    return tasks_sent


def test_a_request_makes_it_due_and_sends_a_look_on_commit(loaded, sent, django_capture_on_commit_callbacks):
    Observation.objects.filter(indicator=loaded[0], year="2019/20").delete()

    with django_capture_on_commit_callbacks(execute=True):
        recomputing.request([loaded[0].pk, loaded[0].pk], now=NOW)
        assert sent == []

    assert sent == [tasks.look.name]
    row = Recomputation.objects.get(indicator=loaded[0])
    assert (row.seq, row.done_seq, row.requested_at) == (1, 0, NOW)
    assert recomputing.recompute_due().indicators == 1
    row.refresh_from_db()
    assert (row.seq, row.done_seq) == (1, 1)
    assert row.computed_at is not None
    assert not Position.objects.filter(indicator=loaded[0], year="2019/20").exists()
    assert recomputing.recompute_due() == Counts()


def test_a_request_that_is_rolled_back_leaves_nothing_due(loaded):
    with transaction.atomic():
        recomputing.request([loaded[0].pk], now=NOW)
        transaction.set_rollback(True)

    assert recomputing.recompute_due() == Counts()


def test_without_a_broker_it_is_due_all_the_same(loaded, monkeypatch, django_capture_on_commit_callbacks):
    def nobody_there(name, **options):
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", nobody_there)
    with django_capture_on_commit_callbacks(execute=True):
        recomputing.request_all(now=NOW)

    assert recomputing.recompute_due().indicators == Indicator.objects.count()


def test_the_task_derives_what_is_due(loaded):
    Position.objects.filter(indicator=loaded[1]).delete()
    recomputing.request([loaded[1].pk], now=NOW)

    tasks.look()

    assert Position.objects.filter(indicator=loaded[1]).count() == 34


def test_the_sweep_and_the_nightly_comparison_say_what_they_did(loaded):
    recomputing.request([loaded[0].pk], now=NOW)
    swept = jobs.run("sweep").did
    nothing = jobs.run("sweep").did
    Statistic.objects.filter(indicator=loaded[0], year="2019/20").delete()

    compared, again = jobs.run("compare-everything").did, jobs.run("compare-everything").did

    assert swept == "1 indicator compared with other councils anew."
    assert nothing == "Nothing was left over."
    assert compared.endswith(" Of 80 comparisons with other councils 3 rows were corrected.")
    assert again.endswith(" are as they were stored.")


def test_the_command_says_what_it_found(loaded):
    def said(*options):
        out = StringIO()
        call_command("recompute_benchmarks", *options, stdout=out)
        return out.getvalue()

    Statistic.objects.filter(year="2019/20").delete()

    assert said() == "Nothing was due.\n"
    everything_said = said("--all")
    assert everything_said.startswith(
        f"12 statistics and 68 positions of {Indicator.objects.count()} indicators in "
    )
    assert everything_said.endswith(" s; 6 rows written and 0 taken away.\n")
