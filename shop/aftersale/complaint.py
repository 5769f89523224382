"""Complaints: something is wrong with what was delivered.

A person always looks at them. What the merchant lets the bot offer at once is offered, never forced, and once for a
line: after that only a person decides.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import clock
from shop.aftersale import tickets
from shop.aftersale.money import pay_back, unpromised
from shop.aftersale.own import locked
from shop.aftersale.pieces import whole_pieces
from shop.aftersale.replacement import place_replacement
from shop.aftersale.worth import LineLeft, line_left, lines_left
from shop.catalog.matching import Candidate, by_ids
from shop.errors import OrderNotPaid, SolutionNotOffered, TicketClosed, UnknownLine
from shop.model import Order, OrderItem, Ticket
from shop.model.base import column
from shop.model.sales import AWAITING_PAYMENT
from shop.orders.news import tell_staff
from shop.orders.view import order_view
from shop.profile import Profile
from shop.settings import Settings
from shop.views import OrderView

REPLACEMENT, PARTIAL_REFUND = "replacement", "partial_refund"
_LONGEST_ADDRESS = 2000
# Section 438 (1) No. 3 BGB: claims for defects end two years after delivery.
_WARRANTY_YEARS = 2


@dataclass(frozen=True)
class Solution:
    """What the shop does at once if the shopper wants it. `amount` is in minor units; 0 for a replacement."""

    kind: str
    sku: str
    pieces: int
    amount: int
    currency: str


@dataclass(frozen=True)
class SolutionTaken:
    """The solution is under way: a new order that costs nothing, or a refund."""

    ticket_number: str
    solution: Solution
    replacement: OrderView | None


def complain(
    session: Session, order: Order, sku: str | None, words: str, photo: str | None = None
) -> tickets.TicketOpened:
    """Open a ticket about a line of an order, or about all of it (None).

    A photo that is no web address is left out: what somebody complains about is never lost for it. Raises UnknownLine,
    OrderNotPaid or NothingSaid.
    """
    if order.status == AWAITING_PAYMENT:
        raise OrderNotPaid(number=order.number)
    item = next((item for item in order.items if item.sku == sku), None)
    if sku is not None and item is None:
        raise UnknownLine(number=order.number)
    speaker = tickets.Speaker(order.sender, order.channel, order.language)
    item_id = item.id if item is not None else None
    return tickets.open_ticket(session, "complaint", speaker, words, order, item_id, address_of(photo))


def offers(session: Session, profile: Profile, ticket: Ticket, pieces: object = None) -> tuple[Solution, ...]:
    """The quick solutions that the merchant allows for so many pieces of the ticket's line (None: all that are left).

    Empty where a person must decide. Raises NotAPiece.
    """
    wanted = whole_pieces(pieces)
    line = _line(session, ticket)
    if line is None or line.quantity < (wanted or 1) or _decided_before(session, line.item):
        return ()
    affected = line.quantity if wanted is None else wanted
    solutions = [_solution(session, profile, line, kind, affected) for kind in profile.quick_solutions]
    return tuple(one for one in solutions if one is not None)


def take_solution(
    session: Session, settings: Settings, profile: Profile, ticket: Ticket, kind: str, pieces: object = None
) -> SolutionTaken:
    """Do what was offered; the ticket stays open for the person who looks at it.

    Raises TicketClosed, SolutionNotOffered or NotAPiece.
    """
    if ticket.state == "closed":
        raise TicketClosed(number=ticket.number)
    if ticket.order is None:
        raise SolutionNotOffered(number=ticket.number)
    order = locked(session, ticket.order)
    solution = next((one for one in offers(session, profile, ticket, pieces) if one.kind == kind), None)
    if solution is None:
        raise SolutionNotOffered(number=ticket.number)
    ticket.solution = kind
    replacement = None
    if kind == REPLACEMENT:
        replacement = _replace(session, settings, ticket, order, solution)
    else:
        pay_back(session, order, solution.amount, "complaint", f"ticket:{ticket.id}")
    session.flush()
    facts = {"ticket": ticket.number, "solution": kind, "amount": solution.amount, "pieces": solution.pieces}
    tell_staff(session, "ticket_solution", order, f"ticket_solution:{ticket.id}:{kind}:{_times(replacement)}", **facts)
    return SolutionTaken(ticket.number, solution, replacement)


def _line(session: Session, ticket: Ticket) -> LineLeft | None:
    order = ticket.order
    if order is None or ticket.kind != "complaint" or ticket.state != "open" or ticket.solution is not None:
        return None
    if order.status not in ("shipped", "delivered") or _is_too_old(order, clock.now()):
        return None
    return next((line for line in lines_left(session, order) if line.item.id == ticket.order_item_id), None)


def _is_too_old(order: Order, moment: datetime) -> bool:
    if order.delivered_at is None:
        return False
    return (moment - order.delivered_at).days >= 365 * _WARRANTY_YEARS


def _decided_before(session: Session, item: OrderItem) -> bool:
    same = select(Ticket.id).where(Ticket.order_item_id == item.id, column(Ticket.solution).is_not(None))
    return session.execute(same).first() is not None


def _solution(session: Session, profile: Profile, line: LineLeft, kind: str, pieces: int) -> Solution | None:
    item = line.item
    if kind == REPLACEMENT:
        goods = _goods(session, item)
        there = goods is not None and goods.available >= pieces
        return Solution(kind, item.sku, pieces, 0, item.order.currency) if there else None
    # Half a cent is rounded up.
    part = (line.share(pieces) * profile.partial_refund_percent * 2 + 100) // 200
    amount = min(part, unpromised(session, item.order))
    return Solution(kind, item.sku, pieces, amount, item.order.currency) if amount > 0 else None


def _goods(session: Session, item: OrderItem) -> Candidate | None:
    return by_ids(session, [item.variant_id]).get(item.variant_id) if item.variant_id is not None else None


def _replace(session: Session, settings: Settings, ticket: Ticket, order: Order, solution: Solution) -> OrderView:
    item = line_left(session, order, solution.sku).item
    goods = _goods(session, item)
    if goods is None:
        raise SolutionNotOffered(number=ticket.number)
    shown = f"{ticket.number} {solution.sku} {solution.pieces} 0"
    summary_hash = hashlib.sha256(shown.encode()).hexdigest()
    placed = place_replacement(
        session, settings, item, goods, solution.pieces, item.unit_price, 0, ticket.number, summary_hash
    )
    return order_view(placed)


def _times(replacement: OrderView | None) -> str:
    return replacement.number if replacement is not None else "1"


def address_of(photo: str | None) -> str | None:
    """A photo's web address as it can be stored; None for anything else."""
    text = (photo or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = parts.scheme in ("https", "http") and parts.netloc and len(text) <= _LONGEST_ADDRESS
    return text if usable and text.isprintable() and text.isascii() else None
