"""What is shown beside the text: the same goods, the whole cart, links; and taps that lead on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from actions.cart import AddToCart, EmptyCart, RemoveFromCart, ShowCart, Undo
from actions.cart_answers import TakeAnswer
from actions.catalog import CheckAvailability, Recommend, SearchProducts, TellDetails, TellPrice
from actions.pictures import ShowPictures
from actions.service import AnswerQuestion
from shop.model import Product, Variant
from tests.unit.actions.conftest import LONG_KEY, Talk, entity, names, shown

TEE, NAVY = entity("product", "t-shirt", plural=True), entity("color", "navy")


def tap(talk: Talk, payload: str) -> list[dict[str, Any]]:
    """Send a payload as Rasa reads it: its intent and entities."""
    intent, _, rest = payload[1:].partition("{")
    values = json.loads("{" + rest) if rest else {}
    entities = [
        entity(name, one, None)
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    action = {"add_to_cart": AddToCart, "inform": TakeAnswer}[intent]()
    return talk.turn(action, intent, payload, *entities)


def test_every_message_tells_its_language(talk: Talk) -> None:
    talk.slots["language"] = "de"
    messages = [*talk.turn(AnswerQuestion(), "greet", "hi"), *talk.turn(SearchProducts(), "search_product", "x", TEE)]
    assert {message["language"] for message in messages} == {"de"}


@pytest.mark.parametrize("action", [SearchProducts, CheckAvailability, TellPrice, TellDetails, Recommend])
def test_answers_about_goods_show_them_as_cards(talk: Talk, action: Any) -> None:
    messages = talk.turn(action(), "search_product", "navy tees", TEE, NAVY)
    cards = [card for show in shown(messages) for card in show["cards"]]
    assert {card["product"] for card in cards} == {"#tee-men", "#tee-women"}
    card = next(card for card in cards if card["product"] == "#tee-men")
    assert (card["title"], card["price"], card["facts"]) == ("tee-men en", "€19.90", ["navy", "S, M, L"])
    assert card["sku"].startswith("TM-navy-") and card["picture"].endswith("/pictures/tee-men.png?color=navy")
    assert (card["link"], card["button"]["title"]) == (None, "Choose")


def test_the_merchants_own_picture_and_page_are_shown(talk: Talk) -> None:
    (show,) = shown(talk.turn(SearchProducts(), "search_product", "cap", entity("product", "cap")))
    (card,) = show["cards"]
    assert (card["picture"], card["link"]) == ("https://shop.example/cap.jpg", "https://shop.example/cap")


def test_a_tap_on_a_card_puts_it_in_or_asks_the_one_thing_that_is_open(talk: Talk) -> None:
    (show,) = shown(talk.turn(SearchProducts(), "search_product", "navy tees", TEE, NAVY))
    chosen = next(card for card in show["cards"] if card["product"] == "#tee-women")
    messages = tap(talk, chosen["button"]["payload"])
    assert names(messages) == ["utter_ask_size"] and talk.question() == "size"
    tap(talk, next(button["payload"] for button in messages[-1]["buttons"] if button["title"] == "M"))
    assert talk.cart() == {"TW-navy-M": 1}


def test_a_tap_on_what_was_asked_for_exactly_puts_it_in_at_once(talk: Talk) -> None:
    (show,) = shown(talk.turn(CheckAvailability(), "ask_availability", "x", TEE, NAVY, entity("size", "L")))
    tap(talk, show["cards"][0]["button"]["payload"])
    assert list(talk.cart().values()) == [1] and list(talk.cart())[0].endswith("-navy-L")


def test_alternatives_stay_open_after_a_tap(talk: Talk) -> None:
    (show,) = shown(talk.turn(SearchProducts(), "search_product", "x", TEE, NAVY, entity("color", "grey")))
    tap(talk, show["cards"][0]["button"]["payload"])
    assert talk.question() == "color"


def test_a_product_with_the_longest_key_can_be_tapped(talk: Talk) -> None:
    (show,) = shown(talk.turn(SearchProducts(), "search_product", "belt", entity("product", "belt")))
    assert show["cards"][0]["product"] == f"#{LONG_KEY}"
    tap(talk, show["cards"][0]["button"]["payload"])
    assert talk.cart() == {"BE": 1}


def test_a_tap_while_something_else_is_open_loses_neither(talk: Talk) -> None:
    talk.turn(AddToCart(), "add_to_cart", "a tee", entity("product", "t-shirt", plural=False), NAVY)
    asked = talk.question()
    (show,) = shown(talk.turn(SearchProducts(), "search_product", "cap", entity("product", "cap")))
    messages = tap(talk, show["cards"][0]["button"]["payload"])
    assert talk.cart() == {"CP": 1} and talk.question() == asked and len(names(messages)) == 2


def test_pictures_of_what_is_named_of_what_is_in_focus_or_of_what_is_new(talk: Talk) -> None:
    messages = talk.turn(ShowPictures(), "show_pictures", "show me", entity("product", "cap"))
    assert names(messages) == ["utter_pictures"] and "https://shop.example/cap.jpg" in messages[0]["rows"]
    assert shown(messages)[0]["kind"] == "lookbook"
    again = talk.turn(ShowPictures(), "show_pictures", "how does it look?")
    assert [card["product"] for card in shown(again)[0]["cards"]] == ["#cap"]
    talk.slots["focused_line"] = None
    new = talk.turn(ShowPictures(), "show_pictures", "pictures please")
    assert names(new) == ["utter_new_pictures"]
    assert "#scarf" not in [card["product"] for card in shown(new)[0]["cards"]]


def test_pictures_of_what_is_sold_out_are_an_honest_answer(talk: Talk) -> None:
    messages = talk.turn(ShowPictures(), "show_pictures", "the scarf", entity("product", "scarf"))
    assert names(messages) == ["utter_nothing_like_it"] and shown(messages) == []


def test_the_cart_is_shown_whole_after_every_change(talk: Talk) -> None:
    cap = entity("product", "cap", plural=False)
    messages = talk.turn(AddToCart(), "add_to_cart", "a cap", cap)
    assert [show["count"] for show in shown(messages)] == [1] and messages[-1].get("show")
    tee = (TEE, NAVY, entity("size", "M"), entity("audience", "men"), entity("quantity", 2))
    (show,) = shown(talk.turn(AddToCart(), "add_to_cart", "tees", *tee))
    assert show == {
        "kind": "cart",
        "lines": [
            {"sku": "CP", "quantity": 1, "title": "cap en", "features": "black", "price": "€9.00", "total": "€9.00"},
            {"sku": "TM-navy-M", "quantity": 2, "title": "tee-men en", "features": "navy, M", "price": "€19.90",
             "total": "€39.80"},
        ],
        "total": "€48.80",
        "count": 3,
    }  # fmt: skip
    (show,) = shown(talk.turn(RemoveFromCart(), "remove_from_cart", "no cap", cap))
    assert [line["sku"] for line in show["lines"]] == ["TM-navy-M"]
    (show,) = shown(talk.turn(Undo(), "undo", "undo"))
    assert show["count"] == 3
    (show,) = shown(talk.turn(ShowCart(), "show_cart", "cart"))
    assert show["count"] == 3
    (show,) = shown(talk.turn(EmptyCart(), "empty_cart", "empty it"))
    assert (show["lines"], show["count"]) == ([], 0)
    (show,) = shown(talk.turn(ShowCart(), "show_cart", "cart"))
    assert (show["lines"], show["total"]) == ([], "€0.00")


def test_a_change_that_leaves_a_question_shows_the_cart_too(talk: Talk) -> None:
    cap, tee = entity("product", "cap", "1", plural=False), entity("product", "t-shirt", "2", plural=False)
    messages = talk.turn(AddToCart(), "add_to_cart", "a cap and a tee", cap, tee)
    assert names(messages)[0] == "utter_added_to_cart" and [show["count"] for show in shown(messages)] == [1]


def test_all_of_200_choices_are_buttons_and_the_sentence_stays_short(talk: Talk) -> None:
    with talk.database.write() as session:
        sizes = [Variant(sku=f"R{number}", size=str(number), price=100, stock=1) for number in range(200)]
        session.add(Product(key="ring", type="ring", title_en="Ring", title_de="Ring", variants=sizes))
    (message,) = talk.turn(AddToCart(), "add_to_cart", "a ring", entity("product", "ring", plural=False))
    assert message["response"] == "utter_ask_size" and len(message["buttons"]) == 200
    assert message["choices"].endswith(" and 188 more") and len(message["choices"]) < 100
    tap(talk, message["buttons"][-1]["payload"])
    assert list(talk.cart().values()) == [1]
