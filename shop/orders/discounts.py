"""What an order does with its discount code: count a use, give it back, count it again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from shop.model import Order


def lock(session: Session, orders: Iterable[Order], code: str | None = None) -> None:
    """Lock the codes of these orders and this one, at once (see `shop.orders.locking`)."""
    codes = {order.discount_code for order in orders} | {code}
    if codes != {None}:
        from shop.pricing import discounts

        discounts.lock(session, codes)


def let_go(session: Session, order: Order) -> None:
    """The order's use of its code does not count any more; harmless if it has none."""
    if order.discount_code is not None:
        from shop.pricing import discounts

        discounts.let_go(session, order)


def retake(session: Session, order: Order) -> bool:
    """Count the order's use of its code again after `let_go`; False if it is used up by now."""
    if order.discount_code is None:
        return True
    from shop.aftersale.own import origin_of

    if origin_of(session, order) is not None:
        # Its discount is what returned goods paid: no code that could be used up.
        return True
    from shop.pricing import discounts

    return discounts.retake(session, order)
