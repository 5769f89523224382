"""The REST channel and the door behind it: who speaks is known, a message has an end, a command is nobody's to type."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from channels.door.door import Door
from channels.rest import RestChannel
from channels.settings import ChannelSettings
from components.order_line_extractor import MAX_CHARACTERS
from shop.settings import Settings
from tests.sockets import free_socket

SIZES = [{"title": "M", "payload": '/inform{"size": "M"}'}, {"title": "L", "payload": '/inform{"size": "L"}'}]
SHOWN = {"kind": "cart", "lines": [], "total": "€0.00", "count": 0}


class Client:
    """The channel on a port of its own, and what it handed on; every message is answered with a question."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.answers: list[dict[str, Any]] = []
        self.fails = False
        self._loop = asyncio.new_event_loop()
        self.port = self._loop.run_until_complete(self._start())
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def _start(self) -> int:
        async def on_new_message(message: UserMessage) -> None:
            self.heard.append(message)
            if self.fails:
                raise RuntimeError("for tests")
            for answer in self.answers:
                await message.output_channel.send_response(message.sender_id, dict(answer))

        async def no_tracker(_: str) -> None:
            return None

        app = Sanic("rest_channel_test")
        # Sanic rewrites its own methods; outside of its test mode that fails for the second app of a process.
        Sanic.test_mode = True
        shop = Settings(database_url="sqlite://", given_secret="a secret for tests only")
        app.ctx.door = Door(ChannelSettings(shop=shop, messages_per_minute=60, burst=5), no_tracker)
        app.blueprint(RestChannel().blueprint(on_new_message), url_prefix="/webhooks/rest")
        server = await app.create_server(sock=free_socket(), return_asyncio_server=True, access_log=False)
        await server.startup()
        self._server = server
        return int(server.server.sockets[0].getsockname()[1])

    def post(self, body: object, query: str = "") -> requests.Response:
        url = f"http://127.0.0.1:{self.port}/webhooks/rest/webhook{query}"
        return requests.post(url, json=body, timeout=10)

    def say(self, sender: str, text: str) -> list[dict[str, Any]]:
        response = self.post({"sender": sender, "message": text})
        assert response.status_code == 200
        return list(response.json())

    def stop(self) -> None:
        self._server.close()
        self._loop.call_soon_threadsafe(self._loop.stop)


@pytest.fixture(scope="module")
def server() -> Iterator[Client]:
    client = Client()
    yield client
    client.stop()


@pytest.fixture
def client(server: Client) -> Client:
    server.heard.clear()
    server.answers = [{"text": "Which size?", "buttons": SIZES, "show": SHOWN}]
    server.fails = False
    return server


@pytest.fixture
def anna(request: pytest.FixtureRequest) -> str:
    """A shopper of this test alone, whose limit nobody has used up."""
    return f"anna-{request.node.name}"


NOBODY = [{"message": "hi"}, {"sender": "", "message": "hi"}, {"sender": 5, "message": "hi"}, [], "hi", None]


@pytest.mark.parametrize("body", NOBODY)
def test_refuses_a_message_of_nobody(client: Client, body: object) -> None:
    response = client.post(body)
    assert response.status_code == 400 and client.heard == []


@pytest.mark.parametrize("name", ["web-x", "wa-491701", "tg-1", "fb-2", "sms-3"])
def test_lets_nobody_speak_as_a_shopper_of_a_messenger(client: Client, name: str) -> None:
    assert client.post({"sender": name, "message": "show my cart"}).status_code == 400 and client.heard == []


def test_cuts_a_message_where_it_ends_to_be_one_and_tells_so(client: Client, anna: str) -> None:
    client.say(anna, "x" * 180_000)
    (message,) = client.heard
    assert (message.sender_id, len(message.text), message.metadata) == (anna, MAX_CHARACTERS, {"cut": True})


def test_hands_an_empty_message_on_so_that_it_is_answered(client: Client, anna: str) -> None:
    client.say(anna, "")
    assert [message.text for message in client.heard] == [""]


COMMANDS = ["/restart", "//restart", " / restart", '/inform{"size": "M"}', "/EXTERNAL_x", "\x00/x"]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_typed_command_is_a_text_like_any_other(client: Client, anna: str, text: str) -> None:
    client.say(anna, text)
    assert not client.heard[0].text.startswith("/")


def test_removes_control_characters_but_keeps_the_rows_of_a_list(client: Client, anna: str) -> None:
    client.say(anna, "two tees\x00\x1b[31m\n- one\tblack\ud800")
    assert client.heard[0].text == "two tees[31m\n- one\tblack?"


def test_a_button_of_ours_does_what_it_says(client: Client, anna: str) -> None:
    (answer,) = client.say(anna, "two tees")
    assert answer["text"] == "Which size?" and answer["custom"] == SHOWN
    client.say(anna, answer["buttons"][0]["payload"])
    assert client.heard[-1].text == '/inform{"size": "M"}'


def test_a_button_of_somebody_else_is_a_text(client: Client, anna: str) -> None:
    (answer,) = client.say(anna, "two tees")
    payload = answer["buttons"][0]["payload"]
    client.say(f"{anna}-thief", payload)
    client.say(anna, payload.replace('"M"', '"L"'))
    assert all(not message.text.startswith("/") for message in client.heard[1:])


def test_a_turn_that_says_nothing_ends_with_an_apology(client: Client, anna: str) -> None:
    client.answers = []
    assert len(client.say(anna, "hi")) == 1


def test_a_turn_that_fails_ends_with_an_apology_and_hurts_nobody_else(client: Client, anna: str) -> None:
    client.fails = True
    assert len(client.say(anna, "hi")) == 1
    client.fails = False
    assert client.say(f"{anna}-2", "hi")[0]["text"] == "Which size?"


def test_who_says_too_much_is_told_once_and_others_go_on(client: Client, anna: str) -> None:
    answers = [client.say(anna, f"message {number}") for number in range(12)]
    assert 5 <= len(client.heard) < 12
    refused = [answer for answer in answers if answer and answer[0]["text"] != "Which size?"]
    assert len(refused) == 1 and [] in answers
    assert client.say(f"{anna}-2", "hi")[0]["text"] == "Which size?"


def test_streams_each_message_in_a_line(client: Client, anna: str) -> None:
    client.answers = [{"text": "one"}, {"text": "two"}]
    response = client.post({"sender": anna, "message": "hi"}, "?stream=true")
    assert [json.loads(line)["text"] for line in response.text.splitlines()] == ["one", "two"]


def test_takes_an_order_a_photo_and_a_quote_from_the_metadata(client: Client, anna: str) -> None:
    items = [{"sku": "TS-1", "quantity": 2}, {"sku": 5, "quantity": 1}, {"sku": "X", "quantity": "3"}, "?"]
    client.post({"sender": anna, "metadata": {"items": items, "about": "#tee"}})
    client.post({"sender": anna, "message": "a hole", "metadata": {"photo": "https://example.org/p.jpg"}})
    order, photo = client.heard
    assert (order.text, order.metadata) == ("/add_to_cart", {"items": [items[0]], "about": "#tee"})
    assert (photo.text, photo.metadata) == ("a hole", {"photo": "https://example.org/p.jpg"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
BODIES = JSON | st.fixed_dictionaries(
    {"sender": JSON | st.just("bob"), "message": JSON}, optional={"metadata": JSON, "message_id": JSON}
)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_no_body_makes_the_server_fail_or_a_command(client: Client, body: object) -> None:
    response = client.post(body)
    assert response.status_code in (200, 400)
    assert all(not message.text.startswith("/") or message.text == "/add_to_cart" for message in client.heard)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"sender": "\\ud800", "message": "x"}'])
def test_no_bytes_make_the_server_fail(client: Client, raw: bytes) -> None:
    url = f"http://127.0.0.1:{client.port}/webhooks/rest/webhook"
    headers = {"Content-Type": "application/json"}
    assert requests.post(url, data=raw, headers=headers, timeout=10).status_code in (200, 400)
