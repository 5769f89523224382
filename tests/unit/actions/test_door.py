"""What a typed payload or a strange text can hold is harmless behind the door."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import message_of, order_lines_of
from actions.replies import Reply
from shop.errors import InvalidQuantity


def tracker(text: str = "", **entities: object) -> Tracker:
    items = [{"entity": name, "value": value} for name, value in entities.items()]
    return Tracker("anna", {}, {"text": text, "intent": {}, "entities": items}, [], False, None, {}, "action_listen")


@pytest.mark.parametrize("price", ["1e999", float("nan"), 10**30, "-1e999"])
def test_a_price_that_no_database_can_hold_is_refused(price: object) -> None:
    with pytest.raises(InvalidQuantity):
        order_lines_of(tracker(product="cap", max_price=price))


def test_half_a_surrogate_pair_is_no_text() -> None:
    assert message_of(tracker("\ud83dich")).text == "?ich"
    assert order_lines_of(tracker(product="\ud800"))[0].product == "?"


def test_a_text_of_the_shopper_never_looks_like_a_blank_to_rasa() -> None:
    dispatcher = CollectingDispatcher()
    reply = Reply(dispatcher, "en")
    reply.say("utter_summary", address="Haupt{0[str. 5")
    reply.send()
    assert "0[" not in dispatcher.messages[0]["address"]
