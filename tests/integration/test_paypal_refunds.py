"""Money that goes back through PayPal: the real adapter against the stand-in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from shop.errors import PaymentUnavailable, RefundRefused
from shop.payments.paypal import PayPalProvider
from shop.payments.provider import RefundRequest
from tests.fakes.paypal_server import FakePayPal
from tests.fakes.paypal_setting import REQUEST, paid, refund

pytest_plugins = ["tests.fakes.paypal_server", "tests.fakes.paypal_setting"]


def test_parts_and_the_rest_go_back_to_the_cent(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    answers = [paypal.refund(refund(payment, part, f"r-{part}")) for part in (1, 469, 6000)]
    assert [answer.state for answer in answers] == ["done"] * 3
    assert fake_paypal.ledger.refunded(payment) == Decimal("64.70")


def test_the_whole_is_named_to_the_cent(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    paypal.refund(replace(refund(payment, 6470), whole=True))
    assert fake_paypal.last("refund").json()["amount"]["value"] == "64.70"
    assert fake_paypal.ledger.captures[payment]["status"] == "REFUNDED"


def test_asked_again_sends_back_once(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    assert paypal.refund(refund(payment)) == paypal.refund(refund(payment))
    assert fake_paypal.ledger.refunded(payment) == Decimal("5.00")


@pytest.mark.parametrize(("ends", "state"), [("COMPLETED", "done"), ("FAILED", "failed"), ("CANCELLED", "failed")])
def test_a_pending_refund_is_asked_for_with_the_same_key(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    ends: str,
    state: str,
) -> None:
    payment = paid(fake_paypal, paypal)
    fake_paypal.refunds_become("PENDING")
    answer = paypal.refund(refund(payment))
    assert answer.state == "pending"
    fake_paypal.settle_refund(answer.reference, ends)
    assert paypal.refund(refund(payment)).state == state


def test_more_than_was_paid_is_refused(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    with pytest.raises(RefundRefused, match="REFUND_AMOUNT_EXCEEDED"):
        paypal.refund(refund(payment, 6471))
    paypal.refund(refund(payment, 6470, "r-2"))
    with pytest.raises(RefundRefused, match="CAPTURE_FULLY_REFUNDED"):
        paypal.refund(refund(payment, 1, "r-3"))


@pytest.mark.parametrize(
    "wrong", [refund("NOSUCHCAPTURE"), refund("../orders"), refund("NOSUCH", 1990, currency="HUF")]
)
def test_what_cannot_be_sent_back_is_refused(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    wrong: RefundRequest,
) -> None:
    with pytest.raises(RefundRefused):
        paypal.refund(wrong)


def test_another_currency_is_refused(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    with pytest.raises(RefundRefused, match="CURRENCY"):
        paypal.refund(refund(paid(fake_paypal, paypal), currency="USD"))


def test_a_payment_on_its_way_can_be_sent_back_later(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.capture_as(reference, "PENDING")
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    with pytest.raises(PaymentUnavailable):
        paypal.refund(refund(fake_paypal.capture_of(reference)["id"]))


def test_keys_of_any_form_are_kept(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    payment = paid(fake_paypal, paypal)
    paypal.refund(refund(payment, key="cancel:17/ä"))
    assert fake_paypal.last("refund").json()["custom_id"] == "refund.cancel.17.."


def test_the_same_key_for_another_payment_is_another_refund(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    first = paid(fake_paypal, paypal)
    second = paid(fake_paypal, paypal, replace(REQUEST, order_number="10002", nonce="m"))
    assert paypal.refund(refund(first)) != paypal.refund(refund(second))
    assert fake_paypal.ledger.refunded(first) == fake_paypal.ledger.refunded(second) == Decimal("5.00")
