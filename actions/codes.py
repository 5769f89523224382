"""When a message is a discount code although it was taken for something else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.conversation import language_of, message_of
from actions.offers import discount_code, is_bare_code, names_code
from actions.terms import terms_of
from shop.cart.codes import is_code
from shop.counter import Counter

CODE_ASKED = "code_asked"
APPLY = "action_apply_discount_code"
# What a bare code, which no classifier can know, is taken for.
_UNCLEAR = ("inform", "nlu_fallback", "out_of_scope", "make_small_talk", "")


def code_instead(tracker: Tracker, counter: Counter, action: str) -> str | None:
    """Return the action for discount codes if the message is one, or takes one out, and `action` is for another act."""
    message = message_of(tracker)
    if action == APPLY or message.text.startswith("/"):
        return None
    terms = terms_of(language_of(tracker))
    if message.intent == "remove_from_cart":
        return APPLY if names_code(message, terms) and message.value("product") is None else None
    if message.intent in _UNCLEAR and is_bare_code(message):
        return APPLY
    if not tracker.get_slot(CODE_ASKED):
        return None
    code = discount_code(message, terms, asked=True)
    unclear = message.intent in _UNCLEAR and len(message.text.split()) == 1
    return APPLY if code and (unclear or is_bare_code(message, anything=True) or is_code(counter.cart, code)) else None


def without_stale_question(tracker: Tracker, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events of a turn; a code that was asked for and did not come is not waited for any more."""
    asked_again = any(event.get("name") == CODE_ASKED for event in events)
    if not tracker.get_slot(CODE_ASKED) or asked_again or any(event.get("event") == "followup" for event in events):
        return events
    return [*events, SlotSet(CODE_ASKED, None)]
