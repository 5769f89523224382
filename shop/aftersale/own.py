"""Finding what a shopper, or the merchant, speaks of. What somebody else ordered does not exist for a shopper."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.errors import UnknownOrder, UnknownReturn
from shop.model import Order, Return, Ticket
from shop.model.sales import order_id_of
from shop.orders.locking import locked_order

_FIRST_NUMBER = 10_000
_RETURN_NUMBER = re.compile(r"#?[Rr]?(\d{1,9})", re.ASCII)
_TICKET_CODE = re.compile(r"T(\d{5,9})", re.ASCII)


def own_order(session: Session, sender: str, number: str) -> Order:
    """The sender's own order of this number, locked; raises UnknownOrder, also for an order of somebody else."""
    order = session.get(Order, order_id_of(number) or 0)
    if order is None or order.sender != sender:
        raise UnknownOrder(number=number)
    return locked(session, order)


def any_order(session: Session, number: str) -> Order:
    """The order of this number, locked, for the merchant; raises UnknownOrder."""
    order = session.get(Order, order_id_of(number) or 0)
    if order is None:
        raise UnknownOrder(number=number)
    return locked(session, order)


def locked(session: Session, order: Order) -> Order:
    """The order with those that it came from by exchange or as a replacement, all locked.

    The oldest is locked first, everywhere, so that nobody waits in a circle (see `shop.orders.locking`).
    """
    chain = [order.id]
    while (earlier := _came_from(session, chain[-1])) is not None:
        chain.append(earlier)
    found = [locked_order(session, order_id) for order_id in sorted(chain)]
    return next(one for one in found if one is not None and one.id == order.id)


def any_return(session: Session, number: str) -> Return:
    """The return of this number, with its order locked; raises UnknownReturn."""
    match = _RETURN_NUMBER.fullmatch(number.strip())
    found: Return | None = session.get(Return, int(match[1]) - _FIRST_NUMBER) if match else None
    if found is None:
        raise UnknownReturn(number=number)
    locked(session, found.order)
    session.refresh(found)
    return found


def origin_of(session: Session, order: Order) -> Return | None:
    """The exchange that an order came from; None for most orders."""
    query = select(Return).where(Return.replacement_id == order.id, Return.kind == "exchange")
    found: Return | None = session.execute(query).scalars().first()
    return found


def complaint_behind(session: Session, order: Order) -> Ticket | None:
    """The ticket whose solution an order that cost nothing was; None for most orders."""
    match = _TICKET_CODE.fullmatch(order.discount_code or "") if order.total == 0 else None
    ticket: Ticket | None = session.get(Ticket, int(match[1]) - _FIRST_NUMBER) if match else None
    return ticket if ticket is not None and ticket.sender == order.sender else None


def _came_from(session: Session, order_id: int) -> int | None:
    earlier = session.execute(select(Return.order_id).where(Return.replacement_id == order_id)).scalars().first()
    if earlier is not None:
        return int(earlier)
    order = session.get(Order, order_id)
    ticket = complaint_behind(session, order) if order is not None else None
    # A replacement is younger than what it replaces; a merchant's code may look like a ticket's number.
    return ticket.order_id if ticket is not None and ticket.order_id and ticket.order_id < order_id else None
