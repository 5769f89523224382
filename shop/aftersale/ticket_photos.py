"""A photo that comes after the words of a complaint: messengers send it as a message of its own."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale import tickets
from shop.messaging.photos import keep_for_ticket
from shop.model import Ticket
from shop.model.base import column
from shop.orders.news import tell_staff

# A photo that comes later than this is about something else.
JUST_OPENED = timedelta(minutes=30)
# More pictures help nobody, and a note is no place to fill a database.
MOST_PHOTOS = 10
_LINE = "photo: "


def add_photo(session: Session, sender: str, photo: str, number: str | None = None) -> tickets.TicketView | None:
    """Keep a photo with the sender's open ticket: the one of this number, or the one that was opened just now.

    The first is the ticket's photo, more stand in its note. None if no ticket waits for one. Raises UnknownTicket.
    """
    found = number or _just_opened(session, sender)
    ticket = tickets.find(session, found, sender) if found else None
    if ticket is None or ticket.state != "open" or (ticket.note or "").count(_LINE) >= MOST_PHOTOS - 1:
        return None
    if ticket.photo is None:
        ticket.photo = photo
    elif photo != ticket.photo:
        ticket.note = "\n".join(filter(None, [ticket.note, f"{clock.now():%Y-%m-%d %H:%M} UTC: {_LINE}{photo}"]))
    session.flush()
    keep_for_ticket(session, photo, ticket.id)
    key = f"ticket_photo:{ticket.id}:{hashlib.sha256(photo.encode()).hexdigest()[:16]}"
    tell_staff(session, "ticket_photo", ticket.order, key, ticket=ticket.number, photo=photo)
    return tickets.view(ticket)


def _just_opened(session: Session, sender: str) -> str | None:
    query = (
        select(Ticket)
        .where(Ticket.sender == sender, Ticket.state == "open", Ticket.created_at > clock.now() - JUST_OPENED)
        .order_by(column(Ticket.id).desc())
        .limit(1)
    )
    ticket: Ticket | None = session.execute(query).scalar_one_or_none()
    return ticket.number if ticket is not None else None
