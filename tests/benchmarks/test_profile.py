"""The profile: every indicator with its position, the way to the next quartile, and the change."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking.models import Authority, ComparatorGroup, Indicator, IndicatorCode, Membership, Observation
from performance.benchmarks import profile, standing
from tests import world
from tests.benchmarks import looked
from tests.page import Page

pytestmark = pytest.mark.django_db

ADDRESS = "/benchmarks/profile/"


@pytest.fixture
def petra(looked_at, as_person):
    return as_person("petra")


def get(client, **query):
    return client.get(ADDRESS, {"council": looked.OURS, **query})


def rows_of(response):
    return {row["slug"].removeprefix("looked-"): row for row in response.context["table"].data}


def file_of(client, **query):
    response = get(client, _export="csv", **query)
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_first_line_counts_quartiles_and_what_moved(petra):
    assert get(petra).context["headline"] == (
        "Compared with England, Alder is in the top quartile for 0 indicators, the second for 1, the third "
        "for 0 and the bottom for 1, each in its latest year: 2 of 4 indicators. The other 2 are listed "
        "apart. Since the figures before, 2 improved and 0 worsened."
    )


def test_a_row_has_value_rank_quartile_distance_and_change(petra):
    row = rows_of(get(petra))["satisfied"]

    assert (row["text"], row["year"], row["rank_text"], row["quartile_word"]) == (
        "61.5%",
        "2019/20",
        "7th of 7",
        "Bottom",
    )
    # Cut points of 61.5 63 64 67 69 71 73 by type 7: 63.5, 67, 70.
    assert row["distance"] == "2.0 percentage points to the third quartile, over 63.5%"
    assert row["moved"] == "+1.5 since 2018/19"
    assert row["change"].meaning == "Improving"
    assert (row["england"].text, row["england"].what) == ("67.5%", "published")


def test_the_distance_is_in_people_where_the_parts_are_published(petra):
    row = rows_of(get(petra))["admitted"]

    # Of 400 450 500 500 550 610 650 700 the first cut point is 487.5; 100 of 20,000 are 500.0 per 100,000,
    # and 97 are the most that are under it, 485.0.
    assert (row["rank_text"], row["quartile_word"]) == ("3rd equal of 8", "Second")
    assert row["distance"] == "12.5 per 100,000 to the top quartile, 487.5 or under"
    assert row["people_words"] == "3 fewer admissions"


def publish(indicator, figures):
    """The councils' figures of 2019/20, in the order of their names."""
    rows = Observation.objects.filter(indicator=looked.indicator(indicator), year="2019/20")
    for row, value in zip(rows.order_by("authority__code"), figures.split(), strict=True):
        row.value, row.marker = value, ""
        row.save()
    looked.compute()


def test_a_cut_point_between_two_figures_has_all_its_decimals(petra):
    # The first cut point of 487.1 487.4 487.9 ... lies three quarters of the way from 487.4 to 487.9.
    publish("admitted", "526.9 487.1 487.4 487.9 550 610 650 700")

    # 487.8 would be 0.0 away as printed, and is on the other side.
    found = rows_of(get(petra))["admitted"]["distance"]
    assert found == "39.125 per 100,000 to the top quartile, 487.775 or under"


def test_nobody_is_over_a_hundred_per_cent(petra):
    publish("satisfied", "98.7 99 99 100 100 100 100 100")

    # By the rule all five are in the third quartile: on the median, and not over it.
    row = rows_of(get(petra))["satisfied"]
    assert row["quartile_word"] == "Bottom"
    assert row["distance"] == "0.3 percentage points to the third quartile, over 99.0%"
    assert rows_of(get(petra, council="ZA4"))["satisfied"]["distance"] == (
        "Out of reach: the second quartile is over 100.0%"
    )


def test_neutral_and_too_few_have_no_quartile_and_say_why(petra):
    rows = rows_of(get(petra))

    assert (rows["contacts"]["quartile"], rows["contacts"]["rank_text"]) == (None, "6th equal of 8")
    assert rows["contacts"]["no_quartile"] == "Neither end is good, so nobody is best"
    assert (rows["survey"]["quartile"], rows["survey"]["rank_text"]) == (None, "3rd of 3")
    assert rows["survey"]["no_quartile"] == "Only 3 councils with a figure: too few for quartiles"


def test_neighbours_are_ranked_with_the_council_that_is_outside_their_mean(petra):
    response = get(petra, group="neighbours-looked")
    row = rows_of(response)["satisfied"]

    # Beech to Fir: 63.0, 64.0, 67.0, 69.0 and 71.0.
    assert (row["compared"].text, row["compared"].what) == ("66.8%", "mean of 5 councils")
    assert row["rank_text"] == "6th of 6"
    assert response.context["inside"] == (
        "Alder is outside its neighbours’ mean and n, and is ranked together with them"
    )


def test_an_own_list_is_offered_also_where_the_council_is_not_on_it(petra, looked_at):
    own = ComparatorGroup.objects.create(slug="own-looked", title="Our exemplars", kind="own")
    for name in ("Beech", "Cedar"):
        Membership.objects.create(group=own, authority=looked_at[name])
    looked.compute()

    response = get(petra, group="own-looked")
    row = rows_of(response)["satisfied"]

    assert response.context["inside"] == ("Alder is not on this list: outside its mean and n, and not ranked")
    assert (row["compared"].text, row["rank_text"], row["no_quartile"]) == (
        "63.5%",
        "",
        "Not ranked in this group",
    )


@pytest.mark.parametrize(
    ("number", "what", "said"),
    [
        (1, "people admitted", "person admitted"),
        (2, "people admitted", "people admitted"),
        (1, "enquiries", "enquiry"),
        (1, "carers", "carer"),
        (0, "carers", "carers"),
        (1, "", "counted"),
    ],
)
def test_one_is_counted_in_the_singular(number, what, said):
    assert profile.counted(number, what) == said


def test_a_code_is_the_one_that_was_printed_in_the_year(looked_at):
    indicator = looked.indicator("satisfied")
    indicator.codes.update(last_year="2018/19")
    IndicatorCode.objects.create(indicator=indicator, framework="Made up", code="1D", first_year="2019/20")

    assert [standing.code_in(indicator, year) for year in ("2017/18", "2018/19", "2019/20", "2030/31")] == [
        "3A",
        "3A",
        "1D",
        "1D",
    ]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "years"),
    [
        (None, None, ["2019/20", "2018/19"]),
        (None, date(2020, 3, 31), ["2019/20", "2018/19"]),
        (None, date(2019, 3, 31), ["2018/19"]),
        (date(2019, 4, 1), None, ["2019/20"]),
        (date(2018, 4, 1), None, ["2019/20", "2018/19"]),
    ],
)
def test_only_years_are_shown_at_whose_end_the_council_existed(petra, starts_on, ends_on, years):
    Authority.objects.filter(code=looked.OURS).update(starts_on=starts_on, ends_on=ends_on)

    choices = get(petra, known="2020-06-01").context["filter_form"].fields["year"].choices

    assert [value for value, _ in choices] == ["", *years]


def test_no_change_is_computed_across_a_break(petra):
    looked.break_series("satisfied", "2019/20")

    row = rows_of(get(petra))["satisfied"]

    assert (row["change_points"], row["moved"]) == (None, "")
    assert row["change"].not_compared == "A new series begins in 2019/20."
    assert row["change"].reason == "A new definition."
    assert row["spark"].breaks == [1]


def test_a_figure_of_zero_is_a_figure_and_a_suppressed_one_is_none(petra):
    about = {"indicator": looked.indicator("satisfied"), "year": "2019/20"}
    Observation.objects.filter(authority__short_name="Alder", **about).update(value=0)
    looked.compute()
    zero = rows_of(get(petra))["satisfied"]
    Observation.objects.filter(authority__short_name="Alder", **about).update(value=None, marker="c")
    looked.compute()
    none = rows_of(get(petra))["satisfied"]

    assert (zero["text"], zero["rank_text"], zero["absence"]) == ("0.0%", "7th of 7", "")
    assert (none["text"], none["rank_text"], none["absence"]) == ("", "", "Suppressed [c]")


def test_the_year_the_position_and_the_words_narrow_the_list(petra):
    assert set(rows_of(get(petra, year="2018/19"))) == {"satisfied", "admitted", "contacts"}
    assert set(rows_of(get(petra, position="4"))) == {"satisfied"}
    assert set(rows_of(get(petra, position="none"))) == {"contacts", "survey"}
    assert set(rows_of(get(petra, q="2a"))) == {"admitted"}
    assert set(rows_of(get(petra, year="1887/88"))) == {"satisfied", "admitted", "contacts", "survey"}


def test_the_other_rule_is_chosen_and_named(petra):
    response = get(petra, rule="ohid")

    assert "OHID rule" in Page(response).text
    # Ranked from the lowest the seventh best is 1 of 7: floor(5 - ceil(1 / 1.75)) = 4.
    assert rows_of(response)["satisfied"]["quartile"] == 4


def test_the_list_sorts_with_missing_figures_in_it(petra):
    titles = [row["title"] for row in get(petra, sort="value").context["table"].page.object_list.data]

    assert titles == ["Contacts", "Safe at home", "Satisfied with care", "Admissions"]
    assert get(petra, sort="-gap").status_code == 200


def test_the_file_says_what_each_row_is(petra):
    row = next(row for row in file_of(petra) if row["Indicator"] == "Admissions")

    assert {name: row[name] for name in ("Figure", "Rank", "Ranked of", "Good is", "Unit", "Group")} == {
        "Figure": "500.00000000",
        "Rank": "3",
        "Ranked of": "8",
        "Good is": "Low is good",
        "Unit": "per 100,000",
        "Group": "England",
    }
    assert (row["Councils counted (n)"], row["Source"], row["Source published on"]) == (
        "8",
        "Care figures, made up (The tests)",
        "2020-06-01",
    )
    assert row["Method"] == ("Competition rank, 1st is best; DfE rule: cut points by quantile type 7")


def test_as_known_before_the_publication_nothing_is_shown(petra):
    response = get(petra, known="2020-05-31")

    assert rows_of(response) == {}
    assert "No published figure of Alder is held that was known on 31 May 2020." in Page(response).text
    assert len(rows_of(get(petra, known="2020-06-01"))) == 4


def test_it_costs_the_same_queries_for_one_indicator_and_for_four(petra):
    def count():
        with CaptureQueriesContext(connection) as caught:
            get(petra)
        return len(caught)

    all_of_them = count()
    for other in Indicator.objects.filter(slug__startswith="looked-").exclude(slug="looked-satisfied"):
        other.observations.all().delete()
    looked.compute()

    assert (count(), len(rows_of(get(petra)))) == (all_of_them, 1)


def test_without_a_role_there_is_no_such_page(looked_at, client):
    client.force_login(world.person("nick"))

    assert get(client).status_code == 404


def test_an_unknown_council_is_nowhere(petra):
    assert petra.get(ADDRESS, {"council": "QQQ"}).status_code == 404
