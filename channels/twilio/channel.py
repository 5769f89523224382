"""The webhook of Twilio."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, text

from channels.api import Api, NotDelivered
from channels.media import MediaChannel
from channels.output import ShopOutput
from channels.settings import TwilioSettings, channel_settings
from channels.twilio.limits import WINDOW
from channels.twilio.output import TwilioOutput
from channels.twilio.parsing import CHANNEL, WHATSAPP, address_of, arrival_of, phone_of
from channels.twilio.people import sender_of
from channels.twilio.signature import is_signed
from channels.webhooks import MOST_BYTES
from shop.messaging.inbox import Origin

# Twilio takes what to answer from here; we answer over its API, when there is something to say.
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
# A message has some thirty parameters; ten files have twenty more.
_MOST_PARAMETERS = 300
_HOME = ".twilio.com"


class Twilio(MediaChannel):
    """A phone number at Twilio, for SMS or for WhatsApp."""

    def __init__(self) -> None:
        super().__init__()
        self._api: Api | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name, and the first part of its address: /webhooks/twilio/webhook."""
        return CHANNEL

    @property
    def settings(self) -> TwilioSettings | None:
        """Account, token and number; None if Twilio is not set up."""
        return channel_settings().twilio

    @property
    def configured(self) -> bool:
        """Whether account, token, number and the webhook's address are set."""
        return self.settings is not None

    @property
    def window(self) -> timedelta | None:
        """WhatsApp lets nobody speak first after a day; SMS may be sent at any time."""
        return WINDOW if self.settings is not None and self.settings.number.startswith(WHATSAPP) else None

    @property
    def api(self) -> Api:
        """What speaks to Twilio's API."""
        if self._api is None:
            assert self.settings is not None
            self._api = Api(self.settings.api_url, auth=(self.settings.account, self.settings.token))
        return self._api

    def routes(self, pages: Blueprint) -> None:
        """Add the address that Twilio calls."""

        @pages.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await self._receive(request)

    def output_to(self, sender: str) -> ShopOutput:
        """Return what speaks to a shopper."""
        assert self.settings is not None
        return TwilioOutput(sender, self.door.seal, self.api, self.settings, self.database)

    async def _receive(self, request: Request) -> HTTPResponse:
        """Store a message and say nothing yet."""
        assert self.settings is not None
        pairs = _parameters(request)
        if pairs is None:
            return empty(400)
        given = request.headers.get("X-Twilio-Signature")
        if not is_signed(given, self.settings.token, self.settings.webhook_url, pairs):
            return empty(403)
        parameters = dict(pairs)
        address = address_of(parameters)
        if address is None:
            return empty(400)
        secret = self.door.settings.shop.secret()
        sender = await asyncio.to_thread(sender_of, self.database, secret, address)
        arrival = arrival_of(parameters, sender)
        if arrival is not None:
            await self.accept(arrival, Origin(address, phone_of(address)))
        return text(NOTHING, content_type="text/xml")

    async def fetched(self, media: Mapping[str, Any], most: int) -> tuple[bytes, str]:
        """Return the bytes of a file. Twilio asks for the account's token, which goes to nobody else."""
        url = str(media.get("url") or "")
        if not self._is_twilio(url):
            raise NotDelivered("the file lies elsewhere")
        data, mime = await self.api.download(url, most, authorized=True)
        return data, str(media.get("mime") or mime)

    def _is_twilio(self, url: str) -> bool:
        try:
            parts, own = urlsplit(url), urlsplit(self.settings.api_url if self.settings else "")
        except ValueError:
            return False
        at_home = parts.scheme == "https" and (parts.hostname or "").endswith(_HOME)
        return at_home or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)


def _parameters(request: Request) -> list[tuple[str, str]] | None:
    """Return the form with its empty fields, which Sanic leaves out and Twilio signs; None if it is none."""
    if len(request.body) > MOST_BYTES:
        return None
    try:
        return parse_qsl(
            request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="strict"
        )
    except ValueError:
        return None
