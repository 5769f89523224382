"""The withdrawal period, in days of the shop's clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.aftersale.deadline import withdrawal_deadline
from shop.pricing.working_days import is_working_day
from shop.profile import DEMO_PROFILE, kept_profile

BERLIN = kept_profile(DEMO_PROFILE)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("delivered", "last_day", "ends_at"),
    [
        # Tuesday to Tuesday in two weeks, all in winter time.
        ("2026-11-03T11:00", "2026-11-17", "2026-11-17T23:00"),
        # Delivered at 00:30 at the shop, which is still the day before in UTC.
        ("2026-11-03T23:30", "2026-11-18", "2026-11-18T23:00"),
        # The clocks go back on October 25: the period begins in summer time and ends in winter time.
        ("2026-10-20T10:00", "2026-11-03", "2026-11-03T23:00"),
        # The clocks go forward on March 29: the last day's midnight is an hour earlier in UTC.
        ("2026-03-18T10:00", "2026-04-01", "2026-04-01T22:00"),
        # A Saturday and a Sunday move it to Monday.
        ("2026-11-07T10:00", "2026-11-23", "2026-11-23T23:00"),
        ("2026-11-08T10:00", "2026-11-23", "2026-11-23T23:00"),
        # Good Friday, the weekend and Easter Monday move it to Tuesday.
        ("2026-03-20T10:00", "2026-04-07", "2026-04-07T22:00"),
        # Christmas Day is a Friday: Monday, December 28.
        ("2026-12-11T10:00", "2026-12-28", "2026-12-28T23:00"),
        # New Year's Day is a Friday: Monday, January 4.
        ("2026-12-18T10:00", "2027-01-04", "2027-01-04T23:00"),
    ],
)
def test_ends_with_its_last_working_day(delivered: str, last_day: str, ends_at: str) -> None:
    deadline = withdrawal_deadline(BERLIN, utc(delivered))
    assert deadline is not None
    assert (deadline.last_day, deadline.ends_at) == (date.fromisoformat(last_day), utc(ends_at))
    assert not deadline.is_over(deadline.ends_at - timedelta(microseconds=1)) and deadline.is_over(deadline.ends_at)


def test_a_holiday_of_the_shops_state_counts_and_one_of_another_state_does_not() -> None:
    # March 8, 2027, is a Monday: Women's Day in Berlin. August 15 would be one in the Saarland only.
    assert withdrawal_deadline(BERLIN, utc("2027-02-22T10:00")).last_day == date(2027, 3, 9)  # type: ignore[union-attr]
    bavaria = replace(BERLIN, subdivision="BY")
    assert withdrawal_deadline(bavaria, utc("2027-02-22T10:00")).last_day == date(2027, 3, 8)  # type: ignore[union-attr]


def test_nothing_runs_before_the_delivery() -> None:
    assert withdrawal_deadline(BERLIN, None) is None


@given(st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1), timezones=st.just(timezone.utc)))
def test_leaves_fourteen_whole_days_and_ends_at_local_midnight_after_a_working_day(delivered: datetime) -> None:
    deadline = withdrawal_deadline(BERLIN, delivered)
    assert deadline is not None
    first = BERLIN.local(delivered).date() + timedelta(days=1)
    assert timedelta(days=13) <= deadline.last_day - first <= timedelta(days=19)
    assert is_working_day(BERLIN, deadline.last_day)
    end = BERLIN.local(deadline.ends_at)
    assert (end.date(), end.hour, end.minute) == (deadline.last_day + timedelta(days=1), 0, 0)
