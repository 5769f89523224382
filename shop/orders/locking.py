"""Locks, always in the same order so that nobody waits in a circle: order, variants, discount, number of a document."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.model import Order


def locked_order(session: Session, order_id: int | None) -> Order | None:
    """The order, locked until the transaction ends (where the database locks rows), with what is stored by now."""
    if order_id is None:
        return None
    query = select(Order).where(Order.id == order_id).with_for_update()
    # Without it, a row that this session read before the lock would keep its old state.
    order: Order | None = session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if order is not None:
        session.expire(order, ["links", "payments"])
    return order
