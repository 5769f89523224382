"""A stand-in PayPal on localhost, which the real adapter talks to over HTTP.

    fake = FakePayPal()                          # or the fixture `fake_paypal`; a context manager, too
    provider = PayPalProvider(fake.settings())   # or Settings(..., **fake.keys())
    link = provider.create_link(request)
    fake.approve(link.reference)                 # the payer clicks; an event is queued
    fake.deliver("http://127.0.0.1:5080/webhooks/paypal", copies=2, order="reversed")
    fake.misbehave("close_after", "capture")     # the money is taken, the answer is lost

It checks requests strictly (`paypal_checks`), replays PayPal-Request-Id with the latest state, and follows
`shop.clock`, so a test that moves the clock moves PayPal, too.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from http.server import ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from tests.fakes.paypal_commands import Commands
from tests.fakes.paypal_http import AFTER, BEFORE, Asked, Handler, Misbehaviour
from tests.fakes.paypal_ledger import MERCHANT, Ledger
from tests.fakes.paypal_webhooks import Delivered, Transmission, Webhooks

__all__ = ["MERCHANT", "Asked", "Delivered", "FakePayPal", "Transmission", "fake_paypal"]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class FakePayPal(Commands):
    """The server and all that can be commanded; see the module's text."""

    def __init__(self) -> None:
        self.client_id, self.client_secret = "AYcl1ent", "EPs3cret-never-in-a-log"
        self.token_seconds = 32_400
        self.tokens: set[str] = set()
        self.asked: list[Asked] = []
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self._troubles: list[Misbehaviour] = []
        handler = type("BoundHandler", (Handler,), {"fake": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.webhooks = Webhooks("1JE4291016473214C")
        self.ledger = Ledger(self.url, self.webhooks.add)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def __enter__(self) -> FakePayPal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop; requests that hang are let go."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    # Settings

    def keys(self) -> dict[str, str]:
        """The settings that make a shop use this server."""
        return {
            "paypal_client_id": self.client_id,
            "paypal_client_secret": self.client_secret,
            "paypal_webhook_id": self.webhooks.webhook_id,
            "paypal_api_url": self.url,
        }

    def settings(self, **others: str) -> Any:
        """Settings enough for the adapter alone."""
        return SimpleNamespace(**{**self.keys(), "currency": "EUR", "public_url": "http://127.0.0.1:5080", **others})

    # What was asked

    def count(self, operation: str) -> int:
        """How often this was asked: token, create, get, patch, capture, refund or verify."""
        return sum(asked.operation == operation for asked in self.asked)

    def last(self, operation: str) -> Asked:
        """The last request for this."""
        return next(asked for asked in reversed(self.asked) if asked.operation == operation)

    # Trouble

    def misbehave(
        self,
        kind: str,
        operation: str | None = None,
        *,
        times: int = 1,
        seconds: float = 0,
        answer: dict[str, Any] | None = None,
    ) -> None:
        """What goes wrong next; several commands queue up. Without an operation: at any request but for a token.

        Before the work: 400, 401 (all tokens end), 403, 429 (`seconds`: Retry-After), 500, 503, hang, close, garbage,
        proxy_404, redirect. After it: close_after, 500_after, hang_after, cut, drip, slow, lie (`answer` instead).
        """
        assert kind in BEFORE + AFTER, kind
        self._troubles.append(Misbehaviour(kind, operation, times, seconds, answer))

    def behave(self) -> None:
        """No more trouble."""
        self._troubles.clear()

    def next_trouble(self, operation: str) -> Misbehaviour | None:
        """For the server: what goes wrong with this request."""
        with self.lock:
            for trouble in self._troubles:
                if trouble.operation == operation or (trouble.operation is None and operation != "token"):
                    trouble.times -= 1
                    if trouble.times <= 0:
                        self._troubles.remove(trouble)
                    return trouble
        return None

    # Webhooks

    @property
    def events(self) -> list[dict[str, Any]]:
        """Events that were not delivered yet; may be changed."""
        return self.webhooks.queue

    def transmissions(
        self,
        *,
        copies: int = 1,
        order: str | Sequence[int] = "sent",
        late: timedelta = timedelta(0),
        forged: str | None = None,
        only: str | None = None,
    ) -> list[Transmission]:
        """The queued events as signed requests, for a test that has no web server; the queue stays.

        `order`: sent, reversed, shuffled, or indexes. `late`: how old the signature is (negative: of the future).
        `forged`: one of `paypal_webhooks.FORGERIES`. `only`: one type of event.
        """
        with self.lock:
            events = [event for event in self.webhooks.queue if only in (None, event["event_type"])]
            made = [self.webhooks.transmit(event, late=late, forged=forged) for event in events for _ in range(copies)]
        if order == "reversed":
            made.reverse()
        elif order == "shuffled":
            random.shuffle(made)
        elif not isinstance(order, str):
            made = [made[index] for index in order]
        return made

    def deliver(self, url: str, **how: Any) -> list[Delivered]:
        """Send the queued events to a webhook page, as `transmissions` says; what gets no 2xx stays queued."""
        import requests

        answers = []
        for sent in self.transmissions(**how):
            try:
                status = requests.post(url, data=sent.body, headers=sent.headers, timeout=30).status_code
            except requests.RequestException:
                status = 0
            answers.append(Delivered(sent.event_id, sent.event_type, status))
        taken = {answer.event_id for answer in answers if 200 <= answer.status < 300}
        with self.lock:
            self.webhooks.queue[:] = [event for event in self.webhooks.queue if event["id"] not in taken]
        return answers

    def drop(self, only: str | None = None) -> int:
        """Lose the queued events (of one type); how many."""
        with self.lock:
            kept = [event for event in self.webhooks.queue if only not in (None, event["event_type"])]
            lost = len(self.webhooks.queue) - len(kept)
            self.webhooks.queue[:] = kept
        return lost


@pytest.fixture
def fake_paypal() -> Iterator[FakePayPal]:
    """A stand-in PayPal for one test."""
    with FakePayPal() as fake:
        yield fake
