"""The tables of the shop, as declarative classes."""

from shop.model.aftersale import Document, News, Return, ReturnItem, Sequence, Ticket
from shop.model.base import metadata
from shop.model.carts import Cart, CartLine, CartStep, OpenLine
from shop.model.discounts import Discount, DiscountUse
from shop.model.goods import Product, Variant
from shop.model.imports import CatalogImport
from shop.model.messaging import Contact, EntryLink, EntryVisit, Inbound, KeptPayload, Photo, ShownProduct
from shop.model.payments import Payment, PaymentEvent, PaymentLink, Refund
from shop.model.sales import Order, OrderItem
from shop.model.words import CatalogVersion, CatalogWord

__all__ = [
    "Cart",
    "CartLine",
    "CartStep",
    "CatalogImport",
    "CatalogVersion",
    "CatalogWord",
    "Contact",
    "Discount",
    "DiscountUse",
    "Document",
    "EntryLink",
    "EntryVisit",
    "Inbound",
    "KeptPayload",
    "News",
    "OpenLine",
    "Order",
    "OrderItem",
    "Payment",
    "PaymentEvent",
    "PaymentLink",
    "Photo",
    "Product",
    "Refund",
    "Return",
    "ReturnItem",
    "Sequence",
    "ShownProduct",
    "Ticket",
    "Variant",
    "metadata",
]
