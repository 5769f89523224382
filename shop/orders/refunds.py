"""Money that goes back: reserved and stored before any provider is asked, never more than came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from shop import clock
from shop.errors import RefundTooLarge
from shop.model import Order, Payment, Refund
from shop.model.base import column
from shop.model.payments import REQUESTED
from shop.model.sales import PAID
from shop.orders import states
from shop.orders.invoicing import credit_note
from shop.orders.locking import locked_order
from shop.orders.news import tell
from shop.orders.review import ask_for_review
from shop.profile import Profile

PENDING, DONE, FAILED = "pending", "done", "failed"
_LONGEST_KEY = 80


def request_refund(
    session: Session, order: Order, amount: int, reason: str, key: str, payment: Payment | None = None
) -> list[Refund]:
    """Reserve `amount` minor units of what was paid, to be sent back by the `RefundRunner`.

    Returns a row for each part. It comes off the order's payments in its currency, newest first, or off the one that is
    named, in its own. The same `key` (at most 70 characters) is the same request: its rows are returned again. Raises
    RefundTooLarge if less is left, and ValueError for an amount below one.
    """
    if amount < 1 or len(key) > _LONGEST_KEY - 10:
        raise ValueError(f"no refund of {amount} with the key {key!r}")
    locked_order(session, order.id)
    known = _by_key(session, key)
    if known:
        return known
    parts = _parts(session, order, amount, payment)
    refunds = [_reserved(session, order, paid, part, reason, _part_key(key, n)) for n, (paid, part) in enumerate(parts)]
    session.flush()
    return refunds


def payment_of(order: Order, payment_id: int) -> Payment | None:
    """The payment of this number, if it is one of the order's."""
    return next((payment for payment in order.payments if payment.id == payment_id), None)


def refundable(session: Session, order: Order) -> int:
    """What can still be sent back, in minor units of the order's currency."""
    left = select(func.coalesce(func.sum(Payment.amount - Payment.refunded), 0))
    of_order = left.where(Payment.order_id == order.id, Payment.currency == order.currency)
    return int(session.execute(of_order).scalar_one())


def finish(session: Session, profile: Profile, refund: Refund, at: datetime | None = None) -> None:
    """The money is on its way back: count it, tell the shopper, and put it on paper. Twice is once."""
    if refund.state in (DONE, FAILED):
        return
    order = refund.order
    refund.state, refund.done_at = DONE, at or clock.now()
    refund.next_try_at = refund.error = None
    if refund.currency == order.currency:
        order.refunded_total += refund.amount
    session.flush()
    credit_note(session, profile, refund)
    tell(
        session,
        "refund_done",
        order,
        key=f"refund_done:{refund.id}",
        amount=refund.amount,
        currency=refund.currency,
        reason=refund.reason,
        whole=order.refunded_total == order.paid_total,
    )
    states.close_if_refunded(session, order)
    everything = order.refunded_total == order.paid_total
    if everything and refund.reason == "merchant" and order.status in (PAID, states.PACKED):
        # A chargeback, or money sent back on the provider's page: nobody must ship it unknowingly.
        ask_for_review(session, order, "all of its money went back, and it is neither cancelled nor shipped")


def fail(session: Session, refund: Refund, why: str) -> None:
    """The provider will not do it, or took it back: the reservation ends, and a person must look. Twice is once."""
    if refund.state == FAILED:
        return
    order = refund.order
    if refund.state == DONE and refund.currency == order.currency:
        order.refunded_total -= refund.amount
    refund.state, refund.done_at, refund.next_try_at, refund.error = FAILED, None, None, why[:500]
    _change(session, update(Payment).where(Payment.id == refund.payment_id), -refund.amount)
    session.flush()
    ask_for_review(session, order, f"the refund {refund.key} of {refund.amount} {refund.currency} failed: {why}"[:500])


def reserve(session: Session, payment: Payment, amount: int) -> bool:
    """Keep a part of a payment for a refund; False if less is left of it."""
    left = update(Payment).where(Payment.id == payment.id, Payment.refunded + amount <= Payment.amount)
    return _change(session, left, amount)


def _parts(session: Session, order: Order, amount: int, payment: Payment | None) -> list[tuple[Payment, int]]:
    """Which part comes off which payment."""
    query = select(Payment).where(Payment.order_id == order.id).order_by(column(Payment.id).desc())
    if payment is not None:
        query = query.where(Payment.id == payment.id)
    else:
        query = query.where(Payment.currency == order.currency)
    rows = session.execute(query.execution_options(populate_existing=True)).scalars().all()
    parts, left = [], amount
    for row in rows:
        part = min(left, row.amount - row.refunded)
        if part > 0:
            parts.append((row, part))
            left -= part
    if left > 0:
        raise RefundTooLarge(number=order.number, available=amount - left)
    return parts


def _reserved(session: Session, order: Order, payment: Payment, amount: int, reason: str, key: str) -> Refund:
    if not reserve(session, payment, amount):
        raise RefundTooLarge(number=order.number, available=refundable(session, order))
    refund = Refund(
        key=key,
        order_id=order.id,
        payment_id=payment.id,
        amount=amount,
        currency=payment.currency,
        reason=reason,
        state=REQUESTED,
        created_at=clock.now(),
        next_try_at=clock.now(),
        order=order,
        payment=payment,
    )
    session.add(refund)
    return refund


def _part_key(key: str, place: int) -> str:
    return key if place == 0 else f"{key}.{place + 1}"


def _by_key(session: Session, key: str) -> list[Refund]:
    same = or_(Refund.key == key, column(Refund.key).startswith(f"{key}.", autoescape=True))
    return list(session.execute(select(Refund).where(same).order_by(Refund.id)).scalars())


def _change(session: Session, statement: Any, amount: int) -> bool:
    changed = statement.values(refunded=Payment.refunded + amount)
    done = session.execute(changed.execution_options(synchronize_session="fetch")).rowcount == 1
    return bool(done)
