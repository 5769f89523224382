"""The door of the REST channel: who speaks is known, a message has an end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
import requests
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from channels.rest import RestChannel
from components.order_line_extractor import MAX_CHARACTERS
from tests.sockets import free_socket


class Client:
    """The channel on a port of its own, and what it handed on."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self._loop = asyncio.new_event_loop()
        self.port = self._loop.run_until_complete(self._start())
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def _start(self) -> int:
        async def on_new_message(message: UserMessage) -> None:
            self.heard.append(message)

        app = Sanic("rest_channel_test")
        # Sanic rewrites its own methods; outside of its test mode that fails for the second app of a process.
        Sanic.test_mode = True
        app.blueprint(RestChannel().blueprint(on_new_message), url_prefix="/webhooks/rest")
        server = await app.create_server(sock=free_socket(), return_asyncio_server=True, access_log=False)
        await server.startup()
        self._server = server
        return int(server.server.sockets[0].getsockname()[1])

    def post(self, body: object) -> requests.Response:
        return requests.post(f"http://127.0.0.1:{self.port}/webhooks/rest/webhook", json=body, timeout=10)

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
    return server


NOBODY = [{"message": "hi"}, {"sender": "", "message": "hi"}, {"sender": 5, "message": "hi"}, []]


@pytest.mark.parametrize("body", NOBODY)
def test_refuses_a_message_of_nobody(client: Client, body: object) -> None:
    response = client.post(body)
    assert response.status_code == 400 and client.heard == []


def test_cuts_a_message_where_it_ends_to_be_one(client: Client) -> None:
    response = client.post({"sender": "anna", "message": "x" * 180_000})
    assert response.status_code == 200
    assert [(message.sender_id, len(message.text)) for message in client.heard] == [("anna", MAX_CHARACTERS)]


def test_hands_an_empty_message_on_so_that_it_is_answered(client: Client) -> None:
    client.post({"sender": "anna", "message": ""})
    assert [message.text for message in client.heard] == [""]
