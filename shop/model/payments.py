"""Money: links to pay by, what providers reported, what came in and what goes back. Amounts are minor units."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from shop.model.base import Row, UtcDateTime, tables
from shop.model.sales import Order

OPEN = "open"
LINK_STATES = (OPEN, "paid", "expired", "failed")
REQUESTED = "requested"
REFUND_STATES = (REQUESTED, "pending", "done", "failed")


@tables.mapped
class PaymentLink(Row):
    """One attempt to pay one order: bound to its total, for a limited time, once. `nonce` is the idempotency key."""

    __tablename__ = "payment_link"
    __table_args__ = (
        UniqueConstraint("order_id", "attempt"),
        CheckConstraint(f"state IN {LINK_STATES!r}", name="state"),
        Index("ix_payment_link_provider_reference", "provider", "reference"),
    )

    id: int = Column(Integer, primary_key=True)
    nonce: str = Column(String(64), nullable=False, unique=True)
    order_id: int = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True)
    attempt: int = Column(Integer, nullable=False, default=1, server_default="1")
    provider: str = Column(String(20), nullable=False)
    # What the provider calls it (session or order id); empty until the provider has answered.
    reference: str | None = Column(String(255))
    state: str = Column(String(20), nullable=False, default=OPEN, server_default=OPEN)
    amount: int = Column(Integer, nullable=False)
    currency: str = Column(String(3), nullable=False)
    # Empty until the provider has answered: a provider is called after the order is stored.
    url: str | None = Column(Text)
    created_at: datetime = Column(UtcDateTime, nullable=False)
    expires_at: datetime = Column(UtcDateTime, nullable=False)
    used_at: datetime | None = Column(UtcDateTime)
    # When the provider was last asked what became of it.
    checked_at: datetime | None = Column(UtcDateTime)
    order: Order = relationship("Order", back_populates="links")


@tables.mapped
class PaymentEvent(Row):
    """An event of a provider, kept so that the same one never counts twice."""

    __tablename__ = "payment_event"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: int = Column(Integer, primary_key=True)
    provider: str = Column(String(20), nullable=False)
    event_id: str = Column(String(255), nullable=False)
    # paid, failed, expired or refunded.
    kind: str = Column(String(20), nullable=False, default="paid", server_default="paid")
    order_id: int = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True)
    amount: int = Column(Integer, nullable=False)
    currency: str = Column(String(3), nullable=False)
    outcome: str = Column(String(20), nullable=False)
    received_at: datetime = Column(UtcDateTime, nullable=False)


@tables.mapped
class Payment(Row):
    """Money that came in, once for each payment of the provider, also if it was too much or too late."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("provider", "reference"),
        CheckConstraint("refunded BETWEEN 0 AND amount", name="refunded"),
    )

    id: int = Column(Integer, primary_key=True)
    order_id: int = Column(ForeignKey("orders.id", ondelete="RESTRICT"), nullable=False, index=True)
    provider: str = Column(String(20), nullable=False)
    # What refunds name: Stripe's payment intent, PayPal's capture, the demo provider's nonce.
    reference: str = Column(String(255), nullable=False)
    amount: int = Column(Integer, nullable=False)
    currency: str = Column(String(3), nullable=False)
    # Reserved for refunds, whatever their state; a failed one gives it back.
    refunded: int = Column(Integer, nullable=False, default=0, server_default="0")
    received_at: datetime = Column(UtcDateTime, nullable=False)
    order: Order = relationship("Order", back_populates="payments")


@tables.mapped
class Refund(Row):
    """Money that goes back. Stored before the provider is asked; `key` makes asking again harmless."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(f"state IN {REFUND_STATES!r}", name="state"),
        Index("ix_refund_state_next_try_at", "state", "next_try_at"),
    )

    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(80), nullable=False, unique=True)
    order_id: int = Column(ForeignKey("orders.id", ondelete="RESTRICT"), nullable=False, index=True)
    payment_id: int = Column(ForeignKey("payment.id", ondelete="RESTRICT"), nullable=False, index=True)
    amount: int = Column(Integer, nullable=False)
    currency: str = Column(String(3), nullable=False)
    # cancellation, withdrawal, exchange, complaint, late_payment, overpayment or merchant.
    reason: str = Column(String(20), nullable=False)
    state: str = Column(String(20), nullable=False, default=REQUESTED, server_default=REQUESTED)
    reference: str | None = Column(String(255))
    tries: int = Column(Integer, nullable=False, default=0, server_default="0")
    next_try_at: datetime | None = Column(UtcDateTime)
    error: str | None = Column(Text)
    created_at: datetime = Column(UtcDateTime, nullable=False)
    done_at: datetime | None = Column(UtcDateTime)
    order: Order = relationship("Order")
    payment: Payment = relationship("Payment")
