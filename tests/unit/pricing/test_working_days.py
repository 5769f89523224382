"""When a parcel leaves and arrives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from shop.pricing.working_days import add_working_days, delivery_window, dispatch_day, is_working_day

BERLIN = ZoneInfo("Europe/Berlin")


def at(*parts: int) -> datetime:
    """A moment by the clocks of Berlin."""
    return datetime(*parts, tzinfo=BERLIN).astimezone(timezone.utc)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (at(2026, 11, 25, 13, 59, 59), date(2026, 11, 25)),
        (at(2026, 11, 25, 14, 0), date(2026, 11, 26)),
        # Friday afternoon, Saturday and Sunday leave on Monday.
        (at(2026, 11, 27, 14, 0), date(2026, 11, 30)),
        (at(2026, 11, 28, 9, 0), date(2026, 11, 30)),
        (at(2026, 11, 29, 23, 0), date(2026, 11, 30)),
        # Christmas Eve is a working day, Christmas is not; 25 December 2026 is a Friday.
        (at(2026, 12, 24, 15, 0), date(2026, 12, 28)),
        # Just before midnight in Berlin, and in UTC the day before.
        (at(2026, 6, 1, 0, 30), date(2026, 6, 1)),
    ],
)
def test_leaves_on_the_same_working_day_before_the_cut_off(profile, moment, leaves):
    assert dispatch_day(profile, moment) == leaves


@pytest.mark.parametrize(
    ("utc_hour", "day", "leaves"),
    [
        # On the last Friday before winter ends 14:00 is 13:00 UTC, on the first Monday of summer time 12:00 UTC.
        (12, date(2027, 3, 19), date(2027, 3, 19)),
        (13, date(2027, 3, 19), date(2027, 3, 22)),
        (11, date(2027, 3, 30), date(2027, 3, 30)),
        (12, date(2027, 3, 30), date(2027, 3, 31)),
    ],
)
def test_the_cut_off_follows_the_clocks_of_the_shop(profile, utc_hour, day, leaves):
    assert dispatch_day(profile, datetime(day.year, day.month, day.day, utc_hour, tzinfo=timezone.utc)) == leaves


def test_the_hour_that_comes_twice_is_before_or_after_the_cut_off_both_times(profile):
    early = replace(profile, cut_off_hour=2)
    # 25 October 2026, 02:30 twice: 00:30 and 01:30 UTC. A Sunday, so both leave on Monday.
    for hour in (0, 1):
        assert dispatch_day(early, datetime(2026, 10, 25, hour, 30, tzinfo=timezone.utc)) == date(2026, 10, 26)


@pytest.mark.parametrize("cut_off,leaves", [(0, date(2026, 11, 26)), (24, date(2026, 11, 25))])
def test_a_shop_may_never_or_always_send_on_the_same_day(profile, cut_off, leaves):
    assert dispatch_day(replace(profile, cut_off_hour=cut_off), at(2026, 11, 25, 23, 59)) == leaves


def test_holidays_are_those_of_the_state(profile):
    womens_day = date(2027, 3, 8)
    assert not is_working_day(profile, womens_day)
    assert is_working_day(replace(profile, subdivision="HH"), womens_day)
    assert not is_working_day(replace(profile, subdivision="BY"), date(2027, 1, 6))


def test_counts_over_weekends_holidays_and_the_end_of_the_year(profile):
    assert add_working_days(profile, date(2026, 12, 23), 4) == date(2026, 12, 30)
    assert add_working_days(profile, date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert add_working_days(profile, date(2026, 11, 28), 0) == date(2026, 11, 30)


def test_the_window_spans_easter(profile):
    method = profile.zone_of("DE").methods["standard"]
    # Maundy Thursday 2026, 10:00: leaves at once; Good Friday and Easter Monday do not count.
    assert delivery_window(profile, method, at(2026, 4, 2, 10)) == (date(2026, 4, 8), date(2026, 4, 10))
