"""Discount codes: finding and checking them, and counting their uses so that no limit is ever exceeded.

Whoever changes a discount together with anything else locks it first, in the order of `shop.orders.locking`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop.errors import (
    DiscountExhausted,
    DiscountExpired,
    DiscountFirstOrderOnly,
    DiscountMinimum,
    DiscountNotYetValid,
    DiscountRefused,
    DiscountUnknown,
    DiscountUsed,
)
from shop.model import Discount, DiscountUse, Order
from shop.model.base import column
from shop.model.sales import AWAITING_PAYMENT

_LONGEST_CODE = 40


def normalized(code: str) -> str:
    """A code as it is stored: capital letters, no spaces."""
    return "".join(code.split()).upper()


def find(session: Session, code: str) -> Discount:
    """The discount of a code, however it is typed; raises DiscountUnknown."""
    wanted = normalized(code)
    # NUL and half characters, which PostgreSQL refuses to compare with, are in no code.
    if wanted.isascii() and wanted.isprintable() and 0 < len(wanted) <= _LONGEST_CODE:
        query = select(Discount).where(Discount.code == wanted).execution_options(populate_existing=True)
        found: Discount | None = session.execute(query).scalar_one_or_none()
        if found is not None:
            return found
    raise DiscountUnknown()


def check(session: Session, discount: Discount, sender: str, goods_total: int, moment: datetime) -> None:
    """Refuse a code that this shopper cannot use now for goods of this value (before the discount).

    Raises DiscountExpired, DiscountNotYetValid, DiscountUsed, DiscountFirstOrderOnly, DiscountExhausted or
    DiscountMinimum: what can be changed comes last. Uses of orders whose hold is over count no more.
    """
    if not discount.active or (discount.valid_until is not None and moment >= discount.valid_until):
        raise DiscountExpired()
    if discount.valid_from is not None and moment < discount.valid_from:
        raise DiscountNotYetValid(starts=discount.valid_from.isoformat())
    if (discount.once_per_shopper or discount.first_order_only) and _uses(session, discount, moment, sender):
        raise DiscountUsed()
    if discount.first_order_only and _has_ordered(session, sender, moment):
        raise DiscountFirstOrderOnly()
    if discount.max_uses is not None and _uses(session, discount, moment) >= discount.max_uses:
        raise DiscountExhausted()
    if goods_total < discount.min_goods:
        raise DiscountMinimum(minimum=discount.min_goods)


def public(session: Session, sender: str, moment: datetime) -> list[Discount]:
    """The public codes that this shopper could use now for goods of enough value, the oldest first."""
    rows = select(Discount).where(column(Discount.public).is_(True), column(Discount.active).is_(True))
    return [
        discount
        for discount in session.execute(rows.order_by(Discount.id)).scalars()
        if _counts_for(session, discount, sender, moment)
    ]


def taken_off(discount: Discount, goods_total: int) -> int:
    """What the code takes off goods of this value: never more than they cost; a percentage is rounded half up."""
    if discount.kind == "percent":
        return (goods_total * discount.value * 2 + 100) // 200
    return min(discount.value, goods_total) if discount.kind == "amount" else 0


def lock(session: Session, codes: Iterable[str | None]) -> None:
    """Lock the discounts of these codes, always in the same order; what is no code is passed over."""
    wanted = {code for code in codes if code is not None}
    if wanted:
        rows = select(Discount.id).where(column(Discount.code).in_(sorted(wanted))).order_by(Discount.id)
        session.execute(rows.with_for_update(key_share=True))


def take(session: Session, order: Order, discount: Discount) -> None:
    """Count one use for a stored order; a second call for the same order changes nothing.

    Raises DiscountExhausted (also for a code that was just stopped) or DiscountUsed, and has then changed nothing.
    """
    if _use_of(session, order) is None:
        _count(session, order, discount, stopped_counts=False)


def let_go(session: Session, order: Order) -> None:
    """Give the use of an order back, once: it was cancelled, or its hold is over."""
    lock(session, [order.discount_code])
    use = _use_of(session, order)
    if use is None:
        return
    gone = session.execute(_quiet(delete(DiscountUse).where(DiscountUse.id == use.id)))
    session.expunge(use)
    if gone.rowcount == 1:
        fewer = update(Discount).where(Discount.id == use.discount_id, Discount.uses > 0)
        session.execute(_quiet(fewer.values(uses=Discount.uses - 1)))


def retake(session: Session, order: Order) -> bool:
    """Count the use of an order again that was paid late; False if others have used the code up meanwhile.

    Its dates are not looked at: the code was good when the order was made. True for an order without a code.
    """
    if order.discount_code is None or _use_of(session, order) is not None:
        return True
    try:
        _count(session, order, find(session, order.discount_code), stopped_counts=True)
    except (DiscountUnknown, DiscountExhausted, DiscountUsed):
        return False
    return True


def _count(session: Session, order: Order, discount: Discount, stopped_counts: bool) -> None:
    personal = discount.once_per_shopper or discount.first_order_only
    max_uses = column(Discount.max_uses)
    free = [Discount.id == discount.id, or_(max_uses.is_(None), max_uses > Discount.uses)]
    if not stopped_counts:
        free.append(column(Discount.active).is_(True))
    use = DiscountUse(
        discount_id=discount.id,
        order_id=order.id,
        sender=order.sender,
        only_for=order.sender if personal else None,
    )
    try:
        # The savepoint takes the counted use back when the shopper turns out to have one.
        with session.begin_nested():
            counted = session.execute(_quiet(update(Discount).where(*free).values(uses=Discount.uses + 1)))
            if counted.rowcount != 1:
                raise DiscountExhausted()
            session.add(use)
            session.flush()
    except IntegrityError as error:
        raise DiscountUsed() from error


def _use_of(session: Session, order: Order) -> DiscountUse | None:
    found: DiscountUse | None = session.execute(
        select(DiscountUse).where(DiscountUse.order_id == order.id)
    ).scalar_one_or_none()
    return found


def _counts_for(session: Session, discount: Discount, sender: str, moment: datetime) -> bool:
    try:
        check(session, discount, sender, discount.min_goods, moment)
    except DiscountRefused:
        return False
    return True


def _uses(session: Session, discount: Discount, moment: datetime, sender: str | None = None) -> int:
    query = (
        select(func.count())
        .select_from(DiscountUse)
        .join(Order, Order.id == DiscountUse.order_id)
        .where(DiscountUse.discount_id == discount.id, _counts(moment))
    )
    if sender is not None:
        query = query.where(DiscountUse.sender == sender)
    return int(session.execute(query).scalar_one())


def _has_ordered(session: Session, sender: str, moment: datetime) -> bool:
    # A cancelled order whose money is back is "refunded"; it was no first order either.
    kept = (Order.status != "cancelled", column(Order.cancelled_at).is_(None))
    query = select(Order.id).where(Order.sender == sender, *kept, _counts(moment)).limit(1)
    return session.execute(query).first() is not None


def _counts(moment: datetime) -> Any:
    """Orders that wait with a living hold, and all that went further."""
    return or_(Order.status != AWAITING_PAYMENT, column(Order.hold_expires_at) > moment)


def _quiet(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)
