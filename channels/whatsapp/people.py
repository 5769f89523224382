"""Who a webhook speaks of, and where to answer: one shopper, whether named by id, by phone number, or by both.

A conversation keeps its name ("wa-" and the first id that we heard), whatever WhatsApp calls the shopper later.
"""

from __future__ import annotations

from channels.whatsapp.arriving import CHANNEL
from channels.whatsapp.graph import Target
from channels.whatsapp.reading import Moved, User, is_user_id
from shop.database import Database
from shop.messaging.contacts import Reach, known_as, move, reach_of
from shop.messaging.inbox import Origin

PREFIX = "wa-"


def person(database: Database, user: User) -> tuple[str, Origin]:
    """Return the conversation of whoever wrote, and what is to be kept of how to reach them."""
    with database.read() as session:
        known = known_as(session, CHANNEL, user.user_id, user.phone)
    if known is None:
        address = user.user_id or str(user.phone)
        return PREFIX + address, Origin(address, user.phone)
    return known.sender, Origin(user.user_id or known.address, user.phone)


def moved(database: Database, change: Moved) -> str | None:
    """Keep a shopper's new number or id; returns the conversation, or None if nobody is known under the old one."""
    with database.write() as session:
        known = known_as(session, CHANNEL, change.before.user_id, change.before.phone)
        if known is None:
            return None
        kept_id = known.address if is_user_id(known.address) else None
        address = change.now.user_id or kept_id or change.now.phone or known.address
        phone = change.now.phone or known.phone
        return known.sender if move(session, CHANNEL, known.sender, address, phone) else None


def reached(database: Database, sender: str) -> tuple[Target, Reach | None]:
    """Return where to send what is meant for a conversation, and when that shopper was heard."""
    with database.read() as session:
        reach = reach_of(session, sender)
    address = reach.address if reach is not None else sender.removeprefix(PREFIX)
    by_id = is_user_id(address)
    phone = reach.phone if reach is not None else None
    return Target(address if by_id else None, phone if by_id else address), reach
