"""What is left of an order: pieces that can come back, and what each was paid with. Amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale.own import complaint_behind, origin_of
from shop.errors import NothingLeftToReturn, TooManyToReturn, UnknownLine
from shop.model import Order, OrderItem, Refund, Return, Ticket
from shop.model.base import column
from shop.model.sales import AWAITING_PAYMENT
from shop.orders.refunds import FAILED


@dataclass(frozen=True)
class LineLeft:
    """Pieces of a line that have neither come back nor are announced to, and what they were paid with."""

    item: OrderItem
    quantity: int
    amount: int

    def share(self, pieces: int) -> int:
        """What the next `pieces` are worth, by largest remainder: piece by piece, all shares sum up to `amount`."""
        whole, remainder = divmod(self.amount, self.quantity)
        return pieces * whole + min(pieces, remainder)


def returns_of(session: Session, order: Order) -> list[Return]:
    """All returns of an order, the oldest first."""
    return list(session.execute(select(Return).where(Return.order_id == order.id).order_by(Return.id)).scalars())


def is_alive(goods_return: Return) -> bool:
    """Whether its pieces count as coming or having come back.

    An exchange whose new order was cancelled, or not paid in time, before the goods arrived brings nothing back: it is
    as if it had never been announced.
    """
    if goods_return.state != "announced":
        return goods_return.state == "settled"
    replacement = goods_return.replacement if goods_return.kind == "exchange" else None
    return replacement is None or replacement.cancelled_at is None and not has_lapsed(goods_return)


def has_lapsed(goods_return: Return) -> bool:
    """Whether it is an exchange whose difference was not paid in time: it binds the goods no longer."""
    replacement = goods_return.replacement if goods_return.kind == "exchange" else None
    if replacement is None or goods_return.state != "announced" or replacement.status != AWAITING_PAYMENT:
        return False
    return replacement.hold_expires_at is None or replacement.hold_expires_at <= clock.now()


def credit_used(goods_return: Return) -> int:
    """What the returned goods pay of the order that an exchange brings."""
    return sum(item.amount for item in goods_return.items) - max(0, goods_return.amount)


def lines_left(session: Session, order: Order) -> list[LineLeft]:
    """Every line of a paid order with what is left of it, also nothing.

    A replacement that cost nothing because of a complaint stands for the goods of the first order: it has no lines.
    """
    if _is_free_replacement(session, order):
        return []
    origin = origin_of(session, order)
    alive = [one for one in returns_of(session, order) if is_alive(one)]
    return [_left(session, order, item, origin, alive) for item in order.items]


def line_left(session: Session, order: Order, sku: str) -> LineLeft:
    """One line by its SKU; raises UnknownLine."""
    for line in lines_left(session, order):
        if line.item.sku == sku:
            return line
    raise UnknownLine(number=order.number)


def taken(order: Order, line: LineLeft, pieces: int | None) -> tuple[int, int]:
    """So many pieces of a line (None: all that are left) and their amount.

    Raises NothingLeftToReturn or TooManyToReturn.
    """
    if line.quantity == 0:
        raise NothingLeftToReturn(number=order.number)
    if pieces is not None and pieces > line.quantity:
        raise TooManyToReturn(left=line.quantity)
    quantity = line.quantity if pieces is None else pieces
    return quantity, line.share(quantity)


def paid_for(session: Session, cause: str) -> int:
    """What goes or went back for a cause (see `shop.aftersale.money.pay_back`), by whatever payment."""
    total = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        column(Refund.key).startswith(f"{cause}:", autoescape=True), Refund.state != FAILED
    )
    return int(session.execute(total).scalar_one())


def _left(session: Session, order: Order, item: OrderItem, origin: Return | None, alive: list[Return]) -> LineLeft:
    value = item.quantity * item.unit_price - item.discount
    if origin is not None:
        # What came from an exchange was paid with the goods that went back, and with the difference.
        value = order.total + credit_used(origin)
    back = [part for one in alive for part in one.items if part.order_item_id == item.id]
    tickets = select(Ticket.id).where(Ticket.order_item_id == item.id, column(Ticket.solution).is_not(None))
    reduced = sum(paid_for(session, f"ticket:{ticket}") for ticket in session.execute(tickets).scalars())
    amount = value - sum(part.amount for part in back) - reduced
    return LineLeft(item, item.quantity - sum(part.quantity for part in back), max(0, amount))


def _is_free_replacement(session: Session, order: Order) -> bool:
    ticket = complaint_behind(session, order)
    return ticket is not None and ticket.solution == "replacement"
