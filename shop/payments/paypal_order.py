"""PayPal's orders: how the shop asks for one, and what one says.

PayPal cannot be told until when an order may be paid: its link works for three hours and more
(https://developer.paypal.com/docs/api/orders/v2/, `links`), and there is no call that cancels one. But no money moves
before the shop captures. So the shop's own deadline travels with the order, in `custom_id`, and decides about that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shop.payments.paypal_amounts import Unreadable, at, minor_units, money, rows_at, text_at
from shop.payments.provider import (
    EXPIRED,
    FAILED,
    PAID,
    REFUNDED,
    PaymentItem,
    PaymentNotice,
    PaymentRequest,
    ProviderLink,
)

NAME = "paypal"
APPROVED = "APPROVED"
COMPLETED = "COMPLETED"
VOIDED = "VOIDED"

_LONGEST_NAME = 127
# https://developer.paypal.com/api/rest/reference/locale-codes/
_LOCALES = {"de": "de-DE", "en": "en-GB"}
_MARK = re.compile(r"([0-9]{1,12})-([0-9]{1,6})-([0-9]{1,12})", re.ASCII)
# The best of several captures counts: https://developer.paypal.com/docs/api/orders/v2/#definition-capture_status
_CAPTURE_KINDS = {"COMPLETED": PAID, "PARTIALLY_REFUNDED": PAID, "REFUNDED": REFUNDED, "PENDING": None}
_CAPTURE_RANKS = ("COMPLETED", "PARTIALLY_REFUNDED", "PENDING", "REFUNDED", "DECLINED", "FAILED")


@dataclass(frozen=True)
class Mark:
    """What the shop wrote into `custom_id`: order number, attempt, and until when to capture (Unix seconds)."""

    order_number: str
    attempt: int
    deadline: int

    def __str__(self) -> str:
        return f"{self.order_number}-{self.attempt}-{self.deadline}"

    @property
    def unit(self) -> str:
        """The name of the purchase unit, and the number that the payer sees."""
        return f"{self.order_number}-{self.attempt}"


def read_mark(custom_id: str) -> Mark | None:
    """The mark in a `custom_id`; None if the shop did not write it."""
    found = _MARK.fullmatch(custom_id)
    return Mark(found[1], int(found[2]), int(found[3])) if found else None


def order_body(request: PaymentRequest) -> dict[str, object]:
    """The request that makes an order; raises ValueError if its amounts are none that PayPal takes.

    The shopper's e-mail address and delivery address stay in the shop: PayPal needs neither.
    """
    mark = Mark(request.order_number, request.attempt, int(request.expires_at.timestamp()))
    unit = {"reference_id": mark.unit, "custom_id": str(mark), "invoice_id": mark.unit, **_amounts(request)}
    context = {
        "return_url": request.return_url,
        "cancel_url": request.cancel_url,
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
        # Otherwise a capture can stay pending for days (eCheck), far beyond the time that stock is held.
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
    }
    if request.language in _LOCALES:
        context["locale"] = _LOCALES[request.language]
    source = {"paypal": {"experience_context": context}}
    return {"intent": "CAPTURE", "purchase_units": [unit], "payment_source": source}


def _amounts(request: PaymentRequest) -> dict[str, object]:
    total = money(request.amount, request.currency)
    if not request.items:
        return {"amount": total}
    if sum(item.amount for item in request.items) != request.amount:
        raise ValueError("the items do not sum up to the amount")
    items = [_item(item, request.currency) for item in request.items]
    return {"amount": {**total, "breakdown": {"item_total": total}}, "items": items}


def _item(item: PaymentItem, currency: str) -> dict[str, object]:
    """PayPal multiplies a unit's price; a row that its quantity does not divide becomes one piece of that price."""
    unit, rest = divmod(item.amount, item.quantity)
    title, quantity = item.title, item.quantity
    if rest:
        title, quantity, unit = f"{item.quantity} × {item.title}", 1, item.amount
    title = title if len(title) <= _LONGEST_NAME else title[: _LONGEST_NAME - 1] + "…"
    return {"name": title, "quantity": str(quantity), "unit_amount": money(unit, currency)}


def payer_link(order: object) -> ProviderLink:
    """Where the payer approves; raises Unreadable if the order has no such link (any more)."""
    reference = text_at(order, "id")
    links = {text_at(link, "rel"): text_at(link, "href") for link in rows_at(order, "links")}
    # "payer-action" for orders that name a payment source, "approve" for others.
    url = links.get("payer-action") or links.get("approve") or ""
    if not reference or not url.startswith(("https://", "http://")):
        raise Unreadable("an order without an id or a link for the payer")
    return ProviderLink(reference, url)


def mark_of(order: object) -> Mark | None:
    """What the shop wrote into the order."""
    return read_mark(text_at(order, "purchase_units", 0, "custom_id"))


def capture_notice(order: object) -> PaymentNotice | None:
    """What the captures of a completed order say; None while the money is on its way. Raises Unreadable."""
    captures = rows_at(order, "purchase_units", 0, "payments", "captures")
    captures = [row for row in captures if text_at(row, "status") in _CAPTURE_RANKS]
    if not captures:
        raise Unreadable("a completed order without a capture")
    best = min(captures, key=lambda row: _CAPTURE_RANKS.index(text_at(row, "status")))
    kind = _CAPTURE_KINDS.get(text_at(best, "status"), FAILED)
    if kind is None:
        return None
    return order_notice(order, kind, capture=best)


def order_notice(order: object, kind: str, capture: object = None) -> PaymentNotice:
    """A notice of this kind about an order, with the amount that was captured, or else that was asked for."""
    amount, currency = minor_units(at(capture or at(order, "purchase_units", 0), "amount"))
    mark, reference = mark_of(order), text_at(order, "id")
    return PaymentNotice(
        provider=NAME,
        event_id=f"poll:{reference}:{kind}",
        kind=kind,
        order_number=mark.order_number if mark else None,
        link_reference=reference,
        payment_reference=text_at(capture, "id") or None,
        refund_reference=None,
        amount=amount,
        currency=currency,
        account=text_at(order, "purchase_units", 0, "payee", "merchant_id") or None,
    )


def gone_notice(reference: str, currency: str) -> PaymentNotice:
    """PayPal has forgotten the order: it does so some hours after nobody paid."""
    return PaymentNotice(NAME, f"poll:{reference}:{EXPIRED}", EXPIRED, None, reference, None, None, 0, currency)
