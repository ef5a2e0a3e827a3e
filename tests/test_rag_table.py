"""The table of ratings: every measure of a period, and its agreement with what was published."""

import json
from decimal import Decimal as D
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from performance import rag_table
from performance.models import Period
from performance.rules.numbers import format_number, places_of
from tests import scene, world
from tests.needs import need_shared

LETTERS = {
    "contacts-prevent-need": "A",
    "admissions-65-plus": "G",
    "reablement-no-further-need": "R",
    "heritage-visits": "N/A",
}


def table(*arguments):
    out = StringIO()
    call_command("rag_table", *arguments, stdout=out)
    return out.getvalue()


def file_of(tmp_path, text, name="expected.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def line_of(slug, period=None):
    found = rag_table.lines(period or world.november(), measures=rag_table.in_order(), known_on=world.TODAY)
    return next(line for line in found if line.slug == slug)


def test_a_line_has_what_was_judged_by_what_and_how(month):
    line = line_of("contacts-prevent-need")
    assert (line.target, line.figure, line.computed, line.letter) == ("56–61%", "54.0%", "Amber", "A")
    assert (line.gap, line.relative_gap, line.judged) == (D("2.0"), D("3.571429"), "")
    assert line.sentence == "Amber: 54.0% is 2.0 points under the band of 56–61%; amber reaches 5.0 points."


def test_a_forecast_is_what_the_line_shows(month):
    line = line_of("admissions-65-plus")
    assert (line.figure, line.computed) == ("462.0 (669 admissions, full-year forecast)", "Green")


def test_a_measure_without_a_figure_says_so(db):
    line = line_of("contacts-prevent-need")
    assert (line.figure, line.computed, line.letter) == ("", "Not rated", "")
    assert line.sentence == "Not rated. No figure is in force."
    assert line.target == "56–61%"


def test_an_annual_measure_stands_in_a_month_with_its_years_figure(month):
    line = line_of("users-find-information-easily")
    assert line.period == "2020/21"
    assert line.sentence == "Not rated. Survey not to be undertaken in 20-21 due to Covid-19."


def test_a_month_before_shows_what_was_in_force_up_to_then(month):
    october = world.november().year.parts.get(start="2020-10-01")
    assert line_of("contacts-prevent-need", october).figure == ""
    assert line_of("contacts-prevent-need", world.november().year).figure == "54.0%"


def test_thirty_measures_cost_as_many_queries_as_one(month, django_assert_num_queries):
    period = Period.objects.latest_month_opened(world.TODAY)
    with django_assert_num_queries(7):
        rag_table.lines(period, measures=rag_table.in_order()[:1], known_on=world.TODAY)
    with django_assert_num_queries(7):
        rag_table.lines(period, measures=rag_table.in_order(), known_on=world.TODAY)


def test_it_prints_every_measure_once(month):
    printed = table("--period", "Nov 2020")
    assert printed.startswith("November 2020: 31 measures\n")
    assert printed.count("(contacts-prevent-need)") == 1
    assert "[A] Local % of sequels that 'Prevent Need' (contacts-prevent-need)\n" in printed
    assert "    November 2020" not in printed.split("(contacts-prevent-need)")[1].split("[")[0]


def test_json_holds_numbers_in_full(month):
    content = json.loads(table("--period", "2020-11", "--json"))
    row = next(row for row in content["measures"] if row["slug"] == "contacts-prevent-need")
    assert (content["period"], row["gap"], row["relative_gap"], row["status"], row["letter"]) == (
        "November 2020",
        "2",
        "3.571429",
        "Amber",
        "A",
    )


@pytest.mark.parametrize("reference", ["slug", "ref"])
def test_agreement_counts_every_row_and_lists_each_difference(month, tmp_path, reference):
    rows = "".join(
        f"{slug},{letter}\n" for slug, letter in (LETTERS | {"carers-direct-payments": "G"}).items()
    )
    path = file_of(tmp_path, f"{reference},status\n{rows}no-such-measure,G\n")
    agreement = json.loads(table("--period", "2020-11", "--json", "--expect", str(path)))["agreement"]
    assert (agreement["compared"], agreement["agree"]) == (6, 4)
    differs, unknown = agreement["differences"]
    assert (differs["line"], differs["published"], differs["ours"]) == (6, "G", "Amber")
    assert unknown == {
        "line": 7,
        "reference": ["no-such-measure"],
        "problem": "No measure has this reference.",
    }


@pytest.mark.wide
@pytest.mark.parametrize(
    "code", ["1C pt 2b", "1C2B", "1C(2B)", "ASCOF 1C part 2b", "Carers receiving direct payments"]
)
def test_a_row_is_found_by_any_spelling_of_its_code_or_by_its_title(month, tmp_path, code):
    path = file_of(tmp_path, f"ref,rag\n{code},Amber\n")
    printed = table("--period", "2020-11", "--expect", str(path))
    assert printed.endswith("\nAgreement: 1 of 1 rows.\n")


def test_a_reference_of_two_measures_is_not_guessed(month, tmp_path):
    twin = world.measure("carers-direct-payments")
    other = world.measure("heritage-visits")
    other.title = twin.title
    other.save()
    path = file_of(tmp_path, f"title,rag\n{twin.title},A\n")
    printed = table("--period", "2020-11", "--expect", str(path))
    assert f"line 2, {twin.title}: 2 measures have this reference." in printed


@pytest.mark.parametrize(
    ("published", "word", "letter", "same"),
    [
        ("G", "Green", "G", True),
        ("green", "Green", "G", True),
        ("GREEN above target", "Green", "G", True),
        ("Greenish", "Green", "G", False),
        ("A", "Green", "G", False),
        ("", "Green", "G", False),
        ("", "Not rated", "", True),
        ("N/A", "Not rated", "", True),
        ("–", "Not rated", "", True),
        ("G", "Not rated", "", False),
    ],
)
def test_what_a_published_status_says(published, word, letter, same):
    assert rag_table.says(published, word, letter) is same


def test_a_file_in_another_encoding_is_read(month, tmp_path):
    path = file_of(tmp_path, "description,rag\nCaf\xe9,G\n", encoding="cp1252")
    assert "line 2, Café: No measure has this reference." in table(
        "--expect", str(path), "--period", "2020-11"
    )


def test_a_file_without_the_columns_is_refused_in_words(db, tmp_path):
    path = file_of(tmp_path, "one,two\n1,2\n")
    with pytest.raises(CommandError, match=r"It has: one, two\. Name them with --reference and --status\."):
        table("--expect", str(path), "--period", "2020-11")


def test_rows_that_head_a_section_are_left_out_and_counted(month, tmp_path):
    rows = "Prevent need,,\n1C pt 2b,100%,A\n ,,Reablement\nAnything else,5%,\n"
    path = file_of(tmp_path, f"ref,performance,rag\n{rows}users-find-information-easily,,\n")
    printed = table("--period", "2020-11", "--expect", str(path))
    # A measure that was printed without figure and status is compared; a name that nobody knows is not.
    assert printed.endswith(
        "\nAgreement: 2 of 3 rows.\n"
        "2 rows were left out: a name alone, which no measure has (the head of a section).\n"
        "  line 5, Anything else: No measure has this reference.\n"
    )
    path = file_of(tmp_path, f"ref,performance,rag\n{rows.partition(' ,,')[0]}")
    agreement = json.loads(table("--period", "2020-11", "--json", "--expect", str(path)))["agreement"]
    assert (agreement["compared"], agreement["agree"], agreement["left_out"]) == (1, 1, 1)


def test_with_two_columns_a_name_alone_is_a_measure_without_a_status(month, tmp_path):
    path = file_of(tmp_path, "ref,rag\nno-such-measure,\n")
    printed = table("--period", "2020-11", "--expect", str(path))
    assert "Agreement: 0 of 1 rows.\n  line 2, no-such-measure: No measure has this reference." in printed


def test_a_measure_without_a_code_is_named_by_its_title(month, tmp_path):
    path = file_of(tmp_path, "ref,rag\ncontacts-prevent-need,G\ncarers-direct-payments,G\n")
    printed = table("--period", "2020-11", "--expect", str(path))
    assert "  line 2, % of sequels that 'Prevent Need': published G, ours Amber." in printed
    assert "  line 3, ASCOF 1C pt 2b: published G, ours Amber." in printed


@pytest.mark.parametrize("period", ["Nov 1999", "nonsense"])
def test_a_period_that_is_not_there_is_refused_with_those_that_are(db, period):
    with pytest.raises(CommandError, match=r"There is no period .* The latest are: "):
        table("--period", period)


def test_a_scorecard_that_is_not_there_is_refused_with_those_that_are(db):
    with pytest.raises(CommandError, match="adults-and-communities"):
        table("--period", "2020-11", "--scorecard", "nothing")


def test_a_scorecard_limits_the_table(month):
    assert table("--period", "2020-11", "--scorecard", "adults-and-communities").startswith(
        "November 2020: 30 measures"
    )


def test_without_a_period_the_latest_with_figures_is_shown(month, settings):
    settings.PRODUCT_DATE = world.TODAY
    assert table().startswith("November 2020: ")


def test_all_thirty_published_statuses_are_ours(month):
    """The council's own table, unchanged: rows are named by code, or by description where there is none."""
    path = need_shared() / "reference" / "leicestershire_dashboard_2020-21.csv"
    printed = table("--period", "2020-11", "--expect", str(path))
    assert printed.endswith("\nAgreement: 30 of 30 rows.\n")


def test_the_gap_is_that_of_the_sentence(month):
    for line in rag_table.lines(world.november(), measures=rag_table.in_order(), known_on=world.TODAY):
        if line.gap:
            assert format_number(line.gap, places_of(line.gap)) in line.sentence, line


def test_a_measure_in_no_scorecard_comes_last(month):
    found = rag_table.lines(world.november(), measures=rag_table.in_order(), known_on=world.TODAY)
    assert [line.slug for line in found][-1] == scene.CHILDREN
