"""Cancelling an order before it is shipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale.money import pay_back, sources
from shop.aftersale.own import complaint_behind, locked, origin_of
from shop.aftersale.worth import credit_used, returns_of
from shop.catalog.stock import book, hold
from shop.errors import AlreadyCancelled, AlreadyShipped
from shop.model import Order, Return
from shop.model.sales import AWAITING_PAYMENT
from shop.orders import cancelling, states
from shop.orders.refunds import refundable
from shop.orders.view import order_view
from shop.views import OrderView


@dataclass(frozen=True)
class CancellationPreview:
    """What cancelling would do; `refund` is in minor units, 0 for an order that nobody has paid."""

    order: OrderView
    refund: int


@dataclass(frozen=True)
class OrderCancelled:
    """The order is cancelled, its pieces are for sale again, and `refund` minor units are on their way back."""

    order: OrderView
    refund: int
    cancelled_at: datetime


def preview(session: Session, order: Order) -> CancellationPreview:
    """What `cancel` would do; raises AlreadyShipped or AlreadyCancelled."""
    _check(order)
    return CancellationPreview(order_view(order), refundable(session, order) + _credit(session, order))


def cancel(session: Session, order: Order, reason: str = "cancellation", quiet: bool = False) -> OrderCancelled:
    """Cancel an order that is not shipped, and request the refund of all that was paid for it.

    An order that an exchange brought also gives back what the returned goods paid of it, once those have arrived;
    before that, the exchange ends and the shopper keeps the goods. `quiet` tells the shopper no news of it. Raises
    AlreadyShipped or AlreadyCancelled.
    """
    order = locked(session, order)
    _check(order)
    credit = _credit(session, order)
    arrived = [one for one in returns_of(session, order) if one.state == "settled"]
    refunds = cancelling.cancel(session, order, reason, quiet)
    _take_out_again(session, arrived)
    if credit:
        refunds += pay_back(session, order, credit, "exchange", f"cancel:{order.id}")
    _end_what_hangs_on_it(session, order)
    session.flush()
    return OrderCancelled(order_view(order), sum(one.amount for one in refunds), order.cancelled_at or clock.now())


def _check(order: Order) -> None:
    if order.cancelled_at is not None:
        raise AlreadyCancelled(number=order.number)
    if not states.can_become(order, states.CANCELLED):
        raise AlreadyShipped(number=order.number)


def _credit(session: Session, order: Order) -> int:
    """What goods that came back paid of an order that an exchange brought."""
    origin = origin_of(session, order)
    if origin is None or origin.state != "settled" or order.status == AWAITING_PAYMENT:
        return 0
    elsewhere = sum(most for payer, most in sources(session, order) if payer.id != order.id)
    return min(credit_used(origin), elsewhere)


def _take_out_again(session: Session, arrived: list[Return]) -> None:
    """Cancelling puts all pieces of an order back; those that were taken out of it before are back already."""
    for item in (item for one in arrived for item in one.items):
        variant_id = item.item.variant_id
        if variant_id is not None and hold(session, variant_id, item.quantity):
            book(session, variant_id, item.quantity)


def _end_what_hangs_on_it(session: Session, order: Order) -> None:
    for one in returns_of(session, order):
        if one.state == "announced":
            one.state = "cancelled"
    origin = origin_of(session, order)
    if origin is not None and origin.state == "announced":
        origin.state = "cancelled"
    ticket = complaint_behind(session, order)
    if ticket is not None and ticket.solution == "replacement":
        # A replacement that does not come is no solution: its ticket is as open as before.
        ticket.solution, ticket.state = None, "open"
