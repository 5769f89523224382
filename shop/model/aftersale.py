"""What follows a sale: returns, tickets, invoices and the news that go to shoppers. Amounts are minor units."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from shop.model.base import Row, UtcDateTime, tables
from shop.model.sales import Order, OrderItem

RETURN_KINDS = ("withdrawal", "exchange")
RETURN_STATES = ("announced", "settled", "cancelled")
TICKET_KINDS = ("complaint", "payment_review", "question")
DOCUMENT_KINDS = ("invoice", "credit_note")


@tables.mapped
class Return(Row):
    """Goods that come back: a withdrawal from the contract, or an exchange for another size or color."""

    __tablename__ = "goods_return"
    __table_args__ = (
        CheckConstraint(f"kind IN {RETURN_KINDS!r}", name="kind"),
        CheckConstraint(f"state IN {RETURN_STATES!r}", name="state"),
    )

    id: int = Column(Integer, primary_key=True)
    order_id: int = Column(ForeignKey("orders.id", ondelete="RESTRICT"), nullable=False, index=True)
    kind: str = Column(String(20), nullable=False)
    state: str = Column(String(20), nullable=False, default="announced", server_default="announced")
    # The moment of the declaration, which the confirmation names.
    declared_at: datetime = Column(UtcDateTime, nullable=False)
    settled_at: datetime | None = Column(UtcDateTime)
    # What goes back to the shopper for it; negative if an exchange costs more.
    amount: int = Column(Integer, nullable=False)
    words: str = Column(Text, nullable=False, default="", server_default="")
    # The order that an exchange brings: its discount is what the returned goods were paid with.
    replacement_id: int | None = Column(ForeignKey("orders.id", ondelete="SET NULL"))
    order: Order = relationship("Order", foreign_keys=[order_id])
    replacement: Order | None = relationship("Order", foreign_keys=[replacement_id])
    items: list[ReturnItem] = relationship(
        "ReturnItem", order_by="ReturnItem.id", cascade="all, delete-orphan", back_populates="goods_return"
    )

    @property
    def number(self) -> str:
        """What shoppers are told, and what the slip says."""
        return f"R{10_000 + self.id}"


@tables.mapped
class ReturnItem(Row):
    """Pieces of one order line that come back, and what they were paid with."""

    __tablename__ = "goods_return_item"
    __table_args__ = (CheckConstraint("quantity >= 1", name="quantity"),)

    id: int = Column(Integer, primary_key=True)
    return_id: int = Column(ForeignKey("goods_return.id", ondelete="CASCADE"), nullable=False, index=True)
    order_item_id: int = Column(ForeignKey("order_item.id", ondelete="RESTRICT"), nullable=False, index=True)
    quantity: int = Column(Integer, nullable=False)
    amount: int = Column(Integer, nullable=False)
    goods_return: Return = relationship("Return", back_populates="items")
    item: OrderItem = relationship("OrderItem")


@tables.mapped
class Ticket(Row):
    """Something that a person must look at."""

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint(f"kind IN {TICKET_KINDS!r}", name="kind"),
        CheckConstraint("state IN ('open', 'closed')", name="state"),
    )

    id: int = Column(Integer, primary_key=True)
    kind: str = Column(String(20), nullable=False)
    state: str = Column(String(20), nullable=False, default="open", server_default="open")
    sender: str = Column(String(255), nullable=False, index=True)
    channel: str | None = Column(String(40))
    language: str = Column(String(5), nullable=False, default="en", server_default="en")
    order_id: int | None = Column(ForeignKey("orders.id", ondelete="SET NULL"), index=True)
    order_item_id: int | None = Column(ForeignKey("order_item.id", ondelete="SET NULL"))
    words: str = Column(Text, nullable=False)
    photo: str | None = Column(Text)
    # The quick solution that the shopper took, of those that the merchant allows: replacement or partial_refund.
    solution: str | None = Column(String(40))
    created_at: datetime = Column(UtcDateTime, nullable=False)
    closed_at: datetime | None = Column(UtcDateTime)
    note: str | None = Column(Text)
    order: Order | None = relationship("Order")

    @property
    def number(self) -> str:
        """What shoppers are told."""
        return f"T{10_000 + self.id}"


@tables.mapped
class Document(Row):
    """An invoice or a credit note; its number follows the one before without a gap. Its content is frozen."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint(f"kind IN {DOCUMENT_KINDS!r}", name="kind"), UniqueConstraint("kind", "sequence"))

    id: int = Column(Integer, primary_key=True)
    kind: str = Column(String(20), nullable=False)
    sequence: int = Column(Integer, nullable=False)
    order_id: int = Column(ForeignKey("orders.id", ondelete="RESTRICT"), nullable=False, index=True)
    refund_id: int | None = Column(ForeignKey("refund.id", ondelete="RESTRICT"), unique=True)
    issued_at: datetime = Column(UtcDateTime, nullable=False)
    content: dict[str, Any] = Column(JSON, nullable=False)
    order: Order = relationship("Order")


@tables.mapped
class Sequence(Row):
    """The last number given of a row of numbers; taken in the transaction that uses it, so that none is ever lost."""

    __tablename__ = "sequence"

    name: str = Column(String(40), primary_key=True)
    last: int = Column(Integer, nullable=False, default=0, server_default="0")


@tables.mapped
class News(Row):
    """The outbox: something that a shopper, or the staff, is to be told. `key` keeps it from being told twice."""

    __tablename__ = "news"
    __table_args__ = (Index("ix_news_sent_at_next_try_at", "sent_at", "next_try_at"),)

    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(120), nullable=False, unique=True)
    # order_paid, order_packed, order_shipped, …: which words are said is the channel's business.
    kind: str = Column(String(40), nullable=False)
    sender: str = Column(String(255), nullable=False, index=True)
    channel: str | None = Column(String(40))
    language: str = Column(String(5), nullable=False)
    order_id: int | None = Column(ForeignKey("orders.id", ondelete="SET NULL"), index=True)
    content: dict[str, Any] = Column(JSON, nullable=False)
    created_at: datetime = Column(UtcDateTime, nullable=False)
    sent_at: datetime | None = Column(UtcDateTime)
    tries: int = Column(Integer, nullable=False, default=0, server_default="0")
    next_try_at: datetime = Column(UtcDateTime, nullable=False)
    error: str | None = Column(Text)
