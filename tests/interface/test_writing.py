"""Numbers, dates and texts as JSON and CSV."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from performance.interface import writing
from performance.interface.fields import number, pairs, text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("61.50000000", "61.5"),
        ("61", "61"),
        ("0", "0"),
        ("0.000000", "0"),
        ("-0.00", "0"),
        ("-3.10", "-3.1"),
        ("100", "100"),
        ("1E+2", "100"),
        ("1E-8", "0.00000001"),
        ("0.1", "0.1"),
        ("1234567890123456.12345678", "1234567890123456.12345678"),
    ],
)
def test_numbers_have_the_digits_that_are_held_and_no_others(value, written):
    assert writing.digits(Decimal(value)) == written
    assert writing.as_json(Decimal(value)) == writing.as_cell(Decimal(value)) == written


@pytest.mark.parametrize(
    ("value", "as_json", "as_cell"),
    [
        (None, "null", ""),
        ("", '""', ""),
        (0, "0", 0),
        (7, "7", 7),
        (True, "true", "true"),
        (False, "false", "false"),
        (date(2020, 3, 31), '"2020-03-31"', "2020-03-31"),
        (datetime(2020, 6, 1, 10, 0, tzinfo=UTC), '"2020-06-01T10:00:00Z"', "2020-06-01T10:00:00Z"),
        (
            datetime(2020, 6, 1, 11, 0, tzinfo=timezone(timedelta(hours=1))),
            '"2020-06-01T10:00:00Z"',
            "2020-06-01T10:00:00Z",
        ),
        ('“Fewer”, said "she"', '"“Fewer”, said \\"she\\""', '“Fewer”, said "she"'),
        ("two\nlines", '"two\\nlines"', "two\nlines"),
        ("=1+1", '"=1+1"', "'=1+1"),
        ("-1", '"-1"', "'-1"),
        ("@SUM(A1)", '"@SUM(A1)"', "'@SUM(A1)"),
    ],
)
def test_values(value, as_json, as_cell):
    assert (writing.as_json(value), writing.as_cell(value)) == (as_json, as_cell)


def test_a_page_is_valid_json_in_the_order_of_its_fields():
    fields = (text("name", "", lambda row: row[0]), number("value", "", lambda row: row[1]))

    body = writing.json_body(fields, [("a", Decimal("0.10")), ("b", None)], next=None, count=2)

    assert body == (
        '{"data": [\n{"name": "a", "value": 0.1},\n{"name": "b", "value": null}\n]'
        ', "next": null, "count": 2}\n'
    )
    assert json.loads(body)["count"] == 2
    assert json.loads(writing.json_body(fields, [], next=None, count=0)) == {
        "data": [],
        "next": None,
        "count": 0,
    }


def test_a_csv_begins_with_a_byte_order_mark_and_the_names():
    fields = (text("name", "", lambda row: row[0]), number("value", "", lambda row: row[1]))

    body = writing.csv_body(fields, [("a, b", Decimal("-0.10")), ('=HYPERLINK("x")', None)])

    assert body == '\ufeffname,value\r\n"a, b",-0.1\r\n"\'=HYPERLINK(""x"")",\r\n'


def test_pairs_are_one_text():
    assert pairs({"good": "193", "ri": "69"}) == "good=193; ri=69"
    assert (pairs({}), pairs(None)) == ("", None)
