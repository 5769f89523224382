"""Whose conversation a phone number has: its name must not show the number, as Rasa writes it into logs."""

from __future__ import annotations

import base64
import hashlib
import hmac

from channels.twilio.parsing import CHANNEL, PREFIX
from shop.database import Database
from shop.messaging.contacts import known_as, reach_of

_BYTES = 15


def sender_of(database: Database, secret: str, address: str) -> str:
    """Return the conversation of an address: the one it has, or the name of a new one.

    The name is an HMAC, so that two messages at the same time get the same one; it is looked up first, so that it stays
    when the shop's secret is changed.
    """
    with database.read() as session:
        known = known_as(session, CHANNEL, address, None)
    if known is not None:
        return known.sender
    digest = hmac.new(secret.encode(), b"sender of twilio\0" + address.encode(), hashlib.sha256).digest()
    return PREFIX + base64.b32encode(digest[:_BYTES]).decode("ascii").lower()


def address_of_sender(database: Database, sender: str) -> str | None:
    """Return where a shopper is reached, or None if nobody is known by this name."""
    with database.read() as session:
        reach = reach_of(session, sender)
    return reach.address if reach is not None else None
