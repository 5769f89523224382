"""The one place where money counts: what a provider's verified event, or its answer to our question, does to an order.

Never what somebody says. The same notice again changes nothing, and whatever the order of notices, the end is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.catalog.stock import release_expired
from shop.crash_points import reach
from shop.errors import UnknownOrder
from shop.model import Order, Payment, PaymentEvent, PaymentLink, Refund
from shop.model.sales import order_id_of
from shop.orders.locking import locked_order
from shop.orders.receiving import receive
from shop.orders.refund_notices import REFUND_KINDS, apply_refund_notice
from shop.payments.provider import EXPIRED, FAILED, PAID, PaymentNotice
from shop.profile import Profile

# A payment outdoes whatever was said of its link before, and a link that is over does not become a failed one.
_RANK = {"open": 0, "failed": 1, "expired": 2, "paid": 3}


@dataclass(frozen=True)
class Applied:
    """What a notice did.

    `outcome` is paid; known (the payment was booked before); late_payment or overpayment (it goes back); review;
    failed, expired or ignored (of a link); refunded, refund_failed. `repeated` says that this very event had come.
    """

    order_number: str
    outcome: str
    repeated: bool = False


def apply(session: Session, profile: Profile, notice: PaymentNotice, account: str | None = None) -> Applied:
    """Apply a notice in the caller's transaction: the event is stored with its effect, or neither is.

    `account` is the merchant's own account at the provider, if it is known. Raises UnknownOrder, so that the provider
    tries again: the order, or the refund that the notice is about, may not be stored yet.
    """
    order = locked_order(session, _order_id(session, notice))
    if order is None:
        raise UnknownOrder(number=notice.order_number or "")
    known = session.execute(_same_event(notice)).scalar_one_or_none()
    if known is not None:
        return Applied(order.number, known.outcome, repeated=True)
    release_expired(session, clock.now(), [item.variant_id for item in order.items], order.discount_code)
    # The order's own hold may have been over: this session is the one that knows.
    outcome = _effect(session, profile, order, notice, account)
    session.add(
        PaymentEvent(
            provider=notice.provider,
            event_id=notice.event_id,
            kind=notice.kind,
            order_id=order.id,
            amount=notice.amount,
            currency=notice.currency,
            outcome=outcome,
            received_at=clock.now(),
        )
    )
    session.flush()
    reach("before_payment_stored")
    return Applied(order.number, outcome)


def _effect(session: Session, profile: Profile, order: Order, notice: PaymentNotice, account: str | None) -> str:
    if notice.kind == PAID:
        return receive(session, profile, order, notice, account)
    if notice.kind in (FAILED, EXPIRED):
        return _close_link(order, notice)
    if notice.kind in REFUND_KINDS:
        return apply_refund_notice(session, profile, order, notice)
    return "ignored"


def _close_link(order: Order, notice: PaymentNotice) -> str:
    """The order stays as it is: a hold ends by its own time, and a link may have been replaced."""
    link = next((link for link in order.links if _is(link, notice)), None)
    if link is None or _RANK[link.state] >= _RANK[notice.kind]:
        return "ignored"
    link.state = notice.kind
    return notice.kind


def _is(link: PaymentLink, notice: PaymentNotice) -> bool:
    return link.provider == notice.provider and link.reference == notice.link_reference is not None


def _order_id(session: Session, notice: PaymentNotice) -> int | None:
    """Whose notice it is: by what the provider calls the refund, the payment or the link, else by its number.

    The number comes last: two shops that share an account at the provider may count from the same one.
    """
    for reference, query in _by_reference(notice):
        if reference:
            found = session.execute(query).scalars().first()
            if found is not None:
                return int(found)
    return order_id_of(notice.order_number) if notice.order_number else None


def _by_reference(notice: PaymentNotice) -> list[tuple[str | None, Any]]:
    provider = notice.provider
    refund = select(Refund.order_id).join(Payment, Payment.id == Refund.payment_id).where(Payment.provider == provider)
    link = select(PaymentLink.order_id).where(PaymentLink.provider == provider)
    payment = select(Payment.order_id).where(Payment.provider == provider)
    return [
        (notice.refund_reference, refund.where(Refund.reference == notice.refund_reference)),
        (notice.payment_reference, payment.where(Payment.reference == notice.payment_reference)),
        (notice.link_reference, link.where(PaymentLink.reference == notice.link_reference)),
    ]


def _same_event(notice: PaymentNotice) -> Any:
    return select(PaymentEvent).where(
        PaymentEvent.provider == notice.provider, PaymentEvent.event_id == notice.event_id
    )
