"""Money that came in: booked once for each payment of the provider, whatever it is good for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.stock import book, hold
from shop.model import Order, Payment, PaymentLink
from shop.model.payments import OPEN
from shop.model.sales import AWAITING_PAYMENT, PAID
from shop.orders import states
from shop.orders.discounts import retake
from shop.orders.invoicing import invoice
from shop.orders.news import tell
from shop.orders.refunds import request_refund
from shop.orders.review import ask_for_review
from shop.payments.provider import PaymentNotice
from shop.profile import Profile


class _Gone(Exception):
    """The pieces, or the use of the discount, that a late payment needs are not there any more."""


def receive(session: Session, profile: Profile, order: Order, notice: PaymentNotice, account: str | None) -> str:
    """Book a payment of a locked order and do what follows from it; returns the outcome (see `settle.Applied`)."""
    reference = notice.payment_reference or notice.link_reference or notice.event_id
    known = session.execute(
        select(Payment).where(Payment.provider == notice.provider, Payment.reference == reference)
    ).scalar_one_or_none()
    if known is not None:
        # Its first event may not have named the link, which would be asked after for ever.
        _close(_named(order, notice))
        return "known"
    payment = Payment(
        order_id=order.id,
        provider=notice.provider,
        reference=reference,
        amount=notice.amount,
        currency=notice.currency,
        refunded=0,
        received_at=clock.now(),
        order=order,
    )
    session.add(payment)
    if notice.currency == order.currency:
        order.paid_total += notice.amount
    _close(_link_of(order, notice))
    session.flush()
    wrong = _what_is_wrong(session, order, notice, account)
    if wrong is not None:
        ask_for_review(session, order, f"{wrong} (payment {reference})")
        return "review"
    return _use(session, profile, order, payment)


def _use(session: Session, profile: Profile, order: Order, payment: Payment) -> str:
    if order.cancelled_at is not None:
        return _too_late(session, order, payment)
    if order.status != AWAITING_PAYMENT:
        return _send_back(session, order, payment, "overpayment")
    try:
        with session.begin_nested():
            _take_goods(session, order)
    except _Gone:
        session.refresh(order)
        states.advance(session, order, states.CANCELLED, quiet=True)
        return _too_late(session, order, payment)
    _complete(session, profile, order)
    return "paid"


def complete_without_payment(session: Session, profile: Profile, order: Order) -> None:
    """An order that costs nothing, and whose pieces are held, counts as paid at once."""
    if order.total != 0:
        raise ValueError(f"order {order.number} costs {order.total}")
    _take_goods(session, order)
    _complete(session, profile, order)


def _complete(session: Session, profile: Profile, order: Order) -> None:
    states.advance(session, order, PAID)
    order.hold_expires_at = None
    invoice(session, profile, order)
    tell(session, "order_paid", order, total=order.total, currency=order.currency)


def _take_goods(session: Session, order: Order) -> None:
    """Book what is held; a late payment takes it again, all of it or nothing."""
    held = order.hold_expires_at is not None
    for item in sorted(order.items, key=lambda item: item.variant_id or 0):
        variant_id = item.variant_id
        ready = variant_id is not None and (held or hold(session, variant_id, item.quantity))
        if variant_id is None or not ready or not book(session, variant_id, item.quantity):
            raise _Gone
    if not held and not retake(session, order):
        raise _Gone


def _too_late(session: Session, order: Order, payment: Payment) -> str:
    tell(
        session,
        "payment_too_late",
        order,
        key=f"payment_too_late:{payment.id}",
        amount=payment.amount,
        currency=payment.currency,
    )
    return _send_back(session, order, payment, "late_payment")


def _send_back(session: Session, order: Order, payment: Payment, reason: str) -> str:
    request_refund(session, order, payment.amount, reason, f"{reason}-{payment.id}", payment=payment)
    return reason


def _what_is_wrong(session: Session, order: Order, notice: PaymentNotice, account: str | None) -> str | None:
    if (notice.amount, notice.currency) != (order.total, order.currency):
        return f"{notice.amount} {notice.currency} came in, {order.total} {order.currency} is due"
    if account is not None and notice.account is not None and notice.account != account:
        return f"the money went to the account {notice.account}, not to {account}"
    if notice.link_reference is not None and _link_of(order, notice) is None:
        return f"{notice.provider} calls its link {notice.link_reference}, which the order does not have"
    return None


def _link_of(order: Order, notice: PaymentNotice) -> PaymentLink | None:
    """The link that was paid. The provider's event can be faster than its answer, so one without a name may be it."""
    named = _named(order, notice)
    if named is not None or notice.link_reference is None:
        return named
    links = [link for link in order.links if link.provider == notice.provider]
    waiting = [link for link in links if link.reference is None and link.state == OPEN]
    nameless = waiting[-1] if waiting else None
    if nameless is not None:
        nameless.reference = notice.link_reference
    return nameless


def _named(order: Order, notice: PaymentNotice) -> PaymentLink | None:
    links = (link for link in order.links if link.provider == notice.provider and link.reference is not None)
    return next((link for link in links if link.reference == notice.link_reference), None)


def _close(link: PaymentLink | None) -> None:
    if link is not None:
        link.state, link.used_at = "paid", link.used_at or clock.now()
