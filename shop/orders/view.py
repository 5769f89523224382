"""Orders as they are shown."""

from __future__ import annotations

from shop.model import Order, OrderItem
from shop.model.sales import AWAITING_PAYMENT
from shop.views import LineView, OrderView


def order_view(order: Order) -> OrderView:
    """A frozen copy of an order; its newest payment link as long as it is unpaid."""
    urls = [link.url for link in order.links if link.url]
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
