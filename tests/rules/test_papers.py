"""What a paper says against itself."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from performance.rules import papers
from performance.rules.papers import Fault
from tests.needs import need_shared

LIST = """\
{heading}

|   |                        |
|---|------------------------|
| Self-directed support  | <b>Ours</b> 100   |
|   | <b>Region</b> 89.5    |
| Direct payments | <b>Ours</b> 22.8  |
|   | <b>Region</b> 26.1    |
"""
PERCENTILES = """\
| Area | 2019/20 | 2020/21 |
|---|--|--|
| 10th percentile for all councils | {low} | 2.1 |
| Mean | 4.35 | - |
| 90th percentile for all councils | {high} | 6.4 |
"""


def said(*arguments):
    out = StringIO()
    call_command("check_paper", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("number", "of", "listed", "sentence"),
    [
        (2, 14, 5, "“2 of 14” stands over a list of 5."),
        (5, 14, 5, ""),
        (0, 14, 0, ""),
        (15, 14, 15, "“15 of 14” is more than there are."),
    ],
)
def test_a_count_over_a_list_is_that_of_the_list(number, of, listed, sentence):
    assert papers.out_of(number, of, listed) == sentence


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("#### Top: 2/14 indicators", []),
        ("#### Top: 3/14 indicators", [Fault(1, "“3 of 14” stands over a list of 2.")]),
        ("## Bottom, 1 of 14", [Fault(1, "“1 of 14” stands over a list of 2.")]),
        # A year is not a count, and neither is a sentence that is no heading.
        ("## In 2019/20", []),
        ("3 of 14 are better.", []),
    ],
)
def test_the_list_under_a_heading_is_as_long_as_the_heading_says(heading, expected):
    assert papers.faults(LIST.format(heading=heading)) == expected


def test_a_count_belongs_to_the_table_directly_below_it():
    text = LIST.format(heading="## Top: 3/14\n\nIn words.")

    assert papers.faults(text) == []
    assert papers.faults(f"{LIST.format(heading='## 2/14')}\n\n{LIST.format(heading='')}") == []


def test_percentiles_are_in_order_in_every_column():
    assert papers.faults(PERCENTILES.format(low="2.0", high="2.0")) == []
    assert papers.faults(PERCENTILES.format(low="-", high="2.0")) == []
    assert papers.faults(PERCENTILES.format(low="6.68", high="2.13")) == [
        Fault(
            3,
            "The 10th percentile (6.68) is above the 90th (2.13): they are counted from the high end. Swap "
            "the labels, or say so.",
        )
    ]


def test_the_faults_of_rotherhams_paper_are_reported():
    paper = need_shared() / "reference" / "documents" / "rotherham-scrutiny-pack-2022-01.txt"

    assert [line.split(": ", 1) for line in said(str(paper)).splitlines()] == [
        [
            "Line 200",
            "The 10th percentile (6.68) is above the 90th (2.13): they are counted from the high end. Swap "
            "the labels, or say so.",
        ],
        [
            "Line 360",
            "The 10th percentile (2.58) is above the 90th (1.51): they are counted from the high end. Swap "
            "the labels, or say so.",
        ],
        ["Line 443", "“2 of 14” stands over a list of 5."],
    ]
    assert [fault["line"] for fault in json.loads(said(str(paper), "--json"))] == [200, 360, 443]


def test_a_paper_without_a_fault_and_a_file_that_is_none(tmp_path):
    paper = tmp_path / "paper.md"
    paper.write_text(LIST.format(heading="## 2/14"))
    assert said(str(paper)) == "No count and no percentile in it speaks against what stands beside it.\n"

    paper.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="is not a text file"):
        said(str(paper))
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        said(str(tmp_path / "nowhere.md"))
