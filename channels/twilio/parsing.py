"""A message that Twilio received, as an arrival: https://www.twilio.com/docs/messaging/guides/webhook-request"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from channels.arrival import PAYLOAD, PHOTO, TEXT, Arrival
from channels.media import MEDIA, QUOTED, VOICE
from channels.twilio import limits
from shop.text import storable

CHANNEL = "twilio"
PREFIX = "sms-"
WHATSAPP = "whatsapp:"

_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}", re.ASCII)
_ADDRESS = re.compile(r"(?:[a-z]+:)?[+0-9A-Za-z._-]{1,100}", re.ASCII)
_NUMBER = re.compile(r"\+\d{5,15}", re.ASCII)
# The first that a message has decides, photos before everything else.
_KINDS = (
    ("image/", PHOTO),
    ("audio/", VOICE),
    ("video/", "video"),
    ("text/vcard", "contact"),
    ("text/x-vcard", "contact"),
)


def address_of(parameters: Mapping[str, str]) -> str | None:
    """Return who sent a message, or None if that is nobody whom we could answer."""
    address = parameters.get("From", "")
    is_message = _SID.fullmatch(parameters.get("MessageSid", ""))
    return address if is_message and _ADDRESS.fullmatch(address) else None


def phone_of(address: str) -> str | None:
    """Return the phone number of an address, if it has one."""
    number = address.removeprefix(WHATSAPP)
    return number if _NUMBER.fullmatch(number) else None


def arrival_of(parameters: Mapping[str, str], sender: str) -> Arrival | None:
    """Return what a shopper sent, or None if it is nothing that we answer; the address was checked before."""
    # The state of a message of ours, or STOP and START where Twilio answers them itself (Advanced Opt-Out).
    if "MessageStatus" in parameters or parameters.get("OptOutType"):
        return None
    extra: dict[str, Any] = {}
    quoted = parameters.get("OriginalRepliedMessageSid", "")
    if _SID.fullmatch(quoted):
        extra[QUOTED] = quoted
    text = storable(parameters.get("Body", "")).strip()
    sid = parameters["MessageSid"]
    payload = parameters.get("ButtonPayload") or parameters.get("ListId")
    if payload:
        title = parameters.get("ButtonText") or parameters.get("ListTitle") or text
        return Arrival(CHANNEL, sender, PAYLOAD, storable(payload), sid, extra={**extra, "title": storable(title)})
    media = _media(parameters)
    if media:
        kind = _kind(media, parameters["From"])
        prefix = {PHOTO: "image/", VOICE: "audio/"}.get(kind)
        wanted = [each for each in media if prefix and each["mime"].startswith(prefix)]
        return Arrival(CHANNEL, sender, kind, text, sid, extra={**extra, MEDIA: wanted} if wanted else extra)
    if parameters.get("Latitude"):
        return Arrival(CHANNEL, sender, "location", text, sid, extra=extra)
    return Arrival(CHANNEL, sender, TEXT if text else "unsupported", text, sid, extra=extra)


def _media(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    count = parameters.get("NumMedia", "")
    many = min(int(count), limits.MEDIA) if count.isdecimal() and len(count) < 4 else 0
    return [
        {
            "url": storable(parameters.get(f"MediaUrl{index}", "")),
            "mime": storable(parameters.get(f"MediaContentType{index}", "")).lower(),
        }
        for index in range(many)
    ]


def _kind(media: list[dict[str, str]], address: str) -> str:
    types = [each["mime"] for each in media]
    # WhatsApp sends photos as JPEG; WebP is what its stickers are.
    if address.startswith(WHATSAPP) and types[0].startswith("image/webp"):
        return "sticker"
    return next((kind for prefix, kind in _KINDS if any(each.startswith(prefix) for each in types)), "document")
