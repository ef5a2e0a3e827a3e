"""Where our council stands: what is computed before what was published, and only what was known by then."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from django.conf import settings

from benchmarking.models import (
    Authority,
    ComparatorGroup,
    Indicator,
    Observation,
    Position,
    PublishedPosition,
    Source,
    Statistic,
)
from benchmarking.reading import Knowledge
from performance import dashboard, positions
from performance.models import Measure, Scorecard
from tests import world

NOW = datetime(2021, 6, 1, 12, tzinfo=UTC)
PAPER, FILE = date(2020, 12, 1), date(2021, 3, 1)
SLUG = "users-find-information-easily"


@pytest.fixture
def held(month):
    """A computed position beside the published one of the demonstration's first national indicator."""
    indicator = Indicator.objects.get(slug=f"ascof-{SLUG}")
    council = Authority.objects.get(code=settings.COUNCIL_AUTHORITY)
    england, _ = ComparatorGroup.objects.get_or_create(
        slug="england", defaults={"title": "England", "kind": "england"}
    )
    source = Source.objects.create(title="A file of every council", publisher="Somebody", published_on=FILE)
    year = {"indicator": indicator, "year": "2019/20"}
    Observation.objects.create(
        authority=council,
        source=source,
        value=D("61.5"),
        starts_on=date(2019, 4, 1),
        ends_on=date(2020, 3, 31),
        **year,
    )
    return Position.objects.create(
        authority=council,
        group=england,
        known_from=FILE,
        value=D("61.5"),
        rank=139,
        of=147,
        tied=1,
        quartile=4,
        **year,
    )


def known(on, **options):
    indicator = Indicator.objects.get(slug=f"ascof-{SLUG}")
    found = positions.known({indicator.pk}, Knowledge(on=on, now=NOW, **options))
    return [(one.how, one.text, one.year, one.of) for one in found.get(indicator.pk, [])]


PUBLISHED = ("published", "Bottom quartile", "2019/20", None)
COMPUTED = ("computed", "Bottom quartile", "2019/20", 147)


def test_the_computed_position_stands_before_the_published_one(held):
    assert known(FILE) == [COMPUTED, PUBLISHED]


def test_the_day_before_the_file_only_the_published_position_is_known(held):
    assert known(FILE - timedelta(days=1)) == [PUBLISHED]


def test_the_day_before_the_paper_nothing_is_known(held):
    assert known(PAPER - timedelta(days=1)) == []


def test_a_later_published_year_stands_before_an_earlier_computed_one(held):
    published = PublishedPosition.objects.get(indicator=held.indicator)
    published.pk, published.year, published.quartile = None, "2020/21", 2
    published.save()

    assert known(FILE) == [("published", "Second quartile", "2020/21", None), COMPUTED, PUBLISHED]


def test_other_groups_come_after_what_was_published_of_england(held):
    held.pk, held.rank, held.of = None, 9, 9
    held.group = ComparatorGroup.objects.create(slug="a-region", title="A region", kind="region")
    held.save()

    assert [how for how, *_ in known(FILE)] == ["computed", "published", "computed"]
    assert known(FILE)[-1] == ("computed", "Bottom quartile", "2019/20", 9)


def test_the_latest_edition_stands_first(held):
    held.pk, held.known_from, held.of = None, FILE + timedelta(days=30), 148
    held.save()

    assert [of for *_, of in known(held.known_from)] == [148, 147, None]
    assert [of for *_, of in known(FILE)] == [147, None]


def test_a_figure_that_was_withdrawn_has_no_position_any_more(held):
    later = FILE + timedelta(days=30)
    Statistic.objects.create(
        indicator=held.indicator, year=held.year, group=held.group, known_from=later, n=140, of=147
    )
    assert known(later) == [PUBLISHED]
    assert known(later - timedelta(days=1)) == [COMPUTED, PUBLISHED]


@pytest.mark.parametrize(
    ("polarity", "words"), [("none", "139th highest of 147"), ("high", "139th best of 147")]
)
def test_without_a_quartile_the_rank_is_said(held, polarity, words):
    Position.objects.update(quartile=None)
    Indicator.objects.filter(pk=held.indicator_id).update(polarity=polarity)

    assert known(FILE)[0] == ("computed", words, "2019/20", 147)


def test_an_embargoed_position_is_for_nobody_else_until_its_moment(held):
    Position.objects.update(embargoed_until=NOW + timedelta(seconds=1))
    assert known(FILE) == [PUBLISHED]
    Position.objects.update(embargoed_until=NOW)
    assert known(FILE) == [COMPUTED, PUBLISHED]


def test_what_may_not_be_republished_is_kept_inside(held):
    Position.objects.update(may_republish=False)
    assert known(FILE) == [COMPUTED, PUBLISHED]
    assert known(FILE, public=True) == [PUBLISHED]


def rows(known_on, **options):
    board = dashboard.build(
        Scorecard.objects.get(),
        world.november(),
        measures=Measure.objects.all(),
        known_on=known_on,
        **options,
    )
    row = next(row for row in board.rows if row.slug == SLUG)
    return row.quartile.how, row.quartile.of, row.quartile.source


def test_a_dashboard_shows_the_computed_position_once_it_is_known(held):
    assert rows(FILE) == ("computed", 147, "A file of every council")
    how, of, source = rows(date(2021, 1, 18))
    assert (how, of) == ("published", None)
    assert source.startswith("Measures from the Adult Social Care Outcomes Framework")


def test_a_public_dashboard_leaves_out_what_may_not_be_republished(held):
    Source.objects.filter(title="A file of every council").update(may_republish=False)
    Position.objects.update(may_republish=False)
    assert rows(FILE)[0] == "computed"
    assert rows(FILE, public=True)[0] == "published"


def test_the_page_says_which_it_is(held, as_person, settings):
    settings.PRODUCT_DATE = FILE
    text = as_person("olive").get("/dashboard/?period=2020-11").content.decode()
    assert "2019/20, computed, of 147" in text
    assert "2019/20, as published" in text


def test_a_dashboards_file_leaves_out_what_may_not_be_republished(held, as_person, settings):
    settings.PRODUCT_DATE = FILE
    Source.objects.filter(title="A file of every council").update(may_republish=False)
    Position.objects.update(may_republish=False, quartile=None)
    olive = as_person("olive")
    assert "139th best of 147" in olive.get("/dashboard/?period=2020-11").content.decode()
    assert "139th best" not in olive.get("/dashboard/?period=2020-11&_export=csv").content.decode()
