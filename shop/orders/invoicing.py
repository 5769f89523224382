"""Documents that follow money, issued in the transaction that books it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.model import Order, Refund
from shop.profile import Profile

# Money that never paid for goods: no invoice counts it, so no credit note takes it back.
_WITHOUT_INVOICE = ("late_payment", "overpayment")


def invoice(session: Session, profile: Profile, order: Order) -> None:
    """The invoice of an order that has just been paid."""
    from shop.documents import issue_invoice

    issue_invoice(session, profile, order)


def credit_note(session: Session, profile: Profile, refund: Refund) -> None:
    """The credit note of a refund that is done, if it takes back what an invoice counts."""
    if refund.reason in _WITHOUT_INVOICE or refund.order.paid_at is None:
        return
    from shop.documents import issue_credit_note

    issue_credit_note(session, profile, refund)
