"""The one spelling of a printed code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.codes import canonical, is_code, split_framework
from tests.rules import PROPERTY


@pytest.mark.parametrize(
    ("spellings", "one"),
    [
        (
            [
                "1C1A",
                "1C(1A)",
                "1C pt 1a",
                "1C part 1a",
                "ASCOF 1C(1a)",
                "1c pt. 1A",
                "1C pt1a",
                "1\u04211\u0410",
            ],
            "1C1A",
        ),
        (["2A1", "2A pt 1", "2A part i", "2A(1)", "2A(i)", "ASCOF 2A part 1"], "2A1"),
        (["2A2", "2A part ii", "2A pt 2", "2A (ii)"], "2A2"),
        (["2C pt 3", "2C part iii"], "2C3"),
        (["1I pt 1", "1I(1)", "1I1"], "1I1"),
        (["HR01", "HR 01", "HR-01"], "HR01"),
        (["NI 135", "NI135"], "NI135"),
    ],
)
def test_spellings_of_one_code_are_one(spellings, one):
    assert {canonical(text) for text in spellings} == {one}


def test_codes_that_differ_stay_apart():
    codes = [
        "1C pt 1a",
        "1C pt 1b",
        "1C pt 2a",
        "1I",
        "1I pt 1",
        "2A",
        "2A pt 1",
        "HR01",
        "HR1",
        "KPI 1.2",
        "KPI 12",
    ]
    assert len({canonical(code) for code in codes}) == len(codes)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("ASCOF 3D pt 1", ("ASCOF", "3D pt 1")),
        ("BCF: 4", ("BCF", "4")),
        ("HR01", ("", "HR01")),
        ("NI 135", ("", "NI 135")),
        ("Local", ("", "Local")),
        ("", ("", "")),
    ],
)
def test_a_framework_before_a_code_is_split_off(text, pair):
    assert split_framework(text) == pair


@pytest.mark.parametrize(
    ("text", "answer"),
    [("2B pt 1", True), ("HR01", True), ("Local", False), ("27 visits made", False), ("", False)],
)
def test_a_code_is_told_from_a_title(text, answer):
    assert is_code(text) is answer


@PROPERTY
@given(st.text(max_size=30))
def test_any_text_has_a_spelling_in_capitals_without_spaces(text):
    code = canonical(text)
    assert code == code.upper()
    assert not any(char.isspace() for char in code)
