"""The REST channel, with a door: a sender is needed, a message has an end."""

from __future__ import annotations

from rasa.core.channels.rest import RestInput
from sanic.exceptions import InvalidUsage
from sanic.request import Request

from components.order_line_extractor import MAX_CHARACTERS
from shop.text import storable

MAX_SENDER_CHARACTERS = 255  # the column of the tracker store


class RestChannel(RestInput):
    """Rasa's ``rest`` channel under the same address; it refuses what would harm other shoppers."""

    async def _extract_sender(self, req: Request) -> str:
        """Return the sender.

        Raises:
            InvalidUsage: there is none (HTTP 400). Rasa would take everybody for the shopper "default", with one cart.
        """
        sender = _body(req).get("sender")
        if not isinstance(sender, str) or not sender.strip() or len(sender) > MAX_SENDER_CHARACTERS:
            raise InvalidUsage(f"'sender' must be a text of 1 to {MAX_SENDER_CHARACTERS} characters.")
        return sender

    def _extract_message(self, req: Request) -> str:
        """Return the text, cut where a message ends to be one; an empty text is a message too and gets an answer."""
        text = _body(req).get("message")
        if text is not None and not isinstance(text, str):
            raise InvalidUsage("'message' must be a text.")
        return storable((text or "")[:MAX_CHARACTERS])


def _body(req: Request) -> dict[str, object]:
    if not isinstance(req.json, dict):
        raise InvalidUsage("The body must be a JSON object.")
    return req.json
