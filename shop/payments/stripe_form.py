"""What Stripe is asked, as the form fields of its API.

Names and limits: https://docs.stripe.com/api/checkout/sessions/create and https://docs.stripe.com/api/refunds/create
"""

from __future__ import annotations

from math import floor

from shop.payments.provider import PaymentItem, PaymentRequest, RefundRequest

Form = dict[str, str]

# Under these names our own numbers stand in the metadata of Stripe's objects.
ORDER_NUMBER = "order_number"
REFUND_KEY = "refund_key"

_MOST_ROWS = 100
_LONGEST_TITLE = 250
_LONGEST_EMAIL = 800
_LANGUAGES = ("de", "en")


def session_form(request: PaymentRequest) -> Form:
    """A page where exactly the request can be paid.

    `expires_at` is the end of the hold as it is, in whole seconds and never later. Stripe takes it from 30 minutes to
    24 hours after *its* clock reads the request; whoever makes the request must therefore hold the goods for longer
    than 30 minutes, by the time that asking and asking again may take and by the difference of the clocks
    (`shop.orders.links` adds five minutes). Nothing is added here: a later page could be paid when the goods are no
    longer held, and the same key with another time is refused.
    """
    form = {
        "mode": "payment",
        "client_reference_id": request.order_number,
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "expires_at": str(floor(request.expires_at.timestamp())),
        "locale": request.language if request.language in _LANGUAGES else "auto",
        # Otherwise the account's setting may offer another currency, and another sum, than the order's.
        "adaptive_pricing[enabled]": "false",
    }
    if request.email.isascii() and 0 < len(request.email) <= _LONGEST_EMAIL:
        form["customer_email"] = request.email
    for place in ("metadata", "payment_intent_data[metadata]"):
        form[f"{place}[{ORDER_NUMBER}]"] = request.order_number
        form[f"{place}[attempt]"] = str(request.attempt)
    for index, item in enumerate(_rows(request)):
        form.update(_row(f"line_items[{index}]", item, request.currency))
    return form


def refund_form(request: RefundRequest) -> Form:
    """Money back. A whole refund names its amount too: what is left at Stripe may not be what the shop thinks."""
    return {
        "payment_intent": request.payment_reference,
        "amount": str(request.amount),
        f"metadata[{REFUND_KEY}]": request.key,
        # Stripe's own field `reason` knows three reasons, none of which is a withdrawal.
        "metadata[reason]": request.reason,
    }


def _rows(request: PaymentRequest) -> list[PaymentItem]:
    if len(request.items) > _MOST_ROWS:
        return [PaymentItem(request.order_number, 1, request.amount)]
    return [_divisible(item) for item in request.items]


def _divisible(item: PaymentItem) -> PaymentItem:
    """The item with an amount that its quantity divides: Stripe multiplies whole minor units."""
    if item.quantity > 0 and item.amount % item.quantity == 0:
        return item
    return PaymentItem(f"{item.quantity} × {item.title}", 1, item.amount)


def _row(place: str, item: PaymentItem, currency: str) -> Form:
    price = f"{place}[price_data]"
    return {
        f"{place}[quantity]": str(item.quantity),
        f"{price}[currency]": currency.lower(),
        f"{price}[unit_amount]": str(item.amount // item.quantity),
        # The amounts are gross, whatever the account's default is.
        f"{price}[tax_behavior]": "inclusive",
        f"{price}[product_data][name]": item.title.strip()[:_LONGEST_TITLE] or "–",
    }
