"""The merchant's side of discount codes: adding, listing and stopping them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop.model import Discount
from shop.money import minor_units
from shop.pricing.discounts import find, normalized
from shop.profile import Profile

_HIGHEST_USES = 1_000_000_000


class CodeRefused(Exception):
    """The code cannot be added; the message tells the merchant why."""


@dataclass(frozen=True)
class NewCode:
    """A code as the merchant types it: amounts such as 5.00, days such as 2026-12-24 (both included)."""

    code: str
    percent: int | None = None
    amount: str | None = None
    free_delivery: bool = False
    min_goods: str | None = None
    first_order_only: bool = False
    once_per_shopper: bool = False
    starts: str | None = None
    ends: str | None = None
    max_uses: int | None = None
    public: bool = False


def add_code(session: Session, profile: Profile, wanted: NewCode) -> Discount:
    """A new code; raises CodeRefused."""
    code = normalized(wanted.code)
    if not re.fullmatch(r"[A-Z0-9_-]{2,40}", code):
        raise CodeRefused("A code has 2 to 40 letters, digits, - or _.")
    kind, value = _kind_and_value(profile, wanted)
    starts, ends = _days(profile, wanted)
    if wanted.max_uses is not None and not 0 < wanted.max_uses <= _HIGHEST_USES:
        raise CodeRefused("The number of uses must be at least 1.")
    discount = Discount(
        code=code,
        kind=kind,
        value=value,
        min_goods=_amount(profile, wanted.min_goods) if wanted.min_goods else 0,
        first_order_only=wanted.first_order_only,
        once_per_shopper=wanted.once_per_shopper,
        valid_from=starts,
        valid_until=ends,
        max_uses=wanted.max_uses,
        uses=0,
        active=True,
        public=wanted.public,
    )
    try:
        with session.begin_nested():
            session.add(discount)
    except IntegrityError as error:
        raise CodeRefused(f"There is a code {code} already.") from error
    return discount


def all_codes(session: Session) -> list[Discount]:
    """All codes, the oldest first."""
    return list(session.execute(select(Discount).order_by(Discount.id)).scalars().all())


def stop_code(session: Session, code: str) -> Discount:
    """Nobody can use the code from now on; raises DiscountUnknown."""
    discount = find(session, code)
    discount.active = False
    session.flush()
    return discount


def last_day(profile: Profile, discount: Discount) -> date | None:
    """The last day on which a code works, at the shop."""
    if discount.valid_until is None:
        return None
    return profile.local(discount.valid_until - timedelta(microseconds=1)).date()


def _kind_and_value(profile: Profile, wanted: NewCode) -> tuple[str, int]:
    if [wanted.percent is not None, wanted.amount is not None, wanted.free_delivery].count(True) != 1:
        raise CodeRefused("Name one of --percent, --amount and --free-delivery.")
    if wanted.free_delivery:
        return "free_delivery", 0
    if wanted.amount is not None:
        value = _amount(profile, wanted.amount)
        if value == 0:
            raise CodeRefused("The amount must be more than nothing.")
        return "amount", value
    if wanted.percent is None or not 0 < wanted.percent <= 100:
        raise CodeRefused("The percentage must be from 1 to 100.")
    return "percent", wanted.percent


def _amount(profile: Profile, text: str) -> int:
    try:
        amount = minor_units(text, profile.currency)
    except ValueError as error:
        raise CodeRefused(f"{error}.") from error
    if amount > 2_000_000_000:
        raise CodeRefused(f"{text} is too much.")
    return amount


def _days(profile: Profile, wanted: NewCode) -> tuple[datetime | None, datetime | None]:
    first, last = _day(wanted.starts), _day(wanted.ends)
    if first is not None and last is not None and last < first:
        raise CodeRefused("The last day is before the first.")
    # The last day counts in full: the code ends when the next one begins.
    return _midnight(profile, first), _midnight(profile, last + timedelta(days=1) if last is not None else None)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CodeRefused(f"{text} is no day such as 2026-12-24.") from error
    if not 2000 <= day.year <= 9000:
        raise CodeRefused(f"{text} is no day such as 2026-12-24.")
    return day


def _midnight(profile: Profile, day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, time(), tzinfo=profile.time_zone).astimezone(timezone.utc)
