"""What leaves for WhatsApp when something is in the way: trouble, refusals, the 24 hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.api import NotDelivered
from channels.postbox import OutsideWindow
from channels.settings import ChannelSettings
from channels.whatsapp.graph import Graph
from shop import clock
from tests.fakes.graph_server import TEMPLATE, FakeGraph
from tests.fakes.graph_shopper import Shopper
from tests.integration.whatsapp_shop import ChannelServer, open_database, settings_for

CATALOG = "194836987003835"
CARD = {"product": "#oak", "sku": "OAK-GREY-M", "title": "T-shirt Oak", "price": "€19.90", "facts": ["grey"],
        "picture": "https://shop.example/1.jpg", "button": {"title": "Take it", "payload": "/affirm"}}  # fmt: skip
NEWS = {"text": "Your parcel\n\tis     on its way.", "language": "en"}


@pytest.fixture()
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture()
def variables() -> dict[str, str]:
    return {}


@pytest.fixture()
def server(tmp_path: Path, graph: FakeGraph, variables: dict[str, str]) -> Iterator[ChannelServer]:
    settings: ChannelSettings = settings_for(tmp_path, graph, **variables)
    open_database(settings).close()
    with ChannelServer(settings) as server:
        server.channel._graph = Graph(server.channel.account, pauses=(0.01, 0.01))
        yield server


@pytest.fixture()
def kim(graph: FakeGraph, server: ChannelServer) -> Shopper:
    """A shopper who has just been answered once."""
    kim = graph.shopper(server.webhook)
    kim.say("hello")
    server.quiet()
    graph.sent.clear()
    return kim


def sender_of(kim: Shopper) -> str:
    return f"wa-{kim.person.user_id}"


def later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    moment = clock.now() + timedelta(hours=hours)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize("trouble", ["429", "throttled", "500", "503"])
def test_sends_again_what_was_refused_for_the_moment(trouble: str, kim: Shopper, server: ChannelServer) -> None:
    kim.graph.misbehave(trouble, times=2)
    server.told(sender_of(kim), {"text": "hello"})
    assert [sent.content["body"] for sent in kim.heard] == ["hello"]


@pytest.mark.parametrize("trouble", ["429", "500", "close", "cut", "garbage"])
def test_says_when_it_could_not_send(trouble: str, kim: Shopper, server: ChannelServer) -> None:
    kim.graph.misbehave(trouble, times=3)
    with pytest.raises(NotDelivered):
        server.told(sender_of(kim), {"text": "hello"})


@pytest.mark.parametrize("trouble", ["cut", "garbage"])
def test_sends_nothing_twice_that_may_have_arrived(trouble: str, kim: Shopper, server: ChannelServer) -> None:
    kim.graph.misbehave(trouble)
    with pytest.raises(NotDelivered):
        server.told(sender_of(kim), {"text": "hello"})
    assert len(kim.heard) == 1


def test_a_turn_whose_answer_does_not_get_through_is_over_and_the_next_one_is_answered(
    kim: Shopper, server: ChannelServer
) -> None:
    kim.graph.misbehave("close", times=6)
    kim.say("one")
    server.quiet()
    kim.graph._troubles.clear()
    kim.say("two")
    server.quiet()
    assert server.agent.heard == ["hello", "one", "two"]
    assert kim.heard[-1].content["body"] == "You said two"


def test_a_read_mark_that_fails_costs_no_answer(kim: Shopper, server: ChannelServer) -> None:
    kim.graph.misbehave("500")  # the read mark is asked for first
    kim.say("one")
    server.quiet()
    assert [sent.content["body"] for sent in kim.heard] == ["You said one"]


class TestNews:
    """After 24 hours only templates are taken."""

    @pytest.fixture()
    def variables(self) -> dict[str, str]:
        return {"WHATSAPP_TEMPLATE": TEMPLATE}

    def test_goes_as_it_is_within_the_window(
        self, kim: Shopper, server: ChannelServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later(monkeypatch, 23.5)
        server.told(sender_of(kim), NEWS)
        assert [sent.kind for sent in kim.heard] == ["text"]

    @pytest.mark.parametrize("hours", [23.95, 24.1, 24 * 60])
    def test_goes_as_a_template_after_it(
        self, hours: float, kim: Shopper, server: ChannelServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later(monkeypatch, hours)
        server.told(sender_of(kim), NEWS)
        [sent] = kim.heard
        assert sent.kind == "template" and sent.content["language"] == {"code": "en"}
        assert sent.content["components"][0]["parameters"][0]["text"] == "Your parcel is on its way."
        assert kim.graph.refused == []

    def test_a_long_one_is_taken_too(
        self, kim: Shopper, server: ChannelServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later(monkeypatch, 30)
        server.told(sender_of(kim), {"text": "so many words 🧣\n" * 200, "language": "de"})
        assert [sent.kind for sent in kim.heard] == ["template"]

    def test_goes_as_a_template_if_whatsapp_knows_better(self, kim: Shopper, server: ChannelServer) -> None:
        kim.graph.forget_windows()
        server.told(sender_of(kim), NEWS)
        assert [sent.kind for sent in kim.heard] == ["template"]

    def test_waits_if_the_template_does_not_exist(
        self, kim: Shopper, server: ChannelServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kim.graph.templates.clear()
        later(monkeypatch, 30)
        with pytest.raises(NotDelivered) as refusal:
            server.told(sender_of(kim), NEWS)
        assert refusal.value.code == 132001 and kim.heard == []


def test_news_wait_without_a_template(kim: Shopper, server: ChannelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, 30)
    with pytest.raises(OutsideWindow):
        server.told(sender_of(kim), NEWS)
    assert kim.heard == [] and kim.graph.refused == []


def test_nobody_who_never_wrote_is_written_to(kim: Shopper, server: ChannelServer) -> None:
    lee = kim.graph.shopper(server.webhook)
    with pytest.raises(OutsideWindow):
        server.told(sender_of(lee), NEWS)
    assert lee.heard == []


class TestCatalog:
    """Native products, and what is shown where Meta does not know them."""

    @pytest.fixture()
    def variables(self) -> dict[str, str]:
        return {"WHATSAPP_CATALOG_ID": CATALOG}

    def say(self, server: ChannelServer, kim: Shopper, *skus: str) -> list[str]:
        cards = [{**CARD, "sku": sku} for sku in skus]
        server.told(sender_of(kim), {"text": "Our T-shirts:", "show": {"kind": "cards", "cards": cards}})
        return [str(sent.content.get("type", sent.kind)) for sent in kim.heard]

    def test_shows_products_natively(self, kim: Shopper, server: ChannelServer) -> None:
        kim.graph.catalogs[CATALOG] = {"A", "B"}
        assert self.say(server, kim, "A", "B") == ["product_list", "button"]
        kim.graph.sent.clear()
        assert self.say(server, kim, "A") == ["product", "button"]

    def test_shows_pictures_of_what_meta_does_not_know(self, kim: Shopper, server: ChannelServer) -> None:
        kim.graph.catalogs[CATALOG] = {"A"}
        assert self.say(server, kim, "A", "B") == ["text", "button", "button", "button"]
        pictures = [sent.content["header"]["image"]["link"] for sent in kim.heard if "header" in sent.content]
        assert pictures == [CARD["picture"]] * 2


def test_a_button_too_long_for_whatsapp_comes_back_after_a_restart(
    tmp_path: Path, kim: Shopper, server: ChannelServer
) -> None:
    payload = "/inform" + '{"x": "' + "y" * 300 + '"}'
    server.told(sender_of(kim), {"text": "?", "buttons": [{"title": "This", "payload": payload}]})
    server.stop()
    with ChannelServer(server.channel._settings) as next_server:
        kim.webhook = next_server.webhook
        kim.tap("This")
        next_server.quiet()
        assert next_server.agent.heard == [payload]


def test_what_whatsapp_refuses_is_said_in_simpler_words(
    kim: Shopper, server: ChannelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(content: Any, catalogs: Any) -> None:
        from tests.fakes.graph_rules import Refusal

        raise Refusal(131009, "a rule of next year")

    monkeypatch.setattr("tests.fakes.graph_server.check_interactive", refuse)
    buttons = [{"title": size, "payload": f"/{size}"} for size in "SML"]
    server.told(sender_of(kim), {"text": "Which size?", "buttons": buttons})
    assert [sent.content["body"] for sent in kim.heard] == ["Which size?\n1. S\n2. M\n3. L"]
