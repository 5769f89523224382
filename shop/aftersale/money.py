"""Money that goes back after a sale, over all orders that an exchange chained together. Amounts are minor units.

A refund's key is `<cause>:<id of the order whose payment it comes off>`; causes are `return:<id>`, `cancel:<order id>`
and `ticket:<id>`.
"""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from shop.aftersale.own import origin_of
from shop.aftersale.worth import credit_used, is_alive, returns_of
from shop.model import Order, Refund, Return, Ticket
from shop.model.base import column
from shop.orders.refunds import FAILED, refundable, request_refund


def sources(session: Session, order: Order, without: Return | None = None) -> list[tuple[Order, int]]:
    """Which orders' payments stand for an order's goods, and how much is left of each; its own come first.

    What an exchange brought was paid with the goods that went back: that part comes off the first order's payment, and
    is kept for it there. `without` is the exchange for which it need not be kept.
    """
    own = refundable(session, order) - _kept(session, order, without)
    found = [(order, max(0, own))]
    origin = origin_of(session, order)
    if origin is None:
        return found
    # Where more is kept than the order's own payment, it is kept of what the goods before it pay.
    left = max(0, _credit_left(session, origin) + min(0, own))
    for payer, most in sources(session, origin.order, without=origin):
        part = min(left, most)
        left -= part
        found.append((payer, part))
    return found


def available(session: Session, order: Order) -> int:
    """The most that can go back for an order now."""
    return sum(most for _payer, most in sources(session, order))


def unpromised(session: Session, order: Order) -> int:
    """What can go back beyond what announced returns have been promised."""
    promised = sum(
        max(0, one.amount) for one in returns_of(session, order) if one.state == "announced" and is_alive(one)
    )
    return max(0, available(session, order) - promised)


def pay_back(session: Session, order: Order, amount: int, reason: str, cause: str) -> list[Refund]:
    """Request refunds of `amount`, or of what is left if that is less."""
    refunds: list[Refund] = []
    for payer, most in sources(session, order):
        part = min(amount, most)
        if part > 0:
            refunds += request_refund(session, payer, part, reason, f"{cause}:{payer.id}")
            amount -= part
    return refunds


def _kept(session: Session, order: Order, without: Return | None) -> int:
    exchanges = [one for one in returns_of(session, order) if one.kind == "exchange" and is_alive(one)]
    return sum(_credit_left(session, one) for one in exchanges if without is None or one.id != without.id)


def _credit_left(session: Session, exchange: Return) -> int:
    replacement = exchange.replacement
    if replacement is None:
        return 0
    causes = _causes(session, replacement)
    keys = [column(Refund.key).startswith(cause, autoescape=True) for cause in causes]
    spent = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        or_(*keys), Refund.order_id != replacement.id, Refund.state != FAILED
    )
    return max(0, credit_used(exchange) - int(session.execute(spent).scalar_one()))


def _causes(session: Session, order: Order) -> list[str]:
    """What can take money back for an order, and for those that exchanges made of it."""
    tickets = session.execute(select(Ticket.id).where(Ticket.order_id == order.id)).scalars()
    found = [f"cancel:{order.id}:", *(f"ticket:{one}:" for one in tickets)]
    for one in returns_of(session, order):
        found.append(f"return:{one.id}:")
        if one.kind == "exchange" and one.replacement is not None:
            found += _causes(session, one.replacement)
    return found
