"""Tickets: what a person must look at, in the shopper's words, and what was answered."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale.own import locked
from shop.errors import NothingSaid, TicketClosed, UnknownTicket
from shop.messaging.photos import keep_for_ticket
from shop.model import News, Order, Ticket
from shop.model.base import column
from shop.orders.news import tell_staff
from shop.text import storable

LONGEST_WORDS = 4000
_FIRST_NUMBER = 10_000
_NUMBER = re.compile(r"#?[Tt]?(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class TicketView:
    """A ticket as it is shown."""

    number: str
    kind: str
    state: str
    sender: str
    language: str
    order_number: str | None
    sku: str | None
    words: str
    photo: str | None
    solution: str | None
    note: str | None
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Speaker:
    """Who opens a ticket, and where the answer goes."""

    sender: str
    channel: str | None
    language: str


@dataclass(frozen=True)
class TicketOpened:
    """The ticket is stored, and the people of the shop will be told."""

    ticket: TicketView


@dataclass(frozen=True)
class TicketAnswered:
    """The answer is on its way to the shopper."""

    ticket: TicketView
    text: str


def open_ticket(
    session: Session,
    kind: str,
    speaker: Speaker,
    words: str,
    order: Order | None = None,
    order_item_id: int | None = None,
    photo: str | None = None,
) -> TicketOpened:
    """Keep what somebody said for a person: `kind` is complaint or question. Raises NothingSaid.

    A photo that the shopper sent us is kept as long as the ticket.
    """
    ticket = Ticket(
        kind=kind,
        state="open",
        sender=speaker.sender,
        channel=speaker.channel,
        language=speaker.language,
        order_id=order.id if order is not None else None,
        order=order,
        order_item_id=order_item_id,
        words=said(words),
        photo=photo,
        created_at=clock.now(),
    )
    session.add(ticket)
    session.flush()
    if photo is not None:
        keep_for_ticket(session, photo, ticket.id)
    facts = {"ticket": ticket.number, "words": ticket.words, "photo": photo or ""}
    tell_staff(session, "ticket_opened", order, f"ticket_opened:{ticket.id}", **facts)
    return TicketOpened(view(ticket, _sku(ticket)))


def all_tickets(session: Session, state: str | None = None) -> list[TicketView]:
    """Tickets, the newest first; of one state (open or closed), or all."""
    query = select(Ticket).order_by(column(Ticket.id).desc())
    if state is not None:
        query = query.where(Ticket.state == state)
    return [view(ticket, _sku(ticket)) for ticket in session.execute(query).scalars()]


def find(session: Session, number: str, sender: str | None = None) -> Ticket:
    """The ticket of this number, locked together with its order; of this sender, if one is named.

    Raises UnknownTicket.
    """
    match = _NUMBER.fullmatch(number.strip())
    ticket_id = int(match[1]) - _FIRST_NUMBER if match else 0
    known: Ticket | None = session.get(Ticket, ticket_id)
    if known is not None and known.order is not None:
        locked(session, known.order)
    query = select(Ticket).where(Ticket.id == ticket_id).with_for_update(key_share=True)
    ticket: Ticket | None = session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if ticket is None or (sender is not None and ticket.sender != sender):
        raise UnknownTicket(number=number)
    return ticket


def show(session: Session, number: str, sender: str | None = None) -> TicketView:
    """One ticket as it is shown; raises UnknownTicket."""
    ticket = find(session, number, sender)
    return view(ticket, _sku(ticket))


def answer(session: Session, number: str, text: str, close_it: bool = False) -> TicketAnswered:
    """Answer the shopper, where the ticket was opened; the same answer is sent once.

    Raises UnknownTicket, TicketClosed or NothingSaid.
    """
    ticket = find(session, number)
    if ticket.state == "closed":
        raise TicketClosed(number=ticket.number)
    words = said(text)
    key = f"ticket_answered:{ticket.id}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"
    if session.execute(select(News.id).where(News.key == key)).first() is None:
        session.add(_news(ticket, key, words))
        _add_note(ticket, words)
    if close_it:
        _close(ticket)
    session.flush()
    return TicketAnswered(view(ticket, _sku(ticket)), words)


def close(session: Session, number: str, note: str = "") -> TicketView:
    """Close a ticket, with a note for the people of the shop; raises UnknownTicket or TicketClosed."""
    ticket = find(session, number)
    if ticket.state == "closed":
        raise TicketClosed(number=ticket.number)
    if note.strip():
        _add_note(ticket, said(note))
    _close(ticket)
    session.flush()
    return view(ticket, _sku(ticket))


def said(words: str) -> str:
    """Words that a database can hold; raises NothingSaid if there are none."""
    kept = storable(words).replace("\x00", "").strip()[:LONGEST_WORDS]
    if not kept:
        raise NothingSaid()
    return kept


def view(ticket: Ticket, sku: str | None = None) -> TicketView:
    """A frozen copy of a ticket."""
    return TicketView(
        number=ticket.number,
        kind=ticket.kind,
        state=ticket.state,
        sender=ticket.sender,
        language=ticket.language,
        order_number=ticket.order.number if ticket.order is not None else None,
        sku=sku,
        words=ticket.words,
        photo=ticket.photo,
        solution=ticket.solution,
        note=ticket.note,
        created_at=ticket.created_at,
        closed_at=ticket.closed_at,
    )


def _sku(ticket: Ticket) -> str | None:
    items = ticket.order.items if ticket.order is not None else []
    return next((item.sku for item in items if item.id == ticket.order_item_id), None)


def _add_note(ticket: Ticket, words: str) -> None:
    dated = f"{clock.now():%Y-%m-%d %H:%M} UTC: {words}"
    ticket.note = "\n".join(filter(None, [ticket.note, dated]))


def _close(ticket: Ticket) -> None:
    ticket.state, ticket.closed_at = "closed", clock.now()


def _news(ticket: Ticket, key: str, words: str) -> News:
    # Not every ticket has an order, so `shop.orders.news.tell` cannot do it.
    number = {"number": ticket.order.number} if ticket.order is not None else {}
    return News(
        key=key,
        kind="ticket_answered",
        sender=ticket.sender,
        channel=ticket.channel,
        language=ticket.language,
        order_id=ticket.order_id,
        content={**number, "ticket": ticket.number, "text": words},
        created_at=clock.now(),
        next_try_at=clock.now(),
    )
