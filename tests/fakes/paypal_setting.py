"""What the PayPal tests start from: a request, a clock that stands at noon, an adapter, an order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from shop import clock
from shop.payments.paypal import PayPalProvider
from shop.payments.provider import PaymentItem, PaymentRequest, RefundRequest
from tests.fakes.paypal_server import FakePayPal

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=timezone.utc)
REQUEST = PaymentRequest(
    order_number="10001",
    amount=6470,
    currency="EUR",
    nonce="n0nce",
    attempt=1,
    language="de",
    email="erika@example.org",
    expires_at=NOON + timedelta(minutes=30),
    items=(PaymentItem("T-Shirt, grau, M", 3, 5970), PaymentItem("Versand", 1, 500)),
    return_url="https://shop.example/pay/t/back",
    cancel_url="https://shop.example/pay/t/cancelled",
)

Later = Callable[[timedelta], None]


def paid(fake: FakePayPal, paypal: PayPalProvider, request: PaymentRequest = REQUEST) -> str:
    """The capture of an order that was made and paid."""
    reference = paypal.create_link(request).reference
    fake.approve(reference)
    notice = paypal.look_up(reference)
    assert notice is not None and notice.payment_reference is not None
    return notice.payment_reference


def refund(payment: str, amount: int = 500, key: str = "r-1", currency: str = "EUR") -> RefundRequest:
    """A part to send back."""
    return RefundRequest(key, payment, amount, currency, whole=False, reason="withdrawal")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Move the clock, which stands at noon."""
    moment = [NOON]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def move(by: timedelta) -> None:
        moment[0] += by

    return move


@pytest.fixture
def paypal(fake_paypal: FakePayPal, later: Later) -> PayPalProvider:
    """The real adapter, with little patience."""
    return PayPalProvider(fake_paypal.settings(), patience=3)


@pytest.fixture
def reference(paypal: PayPalProvider) -> str:
    """An order that nobody paid yet."""
    return paypal.create_link(REQUEST).reference
