import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.prose.checking import check
from performance.rules.prose.facts import printed
from performance.rules.prose.sentences import LONGEST, sentences
from tests.needs import need_shared
from tests.rules import PROPERTY
from tests.rules.prose_made import frozen, measure, pack

with (Path(__file__).parent / "prose_sentences.csv").open(encoding="utf-8", newline="") as listed:
    SENTENCES = [*csv.DictReader(listed)]
WRONG = [row for row in SENTENCES if row["wrong"] == "yes"]
TRUE = [row for row in SENTENCES if row["wrong"] == "no"]


def checked(row):
    return check(row["sentence"], frozen(row["tables"] or "content"))


def test_the_list_is_long_enough_and_half_of_it_is_wrong():
    assert len(SENTENCES) >= 300
    assert 0.4 < len(WRONG) / len(SENTENCES) < 0.6


@pytest.mark.parametrize("which", ["tuned", "held"])
def test_nineteen_of_twenty_wrong_sentences_are_found_in_each_set(which):
    wrong = [row for row in WRONG if row["set"] == which]
    missed = [row["sentence"] for row in wrong if not checked(row)]
    assert len(missed) * 20 <= len(wrong), missed


def test_a_measure_is_named_as_an_example_only_where_others_are_what_is_said():
    amber, green = measure(), measure(identity="carers", title="Carers", names=("Carers",), status="Green")
    said = [
        [one.why for one in check("Every measure is green.", of)] for of in (pack(amber), pack(amber, green))
    ]
    assert said == [
        ["0 of 1 measures are green in the tables."],
        ["1 of 2 measures are green in the tables: not “Settled accommodation”."],
    ]


def test_no_true_sentence_is_flagged():
    flagged = [(row["sentence"], checked(row)) for row in TRUE]
    assert [entry for entry in flagged if entry[1]] == []


def test_the_only_figure_of_the_published_report_that_its_own_table_contradicts_is_that_of_paragraph_29():
    """The report prints 98% for 2019/20 in its paragraph 29 and 96% in its table; the rest of it agrees.

    Numbers that no table holds, and those with fewer places, are listed and contradict nothing.
    """
    report = need_shared() / "reference/documents/leicestershire-committee-report-2021-01.txt"
    paragraphs = re.findall(r"^(\d{1,2})\. (.+)$", report.read_text(encoding="utf-8"), re.M)
    assert len(paragraphs) == 42
    against = [
        (number, finding.said, finding.should_be)
        for number, text in paragraphs
        for finding in check(text, frozen())
        if finding.should_be and not finding.rounded
    ]
    assert against == [("29", "98%", "96%")]


def test_a_finding_says_where_it_is_what_it_should_be_and_why():
    text = "All is well.\n\nSettled accommodation was 98%."
    [finding] = check(text, pack())
    assert text[finding.start : finding.end] == "98%"
    assert (finding.said, finding.should_be, finding.kind) == ("98%", "83.7%", "number")
    assert finding.why == "The figure of “Settled accommodation” is 83.7% in the tables, not 98%."


def test_a_number_of_no_table_is_found_though_no_measure_is_named():
    [finding] = check("In all, 12.4% agreed.", pack())
    assert (finding.should_be, finding.why) == ("", "No table of this pack has 12.4%.")


@pytest.mark.parametrize(
    ("sentence", "findings"),
    [
        ("It was 82.9% in 2019/20.", 0),
        ("It was 12%.", 1),
        ("It fell.", 1),
        ("It rose.", 0),
    ],
)
def test_it_is_about_what_the_sentence_before_named(sentence, findings):
    assert len(check(f"Settled accommodation improved. {sentence}", pack())) == findings


@pytest.mark.parametrize(
    ("figure", "meets"),
    [("85.9%", False), ("86.0%", True), ("86.1%", True)],
)
def test_meeting_a_target_is_decided_on_both_sides_of_it(figure, meets):
    facts = pack(measure(figure=printed(figure)))
    assert (check("Settled accommodation met its target.", facts) == []) is meets
    assert (check("Settled accommodation missed its target.", facts) == []) is not meets


@pytest.mark.parametrize(
    ("figure", "meets"),
    [("86.1%", False), ("86.0%", True), ("85.9%", True)],
)
def test_where_low_is_good_a_figure_meets_its_target_from_below(figure, meets):
    facts = pack(measure(figure=printed(figure), good="Low"))
    assert (check("Settled accommodation met its target.", facts) == []) is meets


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("has not improved", False),
        ("did not improve", False),
        ("has not worsened", True),
        ("did not meet its target", True),
        ("did not fall", True),
        ("is not in the top quartile", True),
        ("is not in the second quartile", False),
        ("is not amber", False),
    ],
)
def test_a_denied_claim_is_judged_the_other_way_round(claim, right):
    assert (check(f"Settled accommodation {claim}.", pack()) == []) is right


def test_zero_is_a_number_and_absence_is_none():
    facts = pack(measure(figure=printed("0%"), previous=None, meaning=""))
    assert check("Settled accommodation was 0%.", facts) == []
    [finding] = check("Settled accommodation improved.", facts)
    assert (
        finding.why == "There is no earlier figure in the tables to compare it with: “Settled accommodation”."
    )


def test_a_comparison_is_held_against_the_groups_figure():
    facts = pack(measure(beside=(("England", printed("80.1%")),)))
    assert check("Settled accommodation was above the England average.", facts) == []
    assert check("Settled accommodation was 3.6 points above the England average of 80.1%.", facts) == []
    [finding] = check("Settled accommodation was below the national average.", facts)
    assert finding.should_be == "above"


def test_each_of_two_measures_answers_for_its_own_clause():
    other = measure(
        identity="loans", title="Library loans", names=("Library loans",), figure=printed("520.7k"),
        target="", edges=(), previous=printed("250.1k"), status="", off_target=False, place=None,
    )  # fmt: skip
    facts = pack(measure(), other)
    assert check("Settled accommodation was 83.7%, while library loans were 520.7k.", facts) == []
    found = check("Settled accommodation was 520.7k, while library loans were 83.7%.", facts)
    assert [finding.said for finding in found] == ["520.7k", "83.7%"]


@pytest.mark.parametrize(("text", "should_be"), [("911 and 2,536 making 3,437.", "3,447")])
def test_a_sum_is_added_up(text, should_be):
    assert check(text, pack())[0].should_be == should_be


def test_the_number_of_a_paragraph_is_no_claim():
    assert check("12. Settled accommodation improved.\n13. It was 83.7%.", pack()) == []


def test_a_finding_of_a_rounded_number_says_how_it_may_be_written():
    [finding] = check("Settled accommodation was 84%.", pack())
    assert finding.why == (
        "The figure of “Settled accommodation” is 83.7% in the tables, not 84%; "
        "write it in full, or with “about”."
    )


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Library visits rose by 25%.", True),
        ("Library visits rose by 24%.", False),
        ("Settled accommodation rose by 0.8 points.", True),
        ("Settled accommodation rose by 0.8%.", False),
    ],
)
def test_a_change_of_a_percentage_is_in_points_and_of_a_count_in_per_cent(sentence, right):
    visits = measure(
        identity="visits", title="Library visits", names=("Library visits",), figure=printed("500"),
        target="", edges=(), previous=printed("400"), status="", off_target=False, place=None,
    )  # fmt: skip
    assert (check(sentence, pack(measure(), visits)) == []) is right


@pytest.mark.wide
@PROPERTY
@given(st.text(alphabet="0123456789.,%£ ()andofthetargetrose“”–\n\u202e\u0663"))
def test_no_text_stops_the_check_and_every_finding_has_its_place(text):
    for finding in check(text, pack()):
        assert text[finding.start : finding.end].strip() == finding.said


@pytest.mark.parametrize(
    "text", ["1, " * 400, "1 and 2 " * 100, "9" * 2000, "(the " * 300, "1 a b c d e f and " * 40]
)
def test_a_long_row_of_numbers_is_read_in_no_time(text):
    """A search that tries every way to part a list would not come back from these at all."""
    assert len(check(text, pack())) == len(re.findall(r"\b\d{1,18}\b", text))


def test_nothing_is_said_of_an_empty_text():
    assert check("", pack()) == []


def test_a_sentence_without_end_is_read_in_parts_and_nothing_of_it_is_lost():
    text = "12 345 " * 1_000
    parts = list(sentences(text))

    assert "".join(body for _, _, body in parts) == text
    assert all(text.startswith(body, start) for _, start, body in parts)
    assert [is_first for is_first, *_ in parts] == [True] + [False] * (len(parts) - 1)
    assert max(len(body) for *_, body in parts) <= LONGEST
    assert {body[-1] for *_, body in parts} == {" "}
