"""What the stand-ins of messengers have in common: HTTP on a port of this machine, and misbehaviour on command."""

from __future__ import annotations

import abc
import contextlib
import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode(), keep_blank_values=True)


@dataclass
class Answer:
    """What is answered: JSON, or bytes of a file."""

    content: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FakeApi(abc.ABC):
    """An API that refuses what the real one refuses. `trouble("429")` lets the next request that is asked go wrong."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.refused: list[Answer] = []
        self.files: dict[str, tuple[bytes, str]] = {}
        self._trouble: list[tuple[str, str]] = []
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"fake": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @abc.abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """Check a request strictly, and keep what it does."""

    @abc.abstractmethod
    def failure(self, status: int) -> Answer:
        """An error as this API words it."""

    def trouble(self, kind: str, path: str = "", times: int = 1) -> None:
        """Let the next requests whose path has this part go wrong: "429", "500", "hang", "close", "garbage"."""
        self._trouble += [(kind, path)] * times

    def reset(self) -> None:
        self.asked.clear()
        self.refused.clear()
        self._trouble.clear()

    def stop(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def next_trouble(self, path: str) -> str | None:
        for index, (kind, part) in enumerate(self._trouble):
            if part in path:
                del self._trouble[index]
                return kind
        return None


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fake: FakeApi

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, unquote(address.path), dict(parse_qsl(address.query)), headers, body)
        with self.fake.lock:
            self.fake.asked.append(asked)
            kind = self.fake.next_trouble(asked.path)
        if kind is not None:
            self._misbehave(kind)
            return
        with self.fake.lock:
            answer = self.fake.answer(asked)
            if answer.status >= 400:
                self.fake.refused.append(answer)
        self._give(answer)

    do_POST = do_GET

    def _misbehave(self, kind: str) -> None:
        if kind == "garbage":
            self._send(200, b"<html>maintenance</html>", {"Content-Type": "text/html"})
        elif kind.isdigit():
            self._give(self.fake.failure(int(kind)))
        else:
            if kind == "hang":
                self.fake.closing.wait(60)
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    def _give(self, answer: Answer) -> None:
        if isinstance(answer.content, bytes):
            self._send(answer.status, answer.content, answer.headers)
        else:
            body = json.dumps(answer.content).encode()
            self._send(answer.status, body, {"Content-Type": "application/json", **answer.headers})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass
