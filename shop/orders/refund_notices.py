"""What a provider reports of refunds: of those that the shop asked for, and of those made on its dashboard."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.errors import UnknownOrder
from shop.model import Order, Payment, Refund
from shop.model.base import column
from shop.model.payments import REQUESTED
from shop.orders.refunds import PENDING, fail, finish, reserve
from shop.orders.review import ask_for_review
from shop.payments.provider import REFUND_DONE, REFUND_FAILED, REFUNDED, PaymentNotice
from shop.profile import Profile

REFUND_KINDS = (REFUNDED, REFUND_DONE, REFUND_FAILED)
MERCHANT = "merchant"


def apply_refund_notice(session: Session, profile: Profile, order: Order, notice: PaymentNotice) -> str:
    """Apply a notice about a refund of a locked order; returns refunded, refund_failed, ignored or review.

    Raises UnknownOrder if neither the refund nor the payment is known yet.
    """
    # One that failed is booked as well: a late "done" of it must not count any more.
    refund = _named(session, notice)
    if refund is None and notice.kind != REFUNDED:
        refund = _in_flight(session, order, notice)
    if refund is None:
        refund = _booked(session, order, notice)
    if refund is None:
        return "review"
    if notice.refund_reference is not None:
        refund.reference = notice.refund_reference
    if notice.kind == REFUND_FAILED:
        fail(session, refund, f"{notice.provider} reports it")
        return "refund_failed"
    if (notice.amount, notice.currency) != (refund.amount, refund.currency):
        ask_for_review(
            session,
            order,
            f"{notice.provider} sent back {notice.amount} {notice.currency}, "
            f"not {refund.amount} {refund.currency} as {refund.key} says",
        )
    finish(session, profile, refund)
    return "refunded"


def _named(session: Session, notice: PaymentNotice) -> Refund | None:
    if notice.refund_reference is None:
        return None
    query = (
        select(Refund)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Payment.provider == notice.provider, Refund.reference == notice.refund_reference)
    )
    found: Refund | None = session.execute(query).scalars().first()
    return found


def _in_flight(session: Session, order: Order, notice: PaymentNotice) -> Refund | None:
    """A refund that the provider was asked for and whose name is not stored: its event was faster than its answer.

    Raises UnknownOrder if it may be one of several: which of them failed is known once the answers are stored.
    """
    query = (
        select(Refund)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(
            Refund.order_id == order.id,
            Payment.provider == notice.provider,
            column(Refund.state).in_((REQUESTED, PENDING)),
            column(Refund.reference).is_(None),
            Refund.tries > 0,
            Refund.amount == notice.amount,
            Refund.currency == notice.currency,
        )
        .order_by(Refund.id)
    )
    if notice.payment_reference is not None:
        query = query.where(Payment.reference == notice.payment_reference)
    found = session.execute(query).scalars().all()
    if len(found) > 1:
        raise UnknownOrder(number=order.number)
    return found[0] if found else None


def _booked(session: Session, order: Order, notice: PaymentNotice) -> Refund | None:
    """A refund that the shop did not ask for, booked as one of the merchant's; None if it goes beyond the payment."""
    payment = _payment(session, order, notice)
    if payment is None:
        raise UnknownOrder(number=order.number)
    if notice.amount < 1 or notice.currency != payment.currency or not reserve(session, payment, notice.amount):
        ask_for_review(
            session,
            order,
            f"{notice.provider} sent back {notice.amount} {notice.currency} of payment {payment.reference}, "
            f"of which {payment.amount - payment.refunded} {payment.currency} were left",
        )
        return None
    refund = Refund(
        key=f"{notice.provider}:{notice.refund_reference or notice.event_id}"[:80],
        order_id=order.id,
        payment_id=payment.id,
        amount=notice.amount,
        currency=notice.currency,
        reason=MERCHANT,
        state=PENDING,
        reference=notice.refund_reference,
        created_at=clock.now(),
        order=order,
        payment=payment,
    )
    session.add(refund)
    session.flush()
    return refund


def _payment(session: Session, order: Order, notice: PaymentNotice) -> Payment | None:
    query = select(Payment).where(Payment.order_id == order.id, Payment.provider == notice.provider)
    if notice.payment_reference is not None:
        query = query.where(Payment.reference == notice.payment_reference)
    found = session.execute(query.execution_options(populate_existing=True)).scalars().all()
    return found[0] if len(found) == 1 else None
