"""The tables of the shop, as declarative classes."""

from shop.model.base import metadata
from shop.model.carts import Cart, CartLine, CartStep, OpenLine
from shop.model.goods import Product, Variant
from shop.model.imports import CatalogImport
from shop.model.sales import Order, OrderItem, PaymentEvent, PaymentLink
from shop.model.words import CatalogVersion, CatalogWord

__all__ = [
    "Cart",
    "CartLine",
    "CartStep",
    "CatalogImport",
    "CatalogVersion",
    "CatalogWord",
    "OpenLine",
    "Order",
    "OrderItem",
    "PaymentEvent",
    "PaymentLink",
    "Product",
    "Variant",
    "metadata",
]
