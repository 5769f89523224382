"""Refunds and signed events with localstripe, a Stripe that somebody else wrote.

It has no Checkout Sessions, ignores idempotency keys, calls every refund done at once and sends no events of refunds;
so a payment is made by hand here, and an event of a payment shows that its signature is read.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
import stripe

from shop.errors import EventForged, PaymentUnavailable, RefundRefused
from tests.integration.stripe_shop import a_refund, provider_at

KEY = "sk_test_of_localstripe"
SECRET = "whsec_of_localstripe"
EVENT = "payment_intent.succeeded"


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    pytest.importorskip("localstripe")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("localstripe")
    command = [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            requests.get(f"{url}/v1/customers", auth=(KEY, ""), timeout=2)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError("localstripe does not start")


def paid(address: str, amount: int = 2994) -> str:
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    fields = {"type": "card"} | {f"card[{name}]": str(value) for name, value in card.items()}
    method = requests.post(f"{address}/v1/payment_methods", data=fields, auth=(KEY, ""), timeout=5).json()["id"]
    form = {"amount": str(amount), "currency": "eur", "payment_method": method, "confirm": "true"}
    payment = requests.post(f"{address}/v1/payment_intents", data=form, auth=(KEY, ""), timeout=5).json()
    assert payment["status"] == "succeeded", payment
    return payment["id"]


def refunds_of(address: str, payment: str) -> list[dict]:
    query = {"payment_intent": payment}
    return requests.get(f"{address}/v1/refunds", params=query, auth=(KEY, ""), timeout=5).json()["data"]


def test_a_partial_and_a_whole_refund(address):
    provider, payment = provider_at(address, KEY), paid(address)
    first = provider.refund(a_refund(payment, key="a", amount=994))
    second = provider.refund(a_refund(payment, key="b", amount=2000, whole=True))
    assert (first.state, second.state) == ("done", "done")
    found = {refund["id"]: refund for refund in refunds_of(address, payment)}
    assert found[first.reference]["amount"] == 994
    assert found[second.reference]["metadata"] == {"refund_key": "b", "reason": "withdrawal"}


def test_the_same_refund_goes_out_once_even_without_idempotency_keys(address):
    provider, payment = provider_at(address, KEY), paid(address)
    answers = {provider.refund(a_refund(payment)) for _ in range(3)}
    assert len(answers) == 1
    assert [refund["amount"] for refund in refunds_of(address, payment)] == [500]


def test_a_payment_that_is_not_there(address):
    with pytest.raises(RefundRefused):
        provider_at(address, KEY).refund(a_refund("pi_unknown"))


def test_a_key_that_is_none(address):
    with pytest.raises(PaymentUnavailable):
        provider_at(address, "pk_public").refund(a_refund("pi_1"))


@pytest.fixture
def inbox() -> Iterator[HTTPServer]:
    class Inbox(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.letters.append((dict(self.headers), body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Inbox)
    server.letters = []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def letter_about(inbox: HTTPServer, payment: str) -> tuple[dict[str, str], bytes]:
    """The webhook of this payment: those of earlier ones are still on their way."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        for headers, body in inbox.letters:
            if json.loads(body)["data"]["object"]["id"] == payment:
                return headers, body
        time.sleep(0.05)
    raise AssertionError("no webhook came")


def test_its_signed_events_are_read_and_changed_ones_are_not(address, inbox):
    hook = {"url": f"http://127.0.0.1:{inbox.server_address[1]}/", "secret": SECRET, "events": [EVENT]}
    requests.post(f"{address}/_config/webhooks/one", json=hook, timeout=5)
    payment = paid(address)
    headers, body = letter_about(inbox, payment)
    assert json.loads(body)["type"] == EVENT
    assert stripe.WebhookSignature.verify_header(body, headers["Stripe-Signature"], SECRET, 300)
    assert provider_at(address, KEY, ("whsec_old", SECRET)).read_event(headers, body) is None
    for forged in (body.replace(b"2994", b"2995"), body + b" "):
        with pytest.raises(EventForged):
            provider_at(address, KEY, (SECRET,)).read_event(headers, forged)
    with pytest.raises(EventForged):
        provider_at(address, KEY, ("whsec_old",)).read_event(headers, body)
