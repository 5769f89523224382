"""Where shoppers are reached, and when they were last heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from shop import clock
from shop.model import Contact


@dataclass(frozen=True)
class Reach:
    """How a shopper is reached; `address` is the messenger's own id."""

    channel: str
    address: str
    phone: str | None
    last_heard_at: datetime

    def heard_within(self, period: timedelta) -> bool:
        """Tell whether the shopper wrote something within this time."""
        return clock.now() - self.last_heard_at < period


def heard(session: Session, channel: str, sender: str, address: str, phone: str | None = None) -> None:
    """Keep that a shopper has just written, and from where."""
    contact: Contact | None = session.get(Contact, sender)
    if contact is None:
        contact = Contact(sender=sender, channel=channel, address=address)
        session.add(contact)
    contact.address, contact.last_heard_at = address, clock.now()
    contact.phone = phone or contact.phone


def reach_of(session: Session, sender: str) -> Reach | None:
    """Return how a shopper is reached, or None if no messenger brought this shopper."""
    contact: Contact | None = session.get(Contact, sender)
    if contact is None:
        return None
    return Reach(contact.channel, contact.address, contact.phone, contact.last_heard_at)
