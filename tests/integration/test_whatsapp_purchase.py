"""From the webhook to the cart: the trained model, the actions, the database, and what the shopper's phone shows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions import base
from shop.counter import Counter
from shop.model import Variant
from tests.conversations import house
from tests.conversations.talk import InProcessActions, load
from tests.fakes.graph_server import FakeGraph
from tests.fakes.graph_shopper import Shopper, taps_of
from tests.integration.whatsapp_shop import ChannelServer, settings_for


@pytest.fixture(scope="module")
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture(scope="module")
def server(model: Path, graph: FakeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChannelServer]:
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in house.settings_for(folder).items():
            patch.setenv(name, value)
        house.open_shop()
        loop = asyncio.new_event_loop()
        agent = load(model, InProcessActions(), loop)
        with ChannelServer(settings_for(folder, graph), agent, loop) as server:
            yield server
    house.forget_shop()


def cart_of(shopper: Shopper) -> list[tuple[Any, ...]]:
    with base.database().read() as session:
        lines = Counter(session, base.settings()).cart.view(f"wa-{shopper.person.user_id}").lines
        return [(line.quantity, line.sku) for line in lines]


@pytest.mark.parametrize(("wish", "size"), [("two grey t-shirts", "L"), ("ich hätte gern zwei graue T-Shirts", "XL")])
def test_a_wish_a_tap_and_the_cart(wish: str, size: str, graph: FakeGraph, server: ChannelServer) -> None:
    kim = graph.shopper(server.webhook)
    kim.say(wish)
    server.quiet()
    asked = kim.heard[-1]
    assert asked.kind == "interactive" and cart_of(kim) == []
    assert size in [tap["title"] for _, tap in taps_of(asked)]
    kim.tap(size)
    server.quiet()
    [women, men] = [tap["title"] for _, tap in taps_of(kim.heard[-1])]
    kim.tap(women)
    server.quiet()
    [(quantity, sku)] = cart_of(kim)
    assert (quantity, sku) == (2, f"TS-W-GRY-{size}")
    assert graph.refused == []


def test_a_native_order_fills_the_cart(graph: FakeGraph, server: ChannelServer) -> None:
    kim = graph.shopper(server.webhook)
    with base.database().read() as session:
        skus = [row.sku for row in session.query(Variant).filter(Variant.stock > 2).limit(2)]
    kim.order([(skus[0], 1), (skus[1], 2)])
    server.quiet()
    assert sorted(cart_of(kim)) == sorted([(1, skus[0]), (2, skus[1])])
    assert graph.refused == []
