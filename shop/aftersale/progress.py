"""What is under way for an order after its sale, and the papers of it that its shopper may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.aftersale.own import own_order
from shop.aftersale.worth import is_alive, returns_of
from shop.documents.links import document_url, slip_url
from shop.errors import UnknownReturn
from shop.model import Document, Order, Refund, Return
from shop.model.base import column
from shop.orders.refunds import DONE, FAILED
from shop.settings import Settings


@dataclass(frozen=True)
class ReturnUnderWay:
    """Goods that are announced to come back. `amount` goes back for them, in minor units."""

    number: str
    kind: str
    amount: int
    declared_at: datetime
    slip_url: str


@dataclass(frozen=True)
class Progress:
    """Money (minor units) that is on its way back and that has gone back, and returns that have not arrived yet."""

    refund_pending: int
    refund_done: int
    returns: tuple[ReturnUnderWay, ...]


@dataclass(frozen=True)
class Paper:
    """An invoice or a credit note (`kind`) with its number and the address that only its shopper is told."""

    kind: str
    number: str
    url: str


def progress(session: Session, settings: Settings, sender: str, number: str) -> Progress:
    """What is under way for an own order; raises UnknownOrder."""
    order = own_order(session, sender, number)
    refunds = list(session.execute(select(Refund).where(Refund.order_id == order.id)).scalars())
    coming = [one for one in returns_of(session, order) if one.state == "announced" and is_alive(one)]
    return Progress(
        refund_pending=sum(one.amount for one in refunds if one.state not in (DONE, FAILED)),
        refund_done=sum(one.amount for one in refunds if one.state == DONE),
        returns=tuple(_under_way(settings, one) for one in coming),
    )


def papers(session: Session, settings: Settings, sender: str, number: str) -> list[Paper]:
    """The invoice and the credit notes of an own order, the oldest first; raises UnknownOrder."""
    order = own_order(session, sender, number)
    query = select(Document).where(Document.order_id == order.id).order_by(column(Document.id))
    return [
        Paper(one.kind, str(one.content.get("number", "")), document_url(settings, one))
        for one in session.execute(query).scalars()
    ]


def slip(session: Session, settings: Settings, sender: str, return_number: str) -> str:
    """The address of the slip of an own return; raises UnknownReturn."""
    query = select(Return).join(Order, Order.id == Return.order_id).where(Order.sender == sender)
    found = next((one for one in session.execute(query).scalars() if one.number == return_number), None)
    if found is None:
        raise UnknownReturn(number=return_number)
    return slip_url(settings, found)


def _under_way(settings: Settings, one: Return) -> ReturnUnderWay:
    return ReturnUnderWay(one.number, one.kind, max(0, one.amount), one.declared_at, slip_url(settings, one))
