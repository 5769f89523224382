"""Discount codes and their uses. Amounts are minor units."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, false, true

from shop.model.base import Row, UtcDateTime, tables

DISCOUNT_KINDS = ("percent", "amount", "free_delivery")


@tables.mapped
class Discount(Row):
    """A code in capital letters. `value` is a whole percentage or an amount; nothing for free delivery."""

    __tablename__ = "discount"
    __table_args__ = (
        CheckConstraint(f"kind IN {DISCOUNT_KINDS!r}", name="kind"),
        CheckConstraint("value >= 0 AND (kind <> 'percent' OR value <= 100)", name="value"),
        CheckConstraint("max_uses IS NULL OR uses <= max_uses", name="uses"),
    )

    id: int = Column(Integer, primary_key=True)
    code: str = Column(String(40), nullable=False, unique=True)
    kind: str = Column(String(20), nullable=False)
    value: int = Column(Integer, nullable=False, default=0, server_default="0")
    min_goods: int = Column(Integer, nullable=False, default=0, server_default="0")
    first_order_only: bool = Column(Boolean, nullable=False, default=False, server_default=false())
    once_per_shopper: bool = Column(Boolean, nullable=False, default=False, server_default=false())
    valid_from: datetime | None = Column(UtcDateTime)
    valid_until: datetime | None = Column(UtcDateTime)
    max_uses: int | None = Column(Integer)
    # Orders that count: waiting with a living hold, or paid.
    uses: int = Column(Integer, nullable=False, default=0, server_default="0")
    active: bool = Column(Boolean, nullable=False, default=True, server_default=true())
    # Whoever asks for discounts is told of it.
    public: bool = Column(Boolean, nullable=False, default=False, server_default=false())


@tables.mapped
class DiscountUse(Row):
    """One order that has a code; gone when the order lets go of it."""

    __tablename__ = "discount_use"
    __table_args__ = (
        # One per shopper holds under concurrent use too: `only_for` is the sender where the code asks for it.
        Index("uq_discount_use_discount_id_only_for", "discount_id", "only_for", unique=True),
    )

    id: int = Column(Integer, primary_key=True)
    discount_id: int = Column(ForeignKey("discount.id", ondelete="RESTRICT"), nullable=False)
    order_id: int = Column(ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, unique=True)
    sender: str = Column(String(255), nullable=False, index=True)
    only_for: str | None = Column(String(255))
