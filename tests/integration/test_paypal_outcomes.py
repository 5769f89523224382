"""What became of an order at PayPal: the real adapter against the stand-in."""

from __future__ import annotations

from copy import deepcopy

import pytest

from shop.errors import PaymentUnavailable
from shop.payments.paypal import PayPalProvider
from tests.fakes.paypal_server import MERCHANT, FakePayPal

pytest_plugins = ["tests.fakes.paypal_server", "tests.fakes.paypal_setting"]


def test_an_approved_order_is_captured_and_paid(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None
    assert (notice.kind, notice.amount, notice.currency) == ("paid", 6470, "EUR")
    assert (notice.order_number, notice.link_reference) == ("10001", reference)
    assert notice.payment_reference == fake_paypal.capture_of(reference)["id"]
    assert (notice.event_id, notice.account) == (f"poll:{reference}:paid", MERCHANT)


def test_asking_often_captures_once_and_says_the_same(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.approve(reference)
    assert len({paypal.look_up(reference) for _ in range(5)}) == 1
    assert len(fake_paypal.ledger.captures) == 1


def test_a_capture_that_somebody_else_made_meanwhile_is_found(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.misbehave("lie", "get", answer=deepcopy(fake_paypal.order(reference)))
    fake_paypal.capture_by_itself(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "paid"
    assert fake_paypal.count("capture") == 1


def test_an_approval_that_was_taken_back_meanwhile_leaves_the_link_open(
    fake_paypal: FakePayPal, paypal: PayPalProvider, reference: str
) -> None:
    unapproved = deepcopy(fake_paypal.order(reference))
    fake_paypal.misbehave("lie", "get", answer={**unapproved, "status": "APPROVED"})
    assert paypal.look_up(reference) is None


def test_money_on_its_way_is_not_paid_until_it_is_there(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.capture_as(reference, "PENDING")
    fake_paypal.approve(reference)
    assert paypal.look_up(reference) is None
    assert paypal.look_up(reference) is None
    fake_paypal.settle(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "paid"


def test_money_that_never_comes_is_a_failure(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.capture_as(reference, "DECLINED")
    fake_paypal.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "failed"


@pytest.mark.parametrize("issue", ["INSTRUMENT_DECLINED", "PAYER_CANNOT_PAY", "TRANSACTION_REFUSED"])
def test_a_refused_card_fails_and_another_one_pays(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
    issue: str,
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.decline(reference, issue)
    first = paypal.look_up(reference)
    assert first is not None and (first.kind, first.payment_reference) == ("failed", None)
    fake_paypal.approve(reference)
    # PayPal answers a known key as before: with the old one, this payer could never pay.
    second = paypal.look_up(reference)
    assert second is not None and second.kind == "paid"


@pytest.mark.parametrize("gone", ["void", "forget"])
def test_an_order_that_paypal_gave_up_is_expired(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
    gone: str,
) -> None:
    getattr(fake_paypal, gone)(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and (notice.kind, notice.payment_reference) == ("expired", None)


def test_another_amount_is_told_as_it_came(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.capture_as(reference, value="1.00", currency="USD")
    fake_paypal.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and (notice.kind, notice.amount, notice.currency) == ("paid", 100, "USD")


def test_another_account_is_told_as_it_came(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.change_merchant(reference, "SOMEBODYELSE2")
    fake_paypal.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and notice.account == "SOMEBODYELSE2"


def test_a_payment_that_went_back_before_it_was_seen_is_not_paid(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    fake_paypal.approve(reference)
    fake_paypal.capture_by_itself(reference)
    fake_paypal.refund_in_dashboard(reference, "64.70")
    notice = paypal.look_up(reference)
    assert notice is not None and notice.kind == "refunded"


@pytest.mark.parametrize("reference", ["", "../refunds", "a b", "10001", "X" * 37, "ORD?x=1"])
def test_never_asks_for_what_is_no_reference(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
    reference: str,
) -> None:
    if reference == "10001":
        notice = paypal.look_up(reference)
        assert notice is not None and notice.kind == "expired"
        return
    with pytest.raises(PaymentUnavailable):
        paypal.look_up(reference)
    assert fake_paypal.count("get") == 0
