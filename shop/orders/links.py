"""Payment links of an order, and the hold that lasts as long as the newest of them.

A link is stored before its provider is asked for it: see `shop.orders.paying`.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import clock
from shop.cart.refusals import not_enough
from shop.catalog.matching import by_ids
from shop.catalog.stock import hold
from shop.errors import OutOfStock
from shop.model import Order, OrderItem, PaymentLink
from shop.model.payments import OPEN
from shop.settings import Settings

# Stripe takes no page that lives for less than 30 minutes from when it is asked:
# https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at
_SHORTEST_ASKED = timedelta(minutes=30)
# Time in which a provider that did not answer can be asked again for the same link.
_TIME_TO_ASK = timedelta(minutes=5)


def hold_items(session: Session, order: Order) -> None:
    """Hold every piece of the order; raises a refusal if one is gone (the transaction must then be taken back)."""
    # Always in the same order of variants, so that two orders cannot wait for each other.
    for item in sorted(order.items, key=lambda item: item.variant_id or 0):
        if item.variant_id is None or not hold(session, item.variant_id, item.quantity):
            raise _gone(session, item)


def new_link(session: Session, settings: Settings, order: Order) -> PaymentLink:
    """The next attempt to pay exactly this order: stored, not yet asked for. The hold lasts as long as it lives."""
    moment = clock.now()
    link = PaymentLink(
        nonce=secrets.token_urlsafe(24),
        order_id=order.id,
        attempt=_attempts(session, order) + 1,
        provider=settings.payment_provider,
        amount=order.total,
        currency=order.currency,
        created_at=moment,
        expires_at=moment + _lifetime(settings),
        order=order,
    )
    session.add(link)
    order.hold_expires_at = link.expires_at
    session.flush()
    return link


def can_be_asked_for(link: PaymentLink, settings: Settings, moment: datetime) -> bool:
    """Whether the provider can still make this link, which it has not answered yet, with the same key."""
    if link.state != OPEN or link.url is not None or link.provider != settings.payment_provider:
        return False
    needed = timedelta(0) if link.provider == "demo" else _SHORTEST_ASKED
    return link.expires_at - moment > needed


def _lifetime(settings: Settings) -> timedelta:
    given = timedelta(seconds=settings.payment_link_seconds)
    return given if settings.payment_provider == "demo" else max(given, _SHORTEST_ASKED) + _TIME_TO_ASK


def _attempts(session: Session, order: Order) -> int:
    last = select(func.coalesce(func.max(PaymentLink.attempt), 0)).where(PaymentLink.order_id == order.id)
    return int(session.execute(last).scalar_one())


def _gone(session: Session, item: OrderItem) -> Exception:
    candidate = by_ids(session, [item.variant_id]).get(item.variant_id) if item.variant_id is not None else None
    if candidate is None:
        titles = {"en": item.title_en, "de": item.title_de}
        return OutOfStock(titles=titles, product=item.product, color=item.color, size=item.size)
    return not_enough(candidate)
