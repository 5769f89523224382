"""An order as a row: every amount as the confirmed summary had it, whatever happens to catalog and prices."""

from __future__ import annotations

from dataclasses import asdict

from shop import clock
from shop.checkout.summary import Summary
from shop.model import Cart, CartLine, Order, OrderItem
from shop.pricing import PriceLine
from shop.views import LineView


def frozen(sender: str, summary: Summary, cart: Cart, language: str, channel: str | None) -> Order:
    """The order that a confirmed summary of this cart makes."""
    price = summary.price
    earliest, latest = price.delivery_window
    return Order(
        sender=sender,
        status="awaiting_payment",
        currency=price.currency,
        goods_total=price.goods_total,
        discount_code=price.discount.code if price.discount else None,
        discount_total=price.discount_total,
        delivery_cost=price.delivery_cost,
        delivery_method=price.delivery_method,
        delivery_earliest=earliest,
        delivery_latest=latest,
        vat_included=price.vat_included,
        total=price.total,
        **asdict(summary.contact),
        summary_hash=summary.fingerprint,
        terms_version=summary.terms_version,
        channel=channel,
        language=language,
        created_at=clock.now(),
        items=[
            _item(row, line, priced) for row, line, priced in zip(cart.lines, summary.lines, price.lines, strict=True)
        ],
    )


def _item(row: CartLine, line: LineView, priced: PriceLine) -> OrderItem:
    return OrderItem(
        variant_id=row.variant_id,
        sku=line.sku,
        product=line.product,
        title_en=line.titles["en"],
        title_de=line.titles["de"],
        color=line.color,
        size=line.size,
        audience=line.audience,
        material=line.material,
        fit=line.fit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=priced.discount,
        vat_rate=priced.vat_rate,
        vat=priced.vat,
        words=line.words,
    )
