"""A shopper's tab: a Socket.IO client that does what the widget does, and remembers what it was sent."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any

import aiohttp
import socketio

if not hasattr(aiohttp, "ClientWSTimeout"):
    # python-engineio 4.15 asks for it; the aiohttp that Rasa pins takes the seconds themselves.
    aiohttp.ClientWSTimeout = lambda ws_close: ws_close  # type: ignore[attr-defined]

PATH = "/webhooks/webchat/socket.io"
SECONDS = 20.0


class Browser:
    """One tab; `view` is what the shopper sees, after the rules of the protocol."""

    def __init__(self, url: str, token: str | None = None, language: str = "en", **auth: Any) -> None:
        self._url = url
        self._auth = {"token": token, "language": language, "link": None, **auth}
        self.view: list[dict[str, Any]] = []
        self.welcomes: list[dict[str, Any]] = []
        self.typing: list[bool] = []
        self.languages: list[str] = []
        # Everything with the moment (time.perf_counter) at which it came.
        self.log: list[tuple[float, str, dict[str, Any]]] = []
        self._changed = asyncio.Event()
        self.client = socketio.AsyncClient(reconnection=False)
        for event in ("welcome", "message", "typing", "language"):
            self.client.on(event, getattr(self, f"_on_{event}"))

    async def __aenter__(self) -> Browser:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def connect(self, transport: str = "websocket") -> None:
        """Connect, and wait to be welcomed."""
        before = len(self.welcomes)
        await self.client.connect(self._url, auth=self._auth, socketio_path=PATH, transports=[transport])
        await self.until(lambda: len(self.welcomes) > before)

    async def close(self) -> None:
        await self.client.disconnect()

    @property
    def token(self) -> str:
        return str(self.welcomes[-1]["token"])

    @property
    def texts(self) -> list[str]:
        return [str(message["text"]) for message in self.view]

    @property
    def bot_texts(self) -> list[str]:
        return [str(message["text"]) for message in self.view if message["from"] == "bot"]

    async def send(self, event: str, *data: Any) -> Any:
        """Send an event and return what it is acknowledged with."""
        return await self.client.call(event, data[0] if len(data) == 1 else data, timeout=SECONDS)

    async def say(self, text: str, key: str | None = None) -> Any:
        """Say something and return the acknowledgement; the widget shows it at once."""
        key = key or str(uuid.uuid4())
        self.view.append({"id": key, "from": "shopper", "text": text})
        return await self.send("say", {"id": key, "text": text})

    async def ask(self, text: str) -> list[dict[str, Any]]:
        """Say something, and return what the bot has said until it stopped typing."""
        await self.until(lambda: not self.typing or not self.typing[-1])
        before, ends = len(self.view), self.typing.count(False)
        assert await self.say(text) == {"ok": True}
        await self.until(lambda: self.typing.count(False) > ends)
        return [message for message in self.view[before:] if message["from"] == "bot"]

    async def tap(self, choice: dict[str, Any]) -> Any:
        """Tap a choice and return the acknowledgement."""
        key = str(uuid.uuid4())
        self.view.append({"id": key, "from": "shopper", "text": choice.get("title")})
        return await self.send("tap", {"id": key, **choice})

    async def until(self, holds: Callable[[], Any], seconds: float = SECONDS) -> None:
        """Wait until something holds of what was sent."""

        async def wait() -> None:
            while not holds():
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(wait(), seconds)

    async def _on_welcome(self, data: dict[str, Any]) -> None:
        self.log.append((time.perf_counter(), "welcome", data))
        self.welcomes.append(data)
        self.view = list(data["messages"])
        self._changed.set()

    async def _on_message(self, data: dict[str, Any]) -> None:
        self.log.append((time.perf_counter(), "message", data))
        self.view.append(data)
        self._changed.set()

    async def _on_typing(self, data: dict[str, Any]) -> None:
        self.log.append((time.perf_counter(), "typing", data))
        self.typing.append(data["on"])
        self._changed.set()

    async def _on_language(self, data: dict[str, Any]) -> None:
        self.log.append((time.perf_counter(), "language", data))
        self.languages.append(data["language"])
        self._changed.set()
