"""Cancelling an order, with all that follows from it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.model import Order, Refund
from shop.orders import states
from shop.orders.refunds import refundable, request_refund


def cancel(session: Session, order: Order, reason: str = "cancellation", quiet: bool = False) -> list[Refund]:
    """Cancel a locked order that is not shipped: its pieces are free again, and all that was paid goes back.

    Returns the refunds that were asked for. Its open payment links are closed by the background. Raises WrongState.
    """
    states.advance(session, order, states.CANCELLED, quiet=quiet)
    left = refundable(session, order)
    return request_refund(session, order, left, reason, f"{reason}-{order.id}") if left else []
