"""When something is away the shopper hears so, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from actions.base import database
from shop.catalog import Catalog
from shop.database import Database
from shop.model import Variant
from shop.order_line import Attributes, OrderLine
from tests.conversations.talk import InProcessActions, Talk, load

TalkTo = Callable[..., Talk]
CONTACT = ("Anna Schmidt", "anna@example.com", "Hauptstraße 5, 10115 Berlin")


@pytest.fixture
def no_actions(endpoint: InProcessActions) -> Iterator[InProcessActions]:
    yield endpoint
    endpoint.is_down = False


def with_hoodie(talk_to: TalkTo) -> Talk:
    talk = talk_to()
    talk.say("one black hoodie in M for men")
    assert len(talk.cart()) == 1
    return talk


def test_apologizes_while_the_action_server_is_away_and_goes_on_afterwards(
    talk_to: TalkTo, no_actions: InProcessActions
) -> None:
    talk = with_hoodie(talk_to)
    no_actions.is_down = True
    assert [m["text"] for m in talk.say("show my cart")] != []
    assert len(talk.cart()) == 1
    no_actions.is_down = False
    talk.say("two navy hoodies in L for women")
    assert len(talk.cart()) == 2


def test_apologizes_when_the_action_server_fails_during_checkout(talk_to: TalkTo, no_actions: InProcessActions) -> None:
    talk = with_hoodie(talk_to)
    talk.say("checkout")
    no_actions.is_down = True
    assert talk.say(CONTACT[0]) != []
    no_actions.is_down = False
    for text in ("checkout", *CONTACT, "buy now"):
        talk.say(text)
    assert [order.status for order in talk.orders()] == ["awaiting_payment"]


def test_apologizes_while_the_database_is_away_and_keeps_the_cart(
    talk_to: TalkTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = with_hoodie(talk_to)

    def away(*args: Any) -> None:
        raise OperationalError("select 1", {}, Exception("the database is away"))

    with monkeypatch.context() as patch:
        patch.setattr(Database, "read", away)
        patch.setattr(Database, "write", away)
        assert talk.say("show my cart") != []
        assert talk.say("another one in navy") != []
    assert len(talk.cart()) == 1


def test_goes_on_after_every_process_was_restarted(
    talk_to: TalkTo, model: Path, loop: asyncio.AbstractEventLoop
) -> None:
    before = talk_to()
    before.say("two grey t-shirts")
    assert before.question() == "size"
    agent = load(model, InProcessActions(), loop)
    after = Talk(agent, loop, before.sender)
    after.say("M")
    after.say("for men")
    assert [(line["quantity"], line["size"], line["audience"]) for line in after.cart()] == [(2, "M", "men")]


def test_of_two_shoppers_one_gets_the_last_piece(talk_to: TalkTo) -> None:
    line = OrderLine(product="beanie", wanted=Attributes(color=("black",)))
    sku = _only_piece(line)
    shoppers = [talk_to(), talk_to()]
    for talk in shoppers:
        talk.say("one black beanie")
        assert [item["sku"] for item in talk.cart()] == [sku]
        for text in ("checkout", *CONTACT):
            talk.say(text)
    for talk in shoppers:
        assert talk.say("buy now") != []
    assert sorted(len(talk.orders()) for talk in shoppers) == [0, 1]


def _only_piece(line: OrderLine) -> str:
    """Leave one piece of the only variant that fits."""
    with database().write() as session:
        (candidate,) = Catalog(session).variants(line)
        session.execute(update(Variant).where(Variant.sku == candidate.sku).values(stock=1, held=0))
        return candidate.sku


def test_a_long_conversation_keeps_its_cart_and_language(talk_to: TalkTo) -> None:
    talk = talk_to()
    talk.say("ich hätte gern zwei schwarze Hoodies in M für Herren")
    for _ in range(30):
        assert talk.say("was ist im Warenkorb?") != []
    assert talk.slot("language") == "de"
    assert talk.slot("bot_disclosed") is True
    assert [line["quantity"] for line in talk.cart()] == [2]


def test_says_once_that_it_is_a_bot(talk_to: TalkTo) -> None:
    talk = talk_to()
    first = [message["text"] for message in talk.say("hello")]
    second = [message["text"] for message in talk.say("hello")]
    assert first[1:] == second and len(first) == len(second) + 1
