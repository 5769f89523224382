"""What comes after a sale, for conversations: goods that were sold before, the merchant's doings, and what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions import base
from shop import clock
from shop.aftersale.returns import receive
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.model import Order, Refund, Return, Ticket, Variant
from shop.model.base import column
from shop.order_line import ATTRIBUTES, Attributes, OrderLine
from shop.orders import apply, states
from shop.orders.refund_runner import RefundRunner
from shop.payments import provider_named
from shop.payments.provider import PaymentNotice
from shop.profile import kept_profile

CONTACT = Contact("Anna Schmidt", "anna@example.com", "Hauptstraße 5", "10115", "Berlin")
STEPS = ("paid", "packed", "shipped", "delivered")
TRACKING = "https://tracking.example/parcel/1"
_real_now = clock.now
_STRANGER = "somebody else"


@contextmanager
def own_time() -> Iterator[Clock]:
    """A clock that a conversation can move; afterwards it is as late as it really is."""
    with pytest.MonkeyPatch.context() as patch:
        moved = Clock()
        patch.setattr(clock, "now", moved.now)
        yield moved
        for sku, price in moved.prices.items():
            set_price(sku, price)


class Clock:
    """The time of a conversation."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        # What goods cost before the merchant changed it.
        self.prices: dict[str, int] = {}

    def now(self) -> Any:
        """Return the moment that the shop believes in."""
        return _real_now() + self._ahead

    def move(self, days: float) -> None:
        """Let days go by."""
        self._ahead += timedelta(days=days)


def sell(sender: str, lines: list[dict[str, Any]], until: str, language: str) -> str:
    """Order these goods for the sender and bring the order as far as `until`; return its number."""
    with base.database().write() as session:
        counter = Counter(session, base.settings())
        change = counter.cart.add(sender, [_wish(line) for line in lines])
        if change.question or change.refusals:
            raise AssertionError(f"cannot sell {lines}: {change.question} {change.refusals}")
        fingerprint = counter.checkout.summary(sender, CONTACT).fingerprint
        placed = counter.checkout.place(sender, CONTACT, fingerprint, language, channel="rest").order
    if until == "awaiting_payment":
        return str(placed.number)
    pay(placed.number, placed.total, placed.currency)
    for step in STEPS[1 : STEPS.index(until) + 1]:
        advance(placed.number, step)
    return str(placed.number)


def sell_to_a_stranger(language: str) -> str:
    """Return the number of an order of somebody else."""
    return sell(_STRANGER, [{"product": "scarf", "color": "grey", "quantity": 1}], "delivered", language)


def _wish(line: dict[str, Any]) -> OrderLine:
    values = {name: (str(line[name]),) for name in ATTRIBUTES if name in line}
    return OrderLine(product=line["product"], quantity=line.get("quantity", 1), wanted=Attributes(**values))


def pay(number: str, total: int, currency: str) -> None:
    """Let the provider say that an order is paid."""
    notice = PaymentNotice("demo", f"event {number}", "paid", number, None, f"payment {number}", None, total, currency)
    with base.database().write() as session:
        apply(session, _profile(), notice)


def advance(number: str, step: str) -> None:
    """Report a step of the merchant."""
    facts = {"carrier": "DHL", "tracking_url": TRACKING} if step == "shipped" else {}
    with base.database().write() as session:
        states.advance(session, _order(session, number), step, **facts)


def act(sender: str, doing: str) -> None:
    """Do what the merchant does: pack, ship, deliver, receive (the newest return) or refund (what is due)."""
    verb, _, place = doing.partition(" ")
    match verb:
        case "pack" | "ship" | "deliver":
            steps = {"pack": "packed", "ship": "shipped", "deliver": "delivered"}
            advance(number_at(sender, int(place or 1)), steps[verb])
        case "receive":
            with base.database().write() as session:
                receive(session, _returns(session, sender)[-1].number)
        case "refund":
            runner = RefundRunner(base.database(), _profile(), lambda name: provider_named(name, base.settings()))
            runner.run_once()
        case _:
            raise ValueError(f"a merchant does not {doing!r}")


def set_price(sku: str, price: int) -> int:
    """Let goods cost something else; return what they cost before."""
    with base.database().write() as session:
        variant = session.execute(select(Variant).where(Variant.sku == sku)).scalar_one()
        before, variant.price = int(variant.price), price
        return before


def number_at(sender: str, place: int) -> str:
    """Return the number of the sender's order at a place, 1 for the newest."""
    with base.database().read() as session:
        return str(Counter(session, base.settings()).orders.list(sender)[place - 1].number)


def with_numbers(text: str, sender: str, foreign: str | None) -> str:
    """Fill in the numbers of orders: {order} is the newest, {order2} the one before, {foreign} somebody else's."""

    def number(match: re.Match[str]) -> str:
        return str(foreign) if match[1] == "foreign" else number_at(sender, int(match[2] or 1))

    return re.sub(r"\{(foreign|order(\d?))\}", number, text)


def kept(sender: str) -> dict[str, Any]:
    """Return what the database keeps of returns, refunds and tickets of a sender (oldest first), and the address."""
    with base.database().read() as session:
        orders = list(session.execute(select(Order).where(Order.sender == sender).order_by(column(Order.id))).scalars())
        numbers = [order.id for order in orders]
        refunds = session.execute(select(Refund).where(column(Refund.order_id).in_(numbers)).order_by(Refund.id))
        tickets = session.execute(select(Ticket).where(Ticket.sender == sender).order_by(column(Ticket.id)))
        return {
            "returns": [_return(one) for one in _returns(session, sender)],
            "refunds": [(one.state, one.amount) for one in refunds.scalars()],
            "tickets": [_ticket(one) for one in tickets.scalars()],
            "address": [f"{order.street}, {order.postal_code} {order.city}" for order in reversed(orders)],
        }


def _returns(session: Any, sender: str) -> list[Return]:
    query = select(Return).join(Order, Order.id == Return.order_id).where(Order.sender == sender)
    return list(session.execute(query.order_by(column(Return.id))).scalars())


def _return(one: Return) -> dict[str, Any]:
    pieces = {item.item.product: item.quantity for item in one.items}
    return {"kind": one.kind, "state": one.state, "amount": one.amount, "pieces": pieces}


def _ticket(one: Ticket) -> dict[str, Any]:
    items = one.order.items if one.order else []
    product = next((item.product for item in items if item.id == one.order_item_id), None)
    return {"kind": one.kind, "product": product, "photo": one.photo, "solution": one.solution, "words": one.words}


def _order(session: Any, number: str) -> Order:
    return next(one for one in session.execute(select(Order)).scalars() if one.number == number)


def _profile() -> Any:
    return kept_profile(base.settings().profile_folder)
