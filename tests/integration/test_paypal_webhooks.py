"""Webhooks of PayPal: believed once PayPal confirmed them, in any order and number, and never when forged."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shop.errors import EventForged, PaymentUnavailable
from shop.payments.paypal import PayPalProvider
from shop.payments.provider import PaymentNotice
from tests.fakes.paypal_server import MERCHANT, FakePayPal, Transmission
from tests.fakes.paypal_setting import Later, paid, refund

pytest_plugins = ["tests.fakes.paypal_server", "tests.fakes.paypal_setting"]


def read(paypal: PayPalProvider, sent: Transmission) -> PaymentNotice | None:
    return paypal.read_event(sent.headers, sent.body)


def only(fake: FakePayPal, kind: str) -> Transmission:
    (sent,) = fake.transmissions(only=kind)
    return sent


def test_an_approval_leads_to_the_capture(fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str) -> None:
    fake_paypal.approve(reference)
    sent = only(fake_paypal, "CHECKOUT.ORDER.APPROVED")
    notice = read(paypal, sent)
    assert notice is not None
    assert (notice.kind, notice.event_id, notice.amount) == ("paid", sent.event_id, 6470)
    assert notice.payment_reference == fake_paypal.capture_of(reference)["id"]


def test_a_capture_and_its_approval_name_the_same_payment(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    polled = paypal.look_up(reference)
    notices = [read(paypal, sent) for sent in fake_paypal.transmissions(copies=2, order="reversed")]
    told = {(n.kind, n.payment_reference, n.link_reference, n.amount, n.account) for n in notices if n}
    assert polled is not None and len(notices) == 4
    assert told == {("paid", polled.payment_reference, reference, 6470, MERCHANT)}


def test_every_order_of_approval_and_capture_ends_the_same(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    paypal.refund(refund(payment))
    for order in itertools.permutations(range(3)):
        notices = [read(paypal, sent) for sent in fake_paypal.transmissions(order=order)]
        assert sorted(n.kind for n in notices if n) == ["paid", "paid", "refund_done"]
    assert len(fake_paypal.ledger.captures) == 1


def test_an_approval_that_comes_too_late_charges_nobody(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, later: Later
) -> None:
    later(timedelta(hours=1))
    fake_paypal.approve(reference)
    notice = read(paypal, only(fake_paypal, "CHECKOUT.ORDER.APPROVED"))
    assert notice is not None and notice.kind == "expired"
    assert not fake_paypal.ledger.captures


def test_an_approval_whose_money_is_on_its_way_says_nothing_yet(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.capture_as(reference, "PENDING")
    fake_paypal.approve(reference)
    assert read(paypal, only(fake_paypal, "CHECKOUT.ORDER.APPROVED")) is None
    assert read(paypal, only(fake_paypal, "PAYMENT.CAPTURE.PENDING")) is None


@pytest.mark.parametrize(("ends", "kind"), [("COMPLETED", "paid"), ("DENIED", "failed"), ("DECLINED", "failed")])
def test_the_end_of_waiting_is_told(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, ends: str, kind: str
) -> None:
    fake_paypal.capture_as(reference, "PENDING")
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    fake_paypal.settle(reference, ends)
    notice = read(paypal, only(fake_paypal, f"PAYMENT.CAPTURE.{ends}"))
    assert notice is not None and (notice.kind, notice.link_reference) == (kind, reference)
    polled = paypal.look_up(reference)
    assert polled is not None and polled.kind == kind


def test_a_changed_amount_is_told_as_it_came(fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str) -> None:
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    fake_paypal.change_amount(reference, "0.01")
    notice = read(paypal, only(fake_paypal, "PAYMENT.CAPTURE.COMPLETED"))
    assert notice is not None and notice.amount == 1


def test_own_refunds_refunds_by_hand_and_chargebacks_differ(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    found = paypal.look_up(reference)
    assert found is not None and found.payment_reference is not None
    answer = paypal.refund(refund(found.payment_reference))
    fake_paypal.refund_in_dashboard(reference, "10.00")
    fake_paypal.reverse(reference)
    notices = [read(paypal, sent) for sent in fake_paypal.transmissions()[2:]]
    assert [(n.kind, n.amount) for n in notices if n] == [("refund_done", 500), ("refunded", 1000), ("refunded", 4970)]
    assert {n.payment_reference for n in notices if n} == {found.payment_reference}
    assert notices[0] is not None and notices[0].refund_reference == answer.reference


def test_a_refund_that_fails_later_is_told(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    fake_paypal.refunds_become("PENDING")
    answer = paypal.refund(refund(payment))
    fake_paypal.settle_refund(answer.reference, "FAILED")
    notice = read(paypal, only(fake_paypal, "PAYMENT.CAPTURE.REFUNDED"))
    assert notice is not None and (notice.kind, notice.refund_reference) == ("refund_failed", answer.reference)


def test_an_approval_that_lapsed_expires_the_link(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.reverse_approval(reference)
    notices = [read(paypal, sent) for sent in fake_paypal.transmissions()]
    assert [(n.kind, n.link_reference) for n in notices if n] == [("expired", reference)] * 2


@pytest.mark.parametrize("kind", ["429", "500", "close", "close_after", "garbage", "401", "slow"])
def test_a_fault_while_verifying_is_survived(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, kind: str
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.misbehave(kind, "verify", seconds=0.1)
    assert read(paypal, only(fake_paypal, "CHECKOUT.ORDER.APPROVED")) is not None


@pytest.mark.parametrize("kind", ["500", "429", "close", "403", "hang"])
def test_an_event_that_cannot_be_verified_now_is_not_called_forged(
    fake_paypal: FakePayPal, reference: str, kind: str
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.misbehave(kind, "verify", times=99)
    with pytest.raises(PaymentUnavailable):
        read(PayPalProvider(fake_paypal.settings(), patience=0.5), only(fake_paypal, "CHECKOUT.ORDER.APPROVED"))


@pytest.mark.parametrize("answer", [{}, {"verification_status": "FAILURE"}, {"verification_status": True}])
def test_only_success_is_success(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, answer: dict[str, object]
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.misbehave("lie", "verify", answer=answer)
    with pytest.raises(EventForged):
        read(paypal, only(fake_paypal, "CHECKOUT.ORDER.APPROVED"))


def test_a_verified_payment_that_cannot_be_read_is_sent_again(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    fake_paypal.events[1]["resource"]["amount"] = {"total": "64.70", "currency": "EUR"}
    with pytest.raises(PaymentUnavailable):
        read(paypal, only(fake_paypal, "PAYMENT.CAPTURE.COMPLETED"))


def test_fifty_copies_at_once_are_one_payment(fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str) -> None:
    fake_paypal.approve(reference)
    copies, found = fake_paypal.transmissions(copies=50), []
    barrier = threading.Barrier(len(copies))

    def receive(sent: Transmission) -> None:
        barrier.wait()
        found.append(read(paypal, sent))

    threads = [threading.Thread(target=receive, args=(sent,)) for sent in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 50 and len(set(found)) == 1
    assert len(fake_paypal.ledger.captures) == 1


@pytest.fixture
def page(paypal: PayPalProvider) -> Iterator[tuple[str, list[PaymentNotice | None]]]:
    """A webhook page as the shop's: 200, or an error that makes PayPal send again."""
    notices: list[PaymentNotice | None] = []

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                notices.append(paypal.read_event(dict(self.headers.items()), body))
                self.send_response(200)
            except EventForged:
                self.send_response(400)
            except PaymentUnavailable:
                self.send_response(503)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/webhooks/paypal", notices
    server.shutdown()
    server.server_close()


def test_events_come_over_http_until_they_are_taken(
    fake_paypal: FakePayPal, reference: str, page: tuple[str, list[PaymentNotice | None]]
) -> None:
    url, notices = page
    fake_paypal.approve(reference)
    assert [answer.status for answer in fake_paypal.deliver(url, forged="signature")] == [400]
    fake_paypal.misbehave("403", "verify")
    assert [answer.status for answer in fake_paypal.deliver(url)] == [503]
    assert [answer.status for answer in fake_paypal.deliver("http://127.0.0.1:9/")] == [0]
    assert notices == []
    assert [answer.status for answer in fake_paypal.deliver(url, copies=2)] == [200, 200]
    assert {notice.kind for notice in notices if notice} == {"paid"}
    # The capture itself made another event; a lost one is lost.
    assert [event["event_type"] for event in fake_paypal.events] == ["PAYMENT.CAPTURE.COMPLETED"]
    assert fake_paypal.drop() == 1
    assert fake_paypal.deliver(url) == []
