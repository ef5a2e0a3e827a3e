"""Periods as councils print them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.printed_periods import Span, read_day, read_period
from tests.rules import PROPERTY


@pytest.mark.parametrize(
    ("text", "span", "start", "end"),
    [
        ("Nov-20", Span.MONTH, date(2020, 11, 1), date(2020, 11, 30)),
        ("November 2020", Span.MONTH, date(2020, 11, 1), date(2020, 11, 30)),
        ("Sept 2020", Span.MONTH, date(2020, 9, 1), date(2020, 9, 30)),
        ("2020-11", Span.MONTH, date(2020, 11, 1), date(2020, 11, 30)),
        ("2017-03-01", Span.MONTH, date(2017, 3, 1), date(2017, 3, 31)),
        ("2020/21", Span.YEAR, date(2020, 4, 1), date(2021, 3, 31)),
        ("2019-20", Span.YEAR, date(2019, 4, 1), date(2020, 3, 31)),
        ("2019–2020", Span.YEAR, date(2019, 4, 1), date(2020, 3, 31)),
        ("16/17", Span.YEAR, date(2016, 4, 1), date(2017, 3, 31)),
        ("99/00", Span.YEAR, date(1999, 4, 1), date(2000, 3, 31)),
        ("FY 2020/21", Span.YEAR, date(2020, 4, 1), date(2021, 3, 31)),
        ("2018", Span.YEAR, date(2018, 1, 1), date(2018, 12, 31)),
        ("Apr 2020 - Mar 2021", Span.YEAR, date(2020, 4, 1), date(2021, 3, 31)),
        ("Q2 2014-15", Span.QUARTER, date(2014, 7, 1), date(2014, 9, 30)),
        ("2016-17 Q3", Span.QUARTER, date(2016, 10, 1), date(2016, 12, 31)),
        ("Quarter 4 2017/18", Span.QUARTER, date(2018, 1, 1), date(2018, 3, 31)),
        ("Q1 2020", Span.QUARTER, date(2020, 1, 1), date(2020, 3, 31)),
        ("Jul-Sep 2020", Span.QUARTER, date(2020, 7, 1), date(2020, 9, 30)),
        ("Apr-Nov 2019", Span.TO_DATE, date(2019, 4, 1), date(2019, 11, 30)),
        ("Apr-Nov '18", Span.TO_DATE, date(2018, 4, 1), date(2018, 11, 30)),
        ("April to February 2021", Span.TO_DATE, date(2020, 4, 1), date(2021, 2, 28)),
        ("Dec 2019 to Feb 2020", Span.TO_DATE, date(2019, 12, 1), date(2020, 2, 29)),
        ("2021/22 YTD", Span.TO_DATE, date(2021, 4, 1), date(2022, 3, 31)),
        ("week ending 6 November 2020", Span.WEEK, date(2020, 10, 31), date(2020, 11, 6)),
        ("w/c 5 Jan 21", Span.WEEK, date(2021, 1, 5), date(2021, 1, 11)),
    ],
)
def test_a_printed_period_is_read(text, span, start, end):
    period = read_period(text)
    assert (period.span, period.start, period.end) == (span, start, end)


def test_a_year_to_date_without_a_month_says_so():
    assert read_period("2021/22 YTD").open_ended
    assert not read_period("Apr-Nov 2019").open_ended


def test_an_academic_year_begins_in_august():
    assert read_period("2020/21", year_basis="academic").start == date(2020, 8, 1)


@pytest.mark.parametrize(
    "text",
    [
        "27",
        "45%",
        "Q2",
        "100/14",
        "2020/22",
        "1 May 2020",
        "Target",
        "",
        "13/2020",
        "2010-11",
        "Nov",
        "2017-02-30",
    ],
)
def test_what_is_no_period_or_could_be_two_is_none(text):
    assert read_period(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("June 2019", date(2019, 6, 30)),
        ("14 May 2021", date(2021, 5, 14)),
        ("1st May 2021", date(2021, 5, 1)),
        ("14/05/2021", date(2021, 5, 14)),
        ("31/02/2021", None),
        ("soon", None),
    ],
)
def test_a_day_is_read_and_of_a_month_its_last(text, day):
    assert read_day(text) == day


@PROPERTY
@given(st.text(max_size=40))
def test_no_text_raises(text):
    read_period(text)
    read_day(text)
