"""Forged and old webhooks: the first change nothing, the second only make the shop ask PayPal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shop.errors import EventForged, PaymentUnavailable
from shop.payments.paypal import PayPalProvider
from shop.payments.provider import PaymentNotice
from tests.fakes.paypal_server import FakePayPal, Transmission
from tests.fakes.paypal_setting import refund
from tests.fakes.paypal_webhooks import FORGERIES

pytest_plugins = ["tests.fakes.paypal_server", "tests.fakes.paypal_setting"]

OLD = timedelta(days=2)


def read(paypal: PayPalProvider, sent: Transmission) -> PaymentNotice | None:
    return paypal.read_event(sent.headers, sent.body)


def only(fake: FakePayPal, kind: str, late: timedelta = timedelta(0)) -> Transmission:
    (sent,) = fake.transmissions(only=kind, late=late)
    return sent


@pytest.mark.parametrize("forged", FORGERIES)
def test_a_forged_event_is_refused_and_changes_nothing(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, forged: str
) -> None:
    fake_paypal.approve(reference)
    (sent,) = fake_paypal.transmissions(forged=forged)
    with pytest.raises(EventForged):
        read(paypal, sent)
    assert not fake_paypal.ledger.captures


def test_an_event_with_another_content_under_a_true_signature_is_refused(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    sent = only(fake_paypal, "PAYMENT.CAPTURE.COMPLETED")
    with pytest.raises(EventForged):
        paypal.read_event(sent.headers, sent.body.replace(b"10001-1-", b"10002-1-"))


@pytest.mark.parametrize("minutes", [-6, 60 * 24 * 4 + 1])
def test_a_true_signature_of_another_time_is_refused_unasked(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, minutes: int
) -> None:
    fake_paypal.approve(reference)
    (sent,) = fake_paypal.transmissions(late=timedelta(minutes=minutes))
    with pytest.raises(EventForged):
        read(paypal, sent)
    assert fake_paypal.count("verify") == 0


@pytest.mark.parametrize("minutes", [4, -4])
def test_a_clock_that_goes_a_little_wrong_is_forgiven(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, minutes: int
) -> None:
    fake_paypal.approve(reference)
    (sent,) = fake_paypal.transmissions(late=timedelta(minutes=minutes))
    assert read(paypal, sent) is not None


def test_an_old_approval_still_leads_to_the_capture(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    notice = read(paypal, only(fake_paypal, "CHECKOUT.ORDER.APPROVED", OLD))
    assert notice is not None and notice.kind == "paid"


@pytest.mark.parametrize(
    ("now", "kind"), [("COMPLETED", "paid"), ("DENIED", "failed"), ("PENDING", None), ("REFUNDED", "refunded")]
)
def test_an_old_payment_is_what_paypal_says_now(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, now: str, kind: str | None
) -> None:
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    sent = only(fake_paypal, "PAYMENT.CAPTURE.COMPLETED", OLD)
    fake_paypal.settle(reference, now)
    notice = read(paypal, sent)
    assert (notice.kind if notice else None) == kind
    if notice:
        assert (notice.event_id, notice.amount, notice.link_reference) == (sent.event_id, 6470, reference)
        assert notice.payment_reference == fake_paypal.capture_of(reference)["id"]


def test_the_amount_of_an_old_event_does_not_count(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    fake_paypal.events[1]["resource"]["amount"]["value"] = "9999.00"
    notice = read(paypal, only(fake_paypal, "PAYMENT.CAPTURE.COMPLETED", OLD))
    assert notice is not None and notice.amount == 6470


def test_old_refunds_and_chargebacks_are_not_lost(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    found = paypal.look_up(reference)
    assert found is not None and found.payment_reference is not None
    paypal.refund(refund(found.payment_reference))
    fake_paypal.refund_in_dashboard(reference, "10.00")
    fake_paypal.reverse(reference)
    notices = [read(paypal, sent) for sent in fake_paypal.transmissions(late=OLD)[2:]]
    assert [(n.kind, n.amount) for n in notices if n] == [("refund_done", 500), ("refunded", 1000), ("refunded", 4970)]


@pytest.mark.parametrize("kind", ["404", "403", "500"])
def test_an_old_event_that_cannot_be_asked_about_is_sent_again(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str, kind: str
) -> None:
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    sent = only(fake_paypal, "PAYMENT.CAPTURE.COMPLETED", OLD)
    if kind == "404":
        fake_paypal.ledger.captures.clear()
    else:
        fake_paypal.misbehave(kind, "get_capture", times=99)
    with pytest.raises(PaymentUnavailable):
        read(paypal, sent)


def test_other_old_events_mean_nothing(fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str) -> None:
    fake_paypal.approve(reference)
    fake_paypal.events[0]["event_type"] = "CUSTOMER.DISPUTE.CREATED"
    assert read(paypal, only(fake_paypal, "CUSTOMER.DISPUTE.CREATED", OLD)) is None
