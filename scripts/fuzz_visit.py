"""A visit: what a shopper says next, what happens between turns, and whether all is well afterwards."""

from __future__ import annotations

from random import Random
from typing import Any, Protocol

from sqlalchemy import update

from actions.base import database, settings
from scripts.fuzz_acts import Acts
from scripts.fuzz_checks import Errors, wrong_with_cart, wrong_with_message
from scripts.fuzz_mangle import mangled
from scripts.fuzz_messages import LANGUAGES, Composer
from scripts.fuzz_payloads import payload
from scripts.fuzz_server import Server
from scripts.fuzz_shopper import Circle, Shopper
from shop import clock
from shop.counter import Counter
from shop.model import Order
from shop.model.base import column
from shop.orders import apply
from shop.payments.provider import PAID, PaymentNotice
from shop.profile import kept_profile

CONFIDENCES = (1.0, 0.95, 0.8, 0.6, 0.45, 0.2)


class Tally(Protocol):
    """Where it is counted what occurred."""

    slowest: tuple[float, str]

    def count(self, what: str) -> None:
        """Count one occurrence."""


class Visit:
    """One shopper's conversation; `text` and `act` are what was said last, and as what."""

    def __init__(self, server: Server, acts: Acts, errors: Errors, rng: Random, sender: str) -> None:
        self._server, self._acts, self._errors, self._rng = server, acts, errors, rng
        self._shopper = Shopper(server, acts, sender)
        self._language = rng.choice(LANGUAGES)
        self._composer = Composer(rng, self._language)
        self._payments = 0
        self.text = self.act = ""

    async def turn(self, tally: Tally) -> list[str]:
        """Say one thing and return what is wrong afterwards."""
        self._between(tally)
        self.text, self.act = self._next()
        try:
            await self._shopper.hear(self.text, self.act, self._rng.choice(CONFIDENCES))
        except Circle as circle:
            return [f"the actions hand over to each other without end, last to {circle}"]
        tally.slowest = max(tally.slowest, (self._shopper.reading_seconds, self.text))
        # What was logged tells more than the apology that the shopper heard.
        problems = [f"logged as an error: {text}" for text in self._errors.take()]
        if problems:
            return problems
        if not self._shopper.said:
            problems.append("silence")
        for message in self._shopper.said:
            problems += wrong_with_message(self._server, message, self._shopper.slots, self._acts)
        return problems + self._wrong_with_shop(tally)

    def _next(self) -> tuple[str, str]:
        rng, slots = self._rng, self._shopper.slots
        buttons = [button for message in self._shopper.said for button in message.get("buttons") or []]
        if buttons and rng.random() < 0.35:
            button = rng.choice(buttons)
            return button[rng.choice(("payload", "payload", "title"))], "inform"
        if self._shopper.requested and rng.random() < 0.75:
            text = self._composer.contact(self._shopper.requested)
            return (mangled(rng, text) if rng.random() < 0.2 else text), "inform"
        if slots.get("checkout_fingerprint") and rng.random() < 0.4:
            return "/place_order", "place_order"
        kind = rng.random()
        if kind < 0.06:
            return payload(rng, self._acts.intents, self._acts.entities), "nlu_fallback"
        if kind < 0.14:
            return "/check_out", "check_out"
        text, act = self._composer.message()
        return mangled(rng, text), act if kind < 0.75 else rng.choice([*self._acts.intents, "nlu_fallback"])

    def _between(self, tally: Tally) -> None:
        """Pay for an order, wrongly at times, or let its time pass."""
        luck = self._rng.random()
        if luck > 0.2:
            return
        with database().write() as session:
            order = Counter(session, settings()).orders.latest(self._shopper.sender)
            if order is None or order.status != "awaiting_payment":
                return
            if luck < 0.05:
                tally.count("expired holds")
                held = (Order.sender == self._shopper.sender, column(Order.hold_expires_at).is_not(None))
                over = update(Order).where(*held).values(hold_expires_at=clock.now())
                session.execute(over.execution_options(synchronize_session=False))
                return
            self._payments += 1
            amount = order.total + (luck > 0.18)
            event = f"{self._shopper.sender}-{self._payments}"
            notice = PaymentNotice("demo", event, PAID, order.number, None, event, None, amount, order.currency)
            tally.count(f"payments: {apply(session, kept_profile(settings().profile_folder), notice).outcome}")

    def _wrong_with_shop(self, tally: Tally) -> list[str]:
        with database().read() as session:
            counter: Any = Counter(session, settings())
            cart = counter.cart.view(self._shopper.sender)
            question = counter.cart.question(self._shopper.sender)
        if question:
            tally.count(f"turns with an open question ({question.kind})")
        if self._shopper.requested:
            tally.count("turns in the checkout form")
        if any(message.get("response") == "utter_order_placed" for message in self._shopper.said):
            tally.count("orders placed")
        if len(cart.lines) > 2:
            tally.count("turns with three lines and more")
        return list(wrong_with_cart(cart))
