"""The photo that a channel hands over with a message."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from rasa_sdk import Tracker

from actions.base import settings
from shop.messaging.photos import is_own_address

LONGEST = 2000


def photo_of(tracker: Tracker) -> str | None:
    """Return the web address of the photo of the latest message: ``metadata.photo``.

    Over REST it comes from outside: anything that is neither a plain https address nor one of our own page of photos is
    no photo. Whether one of ours is this shopper's is for the shop to say.
    """
    value = _metadata(tracker).get("photo")
    if not isinstance(value, str) or len(value) > LONGEST or not value.isascii() or not value.isprintable():
        return None
    if is_own_address(settings(), value):
        return value
    try:
        parts = urlsplit(value)
        usable = (
            parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port in (None, 443)
        )
    except ValueError:
        return None
    return value if usable and " " not in value else None


def _metadata(tracker: Tracker) -> dict[str, Any]:
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            metadata = event.get("metadata")
            return metadata if isinstance(metadata, dict) else {}
    return {}
