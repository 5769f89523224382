"""Until when a contract can be withdrawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from shop.pricing.working_days import working_day_from
from shop.profile import Profile


@dataclass(frozen=True)
class Deadline:
    """The last day at the shop, and the moment (UTC) at which it is over: 24:00 of that day."""

    last_day: date
    ends_at: datetime

    def is_over(self, moment: datetime) -> bool:
        """Whether a declaration of this moment comes too late."""
        return moment >= self.ends_at


def withdrawal_deadline(profile: Profile, delivered_at: datetime | None) -> Deadline | None:
    """The end of the withdrawal period (Sections 355 (2), 356 (2) BGB); None: not delivered, so nothing runs yet.

    The day of the delivery does not count (Section 187 (1) BGB). The period ends with its last day (Section 188 (1)
    BGB); a Saturday, a Sunday or a public holiday at the shop moves it to the next working day (Section 193 BGB,
    Article 3 (4) of Regulation 1182/71). Days are those of the clocks at the shop.
    """
    if delivered_at is None:
        return None
    counted = profile.local(delivered_at).date() + timedelta(days=profile.withdrawal_days)
    last = working_day_from(profile, counted)
    midnight = datetime.combine(last + timedelta(days=1), time(), tzinfo=profile.time_zone)
    return Deadline(last, midnight.astimezone(timezone.utc))
