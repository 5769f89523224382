"""Payment links of an order, and the hold that lasts as long as the newest of them."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from shop import clock
from shop.cart.refusals import not_enough
from shop.catalog.matching import by_ids
from shop.catalog.stock import hold
from shop.errors import OutOfStock
from shop.model import Order, OrderItem, PaymentLink
from shop.payments.provider import PaymentProvider, PaymentRequest
from shop.settings import Settings


def hold_items(session: Session, order: Order) -> None:
    """Hold every piece of the order; raises a refusal if one is gone (the transaction must then be taken back)."""
    # Always in the same order of variants, so that two orders cannot wait for each other.
    for item in sorted(order.items, key=lambda item: item.variant_id or 0):
        if item.variant_id is None or not hold(session, item.variant_id, item.quantity):
            raise _gone(session, item)


def issue_link(session: Session, settings: Settings, provider: PaymentProvider, order: Order) -> PaymentLink:
    """A fresh link for exactly this order and total; what is held for the order stays held as long as it lives."""
    moment = clock.now()
    link = PaymentLink(
        nonce=secrets.token_urlsafe(24),
        provider=provider.name,
        amount=order.total,
        currency=order.currency,
        created_at=moment,
        expires_at=moment + timedelta(seconds=settings.payment_link_seconds),
    )
    order.links.append(link)
    order.hold_expires_at = link.expires_at
    link.url = provider.create_link(
        PaymentRequest(order.number, order.total, order.currency, link.nonce, order.language, order.email)
    )
    session.flush()
    return link


def _gone(session: Session, item: OrderItem) -> Exception:
    candidate = by_ids(session, [item.variant_id]).get(item.variant_id) if item.variant_id is not None else None
    if candidate is None:
        titles = {"en": item.title_en, "de": item.title_de}
        return OutOfStock(titles=titles, product=item.product, color=item.color, size=item.size)
    return not_enough(candidate)
