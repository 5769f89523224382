"""What an order costs: goods, discount, delivery, VAT. See docs/decisions/0005-prices-and-vat.md."""

from __future__ import annotations

from shop.pricing.delivery import DeliveryOption, delivery_options
from shop.pricing.price import AppliedDiscount, Price, PricedLine, PriceLine, price
from shop.pricing.vat import VatRow, contained_vat, delivery_rows, summed_by_rate, vat_row

__all__ = [
    "AppliedDiscount",
    "DeliveryOption",
    "Price",
    "PriceLine",
    "PricedLine",
    "VatRow",
    "contained_vat",
    "delivery_options",
    "delivery_rows",
    "price",
    "summed_by_rate",
    "vat_row",
]
