"""A web chat server with canned answers, for tests of the widget alone: it speaks the real one's protocol and no more.

`python -m tests.fakes.webchat_stub` serves it on port 5099 to look at.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import socketio
from aiohttp import web

from tests.fakes.webchat_content import answers, pictures
from tests.fakes.webchat_http import OPEN, answer, file, found, listen

MOUNT = "/webhooks/webchat/"
# As strict as the page can bear: what it loads or does beyond this fails in tests.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Message = dict[str, Any]


@dataclass
class Talk:
    """One shopper's conversation, as the stub keeps it over its own restarts."""

    language: str
    messages: list[Message] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


@dataclass
class Stub:
    """A server on a port of its own, and on a second one for pages of other origins.

    `received` is everything that came, also what was known already. `lose`: take so many messages and never say so.
    `refuse`: the reason that the next message is refused with. `mute`: answer nothing.
    """

    hosts: dict[str, str] = field(default_factory=dict)
    received: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    auths: list[dict[str, Any]] = field(default_factory=list)
    uploads: list[tuple[str, bytes]] = field(default_factory=list)
    talks: dict[str, Talk] = field(default_factory=dict)
    taken: list[dict[str, Any]] = field(default_factory=list)
    lose: int = 0
    refuse: str | None = None
    refuse_photo: str | None = None
    mute: bool = False
    typing_seconds: float = 0.0
    port: int = 0
    host_port: int = 0

    @property
    def url(self) -> str:
        """Where the chat is."""
        return f"http://127.0.0.1:{self.port}{MOUNT}"

    def host(self, name: str) -> str:
        """Where a web page of another origin is that has the widget in it."""
        return f"http://localhost:{self.host_port}/{name}"

    def start(self) -> Stub:
        """Serve, on the ports of before if there were any."""
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError("the stub of the web chat did not start")
        return self

    def stop(self) -> None:
        """Close all connections and stop; what was said is kept."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    def push(self, said: dict[str, Any]) -> None:
        """Say something to every shopper, unasked."""
        for token, talk in self.talks.items():
            asyncio.run_coroutine_threadsafe(self._say(token, talk, said), self._loop).result(5)

    def said(self, event: str) -> list[dict[str, Any]]:
        """Return the data of all events of a kind, in order."""
        return [data for name, data in self.received if name == event]

    def wait_for(self, event: str, count: int) -> None:
        """Wait until so many events of a kind have come. Raises TimeoutError."""
        for _ in range(200):
            if len(self.said(event)) >= count:
                return
            time.sleep(0.05)
        raise TimeoutError(f"{len(self.said(event))} of {count} times {event}")

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run(ready))

    async def _run(self, ready: threading.Event) -> None:
        self._stopped = asyncio.Event()
        self._sockets = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*", cors_credentials=False)
        self._tokens: dict[str, str] = {}
        self._add_events()
        app = web.Application(client_max_size=8 * 1024 * 1024)
        self._sockets.attach(app, socketio_path=f"{MOUNT}socket.io".lstrip("/"))
        self._add_routes(app)
        runner = web.AppRunner(app, shutdown_timeout=0.2)
        await runner.setup()
        self.port = await listen(runner, self.port)
        self.host_port = await listen(runner, self.host_port)
        ready.set()
        await self._stopped.wait()
        for sid in list(self._sockets.eio.sockets):
            await self._sockets.eio.disconnect(sid)
        await self._sockets.eio.shutdown()
        await runner.cleanup()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _add_events(self) -> None:
        @self._sockets.event
        async def connect(sid: str, environ: dict[str, Any], auth: dict[str, Any]) -> None:
            self.auths.append(auth)
            token = auth.get("token") if auth.get("token") in self.talks else secrets.token_hex(8)
            talk = self.talks.setdefault(token, Talk(auth["language"]))
            self._tokens[sid] = token
            self._sockets.enter_room(sid, token)
            welcome = {"token": token, "language": talk.language, "messages": talk.messages, "typing": False}
            await self._sockets.emit("welcome", welcome, to=sid)

        for event in ("say", "tap", "photo"):
            self._sockets.on(event, self._taker(event))

    def _taker(self, event: str) -> Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]:
        async def take(sid: str, data: dict[str, Any]) -> dict[str, Any]:
            self.received.append((event, data))
            if self.refuse:
                reason, self.refuse = self.refuse, None
                return {"ok": False, "reason": reason}
            token = self._tokens[sid]
            talk = self.talks[token]
            if data["id"] not in talk.ids:
                talk.ids.add(data["id"])
                self.taken.append({"event": event, **data})
                self._sockets.start_background_task(self._turn, token, talk, sid, event, data)
            if self.lose:
                self.lose -= 1
                await asyncio.sleep(3600)
            return {"ok": True}

        return take

    async def _turn(self, token: str, talk: Talk, sid: str, event: str, data: dict[str, Any]) -> None:
        text = data.get("text") or data.get("title") or ""
        show = {"kind": "photo", "url": f"{MOUNT}photo/{data['key']}"} if event == "photo" else None
        own = _message(data["id"], "shopper", talk.language, {"text": text, "show": show})
        talk.messages.append(own)
        await self._sockets.emit("message", own, room=token, skip_sid=sid)
        if self.mute:
            return
        await self._sockets.emit("typing", {"on": True}, room=token)
        await asyncio.sleep(self.typing_seconds)
        if text in ("english", "deutsch"):
            talk.language = text[:2]
            await self._sockets.emit("language", {"language": talk.language}, room=token)
        for said in answers(text, talk.language):
            await self._say(token, talk, said)
        await self._sockets.emit("typing", {"on": False}, room=token)

    async def _say(self, token: str, talk: Talk, said: dict[str, Any]) -> None:
        message = _message(f"bot-{len(talk.messages)}", "bot", talk.language, said)
        talk.messages.append(message)
        await self._sockets.emit("message", message, room=token)

    def _add_routes(self, app: web.Application) -> None:
        add = app.router.add_get
        add(MOUNT, self._page)
        add(f"{MOUNT}widget.js", self._file)
        add(f"{MOUNT}static/{{name:.+}}", self._file)
        app.router.add_post(f"{MOUNT}photo", self._photo)
        app.router.add_options(f"{MOUNT}photo", self._asked)
        add(f"{MOUNT}photo/{{key}}", self._uploaded)
        add("/pictures/{name}", self._picture)
        add("/{name}", self._host)

    async def _page(self, request: web.Request) -> web.Response:
        response = file("page.html")
        response.headers["Content-Security-Policy"] = POLICY
        return response

    async def _file(self, request: web.Request) -> web.Response:
        return file(request.match_info.get("name", "widget.js"))

    async def _asked(self, request: web.Request) -> web.Response:
        return answer(b"", "text/plain", 204)

    async def _uploaded(self, request: web.Request) -> web.Response:
        return answer(self.uploads[int(request.match_info["key"])][1], "image/jpeg")

    async def _picture(self, request: web.Request) -> web.Response:
        return found(pictures().get(request.match_info["name"]), "image/svg+xml")

    async def _host(self, request: web.Request) -> web.Response:
        return found(self.hosts.get(request.match_info["name"]), "text/html")

    async def _photo(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.refuse_photo:
            reason, self.refuse_photo = self.refuse_photo, None
            return web.json_response({"error": reason}, status=422, headers=OPEN)
        self.uploads.append((request.headers.get("X-Chat-Token", ""), body))
        return web.json_response({"key": str(len(self.uploads) - 1)}, status=201, headers=OPEN)


def _message(key: str, source: str, language: str, said: dict[str, Any]) -> Message:
    now = datetime.now(timezone.utc).isoformat()
    return {"id": key, "from": source, "choices": [], "show": None, "language": language, "at": now, **said}


if __name__ == "__main__":
    stub = Stub(port=5099)
    stub.hosts["shop"] = (
        f'<!doctype html><title>Shop</title><h1>Shop</h1><script src="{stub.url}widget.js" async></script>'
    )
    print(stub.start().url, stub.host("shop"))
    threading.Event().wait()
