"""What a payment provider is told of an order."""

from __future__ import annotations

from shop.model import Order, PaymentLink
from shop.pages.wording import wording
from shop.payments.provider import PaymentItem, PaymentRequest
from shop.payments.signature import LinkClaim, sign
from shop.settings import Settings


def payment_request(settings: Settings, link: PaymentLink) -> PaymentRequest:
    """The request for a link; it is the same whenever the same attempt is asked for again."""
    order = link.order
    claim = LinkClaim(order.number, link.amount, link.currency, link.nonce)
    page = f"{settings.public_url}/pay/{sign(settings.secret(), claim)}"
    return PaymentRequest(
        order_number=order.number,
        amount=link.amount,
        currency=link.currency,
        nonce=link.nonce,
        attempt=link.attempt,
        language=order.language,
        email=order.email,
        expires_at=link.expires_at,
        items=_items(order),
        return_url=f"{page}/back",
        cancel_url=f"{page}/cancelled",
    )


def _items(order: Order) -> tuple[PaymentItem, ...]:
    words = wording(order.language)
    if order.discount_total:
        # Providers have no negative rows.
        return (PaymentItem(words["heading"].format(number=order.number), 1, order.total),)
    goods = [
        PaymentItem(
            item.title_de if order.language == "de" else item.title_en, item.quantity, item.quantity * item.unit_price
        )
        for item in order.items
    ]
    if order.delivery_cost:
        goods.append(PaymentItem(words["delivery"], 1, order.delivery_cost))
    return tuple(goods)
