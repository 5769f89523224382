"""What a withdrawal puts an end to: an exchange that was never paid, and a free replacement of the same goods."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.aftersale import cancellation
from shop.aftersale.own import locked
from shop.aftersale.worth import has_lapsed, returns_of
from shop.catalog.stock import lock_variants
from shop.model import Order, OrderItem, Ticket
from shop.model.base import column
from shop.orders import states
from shop.orders.news import tell_staff


def end_superseded(session: Session, order: Order, withdrawn: Collection[OrderItem]) -> None:
    """Cancel what must not go on beside a withdrawal of these lines of a locked order.

    A replacement that is on its way already has to come back as well: the staff is told.
    """
    for one in returns_of(session, order):
        if has_lapsed(one) and one.replacement is not None:
            cancellation.cancel(session, one.replacement, quiet=True)
    for replacement in _free_replacements(session, withdrawn):
        if replacement.cancelled_at is not None:
            continue
        if states.can_become(replacement, states.CANCELLED):
            cancellation.cancel(session, replacement, quiet=True)
        else:
            key = f"replacement_to_return:{replacement.id}"
            tell_staff(session, "replacement_to_return", replacement, key, replaces=order.number)


def lock_with_replacements(session: Session, order: Order) -> Order:
    """The order, locked with all orders that stand for goods of it, and with the variants of all of them.

    An exchange that can still be paid cannot be paid while somebody withdraws from the goods that it is for.
    """
    order = locked(session, order)
    exchanged = [one.replacement for one in returns_of(session, order) if one.replacement is not None]
    younger = {one.id: one for one in [*exchanged, *_free_replacements(session, order.items)]}
    found = [order, *(locked(session, younger[order_id]) for order_id in sorted(younger))]
    lock_variants(session, [item.variant_id for one in found for item in one.items])
    return order


def _free_replacements(session: Session, items: Collection[OrderItem]) -> list[Order]:
    ids = [item.id for item in items]
    tickets = select(Ticket).where(column(Ticket.order_item_id).in_(ids), Ticket.solution == "replacement")
    found: list[Order] = []
    for ticket in session.execute(tickets).scalars():
        same = select(Order).where(
            Order.sender == ticket.sender, Order.discount_code == ticket.number, Order.total == 0
        )
        found += session.execute(same).scalars()
    return found
