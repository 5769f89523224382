"""Pieces: held for an order until it is paid or its time is over, then booked or released.

Every change is one conditional UPDATE, so that two shoppers can never get the same piece.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from shop.catalog.recall import forget
from shop.model import Order, OrderItem, Variant
from shop.model.base import column
from shop.model.sales import AWAITING_PAYMENT

Pieces = Iterable[tuple[int | None, int]]


def _changed_one(session: Session, statement: Any) -> bool:
    forget(session)
    result = session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount == 1)


def hold(session: Session, variant_id: int, quantity: int) -> bool:
    """Keep pieces for an order; False if not enough are free."""
    return _changed_one(
        session,
        update(Variant)
        .where(Variant.id == variant_id, Variant.stock - Variant.held >= quantity)
        .values(held=Variant.held + quantity),
    )


def book(session: Session, variant_id: int, quantity: int) -> bool:
    """Take held pieces out of the stock: they are sold."""
    return _changed_one(
        session,
        update(Variant)
        .where(Variant.id == variant_id, Variant.held >= quantity)
        .values(stock=Variant.stock - quantity, held=Variant.held - quantity),
    )


def release(session: Session, pieces: Pieces) -> None:
    """Let go of held pieces (variant id and quantity each)."""
    for variant_id, quantity in _in_order(pieces):
        _changed_one(
            session,
            update(Variant)
            .where(Variant.id == variant_id, Variant.held >= quantity)
            .values(held=Variant.held - quantity),
        )


def put_back(session: Session, pieces: Pieces) -> None:
    """Sold pieces are for sale again (variant id and quantity each)."""
    for variant_id, quantity in _in_order(pieces):
        _changed_one(session, update(Variant).where(Variant.id == variant_id).values(stock=Variant.stock + quantity))


def lock_variants(session: Session, variant_ids: Iterable[int | None]) -> None:
    """Lock all variants that a transaction is about to change, at once (see `shop.orders.locking`)."""
    wanted = sorted({variant_id for variant_id in variant_ids if variant_id is not None})
    if wanted:
        rows = select(Variant.id).where(column(Variant.id).in_(wanted)).order_by(Variant.id)
        session.execute(rows.with_for_update(key_share=True))


def release_expired(
    session: Session, moment: datetime, also: Iterable[int | None] = (), also_code: str | None = None
) -> int:
    """Release the holds whose time is over; returns how many orders lost theirs.

    `also` and `also_code` are variants and the discount code that the same transaction is going to change: they are
    locked together with the others.
    """
    # Orders are built on the catalog, so the catalog gets to know them only here.
    from shop.orders.discounts import let_go, lock

    # An order that is locked is being paid, or released by somebody else.
    overdue = select(Order).where(_overdue(moment)).order_by(Order.id)
    overdue = overdue.with_for_update(skip_locked=True, key_share=True)
    orders = session.execute(overdue.execution_options(populate_existing=True)).scalars().all()
    pieces = [(item.variant_id, item.quantity) for order in orders for item in order.items]
    lock_variants(session, [*also, *(variant_id for variant_id, _quantity in pieces)])
    lock(session, orders, also_code)
    release(session, pieces)
    for order in orders:
        order.hold_expires_at = None
        let_go(session, order)
    session.flush()
    forget(session)
    return len(orders)


def overdue_pieces(session: Session, moment: datetime) -> dict[int, int]:
    """Pieces by variant that still count as held although their time is over: a reader counts them as free."""
    rows = session.execute(
        select(OrderItem.variant_id, func.sum(OrderItem.quantity))
        .join(Order, Order.id == OrderItem.order_id)
        .where(_overdue(moment), column(OrderItem.variant_id).is_not(None))
        .group_by(OrderItem.variant_id)
    )
    return {variant_id: int(quantity) for variant_id, quantity in rows}


def _overdue(moment: datetime) -> Any:
    return and_(Order.status == AWAITING_PAYMENT, column(Order.hold_expires_at) <= moment)


def _in_order(pieces: Pieces) -> list[tuple[int, int]]:
    return sorted((variant_id, quantity) for variant_id, quantity in pieces if variant_id is not None)
