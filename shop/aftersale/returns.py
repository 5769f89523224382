"""Goods that come back: the merchant books their arrival, and what was promised for them is paid back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale.cancellation import cancel
from shop.aftersale.money import pay_back, sources
from shop.aftersale.own import any_return, origin_of
from shop.aftersale.superseded import lock_with_replacements
from shop.aftersale.worth import is_alive, lines_left, taken
from shop.catalog.stock import put_back
from shop.errors import AlreadyCancelled, ExchangeNotArrived
from shop.errors import ReturnSettled as AlreadySettled
from shop.model import Return
from shop.model.sales import AWAITING_PAYMENT
from shop.orders.news import tell


@dataclass(frozen=True)
class ReturnReceived:
    """The goods are there; `refund` minor units are on their way back. `kind` is withdrawal or exchange.

    `replacement` is the number of the order that an exchange brings: it can be sent now.
    """

    return_number: str
    order_number: str
    kind: str
    refund: int
    currency: str
    restocked: bool
    replacement: str | None


def receive(session: Session, return_number: str, damaged: bool = False) -> ReturnReceived:
    """Book the arrival of a return: request the refund, and put the pieces back into the stock unless they are damaged.

    An exchange whose new order is unpaid or cancelled by now is settled as a withdrawal: the goods are here, so all
    that they were paid with goes back. Raises UnknownReturn, ReturnSettled, NothingLeftToReturn or TooManyToReturn (the
    same pieces came back by another return), AlreadyCancelled (its whole
    order was) or ExchangeNotArrived.
    """
    goods_return = any_return(session, return_number)
    if goods_return.state == "settled":
        raise AlreadySettled(number=goods_return.number)
    if goods_return.order.cancelled_at is not None:
        raise AlreadyCancelled(number=goods_return.order.number)
    lock_with_replacements(session, goods_return.order)
    _end_unpaid_exchange(session, goods_return)
    _check_origin(session, goods_return)
    goods_return.state, goods_return.settled_at = "settled", clock.now()
    session.flush()
    refunds = pay_back(
        session, goods_return.order, max(0, goods_return.amount), goods_return.kind, f"return:{goods_return.id}"
    )
    if goods_return.kind == "withdrawal":
        goods_return.amount = sum(one.amount for one in refunds)
    if not damaged:
        put_back(session, [(part.item.variant_id, part.quantity) for part in goods_return.items])
    received = _received(goods_return, sum(one.amount for one in refunds), not damaged)
    _tell(session, goods_return, received)
    return received


def _end_unpaid_exchange(session: Session, goods_return: Return) -> None:
    replacement = goods_return.replacement if goods_return.kind == "exchange" else None
    if replacement is not None and replacement.status == AWAITING_PAYMENT:
        cancel(session, replacement)
    if is_alive(goods_return):
        return
    # Its pieces were free again meanwhile: they count with what they are worth now.
    left = {line.item.id: line for line in lines_left(session, goods_return.order)}
    for part in goods_return.items:
        part.quantity, part.amount = taken(goods_return.order, left[part.order_item_id], part.quantity)
    goods_return.kind = "withdrawal"
    goods_return.amount = sum(part.amount for part in goods_return.items)


def _check_origin(session: Session, goods_return: Return) -> None:
    """What an exchange brought is worth the goods that went back for it: those must be here first."""
    origin = origin_of(session, goods_return.order)
    if origin is None or origin.state == "settled":
        return
    own = sum(most for payer, most in sources(session, goods_return.order) if payer.id == goods_return.order_id)
    if goods_return.amount > own:
        raise ExchangeNotArrived(number=origin.number)


def _received(goods_return: Return, refund: int, restocked: bool) -> ReturnReceived:
    exchange = goods_return.kind == "exchange"
    replacement = goods_return.replacement if exchange else None
    return ReturnReceived(
        return_number=goods_return.number,
        order_number=goods_return.order.number,
        kind=goods_return.kind,
        refund=refund,
        currency=goods_return.order.currency,
        restocked=restocked,
        replacement=replacement.number if replacement is not None else None,
    )


def _tell(session: Session, goods_return: Return, received: ReturnReceived) -> None:
    tell(
        session,
        "return_confirmed",
        goods_return.order,
        key=f"return_confirmed:{goods_return.id}",
        return_number=received.return_number,
        return_kind=received.kind,
        amount=received.refund,
        currency=received.currency,
        replacement=received.replacement,
    )
