"""Voice notes as text, by a service of the merchant's choice (TRANSCRIBE_URL)."""

from __future__ import annotations

import logging

from channels.api import Api, NotDelivered

logger = logging.getLogger(__name__)

# A minute of speech takes a small model on a usual processor about so long.
SECONDS = 30.0


async def transcribed(url: str, sound: bytes, mime: str) -> str | None:
    """Return the words of a voice note, or None if there is no service or it does not understand it.

    The service gets the bytes in a POST with their type, and answers JSON: {"text": "…"}.
    """
    if not url or not sound:
        return None
    try:
        async with Api(url, seconds=SECONDS) as service:
            answer = await service.post("", content=sound, headers={"Content-Type": mime or "application/octet-stream"})
    except NotDelivered as error:
        logger.warning("a voice note was not transcribed: %s", error)
        return None
    text = answer.get("text")
    return text.strip() or None if isinstance(text, str) else None
