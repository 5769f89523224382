"""The states of an order. They only move forward."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.stock import lock_variants, put_back, release
from shop.errors import WrongState
from shop.model import Order
from shop.model.sales import AWAITING_PAYMENT, PAID
from shop.orders import discounts
from shop.orders.news import tell

PACKED, SHIPPED, DELIVERED, CANCELLED, REFUNDED = "packed", "shipped", "delivered", "cancelled", "refunded"
# A later step may be reported although an earlier one was not: nobody must pack in the computer to ship.
_NEXT: dict[str, tuple[str, ...]] = {
    AWAITING_PAYMENT: (PAID, CANCELLED),
    PAID: (PACKED, SHIPPED, DELIVERED, CANCELLED),
    PACKED: (SHIPPED, DELIVERED, CANCELLED),
    SHIPPED: (DELIVERED, REFUNDED),
    DELIVERED: (REFUNDED,),
    CANCELLED: (REFUNDED,),
    REFUNDED: (),
}
_WITHOUT_NEWS = (PAID, REFUNDED)


def can_become(order: Order, status: str) -> bool:
    """Whether the order may move to this state from where it is."""
    return status in _NEXT[order.status]


def is_behind(order: Order, status: str) -> bool:
    """Whether the order has reached this state, or moved on from it: a report that comes late."""
    if order.cancelled_at is not None and status in (SHIPPED, DELIVERED):
        # Its goods are for sale again and its money is back: that they have left is no old news.
        return False
    return order.status == status or order.status in _after(status)


def advance(
    session: Session,
    order: Order,
    status: str,
    *,
    carrier: str | None = None,
    tracking_url: str | None = None,
    at: datetime | None = None,
    quiet: bool = False,
) -> None:
    """Move a locked order forward, keep when it was, and let the shopper know (unless `quiet`).

    A cancelled order lets go of its pieces, held or sold, and of its discount; giving money back is the caller's
    business. Packing, shipping and delivering pass over steps that nobody reported. Raises WrongState.
    """
    if not can_become(order, status):
        raise WrongState(number=order.number, status=order.status, wanted=status)
    if status == CANCELLED:
        _let_go(session, order)
    order.status = status
    if hasattr(order, f"{status}_at"):
        setattr(order, f"{status}_at", at or clock.now())
    if status == SHIPPED:
        order.carrier, order.tracking_url = carrier, tracking_url
    session.flush()
    if status not in _WITHOUT_NEWS and not quiet:
        facts = {"carrier": carrier, "tracking_url": tracking_url} if status == SHIPPED else {}
        tell(session, f"order_{status}", order, **facts)
    close_if_refunded(session, order)


def close_if_refunded(session: Session, order: Order) -> None:
    """An order all of whose money went back is refunded, once its goods are with the shopper or will never go."""
    everything = order.paid_total > 0 and order.refunded_total == order.paid_total
    if everything and can_become(order, REFUNDED):
        advance(session, order, REFUNDED)


def _let_go(session: Session, order: Order) -> None:
    pieces = [(item.variant_id, item.quantity) for item in order.items]
    lock_variants(session, [variant_id for variant_id, _quantity in pieces])
    if order.status != AWAITING_PAYMENT:
        put_back(session, pieces)
    elif order.hold_expires_at is not None:
        release(session, pieces)
    if order.status != AWAITING_PAYMENT or order.hold_expires_at is not None:
        discounts.let_go(session, order)
    order.hold_expires_at = None


def _after(status: str) -> set[str]:
    found: set[str] = set()
    queue = [status]
    while queue:
        for following in _NEXT[queue.pop()]:
            if following not in found:
                found.add(following)
                queue.append(following)
    return found
