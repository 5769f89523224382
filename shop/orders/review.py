"""What a person must look at: a note on the order, a ticket, and news for the people of the shop."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from shop import clock
from shop.model import Order, Ticket
from shop.orders.news import tell_staff

logger = logging.getLogger(__name__)

PAYMENT_REVIEW = "payment_review"


def ask_for_review(session: Session, order: Order, reason: str) -> None:
    """Keep why a person must look at a locked order; the same reason is kept once."""
    known = (order.review or "").split("\n")
    if reason in known:
        return
    logger.warning("order %s needs a look: %s", order.number, reason)
    order.review = "\n".join(filter(None, [*known, reason]))
    ticket = Ticket(
        kind=PAYMENT_REVIEW,
        sender=order.sender,
        channel=order.channel,
        language=order.language,
        order_id=order.id,
        words=reason,
        created_at=clock.now(),
    )
    session.add(ticket)
    session.flush()
    tell_staff(session, PAYMENT_REVIEW, order, f"{PAYMENT_REVIEW}:{ticket.id}", ticket=ticket.number, reason=reason)
