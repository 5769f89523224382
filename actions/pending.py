"""A request that waits for the shopper's word: what is asked, and which message answers it.

It is kept in the slot ``pending_request``; the shop checks everything again when it is done. Whatever answers neither
it nor a question in between lets it lapse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.conversation import Message, is_bare_value
from actions.replies import Button, Reply, button
from actions.terms import Terms
from shop.checkout.contact import parse_address

PENDING = "pending_request"
# Steps: a yes or no, one of several, words of the shopper's own, an address, something offered after a refusal.
CONFIRM, WHICH, WORDS, ADDRESS, SOLUTION = "confirm", "which", "words", "address", "solution"
CONFIRMING, DROPPING = "action_confirm_request", "action_drop_request"
ACTION_OF = {
    "cancel_order": "action_cancel_order",
    "return_item": "action_return_item",
    "exchange_item": "action_exchange_item",
    "complain": "action_complain",
    "change_delivery_address": "action_change_delivery_address",
    "solution": CONFIRMING,
}
# A "yes" or "no" with more words is read as one of these: "yes please cancel it".
_NEAR_YES = (*ACTION_OF, "affirm", "place_order", "inform", "nlu_fallback")
_NEAR_NO = (*_NEAR_YES, "deny", "stop", "undo", "remove_from_cart")
_NEAR_VALUE = (*ACTION_OF, "inform", "nlu_fallback", "change_cart_line", "add_to_cart", "search_product",
               "filter_products", "remove_from_cart", "ask_availability")  # fmt: skip
_NEAR_WORDS = (*ACTION_OF, "inform", "nlu_fallback", "out_of_scope", "insult", "give_feedback", "change_cart_line",
               "search_product", "remove_from_cart", "make_small_talk", "report_payment_problem")  # fmt: skip
_FEW_WORDS = 4
_NAMED = ("product", "color", "size", "ordinal", "quantity", "piece", "instead", "order_number", "size_step")


@dataclass(frozen=True)
class Pending:
    """What was asked: its words, to be said again, and in ``content`` what the answer completes (JSON)."""

    kind: str
    step: str
    response: str
    buttons: Sequence[Button] = ()
    blanks: dict[str, str] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)

    def asked(self, reply: Reply) -> list[dict[str, Any]]:
        """Ask, and return the event that keeps it open."""
        self.ask(reply)
        return [SlotSet(PENDING, {**vars(self), "buttons": list(self.buttons)})]

    def ask(self, reply: Reply) -> None:
        """Say the question, again."""
        reply.say(self.response, self.buttons, **self.blanks)


def pending_of(tracker: Tracker, kind: str | None = None) -> Pending | None:
    """Return the open request (of one kind, if it is named), or None."""
    slot = tracker.get_slot(PENDING)
    if not isinstance(slot, dict) or slot.get("kind") not in ACTION_OF or kind not in (None, slot["kind"]):
        return None
    return Pending(**{name: slot[name] for name in Pending.__dataclass_fields__ if name in slot})


def yes_and_no(reply: Reply, kind: str, yes: str) -> list[Button]:
    """Return the button that confirms a request, named ``yes`` in the terms, and the one that drops it."""
    return [
        button(reply.terms.word("button", yes), "affirm", request=kind),
        button(reply.terms.word("button", "drop_request"), "deny", request=kind),
    ]


def taker(pending: Pending | None, message: Message, terms: Terms) -> str | None:
    """Return the action that the message is for because of what was asked, or None."""
    if message.value("request") is not None:  # a button, of this or of an earlier request
        return CONFIRMING if message.intent == "affirm" else DROPPING
    if pending is None or (message.text.startswith("/") and message.intent not in ("affirm", "deny")):
        return None
    if pending.step in (CONFIRM, SOLUTION):
        return _decided(pending, message, terms)
    answers = {WHICH: _picks, WORDS: _tells, ADDRESS: _locates}[pending.step]
    if answers(message, terms):
        return ACTION_OF[pending.kind]
    return DROPPING if _declines(message, terms) else None


def _decided(pending: Pending, message: Message, terms: Terms) -> str | None:
    if pending.step == SOLUTION and solution_named(message.text, terms) and "?" not in message.text:
        return CONFIRMING
    if _agrees(pending, message, terms):
        return CONFIRMING
    if _declines(message, terms):
        return DROPPING
    corrects = is_bare_value(message) or (message.intent == "inform" and _names_something(message))
    return ACTION_OF[pending.kind] if corrects and pending.step == CONFIRM and pending.kind != "cancel_order" else None


def _agrees(pending: Pending, message: Message, terms: Terms) -> bool:
    if message.intent == "affirm" and not _names_something(message):
        return True
    near = message.intent in _NEAR_YES or (message.intent == "stop" and pending.kind == "cancel_order")
    return near and begins_with(message.text, terms.phrases("yes")) and not _names_something(message)


def _declines(message: Message, terms: Terms) -> bool:
    if message.intent in ("deny", "stop"):
        return True
    return message.intent in _NEAR_NO and begins_with(message.text, terms.phrases("no"))


def _picks(message: Message, terms: Terms) -> bool:
    if "?" in message.text:
        return False
    everything = contains(message.text, terms.phrases("everything"))
    if everything and len(message.text.split()) <= _FEW_WORDS:
        return True  # "all of it" alone sounds like emptying the cart
    return (everything or _names_something(message)) and (is_bare_value(message) or message.intent in _NEAR_VALUE)


def _tells(message: Message, terms: Terms) -> bool:
    return message.intent in _NEAR_WORDS


def _locates(message: Message, terms: Terms) -> bool:
    address = parse_address(message.text)
    return bool(address.street or address.postal_code)


def _names_something(message: Message) -> bool:
    return any(message.value(name) is not None for name in _NAMED)


def solution_named(text: str, terms: Terms) -> str | None:
    """Return the quick solution that words name, or None if they name none or both."""
    named = [kind for kind in ("replacement", "partial_refund") if contains(text, terms.phrases(kind))]
    return named[0] if len(named) == 1 else None


def begins_with(text: str, phrases: Sequence[str]) -> bool:
    """Tell whether the text begins with one of the phrases, as whole words."""
    words = _words(text)
    return any(words[: len(phrase.split())] == phrase.split() for phrase in phrases)


def contains(text: str, phrases: Sequence[str]) -> bool:
    """Tell whether one of the phrases stands in the text, as whole words."""
    padded = f" {' '.join(_words(text))} "
    return any(f" {phrase} " in padded for phrase in phrases)


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
