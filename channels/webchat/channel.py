"""The web chat's channel: mounted into the Rasa server, it recognizes tabs and takes what they send."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic
from socketio.exceptions import ConnectionRefusedError as Refused

from channels.addresses import address_of
from channels.arrival import PAYLOAD, PHOTO, TEXT, Arrival
from channels.door import Door, door_of
from channels.door.cleaning import cleaned
from channels.door.limits import RateLimit
from channels.settings import channel_settings
from channels.webchat.conversation import Conversations
from channels.webchat.identity import Identities
from channels.webchat.limits import PACKET_BYTES
from channels.webchat.messages import Message, shopper_message
from channels.webchat.output import NAME, Unasked
from channels.webchat.pages import Pages, add_routes
from channels.webchat.reception import Handle, Reception, Tab
from channels.webchat.shapes import SLOW_DOWN, Unfit, auth_of, photographed_of, said_of, tapped_of
from channels.webchat.sockets import Sockets
from channels.webchat.uploads import Photos
from shop import logs
from shop.database import Database

logger = logging.getLogger(__name__)

Ack = dict[str, Any]
Taken = Callable[[Tab, object], Awaitable[tuple[Arrival, Message]]]


class WebChat(InputChannel):
    """Socket.IO and pages under ``/webhooks/webchat/``. In credentials.yml: ``channels.webchat.WebChat: {}``."""

    def __init__(self) -> None:
        self._parts: Parts | None = None

    @classmethod
    def name(cls) -> str:
        """The name of the channel, and of the folder that it is mounted under."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> InputChannel:
        """Rasa's way to make a channel; everything comes from the environment (see .env.example)."""
        logs.begin()  # a server makes its channels before anybody can write to it
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the addresses of the chat; none where it is switched off."""
        blueprint = _WithSockets("webchat_channel", __name__)
        if not channel_settings().webchat:
            return blueprint
        add_routes(blueprint, lambda: self.parts.pages)

        @blueprint.before_server_start
        async def begin(app: Sanic, *_: Any) -> None:
            self._parts = Parts(app, on_new_message)

        @blueprint.before_server_stop
        async def end(app: Sanic, *_: Any) -> None:
            await self.parts.end()

        return blueprint

    @property
    def parts(self) -> Parts:
        """What the chat consists of while its server runs."""
        if self._parts is None:
            raise RuntimeError("the web chat is not mounted")
        return self._parts

    def get_output_channel(self) -> OutputChannel | None:
        """Return what Rasa speaks through when nobody asked: news of orders."""
        return Unasked(self._parts.reception.output_to) if self._parts is not None else None


class Parts:
    """The chat in a running server."""

    def __init__(self, app: Sanic, handle: Handle) -> None:
        door: Door = door_of(app)
        self.sockets = Sockets()
        self.identities = Identities(door.settings.shop.secret())
        self.photos = Photos(door.settings, Database(door.settings.shop.database_url))
        self.pages = Pages(door.settings, self.sockets, self.identities, self.photos)
        self.reception = Reception(self.sockets, door, Conversations(lambda: app.ctx.agent), handle)
        per_minute = door.settings.messages_per_minute_and_address
        self._arrivals = RateLimit(per_minute, max(1, per_minute // 4))
        self._tabs: dict[str, Tab] = {}
        self._listen()

    async def end(self) -> None:
        """Let turns end and their answers get out; then the widgets look for the next server."""
        self.pages.closing = True
        await self.reception.drain()
        await self.sockets.close_all()

    def _listen(self) -> None:
        self.sockets.on("connect", self._connected)
        self.sockets.on("disconnect", self._disconnected)
        for event, taken in (("say", self._said), ("tap", self._tapped), ("photo", self._photographed)):
            self.sockets.on(event, self._listener(taken))

    async def _connected(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        if sid in self._tabs:  # an event of this name, sent by a client
            return
        request = environ["sanic.request"]
        address = address_of(request.ip, request.headers)
        if address is not None and not self._arrivals.allows(address):
            raise Refused(SLOW_DOWN)
        given = auth_of(auth)
        token = given.token
        sender = self.identities.sender_of(token)
        if sender is None or token is None:
            token = self.identities.mint()
            sender = str(self.identities.sender_of(token))
        tab = Tab(sid, sender, token, given.language, address, given.link)
        self._tabs[sid] = tab
        self.reception.welcome(tab)

    async def _disconnected(self, sid: str, *_: object) -> None:
        self._tabs.pop(sid, None)

    def _listener(self, taken: Taken) -> Callable[..., Awaitable[Any]]:
        async def listen(sid: str, *data: object) -> Any:
            tab = self._tabs.get(sid)
            if self.pages.closing:
                return self.sockets.not_handled  # without an answer, the widget keeps it and sends it again
            try:
                if tab is None or len(data) != 1:
                    raise Unfit
                await self.reception.take(tab, *await taken(tab, data[0]))
            except Unfit as unfit:
                return _ack(unfit.reason)
            except Exception as error:
                logger.error("something was not taken: %s", type(error).__name__)
                return self.sockets.not_handled
            return _ack()

        return listen

    async def _said(self, tab: Tab, data: object) -> tuple[Arrival, Message]:
        said = said_of(data)
        arrival = _arrival(tab, TEXT, said.id, said.text)
        return arrival, self._shown(tab, said.id, cleaned(said.text)[0])

    async def _tapped(self, tab: Tab, data: object) -> tuple[Arrival, Message]:
        tapped = tapped_of(data)
        arrival = _arrival(tab, PAYLOAD, tapped.id, tapped.payload)
        if not self.reception.issued(arrival):
            raise Unfit
        return arrival, self._shown(tab, tapped.id, tapped.title)

    async def _photographed(self, tab: Tab, data: object) -> tuple[Arrival, Message]:
        photo = photographed_of(data)
        url = await self.photos.address_of(photo.key, tab.sender)
        if url is None:
            raise Unfit
        arrival = _arrival(tab, PHOTO, photo.id, photo.text, url)
        return arrival, self._shown(tab, photo.id, cleaned(photo.text)[0], url)

    @staticmethod
    def _shown(tab: Tab, key: str, text: str, photo: str | None = None) -> Message:
        return shopper_message(key, text, tab.language, time.time(), photo)


class _WithSockets(Blueprint):
    """A blueprint that makes its server speak WebSocket, with frames no larger than a packet."""

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        app.enable_websocket()
        app.config.WEBSOCKET_MAX_SIZE = min(app.config.WEBSOCKET_MAX_SIZE, PACKET_BYTES)
        super().register(app, options)


def _arrival(tab: Tab, kind: str, key: str, text: str, photo: str | None = None) -> Arrival:
    return Arrival(NAME, tab.sender, kind, text, message_id=key, photo=photo, address=tab.address)


def _ack(reason: str | None = None) -> Ack:
    return {"ok": True} if reason is None else {"ok": False, "reason": reason}
