"""Where shoppers are reached, and when they were last heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from shop import clock
from shop.model import Contact
from shop.model.base import column


@dataclass(frozen=True)
class Reach:
    """How a shopper is reached; `address` is the messenger's own id, `sender` the conversation."""

    channel: str
    address: str
    phone: str | None
    last_heard_at: datetime
    sender: str = ""

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
    if phone and phone != contact.phone:
        _take_from_others(session, contact, phone)
        contact.phone = phone


def reach_of(session: Session, sender: str) -> Reach | None:
    """Return how a shopper is reached, or None if no messenger brought this shopper."""
    contact: Contact | None = session.get(Contact, sender)
    return _reach(contact) if contact is not None else None


def known_as(session: Session, channel: str, address: str | None, phone: str | None) -> Reach | None:
    """Return the shopper who writes from this address or, if it is a new one, with this phone number.

    A messenger may name a shopper by its own id, by the phone number, or both. A number under another id is somebody
    else's: providers hand numbers out anew.
    """
    if address is not None:
        same = select(Contact).where(Contact.channel == channel, Contact.address == address)
        contact = session.execute(same).scalars().first()
        if contact is not None:
            return _reach(contact)
    if phone is None:
        return None
    numbers = select(Contact).where(Contact.channel == channel, or_(Contact.phone == phone, Contact.address == phone))
    if address is not None:
        numbers = numbers.where(Contact.address == phone)
    contact = session.execute(numbers.order_by(column(Contact.last_heard_at).desc())).scalars().first()
    return _reach(contact) if contact is not None else None


def move(session: Session, channel: str, sender: str, address: str, phone: str | None) -> bool:
    """Keep that a shopper is reached elsewhere from now on; False if somebody is known there already."""
    contact: Contact | None = session.get(Contact, sender)
    taken = select(Contact.sender).where(
        Contact.channel == channel, Contact.address == address, Contact.sender != sender
    )
    if contact is None or session.execute(taken).first() is not None:
        return False
    if phone:
        _take_from_others(session, contact, phone)
    contact.address, contact.phone = address, phone
    return True


def _take_from_others(session: Session, contact: Contact, phone: str) -> None:
    """A phone number is one shopper's: the one who wrote with it last."""
    session.execute(
        update(Contact)
        .where(Contact.channel == contact.channel, Contact.phone == phone, Contact.sender != contact.sender)
        .values(phone=None)
        .execution_options(synchronize_session=False)
    )


def _reach(contact: Contact) -> Reach:
    return Reach(contact.channel, contact.address, contact.phone, contact.last_heard_at, contact.sender)
