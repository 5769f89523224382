"""The HTTP side of the stand-in Stripe: who may ask, in which form, and what is answered."""

from __future__ import annotations

import base64
import html
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.fakes import stripe_params as params
from tests.fakes.stripe_faults import ANSWERS, Fault
from tests.fakes.stripe_ledger import API_VERSION
from tests.fakes.stripe_objects import new_id
from tests.fakes.stripe_params import Refusal, checked

if TYPE_CHECKING:
    from tests.fakes.stripe_server import StripeFake

Answer = tuple[int, dict[str, Any]]
_SESSION = r"/v1/checkout/sessions/(cs_[A-Za-z0-9_]+)"


class _HungUp(Exception):
    """The connection is closed."""


class _Answered(Exception):
    """Something else was said than what was asked for."""


@dataclass(frozen=True)
class Seen:
    """A request that came in, what it asked for as typed values, and what it was answered (0: not at all)."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    form: dict[str, Any]
    status: int


class Handler(BaseHTTPRequestHandler):
    """One connection. `fake` is set by the server that owns it."""

    fake: StripeFake
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Tests read `fake.requests` instead."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.sent, self.form, self.remembered = 0, {}, False
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length).decode("utf-8") if self.command == "POST" else address.query
        if address.path.startswith("/c/pay/"):
            return self._page(address.path.rsplit("/", 1)[-1])
        fault = self.fake.faults.take(f"{self.command} {address.path}")
        try:
            self._api(address.path, fault)
        except _Answered:
            pass
        except _HungUp:
            self.close_connection = True
        finally:
            self._remember()

    def _api(self, path: str, fault: Fault | None) -> None:
        try:
            self._check_sender()
            self._misbehave_before(fault)
            # A key is looked up before the parameters are: what was right once is repeated.
            key = self.headers.get("Idempotency-Key") if self.command == "POST" else None
            work = self._slowed(lambda: self._endpoint(path)(), fault)
            status, answer, again = self.fake.keys.once(key, f"{self.command} {path}", self.body, work)
        except Refusal as refusal:
            return self._send(refusal.status, {"error": refusal.error})
        self._misbehave_after(fault, status, answer)
        headers = {"Idempotent-Replayed": "true"} if again else {}
        self._send(status, answer | (fault.change if fault and fault.kind == "lie" else {}), headers)

    def _check_sender(self) -> None:
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        given = base64.b64decode(value).decode().partition(":")[0] if scheme == "Basic" else value
        if not given:
            raise Refusal("You did not provide an API key.", status=401)
        if given != self.fake.key:
            raise Refusal(f"Invalid API Key provided: {given[:8]}****", code="api_key_invalid", status=401)
        if self.headers.get("Stripe-Version") != API_VERSION:
            raise Refusal(f"Invalid Stripe API version: {self.headers.get('Stripe-Version')}")
        kind = self.headers.get("Content-Type", "").partition(";")[0]
        if self.command == "POST" and self.body and kind != "application/x-www-form-urlencoded":
            raise Refusal(f"Invalid request content type: {kind}")

    def _endpoint(self, path: str) -> Callable[[], Answer]:
        """The work that is asked for, once its parameters are found right; raises Refusal."""
        fake, key = self.fake, self.headers.get("Idempotency-Key")
        asked = f"{self.command} {path}"
        if asked == "POST /v1/checkout/sessions":
            form = self._checked(params.SESSION_CREATE)
            return lambda: (200, fake.create_session(form, fake.url, key))
        if found := re.fullmatch(f"POST {_SESSION}/expire", asked):
            self._checked(params.SESSION_EXPIRE)
            return _answered(lambda: fake.expire_by_api(found[1], key))
        if found := re.fullmatch(f"GET {_SESSION}", asked):
            expand = tuple(self._checked(params.SESSION_RETRIEVE).get("expand", ()))
            return lambda: (200, fake.session(found[1], expand))
        if asked == "POST /v1/refunds":
            form = self._checked(params.REFUND_CREATE)
            return _answered(lambda: fake.create_refund(form, key))
        if asked == "GET /v1/refunds":
            query = self._checked(params.REFUND_LIST)
            return lambda: (200, fake.list_refunds(query))
        raise Refusal(f"Unrecognized request URL ({self.command}: {path}).", status=404)

    def _checked(self, kind: type) -> dict[str, Any]:
        self.form = checked(self.body, kind)
        return self.form

    def _misbehave_before(self, fault: Fault | None) -> None:
        if fault is None:
            return
        if fault.kind in ANSWERS:
            status, error = ANSWERS[fault.kind]
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            headers |= {"Stripe-Should-Retry": fault.should_retry} if fault.should_retry else {}
            self._send(status, {"error": {"type": "invalid_request_error"} | error}, headers)
            raise _Answered
        if fault.kind == "redirect":
            self._send(302, {}, {"Location": fault.to})
            raise _Answered
        if fault.kind == "hang":
            self.fake.stopping.wait(fault.seconds)
        if fault.kind in ("hang", "close"):
            raise _HungUp

    def _slowed(self, work: Callable[[], Answer], fault: Fault | None) -> Callable[[], Answer]:
        if fault is None or fault.kind not in ("slow", "saved_error"):
            return work
        if fault.kind == "saved_error":
            return lambda: (500, {"error": ANSWERS["error"][1]})
        return lambda: (self.fake.stopping.wait(fault.seconds), work())[1]

    def _misbehave_after(self, fault: Fault | None, status: int, answer: dict[str, Any]) -> None:
        kind = fault.kind if fault is not None else ""
        if kind == "done_then_hang" and fault is not None:
            self.fake.stopping.wait(fault.seconds)
        if kind in ("done_then_hang", "done_then_close"):
            raise _HungUp
        if kind == "done_then_error":
            self._send(500, {"error": ANSWERS["error"][1]})
            raise _Answered
        text = json.dumps(answer).encode()
        if kind == "garbage":
            self._write(200, b"<html><body>Welcome to the hotel's network</body></html>", {}, "text/html")
            raise _Answered
        if kind == "cut":
            self._write(status, text, {}, part=len(text) // 2)
            raise _HungUp
        if kind == "drip":
            self._write(status, text, {}, pause=0.2)

    def _send(self, status: int, answer: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        if not self.sent:
            self._write(status, json.dumps(answer).encode(), headers or {})

    def _write(
        self,
        status: int,
        text: bytes,
        headers: dict[str, str],
        kind: str = "application/json",
        part: int | None = None,
        pause: float = 0,
    ) -> None:
        self.sent = status
        # Before the answer: whoever has it finds the request in the list.
        self._remember()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Request-Id": new_id("req"), **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        for piece in [text[:part]] if not pause else [text[at : at + 1] for at in range(len(text))]:
            self.wfile.write(piece)
            if self.fake.stopping.is_set():
                raise _HungUp
            time.sleep(pause)

    def _remember(self) -> None:
        path = urlsplit(self.path).path
        if self.remembered or path.startswith("/c/pay/"):
            return
        self.remembered = True
        self.fake.requests.append(Seen(self.command, path, dict(self.headers), self.body, self.form, self.sent))

    def _page(self, reference: str) -> None:
        """Stripe's page for shoppers: one button, and what is to be paid."""
        session = self.fake.session(reference)
        if self.command == "POST":
            self.fake.pay(reference)
            if self.fake.webhook_url is not None:
                self.fake.deliver(self.fake.webhook_url)
            return self._write(303, b"", {"Location": session["success_url"]}, "text/html")
        due = f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}"
        back = f'<a id="back" href="{html.escape(session["cancel_url"] or "")}">Back</a>'
        page = (
            f'<!doctype html><title>Stripe</title><form method="post"><button id="pay">Pay {due}</button></form>{back}'
        )
        return self._write(200, page.encode(), {}, "text/html; charset=utf-8")


def _answered(work: Callable[[], dict[str, Any]]) -> Callable[[], Answer]:
    """Work whose refusal is kept for its idempotency key, because it had begun."""

    def answered() -> Answer:
        try:
            return 200, work()
        except Refusal as refusal:
            return refusal.status, {"error": refusal.error}

    return answered
