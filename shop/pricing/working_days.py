"""Working days: Monday to Friday without the public holidays of the shop's state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from shop.profile import DeliveryMethod, Profile

_ONE = timedelta(days=1)
_SATURDAY = 5


def is_working_day(profile: Profile, day: date) -> bool:
    """Whether parcels leave and arrive on this day."""
    return day.weekday() < _SATURDAY and day not in _holidays(profile.country, profile.subdivision, day.year)


def working_day_from(profile: Profile, day: date) -> date:
    """This day, or the first working day after it."""
    while not is_working_day(profile, day):
        day += _ONE
    return day


def add_working_days(profile: Profile, day: date, days: int) -> date:
    """The `days`-th working day after `day`; with 0, `day` or the first working day after it."""
    day = working_day_from(profile, day)
    for _ in range(days):
        day = working_day_from(profile, day + _ONE)
    return day


def dispatch_day(profile: Profile, moment: datetime) -> date:
    """When an order of this moment leaves: the same working day before the cut-off hour, else the next one.

    Day and hour are those of the clocks at the shop, so that a clock change moves neither.
    """
    local = profile.local(moment)
    day = local.date()
    late = local.hour >= profile.cut_off_hour
    return working_day_from(profile, day + _ONE if late and is_working_day(profile, day) else day)


def delivery_window(profile: Profile, method: DeliveryMethod, moment: datetime) -> tuple[date, date]:
    """The first and the last working day on which the parcel arrives."""
    leaves = dispatch_day(profile, moment)
    return add_working_days(profile, leaves, method.first_day), add_working_days(profile, leaves, method.last_day)


@lru_cache(maxsize=64)
def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    # Slow to import, and only asked for delivery dates.
    from holidays import country_holidays

    return frozenset(country_holidays(country, subdiv=subdivision, years=year))
