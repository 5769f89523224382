"""What the tests of Stripe share: a provider that asks the given address, and a request of 29.94 EUR."""

from __future__ import annotations

from datetime import timedelta

from shop import clock
from shop.payments.provider import PaymentItem, PaymentRequest, RefundRequest
from shop.payments.stripe import StripeProvider
from shop.settings import Settings
from tests.fakes.stripe_server import SECRET, TEST_KEY

ITEMS = (PaymentItem("Ringelsocken", 3, 1999), PaymentItem("Hemd", 5, 995))


def provider_at(address: str, key: str = TEST_KEY, secrets: tuple[str, ...] = (SECRET,)) -> StripeProvider:
    settings = Settings("sqlite://", stripe_api_url=address, stripe_secret_key=key, stripe_webhook_secrets=secrets)
    return StripeProvider(settings)


def a_request(**changed) -> PaymentRequest:
    values = {
        "order_number": "10001",
        "amount": 2994,
        "currency": "EUR",
        "nonce": "nonce-1",
        "attempt": 1,
        "language": "de",
        "email": "kim@example.com",
        "expires_at": clock.now() + timedelta(minutes=35),
        "items": ITEMS,
        "return_url": "https://shop.example/pay/token/back",
        "cancel_url": "https://shop.example/pay/token/cancelled",
    }
    return PaymentRequest(**values | changed)


def a_refund(payment: str, **changed) -> RefundRequest:
    values = {
        "key": "refund-1",
        "payment_reference": payment,
        "amount": 500,
        "currency": "EUR",
        "whole": False,
        "reason": "withdrawal",
    }
    return RefundRequest(**values | changed)
