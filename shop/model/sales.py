"""Orders and their lines. Amounts are frozen minor units."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import relationship

from shop.model.base import Row, UtcDateTime, tables

if TYPE_CHECKING:
    from shop.model.payments import Payment, PaymentLink

AWAITING_PAYMENT = "awaiting_payment"
PAID = "paid"
STATUSES = (AWAITING_PAYMENT, PAID, "packed", "shipped", "delivered", "cancelled", "refunded")

_FIRST_NUMBER = 10_000


@tables.mapped
class Order(Row):
    """A binding order. Its pieces are held until `hold_expires_at`; empty means that nothing is held.

    `goods_total` is the sum of its lines before the discount. `paid_total` and `refunded_total` are the sums of its
    payments and of its finished refunds, kept in the same transaction as those.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint("total = goods_total - discount_total + delivery_cost", name="total"),
        CheckConstraint("discount_total BETWEEN 0 AND goods_total", name="discount_total"),
        CheckConstraint("length(summary_hash) = 64", name="summary_hash"),
        CheckConstraint("refunded_total BETWEEN 0 AND paid_total", name="refunded_total"),
        Index("ix_orders_sender_id", "sender", "id"),
    )

    id: int = Column(Integer, primary_key=True)
    sender: str = Column(String(255), nullable=False)
    status: str = Column(String(20), nullable=False, default=AWAITING_PAYMENT)
    currency: str = Column(String(3), nullable=False)
    goods_total: int = Column(Integer, nullable=False)
    discount_code: str | None = Column(String(40))
    discount_total: int = Column(Integer, nullable=False, default=0, server_default="0")
    delivery_cost: int = Column(Integer, nullable=False)
    vat_included: int = Column(Integer, nullable=False)
    total: int = Column(Integer, nullable=False)
    name: str = Column(String(200), nullable=False)
    email: str = Column(String(320), nullable=False)
    street: str = Column(String(200), nullable=False)
    postal_code: str = Column(String(20), nullable=False)
    city: str = Column(String(120), nullable=False)
    # ISO 3166-1 alpha-2.
    country: str = Column(String(2), nullable=False, default="DE", server_default="DE")
    delivery_method: str = Column(String(40), nullable=False, default="standard", server_default="standard")
    delivery_earliest: date | None = Column(Date)
    delivery_latest: date | None = Column(Date)
    # The summary that was confirmed, and the version of the legal texts that it linked to.
    summary_hash: str = Column(String(64), nullable=False)
    terms_version: str = Column(String(40), nullable=False)
    # Where the shopper is told of news: the input channel in which it was ordered.
    channel: str | None = Column(String(40))
    language: str = Column(String(5), nullable=False, default="en")
    created_at: datetime = Column(UtcDateTime, nullable=False)
    paid_at: datetime | None = Column(UtcDateTime)
    packed_at: datetime | None = Column(UtcDateTime)
    shipped_at: datetime | None = Column(UtcDateTime)
    delivered_at: datetime | None = Column(UtcDateTime)
    cancelled_at: datetime | None = Column(UtcDateTime)
    carrier: str | None = Column(String(40))
    tracking_url: str | None = Column(Text)
    paid_total: int = Column(Integer, nullable=False, default=0, server_default="0")
    refunded_total: int = Column(Integer, nullable=False, default=0, server_default="0")
    hold_expires_at: datetime | None = Column(UtcDateTime, index=True)
    # Why a person must look at it (a wrong amount, or paid when nothing was left); empty for most orders.
    review: str | None = Column(Text)
    items: list[OrderItem] = relationship(
        "OrderItem", order_by="OrderItem.id", cascade="all, delete-orphan", back_populates="order"
    )
    links: list[PaymentLink] = relationship(
        "PaymentLink", order_by="PaymentLink.id", cascade="all, delete-orphan", back_populates="order"
    )
    payments: list[Payment] = relationship("Payment", order_by="Payment.id", back_populates="order")

    @property
    def number(self) -> str:
        """What shoppers are told: digits only."""
        return str(_FIRST_NUMBER + self.id)


def order_id_of(number: str) -> int | None:
    """The row id behind an order number; None if it is no such number."""
    digits = number.strip().lstrip("#").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        return None
    return int(digits) - _FIRST_NUMBER


@tables.mapped
class OrderItem(Row):
    """A line as it was ordered: titles, price and VAT stay, whatever happens to the catalog.

    `discount` is this line's share of the order's discount; `vat` is contained in what is left of the line.
    """

    __tablename__ = "order_item"
    __table_args__ = (CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity"),)

    id: int = Column(Integer, primary_key=True)
    order_id: int = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True)
    variant_id: int | None = Column(ForeignKey("variant.id", ondelete="SET NULL"), index=True)
    sku: str = Column(String(80), nullable=False)
    product: str = Column(String(80), nullable=False)
    title_en: str = Column(String(200), nullable=False)
    title_de: str = Column(String(200), nullable=False)
    color: str | None = Column(String(40))
    size: str | None = Column(String(40))
    audience: str | None = Column(String(40))
    material: str | None = Column(String(40))
    fit: str | None = Column(String(40))
    quantity: int = Column(Integer, nullable=False)
    unit_price: int = Column(Integer, nullable=False)
    discount: int = Column(Integer, nullable=False, default=0, server_default="0")
    # Hundredths of a percent: 1900 is 19 %.
    vat_rate: int = Column(Integer, nullable=False, default=1900, server_default="1900")
    vat: int = Column(Integer, nullable=False, default=0, server_default="0")
    words: str = Column(Text, nullable=False, default="")
    order: Order = relationship("Order", back_populates="items")
