"""What messengers need to remember: who writes from where, what arrived, what was shown, and where visits came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from shop.model.base import Row, UtcDateTime, tables
from shop.model.goods import Product


@tables.mapped
class Contact(Row):
    """Where a shopper is reached: the messenger's own id, and the phone number only where the messenger tells it."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("channel", "address"), Index("ix_contact_channel_phone", "channel", "phone"))

    sender: str = Column(String(255), primary_key=True)
    channel: str = Column(String(40), nullable=False)
    address: str = Column(String(200), nullable=False)
    phone: str | None = Column(String(40))
    # A messenger may let us speak freely only for some hours after this.
    last_heard_at: datetime = Column(UtcDateTime, nullable=False)


@tables.mapped
class Inbound(Row):
    """A message of a messenger, stored before it is answered with 200; `content` is gone once it is handled."""

    __tablename__ = "inbound"
    __table_args__ = (UniqueConstraint("channel", "message_id"), Index("ix_inbound_open", "handled_at", "received_at"))

    id: int = Column(Integer, primary_key=True)
    channel: str = Column(String(40), nullable=False)
    message_id: str = Column(String(200), nullable=False)
    sender: str = Column(String(255), nullable=False, index=True)
    content: dict[str, Any] | None = Column(JSON)
    received_at: datetime = Column(UtcDateTime, nullable=False)
    handled_at: datetime | None = Column(UtcDateTime)
    # Whoever works on it keeps it until this moment; then it is somebody else's.
    taken_until: datetime | None = Column(UtcDateTime)
    tries: int = Column(Integer, nullable=False, default=0, server_default="0")


@tables.mapped
class ShownProduct(Row):
    """Which product a message of ours showed, for the shopper who quotes it."""

    __tablename__ = "shown_product"

    channel: str = Column(String(40), primary_key=True)
    message_id: str = Column(String(200), primary_key=True)
    sender: str = Column(String(255), nullable=False, index=True)
    product: str = Column(String(200), nullable=False)
    shown_at: datetime = Column(UtcDateTime, nullable=False)


@tables.mapped
class KeptPayload(Row):
    """A payload that is too long for the buttons of a messenger: the button holds the key."""

    __tablename__ = "kept_payload"

    key: str = Column(String(40), primary_key=True)
    sender: str = Column(String(255), nullable=False, index=True)
    payload: str = Column(Text, nullable=False)
    kept_at: datetime = Column(UtcDateTime, nullable=False)


@tables.mapped
class Photo(Row):
    """A picture that a shopper sent; its file is deleted after a while unless a ticket needs it."""

    __tablename__ = "photo"

    key: str = Column(String(40), primary_key=True)
    sender: str = Column(String(255), nullable=False, index=True)
    mime: str = Column(String(40), nullable=False)
    received_at: datetime = Column(UtcDateTime, nullable=False, index=True)
    ticket_id: int | None = Column(ForeignKey("ticket.id", ondelete="SET NULL"))


@tables.mapped
class EntryLink(Row):
    """A link or QR code that opens the chat, with a product or not."""

    __tablename__ = "entry_link"

    code: str = Column(String(20), primary_key=True)
    product_id: int | None = Column(ForeignKey("product.id", ondelete="SET NULL"), index=True)
    campaign: str = Column(String(80), nullable=False, default="", server_default="")
    created_at: datetime = Column(UtcDateTime, nullable=False)
    product: Product | None = relationship("Product")


@tables.mapped
class EntryVisit(Row):
    """One opening of an entry link, by whom and where."""

    __tablename__ = "entry_visit"

    id: int = Column(Integer, primary_key=True)
    code: str = Column(ForeignKey("entry_link.code", ondelete="CASCADE"), nullable=False, index=True)
    channel: str = Column(String(40), nullable=False)
    sender: str = Column(String(255), nullable=False, index=True)
    visited_at: datetime = Column(UtcDateTime, nullable=False)
