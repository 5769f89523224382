"""A stand-in for the WhatsApp part of Meta's Graph API on localhost, as strict as the real one.

    with FakeGraph() as graph:                       # WHATSAPP_API_URL=graph.url
        kim = graph.shopper(webhook_url)             # graph_shopper.Shopper: writes, taps, orders, sends photos
        kim.say("two grey t-shirts")
        graph.wait_for(1)                            # what the bot sent: graph.sent, kim.heard
        kim.tap("M")
        graph.misbehave("429")                       # see graph_http.BEFORE and AFTER

The rules are in `graph_rules` and `graph_interactive`, the webhooks in `graph_webhooks`. Whoever did not write within
24 hours of `shop.clock` gets templates only. It lives with the tests that prove it; `make chat-whatsapp` uses it, too.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from shop import clock
from tests.fakes import graph_rules as rules
from tests.fakes.graph_http import AFTER, BEFORE, Handler
from tests.fakes.graph_interactive import check_interactive
from tests.fakes.graph_rules import Json, Refusal
from tests.fakes.graph_webhooks import Account, Person

if TYPE_CHECKING:
    from tests.fakes.graph_shopper import Shopper

TEMPLATE, LANGUAGES = "shop_news", ("en", "de")
_WINDOW = timedelta(hours=24)
_TOP = ["recipient_type", "to", "recipient", "context", "biz_opaque_callback_data", "status", "message_id", "type"]
_KINDS = ("text", "image", "document", "interactive", "template")


@dataclass(frozen=True)
class Sent:
    """A message that was taken."""

    id: str
    to: str
    kind: str
    content: Json
    payload: Json


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class FakeGraph:
    """The server, and all that can be commanded; see the module's text."""

    def __init__(self, port: int = 0) -> None:
        self.token, self.verify_token = "EAAJB-a-token-of-the-stand-in", "a word for the handshake"
        self.account = Account("106540352242922", "15550783881", "an app secret of the stand-in")
        self.templates = {(TEMPLATE, language): "*Shop* {{1}}" for language in LANGUAGES}
        self.catalogs: dict[str, set[str]] = {}
        self.without_user_ids = False  # refuses `recipient`, as for some messages
        self.sent: list[Sent] = []
        self.read: list[str] = []
        self.typing: list[str] = []
        self.refused: list[Refusal] = []
        self.closing = threading.Event()
        self._people: dict[str, Person] = {}
        self._wrote: dict[str, datetime] = {}
        self._received: set[str] = set()
        self._media: dict[str, tuple[bytes, str]] = {}
        self._troubles: list[str] = []
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", port), type("BoundHandler", (Handler,), {"graph": self}))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self) -> FakeGraph:
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def environment(self) -> dict[str, str]:
        """The variables that make a shop use this server."""
        return {
            "WHATSAPP_TOKEN": self.token,
            "WHATSAPP_PHONE_ID": self.account.phone_id,
            "WHATSAPP_APP_SECRET": self.account.app_secret,
            "WHATSAPP_VERIFY_TOKEN": self.verify_token,
            "WHATSAPP_API_URL": self.url,
        }

    # Shoppers

    def shopper(self, webhook: str = "", wa_id: str | None = None, user_id: str | None = None) -> Shopper:
        """A new shopper, with both names unless one is given."""
        from tests.fakes.graph_shopper import Shopper

        number = next(self._numbers)
        if wa_id is None and user_id is None:
            wa_id, user_id = f"4915110000{number:03}", f"DE.{13491208655302741000 + number}"
        return Shopper(self, webhook, Person(wa_id, user_id))

    def know(self, person: Person, message_id: str | None = None) -> None:
        """This person is on WhatsApp and, if there is a message, has written now."""
        for name in (person.wa_id, person.user_id):
            if name is not None:
                self._people[name] = person
                if message_id is not None:
                    self._wrote[name] = clock.now()
                    self._received.add(message_id)

    def forget_windows(self) -> None:
        """A day passes in which nobody writes."""
        self._wrote.clear()

    def new_id(self) -> str:
        """An id for a message, as WhatsApp makes them."""
        return "wamid." + base64.b64encode(f"HBgL{next(self._numbers):020}".encode()).decode()

    def wait_for(self, count: int, seconds: float = 30.0) -> list[Sent]:
        """Wait until so many messages were sent in all; returns them. Raises AssertionError if they do not come."""
        with self._changed:
            done = self._changed.wait_for(lambda: len(self.sent) >= count, seconds)
            assert done, f"{len(self.sent)} of {count} messages; refused: {self.refused}"
            return list(self.sent)

    # Trouble

    def misbehave(self, kind: str, times: int = 1) -> None:
        """What goes wrong with the next requests."""
        assert kind in BEFORE + AFTER, kind
        self._troubles += [kind] * times

    def next_trouble(self) -> str | None:
        """For the server: what goes wrong with this request."""
        return self._troubles.pop(0) if self._troubles else None

    # Messages

    def take(self, payload: Any) -> Json:
        """Take a message or a read mark, or raise Refusal."""
        try:
            with self._changed:
                answer = self._take(payload)
                self._changed.notify_all()
                return answer
        except Refusal as refusal:
            self.refused.append(refusal)
            raise

    def _take(self, payload: Any) -> Json:
        kind = payload.get("type") if isinstance(payload, dict) else None
        extra = [kind] if kind in _KINDS else ["typing_indicator"]
        payload = rules.checked_object(payload, "the message", ["messaging_product"], [*_TOP, *extra])
        if payload["messaging_product"] != "whatsapp":
            raise Refusal(100, "Param messaging_product must be one of {WHATSAPP}")
        if payload.get("status") is not None:
            return self._take_read_mark(payload)
        if kind not in _KINDS:
            raise (
                Refusal(131051, f"Message type {kind} is unknown.") if kind else Refusal(131008, "'type' is mandatory")
            )
        if kind not in payload:
            raise Refusal(131008, f"Parameter '{kind}' is mandatory.")
        self._check_content(kind, payload[kind])
        person, name = self._recipient(payload)
        if kind != "template" and not self._in_window(name):
            raise Refusal(131047, "More than 24 hours have passed since the customer last replied to this number.")
        sent = Sent(self.new_id(), name, kind, payload[kind], payload)
        self.sent.append(sent)
        told = {"wa_id": person.wa_id} if payload.get("to") else {"user_id": person.user_id}
        contacts = [{"input": payload.get("to") or payload.get("recipient"), **told}]
        return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": sent.id}]}

    def _take_read_mark(self, payload: Json) -> Json:
        if payload["status"] != "read" or payload.get("message_id") not in self._received:
            raise Refusal(100, "Invalid status or message id.")
        self.read.append(payload["message_id"])
        if "typing_indicator" in payload:
            if payload["typing_indicator"] != {"type": "text"}:
                raise Refusal(100, "Param typing_indicator['type'] must be text.")
            self.typing.append(payload["message_id"])
        return {"success": True}

    def _check_content(self, kind: str, content: Any) -> None:
        if kind == "template":
            rules.check_template(content, self.templates)
        elif kind == "interactive":
            check_interactive(content, self.catalogs)
        else:
            {"text": rules.check_text, "image": rules.check_image, "document": rules.check_document}[kind](content)

    def _recipient(self, payload: Json) -> tuple[Person, str]:
        if payload.get("recipient_type", "individual") != "individual":
            raise Refusal(100, "Param recipient_type must be individual.")
        name = payload.get("to") or payload.get("recipient")  # `to` wins
        if not name:
            raise Refusal(131008, "Parameter 'to' or 'recipient' is mandatory.")
        if not payload.get("to") and self.without_user_ids:
            raise Refusal(131062, "Use the phone number.")
        name = str(name).removeprefix("+")
        if name not in self._people:
            raise Refusal(131026, "The recipient is not on WhatsApp.")
        return self._people[name], name

    def _in_window(self, name: str) -> bool:
        wrote = self._wrote.get(name)
        return wrote is not None and clock.now() - wrote < _WINDOW

    # Files

    def add_media(self, data: bytes, mime: str) -> str:
        """Keep a file; returns its id."""
        media = str(1013859600285441 + next(self._numbers))
        self._media[media] = (data, mime)
        return media

    def media_of(self, media: str) -> tuple[bytes, str]:
        """A file and its type."""
        if media not in self._media:
            raise Refusal(100, f"Object with ID '{media}' does not exist.", 33)
        return self._media[media]

    def describe_media(self, media: str) -> Json:
        """Where a file can be downloaded, with the token, for five minutes."""
        data, mime = self.media_of(media)
        return {
            "messaging_product": "whatsapp",
            "url": f"{self.url}/download/{media}",
            "mime_type": mime,
            "sha256": hashlib.sha256(data).hexdigest(),
            "file_size": len(data),
            "id": media,
        }
