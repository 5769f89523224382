"""The HTTP side of the stand-in PayPal: routes, errors, and misbehaviour on the wire."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import re
import secrets
import socket
import time
from copy import deepcopy
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tests.fakes import paypal_checks as checks
from tests.fakes.paypal_checks import Refusal
from tests.fakes.paypal_ledger import missing

if TYPE_CHECKING:
    from tests.fakes.paypal_server import FakePayPal

ROUTES = (
    ("token", "POST", r"/v1/oauth2/token"),
    ("verify", "POST", r"/v1/notifications/verify-webhook-signature"),
    ("create", "POST", r"/v2/checkout/orders"),
    ("get", "GET", r"/v2/checkout/orders/([A-Z0-9]{1,36})"),
    ("patch", "PATCH", r"/v2/checkout/orders/([A-Z0-9]{1,36})"),
    ("capture", "POST", r"/v2/checkout/orders/([A-Z0-9]{1,36})/capture"),
    ("refund", "POST", r"/v2/payments/captures/([A-Z0-9]{1,36})/refund"),
    ("get_capture", "GET", r"/v2/payments/captures/([A-Z0-9]{1,36})"),
    ("get_refund", "GET", r"/v2/payments/refunds/([A-Z0-9]{1,36})"),
)
MESSAGES = {
    "RESOURCE_NOT_FOUND": "The specified resource does not exist.",
    "UNPROCESSABLE_ENTITY": "The requested action could not be performed, semantically incorrect, or failed business "
    "validation.",
}
# Done before any work, or after all of it.
BEFORE = ("400", "401", "403", "429", "500", "503", "hang", "close", "garbage", "proxy_404", "redirect")
AFTER = ("close_after", "500_after", "hang_after", "cut", "drip", "slow", "lie")


@dataclass
class Misbehaviour:
    """What goes wrong at the next `times` requests for an operation (any but `token`, if none is named)."""

    kind: str
    operation: str | None
    times: int
    seconds: float
    answer: dict[str, Any] | None


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    operation: str
    headers: dict[str, str]
    body: bytes

    @property
    def key(self) -> str | None:
        return self.headers.get("paypal-request-id")

    def json(self) -> Any:
        return json.loads(self.body)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fake: FakePayPal

    def do_GET(self) -> None:
        self._handle()

    do_POST = do_PATCH = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        operation, found = self._route()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.fake.asked.append(Asked(operation, headers, body))
        trouble = self.fake.next_trouble(operation)
        if trouble is not None and trouble.kind in BEFORE and self._fail(trouble):
            return
        try:
            status, answer = self._work(operation, found, headers, body)
        except Refusal as refusal:
            status, answer = refusal.status, self._error(refusal)
        except (ValueError, UnicodeDecodeError):
            status, answer = 400, self._error(checks.malformed("MALFORMED_REQUEST_JSON", "/"))
        if trouble is None or trouble.kind in BEFORE or not self._spoil(trouble, status, answer):
            self._send(status, answer)

    def _route(self) -> tuple[str, tuple[str, ...]]:
        for operation, method, pattern in ROUTES:
            found = re.fullmatch(pattern, self.path)
            if found and method == self.command:
                return operation, found.groups()
        return "unknown", ()

    def _work(self, operation: str, found: tuple[str, ...], headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        key = headers.get("paypal-request-id")
        if operation == "token":
            return self._token(headers, body)
        if headers.get("authorization", "").removeprefix("Bearer ") not in self.fake.tokens:
            raise Refusal(401, "AUTHENTICATION_FAILURE", ("INVALID_TOKEN", "Authorization"))
        if key is not None and not 1 <= len(key) <= 108:
            raise checks.malformed("INVALID_STRING_LENGTH", "PayPal-Request-Id")
        if self.command != "GET" and headers.get("content-type") != "application/json":
            raise Refusal(415, "UNSUPPORTED_MEDIA_TYPE")
        if operation == "verify":
            asked, event = checks.verification(body)
            return 200, {"verification_status": "SUCCESS" if self.fake.webhooks.genuine(asked, event) else "FAILURE"}
        content: Any = json.loads(body) if body else None
        with self.fake.lock:
            if self.command == "GET":
                return 200, self._shown(operation, found)
            return self._changed(operation, found, key, content)

    def _shown(self, operation: str, found: tuple[str, ...]) -> Any:
        ledger = self.fake.ledger
        if operation == "get":
            return deepcopy(ledger.order(found[0]).json)
        kept = {"get_capture": ledger.captures, "get_refund": ledger.refunds}.get(operation, {})
        if found and found[0] in kept:
            return deepcopy(kept[found[0]])
        raise missing()

    def _changed(self, operation: str, found: tuple[str, ...], key: str | None, content: Any) -> tuple[int, Any]:
        ledger, request = self.fake.ledger, (self.path, content)
        if operation == "create":
            checks.order(content, key)
            return ledger.keyed(key, request, lambda: ledger.create(content))
        if operation == "capture":
            checks.capture(content)
            return ledger.keyed(key, request, lambda: ledger.capture(found[0]))
        if operation == "refund":
            checks.refund(content)
            return ledger.keyed(key, request, lambda: ledger.refund(found[0], content))
        if operation == "patch":
            checks.patch(content)
            ledger.patch(found[0], content)
            return 204, None
        raise missing()

    def _token(self, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        pair = base64.b64encode(f"{self.fake.client_id}:{self.fake.client_secret}".encode()).decode()
        if headers.get("authorization") != f"Basic {pair}":
            return 401, {"error": "invalid_client", "error_description": "Client Authentication failed"}
        if body != b"grant_type=client_credentials":
            return 400, {"error": "unsupported_grant_type", "error_description": "Grant Type is NULL"}
        token = "A21AA" + secrets.token_urlsafe(60)
        self.fake.tokens.add(token)
        seconds = self.fake.token_seconds
        return 200, {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": seconds,
            "app_id": "APP-80W284485P519543T",
        }

    def _error(self, refusal: Refusal) -> dict[str, Any]:
        details = [{"issue": issue, "field": field} for issue, field in refusal.issues]
        message, mark = MESSAGES.get(refusal.name, refusal.name), secrets.token_hex(7)
        return {"name": refusal.name, "message": message, "debug_id": mark, "details": details, "links": []}

    def _send(self, status: int, answer: object, headers: dict[str, str] | None = None) -> None:
        body = b"" if answer is None else json.dumps(answer).encode()
        if status == 204 or "gzip" not in self.headers.get("Accept-Encoding", ""):
            self._send_raw(status, body, {"Content-Type": "application/json", **(headers or {})})
        else:
            self._send_chunks(status, gzip.compress(body, 1), headers or {})

    def _send_chunks(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Packed and in pieces, as servers behind a content network answer."""
        self.send_response(status)
        fixed = {"Content-Type": "application/json", "Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
        for name, value in {**headers, **fixed}.items():
            self.send_header(name, value)
        self.end_headers()
        half = len(body) // 2
        parts = [b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:])]
        self.wfile.write(b"".join(parts) + b"0\r\n\r\n")

    def _send_raw(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _fail(self, trouble: Misbehaviour) -> bool:
        """Answer without having done anything."""
        kind = trouble.kind
        if kind == "401":
            self.fake.tokens.clear()
        if kind == "429":
            wait = {"Retry-After": str(int(trouble.seconds))} if trouble.seconds >= 1 else {}
            self._send(429, self._error(Refusal(429, "RATE_LIMIT_REACHED")), wait)
        elif kind.isdigit():
            self._send(int(kind), self._error(Refusal(int(kind), "COMMANDED")))
        elif kind == "hang":
            self.fake.closing.wait(trouble.seconds or 60)
            self._hang_up()
        elif kind == "close":
            self._hang_up()
        elif kind == "garbage":
            self._send_raw(200, b"<html>maintenance</html>", {"Content-Type": "text/html"})
        elif kind == "redirect":
            self._send_raw(302, b"", {"Location": "http://127.0.0.1:9/stolen"})
        else:
            self._send_raw(404, b"<html>no such page</html>", {"Content-Type": "text/html"})
        return True

    def _spoil(self, trouble: Misbehaviour, status: int, answer: object) -> bool:
        """Everything was done; whether the answer gets there is another matter."""
        kind, body = trouble.kind, json.dumps(answer).encode()
        if kind == "slow":
            self.fake.closing.wait(trouble.seconds)
            return False
        if kind == "500_after":
            self._send(500, self._error(Refusal(500, "INTERNAL_SERVER_ERROR")))
        elif kind == "lie":
            self._send(status, trouble.answer)
        elif kind == "drip":
            self._drip(status, body, trouble.seconds or 60)
        elif kind == "cut":
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self._hang_up()
        else:
            if kind == "hang_after":
                self.fake.closing.wait(trouble.seconds or 60)
            self._hang_up()
        return True

    def _drip(self, status: int, body: bytes, seconds: float) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        ends = time.monotonic() + seconds
        for index in range(len(body)):
            if self.fake.closing.wait(0.05) or time.monotonic() > ends:
                break
            try:
                self.wfile.write(body[index : index + 1])
            except OSError:
                break
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
