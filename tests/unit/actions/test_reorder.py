"""Buying again in a conversation: what is read from the message, what is said, who takes over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.cart import AddToCart, ExplainCartLine, RemoveFromCart, Undo
from actions.conversation import Message
from actions.reorder import Reorder, refers_to_past, wishes_of
from actions.replies import Reply
from actions.service import Fallback
from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.errors import ShopError
from shop.model import Order, Product, Variant
from shop.order_line import Attributes, OrderLine
from shop.settings import Settings

RESPONSES = Path(__file__).resolve().parents[3] / "responses"
TEXT = "noch mal zwei von den grauen T-Shirts"


def entity(name: str, value: Any, group: str | None = "1", **more: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, **({"group": group} if group else {}), **more}


def tracker(*entities: dict[str, Any], intent: str = "reorder", text: str = TEXT, **slots: Any) -> Tracker:
    latest = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": list(entities)}
    return Tracker("anna", slots, latest, [], False, None, {}, "action_listen")


@pytest.fixture()
def settings(tmp_path: Path) -> Settings:
    return Settings(f"sqlite:///{tmp_path / 'shop.db'}", given_secret="test", public_url="http://shop.test")


@pytest.fixture()
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    database.upgrade()
    tee = Product(key="tee", type="t-shirt", title_en="Soft tee", title_de="Weiches T-Shirt", audience="men")
    tee.variants = [
        Variant(sku=f"{color}-{size}", color=color, size=size, price=1990, stock=9)
        for color in ("grey", "white")
        for size in ("S", "M", "L")
    ]
    cap = Product(key="cap", type="cap", title_en="Cap", title_de="Kappe")
    cap.variants = [Variant(sku="cap", color="black", price=900, stock=9)]
    with database.write() as session:
        session.add_all([tee, cap])
    yield database
    database.close()


@pytest.fixture()
def buy(database: Database, settings: Settings) -> Callable[..., None]:
    """Anna orders and pays: buy(("t-shirt", 1, "grey", "M"), …)."""

    def do(*goods: tuple[str, int, str, str | None]) -> None:
        contact = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")
        with database.write() as session:
            counter = Counter(session, settings)
            for product, quantity, color, size in goods:
                wanted = Attributes(color=(color,), size=(size,) if size else ())
                counter.cart.add("anna", [OrderLine(product, quantity, wanted)])
            fingerprint = counter.checkout.summary("anna", contact).fingerprint
            counter.checkout.place("anna", contact, fingerprint, "en")
            session.query(Order).order_by(Order.id.desc()).first().status = "paid"

    return do


class Said:
    """What one action said and did; every blank of every response is filled, in both languages."""

    def __init__(self, messages: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
        self.messages, self.events = messages, events
        self.names = [message["response"] for message in messages]
        self.followup = next((event["name"] for event in events if event["event"] == "followup"), None)
        for message in messages:
            for language in ("en", "de"):
                wording(message["response"], language).format(**message)

    def blanks(self, name: str) -> dict[str, Any]:
        return self.messages[self.names.index(name)]


def wording(name: str, language: str) -> str:
    for file in (RESPONSES / language).glob("*.yml"):
        found = (yaml.safe_load(file.read_text(encoding="utf-8")).get("responses") or {}).get(name)
        if found:
            return str(found[0]["text"])
    raise AssertionError(f"{name} has no words in {language}")


@pytest.fixture()
def run(database: Database, settings: Settings) -> Callable[..., Said]:
    """run(tracker) performs the action as its base class does, in one transaction."""

    def do(heard: Tracker, action: Any = None, language: str = "de") -> Said:
        dispatcher = CollectingDispatcher()
        reply = Reply(dispatcher, language)
        try:
            with database.write() as session:
                events = (action or Reorder()).perform(heard, reply, Counter(session, settings))
        except ShopError as refusal:
            reply.discard()
            reply.refuse(refusal)
            events = []
        reply.send()
        return Said(dispatcher.messages, events)

    return do


@pytest.fixture()
def cart(database: Database, settings: Settings) -> Callable[[], dict[str, int]]:
    def read() -> dict[str, int]:
        with database.read() as session:
            return {line.sku: line.quantity for line in Counter(session, settings).cart.view("anna").lines}

    return read


def stock(database: Database, sku: str, **values: int) -> None:
    with database.write() as session:
        variant = session.query(Variant).filter_by(sku=sku).one()
        for name, value in values.items():
            setattr(variant, name, value)


GREY_TEES = (entity("quantity", 2), entity("color", "grey"), entity("product", "t-shirt", plural=True))


def test_two_of_the_grey_ones_again(run, cart, buy):
    buy(("t-shirt", 1, "grey", "M"), ("cap", 1, "black", None))
    said = run(tracker(*GREY_TEES))
    assert said.names == ["utter_from_past_order", "utter_added_to_cart", "utter_cart_total"]
    assert cart() == {"grey-M": 2}
    why = run(tracker(intent="explain_cart_line", text="warum?"), ExplainCartLine())
    assert why.blanks("utter_why_in_cart")["words"] == TEXT


def test_the_same_again_can_be_taken_back(run, cart, buy):
    buy(("t-shirt", 1, "grey", "M"), ("cap", 3, "black", None))
    run(tracker(text="das Gleiche wie letztes Mal"))
    assert cart() == {"grey-M": 1, "cap": 3}
    run(tracker(intent="undo"), Undo())
    assert cart() == {}


@pytest.mark.parametrize("group", [None, "1", "7"])
def test_a_size_step_and_what_is_left_out(run, cart, buy, group):
    buy(("t-shirt", 1, "grey", "M"), ("cap", 3, "black", None))
    run(tracker(entity("product", "cap", role="excluded"), entity("size_step", 1, group)))
    assert cart() == {"grey-L": 1}


def test_a_size_step_of_a_group_is_for_its_line_only(run, cart, buy):
    buy(("t-shirt", 1, "grey", "M"), ("t-shirt", 1, "white", "M"))
    white = (entity("product", "t-shirt", "2", plural=False), entity("color", "white", "2"))
    run(tracker(*GREY_TEES, *white, entity("size_step", -1, "2")))
    assert cart() == {"grey-M": 2, "white-S": 1}


@pytest.mark.parametrize("value", ["x", None, [1], "1e9", True, 10**9])
def test_a_size_step_that_is_no_number_is_none(value):
    assert wishes_of(tracker(entity("size_step", value, None)))[0].size_step == 0


def test_a_new_price_is_named_before_what_went_in(run, buy, database):
    buy(("t-shirt", 1, "grey", "M"))
    stock(database, "grey-M", price=2490)
    said = run(tracker(), language="en")
    assert said.names[1] == "utter_price_changed"
    blanks = said.blanks("utter_price_changed")
    assert (blanks["item"], blanks["old"], blanks["new"]) == ("Soft tee (grey, M)", "€19.90", "€24.90")


def test_a_substitute_is_a_button_and_the_rest_goes_in(run, cart, buy, database):
    buy(("t-shirt", 2, "grey", "M"), ("cap", 1, "black", None))
    stock(database, "grey-M", stock=0, held=0)
    said = run(tracker())
    assert said.names[1:] == ["utter_added_to_cart", "utter_error_out_of_stock", "utter_substitute"]
    assert cart() == {"cap": 1}
    (offer,) = said.blanks("utter_substitute")["buttons"]
    assert offer["title"] == "weiß, M"
    assert offer["payload"] == '/add_to_cart{"product": "#tee", "quantity": 2, "color": "white", "size": "M"}'
    pressed = tracker(entity("product", "#tee"), entity("quantity", 2), entity("color", "white"), entity("size", "M"),
                      intent="add_to_cart")  # fmt: skip
    run(pressed, AddToCart())
    assert cart() == {"cap": 1, "white-M": 2}


def test_what_was_refused_stays_in_focus(run, buy, database):
    buy(("t-shirt", 2, "grey", "M"))
    stock(database, "grey-M", stock=1, held=0)
    said = run(tracker())
    assert said.names[-1] == "utter_error_not_enough_stock"
    (focus,) = [event["value"] for event in said.events if event.get("name") == "focused_line"]
    assert (focus["product"], focus["size"], focus["quantity"]) == ("t-shirt", ["M"], None)


def test_equals_are_asked_about_once(run, cart, buy):
    buy(("t-shirt", 1, "grey", "M"), ("t-shirt", 1, "grey", "L"))
    said = run(tracker(*GREY_TEES))
    assert said.names[-1] == "utter_ask_size" and cart() == {}
    assert [item["title"] for item in said.blanks("utter_ask_size")["buttons"]] == ["M", "L"]


def test_goods_that_were_never_bought_are_looked_up(run, cart, buy):
    buy(("t-shirt", 1, "grey", "M"))
    said = run(tracker(entity("product", "cap", plural=False), entity("quantity", 1)))
    assert said.names[0] == "utter_not_ordered_before" and cart() == {"cap": 1}


def test_a_number_for_several_goods_is_asked_back(run, cart, buy):
    buy(("t-shirt", 1, "grey", "M"), ("cap", 3, "black", None))
    said = run(tracker(entity("quantity", 3)))
    assert said.names == ["utter_error_quantity_unclear"] and cart() == {}
    assert said.blanks("utter_error_quantity_unclear")["instead"] == "Es gibt: T-Shirts oder Caps."


def test_an_order_of_somebody_else_is_unknown(run, buy):
    buy(("cap", 1, "black", None))
    assert run(tracker(entity("order_number", "99999", None))).names == ["utter_error_unknown_order"]


def test_without_a_paid_order_it_says_so_or_takes_the_order(run, cart):
    assert run(tracker(text="das Gleiche wie letztes Mal")).names == ["utter_reorder"]
    assert run(tracker(entity("color", "grey"))).names == ["utter_reorder"]
    assert run(tracker(*GREY_TEES)).followup == "action_add_to_cart"
    focused = tracker(entity("color", "grey"), focused_line={"product": "t-shirt"})
    assert run(focused).followup == "action_add_to_cart"
    assert cart() == {}


@pytest.mark.parametrize(("value", "expected"), [(True, True), ("true", True), (False, False), (None, False)])
def test_again_refers_to_the_past(value, expected):
    assert refers_to_past(Message("", "add_to_cart", 1.0, (entity("again", value),))) is expected
    assert not refers_to_past(Message("", "add_to_cart", 1.0, GREY_TEES))


def test_an_order_with_again_is_handed_over_only_if_the_past_tells_more(run, cart, buy):
    again = entity("again", True, None)
    order = tracker(*GREY_TEES, again, intent="add_to_cart")
    assert run(order, AddToCart()).followup is None  # nothing was bought: the ordinary question
    run(tracker(intent="undo"), Undo())
    buy(("t-shirt", 1, "grey", "M"))
    assert run(order, AddToCart()).followup == "action_reorder"
    assert run(order).followup is None and cart() == {"grey-M": 2}
    run(tracker(intent="undo"), Undo())
    exact = tracker(*GREY_TEES, entity("size", "L"), again, intent="add_to_cart")
    assert run(exact, AddToCart()).followup is None and cart() == {"grey-L": 2}
    white = (entity("product", "t-shirt"), entity("color", "white"), again)
    assert run(tracker(*white, intent="add_to_cart"), AddToCart()).followup is None
    assert run(tracker(*GREY_TEES, intent="add_to_cart"), AddToCart()).followup is None


@pytest.mark.parametrize("action", [RemoveFromCart(), Fallback()])
def test_a_guess_orders_nothing_again_unless_a_part_is_left_out(run, buy, action):
    buy(("t-shirt", 1, "grey", "M"), ("cap", 1, "black", None))
    out_again = tracker(entity("product", "cap"), entity("again", "true", None), text="nimm die Kappe wieder raus")
    assert run(out_again, action).followup is None
    without = tracker(entity("product", "cap", role="excluded"), entity("again", "true", None))
    assert run(without, action).followup == "action_reorder"


@pytest.mark.parametrize(("confidence", "followup"), [(0.42, "action_default_fallback"), (0.9, None)])
def test_a_guessed_undo_takes_nothing_back(run, buy, cart, confidence, followup):
    buy(("cap", 1, "black", None))
    run(tracker(entity("product", "cap"), intent="reorder"))
    heard = tracker(intent="undo", text="past so")
    heard.latest_message["intent"]["confidence"] = confidence
    assert run(heard, Undo()).followup == followup
    assert cart() == ({"cap": 1} if followup else {})
