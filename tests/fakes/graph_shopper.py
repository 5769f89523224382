"""A shopper with a phone: sends signed webhooks to the shop, and taps what the shop sent."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.fakes import graph_webhooks as hooks
from tests.fakes.graph_webhooks import Json, Person

if TYPE_CHECKING:
    from tests.fakes.graph_server import FakeGraph, Sent


class Shopper:
    """Every method returns the HTTP status with which the shop answered the webhook."""

    def __init__(self, graph: FakeGraph, webhook: str, person: Person) -> None:
        self.graph, self.webhook, self.person = graph, webhook, person
        graph.know(person)

    def told(self, **names: str | None) -> Shopper:
        """The same shopper, of whom WhatsApp tells other names from now on."""
        return Shopper(self.graph, self.webhook, replace(self.person, **names))  # type: ignore[arg-type]

    @property
    def heard(self) -> list[Sent]:
        """What the shop sent to this shopper."""
        names = (self.person.wa_id, self.person.user_id)
        return [sent for sent in self.graph.sent if sent.to in names]

    # What a shopper does

    def say(self, text: str, context: Json | None = None) -> int:
        """Write; `context` quotes."""
        return self.send("text", {"body": text}, context)

    def tap(self, title: str) -> int:
        """Tap the newest button or row with this title; a template's or a link's cannot be tapped."""
        for sent in reversed(self.heard):
            for kind, tap in taps_of(sent):
                if tap["title"] == title:
                    return self.tap_on(sent, kind, tap)
        raise AssertionError(f"there is no {title!r} to tap in {[taps_of(sent) for sent in self.heard]}")

    def tap_on(self, sent: Sent, kind: str, tap: Json) -> int:
        """Tap this."""
        return self.send("interactive", hooks.tapped(kind, tap), self.quoting(sent.id))

    def order(self, items: Sequence[tuple[str, int]], text: str = "") -> int:
        """Send the cart of the catalog."""
        return self.send("order", hooks.order_of("194836987003835", items, text))

    def photo(self, data: bytes, caption: str = "", mime: str = "image/jpeg") -> int:
        """Send a picture."""
        content = self._file(data, mime) | ({"caption": caption} if caption else {})
        return self.send("image", content)

    def speak(self, data: bytes) -> int:
        """Send a voice note."""
        return self.send("audio", {**self._file(data, "audio/ogg; codecs=opus"), "voice": True})

    def send(self, kind: str, content: Any, context: Json | None = None) -> int:
        """Send any other message."""
        return self.deliver(self.message(kind, content, context))

    def message(self, kind: str, content: Any, context: Json | None = None) -> Json:
        """A message that is not sent yet."""
        message_id = self.graph.new_id()
        self.graph.know(self.person, message_id)
        return hooks.message(self.person, message_id, kind, content, context)

    def quoting(self, message_id: str, **more: Any) -> Json:
        """The context that quotes a message of the shop."""
        return {"from": self.graph.account.display_number, "id": message_id, **more}

    def deliver(self, *messages: Json) -> int:
        """Let WhatsApp deliver messages, in one webhook."""
        return self.post(self.graph.account.incoming(self.person, messages))

    def report(self, sent: Sent, status: str, code: int | None = None) -> int:
        """Let WhatsApp tell what became of a message."""
        return self.post(self.graph.account.status(self.person, sent.id, status, code))

    # The wire

    def post(self, webhook: Any, **headers: str | None) -> int:
        """Post a webhook, signed unless another signature is given (None: no header)."""
        return self.post_bytes(hooks.body_of(webhook), **headers)

    def post_bytes(self, body: bytes, **headers: str | None) -> int:
        """Post bytes."""
        signature = headers.get("signature", self.graph.account.signature(body))
        request = urllib.request.Request(self.webhook, data=body, headers={"Content-Type": "application/json"})
        if signature is not None:
            request.add_header("X-Hub-Signature-256", signature)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    def _file(self, data: bytes, mime: str) -> Json:
        return {"mime_type": mime, "sha256": "…", "id": self.graph.add_media(data, mime.partition(";")[0])}


def taps_of(sent: Sent) -> list[tuple[str, Json]]:
    """What can be tapped in a message: the kind of the reply, and what it will say."""
    if sent.kind != "interactive":
        return []
    action = sent.content["action"]
    buttons = [("button_reply", dict(button["reply"])) for button in action.get("buttons") or []]
    rows = [("list_reply", dict(row)) for section in action.get("sections") or [] for row in section.get("rows") or []]
    return buttons + rows
