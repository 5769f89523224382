"""Issuing invoices and credit notes, in the transaction of what they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.documents.composing import correction_of, invoice_of
from shop.documents.content import Content
from shop.documents.numbering import document_number, take
from shop.model import Document, Order, Refund, Return, ReturnItem
from shop.model.base import column
from shop.profile import Profile

# Money that should not have come in at all: the invoice does not speak of it, so there is nothing to correct.
_NOT_INVOICED = ("late_payment", "overpayment")
_RETURN_IN_KEY = re.compile(r"return:(\d+)\b")


def issue_invoice(session: Session, profile: Profile, order: Order) -> Document:
    """The invoice of an order, issued now if there is none yet; its content is never changed again.

    The order may be locked by the caller or not; its number is taken last, in the caller's transaction.
    """
    known = _known(session, order.id, Document.kind == "invoice")
    if known is not None:
        return known
    return _issue(session, "invoice", order.id, lambda number: invoice_of(profile, order, number))


def issue_credit_note(
    session: Session, profile: Profile, refund: Refund, items: Sequence[ReturnItem] = ()
) -> Document | None:
    """The correction of an invoice for money that goes back, once for each refund.

    `items` name what came back for it; without them, they are those of the return that the refund's key names
    ("return:7:12", see `shop.aftersale.money`). It never credits more than the invoice said. None where no invoice is
    corrected: the order has none (it was never paid in time), the refund gives back what was paid too much, or the
    whole invoice is corrected already.
    """
    if refund.reason in _NOT_INVOICED:
        return None
    known = _known(session, refund.order_id, Document.refund_id == refund.id)
    if known is not None:
        return known
    documents = select(Document).where(Document.order_id == refund.order_id).order_by(column(Document.id))
    issued: list[Document] = session.execute(documents).scalars().all()
    earlier = [Content.from_json(one.content) for one in issued]
    invoice = next((one for one in earlier if one.kind == "invoice"), None)
    credited = [one for one in earlier if one.kind == "credit_note"]
    if invoice is None or invoice.currency != refund.currency or sum(one.total for one in credited) >= invoice.total:
        return None
    returned = items or _returned(session, refund)
    return _issue(
        session,
        "credit_note",
        refund.order_id,
        lambda number: correction_of(profile, refund, number, invoice, credited, returned),
        refund.id,
    )


def _known(session: Session, order_id: int, condition: object) -> Document | None:
    """A document of the order; from here on, nobody else issues one for it."""
    session.execute(select(Order.id).where(Order.id == order_id).with_for_update(key_share=True))
    query = select(Document).where(Document.order_id == order_id, condition)
    found: Document | None = session.execute(query).scalar_one_or_none()
    return found


def _returned(session: Session, refund: Refund) -> Sequence[ReturnItem]:
    named = _RETURN_IN_KEY.match(refund.key)
    found: Return | None = session.get(Return, int(named[1])) if named else None
    # What an exchange brought can be paid back by the first order's payment: the lines are not of that invoice then.
    return found.items if found is not None and found.order_id == refund.order_id else ()


def _issue(
    session: Session, kind: str, order_id: int, compose: Callable[[str], Content], refund_id: int | None = None
) -> Document:
    sequence = take(session, kind)
    document = Document(
        kind=kind,
        sequence=sequence,
        order_id=order_id,
        refund_id=refund_id,
        issued_at=clock.now(),
        content=compose(document_number(kind, sequence)).to_json(),
    )
    session.add(document)
    session.flush()
    return document
