"""Printed labels of years: recognised, or asked, never guessed."""

from datetime import date

import pytest

from benchmarking.importing.figures import Year
from benchmarking.importing.years import BASES, Unclear, read_year


@pytest.mark.parametrize(
    "label", ["2018-19", "2018/19", "2018–19", "2018 to 2019", "2018-2019", "201819", 201819.0]
)
def test_two_years_are_what_the_basis_says(label):
    assert read_year(label, basis="financial") == Year("2018/19", date(2018, 4, 1), date(2019, 3, 31))
    assert read_year(label, basis="academic") == Year("2018/19", date(2018, 9, 1), date(2019, 8, 31))
    assert read_year(label, basis="calendar") == Year("2018 to 2019", date(2018, 1, 1), date(2019, 12, 31))
    with pytest.raises(Unclear, match="could be a financial year, a school year or calendar years"):
        read_year(label)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("2018", Year("2018", date(2018, 1, 1), date(2018, 12, 31))),
        (2018.0, Year("2018", date(2018, 1, 1), date(2018, 12, 31))),
        ("2018 (Rev)", Year("2018", date(2018, 1, 1), date(2018, 12, 31), "revised")),
        ("2018r", Year("2018", date(2018, 1, 1), date(2018, 12, 31), "revised")),
        ("2025 (prov)", Year("2025", date(2025, 1, 1), date(2025, 12, 31), "provisional")),
        ("2025 [p]", Year("2025", date(2025, 1, 1), date(2025, 12, 31), "provisional")),
        ("2025 final", Year("2025", date(2025, 1, 1), date(2025, 12, 31))),
        ("2019-01-01/P1Y", Year("2019", date(2019, 1, 1), date(2019, 12, 31))),
        ("2019-01-01/P5Y", Year("2019 to 2023", date(2019, 1, 1), date(2023, 12, 31))),
        ("2019-01-01T00:00:00/P12M", Year("2019", date(2019, 1, 1), date(2019, 12, 31))),
        ("2018-04-01/P1Y", Year("2018/19", date(2018, 4, 1), date(2019, 3, 31))),
        ("2018-09-01/P2Y", Year("2018/19 to 2019/20", date(2018, 9, 1), date(2020, 8, 31))),
        ("FY 2018-19", Year("2018/19", date(2018, 4, 1), date(2019, 3, 31))),
        ("AY2018/19", Year("2018/19", date(2018, 9, 1), date(2019, 8, 31))),
        ("Calendar year 2018", Year("2018", date(2018, 1, 1), date(2018, 12, 31))),
    ],
)
def test_labels_that_say_themselves_what_they_are(label, expected):
    assert read_year(label) == expected


def test_spans_of_several_years():
    assert read_year("2015 - 17", basis="calendar") == Year(
        "2015 to 2017", date(2015, 1, 1), date(2017, 12, 31)
    )
    assert read_year("2018/19 - 20/21", basis="financial") == Year(
        "2018/19 to 2020/21", date(2018, 4, 1), date(2021, 3, 31)
    )
    with pytest.raises(Unclear):
        read_year("2015 - 17", basis="financial")
    with pytest.raises(Unclear):
        read_year("2018/19 - 20/21")


def test_the_turn_of_the_century():
    assert read_year("1999-00", basis="financial") == Year("1999/00", date(1999, 4, 1), date(2000, 3, 31))


def test_a_single_year_under_a_basis_of_two_does_not_say_which_it_is():
    for basis in ("financial", "academic"):
        with pytest.raises(Unclear, match="begins or ends in 2018"):
            read_year("2018", basis=basis)


@pytest.mark.parametrize(
    "label",
    [
        *(
            "",
            None,
            "Total",
            "Q1 2018",
            "2018 Q1",
            "March 2019",
            "٢٠١٨",
            "2018-18",
            "2018-17",
            "1066",
            "18-19",
        ),
        *("2019-07-01/P3M", "2019-04-02/P1Y", "2019-01-01/P0Y", "2019-02-30/P1Y", "9999-00", 2018.5),
        "2018" * 50,
    ],
)
def test_what_is_no_year_is_refused_with_a_sentence(label):
    for basis in (None, *BASES):
        with pytest.raises(Unclear) as refused:
            read_year(label, basis=basis)
        assert str(refused.value).endswith(".")
