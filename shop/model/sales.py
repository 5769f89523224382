"""Orders and their payments. Amounts are frozen minor units."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from shop.model.base import Row, UtcDateTime, tables

AWAITING_PAYMENT = "awaiting_payment"
PAID = "paid"
STATUSES = (AWAITING_PAYMENT, PAID, "packed", "shipped", "delivered", "cancelled", "refunded")

_FIRST_NUMBER = 10_000


@tables.mapped
class Order(Row):
    """A binding order. Its pieces are held until `hold_expires_at`; empty means that nothing is held."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint("total = goods_total + delivery_cost", name="total"),
        Index("ix_orders_sender_id", "sender", "id"),
    )

    id: int = Column(Integer, primary_key=True)
    sender: str = Column(String(255), nullable=False)
    status: str = Column(String(20), nullable=False, default=AWAITING_PAYMENT)
    currency: str = Column(String(3), nullable=False)
    goods_total: int = Column(Integer, nullable=False)
    delivery_cost: int = Column(Integer, nullable=False)
    vat_included: int = Column(Integer, nullable=False)
    total: int = Column(Integer, nullable=False)
    name: str = Column(String(200), nullable=False)
    email: str = Column(String(320), nullable=False)
    street: str = Column(String(200), nullable=False)
    postal_code: str = Column(String(20), nullable=False)
    city: str = Column(String(120), nullable=False)
    language: str = Column(String(5), nullable=False, default="en")
    created_at: datetime = Column(UtcDateTime, nullable=False)
    paid_at: datetime | None = Column(UtcDateTime)
    hold_expires_at: datetime | None = Column(UtcDateTime, index=True)
    # Why a person must look at it (a wrong amount, or paid when nothing was left); empty for most orders.
    review: str | None = Column(Text)
    items: list[OrderItem] = relationship(
        "OrderItem", order_by="OrderItem.id", cascade="all, delete-orphan", back_populates="order"
    )
    links: list[PaymentLink] = relationship(
        "PaymentLink", order_by="PaymentLink.id", cascade="all, delete-orphan", back_populates="order"
    )

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
    """A line as it was ordered: titles and price stay, whatever happens to the catalog."""

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
    words: str = Column(Text, nullable=False, default="")
    order: Order = relationship("Order", back_populates="items")


@tables.mapped
class PaymentLink(Row):
    """One chance to pay one order: bound to its total, for a limited time, once."""

    __tablename__ = "payment_link"

    id: int = Column(Integer, primary_key=True)
    nonce: str = Column(String(64), nullable=False, unique=True)
    order_id: int = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True)
    provider: str = Column(String(20), nullable=False)
    amount: int = Column(Integer, nullable=False)
    currency: str = Column(String(3), nullable=False)
    # Empty until the provider has answered: a provider is called after the order is stored.
    url: str | None = Column(Text)
    created_at: datetime = Column(UtcDateTime, nullable=False)
    expires_at: datetime = Column(UtcDateTime, nullable=False)
    used_at: datetime | None = Column(UtcDateTime)
    order: Order = relationship("Order", back_populates="links")


@tables.mapped
class PaymentEvent(Row):
    """An event of a provider, kept so that the same one never counts twice."""

    __tablename__ = "payment_event"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: int = Column(Integer, primary_key=True)
    provider: str = Column(String(20), nullable=False)
    event_id: str = Column(String(255), nullable=False)
    order_id: int = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True)
    amount: int = Column(Integer, nullable=False)
    currency: str = Column(String(3), nullable=False)
    outcome: str = Column(String(20), nullable=False)
    received_at: datetime = Column(UtcDateTime, nullable=False)
