"""The Graph API, asked through pywa: sending, read marks, files. What goes wrong is a NotDelivered."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
from pywa.errors import WhatsAppError
from pywa.utils import Version
from pywa_async.client import WhatsApp as Client

from channels.api import NotDelivered
from channels.settings import WhatsAppSettings
from channels.whatsapp.messages import Outgoing

# At DEBUG it writes whole messages; they are nobody's business, debugging or not.
logging.getLogger("pywa").setLevel(logging.ERROR)

# Meta's codes: support/error-codes below https://developers.facebook.com/documentation/business-messaging/whatsapp/.
RE_ENGAGEMENT = 131047
ID_NOT_SUPPORTED = 131062
# Too many calls, too many to one shopper, a fault for the moment: nothing was taken, so it can be sent again.
_FOR_THE_MOMENT = (2, 4, 80007, 130429, 131000, 131016, 131056, 133004)
# The message itself is not taken as it is: something simpler may be.
_REFUSED = (100, 131008, 131009, 131051, 131053)

_PAUSES = (0.5, 1.5)  # seconds before the second and the third try
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)


class Target:
    """Where a message goes: the id that WhatsApp made for us, else the phone number."""

    def __init__(self, user_id: str | None, phone: str | None) -> None:
        self.user_id, self.phone = user_id, phone

    def addresses(self) -> list[dict[str, str | None]]:
        """Return the ways to name the shopper, the better one first: a phone number may be somebody else's by now."""
        by_id = [{"to": None, "recipient": self.user_id}] if self.user_id else []
        by_phone = [{"to": self.phone, "recipient": None}] if self.phone else []
        return by_id + by_phone


class Graph:
    """One for a server, made in its event loop."""

    def __init__(self, settings: WhatsAppSettings, pauses: Sequence[float] = _PAUSES) -> None:
        self._phone_id = settings.phone_id
        self._pauses = pauses
        self._session = httpx.AsyncClient(timeout=_TIMEOUT)
        self._api = Client(phone_id=settings.phone_id, token=settings.token, session=self._session).api
        # pywa knows one address only; a stand-in or a proxy has another one.
        self._session.base_url = httpx.URL(f"{settings.api_url}/v{Version.GRAPH_API}")

    async def send(self, target: Target, message: Outgoing) -> str:
        """Send a message and return its id; raises NotDelivered."""
        addresses = target.addresses()
        for address in addresses:
            try:
                return await self._send(address, message)
            except NotDelivered as error:
                if error.code != ID_NOT_SUPPORTED or address is addresses[-1]:
                    raise
        raise NotDelivered("there is no address")

    async def _send(self, address: dict[str, str | None], message: Outgoing) -> str:
        answer = await self._ask(
            lambda: self._api.send_message(
                sender=self._phone_id,
                **address,
                recipient_type="individual",
                typ=message.kind,
                msg=message.content,
            )
        )
        try:
            return str(answer["messages"][0]["id"])
        except (KeyError, IndexError, TypeError):
            raise NotDelivered("no id of the message was given") from None

    async def seen(self, message_id: str, typing: bool) -> None:
        """Mark a message as read, and say that an answer is being written; tried once; raises NotDelivered."""
        if typing:
            await self._once(lambda: self._api.set_indicator(self._phone_id, message_id, "text"))
        else:
            await self._once(lambda: self._api.mark_message_as_read(self._phone_id, message_id))

    async def file(self, media_id: str, most: int) -> tuple[bytes, str]:
        """Return a file that a shopper sent, of at most `most` bytes, and its type; raises NotDelivered."""
        if not _MEDIA_ID.fullmatch(media_id):
            raise NotDelivered("the file has no id")
        about = await self._ask(lambda: self._api.get_media_url(media_id))
        size = about.get("file_size")
        if isinstance(size, int) and size > most:
            raise NotDelivered(f"the file has {size} bytes")
        data = bytearray()
        try:
            async with self._api.stream_media_bytes(str(about.get("url") or "")) as answer:
                if answer.status_code != 200:
                    raise NotDelivered(f"the file is not given: {answer.status_code}", answer.status_code)
                async for piece in answer.aiter_bytes():
                    data += piece
                    if len(data) > most:
                        raise NotDelivered(f"the file has more than {most} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotDelivered(f"the file is not given: {type(error).__name__}") from None
        return bytes(data), str(about.get("mime_type") or "")

    async def close(self) -> None:
        """Close the connections."""
        await self._session.aclose()

    async def _ask(self, call: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        for pause in self._pauses:
            try:
                return await self._once(call)
            except NotDelivered as error:
                if not _can_pass(error):
                    raise
            await asyncio.sleep(pause)
        return await self._once(call)

    @staticmethod
    async def _once(call: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        try:
            answer = await call()
        except WhatsAppError as error:
            # Meta's words may repeat what was sent: its number is enough.
            raise NotDelivered(f"refused, code {error.code}", error.status_code, error.code) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotDelivered(f"no connection: {type(error).__name__}", code=_NO_CONNECTION) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotDelivered(f"no answer: {type(error).__name__}") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise NotDelivered("the answer cannot be read") from None
        if not isinstance(answer, dict):
            raise NotDelivered("the answer cannot be read")
        return answer


_NO_CONNECTION = -1


def _can_pass(error: NotDelivered) -> bool:
    """Tell whether it may be sent again: nothing was taken. Without an answer it might arrive twice."""
    taken_back = error.status == 429 or (error.status or 0) >= 500
    return taken_back or error.code == _NO_CONNECTION or error.code in _FOR_THE_MOMENT


def wants_something_simpler(error: NotDelivered) -> bool:
    """Tell whether WhatsApp refused the message itself, and not shopper, moment or account."""
    return error.status == 400 and error.code in _REFUSED
