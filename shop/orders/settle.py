"""The one place where an order becomes paid: by an event of the provider, never by what somebody says."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.stock import book, hold, release_expired
from shop.errors import UnknownOrder
from shop.model import Order, PaymentEvent
from shop.model.sales import AWAITING_PAYMENT, PAID, order_id_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settled:
    """What an event did: `outcome` is paid, already_paid, wrong_amount or not_payable.

    `repeated` says that the same event had come before.
    """

    order_number: str
    outcome: str
    repeated: bool = False


def settle(session: Session, provider: str, event_id: str, order_number: str, amount: int, currency: str) -> Settled:
    """Apply a verified payment event, in the caller's transaction; the same event again changes nothing.

    Raises UnknownOrder, so that the provider tries again. A wrong amount or a payment too many is kept for review.
    """
    release_expired(session, clock.now())
    order = session.execute(_locked(order_number)).scalar_one_or_none()
    if order is None:
        raise UnknownOrder(number=order_number)
    known = session.execute(
        select(PaymentEvent).where(PaymentEvent.provider == provider, PaymentEvent.event_id == event_id)
    ).scalar_one_or_none()
    if known is not None:
        return Settled(order.number, known.outcome, repeated=True)
    outcome = _applied(session, order, amount, currency)
    session.add(
        PaymentEvent(
            provider=provider,
            event_id=event_id,
            order_id=order.id,
            amount=amount,
            currency=currency,
            outcome=outcome,
            received_at=clock.now(),
        )
    )
    session.flush()
    return Settled(order.number, outcome)


def _locked(order_number: str) -> object:
    query = select(Order).where(Order.id == order_id_of(order_number)).with_for_update()
    # Without it, a row that this session read before the lock would keep its old state.
    return query.execution_options(populate_existing=True)


def _applied(session: Session, order: Order, amount: int, currency: str) -> str:
    if (amount, currency) != (order.total, order.currency):
        return _for_review(order, "wrong_amount", f"{amount} {currency} came in, {order.total} {order.currency} is due")
    if order.paid_at is not None:
        return _for_review(order, "already_paid", f"{amount} {currency} came in once more")
    if order.status != AWAITING_PAYMENT:
        return _for_review(order, "not_payable", f"{amount} {currency} came in while the order was {order.status}")
    _book(session, order)
    order.status = PAID
    order.paid_at = clock.now()
    order.hold_expires_at = None
    return "paid"


def _book(session: Session, order: Order) -> None:
    held = order.hold_expires_at is not None
    for item in sorted(order.items, key=lambda item: item.variant_id or 0):
        variant_id = item.variant_id
        # A late event finds the hold released: the pieces are taken again if they are still there.
        ready = variant_id is not None and (held or hold(session, variant_id, item.quantity))
        if variant_id is None or not ready or not book(session, variant_id, item.quantity):
            _for_review(order, "paid", f"paid, but {item.quantity} x {item.sku} is no longer there")


def _for_review(order: Order, outcome: str, reason: str) -> str:
    logger.warning("order %s needs a look: %s", order.number, reason)
    order.review = "\n".join(filter(None, [order.review, reason]))
    return outcome
