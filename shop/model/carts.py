"""Carts: what is in them, what is still open, and the steps that can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from shop.model.base import Row, UtcDateTime, tables
from shop.model.goods import Variant


@tables.mapped
class Cart(Row):
    """The one cart of a sender (the channel's id of the shopper)."""

    __tablename__ = "cart"

    id: int = Column(Integer, primary_key=True)
    sender: str = Column(String(255), nullable=False, unique=True)
    discount_code: str | None = Column(String(40))
    lines: list[CartLine] = relationship(
        "CartLine", order_by="CartLine.position", cascade="all, delete-orphan", back_populates="cart"
    )
    open_lines: list[OpenLine] = relationship(
        "OpenLine", order_by="OpenLine.position", cascade="all, delete-orphan", back_populates="cart"
    )


@tables.mapped
class CartLine(Row):
    """A chosen variant; `words` are the shopper's own, each message on its own line of text."""

    __tablename__ = "cart_line"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id"),
        CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity"),
    )

    id: int = Column(Integer, primary_key=True)
    cart_id: int = Column(ForeignKey("cart.id", ondelete="CASCADE"), nullable=False)
    variant_id: int = Column(ForeignKey("variant.id", ondelete="CASCADE"), nullable=False, index=True)
    quantity: int = Column(Integer, nullable=False)
    words: str = Column(Text, nullable=False, default="")
    position: int = Column(Integer, nullable=False)
    touched_at: datetime = Column(UtcDateTime, nullable=False)
    cart: Cart = relationship("Cart", back_populates="lines")
    variant: Variant = relationship("Variant", lazy="joined", innerjoin=True)


@tables.mapped
class OpenLine(Row):
    """Something the shopper asked for that needs one more answer.

    `kind` is what happens when it is answered: `add`, `change` or `remove`. `target_sku` is the cart line to change,
    once that is known.
    """

    __tablename__ = "open_line"
    __table_args__ = (CheckConstraint("kind IN ('add', 'change', 'remove')", name="kind"),)

    id: int = Column(Integer, primary_key=True)
    cart_id: int = Column(ForeignKey("cart.id", ondelete="CASCADE"), nullable=False, index=True)
    kind: str = Column(String(10), nullable=False, default="add")
    line: dict[str, Any] = Column(JSON, nullable=False)
    target_sku: str | None = Column(String(80))
    position: int = Column(Integer, nullable=False)
    touched_at: datetime = Column(UtcDateTime, nullable=False)
    cart: Cart = relationship("Cart", back_populates="open_lines")


@tables.mapped
class CartStep(Row):
    """The cart as it was before a step; the newest is taken back first."""

    __tablename__ = "cart_step"

    id: int = Column(Integer, primary_key=True)
    cart_id: int = Column(ForeignKey("cart.id", ondelete="CASCADE"), nullable=False, index=True)
    before: dict[str, Any] = Column(JSON, nullable=False)
    created_at: datetime = Column(UtcDateTime, nullable=False)
