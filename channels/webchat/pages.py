"""The web chat's addresses: its page, the widget, photos, and the way to its sockets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, redirect, text

from channels.addresses import address_of
from channels.settings import ChannelSettings
from channels.webchat.files import WIDGET, page_path, path_of, sent
from channels.webchat.identity import Identities
from channels.webchat.limits import PACKET_BYTES
from channels.webchat.origins import content_policy, may_speak, tell_browser
from channels.webchat.sockets import Sockets
from channels.webchat.uploads import REFUSED, NotTaken, Photos, body_of

TOKEN_HEADER = "x-chat-token"


class Pages:
    """Answers over HTTP. `closing` once the server is being stopped: who asks then comes back to the next one."""

    def __init__(self, settings: ChannelSettings, sockets: Sockets, identities: Identities, photos: Photos) -> None:
        self._settings = settings
        self._sockets = sockets
        self._identities = identities
        self._photos = photos
        self.closing = False

    def page(self, request: Request) -> HTTPResponse:
        """Return the page of its own."""
        if not request.path.endswith("/"):
            # Relative, since a proxy may have put the chat somewhere else: the page's own addresses need the slash.
            return redirect(request.path.rpartition("/")[2] + "/", status=308)
        answer = sent(page_path(), request.headers, fresh=False)
        answer.headers["Content-Security-Policy"] = content_policy(self._settings)
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["X-Frame-Options"] = "DENY"
        return answer

    def file(self, request: Request, name: str) -> HTTPResponse:
        """Return a file of the widget."""
        return sent(path_of(name), request.headers)

    async def photo(self, request: Request) -> HTTPResponse:
        """Keep an uploaded photo: 201 with its key."""
        if not may_speak(self._settings, request.headers):
            return _refusal(403)
        sender = self._identities.sender_of(request.headers.get(TOKEN_HEADER))
        if sender is None:
            return _refusal(401)
        try:
            key = await self._photos.receive(request, sender, address_of(request.ip, request.headers))
        except NotTaken as error:
            return _refusal(error.status, error.error)
        return json({"key": key}, status=201)

    async def socket(self, request: Request) -> Any:
        """Hand a request to the Socket.IO server, if it may speak and is no larger than a packet."""
        if self.closing:
            return text("", status=503)
        if not may_speak(self._settings, request.headers):
            return text("", status=403)
        if request.method == "POST":
            body = await body_of(request, PACKET_BYTES)
            if body is None:
                return text("", status=413)
            request.body = body
        return await self._sockets.serve(request)

    def told(self, request: Request, answer: HTTPResponse | None) -> None:
        """Put into an answer who may read it."""
        if answer is not None:
            public = request.method == "GET" and _is_file(request)
            tell_browser(self._settings, request.headers, answer.headers, public)


def add_routes(blueprint: Blueprint, pages_of: Callable[[], Pages]) -> None:
    """Add the addresses. Sanic marks each handler, so they are functions and no methods."""

    @blueprint.get("/", name="page")
    async def page(request: Request) -> HTTPResponse:
        return pages_of().page(request)

    @blueprint.get(f"/{WIDGET}", name="widget")
    async def widget(request: Request) -> HTTPResponse:
        return pages_of().file(request, WIDGET)

    @blueprint.get("/static/<name:path>", name="static")
    async def static(request: Request, name: str) -> HTTPResponse:
        return pages_of().file(request, name)

    @blueprint.post("/photo", stream=True, name="photo")
    async def photo(request: Request) -> HTTPResponse:
        return await pages_of().photo(request)

    @blueprint.options("/photo", name="photo_asked")
    async def photo_asked(request: Request) -> HTTPResponse:
        return text("", status=204)

    @blueprint.route("/socket.io/", methods=["GET", "POST", "OPTIONS"], stream=True, name="socket")
    async def socket(request: Request) -> Any:
        return await pages_of().socket(request)

    @blueprint.middleware("response")
    async def told(request: Request, answer: HTTPResponse) -> None:
        pages_of().told(request, answer)


def _is_file(request: Request) -> bool:
    return request.path.endswith(f"/{WIDGET}") or "/static/" in request.path


def _refusal(status: int, error: str = REFUSED) -> HTTPResponse:
    return json({"error": error}, status=status)
