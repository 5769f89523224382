"""Orders as they are shown."""

from __future__ import annotations

from shop.model import Order, OrderItem
from shop.model.payments import OPEN
from shop.model.sales import AWAITING_PAYMENT
from shop.views import LineView, OrderView


def order_view(order: Order) -> OrderView:
    """A frozen copy of an order; its newest payment link as long as it is unpaid."""
    urls = [link.url for link in order.links if link.url and link.state == OPEN]
    return OrderView(
        number=order.number,
        sender=order.sender,
        status=order.status,
        currency=order.currency,
        total=order.total,
        goods_total=order.goods_total,
        delivery_cost=order.delivery_cost,
        vat_included=order.vat_included,
        email=order.email,
        payment_url=urls[-1] if urls and order.status == AWAITING_PAYMENT else None,
        created_at=order.created_at,
        language=order.language,
        lines=tuple(_line(item) for item in order.items),
        discount_code=order.discount_code,
        discount_total=order.discount_total,
        country=order.country,
        delivery_method=order.delivery_method,
        delivery_earliest=order.delivery_earliest,
        delivery_latest=order.delivery_latest,
        paid_total=order.paid_total,
        refunded_total=order.refunded_total,
        carrier=order.carrier,
        tracking_url=order.tracking_url,
        paid_at=order.paid_at,
        shipped_at=order.shipped_at,
        delivered_at=order.delivered_at,
        cancelled_at=order.cancelled_at,
        review=order.review,
    )


def _line(item: OrderItem) -> LineView:
    return LineView(
        sku=item.sku,
        product=item.product,
        titles={"en": item.title_en, "de": item.title_de},
        color=item.color,
        size=item.size,
        audience=item.audience,
        material=item.material,
        fit=item.fit,
        quantity=item.quantity,
        unit_price=item.unit_price,
        total=item.quantity * item.unit_price,
        words=item.words,
    )
