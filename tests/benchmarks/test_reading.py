"""Reading keeps to what was known: a figure that is withdrawn has a rank before and none after."""

from datetime import UTC, date, datetime

import pytest

from benchmarking import reading, recomputing
from benchmarking.reading import Knowledge
from tests.benchmarks import figures

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2020, 10, 20), date(2021, 10, 21)


@pytest.fixture
def withdrawn():
    """Six councils with a figure, of which the later publication withdraws the best."""
    councils = figures.authorities(6)
    group, indicator = figures.group("all", councils), figures.indicator()
    values = dict(zip(councils, ("9", "8", "7", "6", "5", "4"), strict=True))
    figures.observe(indicator, figures.source("First", FIRST), values)
    figures.observe(indicator, figures.source("Second", SECOND), values | {councils[0]: None})
    recomputing.recompute_all()
    return councils, group, indicator


def ranks(withdrawn, on):
    """The ranks of the first two councils in the three ways of asking, which all answer alike."""
    councils, group, indicator = withdrawn
    knowledge = Knowledge(on=on, now=datetime(2022, 1, 1, tzinfo=UTC))
    key = (indicator.pk, "", "2019/20")
    ranking = reading.ranking(knowledge, indicator=indicator, year="2019/20", group=group)
    many = reading.rankings(knowledge, indicators=[indicator], years=["2019/20"], group=group)[key]
    found = []
    for council in councils[:2]:
        own = reading.positions(knowledge, authority=council, indicators=[indicator])
        one = own.get((*key, group.pk))
        ways = {row.rank if row else None for row in (one, ranking.get(council.pk), many.get(council.pk))}
        assert len(ways) == 1
        found.append(ways.pop())
    return found


def test_before_it_was_withdrawn_a_figure_has_its_rank(withdrawn):
    assert ranks(withdrawn, date(2021, 10, 20)) == [1, 2]


def test_a_withdrawn_figure_has_no_rank_and_the_others_move_up(withdrawn):
    assert ranks(withdrawn, SECOND) == [None, 1]
