"""News reach the conversation where it was ordered: Rasa's own server, and a channel that is spoken into, over HTTP."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.callback import CallbackInput
from rasa.core.channels.channel import register
from rasa.core.channels.rest import RestInput
from rasa.server import create_app
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from actions import base
from shop.model import News
from shop.orders.delivering import deliver_of, delivered_channels
from shop.orders.news import Sender
from tests.conversations import aftersale, house, sale
from tests.conversations.talk import InProcessActions, load
from tests.sockets import free_socket

TOKEN = "a token for tests only"
CHANNEL = "callback"


class Phone:
    """What arrives at the shopper."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _handler(phone) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                phone.heard.append(body["text"])
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def stop(self) -> None:
        self._server.shutdown()


class Chat:
    """Rasa's server with the trained model, and the shopper who talks to it."""

    def __init__(self, model: Path, phone: Phone) -> None:
        loop = asyncio.new_event_loop()
        self._agent = load(model, InProcessActions(), loop)
        self._loop = loop
        app: Sanic = create_app(self._agent, auth_token=TOKEN)
        # Sanic rewrites its own methods; outside of its test mode that fails for the second app of a process.
        Sanic.test_mode = True
        register([CallbackInput(EndpointConfig(phone.url)), RestInput()], app, route="/webhooks/")
        server = loop.run_until_complete(
            app.create_server(sock=free_socket(), return_asyncio_server=True, access_log=False)
        )
        loop.run_until_complete(server.startup())
        self.url = f"http://127.0.0.1:{server.server.sockets[0].getsockname()[1]}"
        self._thread = threading.Thread(target=loop.run_forever, daemon=True)
        self._thread.start()

    def say(self, sender: str, text: str) -> list[str]:
        """Send a message by another way than the channel."""
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        channel = CollectingOutputChannel()
        message = UserMessage(text, channel, sender, input_channel="rest")
        asyncio.run_coroutine_threadsafe(self._agent.handle_message(message), self._loop).result(60)
        return [str(item.get("text")) for item in channel.messages]


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    phone = Phone()
    yield phone
    phone.stop()


@pytest.fixture(scope="module")
def chat(model: Path, phone: Phone, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in house.settings_for(tmp_path_factory.mktemp("shop")).items():
            patch.setenv(name, value)
        patch.setenv("SHOP_PUSH_CHANNELS", CHANNEL)
        house.open_shop()
        yield Chat(model, phone)
    house.forget_shop()


@pytest.fixture
def told(chat: Chat, phone: Phone) -> list[str]:
    phone.heard.clear()
    return phone.heard


def news_of(sender: str, language: str = "de", channel: str = CHANNEL) -> None:
    """Let an order of a channel that is spoken into be paid."""
    aftersale.sell(sender, [{"product": "scarf", "color": "grey"}], "paid", language)
    with base.database().write() as session:
        session.query(News).filter(News.sender == sender).update({"channel": channel})


def sender_of(chat: Chat, token: str = TOKEN, channel: str = CHANNEL) -> Sender:
    settings = replace(base.settings(), chat_url=chat.url, chat_token=token, push_channels=(channel,))
    return Sender(base.database(), deliver_of(settings), delivered_channels(settings))


def due_now() -> None:
    with base.database().write() as session:
        session.query(News).filter(News.sent_at.is_(None)).update({"next_try_at": News.created_at})


def test_tells_news_in_the_channel_and_the_language_of_the_order_once(chat: Chat, told: list[str]) -> None:
    news_of("anna", "de")
    assert sender_of(chat).run_once() == 1
    assert len(told) == 1 and "Zahlung" in told[0]
    assert sender_of(chat).run_once() == 0 and len(told) == 1
    assert sale.untold("anna") == []


def test_tells_nothing_twice_when_the_confirmation_got_lost(chat: Chat, told: list[str]) -> None:
    news_of("bert")
    assert sender_of(chat).run_once() == 1
    with base.database().write() as session:  # as if the sender had died before it kept that it was done
        session.query(News).filter(News.sender == "bert").update({"sent_at": None})
    due_now()
    assert sender_of(chat).run_once() == 1
    assert len(told) == 1 and sale.untold("bert") == []


def test_tries_again_when_rasa_refuses(chat: Chat, told: list[str]) -> None:
    news_of("cleo", "en")
    assert sender_of(chat, token="wrong").run_once() == 0
    assert sale.untold("cleo") == ["order_paid"] and told == []
    due_now()
    assert sender_of(chat).run_once() == 1
    assert len(told) == 1 and "payment" in told[0]


def test_a_typed_payload_tells_nothing_to_anybody(chat: Chat, told: list[str]) -> None:
    news_of("dora")
    with base.database().read() as session:
        key = session.query(News.key).filter(News.sender == "dora").scalar()
    for sender in ("dora", "eve"):
        answers = chat.say(sender, f'/EXTERNAL_order_news{{"news": "{key}"}}')
        assert answers and not any("Zahlung" in text for text in answers)
    assert sale.untold("dora") == ["order_paid"] and told == []
    assert sender_of(chat).run_once() == 1 and len(told) == 1


def test_news_that_cannot_be_brought_are_told_with_the_next_answer(chat: Chat, told: list[str]) -> None:
    news_of("finn")
    lost = replace(base.settings(), chat_url="http://127.0.0.1:9", push_channels=(CHANNEL,))
    for _ in range(3):
        due_now()
        assert Sender(base.database(), deliver_of(lost), delivered_channels(lost)).run_once() == 0
    assert any("Zahlung" in text for text in chat.say("finn", "hallo"))
    assert sale.untold("finn") == []
    due_now()
    assert sender_of(chat).run_once() == 0 and told == []


@pytest.mark.parametrize("channel", ["calback", "rest"])
def test_news_for_a_channel_that_cannot_be_spoken_into_wait_for_the_next_message(
    chat: Chat, told: list[str], channel: str
) -> None:
    sender = f"hans {channel}"
    news_of(sender, channel=channel)
    for _ in range(3):
        due_now()
        assert sender_of(chat, channel=channel).run_once() == 0
    assert sale.untold(sender) == ["order_paid"] and told == []
    assert any("Zahlung" in text for text in chat.say(sender, "hallo"))
    assert sale.untold(sender) == []


def test_news_that_nobody_heard_are_told_once_the_channel_is_there(chat: Chat, told: list[str]) -> None:
    news_of("ines", channel="calback")
    assert sender_of(chat, channel="calback").run_once() == 0
    with base.database().write() as session:  # as if the channel had come, under the name that the order has
        session.query(News).filter(News.sender == "ines").update({"channel": CHANNEL})
    due_now()
    assert sender_of(chat).run_once() == 1
    assert len(told) == 1 and "Zahlung" in told[0] and sale.untold("ines") == []


def test_the_people_of_the_shop_are_told_too(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    aftersale.sell("gina", [{"product": "scarf", "color": "grey"}], "awaiting_payment", "de")
    sale.report("gina", "pays 100")
    due_now()
    with caplog.at_level("WARNING"):
        sender_of(chat).run_once()
    assert "payment_review" in caplog.text and sale.untold("staff") == []
