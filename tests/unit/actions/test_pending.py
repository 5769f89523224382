"""What answers a pending request, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from actions.conversation import Message
from actions.pending import Pending, solution_named, taker
from actions.terms import terms_of

CANCEL = Pending("cancel_order", "confirm", "utter_confirm_cancel")
RETURN = Pending("return_item", "confirm", "utter_confirm_return")
WHICH = Pending("return_item", "which", "utter_ask_piece_to_return")
ADDRESS = Pending("change_delivery_address", "address", "utter_ask_new_address")
SOLUTION = Pending("solution", "solution", "utter_offer_solutions")
CONFIRM, DROP, RETURNS = "action_confirm_request", "action_drop_request", "action_return_item"


def said(text: str, intent: str, confidence: float = 0.9, **entities: Any) -> Message:
    found = tuple({"entity": name, "value": value, "start": 0, "end": 0} for name, value in entities.items())
    return Message(text, intent, confidence, found)


@pytest.mark.parametrize(
    ("pending", "message", "language", "expected"),
    [
        (CANCEL, said("ja", "affirm"), "de", CONFIRM),
        (CANCEL, said("yes please cancel it", "stop"), "en", CONFIRM),
        (CANCEL, said("ja, bitte stornieren", "cancel_order"), "de", CONFIRM),
        (CANCEL, said("nein doch nicht", "deny"), "de", DROP),
        (CANCEL, said("stop", "stop"), "en", DROP),
        (CANCEL, said("ja, und der schwarze Hoodie?", "ask_availability", product="hoodie"), "de", None),
        (CANCEL, said("yes, order 10002 too", "cancel_order", order_number="10002"), "en", None),
        (CANCEL, said("was kostet der Versand?", "ask_shipping_cost"), "de", None),
        (RETURN, said("yes, stop", "stop"), "en", DROP),
        (RETURN, said("nur zwei", "inform", quantity=2), "de", RETURNS),
        (WHICH, said("the black one", "inform", color="black"), "en", RETURNS),
        (WHICH, said("beide", "inform"), "de", RETURNS),
        (WHICH, said("do you have the black one?", "ask_availability", color="black"), "en", None),
        (WHICH, said("no", "deny"), "en", DROP),
        (ADDRESS, said("Lindenallee 12, 50668 Köln", "inform"), "de", "action_change_delivery_address"),
        (ADDRESS, said("lieber nicht", "deny"), "de", DROP),
        (SOLUTION, said("lieber Ersatz", "change_cart_line", 0.2), "de", CONFIRM),
        (SOLUTION, said("nein danke", "deny"), "de", DROP),
        (None, said("ja", "affirm"), "de", None),
        (None, said('/affirm{"request": "cancel_order"}', "affirm", request="cancel_order"), "en", CONFIRM),
        (RETURN, said('/deny{"request": "return_item"}', "deny", request="return_item"), "en", DROP),
        (CANCEL, said("/show_cart", "show_cart"), "en", None),
    ],
)
def test_only_an_answer_to_what_was_asked_is_taken_for_one(
    pending: Pending | None, message: Message, language: str, expected: str | None
) -> None:
    assert taker(pending, message, terms_of(language)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I'd like a replacement", "en", "replacement"),
        ("then a refund please", "en", "partial_refund"),
        ("bitte Ersatz, kein Geld", "de", None),
        ("die Hälfte vom Geld", "de", "partial_refund"),
        ("hmm", "de", None),
    ],
)
def test_words_name_one_solution_or_none(text: str, language: str, expected: str | None) -> None:
    assert solution_named(text, terms_of(language)) == expected
