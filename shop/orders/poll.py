"""Asking the provider what became of links: events get lost."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from shop import clock
from shop.database import Database
from shop.errors import PaymentUnavailable, UnknownOrder
from shop.model import PaymentLink
from shop.model.base import column
from shop.model.payments import OPEN
from shop.model.sales import AWAITING_PAYMENT
from shop.orders.settle import apply
from shop.payments.provider import PaymentProvider
from shop.profile import Profile

logger = logging.getLogger(__name__)

# While a shopper may be paying, and afterwards: delayed payments take days.
_PAUSE_ALIVE, _PAUSE_OVER = timedelta(minutes=1), timedelta(minutes=30)
# A direct debit is decided within 14 days: https://docs.stripe.com/payments/sepa-debit
_GIVEN_UP_AFTER = timedelta(days=15)
_TRIED_AGAIN_WITHIN = timedelta(days=1)


def poll_open_links(
    database: Database, profile: Profile, provider: PaymentProvider, account: str | None = None, limit: int = 50
) -> int:
    """Ask what became of open links that were not asked for lately, and apply the answers; returns how many there were.

    Links of orders that take no payment any more are closed at the provider first.
    """
    answers = 0
    for link_id, reference, superfluous in _claimed(database, provider.name, limit):
        try:
            if superfluous:
                provider.expire(reference)
            notice = provider.look_up(reference)
        except PaymentUnavailable:
            logger.warning("%s does not say what became of %s", provider.name, reference)
            continue
        with database.write() as session:
            if notice is None:
                _give_up(session, link_id)
                continue
            try:
                apply(session, profile, notice, account)
            except UnknownOrder:
                logger.error("%s speaks of an order or a payment that is not there: %s", provider.name, reference)
                _give_up(session, link_id)
                continue
        answers += 1
    return answers


def _claimed(database: Database, provider: str, limit: int) -> list[tuple[int, str, bool]]:
    moment = clock.now()
    with database.write() as session:
        links = session.execute(_due(provider, moment, limit)).scalars().all()
        found = []
        for link in links:
            link.checked_at = moment
            superfluous = link.order.status != AWAITING_PAYMENT or link is not link.order.links[-1]
            found.append((link.id, str(link.reference), superfluous))
        return found


def _due(provider: str, moment: datetime, limit: int) -> Any:
    checked = column(PaymentLink.checked_at)
    alive = PaymentLink.expires_at > moment
    long_ago = or_(
        checked.is_(None),
        and_(alive, checked <= moment - _PAUSE_ALIVE),
        and_(~column(alive), checked <= moment - _PAUSE_OVER),
    )
    # On a page where one try failed, another one may succeed.
    tried = and_(PaymentLink.state == "failed", PaymentLink.expires_at > moment - _TRIED_AGAIN_WITHIN)
    return (
        select(PaymentLink)
        .where(PaymentLink.provider == provider, or_(PaymentLink.state == OPEN, tried), long_ago)
        .where(column(PaymentLink.reference).is_not(None))
        .order_by(checked.is_not(None), checked, PaymentLink.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=PaymentLink)
    )


def _give_up(session: Session, link_id: int) -> None:
    """The provider calls it open long after it must be over: nobody asks any more. A late event still counts."""
    link = session.get(PaymentLink, link_id, with_for_update=True)
    if link is not None and link.state == OPEN and link.expires_at < clock.now() - _GIVEN_UP_AFTER:
        link.state = "expired"
