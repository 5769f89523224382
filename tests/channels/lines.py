"""One shopper on a line of each channel: says, taps and orders as the channel lets shoppers do it."""

from __future__ import annotations

import abc
import asyncio
import contextlib
import copy
import io
import itertools
import re
import threading
import uuid
from collections.abc import Sequence
from typing import Any

import requests
import socketio
from rasa.core.channels import console

from tests.channels.server import WAIT_SECONDS, WholeServer
from tests.fakes.graph_server import FakeGraph
from tests.fakes.phones import MessengerPhone, TelegramPhone, TwilioPhone

Items = Sequence[tuple[str, int]]
_numbers = itertools.count(1)


class NotShown(AssertionError):
    """The channel shows no such choice."""


class Line(abc.ABC):
    """What a shopper can do; every method returns when the turn is over."""

    sender: str

    @abc.abstractmethod
    def say(self, text: str) -> None: ...

    @abc.abstractmethod
    def tap(self, title: str) -> None: ...

    def order(self, items: Items, typed: str) -> None:
        """Send a native order; where the channel has none, type the same."""
        self.say(typed)

    def hang_up(self) -> None:  # noqa: B027
        """Let go of what a line holds."""


class RestLine(Line):
    """A server of the merchant's that speaks REST."""

    def __init__(self, server: WholeServer) -> None:
        self.sender = f"rest-{next(_numbers)}"
        self._url = f"{server.url}/webhooks/rest/webhook"
        self._shown: list[dict[str, Any]] = []

    def say(self, text: str) -> None:
        self._post(message=text)

    def tap(self, title: str) -> None:
        self._post(message=payload_of(self._shown, title))

    def order(self, items: Items, typed: str) -> None:
        self._post(metadata={"items": [{"sku": sku, "quantity": quantity} for sku, quantity in items]})

    def _post(self, **body: Any) -> None:
        answer = requests.post(self._url, json={"sender": self.sender, **body}, timeout=WAIT_SECONDS)
        answer.raise_for_status()
        self._shown = answer.json()
        assert self._shown, "silence"


class ShellLine(Line):
    """`rasa shell`: its own functions send and print; `printed` is what stands on the screen."""

    def __init__(self, server: WholeServer) -> None:
        self.sender = f"shell-{next(_numbers)}"
        self._server = server
        self._shown: list[dict[str, Any]] = []
        self.printed = ""

    def say(self, text: str) -> None:
        # A developer's commands are commands there: the shell is not for shoppers.
        self._send(text.lstrip("/"))

    def tap(self, title: str) -> None:
        self._send(payload_of(self._shown, title))

    def _send(self, text: str) -> None:
        sent = console.send_message_receive_block(self._server.shell_url, "", self.sender, text)
        self._shown = asyncio.run(sent)
        assert self._shown, "silence"
        with contextlib.redirect_stdout(io.StringIO()) as screen:
            for message in self._shown:
                console._print_bot_output(copy.deepcopy(message))  # it takes the titles away
        self.printed += screen.getvalue()


class WebLine(Line):
    """A tab with the web chat."""

    def __init__(self, server: WholeServer, language: str = "en") -> None:
        self._shown: list[dict[str, Any]] = []
        self._quiet = threading.Event()
        self._welcome = threading.Event()
        self._server = server
        self.token = ""
        self._client = socketio.Client(reconnection=False)
        self._client.on("welcome", self._welcomed)
        self._client.on("message", self._shown.append)
        self._client.on("typing", lambda data: None if data["on"] else self._quiet.set())
        path = "webhooks/webchat/socket.io"
        auth = {"token": None, "language": language, "link": None}
        self._client.connect(server.url, socketio_path=path, auth=auth, wait_timeout=WAIT_SECONDS)
        assert self._welcome.wait(WAIT_SECONDS)

    def _welcomed(self, data: dict[str, Any]) -> None:
        self.token = data["token"]
        self._welcome.set()

    @property
    def sender(self) -> str:  # type: ignore[override]
        """Only the server knows it; the test looks into the token."""
        return str(self._server.channel("webchat").parts.identities.sender_of(self.token))

    def say(self, text: str) -> None:
        self._send("say", {"id": str(uuid.uuid4()), "text": text})

    def tap(self, title: str) -> None:
        payload = payload_of(self._shown, title, "choices")
        self._send("tap", {"id": str(uuid.uuid4()), "payload": payload, "title": title})

    def _send(self, event: str, data: dict[str, Any]) -> None:
        self._quiet.clear()
        assert self._client.call(event, data, timeout=int(WAIT_SECONDS)) == {"ok": True}
        assert self._quiet.wait(WAIT_SECONDS)

    def hang_up(self) -> None:
        self._client.disconnect()


class WhatsAppLine(Line):
    """A phone with WhatsApp."""

    def __init__(self, server: WholeServer, graph: FakeGraph) -> None:
        self._server = server
        self._shopper = graph.shopper(f"{server.url}/webhooks/whatsapp/webhook")

    @property
    def sender(self) -> str:  # type: ignore[override]
        return self._server.sender_at("whatsapp", self._shopper.person.user_id, self._shopper.person.wa_id)

    def say(self, text: str) -> None:
        self._done(self._shopper.say(text))

    def tap(self, title: str) -> None:
        self._done(self._shopper.tap(title))

    def order(self, items: Items, typed: str) -> None:
        self._done(self._shopper.order(items))

    def _done(self, status: int) -> None:
        assert status == 200
        self._server.settle()


class PhoneLine(Line):
    """Telegram and Messenger."""

    def __init__(self, server: WholeServer, phone: TelegramPhone | MessengerPhone) -> None:
        self._server, self._phone = server, phone
        self.sender = phone.sender

    def say(self, text: str) -> None:
        self._done(self._phone.write(text))

    def tap(self, title: str) -> None:
        self._done(self._phone.tap(title))

    def _done(self, answer: requests.Response) -> None:
        assert answer.status_code == 200
        self._server.settle()


class SmsLine(Line):
    """A phone that texts: a choice is picked by the number in front of it."""

    def __init__(self, server: WholeServer, phone: TwilioPhone) -> None:
        self._server, self._phone = server, phone

    @property
    def sender(self) -> str:  # type: ignore[override]
        return self._server.sender_at("twilio", self._phone.number)

    def say(self, text: str) -> None:
        assert self._phone.write(text).status_code == 200
        self._server.settle()

    def tap(self, title: str) -> None:
        found = re.findall(rf"(?m)^(\d+)\. {re.escape(title)}$", self._phone.sees()[-1])
        if not found:
            raise NotShown(f"no {title!r} in {self._phone.sees()[-1]!r}")
        self.say(found[0])


def payload_of(messages: Sequence[dict[str, Any]], title: str, named: str = "buttons") -> str:
    """The payload of the newest choice with a title."""
    for message in reversed(messages):
        for choice in message.get(named) or []:
            if choice["title"] == title:
                return str(choice["payload"])
    raise NotShown(f"no choice {title!r} in {messages!r}")
