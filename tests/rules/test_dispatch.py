"""Five clear working days: the day of dispatch, and how far it is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance import bank_holidays
from performance.rules import dispatch, working_days

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("meeting", "goes_out"),
    [
        (date(2021, 1, 18), date(2021, 1, 8)),  # over one weekend
        (date(2021, 1, 16), date(2021, 1, 8)),  # a meeting on a Saturday
        (date(2021, 1, 4), date(2020, 12, 22)),  # over Christmas and the New Year
        (date(2020, 12, 24), date(2020, 12, 16)),  # the last before Christmas
        (date(2020, 4, 15), date(2020, 4, 3)),  # over Good Friday and Easter Monday
        (date(2022, 6, 9), date(2022, 5, 30)),  # over the two days of the Jubilee
        (date(2022, 9, 26), date(2022, 9, 15)),  # over the funeral of the Queen
    ],
)
def test_papers_go_out_five_clear_working_days_before(meeting, goes_out):
    assert dispatch.dispatch_day(meeting, bank_holidays.around(meeting)) == goes_out


@given(meeting=DAYS)
def test_exactly_five_working_days_lie_between_dispatch_and_meeting(meeting):
    holidays = bank_holidays.around(meeting)

    goes_out = dispatch.dispatch_day(meeting, holidays)

    day_before = meeting - timedelta(days=1)
    assert working_days.between(goes_out, day_before, holidays) == 5
    assert working_days.is_working_day(goes_out, holidays)


@given(today=DAYS, meeting=DAYS)
def test_days_left_are_of_one_sign_with_being_in_time(today, meeting):
    holidays = bank_holidays.around(min(today, meeting), max(today, meeting))
    goes_out = dispatch.dispatch_day(meeting, holidays)

    left = dispatch.days_left(today, goes_out, holidays)

    assert (left < 0) == (today > goes_out)
    assert today != goes_out or left == 0
