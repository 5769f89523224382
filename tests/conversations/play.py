"""Conversations from YAML: after each turn the state of the shop is compared, never the wording.

A turn is ``say: text``, ``tap: value`` (the button of the last answer that carries this value) or ``pay: true``, and
what must hold after it: ``cart`` (a mapping a line, only what it names is compared), ``question`` (kind of the open
question, null for none), ``orders`` (states, newest first), ``form`` (the slot that is asked for), ``contact`` (what
the checkout has learned of the shopper in this turn; {} if it has forgotten all; null: not compared from here on) and
``language``.

What a turn does not name: ``contact`` is as it was before; with neither cart, question, orders nor form, all of
them are as before. ``aside: text`` (only in variants) is a message after which nothing but the language may differ.

After a sale: ``sold: [lines]`` is what the shopper bought before, as far as ``until`` (delivered); ``foreign: true`` is
an order of somebody else; ``merchant: ship 2`` is a doing of the merchant (see `aftersale.act`) with the second newest
order; ``clock: 14`` lets days go by; ``prices`` are new ones by SKU, in minor units, ``stock`` what is left by SKU;
``provider: pays`` (or ``pays 100``) is a report of a payment of the newest order, after ``provider: away`` it makes
no links until ``provider: back``; ``public: CODE`` lets everybody who asks be told of a code. Of those only what they
name is compared. In messages {order}, {order2} and {foreign} stand for numbers; ``photo`` is sent along. Compared is
also ``returns`` (a mapping each, only what it names), ``refunds`` (amounts), ``tickets`` (like returns) and
``address`` (of the newest order): unnamed, they are as before.
Compared where they are named: ``order`` (what the newest one is bound to, see `sale.FROZEN`), ``code`` (of the cart)
and ``news`` (kinds that the shopper was not told yet).
``asked`` is kind and step of the pending request (null for none), ``link`` a part of an address in the answer (null:
it has none).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.conversations import aftersale, sale
from tests.conversations.compare import Broken, check_cart, check_link, same, same_rows
from tests.conversations.talk import Talk

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de")
STATED = ("cart", "question", "orders", "form")
KEPT = ("returns", "refunds", "tickets", "address")
SET_UP = ("sold", "foreign", "merchant", "clock", "prices", "stock", "provider", "public")
CONTACT = ("name", "email", "street", "postal_code", "city")

Conversation = dict[str, Any]
Turn = dict[str, Any]
Contact = dict[str, str]
Spelling = Callable[[str], str]


@dataclass(frozen=True)
class State:
    """All that a turn may change."""

    cart: list[dict[str, Any]]
    question: str | None
    orders: list[str]
    form: str | None
    contact: Contact
    language: str | None
    kept: dict[str, Any]
    asked: str | None


@dataclass(frozen=True)
class Played:
    """How a conversation went: how many turns were taken, and what broke in the last of them."""

    name: str
    turns: int
    failure: str | None = None


def conversations(language: str) -> list[Conversation]:
    """Return all conversations of a language."""
    return [item for file in sorted((FOLDER / language).glob("*.yml")) for item in yaml.safe_load(file.read_text())]


def play(conversation: Conversation, talk: Talk, spelling: Spelling = str) -> Played:
    """Play a conversation to its end or to the first turn that breaks a promise; compare contacts in `spelling`."""
    with aftersale.own_time() as time, sale.own_provider() as provider:
        try:
            return _Stage(conversation, talk, spelling, time, provider).play()
        finally:
            for code in (turn["public"] for turn in conversation["turns"] if "public" in turn):
                sale.publish(code, False)


class _Stage:
    """One conversation while it is played."""

    def __init__(
        self, conversation: Conversation, talk: Talk, spelling: Spelling, time: aftersale.Clock, provider: sale.Provider
    ) -> None:
        self._conversation, self._talk, self._spelling, self._time = conversation, talk, spelling, time
        self._provider = provider
        self._foreign: str | None = None

    def play(self) -> Played:
        name, turns = self._conversation["name"], self._conversation["turns"]
        answer: list[dict[str, Any]] = []
        contact: Contact | None = {}
        before = state_of(self._talk)
        for number, turn in enumerate(turns, start=1):
            contact = _contact(turn, contact)
            try:
                if any(key in turn for key in SET_UP):
                    self._set_up(turn)
                    after = state_of(self._talk)
                else:
                    answer = _take(self._talk, self._with_numbers(turn), answer)
                    after = state_of(self._talk)
                    _check_unnamed(turn, before, after)
                    self._check_contact(contact, after)
                _check(turn, after, answer)
                _check_sale(turn, self._talk.sender)
            except Broken as failure:
                return Played(name, number, f"turn {number}, {_title(turn)}: {failure}")
            before = after
        return Played(name, len(turns))

    def _set_up(self, turn: Turn) -> None:
        sender, language = self._talk.sender, self._conversation.get("language", "en")
        if "sold" in turn:
            aftersale.sell(sender, turn["sold"], turn.get("until", "delivered"), language)
        if "foreign" in turn:
            self._foreign = aftersale.sell_to_a_stranger(language)
        if "merchant" in turn:
            aftersale.act(sender, turn["merchant"])
        if "clock" in turn:
            self._time.move(turn["clock"])
        if turn.get("provider") in ("away", "back"):
            self._provider.is_away = turn["provider"] == "away"
        elif "provider" in turn:
            sale.report(sender, turn["provider"])
        if "public" in turn:
            sale.publish(turn["public"])
        for sku, pieces in turn.get("stock", {}).items():
            sale.set_stock(sku, pieces)
        for sku, price in turn.get("prices", {}).items():
            self._time.prices.setdefault(sku, aftersale.set_price(sku, price))

    def _with_numbers(self, turn: Turn) -> Turn:
        named = {key: turn[key] for key in ("say", "tap") if "{" in str(turn.get(key, ""))}
        filled = {key: aftersale.with_numbers(text, self._talk.sender, self._foreign) for key, text in named.items()}
        return {**turn, **filled}

    def _check_contact(self, contact: Contact | None, after: State) -> None:
        if contact is not None:
            same("contact", _spelled(contact, self._spelling), _spelled(after.contact, self._spelling))


def state_of(talk: Talk) -> State:
    """Look behind the counter."""
    slots = talk.slots("requested_slot", "language", "pending_request", *(f"checkout_{name}" for name in CONTACT))
    pending = slots["pending_request"]
    return State(
        cart=talk.cart(),
        question=talk.question(),
        orders=[order.status for order in talk.orders()],
        form=slots["requested_slot"],
        contact={name: value for name in CONTACT if (value := slots[f"checkout_{name}"])},
        language=slots["language"],
        kept=talk.kept(),
        asked=f"{pending['kind']} {pending['step']}" if pending else None,
    )


def _title(turn: Turn) -> str:
    text = str(
        turn.get("say")
        or turn.get("aside")
        or turn.get("tap")
        or next((turn[key] for key in SET_UP if key in turn), "pay")
    )
    return repr(text if len(text) < 90 else text[:89] + "…")


def _take(talk: Talk, turn: Turn, answer: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if turn.get("pay"):
        same("status of the payment page", 200, talk.pay())
        return answer
    text = _payload(answer, str(turn["tap"])) if "tap" in turn else turn.get("say", turn.get("aside"))
    answer = talk.say(text, photo=turn["photo"]) if "photo" in turn else talk.say(text)
    if not answer:
        raise Broken("silence")
    if any("{" in message.get("text", "") for message in answer):
        raise Broken("a blank was left open")
    return answer


def _payload(answer: list[dict[str, Any]], value: str) -> str:
    payloads = [button["payload"] for message in answer for button in message.get("buttons", [])]
    fitting = [payload for payload in payloads if f'"{value}"' in payload or payload == f"/{value}"]
    if not fitting:
        raise Broken(f"no button carries {value!r}, there are {payloads}")
    return fitting[0]


def _check_unnamed(turn: Turn, before: State, after: State) -> None:
    if not any(key in turn for key in STATED):
        for key in STATED:
            same(key, getattr(before, key), getattr(after, key))
    for key in KEPT:
        if key not in turn and (key != "address" or len(before.orders) == len(after.orders)):
            same(key, before.kept[key], after.kept[key])


def _check(turn: Turn, after: State, answer: list[dict[str, Any]]) -> None:
    if "cart" in turn:
        check_cart(after.cart, turn["cart"])
    for key in ("question", "orders", "form", "language", "asked"):
        if key in turn:
            same(key, turn[key], getattr(after, key))
    for key in ("returns", "tickets"):
        if key in turn:
            same_rows(key, turn[key], after.kept[key])
    if "refunds" in turn:
        same("refunds", turn["refunds"], [amount for _, amount in after.kept["refunds"]])
    if "address" in turn:
        same("address", turn["address"], after.kept["address"][0])
    if "link" in turn:
        check_link([message.get("text", "") for message in answer], turn["link"])


def _check_sale(turn: Turn, sender: str) -> None:
    if "order" in turn:
        order = sale.frozen(sender)
        same("order", turn["order"], {key: order.get(key) for key in turn["order"]})
    if "code" in turn:
        same("code", turn["code"], sale.code_of(sender))
    if "news" in turn:
        same("news", turn["news"], sale.untold(sender))


def _contact(turn: Turn, before: Contact | None) -> Contact | None:
    learned = turn.get("contact", before)
    if not learned or before is None:
        return learned
    return {name: value for name, value in {**before, **learned}.items() if value is not None}


def _spelled(contact: Contact, spelling: Spelling) -> Contact:
    return {name: spelling(value) for name, value in contact.items()}
