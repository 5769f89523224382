"""The one order in which the shop locks rows, so that nobody ever waits in a circle.

1. the shopper's cart;
2. orders, the oldest first: an order with all that it came from (`shop.aftersale.own.locked`) and, where those end with
   it, with all that came from it (`shop.aftersale.superseded.lock_with_replacements`). What belongs to an order, such
   as payments, refunds, returns and tickets, is changed under its lock and needs no place of its own;
3. variants, by id: all that the transaction changes, in one statement (`shop.catalog.stock.lock_variants`);
4. discounts, by id, likewise (`shop.pricing.discounts.lock`);
5. the number of a document (`shop.documents.numbering`);
6. news, by id.

Whoever needs several kinds locks them in this order before the first change; locking again what is locked is free.
Expired orders (`release_expired`) and work of the background are claimed with SKIP LOCKED, which never waits, and no
further order is waited for afterwards. Locks are FOR NO KEY UPDATE: they keep each other out, but not an INSERT that
only refers to the row, as the lines of a cart do to variants.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.model import Order


def locked_order(session: Session, order_id: int | None) -> Order | None:
    """The order, locked until the transaction ends (where the database locks rows), with what is stored by now."""
    if order_id is None:
        return None
    query = select(Order).where(Order.id == order_id).with_for_update(key_share=True)
    # Without it, a row that this session read before the lock would keep its old state.
    order: Order | None = session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if order is not None:
        session.expire(order, ["links", "payments"])
    return order
