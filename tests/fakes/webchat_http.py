"""How the stub of the web chat listens, and serves the widget's files to every origin."""

from __future__ import annotations

import socket
from pathlib import Path

from aiohttp import web

from tests.sockets import free_socket

STATIC = Path(__file__).parents[2] / "channels" / "webchat" / "static"
OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type, X-Chat-Token"}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml",
          ".html": "text/html"}  # fmt: skip


async def listen(runner: web.AppRunner, port: int) -> int:
    """Listen on a port, a free one for 0; returns which."""
    if port:
        await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
        return port
    sock = free_socket()
    # Connections of the first start would keep the port from the second.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    await web.SockSite(runner, sock).start()
    return int(sock.getsockname()[1])


def answer(body: bytes, type_: str, status: int = 200) -> web.Response:
    """Return a response that pages of every origin may read."""
    return web.Response(body=body, content_type=type_, charset=None, status=status, headers=OPEN)


def found(text: str | None, type_: str) -> web.Response:
    """Return a text. Raises HTTPNotFound for None."""
    if text is None:
        raise web.HTTPNotFound
    return answer(text.encode(), type_)


def file(name: str) -> web.Response:
    """Return a file of the widget. Raises HTTPNotFound."""
    path = STATIC / name
    if not path.is_file():
        raise web.HTTPNotFound
    return answer(path.read_bytes(), _TYPES[path.suffix])
