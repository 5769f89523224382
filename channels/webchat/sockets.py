"""The Socket.IO server: which tab belongs to which shopper, and nothing malformed gets further."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from sanic.exceptions import ServerError
from sanic.request import Request
from socketio import AsyncServer
from socketio.packet import ACK, BINARY_ACK, BINARY_EVENT, EVENT, Packet
from websockets.connection import State

from channels.webchat.limits import PACKET_BYTES

logger = logging.getLogger(__name__)

# What was sent last gets so long to leave.
_FAREWELL_SECONDS = 0.2
# A connection that does not close is cut by Sanic long before the last look.
_LOOK_SECONDS, _LOOKS = 0.5, 200


class PlainPacket(Packet):  # type: ignore[misc]
    """A packet with JSON only: nothing binary is taken, and an event has a name."""

    def decode(self, encoded_packet: Any) -> int:
        """Read a packet. Raises ValueError."""
        if not isinstance(encoded_packet, str):
            raise ValueError("binary")
        super().decode(encoded_packet)
        if self.packet_type in (BINARY_EVENT, BINARY_ACK, ACK):
            raise ValueError("of a type that is not taken")
        if self.packet_type == EVENT and not self._is_event():
            raise ValueError("no event")
        return 0

    def _is_event(self) -> bool:
        return isinstance(self.data, list) and bool(self.data) and isinstance(self.data[0], str)


class Sockets(AsyncServer):  # type: ignore[misc]
    """A Socket.IO server that closes a connection over which something malformed comes."""

    def __init__(self) -> None:
        # Sanic's protocols of the requests that are being handled.
        self._lines: set[Any] = set()
        super().__init__(
            async_mode="sanic",
            serializer=PlainPacket,
            max_http_buffer_size=PACKET_BYTES,
            # Origins are checked by our own route, for sockets and pages alike.
            cors_allowed_origins=[],
            cors_credentials=False,
            logger=False,
            engineio_logger=False,
        )
        self._tasks: set[asyncio.Task[Any]] = set()
        self.eio.start_background_task = self._begin

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        # The library would log a traceback for each, and go on listening.
        try:
            await super()._handle_eio_message(eio_sid, data)
        except Exception as error:
            logger.warning("a malformed packet (%s): its connection is closed", type(error).__name__)
            # Not awaited: a polling client takes its last packets with the next request.
            self.start_background_task(self._hang_up, eio_sid)

    async def _hang_up(self, eio_sid: str) -> None:
        request = (self.environ.get(eio_sid) or {}).get("sanic.request")
        protocol = request.transport.get_protocol() if request is not None else None
        await self.eio.disconnect(eio_sid)
        await _cut(protocol)

    async def serve(self, request: Request) -> Any:
        """Handle a request, and look after its WebSocket if it becomes one."""
        protocol = request.transport.get_protocol()  # afterwards the transport may have forgotten it
        self._lines.add(protocol)
        try:
            return await self.handle_request(request)
        finally:
            self._lines.discard(protocol)
            if getattr(protocol, "websocket", None) is not None:
                self.start_background_task(_emptied, protocol.websocket)

    async def close_all(self) -> None:
        """Close all connections; their widgets come back by themselves."""
        for socket in list(self.eio.sockets.values()):
            # Not waiting until it has taken everything: one that is gone never does.
            await socket.close(wait=False)
        await asyncio.sleep(_FAREWELL_SECONDS)
        for protocol in list(self._lines):
            await _cut(protocol)
        await self.eio.shutdown()
        for task in list(self._tasks):
            task.cancel()

    def _begin(self, target: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **more: Any) -> asyncio.Task[Any]:
        """Begin what goes on beside; the library would leave it behind when the server ends."""
        task = asyncio.ensure_future(target(*args, **more))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _cut(protocol: Any) -> None:
    """Close a WebSocket of Sanic: the widget's library does not do so when the Engine.IO server says goodbye."""
    line = getattr(protocol, "websocket", None)
    if line is not None:
        await line.close()


async def _emptied(line: Any) -> None:
    """Fetch what still comes over a WebSocket of Sanic that nobody reads any more.

    A frame that is not fetched, and the task that waits for it, would stay for as long as the server runs.
    """
    frames = line.assembler
    if not frames.read_mutex.locked():
        frames.get_in_progress = False  # left behind by a reader that was cancelled
    for _ in range(_LOOKS):
        closed = line.connection.state is State.CLOSED
        if frames.read_mutex.locked():  # by a reader that was given up while it waited
            if closed:
                frames.message_complete.set()
                return
            await asyncio.sleep(_LOOK_SECONDS)
            continue
        with contextlib.suppress(ServerError):
            if await frames.get(_LOOK_SECONDS) is None and closed:
                return
