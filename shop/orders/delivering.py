"""How news reach their readers."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

from shop.orders.news import STAFF, UNHEARD, Deliver, Message
from shop.settings import Settings

logger = logging.getLogger(__name__)

INTENT = "EXTERNAL_order_news"
# A turn waits for the one before it in its conversation.
_SECONDS = 20
_CALLBACK = "callback"
# Rasa takes the rest of the path as it stands.
_PLAIN = "/:@+!$&'()*,;=~"


class NotTold(Exception):
    """The conversation did not confirm that it told the news."""


class HeardByNobody(NotTold):
    """Rasa has no such channel, or one that it cannot speak into: it told the news to nobody."""

    def __init__(self, channel: str | None) -> None:
        super().__init__(f"{UNHEARD}: Rasa cannot speak into the channel {channel}; see SHOP_PUSH_CHANNELS")


def deliver_of(settings: Settings) -> Deliver:
    """The way to tell news: into the conversation, or to the people of the shop."""
    return Delivery(settings)


def delivered_channels(settings: Settings) -> frozenset[str]:
    """Whose news are delivered; those of all other channels wait until their shopper says something."""
    return frozenset({STAFF, *settings.push_channels})


class Delivery:
    """Lets Rasa tell news in the conversation and the channel where it was ordered."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.chat_url
        self._token = settings.chat_token

    def __call__(self, message: Message) -> None:
        """Return once it was told; raises otherwise, so that it is tried again."""
        if message.channel == STAFF:
            logger.warning("for the people of the shop: %s %s", message.kind, message.content)
            return
        self._tell(message)

    def _tell(self, message: Message) -> None:
        body = self._answer(message)
        # Where Rasa has no such channel, or none to speak into, it hands what it would say to whoever asked, without a
        # word: https://github.com/RasaHQ/rasa/blob/3.6.21/rasa/server.py (_get_output_channel).
        if "messages" in body and not self._sends_what_it_collects(message.channel):
            raise HeardByNobody(message.channel)
        if message.key not in (body["tracker"]["slots"].get("told_news") or []):
            raise NotTold("the conversation did not tell it")

    def _sends_what_it_collects(self, channel: str | None) -> bool:
        """Tell it of Rasa's own callback channel, as far as Rasa has it; no other one does."""
        if channel != _CALLBACK:
            return False
        import requests

        try:
            return bool(requests.get(f"{self._url}/webhooks/{_CALLBACK}/", timeout=_SECONDS).ok)
        except requests.RequestException:
            return False

    def _answer(self, message: Message) -> dict[str, Any]:
        import requests

        address = f"{self._url}/conversations/{quote(message.sender, safe=_PLAIN)}/trigger_intent"
        parameters = {"output_channel": message.channel or "", **({"token": self._token} if self._token else {})}
        event = {"name": INTENT, "entities": {"news": message.key}}
        try:
            answer = requests.post(address, params=parameters, json=event, timeout=_SECONDS)
        except requests.RequestException as error:
            # Its own words have the address, with the token.
            raise NotTold(f"Rasa does not answer: {type(error).__name__}") from None
        if answer.status_code != 200:
            raise NotTold(f"Rasa answers {answer.status_code}")
        body: dict[str, Any] = answer.json()
        return body
