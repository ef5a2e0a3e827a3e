from decimal import Decimal as D

from performance.packs import blocks
from performance.packs.claims import facts_of
from performance.rules.prose.checking import check
from performance.rules.prose.facts import BAND, LOW, NEITHER
from tests.packs.conftest import rows_of


def test_every_row_of_a_pack_becomes_the_facts_of_one_measure(content):
    facts = facts_of(content)
    assert [measure.identity for measure in facts.measures] == [row["slug"] for row in rows_of(content)]
    assert facts.counts() == {"Green": 8, "Amber": 6, "Red": 1}
    assert (facts.levels, facts.missing) == (("Green", "Amber", "Red"), 0)
    assert facts.groups == tuple(layer["title"] for layer in content["layers"])


def test_a_row_keeps_its_numbers_in_whole_units(content):
    measures = {measure.identity: measure for measure in facts_of(content).measures}
    visits = measures["heritage-visits"]
    assert (visits.figure.value, visits.figure.step, visits.previous.value) == (D(84500), D(100), D(176500))
    assert (visits.edges, visits.gap, visits.meets) == ((), None, None)
    admissions = measures["admissions-18-64"]
    assert (admissions.good, admissions.forecast, admissions.meets) == (LOW, True, True)
    assert [number.text for number in (*admissions.counts, *admissions.to_date)] == ["13", "2.1", "9"]
    assert [number.text for number in admissions.targets] == ["8.1", "33", "8.1"]


def test_a_band_has_both_its_edges_and_the_distance_to_the_nearer(content):
    measures = {measure.identity: measure for measure in facts_of(content).measures}
    prevent, delay = measures["contacts-prevent-need"], measures["contacts-delay-need"]
    assert (prevent.good, [edge.value for edge in prevent.edges], prevent.gap) == (
        BAND,
        [D(56), D(61)],
        D(-2),
    )
    assert (delay.gap, delay.meets) == (D(0), True)


def test_no_figure_is_none_and_neither_aim_is_met_nor_missed(content):
    measures = {measure.identity: measure for measure in facts_of(content).measures}
    absent = measures["users-feel-safe"]
    assert (absent.figure, absent.moved, absent.meets, absent.status) == (None, None, None, "")
    assert measures["community-library-issues"].good == NEITHER


def test_a_measure_may_be_called_by_its_title_its_long_words_or_its_identity(content):
    measures = {measure.identity: measure for measure in facts_of(content).measures}
    assert measures["learning-disability-employment"].names == (
        "% of people with LD in employment",
        "% of people with Learning disability in employment",
        "learning disability employment",
    )


def test_the_rows_of_other_tables_bear_out_what_is_said_of_them(content):
    table = blocks.table(
        "Statuses",
        [blocks.column("Directorate"), *(blocks.column(word, "number") for word in ("Green", "Red"))],
        [
            blocks.row(blocks.cell("Children"), blocks.cell("7", value="7"), blocks.cell("2", value="2")),
            blocks.row(
                blocks.cell("England"), blocks.cell("61.5%", value="61.5"), blocks.cell("27th of 152")
            ),
        ],
        title="Statuses by directorate",
    )
    content["sections"] = [{"title": "Summary", "anchor": "summary", "blocks": [table]}]
    facts = facts_of(content)
    children, england = facts.rows
    assert (children.label, children.counts) == ("Children", (("green", 7), ("red", 2)))
    assert (england.rank, england.of, england.counts) == (27, 152, ())
    assert facts.tallied("In Children seven are green.", "green") == {7}
    assert check("In Children seven are green.", facts) == []
    assert [found.should_be for found in check("In Children nine are green.", facts)] == ["7"]
    assert check("Statuses by directorate: England had 61.5%.", facts) == []
