"""What a webhook of Messenger brings, as arrivals: whole batches, in their order."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from channels.arrival import LINK, PAYLOAD, PHOTO, TEXT, Arrival
from channels.media import MEDIA, QUOTED, VOICE
from channels.messenger.limits import REF
from channels.webhooks import UNREADABLE
from channels.wording import word
from shop.text import storable

logger = logging.getLogger(__name__)

CHANNEL = "messenger"
PREFIX = "fb-"
# The payload of the button with which a conversation begins, as `python -m channels.messenger.register` sets it.
GET_STARTED = "GET_STARTED"

_PERSON = re.compile(r"\d{1,40}", re.ASCII)
# The first that an attachment list has, in this order, decides.
_KINDS = (
    ("sticker", "sticker"),
    ("image", PHOTO),
    ("audio", VOICE),
    ("video", "video"),
    ("reel", "video"),
    ("ig_reel", "video"),
    ("file", "document"),
    ("location", "location"),
)


def arrivals_of(body: Mapping[str, Any]) -> list[Arrival]:
    """Return what shoppers sent; what cannot be read is left out, and costs the others of its batch nothing."""
    if body.get("object") != "page":
        return []
    return [arrival for event in _events(body) for arrival in _read(event)]


def _events(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for entry in _objects(body.get("entry")):
        # "standby" holds what another app answers.
        yield from _objects(entry.get("messaging"))


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _read(event: Mapping[str, Any]) -> list[Arrival]:
    try:
        person = str(event["sender"]["id"]) if "sender" in event else ""
        if not _PERSON.fullmatch(person):
            return []
        return [arrival for arrival in _said(event, PREFIX + person) if arrival is not None]
    except UNREADABLE as error:
        logger.warning("an event of Messenger cannot be read: %s", type(error).__name__)
        return []


def _said(event: Mapping[str, Any], sender: str) -> list[Arrival | None]:
    if "message" in event:
        message = event["message"]
        if message.get("is_echo"):
            return []
        return [_opened(message.get("referral"), sender, f"{_id(message['mid'])}:ref"), _of_message(message, sender)]
    if "postback" in event:
        return [_of_postback(event["postback"], sender, event)]
    if "referral" in event:
        return [_opened(event["referral"], sender, f"referral:{sender}:{int(event['timestamp'])}")]
    if "message_edit" in event:
        edit = event["message_edit"]
        return [_arrival(sender, "edited", "", f"{_id(edit['mid'])}:{int(edit.get('num_edit') or 0)}")]
    return []  # read, delivery, reaction, optin: nothing that wants an answer


def _of_message(message: Mapping[str, Any], sender: str) -> Arrival:
    mid, text = _id(message["mid"]), str(message.get("text") or "")
    extra: dict[str, Any] = {}
    quoted = message.get("reply_to")
    if isinstance(quoted, dict) and quoted.get("mid"):
        extra[QUOTED] = _id(quoted["mid"])
    tapped = message.get("quick_reply")
    if isinstance(tapped, dict) and tapped.get("payload"):
        return _arrival(sender, PAYLOAD, str(tapped["payload"]), mid, {**extra, "title": text})
    attachments = _objects(message.get("attachments"))
    kind = _kind(attachments)
    # A link that somebody shares has an attachment "fallback" beside the text.
    if kind is None or (text and kind != PHOTO):
        return _arrival(sender, TEXT if text else "unsupported", text, mid, extra)
    wanted = {PHOTO: "image", VOICE: "audio"}.get(kind)
    media = [{"url": str(_payload(each).get("url") or "")} for each in attachments if each.get("type") == wanted]
    return _arrival(sender, kind, text, mid, {**extra, MEDIA: media} if media else extra)


def _kind(attachments: Sequence[Mapping[str, Any]]) -> str | None:
    if any(_payload(each).get("sticker_id") for each in attachments):
        return "sticker"
    types = {each.get("type") for each in attachments}
    return next((kind for name, kind in _KINDS if name in types), None)


def _payload(attachment: Mapping[str, Any]) -> Mapping[str, Any]:
    payload = attachment.get("payload")
    return payload if isinstance(payload, dict) else {}


def _of_postback(postback: Mapping[str, Any], sender: str, event: Mapping[str, Any]) -> Arrival | None:
    mid = _id(postback["mid"]) if postback.get("mid") else f"postback:{sender}:{int(event['timestamp'])}"
    opened = _opened(postback.get("referral"), sender, mid)
    if opened is not None:
        return opened
    payload = str(postback.get("payload") or "")
    if payload == GET_STARTED:
        return _arrival(sender, TEXT, word("en", "hello"), mid)
    return _arrival(sender, PAYLOAD, payload, mid, {"title": str(postback.get("title") or "")})


def _opened(referral: Any, sender: str, message_id: str) -> Arrival | None:
    """Return the opening of an entry link (m.me/PAGE?ref=CODE), or None if there is no code."""
    ref = referral.get("ref") if isinstance(referral, dict) else None
    return _arrival(sender, LINK, str(ref)[:REF], message_id) if ref else None


def _id(mid: Any) -> str:
    if not isinstance(mid, str) or not mid:
        raise ValueError("an id of a message is a text")
    return storable(mid).replace("\0", "")


def _arrival(sender: str, kind: str, text: str, message_id: str, extra: Mapping[str, Any] | None = None) -> Arrival:
    return Arrival(CHANNEL, sender, kind, text, message_id, extra=extra or {})
