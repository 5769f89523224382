"""Webhooks as Meta sends them, in the newest shape: `user_id` always, the phone number only if it is shared.

Below https://developers.facebook.com/documentation/business-messaging/whatsapp/: webhooks/reference/messages and the
pages below it (text, interactive, order, image, audio, sticker, location, contacts, reaction, unsupported, edit,
revoke, system, status), business-scoped-user-ids. Signed as webhooks/create-webhook-endpoint says.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """A shopper as WhatsApp knows them; what is None is not told."""

    wa_id: str | None
    user_id: str | None
    name: str = "Kim Example"
    username: str | None = None

    def contact(self) -> Json:
        """The entry in `contacts`."""
        profile: Json = {"name": self.name} | ({"username": self.username} if self.username else {})
        return {"profile": profile} | _given(wa_id=self.wa_id, user_id=self.user_id)

    def sender(self) -> Json:
        """The fields of a message that say who wrote it."""
        return _given(**{"from": self.wa_id, "from_user_id": self.user_id})


@dataclass(frozen=True)
class Account:
    """The merchant's number: its id, the number that is shown, and the app's secret."""

    phone_id: str
    display_number: str
    app_secret: str
    account_id: str = "102290129340398"

    def envelope(self, **value: Any) -> Json:
        """A webhook with one change."""
        metadata = {"display_phone_number": self.display_number, "phone_number_id": self.phone_id}
        change = {"value": {"messaging_product": "whatsapp", "metadata": metadata, **value}, "field": "messages"}
        return {"object": "whatsapp_business_account", "entry": [{"id": self.account_id, "changes": [change]}]}

    def incoming(self, person: Person, messages: Sequence[Json]) -> Json:
        """Messages of one shopper."""
        return self.envelope(contacts=[person.contact()], messages=list(messages))

    def status(self, person: Person, message_id: str, status: str, code: int | None = None) -> Json:
        """What became of a message."""
        errors = {"errors": [{"code": code, "title": "…", "error_data": {"details": "…"}}]} if code else {}
        told = _given(recipient_id=person.wa_id, recipient_user_id=person.user_id)
        report = {"id": message_id, "status": status, "timestamp": _now(), **told, **errors}
        contacts = {} if status == "failed" else {"contacts": [person.contact()]}
        return self.envelope(statuses=[report], **contacts)

    def signature(self, body: bytes) -> str:
        """The header X-Hub-Signature-256."""
        return "sha256=" + hmac.new(self.app_secret.encode(), body, hashlib.sha256).hexdigest()


def body_of(webhook: Any) -> bytes:
    """The bytes, with Meta's escaped slashes and letters."""
    return json.dumps(webhook).replace("/", "\\/").encode()


def message(person: Person, message_id: str, kind: str, content: Any, context: Json | None = None) -> Json:
    """One message; `content` is the object named like the kind."""
    head = {**person.sender(), "id": message_id, "timestamp": _now(), "type": kind}
    return {**({"context": context} if context else {}), **head, **({kind: content} if content is not None else {})}


def tapped(kind: str, tap: Json) -> Json:
    """The content of an "interactive" message."""
    return {"type": kind, kind: tap}


def order_of(catalog: str, items: Sequence[tuple[str, int]], text: str = "") -> Json:
    """The content of an "order" message."""
    products = [
        {"product_retailer_id": sku, "quantity": quantity, "item_price": 19.9, "currency": "EUR"}
        for sku, quantity in items
    ]
    return {"catalog_id": catalog, "text": text, "product_items": products}


def unsupported(person: Person, message_id: str) -> Json:
    """A message that the API does not hand on: a poll, a video note."""
    error = {"code": 131051, "title": "Message type unknown", "error_data": {"details": "Message type is unknown."}}
    return {**message(person, message_id, "unsupported", {"type": "poll_creation"}), "errors": [error]}


def changed(before: Person, after: Person, message_id: str) -> Json:
    """A system message: the shopper has another number. It comes without contacts."""
    system = {"body": "…", "type": "user_changed_number"} | _given(wa_id=after.wa_id, user_id=after.user_id)
    return {**before.sender(), "id": message_id, "timestamp": _now(), "type": "system", "system": system}


def _given(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _now() -> str:
    return str(int(time.time()))
