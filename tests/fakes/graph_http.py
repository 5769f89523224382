"""The HTTP side of the stand-in for Meta's Graph API: routes, authorization, and trouble."""

from __future__ import annotations

import json
import re
import socket
import struct
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tests.fakes.graph_rules import Refusal

if TYPE_CHECKING:
    from tests.fakes.graph_server import FakeGraph

# Before the work is done, or after it.
BEFORE, AFTER = ("429", "500", "503", "throttled", "hang", "close"), ("cut", "garbage", "500_after")
_VERSION = r"/v(?P<version>\d{2})\.0"
_ROUTES = (
    ("POST", re.compile(_VERSION + r"/(?P<phone>\d+)/messages"), "messages"),
    ("POST", re.compile(_VERSION + r"/(?P<phone>\d+)/media"), "upload"),
    ("GET", re.compile(_VERSION + r"/(?P<media>\d+)"), "media"),
    ("GET", re.compile(r"/download/(?P<media>\d+)"), "download"),
)


class Handler(BaseHTTPRequestHandler):
    """One connection; `graph` is set by the server."""

    graph: FakeGraph
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        self._answer("GET")

    def do_POST(self) -> None:
        """Answer."""
        self._answer("POST")

    def _answer(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = [
            (match, name) for wanted, path, name in _ROUTES if wanted == method and (match := path.fullmatch(self.path))
        ]
        trouble = self.graph.next_trouble()
        if trouble in BEFORE:
            self._trouble(trouble)
            return
        try:
            if not found:
                raise Refusal(100, f"Unsupported {method.lower()} request.")
            self._check_token()
            match, name = found[0]
            answer = getattr(self, f"_{name}")(body, **match.groupdict())
        except Refusal as refusal:
            self._send(refusal.status, refusal.to_json())
            return
        if trouble in AFTER:
            self._trouble(trouble)
        elif answer is not None:
            self._send(200, answer)

    def _check_token(self) -> None:
        if self.headers.get("Authorization") != f"Bearer {self.graph.token}":
            raise Refusal(190, "Invalid OAuth access token", 463)

    def _messages(self, body: bytes, version: str, phone: str) -> dict[str, Any]:
        if phone != self.graph.account.phone_id:
            raise Refusal(100, f"Unsupported post request. Object with ID '{phone}' does not exist.", 33)
        if not (self.headers.get("Content-Type") or "").startswith("application/json"):
            raise Refusal(100, "The body must be JSON.")
        try:
            payload = json.loads(body)
        except ValueError:
            raise Refusal(100, "The body is no JSON.") from None
        return self.graph.take(payload)

    def _upload(self, body: bytes, version: str, phone: str) -> dict[str, Any]:
        head = f"Content-Type: {self.headers.get('Content-Type')}\r\n\r\n".encode()
        parts = {
            str(part.get_param("name", header="content-disposition")): part
            for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()  # type: ignore[attr-defined]
        }
        if not {"file", "type", "messaging_product"} <= set(parts):
            raise Refusal(100, "file, type and messaging_product are required.")
        kind = parts["type"].get_payload(decode=True).decode()
        return {"id": self.graph.add_media(parts["file"].get_payload(decode=True), kind)}

    def _media(self, body: bytes, version: str, media: str) -> dict[str, Any]:
        return self.graph.describe_media(media)

    def _download(self, body: bytes, media: str) -> None:
        data, mime = self.graph.media_of(media)
        self.send_response(200)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _trouble(self, kind: str) -> None:
        if kind == "429":
            self._send(429, Refusal(130429, "Message failed to send: too many messages").to_json())
        elif kind == "throttled":
            self._send(400, Refusal(130429, "Cloud API message throughput has been reached.").to_json())
        elif kind in ("500", "500_after"):
            self._send(500, Refusal(131000, "Something went wrong").to_json())
        elif kind == "503":
            self._send_bytes(503, b"<html>busy</html>", "text/html")
        elif kind == "garbage":
            self._send_bytes(200, b"{", "application/json")
        elif kind == "hang":
            self.graph.closing.wait(30)
        else:
            self._hang_up(half=kind == "cut")

    def _hang_up(self, half: bool) -> None:
        """End the connection with a reset, in the middle of the answer or before it."""
        if half:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _send(self, status: int, content: Any) -> None:
        self._send_bytes(status, json.dumps(content).encode(), "application/json; charset=UTF-8")

    def _send_bytes(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
