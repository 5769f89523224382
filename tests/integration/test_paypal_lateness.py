"""PayPal's page stays open for hours after the shop's hold ended: the real adapter against the stand-in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shop.errors import PaymentUnavailable
from shop.payments.paypal import PayPalProvider
from tests.fakes.paypal_server import FakePayPal
from tests.fakes.paypal_setting import Later

pytest_plugins = ["tests.fakes.paypal_server", "tests.fakes.paypal_setting"]


def test_who_approves_too_late_is_not_charged(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
    later: Later,
) -> None:
    later(timedelta(minutes=30))
    fake_paypal.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and (notice.kind, notice.amount) == ("expired", 6470)
    assert fake_paypal.count("capture") == 0 and not fake_paypal.ledger.captures


def test_one_second_before_the_end_is_in_time(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
    later: Later,
) -> None:
    later(timedelta(minutes=30, seconds=-1))
    fake_paypal.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "paid"


def test_whoever_has_the_stock_again_may_capture_late(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
    later: Later,
) -> None:
    later(timedelta(hours=1))
    fake_paypal.approve(reference)
    notice = paypal.look_up(reference, late=True)
    assert notice is not None and notice.kind == "paid"


def test_nobody_who_did_not_approve_is_charged_late(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
    later: Later,
) -> None:
    later(timedelta(hours=1))
    assert paypal.look_up(reference, late=True) is None


def test_what_was_captured_in_time_is_paid_however_late_it_is_heard(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
    later: Later,
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.capture_by_itself(reference)
    later(timedelta(days=2))
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "paid"


def test_an_unpaid_link_is_expired_after_its_time(paypal: PayPalProvider, reference: str, later: Later) -> None:
    later(timedelta(minutes=30))
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "expired"


@pytest.mark.parametrize("approved_before", [True, False])
def test_a_link_that_was_closed_charges_nobody(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
    approved_before: bool,
) -> None:
    if approved_before:
        fake_paypal.approve(reference)
    paypal.expire(reference)
    if not approved_before:
        fake_paypal.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and (notice.kind, notice.order_number) == ("expired", "10001")
    assert not fake_paypal.ledger.captures


def test_another_process_knows_that_a_link_was_closed(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    paypal.expire(reference)
    fake_paypal.approve(reference)
    notice = PayPalProvider(fake_paypal.settings()).look_up(reference)
    assert notice is not None and notice.kind == "expired"


def test_closing_leaves_a_paid_link_alone(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.approve(reference)
    paypal.look_up(reference)
    paypal.expire(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "paid"
    assert fake_paypal.count("patch") == 0


def test_closing_what_is_gone_is_no_fault(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.forget(reference)
    paypal.expire(reference)


def test_closing_says_when_paypal_cannot_be_reached(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.misbehave("503", times=99)
    with pytest.raises(PaymentUnavailable):
        paypal.expire(reference)
