"""Opening a payment link: whose it is, and whether it can still be paid."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.errors import AlreadyPaid, NothingToPay, PaymentLinkExpired, PaymentLinkInvalid
from shop.model import Order, PaymentLink
from shop.model.sales import AWAITING_PAYMENT
from shop.payments.signature import read


def linked_order(session: Session, secret: str, token: str) -> tuple[Order, PaymentLink]:
    """The order of a link that this shop issued, whatever its state; raises PaymentLinkInvalid."""
    claim = read(secret, token)
    link = session.execute(select(PaymentLink).where(PaymentLink.nonce == claim.nonce)).scalar_one_or_none()
    if link is None:
        raise PaymentLinkInvalid()
    order: Order = link.order
    claimed = (claim.order_number, claim.amount, claim.currency)
    if claimed != (order.number, order.total, order.currency):
        raise PaymentLinkInvalid()
    return order, link


def payable_order(session: Session, secret: str, token: str) -> tuple[Order, PaymentLink]:
    """The order of a link that can be paid now.

    Raises PaymentLinkInvalid, AlreadyPaid, NothingToPay or PaymentLinkExpired.
    """
    order, link = linked_order(session, secret, token)
    if order.paid_at is not None or link.used_at is not None:
        raise AlreadyPaid(number=order.number)
    if order.status != AWAITING_PAYMENT:
        raise NothingToPay(number=order.number)
    if link.expires_at <= clock.now():
        raise PaymentLinkExpired(number=order.number)
    return order, link
