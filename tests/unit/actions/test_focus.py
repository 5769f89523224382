"""Goods in focus: what was talked about last, and the shopper's own words for it."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.cart import completed
from actions.conversation import focused_line, line_to_slot
from shop.order_line import Attributes, OrderLine

SCARF = OrderLine(product="scarf", quantity=2, wanted=Attributes(color=("grey",)), words="two grey scarves")


def focus_of(slot: object) -> OrderLine | None:
    return focused_line(Tracker("shopper", {"focused_line": slot}, {}, [], False, None, {}, "action_listen"))


def test_goods_in_focus_keep_the_words_for_them() -> None:
    assert focus_of(line_to_slot(SCARF)) == SCARF


def test_what_a_button_adds_has_the_words_of_the_goods_in_focus() -> None:
    tapped = OrderLine(wanted=Attributes(size=("M",)))
    assert completed(tapped, SCARF).words == "two grey scarves"


def test_what_is_typed_has_its_own_words() -> None:
    typed = OrderLine(wanted=Attributes(color=("red",)), words="rather in red")
    assert completed(typed, SCARF).words == "rather in red"


def test_a_slot_from_before_has_no_words() -> None:
    slot = {name: value for name, value in line_to_slot(SCARF).items() if name != "words"}
    focus = focus_of(slot)
    assert focus is not None and focus.words == ""
