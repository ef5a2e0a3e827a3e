"""All the real figures that ship with the product, derived, and held against the plain definitions.

Every row is what a reader with the definitions would compute, on each database: so it is the same on both.
"""

import os
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal as D

import pytest
from django.utils import timezone

from benchmarking import recomputing
from benchmarking.demonstration import load_benchmarks
from benchmarking.models import (
    Authority,
    ComparatorGroup,
    Indicator,
    Membership,
    Observation,
    Position,
    Source,
    Statistic,
)
from benchmarking.statistics import distribution, printed, standing, weighted
from tests.benchmarks import figures
from tests.test_race import BASE, url_of_the_tests_database

pytestmark = pytest.mark.wide

KEY = ("indicator_id", "breakdown", "year")
SHAPE = ("n", "mean", "median", "p10", "p25", "p75", "p90", "minimum", "maximum")
PLACE = (
    "rank",
    "of",
    "tied",
    "quartile",
    "quartile_ohid",
    "quintile",
    "quintile_ohid",
    "boundary",
    "gap",
    "people",
)
# A county, a unitary, the smallest, and one that was abolished.
LOOKED_AT = ("LEC", "ROT", "LND", "CMA")


class Plain:
    """Everything read once, and asked one row at a time."""

    def __init__(self):
        self.indicators = Indicator.objects.in_bulk()
        self.successors = defaultdict(set)
        for before, after in Authority.successors.through.objects.values_list(
            "from_authority_id", "to_authority_id"
        ):
            self.successors[before].add(after)
        published = dict(Source.objects.values_list("pk", "published_on"))
        self.observations = defaultdict(list)
        for row in Observation.objects.order_by("pk"):
            key = (row.indicator_id, row.breakdown, row.year)
            self.observations[key].append((published[row.source_id], row))
        for rows in self.observations.values():
            rows.sort(key=lambda pair: (pair[0], pair[1].pk))
        self._members, self._known = {}, {}

    def members(self, group_id, day):
        """Authority ids on a day, without the council whose list it is."""
        if (group_id, day) not in self._members:
            held = set(Membership.objects.on(day).filter(group=group_id).values_list("authority", flat=True))
            there = set(Authority.objects.existing_on(day).filter(pk__in=held).values_list("pk", flat=True))
            of = ComparatorGroup.objects.get(pk=group_id).of_id
            found = {pk for pk in there if not self.successors[pk] & there} - {of}
            self._members[group_id, day] = found
        return self._members[group_id, day]

    def known(self, row):
        """Authority id -> the observation that was known, with its figure as printed; and the year's end."""
        asked = (row.indicator_id, row.breakdown, row.year, row.known_from)
        if asked not in self._known:
            rows = self.observations[asked[:3]]
            latest = {held.authority_id: held for day, held in rows if day <= row.known_from}
            decimals = self.indicators[row.indicator_id].decimals
            printed_of = {
                pk: (held, printed(held.value, decimals))
                for pk, held in latest.items()
                if held.value is not None
            }
            self._known[asked] = printed_of, max(held.ends_on for _, held in rows)
        return self._known[asked]


@pytest.mark.django_db
def test_the_real_figures_are_derived_as_the_plain_definitions_say_and_come_back():
    """One test, because loading takes longer than all that is looked at."""
    load_benchmarks()
    plain = Plain()

    statistics_are_plain(plain)
    positions_are_plain(plain, Authority.objects.filter(code__in=LOOKED_AT))
    leicestershire_stands_where_it_published()
    rows_come_back_after_dropping_them()


def statistics_are_plain(plain):
    rows = list(Statistic.objects.all())
    assert len(rows) > 30_000
    for row in rows:
        known, day = plain.known(row)
        members = plain.members(row.group_id, day)
        counted = [known[pk] for pk in members & known.keys()]
        expected = distribution(figure for _, figure in counted)
        assert [getattr(row, name) for name in SHAPE] == [getattr(expected, name) for name in SHAPE]
        per = plain.indicators[row.indicator_id].per
        parts = [(held.numerator, held.denominator) for held, _ in counted]
        assert (row.of, row.weighted) == (len(members), weighted(parts, per))


def positions_are_plain(plain, councils):
    of = dict(ComparatorGroup.objects.values_list("pk", "of_id"))
    rows = list(Position.objects.filter(authority__in=councils))
    for row in rows:
        known, day = plain.known(row)
        members = plain.members(row.group_id, day) | ({of[row.group_id]} - {None})
        indicator = plain.indicators[row.indicator_id]
        held, figure = known[row.authority_id]
        expected = standing(
            figure,
            [known[pk][1] for pk in members & known.keys()],
            polarity=indicator.polarity_of(row.breakdown),
            decimals=indicator.decimals,
            parts=(held.numerator, held.denominator),
            per=indicator.per,
        )
        assert row.value == figure
        assert [getattr(row, name) for name in PLACE] == [getattr(expected, name) for name in PLACE]
    assert {row.authority_id for row in rows} == {council.pk for council in councils}


def leicestershire_stands_where_it_published():
    """Bottom quartile for 3D pt 1 (61.5) and 1I pt 1 (41.6), of 147 councils."""
    found = Position.objects.filter(authority__code="LEC", group__slug="england", year="2019/20")
    for slug, value in (
        ("ascof-users-find-information-easily", D("61.5")),
        ("ascof-users-social-contact", D("41.6")),
    ):
        row = found.get(indicator__slug=slug)
        assert (row.value, row.of, row.quartile, row.quartile_ohid) == (value, 147, 4, 4)


def rows_come_back_after_dropping_them():
    def derived():
        return {
            model: set(model.objects.values_list(*(f.attname for f in model._meta.fields if f.name != "id")))
            for model in (Statistic, Position)
        }

    before = derived()
    again = recomputing.recompute_all()
    Position.objects.all().delete()
    Statistic.objects.all().delete()
    counts = recomputing.recompute_all()

    assert again.differed == 0
    assert derived() == before
    assert (counts.statistics, counts.positions) == (len(before[Statistic]), len(before[Position]))


def test_two_workers_at_once_do_no_harm(committed):
    """Both are told to do all of it; each row is there once, and nothing is left to do."""
    england = figures.authorities(40)
    figures.group("england", england)
    source = figures.source()
    for number in range(12):
        values = {authority: (n * 7 + number) % 31 for n, authority in enumerate(england)}
        indicator = figures.indicator(f"made-up-{number}")
        figures.observe(indicator, source, values)
        recomputing.request([indicator.pk], now=timezone.now())
    environment = {**os.environ, "DATABASE_URL": url_of_the_tests_database()}
    started = [
        subprocess.Popen(
            [sys.executable, "manage.py", "recompute_benchmarks", *options],
            cwd=BASE,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for options in (["--all"], [], ["--all"])
    ]
    said = [process.communicate(timeout=120)[0] for process in started]

    assert [process.returncode for process in started] == [0, 0, 0], said
    assert (Statistic.objects.count(), Position.objects.count()) == (12, 480)
    assert recomputing.recompute_all().differed == 0
    assert recomputing.recompute_due().indicators == 0
