"""PayPal's pages to pay at: the real adapter against the stand-in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shop.errors import PaymentUnavailable
from shop.payments.paypal import PayPalProvider
from shop.payments.provider import PaymentRequest
from tests.fakes.paypal_server import FakePayPal
from tests.fakes.paypal_setting import REQUEST

pytest_plugins = ["tests.fakes.paypal_server", "tests.fakes.paypal_setting"]


def test_leads_to_paypal_and_is_open(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    link = paypal.create_link(REQUEST)
    assert link.url == f"https://www.paypal.com/checkoutnow?token={link.reference}"
    assert fake_paypal.last("create").key == REQUEST.key
    assert paypal.look_up(link.reference) is None


def test_asked_again_gives_the_same_link_and_makes_no_second_order(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
) -> None:
    assert paypal.create_link(REQUEST) == paypal.create_link(REQUEST)
    assert len(fake_paypal.ledger.orders) == 1


def test_another_attempt_is_another_order(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    assert paypal.create_link(REQUEST) != paypal.create_link(replace(REQUEST, attempt=2, nonce="m"))


def test_a_very_long_key_is_shortened_without_losing_its_meaning(
    fake_paypal: FakePayPal,
    paypal: PayPalProvider,
) -> None:
    long = replace(REQUEST, nonce="n" * 200)
    assert paypal.create_link(long) == paypal.create_link(long)
    assert paypal.create_link(replace(long, nonce="n" * 199)) != paypal.create_link(long)


def test_yen_have_no_decimals(fake_paypal: FakePayPal, paypal: PayPalProvider) -> None:
    yen = replace(REQUEST, currency="JPY")
    reference = paypal.create_link(yen).reference
    assert fake_paypal.order(reference)["purchase_units"][0]["amount"]["value"] == "6470"
    fake_paypal.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and (notice.kind, notice.amount, notice.currency) == ("paid", 6470, "JPY")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(REQUEST, amount=1),
        replace(REQUEST, currency="HUF", items=(), amount=1990),
        replace(REQUEST, currency="XXX"),
        replace(REQUEST, return_url="nowhere"),
    ],
)
def test_what_paypal_would_refuse_is_unavailable(paypal: PayPalProvider, wrong: PaymentRequest) -> None:
    with pytest.raises(PaymentUnavailable):
        paypal.create_link(wrong)
