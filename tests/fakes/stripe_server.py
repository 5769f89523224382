"""A stand-in for Stripe on localhost, strict as Stripe and unreliable on command.

    with StripeFake() as fake:                        # or the fixture stripe_fake
        settings = ... stripe_api_url=fake.url, stripe_secret_key=fake.key, stripe_webhook_secrets=fake.secrets
        fake.misbehave("done_then_close", at="POST /v1/checkout/sessions")   # kinds: tests.fakes.stripe_faults
        fake.pay(session_id); fake.expire(session_id); fake.settle(session_id); fake.refund_by_hand(payment)
        fake.deliver(shop_url, copies=50, parallel=50, shuffle=Random(1), forge="body")
        fake.requests, fake.sessions, fake.payments, fake.refunds, fake.events

A browser can pay too: a session's `url` is a page with one button.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import pytest

from tests.fakes.stripe_events import Delivery, Postman, signed
from tests.fakes.stripe_faults import Fault, Faults
from tests.fakes.stripe_http import Handler, Seen
from tests.fakes.stripe_keys import Keys
from tests.fakes.stripe_ledger import Ledger
from tests.fakes.stripe_objects import Object

TEST_KEY = "sk_test_4eC39HqLyjWDarjtT1zdp7dc"
SECRET = "whsec_of_the_stand_in"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A hundred shops at once must not be turned away by the listening socket.
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""


class StripeFake(Ledger):
    """A Stripe of one merchant; `now` is its clock (seconds), which may go wrong."""

    def __init__(
        self,
        now: Callable[[], float] = time.time,
        key: str = TEST_KEY,
        secrets: Iterable[str] = (SECRET,),
    ) -> None:
        super().__init__(now, live="_live_" in key)
        self.key = key
        self.secrets = tuple(secrets)
        self.requests: list[Seen] = []
        self.keys = Keys()
        self.faults = Faults()
        self.postman = Postman(self.secrets, lambda: self.now())
        # Where a payment in the browser is reported to at once, if anywhere.
        self.webhook_url: str | None = None
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), type("Bound", (Handler,), {"fake": self}))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> StripeFake:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def misbehave(self, kind: str, times: int = 1, at: str = "", **details: Any) -> None:
        """Misbehave at the next `times` requests whose "METHOD /path" contains `at`; see `stripe_faults`."""
        self.faults.add(Fault(kind, times, at, **details))

    def behave(self) -> None:
        """Forget the misbehaviours that are still to come."""
        self.faults.clear()

    def forget_keys(self) -> None:
        """A day passes: Stripe no longer knows the idempotency keys."""
        self.keys.forget()

    def signed(
        self, event: Object, *, age: float = 0, forge: str | None = None, secrets: Iterable[str] | None = None
    ) -> tuple[dict[str, str], bytes]:
        """Headers and body of a webhook, without sending it."""
        return signed(event, self.secrets if secrets is None else secrets, self.now(), age, forge)

    def deliver(self, url: str, events: Iterable[Object] | None = None, **how: Any) -> list[Delivery]:
        """Send events, those that the shop has not taken yet if none are given; `how` is that of `Postman.deliver`."""
        waiting = [event for event in self.events if event["id"] not in self.postman.taken]
        return self.postman.deliver(url, waiting if events is None else events, **how)

    def told(self, *kinds: str) -> list[Object]:
        """The events of these types, oldest first."""
        return [event for event in self.events if event["type"] in kinds]


@pytest.fixture
def stripe_fake() -> Iterator[StripeFake]:
    """A Stripe that lives as long as a test: `from tests.fakes.stripe_server import stripe_fake  # noqa: F401`."""
    with StripeFake() as fake:
        yield fake


__all__ = ["SECRET", "TEST_KEY", "Seen", "StripeFake", "stripe_fake"]
