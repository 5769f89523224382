"""PayPal slow, down, lost, lying: what the adapter does with each misbehaviour on the wire."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from dataclasses import replace

import pytest
import requests

from shop.errors import PaymentUnavailable, RefundRefused
from shop.payments.paypal import PayPalProvider
from shop.payments.paypal_client import PayPalClient, PayPalSettings
from shop.settings import Settings
from tests.fakes.paypal_server import FakePayPal
from tests.fakes.paypal_setting import REQUEST, paid, refund

pytest_plugins = ["tests.fakes.paypal_server", "tests.fakes.paypal_setting"]

PASSING = ["429", "500", "503", "close", "garbage", "close_after", "500_after", "cut", "slow", "401"]
OPERATIONS = ["create", "get", "capture", "refund"]


def whole_sale(fake: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake, paypal)
    assert paypal.refund(refund(payment)).state == "done"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("kind", PASSING)
def test_one_fault_anywhere_loses_nothing_and_does_nothing_twice(
    fake_paypal: FakePayPal, paypal: PayPalProvider, kind: str, operation: str
) -> None:
    fake_paypal.misbehave(kind, operation, seconds=0.1)
    whole_sale(fake_paypal, paypal)
    ledger = fake_paypal.ledger
    assert (len(ledger.orders), len(ledger.captures), len(ledger.refunds)) == (1, 1, 1)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_three_faults_in_a_row_are_survived(fake_paypal: FakePayPal, paypal: PayPalProvider, operation: str) -> None:
    for kind in ("500_after", "close", "429"):
        fake_paypal.misbehave(kind, operation)
    whole_sale(fake_paypal, paypal)
    assert len({asked.key for asked in fake_paypal.asked if asked.operation == operation}) == 1


@pytest.mark.parametrize("kind", ["hang", "hang_after", "drip", "500", "429", "close", "garbage", "401"])
def test_a_paypal_that_stays_ill_is_unavailable_within_the_patience(fake_paypal: FakePayPal, kind: str) -> None:
    impatient = PayPalProvider(fake_paypal.settings(), patience=1)
    fake_paypal.misbehave(kind, times=99)
    began = time.monotonic()
    with pytest.raises(PaymentUnavailable):
        impatient.create_link(REQUEST)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("kind", ["403", "proxy_404", "redirect", "400"])
def test_an_answer_that_means_nothing_is_not_asked_for_again(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, kind: str
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.misbehave(kind, "get")
    before = fake_paypal.count("get")
    # A proxy's 404 is not PayPal's: an order must not expire because somebody's gateway was set up wrongly.
    with pytest.raises(PaymentUnavailable):
        paypal.look_up(reference)
    assert fake_paypal.count("get") == before + 1
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "paid"


def test_waits_as_long_as_paypal_wishes(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    fake_paypal.misbehave("429", "create", seconds=1)
    began = time.monotonic()
    paypal.create_link(REQUEST)
    assert time.monotonic() - began >= 1


def test_does_not_wait_longer_than_its_patience(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    fake_paypal.misbehave("429", "create", seconds=600)
    began = time.monotonic()
    with pytest.raises(PaymentUnavailable):
        paypal.create_link(REQUEST)
    assert time.monotonic() - began < 1


def test_repeats_no_call_that_has_no_key(fake_paypal: FakePayPal) -> None:
    client = PayPalClient(fake_paypal.settings())
    fake_paypal.misbehave("close_after", "create")
    with pytest.raises(PaymentUnavailable):
        client.call("POST", "/v2/checkout/orders", {"intent": "CAPTURE"})
    assert fake_paypal.count("create") == 1


def test_a_lost_capture_is_found_at_the_next_look(fake_paypal: FakePayPal, reference: str) -> None:
    impatient = PayPalProvider(fake_paypal.settings(), patience=0.5)
    fake_paypal.approve(reference)
    fake_paypal.misbehave("hang_after", "capture", times=9)
    with pytest.raises(PaymentUnavailable):
        impatient.look_up(reference)
    fake_paypal.behave()
    notice = impatient.look_up(reference)
    assert notice is not None and notice.kind == "paid"
    assert len(fake_paypal.ledger.captures) == 1


def test_a_lost_refund_is_sent_once(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    impatient = PayPalProvider(fake_paypal.settings(), patience=0.5)
    fake_paypal.misbehave("close_after", "refund", times=9)
    with pytest.raises(PaymentUnavailable):
        impatient.refund(refund(payment))
    fake_paypal.behave()
    assert impatient.refund(refund(payment)).state == "done"
    assert len(fake_paypal.ledger.refunds) == 1


def test_an_answer_about_another_order_is_not_believed(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    other = paypal.create_link(replace(REQUEST, order_number="10002", nonce="m")).reference
    fake_paypal.approve(other)
    fake_paypal.capture_by_itself(other)
    fake_paypal.misbehave("lie", "get", answer=fake_paypal.order(other))
    with pytest.raises(PaymentUnavailable):
        paypal.look_up(reference)


@pytest.mark.parametrize(
    "answer", [{}, {"status": "COMPLETED"}, {"id": 7, "status": "COMPLETED"}, {"purchase_units": "x"}, {"id": "X"}]
)
@pytest.mark.parametrize("operation", ["create", "get", "capture", "refund"])
def test_an_answer_of_another_form_is_no_answer(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, operation: str, answer: dict[str, object]
) -> None:
    payment = paid(fake_paypal, paypal, replace(REQUEST, order_number="10002", nonce="m"))
    fake_paypal.approve(reference)
    fake_paypal.misbehave("lie", operation, answer=answer)
    with pytest.raises(PaymentUnavailable):
        paypal.create_link(replace(REQUEST, nonce="o"))
        paypal.look_up(reference)
        paypal.refund(refund(payment))


def test_ten_looks_at_once_capture_once(fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str) -> None:
    fake_paypal.approve(reference)
    barrier, found = threading.Barrier(10), Counter[str | None]()

    def look() -> None:
        barrier.wait()
        notice = paypal.look_up(reference)
        found[notice.payment_reference if notice else None] += 1

    threads = [threading.Thread(target=look) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {fake_paypal.capture_of(reference)["id"]: 10}
    assert len(fake_paypal.ledger.captures) == 1


def test_one_token_serves_many_calls_and_threads(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    threads = [threading.Thread(target=paypal.create_link, args=(REQUEST,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (fake_paypal.count("token"), fake_paypal.count("create")) == (1, 8)


def test_a_token_is_renewed_before_it_ends(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    fake_paypal.token_seconds = 60
    paypal.create_link(REQUEST)
    paypal.create_link(REQUEST)
    assert fake_paypal.count("token") == 2


def test_a_token_that_is_refused_is_renewed_once(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    paypal.create_link(REQUEST)
    fake_paypal.tokens.clear()
    paypal.create_link(REQUEST)
    assert (fake_paypal.count("token"), fake_paypal.count("create")) == (2, 3)


@pytest.mark.parametrize("kind", ["500", "close", "garbage", "hang"])
def test_no_token_means_unavailable(fake_paypal: FakePayPal, kind: str) -> None:
    fake_paypal.misbehave(kind, "token", times=99)
    with pytest.raises(PaymentUnavailable):
        PayPalProvider(fake_paypal.settings(), patience=0.5).create_link(REQUEST)
    assert fake_paypal.count("create") == 0


def test_wrong_credentials_are_unavailable_and_named_in_the_log(
    fake_paypal: FakePayPal, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(PaymentUnavailable):
        PayPalProvider(fake_paypal.settings(paypal_client_secret="wr0ng")).create_link(REQUEST)
    assert "PAYPAL_CLIENT_ID" in caplog.text and "wr0ng" not in caplog.text


def test_nobody_there_is_unavailable(fake_paypal: FakePayPal) -> None:
    with pytest.raises(PaymentUnavailable):
        PayPalProvider(fake_paypal.settings(paypal_api_url="http://127.0.0.1:9"), patience=0.5).create_link(REQUEST)


@pytest.mark.parametrize("kind", ["500", "close", "cut", "garbage", "403", "401", "hang"])
def test_logs_hold_no_secret_and_no_shopper(
    fake_paypal: FakePayPal, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    fake_paypal.misbehave(kind, times=99)
    with pytest.raises(PaymentUnavailable) as refusal:
        PayPalProvider(fake_paypal.settings(), patience=0.5).create_link(REQUEST)
    told = caplog.text + str(refusal.value) + repr(refusal.value.details)
    assert not [
        secret for secret in (fake_paypal.client_secret, "A21AA", "Basic ", "erika", "T-Shirt") if secret in told
    ]


def test_a_passing_refusal_of_a_refund_is_no_definite_one(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    fake_paypal.misbehave("proxy_404", "refund")
    with pytest.raises(PaymentUnavailable):
        paypal.refund(refund(payment))
    fake_paypal.misbehave("403", "refund")
    with pytest.raises(RefundRefused):
        paypal.refund(refund(payment))


def test_a_machine_with_a_netrc_still_sends_the_token(
    fake_paypal: FakePayPal, paypal: PayPalProvider, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    (netrc := tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")  # type: ignore[operator]
    monkeypatch.setenv("NETRC", str(netrc))
    paypal.create_link(REQUEST)
    assert fake_paypal.last("create").headers["authorization"].startswith("Bearer ")
    assert fake_paypal.last("token").headers["authorization"].startswith("Basic ")


def test_the_stand_in_knows_no_other_pages(fake_paypal: FakePayPal) -> None:
    assert requests.get(f"{fake_paypal.url}/v1/payments", timeout=5).status_code == 401


def test_the_settings_of_the_shop_are_settings_of_paypal(fake_paypal: FakePayPal) -> None:
    settings: PayPalSettings = Settings(database_url="sqlite://", **fake_paypal.keys())  # type: ignore[arg-type]
    assert PayPalProvider(settings).create_link(REQUEST).reference
