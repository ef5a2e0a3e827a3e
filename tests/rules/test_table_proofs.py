"""What the rows of a table say about each other."""

import pytest

from performance.rules.printed_forms import read_figure
from performance.rules.proofs import Check, Severity
from performance.rules.table_proofs import (
    Listed,
    composition_spread,
    folded,
    listed_twice,
    percent_sign_missing,
    score_as_percentage,
    score_out_of,
    spread_finding,
    target_moved,
)

HOMES = "The proportion of adults with a learning disability who live in their own home or with their family"
AGAIN = "Proportion of adults with learning disabilities who live in their own home or with their family"


def test_a_measure_listed_twice_is_found_by_its_code():
    rows = [
        Listed("line 7", "1G", HOMES, ("79.3", "79.3")),
        Listed("line 8", "2A1", "Younger adults admitted", ("15.5", "21.2")),
        Listed("line 10", "1 G", AGAIN, ("79.3", "79.3")),
    ]
    [(first, second, finding)] = listed_twice(rows)
    assert (first.place, second.place) == ("line 7", "line 10")
    assert finding.check == Check.LISTED_TWICE
    assert finding.severity == Severity.WARNING
    assert (
        finding.sentence
        == "1 G is listed twice, in line 7 and line 10, with the same figures. Leave one of them out."
    )


def test_listed_twice_with_different_figures_is_an_error():
    rows = [Listed("line 1", "1G", HOMES, ("79.3",)), Listed("line 2", "1G", AGAIN, ("80.1",))]
    assert listed_twice(rows)[0][2].severity == Severity.ERROR


def test_one_code_with_two_titles_is_reported_as_such():
    rows = [Listed("line 1", "1G", HOMES), Listed("line 2", "1G", "Satisfaction of carers")]
    assert "stands for two measures" in listed_twice(rows)[0][2].sentence


def test_one_title_without_codes_is_the_same_measure_and_two_codes_are_two():
    assert (
        len(listed_twice([Listed("1", "", "Heritage visits"), Listed("2", "", "The heritage visits.")])) == 1
    )
    assert (
        listed_twice([Listed("1", "3D pt 1", "Easy to find"), Listed("2", "3D pt 2", "Easy to find")]) == []
    )
    assert (
        listed_twice([Listed("1", "Local", "Heritage visits"), Listed("2", "Local", "Library visits")]) == []
    )
    assert listed_twice([Listed("1", "", ""), Listed("2", "", "")]) == []


def test_titles_are_compared_without_capitals_and_punctuation():
    assert folded("The Heritage-Visits, (total)") == "heritage visits total"


@pytest.mark.parametrize(
    ("title", "text", "reported"),
    [
        ("Social care related quality of life", "19.50%", True),
        ("Carer related quality of life", "6.60%", True),
        ("Social care related quality of life", "19.1", False),
        ("Social care related quality of life", "82.2%", False),  # more than 24: it may be a percentage
        ("Proportion of people with control over daily life", "19.50%", False),
    ],
)
def test_a_score_with_a_percent_sign_is_reported(title, text, reported):
    finding = score_as_percentage(title, read_figure(text))
    assert (finding is not None) is reported
    assert finding is None or (finding.check == Check.SCORE_AS_PERCENTAGE and text in finding.sentence)


def test_scores_have_their_tops():
    assert score_out_of("Carer reported quality of life") == 12
    assert score_out_of("Social care-related quality of life") == 24
    assert score_out_of("Carers with a life") == 0


def test_a_missing_percent_sign_is_noted():
    [finding] = percent_sign_missing([read_figure("82.2%"), read_figure("79.9")])
    assert finding.sentence == "“79.9” has no percent sign beside “82.2%”. It is read as a percentage."
    assert percent_sign_missing([read_figure("82.2%"), read_figure("586")]) == []
    assert percent_sign_missing([read_figure("4.5"), read_figure("13.0")]) == []
    assert percent_sign_missing([read_figure("10%"), read_figure("9.4%")]) == []


@pytest.mark.parametrize(
    ("title", "cells", "labels"),
    [
        (
            "CQC Ratings (Inadequate, RI, Good or Outstanding)",
            ["0", "2", "2"],
            ("Inadequate", "RI", "Good or Outstanding"),
        ),
        ("CQC rating (Inadequate, RI, Good/Out)", ["4", "69", "193"], ("Inadequate", "RI", "Good/Out")),
        ("CQC rating (Inadequate, RI, Good/Out)", ["4", "69"], ()),
        ("CQC rating (Inadequate, RI, Good/Out)", ["4%", "69%", "27%"], ()),
        ("18+ services (access, hospitals, support)", ["48.902", "51.066", "2.164"], ()),
        ("Shared lives clients", ["1", "2", "3"], ()),
    ],
)
def test_a_composition_spread_over_columns_is_found(title, cells, labels):
    assert composition_spread(title, [read_figure(cell) for cell in cells]) == labels


def test_the_finding_says_how_to_write_it():
    finding = spread_finding("CQC", ("Inadequate", "RI", "Good"), ("4", "69", "193"))
    assert "“Inadequate 4 | RI 69 | Good 193”" in finding.sentence


def test_a_target_that_moved_is_reported_and_one_that_is_only_spaced_otherwise_is_not():
    finding = target_moved(">85%", ">80%", where="in the target for 2020/21 that is held")
    assert finding.check == Check.TARGET_MOVED
    assert finding.sentence.startswith(
        "The target is >85% here and >80% in the target for 2020/21 that is held."
    )
    assert target_moved("> 1,000", ">1000", where="there") is None
